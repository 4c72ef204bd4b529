//! What a policy calls a fact, a metric or an interface, as people say it: `` `external_storage` `` is 「医療情報を外部保存する」,
//! `` `availability >= 99.9%` `` is 「稼働率」99.9% 以上, and `` `emr -- wan` `` is the interface of the two.
//!
//! A name that the engagement gives to something of its own stays as it is, and so does what is quoted from a text.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Lang, Text};
use crate::model::{Direction, Engagement, Metric, Policy};
use crate::report::{Block, Inline, Style, Tree};
use crate::text;

/// The words of one policy.
pub(super) struct Glossary<'a> {
    facts: BTreeMap<&'a str, &'a Text>,
    metrics: BTreeMap<&'a str, &'a Metric>,
}

impl<'a> Glossary<'a> {
    pub(super) fn new(policy: &'a Policy, engagement: &Engagement) -> Self {
        let parties = engagement.parties.iter().map(|it| it.name.as_str());
        let components = engagement.components.iter().map(|it| it.name.as_str());
        let contracts = engagement.contracts.iter().map(|it| it.name.as_str());
        let taken: BTreeSet<&str> = parties.chain(components).chain(contracts).collect();
        let mut facts: BTreeMap<&str, &Text> = BTreeMap::new();
        let mut ambiguous: BTreeSet<&str> = BTreeSet::new();
        for fact in policy.facts.iter().filter(|it| is_said(&it.name, &it.title) && !taken.contains(it.name.as_str())) {
            if facts.insert(&fact.name, &fact.title).is_some_and(|other| *other != fact.title) {
                ambiguous.insert(&fact.name);
            }
        }
        facts.retain(|name, _| !ambiguous.contains(name));
        let metrics = policy.metrics.iter().filter(|it| is_said(&it.name, &it.title));
        Glossary { facts, metrics: metrics.map(|it| (it.name.as_str(), it)).collect() }
    }

    /// Running text, with what stands between two backticks said where there are words for it.
    pub(super) fn said(&self, words: &str, lang: Lang) -> String {
        let parts: Vec<&str> = words.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return words.to_owned();
        }
        let mut out = String::with_capacity(words.len());
        let mut is_said = false;
        for (at, part) in parts.iter().enumerate() {
            let word = if at % 2 == 1 { self.word(part) } else { None };
            // The title that stands beside a name has been said.
            let title = at.checked_sub(1).filter(|_| at % 2 == 0).and_then(|before| self.facts.get(parts[before]));
            let beside = title.map(|Text { ja, en }| [format!("（{ja}）"), format!(" ({en})")]);
            let part = beside.iter().flatten().find_map(|it| part.strip_prefix(it.as_str())).unwrap_or(part);
            match (&word, at % 2) {
                (Some(said), _) => {
                    // Japanese has no blank beside brackets.
                    out.truncate(if lang == Lang::Ja { out.trim_end_matches(' ').len() } else { out.len() });
                    out.push_str(said.in_lang(lang));
                }
                (None, 1) => out.extend(["`", part, "`"]),
                (None, _) if is_said && lang == Lang::Ja => out.push_str(part.trim_start_matches(' ')),
                (None, _) => out.push_str(part),
            }
            is_said = word.is_some();
        }
        out
    }

    /// The same in a block of an answer; what is quoted, or meant to be copied, stays as it is written.
    pub(super) fn block(&self, block: Block, lang: Lang) -> Block {
        let inline = |it: Inline| self.inline(it, lang);
        match block {
            Block::Heading(level, words) => Block::Heading(level, inline(words)),
            Block::Paragraph(words) => Block::Paragraph(inline(words)),
            Block::Note(words) => Block::Note(inline(words)),
            Block::List(items) => Block::List(items.into_iter().map(inline).collect()),
            Block::Tree(tree) => Block::Tree(self.tree(tree, lang)),
            other => other,
        }
    }

    fn tree(&self, Tree { label, children, line }: Tree, lang: Lang) -> Tree {
        let children = children.into_iter().map(|it| self.tree(it, lang)).collect();
        Tree { label: self.inline(label, lang), children, line }
    }

    fn inline(&self, Inline(all): Inline, lang: Lang) -> Inline {
        let said = |(words, style): (Text, Style)| match style {
            Style::Code => (words, style),
            _ => (Text::same(self.said(words.in_lang(lang), lang)), style),
        };
        Inline(all.into_iter().map(said).collect())
    }

    fn word(&self, code: &str) -> Option<Text> {
        if let Some(Text { ja, en }) = self.facts.get(code) {
            return Some(text!("「{ja}」", "“{en}”"));
        }
        if let Some((a, b)) = code.split_once(" -- ") {
            return Some(text!("`{a}` と `{b}` の接点", "the interface of `{a}` and `{b}`"));
        }
        let (name, amount) = code.split_once(' ').map_or((code, None), |(name, rest)| (name, Some(rest)));
        let metric = self.metrics.get(name)?;
        let Text { ja, en } = &metric.title;
        let Some(amount) = amount else { return Some(text!("「{ja}」", "“{en}”")) };
        let amount = amount.strip_prefix(metric.sign())?.trim();
        // What has limits behind it is told as it is written.
        if amount.contains(' ') {
            return None;
        }
        Some(match metric.better {
            Direction::Higher => text!("「{ja}」{amount} 以上", "“{en}” of at least {amount}"),
            Direction::Lower => text!("「{ja}」{amount} 以下", "“{en}” of at most {amount}"),
        })
    }
}

/// Whether a title says more than the name in both languages, and holds nothing that would be taken for code.
fn is_said(name: &str, title: &Text) -> bool {
    [&title.ja, &title.en].into_iter().all(|it| !it.is_empty() && it != name && !it.contains('`'))
}
