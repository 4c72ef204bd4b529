//! `applies by type`: a line of a table per type of contract, as one condition.

use super::condition::{Scope, condition};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{Asked, ByType, Comparison, Expr, Name, Node};

/// When any of the types of the contract asks for it; an empty table asks of none. What is said of a type that does not ask is checked
/// all the same, so that a slip in its name is found.
pub(super) fn by_type(scope: Scope, table: &ByType, problems: &mut Vec<Diagnostic>) -> Expr {
    let span = match (table.cases.first(), table.cases.last()) {
        (Some(first), Some(last)) => first.kind.span.to(last.kind.span),
        _ => table.span,
    };
    let mut asked = Vec::new();
    for case in &table.cases {
        let of_type = of_type(&case.kind);
        match &case.asked {
            Asked::Yes => asked.push(of_type),
            Asked::When(when) => asked.push(both(of_type, when.clone())),
            Asked::No => {
                condition(scope, &of_type, problems);
            }
        }
    }
    match asked.len() {
        1 => asked.remove(0),
        _ => Expr { node: Node::Any(asked), span },
    }
}

/// `type == saas`
fn of_type(kind: &Name) -> Expr {
    let asked = Name { text: "type".to_owned(), span: kind.span };
    let left = Expr { span: kind.span, node: Node::Path(asked) };
    let right = Expr { span: kind.span, node: Node::Path(kind.clone()) };
    Expr { span: kind.span, node: Node::Compare(Box::new(left), Comparison::Equal, Box::new(right)) }
}

fn both(of_type: Expr, when: Expr) -> Expr {
    let span: Span = of_type.span.to(when.span);
    Expr { node: Node::All(vec![of_type, when]), span }
}
