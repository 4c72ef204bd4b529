//! Which clauses a verb takes.

use smallvec::SmallVec;

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::source::Span;
use crate::syntax::ast::{Name, Statement};
use crate::text;

use super::statement::missing;
use super::waivers::lacks;

/// A clause that its verb cannot take.
pub static MISPLACED_CLAUSE: Code = Code {
    name: "misplaced_clause",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("動詞が取れない句が書かれている", "a statement has a clause that its verb cannot take"),
        why: (
            "黙って読み飛ばすと、書いた人の意図と違う判定になる",
            "read over silently, it would be judged differently from what its author meant",
        ),
        example: "A owns P2.C.1 to B",
        remedy: ("その句を消すか、それを取る動詞にする", "drop the clause, or use the verb that takes it"),
    },
};

/// Something that its verb cannot do without.
pub static MISSING_CLAUSE: Code = Code {
    name: "missing_clause",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("必要なものが書かれていない", "something lacks what it cannot do without"),
        why: (
            "誰に委ねたのかが分からなければ、誰も担えない",
            "a duty handed to nobody in particular is carried by nobody",
        ),
        example: "A delegates P2.C.2 on iaas",
        remedy: ("足りない句を加える", "add what is missing"),
    },
};

/// What a verb takes besides `duties`, and what it cannot do without.
struct Verb {
    name: &'static str,
    takes: &'static [&'static str],
    needs: &'static [&'static str],
}

const COMMON: [&str; 5] = ["except", "on", "in", "from", "until"];

const fn verb(name: &'static str, takes: &'static [&'static str], needs: &'static [&'static str]) -> Verb {
    Verb { name, takes, needs }
}

const VERBS: &[Verb] = &[
    verb("owns", &["solely", "part", "by", "agreed"], &["who", "duties"]),
    verb("delegates", &["part", "via", "by"], &["who", "duties", "to"]),
    verb("accepts", &["by", "agreed"], &["who", "duties"]),
    verb("disclaims", &["by"], &["who", "duties"]),
    verb("supports", &["by"], &["who", "duties"]),
    verb("informs", &["by"], &["who", "duties"]),
    verb("share", &["by", "complete", "agreed"], &["duties", "{ … }"]),
    verb("open", &["by"], &["duties"]),
    verb("states", &["duties", "all of", "clause", "as goal"], &["who"]),
    verb("excludes", &["because", "instead", "agreed"], &["who", "duties"]),
    verb("waives", &["because", "by", "duties"], &["who", "kinds", "because", "until"]),
    verb("retains", &["by", "explained", "agreed"], &["who", "duties", "risk"]),
    verb("shares risk", &["by", "explained", "agreed"], &["who", "duties", "risk"]),
    verb("grants", &["by"], &["who", "to", "on"]),
    verb("checked", &["settled"], &["duties", "answer", "date"]),
    verb("demands", &["by"], &["who", "levels", "on"]),
];

/// The verbs, for "did you mean".
pub(super) fn verbs() -> Vec<(&'static str, &'static str)> {
    VERBS.iter().map(|verb| (verb.name, verb.name)).collect()
}

/// Whether a word is one of the verbs.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.iter().any(|verb| verb.name == word)
}

/// Reports clauses that the verb cannot take, and those it lacks.
pub(super) fn check(statement: &Statement, problems: &mut Vec<Diagnostic>) {
    let does = statement.does.form();
    let Some(verb) = VERBS.iter().find(|verb| verb.name == does) else { return };
    let written = written(statement);
    for (clause, span) in &written {
        let of_duties = !matches!(verb.name, "grants" | "demands");
        let common = COMMON.contains(clause) && (of_duties || matches!(*clause, "from" | "until"));
        let common = match verb.name {
            "excludes" => common && *clause != "in",
            // It holds from its own day on.
            "checked" => common && matches!(*clause, "on" | "except"),
            _ => common,
        };
        if !(common || verb.takes.contains(clause) || verb.needs.contains(clause)) {
            problems.push(misplaced(verb.name, clause, *span));
        }
    }
    let has = |clause: &str| written.iter().any(|(it, _)| *it == clause);
    for clause in verb.needs.iter().filter(|clause| !has(clause)) {
        problems.push(match verb.name {
            "waives" => lacks(statement.span, clause),
            _ => missing(statement.span, verb.name, clause, clause),
        });
    }
    if verb.name == "states" && has("duties") == has("all of") {
        let problem = match statement.all_of.as_ref() {
            Some(name) => misplaced(verb.name, "all of", name.span),
            None => missing(statement.span, verb.name, "duties", "duties"),
        };
        problems.push(problem);
    }
}

/// The clauses that were written, each with its place; what has no place of its own stands for the whole statement.
fn written(statement: &Statement) -> SmallVec<[(&'static str, Span); 8]> {
    let whole = statement.span;
    let name = |clause, name: &Option<Name>| name.as_ref().map(|name| (clause, name.span));
    let list = |clause, list: &[Name]| list.first().map(|name| (clause, name.span));
    let flag = |clause, there: bool| there.then_some((clause, whole));
    [
        name("who", &statement.who),
        flag("solely", statement.solely),
        list("kinds", &statement.kinds),
        list("duties", &statement.duties),
        list("except", &statement.except),
        statement.on.first().map(|on| ("on", on.first.span)),
        list("in", &statement.phases),
        list("part", &statement.part),
        name("to", &statement.to),
        name("via", &statement.via),
        flag("by", !statement.by.is_empty()).map(|by| {
            let contract = statement.by.iter().find_map(|basis| basis.contract.as_ref());
            contract.map_or(by, |contract| ("by", contract.span))
        }),
        name("from", &statement.from),
        name("until", &statement.until),
        statement.parts.first().map(|part| ("{ … }", part.label.span)),
        flag("complete", statement.complete),
        flag("clause", statement.clause.is_some()),
        name("all of", &statement.all_of),
        flag("as goal", statement.as_goal),
        flag("because", statement.because.is_some()),
        list("instead", &statement.instead),
        name("agreed", &statement.agreed),
        flag("risk", statement.risk.as_ref().is_some_and(|it| !it.trim().is_empty())),
        name("explained", &statement.explained),
        statement.answer.as_ref().map(|answer| ("answer", answer.0.span)),
        name("date", &statement.date),
        name("settled", &statement.settled),
        statement.levels.first().map(|level| ("levels", level.span)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn misplaced(verb: &str, clause: &str, span: Span) -> Diagnostic {
    let headline = text!("`{verb}` に `{clause}` は付けられません", "`{verb}` does not take `{clause}`");
    let takers: Vec<_> = VERBS
        .iter()
        .filter(|verb| verb.takes.contains(&clause) || verb.needs.contains(&clause))
        .map(|verb| verb.name)
        .collect();
    let diagnostic = Diagnostic::new(&MISPLACED_CLAUSE, span, headline);
    if takers.is_empty() {
        return diagnostic;
    }
    let list = takers.join("`, `");
    diagnostic.help(text!("`{clause}` を取るのは `{list}` です", "`{clause}` belongs to `{list}`"))
}
