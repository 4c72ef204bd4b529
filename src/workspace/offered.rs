//! What is there to be named without a file: the texts of bundles, and the built-in packs.

use std::collections::BTreeSet;

use super::load::{LoadedFile, is_file_name};
use crate::bundle::{Bundle, Names};
use crate::packs;
use crate::syntax::ast;

/// A text that may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Offer {
    /// That of a bundle: which bundle, and which of its entries.
    Bundled(usize, usize),
    /// A built-in pack.
    Pack(&'static str),
}

/// What the files name and do not declare themselves: of bundles before built-in packs, and of the bundles the first that has it.
/// Rules that stand alone have no name, and are always wanted.
pub(super) fn wanted(files: &[LoadedFile], bundles: &[(String, Bundle)]) -> BTreeSet<Offer> {
    let mut declared = Declared::default();
    files.iter().for_each(|it| declared.add(Names::of(&it.file)));
    let mut wanted: BTreeSet<Offer> = entries(bundles).filter(|(_, names)| names.are_none()).map(|it| it.0).collect();
    for name in files.iter().flat_map(|it| named_catalogues(&it.file)).filter(|it| !declared.used.contains(it)) {
        let bundled = entries(bundles).find(|(_, names)| names.are_used(&name));
        let pack = || packs::find(&name).map(|pack| (Offer::Pack(pack.name), &pack.entry.names));
        wanted.extend(bundled.or_else(pack).filter(|(_, names)| !declared.has(names)).map(|it| it.0));
    }
    for name in files.iter().flat_map(|it| followed(&it.file)).filter(|it| !declared.templates.contains(it)) {
        let bundled = entries(bundles).find(|(_, names)| names.templates.contains(&name));
        wanted.extend(bundled.filter(|(_, names)| !declared.has(names)).map(|it| it.0));
    }
    wanted
}

/// All that there is and that neither the files nor an earlier offer declares.
pub(super) fn all(files: &[LoadedFile], bundles: &[(String, Bundle)]) -> Vec<Offer> {
    let mut declared = Declared::default();
    files.iter().for_each(|it| declared.add(Names::of(&it.file)));
    let packs = packs::all().iter().map(|pack| (Offer::Pack(pack.name), &pack.entry.names));
    let mut all = Vec::new();
    for (offer, names) in entries(bundles).chain(packs) {
        if !declared.has(names) {
            declared.add(names.clone());
            all.push(offer);
        }
    }
    all
}

/// All that bundles have, with the names of each.
fn entries(bundles: &[(String, Bundle)]) -> impl Iterator<Item = (Offer, &Names)> {
    bundles.iter().enumerate().flat_map(|(at, (_, bundle))| {
        bundle.entries.iter().enumerate().map(move |(entry, it)| (Offer::Bundled(at, entry), &it.names))
    })
}

/// The names that files declare.
#[derive(Default)]
struct Declared {
    catalogues: BTreeSet<String>,
    /// Catalogues and profiles: whatever `use` may name.
    used: BTreeSet<String>,
    templates: BTreeSet<String>,
}

impl Declared {
    fn add(&mut self, names: Names) {
        self.used.extend(names.catalogues.iter().chain(&names.profiles).cloned());
        self.catalogues.extend(names.catalogues);
        self.templates.extend(names.templates);
    }

    /// Whether these names are taken; where only a template of several is, the two contradict each other and both are read.
    fn has(&self, names: &Names) -> bool {
        let any = |names: &[String], declared: &BTreeSet<String>| names.iter().any(|it| declared.contains(it));
        any(&names.catalogues, &self.catalogues)
            || (names.catalogues.is_empty() && any(&names.templates, &self.templates))
    }
}

/// Every template that a contract of a file follows.
fn followed(file: &ast::File) -> Vec<String> {
    let contracts = file.every_engagement().flat_map(|it| &it.contracts);
    contracts.flat_map(|it| it.follows.iter().flatten()).map(|it| it.template.key()).collect()
}

/// Every catalogue that a file names: after `use`, and before the colon of an id.
fn named_catalogues(file: &ast::File) -> Vec<String> {
    let mut names = Vec::new();
    let mut qualified = |patterns: &[ast::Name]| {
        names.extend(patterns.iter().filter_map(|it| it.text.split_once(':')).map(|(name, _)| name.to_owned()));
    };
    for catalogue in &file.catalogues {
        catalogue.profiles.iter().for_each(|it| qualified(&it.include));
        for control in &catalogue.controls {
            let mut duties: Vec<&ast::Duty> = control.duties.iter().collect();
            let mut fields = vec![&control.fields];
            while let Some(duty) = duties.pop() {
                fields.push(&duty.fields);
                duties.extend(&duty.duties);
            }
            for relation in fields.into_iter().flat_map(|it| it.requires.iter().chain(&it.serves).chain(&it.same_as)) {
                qualified(&relation.patterns);
            }
        }
    }
    for statement in file.templates.iter().flat_map(|template| &template.statements) {
        qualified(&statement.says.duties);
        qualified(&statement.says.except);
    }
    for rule in &file.rules {
        qualified(std::slice::from_ref(&rule.cites));
        rule.ranges.iter().for_each(|range| qualified(&range.over.of));
        let conditions = rule.ranges.iter().filter_map(|it| it.filter.as_ref()).chain(&rule.must);
        conditions.flat_map(ranged_over).for_each(|over| qualified(&over.of));
    }
    for engagement in file.every_engagement() {
        for statement in &engagement.statements {
            qualified(&statement.duties);
        }
    }
    names.extend(file.templates.iter().flat_map(|it| &it.uses).map(ast::Name::key));
    let uses = file.every_engagement().flat_map(|it| &it.uses).map(|it| it.catalogue.key());
    names.extend(uses.filter(|name| !is_file_name(name)));
    names
}

/// What the quantifiers of a condition range over, however deep they stand.
fn ranged_over(condition: &ast::Expr) -> Vec<&ast::Over> {
    let (mut found, mut open) = (Vec::new(), vec![condition]);
    while let Some(it) = open.pop() {
        match &it.node {
            ast::Node::All(parts) | ast::Node::Any(parts) => open.extend(parts),
            ast::Node::Not(one) | ast::Node::In(one, _) | ast::Node::Among(one, _) | ast::Node::Exists(one) => {
                open.push(one)
            }
            ast::Node::Compare(left, _, right) => open.extend([&**left, &**right]),
            ast::Node::Quantified(_, over, inner) => {
                found.push(&**over);
                open.extend(inner.as_deref());
            }
            ast::Node::Path(_) | ast::Node::Literal(_) => {}
        }
    }
    found
}
