//! Engagements: from the syntax tree of all parts to one [`Engagement`].

use super::components::components;
use super::contracts::contracts;
use super::evidence::evidence;
use super::gather::Gathered;
use super::members::Names;
use super::parties::{hospital, parties};
use super::service_levels::Metrics;
use super::settings::{Members, settings};
use super::statement::{Around, content, statements};
use super::uses::uses;
use super::waivers::waivers;
use super::{follow, interfaces, structure};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{AllOther, CatalogueIdx, Engagement, Policy, Statement, StatementIdx, Table};
use crate::syntax::ast;

/// Settles one engagement from its part and the parts that continue it; `None` when any error leaves the model incomplete.
///
/// Tables come in natural order of names and statements in order of what they say, whatever the order of writing.
pub fn settle(policy: &Policy, parts: &[&ast::Engagement]) -> (Option<Engagement>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let engagement = Gathered::new(parts).and_then(|gathered| settled(policy, &gathered, &mut problems));
    let incomplete = problems.iter().any(|problem| problem.severity == Severity::Error);
    (engagement.filter(|_| !incomplete), problems)
}

fn settled(policy: &Policy, gathered: &Gathered, problems: &mut Vec<Diagnostic>) -> Option<Engagement> {
    let (uses, in_view) = uses(policy, &gathered.uses, problems);
    let in_use: Vec<CatalogueIdx> = uses.iter().map(|used| used.catalogue).collect();

    let mut names = Names::default();
    let sorted_parties = names.take(&gathered.parties, problems);
    let sorted_components = names.take(&gathered.components, problems);
    let sorted_contracts = names.take(&gathered.contracts, problems);
    let sorted_evidence = names.take(&gathered.evidence, problems);
    names.evidence(&sorted_evidence);
    names.parties(&sorted_parties);
    names.components(&sorted_components);
    names.contracts(&sorted_contracts);

    let parties = parties(&sorted_parties, problems);
    let hospital = hospital(gathered.name, &parties, problems);
    let components = components(&names, &sorted_components, problems);
    let contracts = contracts(&names, Metrics { policy, in_use: &in_use }, &sorted_contracts, problems);
    if let Some(contracts) = &contracts {
        structure::check(contracts, &parties, &sorted_contracts, problems);
    }

    let evidence = evidence(&names, &sorted_evidence, problems);
    let belongs: Vec<_> = evidence.iter().flat_map(|all| all.iter()).map(|it| it.contract).collect();

    let members = Members { parties: &sorted_parties, components: &sorted_components, contracts: &sorted_contracts };
    let settings = settings(policy, &in_use, &names, gathered, members, problems);
    let around = Around { policy, in_use: &in_use, names: &names, parties: &parties, belongs: &belongs };
    let waivers = waivers(&around, &gathered.statements, problems);
    let mut statements = statements(&around, &gathered.statements, problems);
    let (hospital, mut contracts, evidence) = (hospital?, contracts?, evidence?);
    follow::levels(policy, hospital, &mut contracts, problems);
    let scene = follow::Scene { policy, hospital, parties: &parties, components: &components, contracts: &contracts };
    statements.extend(follow::statements(&scene, problems));

    let engagement = Engagement {
        name: gathered.name.text.clone(),
        uses,
        in_view,
        hospital,
        parties,
        components,
        contracts,
        evidence,
        settings,
        all_other_no: gathered.all_other.map(|it| AllOther { by: it.by.clone(), span: it.span }),
        statements: ordered(statements),
        waivers: waivers.into_iter().collect(),
        extra: gathered.extra.clone(),
        span: gathered.name.span,
    };
    interfaces::check(&engagement, &names, gathered, problems);
    Some(engagement)
}

/// Statements in order of what they say. They are large, so that it is numbers that are sorted; most of one party differ in the first
/// duty of which they speak.
fn ordered(statements: Vec<Statement>) -> Table<StatementIdx, Statement> {
    let first: Vec<Option<usize>> = statements.iter().map(|it| it.duties.minimum()).collect();
    let begins = |at: usize| (statements[at].verb.party(), &statements[at].verb, first[at]);
    let whole = |at: usize| content(&statements[at]);
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by(|a, b| begins(*a).cmp(&begins(*b)).then_with(|| whole(*a).cmp(&whole(*b))));
    let mut statements: Vec<Option<Statement>> = statements.into_iter().map(Some).collect();
    let mut ordered = Table::default();
    ordered.reserve(order.len());
    for statement in order.into_iter().filter_map(|at| statements[at].take()) {
        ordered.push(statement);
    }
    ordered
}
