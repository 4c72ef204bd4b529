//! The duties of a control as they are written: labelled, grouped once at most, or one implicit duty.

use std::collections::BTreeMap;

use super::fields::Chain;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::natural_order;
use crate::source::Span;
use crate::syntax::ast::{Control, Duty, Fields};
use crate::text;

/// A label used twice in one control or group.
pub static DUPLICATE_DUTY: Code = Code {
    name: "duplicate_duty",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ記号の対応が二つある", "two duties of a control have one label"),
        why: ("その記号で何を負うのか決まらない", "nobody could tell which of the two is owned"),
        example: "duty a \"…\"\nduty a \"…\"",
        remedy: ("別の記号にする", "give one of them another label"),
    },
};

/// Duties nested more than once.
pub static DEEP_DUTY: Code = Code {
    name: "deep_duty",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("対応の入れ子が深すぎる", "duties are nested more than once"),
        why: ("対応は二段までとし、番号で指せるようにしている", "two levels keep every duty nameable by a short path"),
        example: "duty 1 { duty a { duty i \"…\" } }",
        remedy: ("項目を分けるか、段を減らす", "split the control, or flatten the duties"),
    },
};

/// A field that only a whole control can have.
pub static MISPLACED_FIELD: Code = Code {
    name: "misplaced_field",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("項目にしか書けないことが対応に書かれている", "a duty says what only a control can say"),
        why: ("除外や備考は項目全体について決まる", "exclusion, law and remarks are about a control as a whole"),
        example: "duty a { by law \"個人情報保護法\" }",
        remedy: ("項目に移すか、別の項目に分ける", "move it to the control, or make the duty a control of its own"),
    },
};

/// One duty with the fields that hold for it.
pub(super) struct Leaf<'a> {
    /// `a`, `1.a`, or nothing for the implicit duty.
    pub label: String,
    /// The declaration; `None` for the implicit duty.
    pub duty: Option<&'a Duty>,
    /// Its control's fields, its group's, its own.
    pub chain: Chain<'a>,
}

/// The duties of a control in natural order of their labels; never empty.
pub(super) fn leaves<'a>(control: &'a Control, problems: &mut Vec<Diagnostic>) -> Vec<Leaf<'a>> {
    let mut all = Vec::new();
    for duty in distinct(&control.duties, problems) {
        misplaced_fields(duty, problems);
        if duty.duties.is_empty() {
            all.push(leaf(duty.label.text.clone(), duty, vec![&control.fields, &duty.fields]));
        }
        for inner in distinct(&duty.duties, problems) {
            misplaced_fields(inner, problems);
            if let Some(deepest) = inner.duties.first() {
                problems.push(deep_duty(deepest));
            }
            let label = format!("{}.{}", duty.label.text, inner.label.text);
            all.push(leaf(label, inner, vec![&control.fields, &duty.fields, &inner.fields]));
        }
    }
    all.sort_by(|a, b| natural_order(&a.label, &b.label));
    if all.is_empty() {
        all.push(Leaf { label: String::new(), duty: None, chain: Chain(vec![&control.fields]) });
    }
    all
}

fn leaf<'a>(label: String, duty: &'a Duty, chain: Vec<&'a Fields>) -> Leaf<'a> {
    Leaf { label, duty: Some(duty), chain: Chain(chain) }
}

/// The duties of one block, each label once.
fn distinct<'a>(duties: &'a [Duty], problems: &mut Vec<Diagnostic>) -> Vec<&'a Duty> {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    let is_first = |duty: &&Duty| {
        let before = *first.entry(duty.label.key()).or_insert(duty.label.span);
        if before != duty.label.span {
            problems.push(duplicate_duty(duty, before));
        }
        before == duty.label.span
    };
    duties.iter().filter(is_first).collect()
}

fn duplicate_duty(duty: &Duty, before: Span) -> Diagnostic {
    let label = &duty.label.text;
    let headline = text!("対応 `{label}` は二つあります", "there are two duties `{label}`");
    Diagnostic::new(&DUPLICATE_DUTY, duty.label.span, headline).label(before, text!("最初の対応", "the first one"))
}

fn deep_duty(duty: &Duty) -> Diagnostic {
    let label = &duty.label.text;
    let headline = text!("対応 `{label}` の入れ子が深すぎます", "the duty `{label}` is nested too deeply");
    Diagnostic::new(&DEEP_DUTY, duty.label.span, headline)
        .help(text!("入れ子は一段までです", "duties may be nested once"))
}

fn misplaced_fields(duty: &Duty, problems: &mut Vec<Diagnostic>) {
    let fields = &duty.fields;
    let found = [
        (fields.by_law.is_some(), "by law"),
        (fields.excludable.is_some(), "excludable when"),
        (!fields.demands.is_empty(), "demands"),
        (fields.remark.is_some(), "remark"),
        (fields.category.is_some(), "category"),
        (fields.risk.is_some(), "risk"),
        (!fields.marks.is_empty(), "marks"),
        (!duty.duties.is_empty() && !fields.serves.is_empty(), "serves"),
        (!duty.duties.is_empty() && !fields.same_as.is_empty(), "same as"),
    ];
    for (_, word) in found.into_iter().filter(|(is_there, _)| *is_there) {
        let label = &duty.label.text;
        let headline = text!("`{word}` は対応 `{label}` には書けません", "the duty `{label}` cannot say `{word}`");
        let help = match word {
            "serves" | "same as" => text!("内側の対応それぞれに書きます", "write it at each of its inner duties"),
            _ => text!("項目に書きます", "write it at the control"),
        };
        problems.push(Diagnostic::new(&MISPLACED_FIELD, duty.label.span, headline).help(help));
    }
}
