//! Waivers: who puts up with which findings, and until when.

use super::clauses::{self, MISSING_CLAUSE};
use super::names::keep;
use super::patterns::matching;
use super::period::validity;
use super::statement::{Around, OUTSIDE_PARTY_SPEAKS, basis, duties, missing, phases_and_modes};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{Basis, DutyIdx, Idx, PartyKind, WaivedKind, Waiver};
use crate::source::Span;
use crate::syntax::ast::{Name, Statement};
use crate::text;

/// A waiver of whatever is found.
pub static BLANKET_WAIVER: Code = Code {
    name: "blanket_waiver",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("対象を限らない免除である", "a waiver is not limited to anything"),
        why: (
            "あらゆる指摘の免除は、まだ誰も知らない間隙まで隠してしまう",
            "a waiver of whatever is found also covers gaps that nobody knows yet",
        ),
        example: "H waives unowned because \"移行中\" until 2026-12-31",
        remedy: (
            "項目番号か `on` の対象、またはその両方を書く",
            "name controls or duties, subjects after `on`, or both",
        ),
    },
};

/// A waiver of what law demands.
pub static WAIVER_OF_LAW: Code = Code {
    name: "waiver_of_law",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("法令が求める項目の指摘が免除されている", "findings about what law demands are waived"),
        why: (
            "法令上の要求は当事者の判断で見送れない。免除しても効果はない",
            "no party can put off what law demands; such a waiver has no effect",
        ),
        example: "control P2.A.8 \"個人情報の管理\" joint { by law \"個人情報保護法\"  per contract }\nH waives unowned P2.A.8 on K1 because \"検討中\" until 2026-12-31",
        remedy: ("免除を取り下げ、指摘そのものを解消する", "withdraw the waiver and mend what was found"),
    },
};

/// All waivers, in an order that does not depend on places.
pub(super) fn waivers(around: &Around, written: &[&Statement], problems: &mut Vec<Diagnostic>) -> Vec<Waiver> {
    let waivers = written.iter().filter(|it| is_waiver(it));
    let mut all: Vec<Waiver> = waivers.filter_map(|it| waiver(around, it, problems)).collect();
    all.sort_by(|a, b| content(a).cmp(&content(b)));
    all
}

/// Whether a statement is a waiver: it says nothing of who carries what.
pub(super) fn is_waiver(statement: &Statement) -> bool {
    statement.does.key() == "waives"
}

/// What a waiver says, without its place.
fn content(it: &Waiver) -> impl Ord + '_ {
    let kinds: Vec<&str> = it.kinds.iter().map(|kind| kind.name.as_str()).collect();
    (it.owner, kinds, &it.duties, &it.on, (&it.phases, &it.modes), (it.from, it.until), &it.because, &it.by)
}

fn waiver(around: &Around, written: &Statement, problems: &mut Vec<Diagnostic>) -> Option<Waiver> {
    let before = problems.len();
    clauses::check(written, problems);
    let owner = written.who.as_ref().and_then(|name| keep(around.names.party(name), problems));
    if let (Some(owner), Some(name)) = (owner, &written.who)
        && around.parties[owner].kind == PartyKind::Outside
    {
        problems.push(outside(around.parties[owner].span, name));
    }
    let (phases, modes) = phases_and_modes(&written.phases, problems);
    let (from, until) = validity(written.from.as_ref(), written.until.as_ref(), problems);
    let named = !(written.duties.is_empty() && written.except.is_empty());
    let duties = named.then(|| match written.duties.is_empty() {
        // Everything on its subjects, but for these.
        true => duties(around, &Statement { duties: vec![everything(written.span)], ..written.clone() }, problems),
        false => duties(around, written, problems),
    });
    let mut on: Vec<_> = written.on.iter().filter_map(|name| keep(around.names.subject(name), problems)).collect();
    on.sort();
    on.dedup();
    let by: Vec<Basis> = basis(around, &written.by, problems);
    let because = written.because.clone().unwrap_or_default();
    if written.because.is_some() && because.trim().is_empty() {
        let headline = text!("`waives` の理由（`because`）が空です", "the reason of `waives` is empty");
        problems.push(Diagnostic::new(&MISSING_CLAUSE, written.span, headline));
    }
    if written.on.is_empty() && written.duties.iter().all(is_everything) {
        let headline = text!("この免除は対象を限っていません", "this waiver is not limited to anything");
        let help = text!(
            "`P2.C.*` のような項目番号か、`on 対象` を書いてください",
            "name controls or duties, such as `P2.C.*`, or subjects with `on`"
        );
        problems.push(Diagnostic::new(&BLANKET_WAIVER, written.span, headline).help(help));
    }
    problems.extend(written.duties.iter().filter_map(|pattern| of_law(around, pattern)));
    if problems.len() > before {
        return None;
    }
    let (owner, until) = (owner?, until?);
    Some(Waiver {
        owner,
        kinds: kinds(&written.kinds),
        duties,
        on,
        phases,
        modes,
        because,
        by,
        from,
        until,
        span: written.span,
    })
}

fn kinds(written: &[Name]) -> Vec<WaivedKind> {
    let mut all: Vec<WaivedKind> =
        written.iter().map(|name| WaivedKind { name: name.key(), span: name.span }).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.dedup_by(|a, b| a.name == b.name);
    all
}

fn everything(span: Span) -> Name {
    Name { text: "*".to_owned(), span }
}

/// `*`, `roles-2024:*`
fn is_everything(pattern: &Name) -> bool {
    let key = pattern.key();
    key.rsplit(':').next().is_some_and(|path| path == "*")
}

/// A pattern that means nothing but what law demands. Of one that means more, only the rest is waived.
fn of_law(around: &Around, pattern: &Name) -> Option<Diagnostic> {
    let duties = matching(around.policy, around.in_use, &pattern.text, Some(pattern.span)).ok()?;
    let controls = || duties.ones().map(|at| around.policy.control_of(DutyIdx::new(at)));
    let first = controls().next()?;
    if !controls().all(|control| control.by_law.is_some()) {
        return None;
    }
    let (written, law) = (&pattern.text, first.by_law.clone().unwrap_or_default());
    let headline = text!(
        "`{written}` は法令が求める項目で、その指摘は免除できません",
        "`{written}` is demanded by law; what is found there cannot be waived"
    );
    let label = match law.is_empty() {
        true => text!("`by law` とある項目", "it says `by law`"),
        false => text!("根拠：{law}", "it is demanded by: {law}"),
    };
    Some(Diagnostic::new(&WAIVER_OF_LAW, pattern.span, headline).label(first.span, label))
}

fn outside(declared: Span, name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!(
        "`{written}` は外部の当事者で、何も免除できません",
        "`{written}` is an outside party, and can waive nothing"
    );
    let label = text!("`outside` と宣言", "declared `outside` here");
    Diagnostic::new(&OUTSIDE_PARTY_SPEAKS, name.span, headline).label(declared, label)
}

/// What a waiver lacks, with what to write.
pub(super) fn lacks(span: Span, clause: &str) -> Diagnostic {
    let help: Text = match clause {
        "until" => text!(
            "免除には必ず期限が要ります。`until 2026-12-31` のように最後の日を書いてください",
            "no waiver is without end; write its last day: `until 2026-12-31`"
        ),
        "because" => text!(
            "免除には必ず理由が要ります。`because \"…\"` を書いてください",
            "a waiver needs a reason; write `because \"…\"`"
        ),
        "kinds" => text!(
            "`waives unowned` のように、指摘の種類を書いてください",
            "name kinds of findings, such as `waives unowned`"
        ),
        _ => return missing(span, "waives", clause, clause),
    };
    missing(span, "waives", clause, clause).help(help)
}
