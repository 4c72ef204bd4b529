//! The contract tree: what is above, beneath and at the top.

use crate::model::{ComponentIdx, ContractIdx, Engagement, Idx, PartyIdx};

/// The contracts of an engagement by who stands under whom, and by what they cover.
///
/// Everything it holds grows with the contracts, not with the pairs of them: a chain of thousands is as light as a flat list.
#[derive(Clone, Debug)]
pub struct ContractTree {
    /// By contract: those directly under it.
    children: Vec<Vec<ContractIdx>>,
    /// By contract: its parent.
    parents: Vec<Option<ContractIdx>>,
    /// Every contract after its parent.
    order: Vec<ContractIdx>,
    /// By contract: its place in `order`, and one past the place of the last contract beneath it.
    places: Vec<(usize, usize)>,
    /// By component: the contracts that cover it.
    covering: Vec<Vec<ContractIdx>>,
    /// By party: the contracts by which it supplies.
    supplied: Vec<Vec<ContractIdx>>,
}

impl ContractTree {
    /// Builds the tree; the model has made sure that no contract is its own ancestor.
    pub fn new(engagement: &Engagement) -> Self {
        let mut children = vec![Vec::new(); engagement.contracts.len()];
        let mut covering = vec![Vec::new(); engagement.components.len()];
        let mut supplied = vec![Vec::new(); engagement.parties.len()];
        let parents: Vec<Option<ContractIdx>> = engagement.contracts.iter().map(|it| it.parent).collect();
        for (at, contract) in engagement.contracts.enumerate() {
            supplied[contract.supplier.row()].push(at);
            if let Some(parent) = contract.parent {
                children[parent.row()].push(at);
            }
            for component in &contract.covers {
                covering[component.row()].push(at);
            }
        }
        let (order, places) = line_up(&parents, &children);
        ContractTree { children, parents, order, places, covering, supplied }
    }

    /// The contracts above one: its parent, the parent's parent … up to the top.
    pub fn above(&self, contract: ContractIdx) -> impl Iterator<Item = ContractIdx> + '_ {
        let parent = |it: ContractIdx| self.parents[it.row()];
        std::iter::successors(parent(contract), move |it| parent(*it)).take(self.parents.len())
    }

    /// Whether one contract stands above another, at any distance.
    pub fn is_above(&self, upper: ContractIdx, lower: ContractIdx) -> bool {
        let ((begins, ends), (at, _)) = (self.places[upper.row()], self.places[lower.row()]);
        begins < at && at < ends
    }

    /// The contracts directly under one.
    pub fn directly_beneath(&self, contract: ContractIdx) -> &[ContractIdx] {
        &self.children[contract.row()]
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

    /// By contract: whether it or one above it is among some.
    pub fn with_all_beneath(&self, among: impl Fn(ContractIdx) -> bool) -> Vec<bool> {
        let mut held = vec![false; self.parents.len()];
        for at in &self.order {
            held[at.row()] = self.parents[at.row()].is_some_and(|parent| held[parent.row()]) || among(*at);
        }
        held
    }

    /// The contract at the top of the chain: the contract itself if it has no parent.
    pub fn top(&self, contract: ContractIdx) -> ContractIdx {
        self.above(contract).last().unwrap_or(contract)
    }

    /// The contracts that cover a component.
    pub fn covering(&self, component: ComponentIdx) -> &[ContractIdx] {
        &self.covering[component.row()]
    }

    /// The contracts by which a party supplies, whatever the day.
    pub fn supplied_by(&self, party: PartyIdx) -> &[ContractIdx] {
        &self.supplied[party.row()]
    }

    /// The vendor at the top of a contract's chain.
    pub fn prime(&self, engagement: &Engagement, contract: ContractIdx) -> PartyIdx {
        engagement.contracts[self.top(contract)].supplier
    }
}

/// Walks every tree from its top, depth first, and says at which place each contract and the last one beneath it come.
fn line_up(parents: &[Option<ContractIdx>], children: &[Vec<ContractIdx>]) -> (Vec<ContractIdx>, Vec<(usize, usize)>) {
    let mut order = Vec::with_capacity(parents.len());
    let mut places = vec![(0, 0); parents.len()];
    for top in (0..parents.len()).map(ContractIdx::new).filter(|it| parents[it.row()].is_none()) {
        let mut path = vec![(top, 0)];
        while let Some((at, next)) = path.last_mut() {
            if *next == 0 {
                places[at.row()].0 = order.len();
                order.push(*at);
            }
            match children[at.row()].get(*next) {
                Some(child) => {
                    *next += 1;
                    path.push((*child, 0));
                }
                None => {
                    places[at.row()].1 = order.len();
                    path.pop();
                }
            }
        }
    }
    (order, places)
}
