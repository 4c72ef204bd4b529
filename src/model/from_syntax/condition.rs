//! Conditions: every name becomes an attribute or a fact of the subject, every comparison is of one type.

use super::derived;
use super::kind::Kind;
use super::names::{keep, word};
use super::path::{self, Asked};
use super::value;
use super::variables;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{
    CatalogueIdx, Comparison, Condition, Fact, FactIdx, FactType, Quantifier, Range, SubjectKind, Table, Term, Test,
    Value,
};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Name, Node, Over};
use crate::text;

/// Something that is neither true nor false where a condition is wanted.
pub static NOT_A_CONDITION: Code = Code {
    name: "not_a_condition",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("条件の位置にあるものが真偽を持たない", "what stands as a condition is neither true nor false"),
        why: ("項目が当てはまるかどうかは真偽で決まる", "whether a control applies must be a matter of true or false"),
        example: "control X.1 \"…\" { per contract when type }",
        remedy: (
            "比較にする（`type == saas`）か、`exists` を付ける",
            "compare it (`type == saas`) or ask whether it `exists`",
        ),
    },
};

/// A count outside a comparison with a whole number.
pub static MISPLACED_COUNT: Code = Code {
    name: "misplaced_count",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("`count` が整数との比較になっていない", "`count` is not compared with a whole number"),
        why: ("件数だけでは真とも偽とも言えない", "a count alone is neither true nor false"),
        example: "when count (vendor where direct)",
        remedy: ("`count (…) >= 2` のように比べる", "compare it: `count (…) >= 2`"),
    },
};

/// What a condition can see.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The declared facts.
    pub facts: &'a Table<FactIdx, Fact>,
    /// The catalogue whose facts are visible.
    pub catalogue: CatalogueIdx,
    /// What the condition is asked of.
    pub subject: SubjectKind,
}

/// Where a condition stands: what its names mean, and what its quantifiers range over.
pub(super) trait Sight: Sized {
    /// What names become.
    type Term;
    /// What quantifiers range over.
    type Range;
    /// What a name asks, and the type of the answer.
    fn resolve(&self, name: &Name) -> Result<Asked<Self::Term>, Diagnostic>;
    /// A value in the text.
    fn literal(value: Value) -> Self::Term;
    /// A value of a type in the text.
    fn read(&self, kind: &Kind, written: &Name) -> Result<Value, Diagnostic> {
        kind.read(written)
    }
    /// `unknown` written out.
    fn unknown() -> Self::Term;
    /// What a quantifier ranges over, and what can be seen inside of it.
    fn ranged(&self, over: &Over, problems: &mut Vec<Diagnostic>) -> (Option<Self::Range>, Option<Self>);
    /// Whether a name may stand after `in`.
    const LISTS: bool;
}

impl Sight for Scope<'_> {
    type Term = Term;
    type Range = Range;
    const LISTS: bool = false;

    fn resolve(&self, name: &Name) -> Result<Asked, Diagnostic> {
        path::resolve(*self, name)
    }

    fn literal(value: Value) -> Term {
        Term::Literal(value)
    }

    fn unknown() -> Term {
        Term::Unknown
    }

    fn ranged(&self, over: &Over, problems: &mut Vec<Diagnostic>) -> (Option<Range>, Option<Self>) {
        if let Some(variable) = over.variable.as_ref().or(over.of.first()) {
            let (kind, name) = (&over.kind.text, &variable.text);
            let problem = variables::misplaced_variable(variable).suggest(name, ["above", "beneath", "connected"]);
            problems.push(problem.help(text!(
                "条件なら `{kind} where {name}` と書きます",
                "a condition is written like this: `{kind} where {name}`"
            )));
            return (None, None);
        }
        let Some(subject) = keep(word::<SubjectKind>(&over.kind), problems) else { return (None, None) };
        let from = if over.of_engagement { SubjectKind::Engagement } else { self.subject };
        let range = keep(path::range(from, subject, over), problems);
        let in_scope = derived::scope_of(self.facts, self.catalogue).filter(|_| subject == SubjectKind::Vendor);
        let range = range.map(|kind| Range { kind, of_engagement: over.of_engagement, scope: in_scope });
        (range, Some(Scope { subject, ..*self }))
    }
}

/// Types a condition of a subject; everything wrong with it is reported, and `None` returned.
pub(super) fn condition(scope: Scope, expr: &Expr, problems: &mut Vec<Diagnostic>) -> Option<Condition> {
    typed(&scope, expr, problems)
}

/// The same wherever it stands.
pub(super) fn typed<S: Sight>(scope: &S, expr: &Expr, problems: &mut Vec<Diagnostic>) -> Typed<S> {
    let node = match &expr.node {
        Node::All(parts) => Test::All(all(scope, parts, problems)?),
        Node::Any(parts) => Test::Any(all(scope, parts, problems)?),
        Node::Not(part) => Test::Not(Box::new(typed(scope, part, problems)?)),
        Node::Compare(left, how, right) => compare(scope, expr.span, left, *how, right, problems)?,
        Node::In(part, values) => within(scope, part, values, problems)?,
        Node::Among(part, list) => among(scope, expr.span, part, list, problems)?,
        Node::Exists(part) => Test::Exists(exists(scope, part, problems)?),
        Node::Quantified(quantifier, over, filter) => {
            quantified(scope, expr.span, *quantifier, over, filter.as_deref(), problems)?
        }
        Node::Path(name) => Test::Holds(keep(holds(scope, name), problems)?),
        Node::Literal(written) if value::is_unknown(written) => Test::Holds(S::unknown()),
        Node::Literal(written) => {
            problems.push(not_a_condition(written, None));
            return None;
        }
    };
    Some(Condition { node, span: expr.span })
}

/// A condition as a way of seeing types it, if nothing is wrong with it.
pub(super) type Typed<S> = Option<Condition<<S as Sight>::Term, <S as Sight>::Range>>;

type TypedTest<S> = Option<Test<<S as Sight>::Term, <S as Sight>::Range>>;

fn all<S: Sight>(
    scope: &S,
    parts: &[Expr],
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<Condition<S::Term, S::Range>>> {
    let typed: Vec<_> = parts.iter().map(|part| typed(scope, part, problems)).collect();
    typed.into_iter().collect()
}

fn holds<S: Sight>(scope: &S, name: &Name) -> Result<S::Term, Diagnostic> {
    if let Some(truth) = value::truth(&name.key()) {
        return Ok(S::literal(Value::Bool(truth)));
    }
    let Asked { term, kind } = scope.resolve(name)?;
    if kind == Kind::Plain(FactType::Bool) { Ok(term) } else { Err(not_a_condition(name, Some(&kind))) }
}

fn not_a_condition(name: &Name, kind: Option<&Kind>) -> Diagnostic {
    let written = &name.text;
    let diagnostic = Diagnostic::new(
        &NOT_A_CONDITION,
        name.span,
        text!("`{written}` だけでは条件になりません", "`{written}` alone is not a condition"),
    );
    match kind {
        Some(kind) => {
            let Text { ja, en } = kind.called();
            diagnostic
                .here(text!("これは{ja}です", "this is {en}"))
                .help(text!("比較するか `{written} exists` と書きます", "compare it, or write `{written} exists`"))
        }
        None => diagnostic,
    }
}

fn exists<S: Sight>(scope: &S, part: &Expr, problems: &mut Vec<Diagnostic>) -> Option<S::Term> {
    match &part.node {
        Node::Path(name) => keep(scope.resolve(name), problems).map(|asked| asked.term),
        _ => {
            problems.push(no_name(part.span));
            None
        }
    }
}

fn within<S: Sight>(scope: &S, part: &Expr, values: &[Name], problems: &mut Vec<Diagnostic>) -> TypedTest<S> {
    let Node::Path(name) = &part.node else {
        problems.push(no_name(part.span));
        return None;
    };
    let Asked { term, kind } = keep(scope.resolve(name), problems)?;
    let read: Vec<_> = values.iter().map(|written| keep(scope.read(&kind, written), problems)).collect();
    Some(Test::In(term, read.into_iter().collect::<Option<_>>()?))
}

/// `c in k.covers`: one of them is the one.
fn among<S: Sight>(scope: &S, span: Span, part: &Expr, list: &Name, problems: &mut Vec<Diagnostic>) -> TypedTest<S> {
    let is_list = S::LISTS && matches!(keep(scope.resolve(list), problems)?.kind, Kind::Thing(_));
    if !is_list {
        let written = &list.text;
        let headline = text!("`{written}` は `in` の後に書けません", "`{written}` cannot stand after `in`");
        let help =
            text!("値を並べるには `in {{{written}}}` と書きます", "values are listed like this: `in {{{written}}}`");
        problems.push(Diagnostic::new(&value::WRONG_TYPE, list.span, headline).help(help));
        return None;
    }
    let list = Expr { node: Node::Path(list.clone()), span: list.span };
    compare(scope, span, part, Comparison::Equal, &list, problems)
}

fn compare<S: Sight>(
    scope: &S,
    span: Span,
    left: &Expr,
    how: Comparison,
    right: &Expr,
    problems: &mut Vec<Diagnostic>,
) -> TypedTest<S> {
    if let Node::Quantified(ast::Quantifier::Count, over, filter) = &left.node {
        return count(scope, over, filter.as_deref(), how, right, problems);
    }
    if let Node::Quantified(ast::Quantifier::Count, over, filter) = &right.node {
        return count(scope, over, filter.as_deref(), turned(how), left, problems);
    }
    // The other side is mostly a word and no name: it is asked only where the first is none.
    let first = named(scope, left);
    if let Some(Ok(asked)) = first {
        let other = keep(against(scope, right, &asked.kind), problems)?;
        ordered(how, &asked.kind, span, problems)?;
        return Some(Test::Compare(asked.term, how, other));
    }
    match (first, named(scope, right)) {
        (_, Some(Ok(asked))) => {
            let other = keep(against(scope, left, &asked.kind), problems)?;
            ordered(how, &asked.kind, span, problems)?;
            Some(Test::Compare(other, how, asked.term))
        }
        (Some(Err(problem)), _) | (_, Some(Err(problem))) => {
            problems.push(problem);
            None
        }
        (Some(Ok(_)) | None, None) => {
            problems.push(no_name(span));
            None
        }
    }
}

/// A side that is a name, resolved; `None` for a side that is not a name.
fn named<S: Sight>(scope: &S, side: &Expr) -> Option<Result<Asked<S::Term>, Diagnostic>> {
    match &side.node {
        Node::Path(name) => Some(scope.resolve(name)),
        _ => None,
    }
}

/// The other side of a comparison: a value of the type, or a name of the same type.
fn against<S: Sight>(scope: &S, side: &Expr, kind: &Kind) -> Result<S::Term, Diagnostic> {
    match &side.node {
        Node::Literal(written) if value::is_unknown(written) => Ok(S::unknown()),
        Node::Literal(written) if value::is_none(written) => Err(none_compared(written)),
        Node::Literal(written) => scope.read(kind, written).map(S::literal),
        Node::Path(name) if kind.has_words() => {
            scope.read(kind, name).map(S::literal).or_else(|not_a_word| match scope.resolve(name) {
                Ok(asked) => same_kind(asked, kind, name),
                Err(_) => Err(not_a_word),
            })
        }
        Node::Path(name) => same_kind(scope.resolve(name)?, kind, name),
        Node::All(_)
        | Node::Any(_)
        | Node::Not(_)
        | Node::Compare(..)
        | Node::In(..)
        | Node::Among(..)
        | Node::Exists(_) => Err(no_name(side.span)),
        Node::Quantified(..) => Err(no_name(side.span)),
    }
}

fn same_kind<T>(asked: Asked<T>, kind: &Kind, name: &Name) -> Result<T, Diagnostic> {
    if asked.kind.compares_with(kind) {
        return Ok(asked.term);
    }
    let written = &name.text;
    let (is, wanted) = (asked.kind.called(), kind.called());
    let ((is_ja, is_en), (ja, en)) = ((is.ja, is.en), (wanted.ja, wanted.en));
    let headline = text!(
        "`{written}` は{is_ja}で、{ja}とは比べられません",
        "`{written}` is {is_en}, and cannot be compared with {en}"
    );
    Err(Diagnostic::new(&value::WRONG_TYPE, name.span, headline))
}

fn ordered(how: Comparison, kind: &Kind, span: Span, problems: &mut Vec<Diagnostic>) -> Option<()> {
    let needs_order = !matches!(how, Comparison::Equal | Comparison::NotEqual);
    if needs_order && !kind.is_ordered() {
        let Text { ja, en } = kind.called();
        let headline = text!("{ja}に大小はありません", "{en} is neither less nor more than another");
        let help = text!("`==` か `in {{…}}` を使います", "use `==` or `in {{…}}`");
        problems.push(Diagnostic::new(&value::WRONG_TYPE, span, headline).help(help));
        return None;
    }
    Some(())
}

fn none_compared(written: &Name) -> Diagnostic {
    let text = &written.text;
    Diagnostic::new(
        &value::WRONG_TYPE,
        written.span,
        text!("`{text}` とは比べられません", "nothing can be compared with `{text}`"),
    )
    .help(text!("`not … exists` と書きます", "write `not … exists`"))
}

fn no_name(span: Span) -> Diagnostic {
    let headline = text!("比べる相手の名前がありません", "no name of a fact to ask");
    let help = text!("前提か属性の名前を書きます", "name a fact or an attribute of the subject");
    Diagnostic::new(&NOT_A_CONDITION, span, headline).help(help)
}

fn quantified<S: Sight>(
    scope: &S,
    span: Span,
    quantifier: ast::Quantifier,
    over: &Over,
    filter: Option<&Expr>,
    problems: &mut Vec<Diagnostic>,
) -> TypedTest<S> {
    let quantifier = match quantifier {
        ast::Quantifier::Some => Quantifier::Some,
        ast::Quantifier::Every => Quantifier::Every,
        ast::Quantifier::No => Quantifier::No,
        ast::Quantifier::Count => {
            problems.push(misplaced_count(span));
            return None;
        }
    };
    let (range, filter) = ranged(scope, over, filter, problems)?;
    Some(Test::Quantified(quantifier, range, filter))
}

fn count<S: Sight>(
    scope: &S,
    over: &Over,
    filter: Option<&Expr>,
    how: Comparison,
    number: &Expr,
    problems: &mut Vec<Diagnostic>,
) -> TypedTest<S> {
    let whole = match &number.node {
        Node::Literal(written) => written.key().parse::<u64>().ok(),
        _ => None,
    };
    if whole.is_none() {
        problems.push(misplaced_count(number.span));
    }
    let (range, filter) = ranged(scope, over, filter, problems)?;
    Some(Test::Count(range, filter, how, whole?))
}

fn misplaced_count(span: Span) -> Diagnostic {
    let headline = text!("`count` は整数と比べます", "`count` must be compared with a whole number");
    Diagnostic::new(&MISPLACED_COUNT, span, headline).help(text!("例: `count (…) >= 2`", "as in `count (…) >= 2`"))
}

type Filter<S> = Option<Box<Condition<<S as Sight>::Term, <S as Sight>::Range>>>;

/// The things a quantifier ranges over; inside, they are the subject, or what its variable stands for.
fn ranged<S: Sight>(
    scope: &S,
    over: &Over,
    filter: Option<&Expr>,
    problems: &mut Vec<Diagnostic>,
) -> Option<(S::Range, Filter<S>)> {
    let (range, inside) = scope.ranged(over, problems);
    let filter = match filter {
        Some(expr) => Some(Box::new(typed(&inside?, expr, problems)?)),
        None => None,
    };
    Some((range?, filter))
}

fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal => Comparison::Equal,
        Comparison::NotEqual => Comparison::NotEqual,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}
