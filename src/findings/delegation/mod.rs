//! Who was handed what, and may be held to it.

pub mod broken_delegation;
pub mod delegation_cycle;
pub mod missing_flow_down;
pub mod orphan_subcontract;
pub mod unconsented_subcontract;
pub mod undisclosed_subcontractor;
