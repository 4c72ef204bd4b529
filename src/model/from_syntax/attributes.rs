//! The words by which a condition asks the structure of an engagement: one table, both languages.

use super::kind::Kind;
use crate::model::{Attribute, ComponentKind, ContractType, FactType, Form, PartyKind, Sort, SubjectKind};

use SubjectKind::{Component, Contract, Interface, Vendor};

/// A word with its Japanese alias, what it asks, and of which kinds of subject.
pub(super) struct Row {
    /// `consented`
    pub en: &'static str,
    /// `承諾日`
    pub ja: &'static str,
    /// What it asks.
    pub attribute: Attribute,
    /// Whose attribute it is.
    pub of: &'static [SubjectKind],
}

const fn row(en: &'static str, ja: &'static str, attribute: Attribute, of: &'static [SubjectKind]) -> Row {
    Row { en, ja, attribute, of }
}

/// All attributes.
pub(super) const ATTRIBUTES: &[Row] = &[
    row("kind", "種別", Attribute::Kind, &[Component, Vendor]),
    row("connected", "接続あり", Attribute::Connected, &[Component]),
    row("provided", "提供者あり", Attribute::Provided, &[Component]),
    row("type", "種類", Attribute::Type, &[Contract]),
    row("form", "形態", Attribute::Form, &[Contract]),
    row("direct", "直接契約", Attribute::Direct, &[Contract, Vendor]),
    row("subcontract", "再委託", Attribute::Subcontract, &[Contract, Vendor]),
    row("linked", "連携", Attribute::Linked, &[Contract]),
    row("selected", "選定あり", Attribute::Selected, &[Contract, Interface]),
    row("in_force", "効力中", Attribute::InForce, &[Contract]),
    row("start", "契約開始日", Attribute::Start, &[Contract]),
    row("end", "契約終了日", Attribute::End, &[Contract]),
    row("disclosed", "開示日", Attribute::Disclosed, &[Contract]),
    row("consented", "承諾日", Attribute::Consented, &[Contract]),
    row("customer", "委託者", Attribute::Customer, &[Contract]),
    row("supplier", "受託者", Attribute::Supplier, &[Contract]),
    row("prime", "元請", Attribute::Prime, &[Contract]),
    row("selected_by", "選定者", Attribute::SelectedBy, &[Contract]),
];

/// The day of evaluation, in both languages.
pub(super) const DAY: [&str; 2] = ["day", "基準日"];

/// The row of a word.
pub(super) fn attribute(key: &str) -> Option<&'static Row> {
    ATTRIBUTES.iter().find(|row| row.en == key || row.ja == key)
}

/// The type of an attribute, asked of a kind of subject.
pub(super) fn kind_of(attribute: Attribute, subject: SubjectKind) -> Kind {
    match attribute {
        Attribute::Kind if subject == Vendor => Kind::closed::<PartyKind>(),
        Attribute::Kind => Kind::closed::<ComponentKind>(),
        Attribute::Type => Kind::closed::<ContractType>(),
        Attribute::Form => Kind::closed::<Form>(),
        Attribute::Connected
        | Attribute::Provided
        | Attribute::Direct
        | Attribute::Subcontract
        | Attribute::Linked
        | Attribute::Selected
        | Attribute::InForce => Kind::Plain(FactType::Bool),
        Attribute::Customer | Attribute::Supplier | Attribute::Prime | Attribute::SelectedBy => {
            Kind::Thing(Sort::Party)
        }
        Attribute::Start | Attribute::End | Attribute::Disclosed | Attribute::Consented => Kind::Plain(FactType::Date),
    }
}
