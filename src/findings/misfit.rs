//! Waivers that can never fit a finding, told before any day is looked at. The static checks know no kinds of findings, so this
//! stands where the kinds are.

use super::{is_name, names};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::graph::{ObligationIdx, Obligations};
use crate::model::{
    Duty, DutyIdx, Engagement, Idx, Led, Need, Policy, Rule, Subject, SubjectKind, WaivedKind, Waiver, Word,
};
use crate::text;

/// A kind that no finding has.
pub static UNKNOWN_FINDING: Code = Code {
    name: "unknown_finding",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("そのような種類の指摘はありません", "there is no such kind of finding"),
        why: (
            "何を免除するのかが決まりません。綴り違いの免除は、免除したつもりの指摘を残します",
            "nobody could tell what is waived; a slip leaves open what was meant to be waived",
        ),
        example: "H waives unownd P2.C.1 on wan because \"移行中\" until 2026-12-31",
        remedy: (
            "`buntan code` が示す指摘の名前か、規則（`rule`）の名前を書きます",
            "write the name of a finding, as `buntan code` lists them, or that of a `rule`",
        ),
    },
};

/// A waiver that fits nothing, whatever the day.
pub static IDLE_WAIVER: Code = Code {
    name: "idle_waiver",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: ("どの指摘にも当てはまりえない免除です", "a waiver can fit no finding"),
        why: (
            "項目か対象の書き間違いで、免除したつもりの指摘がそのまま残ります",
            "the item or the subject is probably wrong, and what was meant to be waived is not",
        ),
        example: "H waives orphan_subcontract P2.C.1 because \"移行中\" until 2026-12-31   // 項目についての指摘ではない / not about a control",
        remedy: ("指摘の種類、項目、`on` の対象を確かめます", "look at the kind, the item and the subject after `on`"),
    },
};

/// What is wrong with, or idle in, the waivers of an engagement.
pub fn misfits(policy: &Policy, engagement: &Engagement, obligations: &Obligations) -> Vec<Diagnostic> {
    let scene = Scene { policy, engagement, obligations };
    engagement.waivers.iter().flat_map(|waiver| scene.of_waiver(waiver)).collect()
}

struct Scene<'a> {
    policy: &'a Policy,
    engagement: &'a Engagement,
    obligations: &'a Obligations,
}

impl Scene<'_> {
    fn of_waiver(&self, waiver: &Waiver) -> Vec<Diagnostic> {
        waiver.kinds.iter().filter_map(|kind| self.of_kind(waiver, kind)).collect()
    }

    fn of_kind(&self, waiver: &Waiver, kind: &WaivedKind) -> Option<Diagnostic> {
        let name = &kind.name;
        if !is_name(self.policy, name) {
            let headline = text!("`{name}` という種類の指摘はありません", "there is no kind of finding `{name}`");
            return Some(Diagnostic::new(&UNKNOWN_FINDING, kind.span, headline).suggest(name, names(self.policy)));
        }
        let Text { ja, en } = self.why_never(waiver, name)?;
        let headline = text!("この免除は `{name}` の指摘に当てはまりえません", "this waiver can fit no `{name}`");
        Some(Diagnostic::new(&IDLE_WAIVER, kind.span, headline).here(text!("{ja}", "{en}")))
    }

    /// Why a waiver of a kind can never fit; nothing if it can.
    fn why_never(&self, waiver: &Waiver, kind: &str) -> Option<Text> {
        if kind == "not_waivable" {
            return Some(text!("法令が求めることは免除できません", "what law demands cannot be waived"));
        }
        if let Some(rule) = self.policy.rules.iter().find(|rule| rule.name == kind) {
            return (!self.may_break(waiver, rule))
                .then(|| text!("規則はほかの項目を引用しています", "the rule cites another control"));
        }
        if let Some(about) = of_no_control(kind)
            && (waiver.duties.is_none() || !also_of_controls(kind))
        {
            if waiver.duties.is_some() {
                return Some(text!(
                    "項目についての指摘ではありません",
                    "it is not about controls; name its subjects only"
                ));
            }
            let fits = waiver.on.is_empty() || waiver.on.iter().any(|it| about.contains(&it.kind()));
            return (!fits).then(|| text!("この対象についての指摘ではありません", "it is not about such subjects"));
        }
        if kind == "missing_flow_down" {
            let on = waiver.on.is_empty() || waiver.on.iter().any(|it| matches!(it, Subject::Contract(_)));
            let fits = on && self.duties(waiver).any(|duty| duty.flows_down);
            return (!fits)
                .then(|| text!("再委託先にも及ぶ対応がありません", "none of its duties flows down to a subcontract"));
        }
        let mut lawful = false;
        let mut any = false;
        for at in self.scope(waiver) {
            let duty = self.policy.duties[self.obligations.all[at].duty].clone();
            let by_law = self.policy.controls[duty.control].by_law.is_some();
            lawful |= by_law;
            any = true;
            if !by_law && self.may_be(kind, &duty) {
                return None;
            }
        }
        // A rule of which it is not known whether it holds stands at its own subject.
        if kind == "undetermined" && self.policy.rules.iter().any(|rule| self.may_break(waiver, rule)) {
            return None;
        }
        Some(match (any, lawful) {
            (false, _) => text!("この対象にその対応はありません", "there are no such duties on its subjects"),
            (true, true) => text!("法令が求めることは免除できません", "what law demands cannot be waived"),
            (true, false) => {
                text!("その対応にこの種類の指摘はありえません", "its duties cannot have this kind of finding")
            }
        })
    }

    fn duties(&self, waiver: &Waiver) -> impl Iterator<Item = &Duty> {
        let named = |row: &usize| waiver.duties.as_ref().is_none_or(|set| set.contains(*row));
        self.engagement.in_view.ones().filter(named).map(|row| &self.policy.duties[DutyIdx::new(row)])
    }

    /// The obligations of which a waiver speaks, whether or not they apply.
    fn scope(&self, waiver: &Waiver) -> impl Iterator<Item = ObligationIdx> {
        self.obligations.all.indices().filter(|at| {
            let it = self.obligations.all[*at];
            let in_phase = waiver.phases.is_empty() || it.phase.is_some_and(|phase| waiver.phases.contains(&phase));
            let in_mode = waiver.modes.is_empty() || it.mode.is_some_and(|mode| waiver.modes.contains(&mode));
            waiver.duties.as_ref().is_none_or(|set| set.contains(it.duty.row()))
                && (waiver.on.is_empty() || waiver.on.contains(&self.obligations.subject(*at)))
                && in_phase
                && in_mode
        })
    }

    fn may_break(&self, waiver: &Waiver, rule: &Rule) -> bool {
        let cited = |set: &fixedbitset::FixedBitSet| rule.duties.iter().all(|duty| set.contains(duty.row()));
        rule.is_asked(self.engagement)
            && self.policy.controls[rule.control].by_law.is_none()
            && waiver.duties.as_ref().is_none_or(cited)
    }

    /// Whether a duty can have a defect of a kind: what its declaration rules out, it cannot.
    fn may_be(&self, kind: &str, duty: &Duty) -> bool {
        let named = match &duty.needs {
            Need::Owner => None,
            Need::Stated(_, unmet) | Need::Met(_, unmet) => Some(unmet.name()),
        };
        match kind {
            "unowned" | "partly_owned" | "mutual_disclaimer" | "lapse" | "late_start" => named.is_none(),
            "presumed_only" => named.is_none() && self.policy.controls[duty.control].led == Led::Hospital,
            "non_delegable" => duty.bearers.only,
            "not_documented" => named == Some(kind) || duty.agreed || !duty.documented.is_empty(),
            "evidence_expired" => matches!(duty.needs, Need::Stated(..)) || duty.agreed || !duty.documented.is_empty(),
            "unconsented_subcontract" | "undisclosed_subcontractor" => named == Some(kind),
            _ => true,
        }
    }
}

/// What findings are about that are about no control.
fn of_no_control(kind: &str) -> Option<&'static [SubjectKind]> {
    Some(match kind {
        "orphan_subcontract" | "undisclosed_subcontractor" => &[SubjectKind::Contract],
        "unknown_provider" => &[SubjectKind::Component],
        "out_of_scope" => &[SubjectKind::Vendor],
        "chain_below_promise" | "incomparable" | "missing_promise" | "promise_below_demand" => {
            &[SubjectKind::Contract, SubjectKind::Component]
        }
        _ => return None,
    })
}

/// Whether findings of such a kind stand at controls as well.
fn also_of_controls(kind: &str) -> bool {
    kind == "undisclosed_subcontractor"
}
