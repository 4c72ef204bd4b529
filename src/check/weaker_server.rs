//! `weaker_server`: what serves asks for less than what it serves, so that carrying it silences what the other asks besides.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::graph::{Server, serving};
use crate::model::{Document, Duty, DutyIdx, Need, Policy};
use crate::text;

/// Carrying this would carry more than it is.
pub static WEAKER_SERVER: Code = Code {
    name: "weaker_server",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: (
            "`serves` または `same as` の元が、先の対応の求めることを求めていません",
            "what serves does not ask for all that is asked of what it serves",
        ),
        why: (
            "元を担えば先も担われたことになり、先だけが求めること（再委託先への義務、文書、担い手の限定など）は確かめられなくなります",
            "carrying the one carries the other: what only that asks for (what flows down, what is written, who may carry it) is looked at by nobody",
        ),
        example: "control X.1 \"a\" joint { per contract  serves other:Y.1 }\ncontrol Y.1 \"b\" joint { per contract  flows down }   // もう一つの確認表 / of another catalogue",
        remedy: (
            "元の対応にも同じことを求めるか、`serves` を外します",
            "ask for the same of what serves, or leave out the relation",
        ),
    },
};

/// Something that may be asked of a duty, in words, and whether one duty asks for it as far as another does.
type Term = ((&'static str, &'static str), fn(&Duty, &Duty) -> bool);

static TERMS: &[Term] = &[
    (("再委託先への義務（`flows down`）", "`flows down`"), |one, asked| one.flows_down || !asked.flows_down),
    (("委託に先立つこと（`before delegation`）", "`before delegation`"), |one, asked| {
        one.before_delegation || !asked.before_delegation
    }),
    (("文書（`documented in` か `stated in`）", "a document (`documented in` or `stated in`)"), |one, asked| {
        let (there, wanted) = (documents(one), documents(asked));
        wanted.is_empty() || (!there.is_empty() && there.iter().all(|kind| wanted.contains(kind)))
    }),
    (("合意（`agreed`）", "`agreed`"), |one, asked| one.agreed || !asked.agreed || is_of_both(one)),
    (("条件（`met by`）", "a condition (`met by`)"), |one, asked| {
        matches!(one.needs, Need::Met(..)) || !matches!(asked.needs, Need::Met(..))
    }),
    (("限られた担い手（`only`）", "`only` that bearer"), |one, asked| {
        !asked.bearers.only || (one.bearers.only && one.bearers.roles == asked.bearers.roles)
    }),
    (("それぞれの担い手（`and`）", "an owner in each role (`and`)"), |one, asked| {
        asked.bearers.roles.len() < 2 || asked.bearers.roles.iter().all(|role| one.bearers.roles.contains(role))
    }),
];

/// Whether whatever says it is held to by both sides, and so agreed.
fn is_of_both(duty: &Duty) -> bool {
    let of_both = [Document::Contract, Document::Sla, Document::Terms, Document::Rules];
    let kinds = documents(duty);
    !kinds.is_empty() && kinds.iter().all(|kind| of_both.contains(kind))
}

/// The kinds of document of which one must say it.
fn documents(duty: &Duty) -> Vec<Document> {
    match &duty.needs {
        Need::Stated(kinds, _) => kinds.clone(),
        Need::Owner | Need::Met(..) => duty.documented.clone(),
    }
}

/// Relations by which something that is asked would be looked at by nobody.
pub fn find(policy: &Policy) -> Vec<Diagnostic> {
    let problem = |(served, Server { duties, span, .. }): (DutyIdx, Server)| {
        let asked = &policy.duties[served];
        let is_lost = |is_met: &fn(&Duty, &Duty) -> bool| !duties.iter().any(|it| is_met(&policy.duties[*it], asked));
        let lost: Vec<Text> =
            TERMS.iter().filter(|(_, is_met)| is_lost(is_met)).map(|((ja, en), _)| text!("{ja}", "{en}")).collect();
        let Text { ja, en } = Text::list(&lost);
        let ids: Vec<Text> = duties.iter().map(|it| Text::same(format!("`{}`", policy.duties[*it].id))).collect();
        let (Text { ja: one_ja, en: one_en }, other) = (Text::list(&ids), &asked.id);
        let headline = text!(
            "{one_ja} は `{other}` を兼ねますが、`{other}` の求める{ja}を求めていません",
            "{one_en} serves `{other}`, which asks for {en} besides"
        );
        let help = text!(
            "兼ねる側にも同じことを求めるか、`serves` を外してください",
            "ask for the same of what serves, or leave out the relation"
        );
        let here = text!("ここで求めています", "asked for here");
        (!lost.is_empty()).then(|| Diagnostic::new(&WEAKER_SERVER, span, headline).label(asked.span, here).help(help))
    };
    serving(policy).filter_map(problem).collect()
}
