//! Fields of a control and of its duties: the innermost that says something wins.

use std::sync::Arc;

use super::by_type::by_type;
use super::condition::{Scope, condition};
use super::names::{keep, word, words};
use super::written::written_together;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Bearers, Condition, Document, Level, Mode, Need, Phase, SubjectKind, Test, Unmet};
use crate::source::Span;
use crate::syntax::ast::{self, ByType, Expr, Fields, Name, Per};
use crate::text;

/// Two things at one place that decide differently when a duty is in order.
pub static STATED_AND_MET: Code = Code {
    name: "stated_and_met",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("`stated in` と `met by` が一緒に書かれている", "`stated in` and `met by` stand together"),
        why: (
            "対応が満たされたかどうかを決めるものは一つでなければならない",
            "only one thing can decide whether a duty is in order",
        ),
        example: "duty a stated in contract met by consented exists",
        remedy: ("二つの対応に分ける", "make two duties of it"),
    },
};

/// The fields from a control down to one duty, outermost first.
pub(super) struct Chain<'a>(pub Vec<&'a Fields>);

impl<'a> Chain<'a> {
    /// The innermost that says something.
    pub fn innermost<T>(&self, field: impl Fn(&'a Fields) -> Option<T>) -> Option<T> {
        self.0.iter().rev().find_map(|fields| field(fields))
    }

    /// The innermost list that is not empty.
    pub fn list<T>(&self, field: impl Fn(&'a Fields) -> &'a [T]) -> &'a [T] {
        self.innermost(|fields| Some(field(fields)).filter(|list| !list.is_empty())).unwrap_or_default()
    }

    fn per(&self) -> Option<&'a Per> {
        self.innermost(|fields| fields.per.as_ref())
    }

    /// Of what there is one obligation each; `None` where nothing was said or the word is wrong.
    pub fn subject(&self, problems: &mut Vec<Diagnostic>) -> Option<SubjectKind> {
        keep(word(&self.per()?.kind), problems)
    }

    /// Whether `per` was said at all.
    pub fn has_per(&self) -> bool {
        self.per().is_some()
    }

    fn said_when(&self) -> Option<&'a Expr> {
        self.innermost(|fields| fields.when.as_ref())
    }

    fn said_by_type(&self) -> Option<&'a ByType> {
        self.innermost(|fields| fields.by_type.as_ref())
    }

    /// Whether another inherits all that says to what it applies from the same places.
    pub fn applies_as(&self, other: &Chain) -> bool {
        fn is_same<T>(one: Option<&T>, other: Option<&T>) -> bool {
            one.map(std::ptr::from_ref) == other.map(std::ptr::from_ref)
        }
        is_same(self.per(), other.per())
            && is_same(self.said_when(), other.said_when())
            && is_same(self.said_by_type(), other.said_by_type())
    }

    /// `where`, `when` and `applies by type` together, typed, and as written.
    pub fn applies(&self, scope: Scope, problems: &mut Vec<Diagnostic>) -> (Option<Arc<Condition>>, String) {
        let filter = self.per().and_then(|per| per.filter.as_ref());
        let when = self.said_when();
        let by_type = self.said_by_type().map(|table| by_type(scope, table, problems));
        let parts: Vec<&Expr> = filter.into_iter().chain(when).chain(by_type.as_ref()).collect();
        let typed: Vec<_> = parts.iter().filter_map(|expr| condition(scope, expr, problems)).collect();
        (together(typed).map(Arc::new), written_together(&parts))
    }

    /// How binding; required unless said otherwise.
    pub fn level(&self, problems: &mut Vec<Diagnostic>) -> Level {
        let said = self.innermost(|fields| fields.level.as_ref());
        said.and_then(|name| keep(word(name), problems)).unwrap_or(Level::Required)
    }

    /// The phases it distinguishes.
    pub fn phases(&self, problems: &mut Vec<Diagnostic>) -> Vec<Phase> {
        words(self.list(|fields| &fields.phases), problems)
    }

    /// The modes it distinguishes.
    pub fn modes(&self, problems: &mut Vec<Diagnostic>) -> Vec<Mode> {
        words(self.list(|fields| &fields.modes), problems)
    }

    /// Where it should be written.
    pub fn documented(&self, problems: &mut Vec<Diagnostic>) -> Vec<Document> {
        words(self.list(|fields| &fields.documented), problems)
    }

    /// Who is expected to carry it.
    pub fn bearers(&self, problems: &mut Vec<Diagnostic>) -> Bearers {
        let Some(said) = self.innermost(|fields| fields.bearers.as_ref()) else { return Bearers::default() };
        Bearers {
            roles: words(&said.roles, problems),
            only: said.only.is_some(),
            toward: said.toward.as_ref().and_then(|name| keep(word(name), problems)),
        }
    }

    /// What it takes to be in order.
    pub fn needs(&self, scope: Scope, problems: &mut Vec<Diagnostic>) -> Need {
        let said = self.innermost(|fields| match (&fields.stated, &fields.met) {
            (None, None) => None,
            (stated, met) => Some((stated.as_ref(), met.as_ref())),
        });
        match said {
            None => Need::Owner,
            Some((Some(stated), Some(met))) => {
                problems.push(stated_and_met(stated, met.condition.span));
                Need::Owner
            }
            Some((Some(stated), None)) => {
                let otherwise = unmet(stated.otherwise.as_ref(), problems);
                Need::Stated(words(&stated.kinds, problems), otherwise)
            }
            Some((None, met)) => {
                let condition = met.and_then(|met| condition(scope, &met.condition, problems));
                let otherwise = unmet(met.and_then(|met| met.otherwise.as_ref()), problems);
                condition.map_or(Need::Owner, |condition| Need::Met(condition, otherwise))
            }
        }
    }
}

fn unmet(otherwise: Option<&Name>, problems: &mut Vec<Diagnostic>) -> Unmet {
    otherwise.and_then(|name| keep(word(name), problems)).unwrap_or(Unmet::NotDocumented)
}

fn together(mut conditions: Vec<Condition>) -> Option<Condition> {
    let last = conditions.pop()?;
    if conditions.is_empty() {
        return Some(last);
    }
    let span = last.span;
    conditions.push(last);
    Some(Condition { node: Test::All(conditions), span })
}

fn stated_and_met(stated: &ast::Stated, met: Span) -> Diagnostic {
    let span = stated.kinds.first().map_or(met, |kind| kind.span);
    let headline = text!("`stated in` と `met by` は一緒に使えません", "`stated in` and `met by` exclude each other");
    Diagnostic::new(&STATED_AND_MET, span, headline).label(met, text!("もう一方はここ", "the other is here"))
}
