//! `unused_fact`, `unused_party`: declared, and nothing asks.

use std::collections::BTreeSet;

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    Condition, Excludable, Fact, FactIdx, Need, PartyIdx, PartyKind, Policy, Rule, Stated, Subject, Template, Value,
    Verb,
};
use crate::text;

/// A fact that no condition asks.
pub static UNUSED_FACT: Code = Code {
    name: "unused_fact",
    family: Family::Model,
    severity: Severity::Note,
    page: Page {
        says: ("どの条件にも使われない前提です", "no condition asks this fact"),
        why: (
            "述べても評価は変わりません。条件の書き忘れかもしれません",
            "stating it changes nothing; perhaps a condition was forgotten",
        ),
        example: "catalogue ours { fact large : bool of engagement }",
        remedy: ("条件（`when`）に使うか、宣言を削除します", "use it in a condition (`when`), or remove it"),
    },
};

/// A party that nothing names.
pub static UNUSED_PARTY: Code = Code {
    name: "unused_party",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: ("契約も構成要素も記述もない当事者です", "a party has no contract, provides nothing and says nothing"),
        why: (
            "契約の書き忘れかもしれません。この当事者は何も担えません",
            "perhaps its contract was forgotten; as it stands it can carry nothing",
        ),
        example: "party X vendor \"関係しない会社\"",
        remedy: ("契約や構成要素を書くか、宣言を削除します", "write its contract or what it provides, or remove it"),
    },
};

/// Facts that no condition of any catalogue or rule asks.
pub fn facts(policy: &Policy) -> Vec<Diagnostic> {
    let mut asked: BTreeSet<FactIdx> = policy.catalogues.iter().filter_map(|it| it.scope).collect();
    for control in policy.controls.iter() {
        if let Excludable::When(condition) = &control.excludable {
            asked.extend(condition.facts());
        }
    }
    for duty in policy.duties.iter() {
        if let Need::Met(condition, _) = &duty.needs {
            asked.extend(condition.facts());
        }
        asked.extend(duty.when.iter().flat_map(|it| it.facts()));
    }
    for derived in policy.facts.iter().filter_map(|it| it.derived.as_ref()) {
        asked.extend(derived.conditions().flat_map(Condition::facts));
    }
    asked.extend(policy.rules.iter().flat_map(Rule::facts));
    policy.facts.enumerate().filter(|(at, _)| !asked.contains(at)).map(|(_, fact)| unused_fact(fact)).collect()
}

/// Facts of templates that no condition of theirs asks.
pub fn template_facts(policy: &Policy) -> Vec<Diagnostic> {
    let of = |template: &Template| -> Vec<Diagnostic> {
        let mut asked: BTreeSet<FactIdx> = BTreeSet::new();
        let of_levels = template.levels.iter().filter_map(|level| level.when.as_ref());
        let conditions = template.clauses.iter().filter_map(|clause| clause.when.as_ref()).chain(of_levels);
        asked.extend(conditions.flat_map(Condition::facts));
        template.facts.enumerate().filter(|(at, _)| !asked.contains(at)).map(|(_, fact)| unused_fact(fact)).collect()
    };
    policy.templates.iter().flat_map(of).collect()
}

fn unused_fact(fact: &Fact) -> Diagnostic {
    let name = &fact.name;
    let headline = text!("前提 `{name}` はどの条件にも使われません", "no condition asks `{name}`");
    Diagnostic::new(&UNUSED_FACT, fact.span, headline)
}

/// Vendors without a contract, a component or a statement.
pub fn parties(scene: &Scene) -> Vec<Diagnostic> {
    let engagement = scene.engagement;
    let mut used: BTreeSet<PartyIdx> = engagement.components.iter().filter_map(|it| it.provider).collect();
    for contract in engagement.contracts.iter() {
        used.extend([contract.customer, contract.supplier]);
        used.extend(contract.selected_by);
    }
    used.extend(engagement.waivers.iter().map(|it| it.owner));
    let named = |value: &Value| match value {
        Value::Thing(Subject::Vendor(party)) => Some(*party),
        _ => None,
    };
    used.extend(engagement.settings.iter().filter_map(|it| match &it.stated {
        Stated::Value(value) => named(value),
        Stated::Unknown | Stated::None => None,
    }));
    for followed in engagement.contracts.iter().flat_map(|it| &it.follows) {
        used.extend(followed.values.iter().filter_map(named));
    }
    for statement in engagement.statements.iter() {
        used.extend(statement.verb.party());
        match statement.verb {
            Verb::Delegates { to, .. } | Verb::Grants { to, .. } => {
                used.insert(to);
            }
            _ => {}
        }
    }
    engagement
        .parties
        .enumerate()
        .filter(|(at, party)| party.kind == PartyKind::Vendor && !used.contains(at))
        .map(|(_, party)| {
            let name = &party.name;
            let headline = text!(
                "当事者 `{name}` は契約も構成要素も記述もありません",
                "party `{name}` has no contract, provides nothing and says nothing"
            );
            Diagnostic::new(&UNUSED_PARTY, party.span, headline)
        })
        .collect()
}
