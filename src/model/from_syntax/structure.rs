//! How contracts hang together: a subcontract continues its parent, and no contract is its own ancestor.

use super::cycles::cycle;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Contract, ContractIdx, Idx, Party, PartyIdx, Table};
use crate::source::Span;
use crate::syntax::ast;
use crate::text;

/// A subcontract whose customer does not supply the contract above it.
pub static WRONG_PARENT: Code = Code {
    name: "wrong_parent",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "再委託の委託者が親契約の受託者ではない",
            "the customer of a subcontract is not the supplier of the contract above it",
        ),
        why: (
            "再委託とは、引き受けた者がその仕事をさらに委ねることである",
            "subcontracting means that whoever took on the work hands it on",
        ),
        example: "contract K1 H -> A { … }\ncontract K2 C -> B under K1 { … }",
        remedy: ("`under` か当事者を直す", "correct `under`, or the parties"),
    },
};

/// A contract that is its own ancestor.
pub static CONTRACT_CYCLE: Code = Code {
    name: "contract_cycle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("契約が自分自身の下にある", "a contract is beneath itself"),
        why: ("再委託の連鎖の元請がどこにもいない", "such a chain of subcontracts has no prime"),
        example: "contract K1 A -> B under K2 { … }\ncontract K2 B -> A under K1 { … }",
        remedy: ("元の契約の `under` を消す", "drop `under` at the contract on top"),
    },
};

/// Contracts whose levels rest on each other.
pub static RELIANCE_CYCLE: Code = Code {
    name: "reliance_cycle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "契約の水準が、再委託と `relies on` を通じて自分自身に依拠している",
            "the level of a contract rests on itself, through subcontracts and `relies on`",
        ),
        why: ("互いの約束だけを根拠にした約束は何も支えない", "promises that rest only on each other support nothing"),
        example: "contract K1 H -> A { … relies on K3 }\ncontract K3 H -> N { … relies on K1 }",
        remedy: ("輪になっている `relies on` を一つ消す", "drop one `relies on` of the circle"),
    },
};

/// Checks the contract tree, and who relies on whom.
pub(super) fn check(
    contracts: &Table<ContractIdx, Contract>,
    parties: &Table<PartyIdx, Party>,
    written: &[&ast::Contract],
    problems: &mut Vec<Diagnostic>,
) {
    let edges: Vec<Vec<usize>> =
        contracts.iter().map(|it| it.parent.iter().map(|parent| parent.row()).collect()).collect();
    let circle = cycle(&edges);
    if let Some(circle) = &circle {
        problems.push(contract_cycle(circle, contracts, written));
    }
    for (at, contract) in contracts.enumerate() {
        let Some(parent) = contract.parent.map(|parent| &contracts[parent]) else { continue };
        let in_circle = circle.as_ref().is_some_and(|circle| circle.contains(&at.row()));
        if contract.customer != parent.supplier && !in_circle {
            problems.push(wrong_parent(contract, under(written, at, contract), parent, parties));
        }
    }
    if circle.is_none() {
        problems.extend(reliance(contracts, written));
    }
}

/// A circle of contracts that use each other: the one above uses those beneath, and each uses what it relies on.
fn reliance(contracts: &Table<ContractIdx, Contract>, written: &[&ast::Contract]) -> Option<Diagnostic> {
    let mut uses: Vec<Vec<usize>> =
        contracts.iter().map(|it| it.relies_on.iter().map(|other| other.row()).collect()).collect();
    for (at, contract) in contracts.enumerate() {
        if let Some(parent) = contract.parent {
            uses[parent.row()].push(at.row());
        }
    }
    let circle = cycle(&uses)?;
    let path: Vec<&str> = circle.iter().map(|row| contracts[ContractIdx::new(*row)].name.as_str()).collect();
    let path = path.join("` → `");
    let named = |row: &usize| written.get(*row).and_then(|it| it.relies_on.iter().flatten().next());
    let mut relying = circle.iter().filter_map(named).map(|name| name.span);
    let headline = text!("契約が互いに依拠しています: `{path}`", "contracts rely on each other: `{path}`");
    let problem = Diagnostic::new(&RELIANCE_CYCLE, relying.next(), headline);
    Some(relying.fold(problem, |it, span| it.label(span, text!("この依拠先", "which relies on this"))))
}

/// Where the parent is named.
fn under(written: &[&ast::Contract], at: ContractIdx, contract: &Contract) -> Span {
    written.get(at.row()).and_then(|it| it.under.as_ref()).map_or(contract.span, |name| name.span)
}

fn wrong_parent(contract: &Contract, span: Span, parent: &Contract, parties: &Table<PartyIdx, Party>) -> Diagnostic {
    let (name, above) = (&contract.name, &parent.name);
    let (customer, supplier) = (&parties[contract.customer].name, &parties[parent.supplier].name);
    Diagnostic::new(
        &WRONG_PARENT,
        span,
        text!("`{name}` は `{above}` の再委託ではありません", "`{name}` cannot be a subcontract of `{above}`"),
    )
    .label(contract.span, text!("委託者は `{customer}`", "its customer is `{customer}`"))
    .label(parent.span, text!("受託者は `{supplier}`", "its supplier is `{supplier}`"))
}

fn contract_cycle(
    circle: &[usize],
    contracts: &Table<ContractIdx, Contract>,
    written: &[&ast::Contract],
) -> Diagnostic {
    let members: Vec<ContractIdx> = circle.iter().map(|row| ContractIdx::new(*row)).collect();
    let path = members.iter().map(|it| contracts[*it].name.as_str()).collect::<Vec<_>>().join("` → `");
    let place = |it: &ContractIdx| under(written, *it, &contracts[*it]);
    let headline = text!("契約が輪になっています: `{path}`", "contracts stand under each other: `{path}`");
    let mut diagnostic = Diagnostic::new(&CONTRACT_CYCLE, members.first().map(place), headline);
    for member in members.iter().skip(1) {
        diagnostic = diagnostic.label(place(member), text!("その親契約", "which stands under this"));
    }
    diagnostic
}
