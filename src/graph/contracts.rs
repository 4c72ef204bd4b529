//! The contract tree: what is above, beneath and at the top.

use crate::model::{ComponentIdx, ContractIdx, Engagement, Idx, PartyIdx};

/// The contracts of an engagement by who stands under whom, and by what they cover.
#[derive(Clone, Debug)]
pub struct ContractTree {
    /// By contract: those directly under it.
    pub children: Vec<Vec<ContractIdx>>,
    /// By contract: its parent, the parent's parent … up to the top.
    pub above: Vec<Vec<ContractIdx>>,
    /// By component: the contracts that cover it.
    pub covering: Vec<Vec<ContractIdx>>,
}

impl ContractTree {
    /// Builds the tree; the model has made sure that no contract is its own ancestor.
    pub fn new(engagement: &Engagement) -> Self {
        let mut children = vec![Vec::new(); engagement.contracts.len()];
        let mut covering = vec![Vec::new(); engagement.components.len()];
        let mut above = Vec::with_capacity(engagement.contracts.len());
        for (at, contract) in engagement.contracts.enumerate() {
            if let Some(parent) = contract.parent {
                children[parent.row()].push(at);
            }
            for component in &contract.covers {
                covering[component.row()].push(at);
            }
            let next = |it: &ContractIdx| engagement.contracts[*it].parent;
            above.push(std::iter::successors(contract.parent, next).take(engagement.contracts.len()).collect());
        }
        ContractTree { children, above, covering }
    }

    /// The contracts beneath one, at any depth, each after its parent.
    pub fn beneath(&self, contract: ContractIdx) -> Vec<ContractIdx> {
        let mut all = self.children[contract.row()].clone();
        let mut at = 0;
        while let Some(next) = all.get(at).copied() {
            all.extend(&self.children[next.row()]);
            at += 1;
        }
        all
    }

    /// The contract at the top of the chain: the contract itself if it has no parent.
    pub fn top(&self, contract: ContractIdx) -> ContractIdx {
        self.above[contract.row()].last().copied().unwrap_or(contract)
    }

    /// The contracts that cover a component.
    pub fn covering(&self, component: ComponentIdx) -> &[ContractIdx] {
        &self.covering[component.row()]
    }

    /// The vendor at the top of a contract's chain.
    pub fn prime(&self, engagement: &Engagement, contract: ContractIdx) -> PartyIdx {
        engagement.contracts[self.top(contract)].supplier
    }
}
