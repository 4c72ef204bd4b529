//! The tree of a text as the formatter sees it: blocks of items, items of words and blocks. What the words mean, it does not know.

use super::{Options, Position};
use crate::diagnostic::Lang;
use crate::syntax::grammar::Grammar;
use crate::syntax::parser::{Grammar as Parser, Pair, Rule};
use crate::syntax::trivia::Comment;

/// Braces that are part of a line, and whether blanks stand inside them. All other braces hold items.
pub(in crate::syntax) const INLINE: &[(Rule, bool)] = &[(Rule::set, false), (Rule::fact_type, true)];

/// Items whose clauses are fields, and stand apart like fields that share a line.
const APART: &[Rule] = &[Rule::duty];

/// Items between braces, or those of the whole file.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// What it holds.
    pub items: Vec<Item>,
    /// It stands on one line as written.
    pub one_line: bool,
    /// A comment behind the `{`.
    pub opening_note: Option<String>,
    /// Comments before the `}`.
    pub closing_notes: Vec<Note>,
}

/// A declaration, a field, a statement, a `///` line.
#[derive(Debug)]
pub(super) struct Item {
    /// Its rule.
    pub rule: Rule,
    /// What it consists of.
    pub pieces: Vec<Piece>,
    /// It begins a line as written, or follows a `;`.
    pub begins_line: bool,
    /// A blank line stands before it, below its comments.
    pub blank_before: bool,
    /// Comments on lines of their own before it.
    pub notes: Vec<Note>,
    /// A `;` stands behind it.
    pub semicolon: bool,
    /// Without a `;` before it, it would go on with the item before.
    pub continues: bool,
    /// A comment stands behind it.
    pub note: Option<String>,
}

/// A comment on a line of its own.
#[derive(Debug)]
pub(super) struct Note {
    /// From the slashes on.
    pub text: String,
    /// A blank line stands before it.
    pub blank_before: bool,
}

/// A part of an item.
#[derive(Debug)]
pub(super) enum Piece {
    /// A word, a text in quotes, a sign.
    Word(Word),
    /// `{ … }`
    Block(Block),
}

/// A word, a text in quotes, a sign.
#[derive(Debug)]
pub(super) struct Word {
    /// As it will be written.
    pub text: String,
    /// Blanks before it, unless it begins a line.
    pub blanks: usize,
    /// Whether a line may end before it.
    pub split: Split,
    /// It begins a column.
    pub column: Option<Column>,
    /// A comment behind the word before it.
    pub note_before: Option<String>,
    /// Comments on lines of their own before it.
    pub notes: Vec<Note>,
}

/// Whether a line may end before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// No.
    Never,
    /// Inside a list or a condition.
    List,
    /// Before a clause.
    Clause,
    /// Before the second language of a text, which stands below the first; always, if it was written so.
    Language {
        /// It stood on the next line.
        kept: bool,
    },
}

/// What stands in a column: two items are aligned as far as they agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A word or group of a rule.
    Of(Rule),
    /// All that follows its own word: `by A runs on iaas`.
    Clauses,
}

/// What stood between two words.
#[derive(Debug, Default)]
struct Gap {
    note: Option<String>,
    notes: Vec<Note>,
    newline: bool,
    blank: bool,
    semicolon: bool,
    /// Signs that are no rules of their own.
    signs: String,
}

/// The tree of a sound text.
pub(super) fn tree(text: &str, file: Pair, comments: &[Comment], options: &Options) -> Block {
    let mut builder = Builder { text, at: 0, comments, options, grammar: Grammar::get(), compared: None };
    let mut block = Block::default();
    builder.items(&mut block, file.into_inner());
    block
}

struct Builder<'a> {
    text: &'a str,
    /// The end of the last word.
    at: usize,
    /// Those that are still to come.
    comments: &'a [Comment],
    options: &'a Options,
    grammar: &'static Grammar,
    /// In a condition, the name that a value is compared with.
    compared: Option<String>,
}

/// What a word is told by what it stands in.
#[derive(Clone, Copy)]
struct Place {
    split: Split,
    column: Option<Column>,
    blanks: usize,
}

impl Builder<'_> {
    /// Items up to the end of the block, with all that stands between them.
    fn items<'i>(&mut self, block: &mut Block, inner: impl Iterator<Item = Pair<'i>>) {
        for pair in inner {
            let start = pair.as_span().start();
            let is_end = matches!(pair.as_rule(), Rule::close_b | Rule::EOI);
            let gap = self.gap(if pair.as_rule() == Rule::EOI { self.text.len() } else { start });
            match block.items.last_mut() {
                Some(last) => {
                    last.note = gap.note;
                    last.semicolon = gap.semicolon;
                    if !gap.signs.is_empty() {
                        last.pieces.push(Piece::Word(sign(gap.signs)));
                    }
                }
                None => {
                    block.opening_note = gap.note;
                    block.one_line = true;
                }
            }
            block.one_line &= !gap.newline && gap.notes.is_empty() && pair.as_rule() != Rule::doc;
            if is_end {
                block.closing_notes = gap.notes;
                self.at = pair.as_span().end();
                return;
            }
            let begins_line = gap.newline || gap.semicolon || block.items.is_empty();
            let mut item = Item {
                rule: pair.as_rule(),
                pieces: Vec::new(),
                begins_line,
                blank_before: gap.blank,
                notes: gap.notes,
                semicolon: false,
                continues: <Parser as pest::Parser<Rule>>::parse(Rule::cont_duty, pair.as_str()).is_ok(),
                note: None,
            };
            // Everything before the item is told; its first word begins a line or follows two blanks.
            self.at = start;
            self.item(&mut item.pieces, pair);
            block.items.push(item);
        }
    }

    fn item(&mut self, pieces: &mut Vec<Piece>, pair: Pair) {
        let rule = pair.as_rule();
        let place = Place { split: Split::Never, column: Some(Column::Of(rule)), blanks: 1 };
        if is_word(&pair) {
            return self.word(pieces, pair, rule, place);
        }
        let mut before: Option<(Rule, Option<Column>)> = None;
        let mut children = pair.into_inner();
        while let Some(child) = children.next() {
            let kind = child.as_rule();
            if kind == Rule::open_b && !INLINE.iter().any(|(inline, _)| *inline == rule) {
                self.block(pieces, child, &mut children);
                before = None;
                continue;
            }
            let is_clause = self.grammar.goes_on(rule, kind);
            let own = if is_clause { Column::Clauses } else { Column::Of(kind) };
            let column = match before {
                // A keyword and its word are one column, and so are all clauses, and a label and its colon.
                Some((keyword, _)) if self.grammar.is_keyword(keyword) && !is_clause => None,
                Some((_, Some(Column::Clauses))) if is_clause => None,
                Some((Rule::label, _)) if kind == Rule::colon => None,
                Some((Rule::comma, _)) => None,
                _ if kind == Rule::comma => None,
                _ => Some(own),
            };
            let split = before.map_or(Split::Never, |(last, _)| self.split(rule, last, kind));
            let sticks = matches!((before, kind), (Some((Rule::label, _)), Rule::colon));
            let is_apart = APART.contains(&rule) && !is_word(&child) && !matches!(kind, Rule::text);
            let blanks = if sticks { 0 } else { 1 + usize::from(is_apart) };
            before = Some((kind, Some(own)));
            self.part(pieces, child, rule, Place { split, column, blanks });
        }
    }

    /// Whether a line may end between two children of a rule.
    fn split(&self, rule: Rule, last: Rule, kind: Rule) -> Split {
        match (last, kind) {
            (Rule::comma, _) => Split::List,
            (_, Rule::op_and | Rule::op_or) if rule == Rule::expr => Split::List,
            (Rule::string, Rule::lang) => Split::Language { kept: false },
            _ if self.grammar.goes_on(rule, kind) => Split::Clause,
            _ => Split::Never,
        }
    }

    /// A part of an item: words, perhaps with a block.
    fn part(&mut self, pieces: &mut Vec<Piece>, pair: Pair, parent: Rule, mut place: Place) {
        if is_word(&pair) {
            return self.word(pieces, pair, parent, place);
        }
        let rule = pair.as_rule();
        let inline = INLINE.iter().find(|(inline, _)| *inline == rule).map(|(_, blanks)| *blanks);
        let mut context = if rule == Rule::terms { parent } else { rule };
        let outer = (rule == Rule::expr).then(|| self.compared.take());
        let mut asked: Option<String> = None;
        let mut before = None;
        let mut children = pair.into_inner();
        while let Some(child) = children.next() {
            let kind = child.as_rule();
            match (kind, inline) {
                (Rule::open_b, None) => {
                    self.block(pieces, child, &mut children);
                    before = None;
                    continue;
                }
                // The words of a set are nobody's but its author's.
                (Rule::open_b, Some(_)) => context = Rule::set,
                _ => {}
            }
            if let Some(last) = before {
                place = Place { split: self.split(rule, last, kind), column: None, blanks: 1 };
            }
            let inside = before == Some(Rule::open_b) || (kind == Rule::close_b && before.is_some());
            if (inside && inline == Some(false)) || matches!((before, kind), (Some(Rule::label), Rule::colon)) {
                place.blanks = 0;
            }
            if rule == Rule::expr && matches!(kind, Rule::op_compare | Rule::op_in) {
                self.compared = asked.take();
            }
            before = Some(kind);
            let written = child.as_str().trim();
            self.part(pieces, child, context, place);
            if rule == Rule::expr && matches!(kind, Rule::operand | Rule::set) {
                asked = Some(written.to_owned());
                self.compared = None;
            }
        }
        if let Some(outer) = outer {
            self.compared = outer;
        }
    }

    fn block<'i>(&mut self, pieces: &mut Vec<Piece>, open: Pair<'i>, rest: &mut impl Iterator<Item = Pair<'i>>) {
        let gap = self.gap(open.as_span().start());
        if gap.note.is_some() || !gap.notes.is_empty() {
            // A comment before the brace goes before it as well.
            let place = Place { split: Split::Never, column: None, blanks: 0 };
            pieces.push(Piece::Word(word(String::new(), place, gap)));
        }
        self.at = open.as_span().end();
        let mut block = Block::default();
        self.items(&mut block, rest);
        pieces.push(Piece::Block(block));
    }

    fn word(&mut self, pieces: &mut Vec<Piece>, pair: Pair, context: Rule, mut place: Place) {
        let rule = pair.as_rule();
        if pair.as_str().is_empty() {
            return;
        }
        let mut gap = self.gap(pair.as_span().start());
        let signs = std::mem::take(&mut gap.signs);
        if !signs.is_empty() {
            pieces.push(Piece::Word(sign(signs)));
        }
        self.at = pair.as_span().end();
        if let Split::Language { kept } = &mut place.split {
            *kept = gap.newline;
        }
        let after_open = matches!(pieces.last(), Some(Piece::Word(last)) if last.text.ends_with('('));
        if after_open || matches!(rule, Rule::comma | Rule::close_p) {
            place.blanks = 0;
        }
        let text = self.spelled(rule, context, pair.as_str().trim_end());
        pieces.push(Piece::Word(word(text, place, gap)));
    }

    /// A word in the language that was asked for.
    fn spelled(&self, rule: Rule, context: Rule, written: &str) -> String {
        let is_keyword = self.grammar.is_keyword(rule);
        let written =
            if is_keyword { written.split_whitespace().collect::<Vec<_>>().join(" ") } else { written.to_owned() };
        let Some((lang, vocabulary)) = self.options.keywords else { return written };
        if let Some((first, steps)) = written.split_once('.').filter(|_| rule == Rule::path) {
            let of = |position, word: &str| match (vocabulary(position, word), lang) {
                (Some((_, ja)), Lang::Ja) => ja.to_owned(),
                (Some((en, _)), Lang::En) => en.to_owned(),
                (None, _) => word.to_owned(),
            };
            let steps = steps.split('.').map(|step| of(Position::Step, step));
            return std::iter::once(of(Position::In("subject"), first)).chain(steps).collect::<Vec<_>>().join(".");
        }
        let name = format!("{context:?}");
        let positions: &[Position] = match (rule, &self.compared) {
            (Rule::term, _) => &[Position::In(&name)],
            (Rule::name, _) if matches!(context, Rule::subject | Rule::related | Rule::template_statement) => {
                &[Position::In(&name)]
            }
            (Rule::path, Some(compared)) => &[Position::ComparedWith(compared), Position::Condition],
            (Rule::value, Some(compared)) => &[Position::ComparedWith(compared)],
            (Rule::path, None) => &[Position::Condition],
            _ => &[],
        };
        let closed = positions.iter().find_map(|position| vocabulary(*position, &written));
        match (closed, lang) {
            (Some((_, ja)), Lang::Ja) => ja.to_owned(),
            (Some((en, _)), Lang::En) => en.to_owned(),
            (None, _) => self.grammar.spelling(rule, &written, lang).map_or(written.clone(), str::to_owned),
        }
    }

    /// What stands between the last word and a place.
    fn gap(&mut self, start: usize) -> Gap {
        let mut gap = Gap::default();
        let mut lines = 0;
        let mut at = self.at;
        let mut comments = Vec::new();
        while let Some((comment, rest)) = self.comments.split_first() {
            if comment.span.start as usize >= start {
                break;
            }
            comments.push(*comment);
            self.comments = rest;
        }
        for comment in comments {
            let (from, to) = (comment.span.start as usize, comment.span.end as usize);
            lines += between(&mut gap, self.text.get(at..from).unwrap_or(""));
            let text = self.text.get(from..to).unwrap_or("").trim_end().to_owned();
            if comment.own_line || lines > 0 {
                gap.notes.push(Note { text, blank_before: lines > 1 });
            } else {
                gap.note = Some(text);
            }
            gap.newline = true;
            lines = 0;
            at = to;
        }
        lines += between(&mut gap, self.text.get(at..start).unwrap_or(""));
        gap.newline |= lines > 0;
        gap.blank = lines > 1;
        self.at = self.at.max(start);
        gap
    }
}

/// Notes what stands in blanks, and counts line ends.
fn between(gap: &mut Gap, blanks: &str) -> usize {
    let mut lines = 0;
    let mut before = '\0';
    for c in blanks.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\n' | '\r' => lines += 1,
            ';' => gap.semicolon = true,
            c if c.is_whitespace() => {}
            c => gap.signs.push(c),
        }
        before = c;
    }
    lines
}

/// Whether a pair is one word, sign or text.
pub(super) fn is_word(pair: &Pair) -> bool {
    pair.as_rule() == Rule::string || pair.clone().into_inner().next().is_none()
}

fn word(text: String, place: Place, gap: Gap) -> Word {
    let Place { split, column, blanks } = place;
    Word { text, blanks, split, column, note_before: gap.note, notes: gap.notes }
}

/// A sign that is no rule of its own sticks to the word before it.
fn sign(text: String) -> Word {
    Word { text, blanks: 0, split: Split::Never, column: None, note_before: None, notes: Vec::new() }
}
