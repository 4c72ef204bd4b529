//! What became of things: added, removed, or said otherwise.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::item::{Field, Item, Order, Sort, Verdict};
use crate::answers::places::location;
use crate::diagnostic::Text;
use crate::report::{Inline, Style, Tree};
use crate::source::{Sources, Span};
use crate::text;

/// The longest value shown in a line; programs get all of it.
const MAX_SHOWN: usize = 160;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Only the new version has it.
    Added,
    /// Only the old version had it.
    Removed,
    /// Both have it, and say different things of it.
    Changed,
}

/// Something that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// What kind of thing.
    pub sort: Sort,
    /// What it is called.
    pub name: Text,
    /// Whose it is, by name.
    pub party: Option<String>,
    /// What became of it.
    pub how: How,
    /// Whether it binds more than before, or less.
    pub verdict: Verdict,
    /// What is said of it, before and after.
    pub fields: Vec<Said>,
    /// Where it stood.
    pub old: Option<Span>,
    /// Where it stands.
    pub new: Option<Span>,
}

/// What is said of something, before and after.
#[derive(Clone, Debug)]
pub struct Said {
    /// For programs.
    pub name: &'static str,
    /// For readers in Japanese.
    pub ja: &'static str,
    /// Before.
    pub old: Vec<Text>,
    /// After.
    pub new: Vec<Text>,
}

/// Of those with one key, so many are looked at for one that fits.
const MAX_LOOKED_AT: usize = 64;

/// Pairs what two versions have: first what has the same first key, of the rest what has the same second key, and so on; only what
/// fits together is a pair.
pub fn paired(
    old: Vec<Item>,
    new: Vec<Item>,
    keys: &[&dyn Fn(&Item) -> String],
    fits: &dyn Fn(&Item, &Item) -> bool,
) -> Vec<(Option<Item>, Option<Item>)> {
    let (mut old, mut new): (Vec<Option<Item>>, Vec<Option<Item>>) =
        (old.into_iter().map(Some).collect(), new.into_iter().map(Some).collect());
    let mut pairs = Vec::new();
    for key in keys {
        let mut waiting: BTreeMap<(Sort, String), VecDeque<usize>> = BTreeMap::new();
        for (at, it) in old.iter().enumerate() {
            if let Some(it) = it {
                waiting.entry((it.sort, key(it))).or_default().push_back(at);
            }
        }
        for slot in &mut new {
            let Some(it) = slot else { continue };
            let Some(candidates) = waiting.get_mut(&(it.sort, key(it))) else { continue };
            let fitting = |at: &usize| old.get(*at).and_then(Option::as_ref).is_some_and(|other| fits(other, it));
            let found = candidates.iter().take(MAX_LOOKED_AT).position(fitting);
            if let Some(at) = found.and_then(|place| candidates.remove(place)) {
                pairs.push((old.get_mut(at).and_then(Option::take), slot.take()));
            }
        }
    }
    pairs.extend(old.into_iter().flatten().map(|it| (Some(it), None)));
    pairs.extend(new.into_iter().flatten().map(|it| (None, Some(it))));
    pairs
}

/// What differs between two versions of some things that are found by their keys.
pub fn changes(old: Vec<Item>, new: Vec<Item>) -> Vec<Change> {
    of_pairs(paired(old, new, &[&|it| it.key.clone()], &|_, _| true))
}

/// What differs in pairs, in the order of sorts, then names.
pub fn of_pairs(pairs: Vec<(Option<Item>, Option<Item>)>) -> Vec<Change> {
    let mut found: Vec<(Item, Change)> = pairs.into_iter().filter_map(|(old, new)| change(old, new)).collect();
    found.sort_by(|(a, _), (b, _)| {
        a.sort.cmp(&b.sort).then_with(|| crate::model::natural_order(&a.key, &b.key)).then_with(|| a.name.cmp(&b.name))
    });
    found.into_iter().map(|(_, change)| change).collect()
}

fn change(old: Option<Item>, new: Option<Item>) -> Option<(Item, Change)> {
    let (how, fields, verdict) = match (&old, &new) {
        (None, None) => return None,
        (Some(old), Some(new)) => {
            let mut verdicts = Vec::new();
            let mut fields = Vec::new();
            for (was, is) in side_by_side(&old.fields, &new.fields) {
                if let Some(verdict) = was.against(&is) {
                    verdicts.push(verdict);
                    fields.push(Said { name: is.name, ja: is.ja, old: was.value, new: is.value });
                }
            }
            if fields.is_empty() {
                return None;
            }
            (How::Changed, fields, Verdict::of(verdicts))
        }
        (Some(only), None) | (None, Some(only)) => {
            let how = if new.is_some() { How::Added } else { How::Removed };
            let said = only.fields.iter().filter(|it| !it.value.is_empty());
            let said = said.map(|it| {
                let (old, new) = match how {
                    How::Removed => (it.value.clone(), Vec::new()),
                    How::Added | How::Changed => (Vec::new(), it.value.clone()),
                };
                Said { name: it.name, ja: it.ja, old, new }
            });
            (how, said.collect(), of_existence(only.sort, how))
        }
    };
    let spans = (old.as_ref().and_then(|it| it.span), new.as_ref().and_then(|it| it.span));
    let item = new.or(old)?;
    let (name, party, sort) = (item.name.clone(), item.party.clone(), item.sort);
    Some((item, Change { sort, name, party, how, verdict, fields, old: spans.0, new: spans.1 }))
}

/// Fields of one name beside each other; one that the other side has not says nothing there.
fn side_by_side(old: &[Field], new: &[Field]) -> Vec<(Field, Field)> {
    let blank = |it: &Field| Field { value: Vec::new(), order: Order::None, ..it.clone() };
    let of = |all: &[Field], it: &Field| all.iter().find(|other| other.name == it.name).cloned();
    let kept = new.iter().map(|it| (of(old, it).unwrap_or_else(|| blank(it)), it.clone()));
    let dropped = old.iter().filter(|it| of(new, it).is_none()).map(|it| (it.clone(), blank(it)));
    kept.chain(dropped).collect()
}

/// A level that nobody promises any more is weaker than any.
fn of_existence(sort: Sort, how: How) -> Verdict {
    match (sort, how) {
        (Sort::Promise | Sort::OwnShare | Sort::Demand, How::Added) => Verdict::Stronger,
        (Sort::Promise | Sort::OwnShare | Sort::Demand, How::Removed) => Verdict::Weaker,
        _ => Verdict::Other,
    }
}

impl How {
    /// For programs.
    pub fn name(self) -> &'static str {
        match self {
            How::Added => "added",
            How::Removed => "removed",
            How::Changed => "changed",
        }
    }

    fn words(self) -> Text {
        match self {
            How::Added => text!("追加", "added"),
            How::Removed => text!("削除", "removed"),
            How::Changed => text!("変更", "changed"),
        }
    }
}

impl Said {
    /// `period: old → new`; of lists only what differs.
    fn told(&self) -> Inline {
        let (ja, en) = (self.ja, self.name.replace('_', " "));
        let label = Text::new(format!("{ja}："), format!("{en}: "));
        let shown = |values: &[Text]| {
            let Text { ja, en } = Text::list(values);
            match values.is_empty() {
                true => text!("なし", "none"),
                false => Text::new(cut(&ja), cut(&en)),
            }
        };
        if self.old.len() <= 1 && self.new.len() <= 1 {
            return Inline::from(label)
                .and(shown(&self.old), Style::Plain)
                .and(" → ", Style::Dim)
                .and(shown(&self.new), Style::Strong);
        }
        let without = |these: &[Text], others: &[Text]| -> Vec<Text> {
            these.iter().filter(|it| !others.contains(it)).cloned().collect()
        };
        let (gone, come) = (without(&self.old, &self.new), without(&self.new, &self.old));
        let mut inline = Inline::from(label);
        if !gone.is_empty() {
            inline = inline.and("− ", Style::Dim).and(shown(&gone), Style::Plain);
        }
        if !gone.is_empty() && !come.is_empty() {
            inline = inline.and("  ", Style::Plain);
        }
        if !come.is_empty() {
            inline = inline.and("+ ", Style::Dim).and(shown(&come), Style::Strong);
        }
        inline
    }

    fn json(&self) -> Value {
        let each = |all: &[Text]| all.iter().map(|it| it.en.clone()).collect::<Vec<_>>();
        json!({ "field": self.name, "old": each(&self.old), "new": each(&self.new) })
    }
}

/// A value, short enough for a line.
fn cut(words: &str) -> String {
    let mut short: String = words.chars().take(MAX_SHOWN).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

impl Change {
    /// For readers: what became of it, what it says otherwise, and where.
    pub fn tree(&self, old: &Sources, new: &Sources) -> Tree {
        let label = self.label();
        let mut tree = Tree::leaf(label.clone());
        let mut line = Inline::default();
        let foremost = self.new.map(|span| new.place(span)).or(self.old.map(|span| old.place(span)));
        if let Some(place) = foremost {
            line = line.and(format!("{place}: "), Style::Dim);
        }
        line = line.then(label);
        if self.how == How::Changed {
            for said in &self.fields {
                tree.children.push(Tree::leaf(said.told()));
                line = line.and("; ", Style::Plain).then(said.told());
            }
        }
        let sides = [(self.old, old, text!("：旧", ": old")), (self.new, new, text!("：新", ": new"))];
        for (span, sources, words) in sides {
            if let Some(span) = span {
                let place = Inline::styled(sources.place(span), Style::Dim).and(words, Style::Plain);
                tree.children.push(Tree::leaf(place));
            }
        }
        tree.line = Some(line);
        tree
    }

    fn label(&self) -> Inline {
        let style = match self.verdict {
            Verdict::Weaker => Style::Warning,
            Verdict::Stronger => Style::Good,
            Verdict::Other => Style::Strong,
        };
        let sort = self.sort.words();
        Inline::styled(self.outcome(), style)
            .and(Text::new(format!("　{} ", sort.ja), format!(" {} ", sort.en)), Style::Plain)
            .and(&self.name, Style::Code)
    }

    /// For spreadsheets: whose it is, what became of it, what it says otherwise, and where it stood and stands.
    pub fn row(&self, old: &Sources, new: &Sources) -> Vec<Inline> {
        let at = |span: Option<Span>, sources: &Sources| span.map(|it| sources.place(it)).unwrap_or_default();
        let told = self.fields.iter().filter(|_| self.how == How::Changed).map(Said::told);
        let mut said = Inline::default();
        for (count, it) in told.enumerate() {
            said = if count > 0 { said.and("; ", Style::Plain) } else { said };
            said = said.then(it);
        }
        vec![
            Inline::from(self.party.as_deref().unwrap_or_default()),
            Inline::from(self.outcome()),
            Inline::from(self.sort.words()),
            Inline::from(&self.name),
            said,
            Inline::from(at(self.old, old)),
            Inline::from(at(self.new, new)),
        ]
    }

    /// What became of it, in a word.
    fn outcome(&self) -> Text {
        match (self.how, self.verdict) {
            (How::Changed, Verdict::Weaker) => text!("弱まる", "weaker"),
            (How::Changed, Verdict::Stronger) => text!("強まる", "stronger"),
            (how, _) => how.words(),
        }
    }

    /// For programs.
    pub fn json(&self, old: &Sources, new: &Sources) -> Value {
        let at = |span: Option<Span>, sources| span.map(|span| location(sources, span, &Text::default()));
        json!({
            "sort": self.sort.name(),
            "name": self.name,
            "party": self.party,
            "how": self.how.name(),
            "verdict": self.verdict.name(),
            "fields": self.fields.iter().map(Said::json).collect::<Vec<_>>(),
            "old": at(self.old, old),
            "new": at(self.new, new),
        })
    }
}
