//! The split of an engagement as a component definition of OSCAL: for every subject and control who performs and who answers.
//!
//! Identifiers are made from names, so that the same texts give the same bytes. What OSCAL has no word for (that nobody carries a
//! duty, that it is waived) stands in properties of a namespace of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::words::joined;
use crate::answers::Checked;
use crate::diagnostic::{Lang, Text};
use crate::evaluate::{Context, Need, Standing, in_role};
use crate::findings::Told;
use crate::graph::ObligationIdx;
use crate::model::{Basis, CatalogueIdx, ControlIdx, Idx, Paper, PartyIdx, Subject, Verb, Word};
use crate::text;

/// The version of OSCAL that is written.
const VERSION: &str = "1.1.2";

/// The namespace of our properties; a name, which leads nowhere.
const NAMESPACE: &str = "https://buntan.example/oscal";

/// The definition of one engagement on the first of its days, or of one of its subjects.
pub fn component_definition(checked: &Checked<'_>, on: Option<Subject>, lang: Lang) -> Value {
    let told = Told::new(&checked.evaluation, &checked.findings);
    let writer = Writer { checked, told, lang };
    let context = &checked.evaluation.context;
    let engagement = context.engagement;
    let roles = [
        ("performer", text!("実施する当事者", "Who carries it")),
        ("answerable", text!("医療機関に対して責任を負う当事者", "Who answers for it to the hospital")),
        (
            "expected",
            text!("誰も担っていない対応を担うはずの当事者", "Of whom it is expected, where nobody carries it"),
        ),
    ];
    let parties = engagement.parties.enumerate().map(|(at, it)| {
        json!({
            "uuid": writer.uuid(&["party", &engagement.parties[at].name]),
            "type": "organization",
            "name": it.title.in_lang(lang),
            "short-name": it.name,
        })
    });
    let mut by_subject: BTreeMap<usize, Vec<ObligationIdx>> = BTreeMap::new();
    let is_wanted = |at: &ObligationIdx| on.is_none_or(|on| context.obligations.subject(*at) == on);
    let all = context.obligations.all.indices().filter(|at| checked.evaluation.standings[at.row()].stands());
    for at in all.filter(is_wanted) {
        by_subject.entry(context.obligations.all[at].subject.row()).or_default().push(at);
    }
    let mut definition = json!({
        "uuid": writer.uuid(&["definition"]),
        "metadata": {
            "title": engagement.name,
            "last-modified": format!("{}T00:00:00+09:00", context.day),
            "version": context.day.to_string(),
            "oscal-version": VERSION,
            "roles": roles.map(|(id, title)| json!({ "id": id, "title": title.in_lang(lang) })),
            "parties": parties.collect::<Vec<_>>(),
        },
    });
    if !by_subject.is_empty() {
        definition["components"] = by_subject.values().map(|all| writer.component(all)).collect();
    }
    json!({ "component-definition": definition })
}

struct Writer<'a, 'b> {
    checked: &'a Checked<'b>,
    told: Told<'a>,
    lang: Lang,
}

impl Writer<'_, '_> {
    /// An identifier of a thing of this engagement.
    fn uuid(&self, path: &[&str]) -> String {
        let engagement = &self.checked.evaluation.context.engagement.name;
        // Lengths keep apart what would read the same when joined.
        let name = path
            .iter()
            .fold(format!("{}:{engagement}", engagement.len()), |all, it| format!("{all}/{}:{it}", it.len()));
        Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string()
    }

    /// All obligations on one subject.
    fn component(&self, all: &[ObligationIdx]) -> Value {
        let context = &self.checked.evaluation.context;
        let subject = all.first().map_or(Subject::Engagement, |at| context.obligations.subject(*at));
        let name = context.engagement.subject_name(subject);
        let (kind, title) = match subject {
            Subject::Component(at) => {
                let it = &context.engagement.components[at];
                (it.kind.name(), it.title.in_lang(self.lang).to_owned())
            }
            other => (other.kind().name(), name.clone()),
        };
        let path = ["component", subject.kind().name(), &name];
        let mut by_catalogue: BTreeMap<CatalogueIdx, BTreeMap<ControlIdx, Vec<ObligationIdx>>> = BTreeMap::new();
        for at in all {
            let control = context.policy.duties[context.obligations.all[*at].duty].control;
            let catalogue = context.policy.controls[control].catalogue;
            by_catalogue.entry(catalogue).or_default().entry(control).or_default().push(*at);
        }
        let implementations = by_catalogue.iter().map(|(catalogue, controls)| {
            let it = &context.policy.catalogues[*catalogue];
            json!({
                "uuid": self.uuid(&[&path[..], &[&it.name]].concat()),
                "source": format!("urn:buntan:catalogue:{}", it.name),
                "description": self.say(&it.title, &it.name),
                "implemented-requirements": controls.iter().map(|(control, all)| {
                    self.requirement(&[&path[..], &[&it.name]].concat(), *control, all)
                }).collect::<Vec<_>>(),
            })
        });
        json!({
            "uuid": self.uuid(&path),
            "type": kind,
            "title": title,
            "description": name,
            "control-implementations": implementations.collect::<Vec<_>>(),
        })
    }

    fn requirement(&self, path: &[&str], control: ControlIdx, all: &[ObligationIdx]) -> Value {
        let it = &self.checked.evaluation.context.policy.controls[control];
        let path = [path, &[&it.id]].concat();
        json!({
            "uuid": self.uuid(&path),
            "control-id": token(&it.id),
            "description": self.say(&it.title, &it.id),
            "statements": all.iter().enumerate().map(|(at, it)| self.statement(&path, at, *it)).collect::<Vec<_>>(),
        })
    }

    fn statement(&self, path: &[&str], number: usize, at: ObligationIdx) -> Value {
        let context = &self.checked.evaluation.context;
        let standing = &self.checked.evaluation.standings[at.row()];
        let here = context.obligations.all[at];
        let duty = &context.policy.duties[here.duty];
        let performers = standing.performers(context);
        let state = match standing.carried {
            true => "carried",
            false if standing.is_gap() => "not-carried",
            false => "undetermined",
        };
        let mut props = vec![property("state", state), property("duty", &duty.id)];
        props.extend(here.phase.map(|it| property("phase", it.name())));
        props.extend(here.mode.map(|it| property("mode", it.name())));
        props.extend(clauses(context, standing).iter().map(|it| property("clause", it)));
        for finding in self.told.all(at).iter().map(|number| &self.checked.findings[*number]) {
            props.push(property("finding", &finding.id));
            props.extend(finding.is_waived().then(|| property("waived", &finding.id)));
        }
        let mut statement = json!({
            // Several obligations of one duty differ in phase and mode only: the number tells them apart.
            "statement-id": format!("{}_stmt.{}", token(&duty.id), number + 1),
            "uuid": self.uuid(&[path, &[&duty.id, &number.to_string()]].concat()),
            "description": self.say(&duty.title, &duty.id),
            "props": props,
        });
        let roles = match standing.carried {
            true => vec![
                self.role("performer", performers.iter().map(|it| it.0)),
                self.role("answerable", performers.iter().map(|it| it.1)),
            ],
            false => {
                let subject = context.obligations.subject(at);
                let expected = duty.bearers.roles.iter().flat_map(|role| in_role(context, *role, subject));
                vec![self.role("expected", expected)]
            }
        };
        // What a dated fact decides is met, and nobody performs it.
        if !standing.carried || !performers.is_empty() {
            statement["responsible-roles"] = json!(roles);
        }
        statement
    }

    /// A role with those who have it, if anybody has.
    fn role(&self, id: &str, parties: impl Iterator<Item = PartyIdx>) -> Value {
        let all: BTreeSet<PartyIdx> = parties.collect();
        let name = |it: PartyIdx| &self.checked.evaluation.context.engagement.parties[it].name;
        let uuids: Vec<String> = all.into_iter().map(|it| self.uuid(&["party", name(it)])).collect();
        match uuids.is_empty() {
            true => json!({ "role-id": id }),
            false => json!({ "role-id": id, "party-uuids": uuids }),
        }
    }

    /// Words, or what stands for them where there are none.
    fn say(&self, words: &Text, otherwise: &str) -> String {
        let words = words.in_lang(self.lang);
        if words.trim().is_empty() { otherwise.to_owned() } else { words.to_owned() }
    }
}

/// The clauses on which those rest who own something, or that state it: `K1 第8条`
fn clauses(context: &Context, standing: &Standing) -> BTreeSet<String> {
    let engagement = context.engagement;
    let of_basis = |it: &Basis| {
        let name = it.evidence.map(|at| &engagement.evidence[at].name);
        (name.or(it.contract.map(|at| &engagement.contracts[at].name)).cloned(), it.clause.clone())
    };
    let stated = match &standing.need {
        Need::Stated(all) => all.as_slice(),
        Need::Owner | Need::Met(_) => &[],
    };
    let all = standing.owners.iter().flat_map(|it| &it.statements).chain(stated);
    let papers = all.flat_map(|at| {
        let statement = &engagement.statements[*at];
        match &statement.verb {
            Verb::States { paper: Paper::Contract(it), clause, .. } => {
                vec![(Some(engagement.contracts[*it].name.clone()), clause.clone())]
            }
            Verb::States { paper: Paper::Evidence(it), clause, .. } => {
                vec![(Some(engagement.evidence[*it].name.clone()), clause.clone())]
            }
            _ => statement.by.iter().map(of_basis).collect(),
        }
    });
    let words = papers.map(|(name, clause)| [name, clause].into_iter().flatten().collect::<Vec<_>>().join(" "));
    words.map(|it| joined(&it)).filter(|it| !it.is_empty()).collect()
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": value })
}

/// An id as a token of OSCAL, which begins with a letter or `_`: `3-4.2.min.1` becomes `_3-4.2.min.1`.
fn token(id: &str) -> String {
    let fits = |ch: char| ch.is_alphanumeric() || matches!(ch, '.' | '-' | '_');
    let kept: String = id.chars().map(|ch| if fits(ch) { ch } else { '_' }).collect();
    if kept.starts_with(|ch: char| ch.is_alphabetic() || ch == '_') { kept } else { format!("_{kept}") }
}
