//! An engagement other than it is written: changed on the text's tree, then settled like any other.

use crate::check;
use crate::diagnostic::{Diagnostic, Severity};
use crate::findings::misfits;
use crate::graph::{Obligations, instantiate};
use crate::model::{self, Engagement, Policy};
use crate::syntax::ast;

/// A changed engagement, settled.
#[derive(Debug)]
pub struct Settled {
    /// What it says now.
    pub engagement: Engagement,
    /// What must be carried of it.
    pub obligations: Obligations,
    /// How many statements contradict each other.
    pub contradictions: usize,
}

/// How many statements contradict each other.
pub fn contradictions(policy: &Policy, engagement: &Engagement, obligations: &Obligations) -> usize {
    count(&check::check_engagement(policy, engagement, obligations))
}

fn count(found: &[Diagnostic]) -> usize {
    found.iter().filter(|it| check::is_settled_by_a_law(it.code)).count()
}

/// Settles a changed engagement; contradicting statements do not stop it, since the laws say what becomes of them.
///
/// # Errors
/// The errors of what it says now.
pub fn settled(policy: &Policy, changed: &ast::Engagement) -> Result<Settled, Vec<Diagnostic>> {
    let is_error = |it: &Diagnostic| it.severity == Severity::Error;
    let (engagement, problems) = model::settle(policy, &[changed]);
    let mut errors: Vec<Diagnostic> = problems.into_iter().filter(is_error).collect();
    let Some(engagement) = engagement else { return Err(errors) };
    if let Some(problem) = check::oversized(policy, &engagement) {
        return Err(vec![problem]);
    }
    let obligations = instantiate(policy, &engagement);
    let found = check::check_engagement(policy, &engagement, &obligations);
    let contradictions = count(&found);
    let found = found.into_iter().chain(misfits(policy, &engagement, &obligations));
    errors.extend(found.filter(|it| is_error(it) && !check::is_settled_by_a_law(it.code)));
    if errors.is_empty() { Ok(Settled { engagement, obligations, contradictions }) } else { Err(errors) }
}
