//! `emr.external_storage=no`: a fact with a value, as it is written on a command line.

use crate::diagnostic::Text;
use crate::source::Span;
use crate::syntax::ast::{Change, Component, Contract, Engagement, Link, Name, Party, Setting, Settings};
use crate::text;

/// Reads `FACT=VALUE` (of the engagement) or `BEARER.FACT=VALUE`: of a party, component or contract of the engagement, or of an
/// interface `a -- b`. `span` is where all of it stands.
///
/// # Errors
/// What is wrong with it, in words.
pub fn fact(parts: &[Engagement], written: &str, span: Span) -> Result<Change, Text> {
    let shape = || {
        text!(
            "`{written}` は `前提=値` または `名前.前提=値` の形ではありません",
            "`{written}` is not of the form `FACT=VALUE` or `NAME.FACT=VALUE`"
        )
    };
    let name = |text: &str| Name { text: text.trim().to_owned(), span };
    let (left, value) = written.split_once('=').ok_or_else(shape)?;
    let (bearer, fact) = left.rsplit_once('.').map_or((None, left), |(bearer, fact)| (Some(bearer), fact));
    if fact.trim().is_empty() || value.trim().is_empty() {
        return Err(shape());
    }
    let setting = Setting { name: name(fact), value: name(value) };
    let Some(bearer) = bearer else { return Ok(Change::Fact(setting)) };
    let facts = Settings(vec![setting]);
    if let Some((one, other)) = bearer.split_once("--") {
        return Ok(Change::Link(Box::new(Link { between: (name(one), name(other)), facts })));
    }
    let name = name(bearer);
    let key = name.key();
    let declares = |of: fn(&Engagement) -> Vec<&Name>| parts.iter().flat_map(of).any(|it| it.key() == key);
    if declares(|part| part.components.iter().map(|it| &it.name).collect()) {
        Ok(Change::Component(Box::new(Component { name, facts, ..Component::default() })))
    } else if declares(|part| part.contracts.iter().map(|it| &it.name).collect()) {
        Ok(Change::Contract(Box::new(Contract { name, facts, ..Contract::default() })))
    } else if declares(|part| part.parties.iter().map(|it| &it.name).collect()) {
        Ok(Change::Party(Box::new(Party { name, facts, ..Party::default() })))
    } else {
        let name = &name.text;
        Err(text!(
            "`{name}` という当事者・構成要素・契約はありません",
            "there is no party, component or contract `{name}`"
        ))
    }
}
