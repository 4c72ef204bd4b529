//! Components: who provides them, what they run on and connect to.

use super::cycles::cycle;
use super::members::Names;
use super::names::{UNKNOWN_WORD, keep, word};
use super::period::period;
use super::titles::title_or;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Component, ComponentIdx, ComponentKind, Idx, Table, Word};
use crate::syntax::ast::{self, Name};
use crate::text;

/// Components that run on each other.
pub static RUNS_ON_CYCLE: Code = Code {
    name: "runs_on_cycle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("構成要素が互いの上で稼働している", "components run on each other"),
        why: (
            "稼働の関係が輪になると、何に依存するのか決まらない",
            "in a circle nothing is the ground that the rest depends on",
        ),
        example: "component a platform runs on b\ncomponent b platform runs on a",
        remedy: ("下になる側の `runs on` を消すか `connects` にする", "drop one `runs on`, or make it `connects`"),
    },
};

/// A component connected to itself.
pub static SELF_CONNECTION: Code = Code {
    name: "self_connection",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("構成要素が自分自身に接続している", "a component is connected to itself"),
        why: ("接続は二つの構成要素の間にある", "a connection is between two components"),
        example: "component emr application connects emr",
        remedy: ("接続先の名前を直す", "name the component at the other end"),
    },
};

/// The components in the order given.
pub(super) fn components(
    names: &Names,
    written: &[&ast::Component],
    problems: &mut Vec<Diagnostic>,
) -> Table<ComponentIdx, Component> {
    let mut table: Table<ComponentIdx, Component> =
        written.iter().map(|component| self::component(names, component, problems)).collect();
    connect_both_ways(&mut table, written, problems);
    let edges: Vec<_> = table.enumerate().map(|(_, it)| it.runs_on.iter().map(|to| to.row()).collect()).collect();
    if let Some(circle) = cycle(&edges) {
        problems.push(runs_on_cycle(&circle, written));
    }
    table
}

fn component(names: &Names, written: &ast::Component, problems: &mut Vec<Diagnostic>) -> Component {
    let mut list = |all: &[Name]| {
        let mut found: Vec<_> = all.iter().filter_map(|name| keep(names.component(name), problems)).collect();
        found.sort();
        found.dedup();
        found
    };
    let (runs_on, connects) = (list(&written.runs_on), list(&written.connects));
    let kind = match &written.kind {
        Some(kind) => keep(word(kind), problems),
        None => {
            problems.push(missing_kind(&written.name));
            None
        }
    };
    Component {
        name: written.name.text.clone(),
        kind: kind.unwrap_or(ComponentKind::Application),
        title: title_or(written.title.as_ref(), &written.name.text),
        provider: written.by.as_ref().and_then(|name| keep(names.party(name), problems)),
        runs_on,
        connects,
        in_use: written.in_use.as_ref().and_then(|it| period(it, problems)),
        docs: written.docs.clone(),
        span: written.name.span,
    }
}

/// A connection said once holds in both directions.
fn connect_both_ways(
    table: &mut Table<ComponentIdx, Component>,
    written: &[&ast::Component],
    problems: &mut Vec<Diagnostic>,
) {
    let said: Vec<_> = table.enumerate().flat_map(|(from, it)| it.connects.iter().map(move |to| (from, *to))).collect();
    for (from, to) in said {
        if from == to {
            let connects =
                written.get(from.row()).and_then(|it| it.connects.iter().find(|name| name.key() == it.name.key()));
            let (span, name) = (connects.map_or(table[from].span, |name| name.span), &table[from].name);
            let headline = text!("`{name}` は自分自身に接続しています", "`{name}` is connected to itself");
            problems.push(Diagnostic::new(&SELF_CONNECTION, span, headline));
        } else {
            table[to].connects.push(from);
        }
    }
    for at in table.indices() {
        table[at].connects.sort();
        table[at].connects.dedup();
    }
}

fn missing_kind(name: &Name) -> Diagnostic {
    let written = &name.text;
    let list = ComponentKind::WORDS.iter().map(|(_, en, _)| *en).collect::<Vec<_>>().join("`, `");
    let headline = text!("`{written}` の種別がありません", "the component `{written}` has no kind");
    Diagnostic::new(&UNKNOWN_WORD, name.span, headline).help(text!("使えるのは `{list}` です", "it may be `{list}`"))
}

fn runs_on_cycle(circle: &[usize], written: &[&ast::Component]) -> Diagnostic {
    let members: Vec<&ast::Component> = circle.iter().filter_map(|at| written.get(*at).copied()).collect();
    let path = members.iter().map(|it| it.name.text.as_str()).collect::<Vec<_>>().join("` → `");
    let span = members.first().map(|it| it.name.span);
    let headline = text!("稼働先が輪になっています: `{path}`", "components run on each other: `{path}`");
    let mut diagnostic = Diagnostic::new(&RUNS_ON_CYCLE, span, headline);
    for (at, member) in members.iter().enumerate() {
        let next = members.get(at + 1).or(members.first());
        let edge = next.and_then(|next| member.runs_on.iter().find(|name| name.key() == next.name.key()));
        if let Some(edge) = edge {
            diagnostic = diagnostic.label(edge.span, text!("この稼働先", "runs on this"));
        }
    }
    diagnostic
}
