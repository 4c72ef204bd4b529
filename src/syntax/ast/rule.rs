//! Rules of a policy's own.

use borsh::{BorshDeserialize, BorshSerialize};

use super::Name;
use super::condition::{Expr, Over};
use crate::diagnostic::Text;
use crate::source::Span;

/// `rule direct_contact "…" warning cites P2.A.1 { for contract k  must k.direct  else "…" }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Rule {
    /// `direct_contact`
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its heading.
    pub title: Option<Text>,
    /// `error`, `warning`, `note`, in English
    pub severity: Name,
    /// The control that asks for it.
    pub cites: Name,
    /// `for contract k where k.direct`, in order.
    pub ranges: Vec<Ranging>,
    /// `must k.contact exists`
    pub must: Option<Expr>,
    /// `else "…"`
    pub message: Option<Message>,
    /// Header and block.
    pub span: Span,
}

/// `for contract k where k.direct`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Ranging {
    /// `contract k`
    pub over: Over,
    /// The condition after `where`.
    pub filter: Option<Expr>,
    /// The whole of it.
    pub span: Span,
}

/// What a rule says when it does not hold, in both languages; given in one language only, it stands in both.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Message {
    /// Japanese.
    pub ja: Vec<Piece>,
    /// English.
    pub en: Vec<Piece>,
    /// The whole of it.
    pub span: Span,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Piece {
    /// Words as they stand.
    Words(String),
    /// `{k.supplier}`
    Value(Name),
}
