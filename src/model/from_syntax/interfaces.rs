//! Interfaces that are written: two components that are really joined.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{ComponentIdx, Engagement, Idx, PartyIdx};
use crate::source::Span;
use crate::syntax::ast::{Name, SubjectName};
use crate::text;

use super::gather::Gathered;
use super::members::Names;

/// Two components that do not meet.
pub static NO_SUCH_INTERFACE: Code = Code {
    name: "no_such_interface",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: ("二つの構成要素の間に接点がない", "two components have no interface"),
        why: (
            "接点は、提供者の異なる構成要素がつながるところにだけある。ないものについて述べても何も担われない",
            "an interface is where joined components of different providers meet; what is said of none carries nothing",
        ),
        example: "component emr application by A\ncomponent wan network by N\nA owns P2.C.1 on emr -- wan",
        remedy: (
            "`connects` か `runs on` を加えるか、対象を直す",
            "add `connects` or `runs on`, or correct the subject",
        ),
    },
};

/// Warns of every interface that is named and is none.
pub(super) fn check(engagement: &Engagement, names: &Names, gathered: &Gathered, problems: &mut Vec<Diagnostic>) {
    let links = gathered.links.iter().map(|link| (&link.between.0, &link.between.1));
    let subjects = gathered.statements.iter().flat_map(|statement| &statement.on);
    let named: Vec<(&Name, &Name)> = links.chain(subjects.filter_map(pair_of)).collect();
    for (first, second) in named {
        let (Ok(a), Ok(b)) = (names.component(first), names.component(second)) else { continue };
        if !meet(engagement, a, b) {
            problems.push(no_such_interface(engagement, (a, b), first.span, second.span));
        }
    }
}

fn pair_of(subject: &SubjectName) -> Option<(&Name, &Name)> {
    Some((&subject.first, subject.second.as_ref()?))
}

/// Joined, with providers that differ (unknown counts as different); or one component under direct contracts of two vendors.
fn meet(engagement: &Engagement, a: ComponentIdx, b: ComponentIdx) -> bool {
    if a == b {
        let mut vendors: Vec<PartyIdx> = engagement
            .contracts
            .enumerate()
            .filter(|(at, contract)| engagement.is_direct(*at) && contract.covers.contains(&a))
            .map(|(_, contract)| contract.supplier)
            .collect();
        vendors.sort();
        vendors.dedup();
        return vendors.len() > 1;
    }
    let (one, other) = (&engagement.components[a], &engagement.components[b]);
    let joined = one.connects.contains(&b) || one.runs_on.contains(&b) || other.runs_on.contains(&a);
    joined && (one.provider.is_none() || one.provider != other.provider)
}

fn no_such_interface(
    engagement: &Engagement,
    (a, b): (ComponentIdx, ComponentIdx),
    first: Span,
    second: Span,
) -> Diagnostic {
    let (one, other) = (&engagement.components[a].name, &engagement.components[b].name);
    let span = if first.source == second.source { first.to(second) } else { first };
    let joined = engagement.components[a].connects.contains(&b)
        || engagement.components[a].runs_on.contains(&b)
        || engagement.components[b].runs_on.contains(&a);
    let why = if a.row() == b.row() {
        text!("二者の直接契約の対象ではありません", "it is not under direct contracts of two vendors")
    } else if joined {
        text!("提供者が同じです", "both have the same provider")
    } else {
        text!("つながっていません", "they are not joined")
    };
    let headline = text!("`{one}` と `{other}` の間に接点はありません", "`{one}` and `{other}` have no interface");
    Diagnostic::new(&NO_SUCH_INTERFACE, span, headline).here(why)
}
