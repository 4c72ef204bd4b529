//! What findings are about, so that those of a changed engagement can be told from those it had before.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::checked::Checked;
use crate::findings::{Finding, LADDER};
use crate::model::{MetricIdx, Mode, Phase, RuleIdx, Stretch, Subject};

/// What a finding is about, one atom for each of its duties: what is told of an obligation by the ladder is one thing, whatever its
/// kind, so that a gap that changes its name is neither gone nor new.
pub type Atoms = BTreeSet<Atom>;

/// Kind (of what is about no obligation alone), rule and metric; duty, subject, phase, mode.
pub type Atom = ((&'static str, Option<RuleIdx>, Option<MetricIdx>), Option<u32>, Subject, Option<Phase>, Option<Mode>);

/// What a finding is about.
pub fn atoms(checked: &Checked, finding: &Finding) -> Atoms {
    let obligations = &checked.evaluation.context.obligations;
    let group = &finding.group;
    let of_ladder = |name: &str| name == "undetermined" || LADDER.iter().any(|kind| kind.code.name == name);
    let rule = group.defect.rule;
    if rule.is_none() && of_ladder(finding.code.name) && !group.obligations.is_empty() {
        let beside = (if group.defect.beside { finding.code.name } else { "" }, None, None);
        return group
            .obligations
            .iter()
            .map(|at| {
                let it = obligations.all[*at];
                (beside, Some(it.duty.0), group.subject, it.phase, it.mode)
            })
            .collect();
    }
    let name = (finding.code.name, rule, group.defect.level.as_ref().map(|it| it.metric));
    match group.duties.is_empty() {
        true => [(name, None, group.subject, None, None)].into(),
        false => group.duties.iter().map(|duty| (name, Some(duty.0), group.subject, None, None)).collect(),
    }
}

/// What a duty is called that nobody carries.
const OF_NOBODY: [&str; 2] = ["unowned", "partly_owned"];

/// All that findings are about, each with their days and names.
#[derive(Debug, Default)]
pub struct About(BTreeMap<Atom, Vec<(Stretch, String)>>);

impl About {
    /// What the findings of an engagement are about.
    pub fn new(checked: &Checked) -> Self {
        let mut all: BTreeMap<Atom, Vec<(Stretch, String)>> = BTreeMap::new();
        for finding in &checked.findings {
            for atom in atoms(checked, finding) {
                all.entry(atom).or_default().push((finding.days, finding.name.to_string()));
            }
        }
        About(all)
    }

    /// Whether it has any of some atoms on any of some days.
    pub fn has_any(&self, atoms: &Atoms, days: Stretch) -> bool {
        atoms.iter().any(|atom| self.0.get(atom).is_some_and(|all| all.iter().any(|it| it.0.meets(days))))
    }

    /// Whether a finding of some name is about an atom on any of some days. What nobody carries is called otherwise once something else
    /// of its control is carried, and is no other finding for that.
    pub fn has(&self, atom: &Atom, name: &str, days: Stretch) -> bool {
        let is_alike = |other: &str| other == name || [other, name].iter().all(|it| OF_NOBODY.contains(it));
        self.0.get(atom).is_some_and(|all| all.iter().any(|it| it.0.meets(days) && is_alike(&it.1)))
    }

    /// The findings of an engagement of which it has nothing.
    pub fn lacks(&self, checked: &Checked) -> BTreeSet<usize> {
        let findings = checked.findings.iter().enumerate();
        let lacks = findings.filter(|(_, it)| !self.has_any(&atoms(checked, it), it.days));
        lacks.map(|(number, _)| number).collect()
    }
}
