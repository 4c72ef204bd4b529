//! The law of dependencies: what is carried, but depends, transitively, on something that nobody carries.

use std::collections::BTreeSet;

use super::Standing;
use super::context::Context;
use super::kleene::Truth;
use crate::model::Idx;

/// Finds the gaps that what is carried depends on.
pub fn at_risk(context: &Context, standings: &mut [Standing]) {
    for duty in &context.graph.by_requires {
        let required = &context.policy.duties[*duty].requires;
        if required.is_empty() {
            continue;
        }
        for at in context.obligations.of_duty(*duty) {
            let standing = &standings[at.row()];
            if !standing.stands() || !standing.carried {
                continue;
            }
            let here = context.obligations.all[at];
            let mut found = BTreeSet::new();
            for relation in required {
                for other in context.obligations.alike_near(relation.duty, here) {
                    let needed = &standings[other.row()];
                    if needed.is_gap() {
                        found.insert(other);
                    } else if needed.alive && needed.truth() != Truth::False {
                        found.extend(&needed.at_risk);
                    }
                }
            }
            standings[at.row()].at_risk = found;
        }
    }
}
