//! `undetermined`: whether it applies, or is met, depends on facts that nobody stated; if it does, there is a gap.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::{Ask, Evaluation, Facts, Kleene, Need, Truth, open_serving, smallest, stated_unknown};
use crate::findings::derived;
use crate::findings::drafts::push_new;
use crate::findings::kind::{Defect, Group, Kind};
use crate::findings::names::Names;
use crate::findings::user_rule;
use crate::graph::ObligationIdx;
use crate::model::{Idx, Stated};
use crate::source::Span;
use crate::text;

const CODE: Code = Code {
    name: "undetermined",
    family: Family::Knowledge,
    severity: Severity::Warning,
    page: Page {
        says: (
            "適用されるか、または（兼ねるものや条件によって）担われているかが、述べられていない前提によって決まり、悪い方なら指摘があります",
            "whether it applies, or is carried by a condition or by what serves it, depends on facts that nobody stated; at worst there is a finding",
        ),
        why: (
            "分からないことは「該当しない」ではありません。前提を述べれば、間隙かどうかが決まります",
            "unknown is not \"does not apply\"; stating the facts settles whether there is a gap",
        ),
        example: "control P2.A.9 \"医療情報の外部保存\" joint { per component  when external_storage }\ncomponent lab application by L   // external_storage が述べられていない / not stated",
        remedy: (
            "挙げられた前提を確認して書きます（例：`external_storage = no`）",
            "find out and state the facts that are named, e.g. `external_storage = no`",
        ),
    },
};

/// Unknown is never false.
pub static UNDETERMINED: Kind = Kind { code: CODE, find: |_, _| None, say };

/// The same where all that may be found is a note: what is not known weighs no more than the worse of its answers.
pub static UNDETERMINED_NOTE: Kind = Kind { code: Code { severity: Severity::Note, ..CODE }, find: |_, _| None, say };

fn say(names: &Names, group: &Group) -> Text {
    let verdict = match group.defect.rule {
        None => text!("間隙があるかどうかが決まりません", "it cannot be told whether there is a gap"),
        Some(rule) => {
            let rule = &names.0.policy.rules[rule].name;
            text!("規則 `{rule}` が成り立つかどうかが決まりません", "it cannot be told whether the rule `{rule}` holds")
        }
    };
    group.sentence(names, verdict)
}

/// The answers of an obligation that are open, if any.
pub fn open_answers<'a>(evaluation: &'a Evaluation, at: ObligationIdx) -> Vec<&'a Kleene> {
    let standing = &evaluation.standings[at.row()];
    let mut open: Vec<&Kleene> = standing.open_applying().collect();
    if standing.perhaps {
        open.extend(open_serving(&evaluation.context, |at| &evaluation.standings[at.row()], at));
    }
    match &standing.need {
        Need::Met(answer) if answer.truth() == Truth::Unknown => open.push(answer),
        Need::Met(_) | Need::Owner | Need::Stated(_) => {}
    }
    open
}

/// What stands in place of a defect while answers are open.
pub fn undetermined(evaluation: &Evaluation, open: &[&Kleene], instead_of: Defect) -> Defect {
    let context = &evaluation.context;
    let names = Names(context);
    let sets: Vec<Facts> = in_order(smallest(open.iter().flat_map(|answer| answer.deciding()).collect()).into_iter());
    let Text { ja, en } = names.deciding(&sets);
    let facts: Vec<&Ask> = in_order(sets.iter().flatten());
    let reason = |ask: &&Ask| match ask {
        Ask::Fact(fact, _) => context.policy.facts[*fact].name.clone(),
        Ask::Provider(_) => "provider".to_owned(),
    };
    let mut places: Vec<(Span, Text)> = Vec::new();
    let place = |ask: &&Ask| match ask {
        Ask::Fact(fact, _) => (context.policy.facts[*fact].span, text!("この前提", "this fact")),
        Ask::Provider(component) => {
            (context.engagement.components[*component].span, text!("この構成要素の提供者", "the provider of this"))
        }
    };
    places.extend(facts.iter().map(place));
    places.dedup();
    let stated = |ask: &&Ask| match ask {
        Ask::Fact(fact, subject) => stated_unknown(context, *fact, *subject),
        Ask::Provider(_) => Vec::new(),
    };
    for setting in facts.iter().flat_map(stated) {
        let told = match setting.stated {
            Stated::Unknown => text!("ここで不明とされています", "stated as unknown here"),
            Stated::Value(_) | Stated::None => {
                text!("ここと、ほかで述べていることとが合いません", "stated here, and not alike elsewhere")
            }
        };
        push_new(&mut places, (setting.span, told));
    }
    let open_rules = |ask: &&Ask| match ask {
        Ask::Fact(fact, subject) => derived::open_rules(&names, *fact, *subject),
        Ask::Provider(_) => Vec::new(),
    };
    let mut left_open: Vec<Span> = facts.iter().flat_map(open_rules).collect();
    left_open.dedup();
    places.extend(left_open.into_iter().map(|rule| (rule, text!("ここで定まっていません", "left open here"))));
    Defect {
        reasons: in_order(facts.iter().map(reason)),
        details: vec![text!("{ja}が分かれば決まります", "decided by {en}")],
        places,
        causes: instead_of.causes,
        ..Defect::default()
    }
}

/// The facts that must be known before it can be told whether there is a gap.
pub fn asked_for(evaluation: &Evaluation, finding: &crate::findings::Finding) -> Text {
    let sets: Vec<Facts> = match finding.group.defect.rule {
        Some(_) => in_order(user_rule::open_answers(evaluation, &finding.group).iter().flat_map(Kleene::deciding)),
        None => {
            let open = finding.group.obligations.iter().flat_map(|at| open_answers(evaluation, *at));
            in_order(smallest(open.flat_map(|answer| answer.deciding()).collect()).into_iter())
        }
    };
    let Text { ja, en } = Names(&evaluation.context).deciding(&sets);
    text!("{ja}はどうですか", "what is {en}?")
}

/// Each once.
fn in_order<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort();
    all.dedup();
    all
}
