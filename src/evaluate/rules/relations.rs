//! Relations of rules: from one thing to others.

use super::papers::stating;
use super::said::subjects;
use super::thing::demanded_on;
use super::{Asking, Thing};
use crate::evaluate::kleene::Ask;
use crate::graph::ObligationIdx;
use crate::model::{ComponentIdx, ContractIdx, Idx, Paper, PartyIdx, Step, Subject};

impl Asking<'_> {
    /// Where a relation leads from a thing; the model has made sure that it is one of its relations.
    pub(super) fn step(&self, from: Thing, step: Step) -> Result<Vec<Thing>, Ask> {
        let context = &self.evaluation.context;
        let (engagement, tree) = (context.engagement, &context.obligations.tree);
        Ok(match from {
            Thing::Subject(Subject::Contract(k)) => {
                let it = &engagement.contracts[k];
                match step {
                    Step::Customer => vec![party(it.customer)],
                    Step::Supplier => vec![party(it.supplier)],
                    Step::Prime => vec![party(tree.prime(engagement, k))],
                    Step::SelectedBy => it.selected_by.map(party).into_iter().collect(),
                    Step::Parent => it.parent.map(contract).into_iter().collect(),
                    Step::Covers => it.covers.iter().copied().map(component).collect(),
                    Step::States | Step::Goals => self.stated(Paper::Contract(k), step),
                    _ => Vec::new(),
                }
            }
            Thing::Subject(Subject::Component(c)) => {
                let it = &engagement.components[c];
                match step {
                    Step::Provider => vec![party(it.provider.ok_or(Ask::Provider(c))?)],
                    Step::RunsOn => it.runs_on.iter().copied().map(component).collect(),
                    Step::Connects => it.connects.iter().copied().map(component).collect(),
                    Step::CoveredBy => tree.covering(c).iter().copied().map(contract).collect(),
                    _ => Vec::new(),
                }
            }
            Thing::Subject(Subject::Interface(a, b)) if step == Step::Ends => vec![component(a), component(b)],
            Thing::Subject(Subject::Engagement) if step == Step::Hospital => vec![party(engagement.hospital)],
            Thing::Subject(Subject::Engagement | Subject::Vendor(_) | Subject::Interface(..)) => Vec::new(),
            Thing::Obligation(at) => {
                let standing = self.standing(at);
                match step {
                    Step::Performer => {
                        standing.performers(context).into_iter().map(|(performer, _)| party(performer)).collect()
                    }
                    Step::Answerable => {
                        standing.performers(context).into_iter().map(|(_, answers)| party(answers)).collect()
                    }
                    Step::Owners => standing.owners.iter().filter(|it| it.in_reach).map(|it| party(it.party)).collect(),
                    Step::Disclaimers => standing.disclaimers().map(|(who, _)| party(who)).collect(),
                    _ => about(context.obligations.subject(at), step),
                }
            }
            Thing::Promise(k, _) | Thing::OwnShare(k, _) if step == Step::Contract => vec![contract(k)],
            Thing::Promise(..) | Thing::OwnShare(..) => Vec::new(),
            Thing::Demand(at, which) => match step {
                Step::By => from.parties(self.evaluation).into_iter().map(party).collect(),
                _ => about(demanded_on(self.evaluation, at, which), step),
            },
            Thing::Evidence(at) => match step {
                Step::Contract => engagement.evidence[at].contract.map(contract).into_iter().collect(),
                Step::States | Step::Goals => self.stated(Paper::Evidence(at), step),
                _ => Vec::new(),
            },
            Thing::Exclusion(at) | Thing::Check(at) | Thing::Risk(at) => match step {
                Step::By => from.parties(self.evaluation).into_iter().map(party).collect(),
                Step::Obligations => {
                    let all = context.obligations.spoken_of[at].ones().map(ObligationIdx::new);
                    all.filter(|it| self.standing(*it).stands()).map(Thing::Obligation).collect()
                }
                _ => subjects(context, at).into_iter().flat_map(|it| about(it, step)).collect(),
            },
        })
    }

    /// What a document states, or only aims at.
    fn stated(&self, paper: Paper, step: Step) -> Vec<Thing> {
        let stating = self.stating.get_or_init(|| stating(self.evaluation));
        let found = stating.get(&(paper, step == Step::Goals));
        found.into_iter().flatten().map(|at| Thing::Obligation(*at)).collect()
    }
}

/// What something is about, if it is of the kind that is asked for.
fn about(subject: Subject, step: Step) -> Vec<Thing> {
    match (step, subject) {
        (Step::Contract, Subject::Contract(_))
        | (Step::Vendor, Subject::Vendor(_))
        | (Step::Component, Subject::Component(_))
        | (Step::Interface, Subject::Interface(..)) => vec![Thing::Subject(subject)],
        _ => Vec::new(),
    }
}

fn party(it: PartyIdx) -> Thing {
    Thing::Subject(Subject::Vendor(it))
}

fn contract(it: ContractIdx) -> Thing {
    Thing::Subject(Subject::Contract(it))
}

fn component(it: ComponentIdx) -> Thing {
    Thing::Subject(Subject::Component(it))
}
