//! The document: what an answer says, before anybody decided how it looks.

use serde::Serialize;

use super::inline::Inline;
use crate::diagnostic::{Diagnostic, Text, did_you_mean};

/// An answer as a sequence of blocks, with its machine form beside it.
///
/// ```
/// use buntan::{report::{Document, Table}, text};
/// let document = Document::new()
///     .heading(1, text!("役割分担", "Who does what"))
///     .table(Table::new([text!("項目", "control"), text!("実施者", "performer")]).row(["P2.C.1", "A"]));
/// assert_eq!(document.blocks.len(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What is read, from top to bottom.
    pub blocks: Vec<Block>,
    /// What programs read instead. Without it the JSON writer describes the blocks.
    pub data: Option<serde_json::Value>,
    /// The same as tables with their names, where the blocks are none, or too many: what spreadsheets get.
    pub rows: Vec<(Text, Table)>,
}

/// One piece of a document. Running text keeps backticks around what the user wrote.
#[derive(Clone, Debug)]
pub enum Block {
    /// Level 1 is the title of the document.
    Heading(u8, Inline),
    /// Running text.
    Paragraph(Inline),
    /// Short items of equal weight.
    List(Vec<Inline>),
    /// Terms with their explanations, such as options in a help page.
    Terms(Vec<(Inline, Inline)>),
    /// Rows and columns.
    Table(Table),
    /// A derivation, a delegation chain.
    Tree(Tree),
    /// A remark on what stands above.
    Note(Inline),
    /// Policy text or a command, never wrapped.
    Verbatim(String),
    /// A picture in the language of Mermaid, which pages of Markdown draw.
    Mermaid(String),
    /// Lines as they stand, never wrapped: a difference of two texts.
    Lines(Vec<Inline>),
    /// A defect, drawn with its source.
    Problem(Box<Diagnostic>),
    /// Why there is no answer.
    Failure(Failure),
    /// A line across.
    Rule,
}

/// What went wrong outside of any input: a command line that cannot be understood, a file that cannot be written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// One line, no final period, user text in backticks.
    pub headline: Text,
    /// What to do next.
    pub help: Vec<Text>,
}

/// On which side the cells of a column stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
    /// Marks.
    Center,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its title.
    pub head: Inline,
    /// Its side.
    pub align: Align,
}

/// Rows of cells under a head; a row that is too short is filled with empty cells.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The head, from left to right.
    pub columns: Vec<Column>,
    /// The cells, row by row.
    pub rows: Vec<Vec<Inline>>,
}

/// A label with what hangs beneath it.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What the node says.
    pub label: Inline,
    /// Its children in order.
    pub children: Vec<Tree>,
    /// What stands for the node, on a line of its own, where only such lines are wanted.
    pub line: Option<Inline>,
}

impl Document {
    /// Nothing yet.
    pub fn new() -> Self {
        Document::default()
    }

    /// Adds any block.
    pub fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Adds a heading; level 1 is the title.
    pub fn heading(self, level: u8, words: impl Into<Inline>) -> Self {
        self.block(Block::Heading(level, words.into()))
    }

    /// Adds running text.
    pub fn paragraph(self, words: impl Into<Inline>) -> Self {
        self.block(Block::Paragraph(words.into()))
    }

    /// Adds a list; an empty one adds nothing.
    pub fn list<T: Into<Inline>>(self, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Inline> = items.into_iter().map(Into::into).collect();
        if items.is_empty() { self } else { self.block(Block::List(items)) }
    }

    /// Adds terms with explanations; an empty list adds nothing.
    pub fn terms(self, terms: impl IntoIterator<Item = (Inline, Inline)>) -> Self {
        let terms: Vec<_> = terms.into_iter().collect();
        if terms.is_empty() { self } else { self.block(Block::Terms(terms)) }
    }

    /// Adds a table.
    pub fn table(self, table: Table) -> Self {
        self.block(Block::Table(table))
    }

    /// Adds a tree.
    pub fn tree(self, tree: Tree) -> Self {
        self.block(Block::Tree(tree))
    }

    /// Adds a remark.
    pub fn note(self, words: impl Into<Inline>) -> Self {
        self.block(Block::Note(words.into()))
    }

    /// Adds policy text or a command.
    pub fn verbatim(self, text: impl Into<String>) -> Self {
        self.block(Block::Verbatim(text.into()))
    }

    /// Adds lines as they stand; no lines add nothing.
    pub fn lines(self, lines: Vec<Inline>) -> Self {
        if lines.is_empty() { self } else { self.block(Block::Lines(lines)) }
    }

    /// Adds a defect.
    pub fn problem(self, diagnostic: Diagnostic) -> Self {
        self.block(Block::Problem(Box::new(diagnostic)))
    }

    /// Adds why there is no answer.
    pub fn failure(self, failure: Failure) -> Self {
        self.block(Block::Failure(failure))
    }

    /// Adds a line across.
    pub fn rule(self) -> Self {
        self.block(Block::Rule)
    }

    /// Adds the blocks of another document; its machine form is dropped.
    pub fn append(mut self, other: Document) -> Self {
        self.blocks.extend(other.blocks);
        self.rows.extend(other.rows);
        self
    }

    /// Adds a table that spreadsheets get.
    pub fn rows(mut self, name: Text, table: Table) -> Self {
        self.rows.push((name, table));
        self
    }

    /// Sets the machine form. What cannot be said in JSON (a map whose keys are no strings) leaves the generic form.
    pub fn data(mut self, data: impl Serialize) -> Self {
        self.data = serde_json::to_value(data).ok();
        self
    }
}

impl Failure {
    /// A failure without advice yet.
    pub fn new(headline: Text) -> Self {
        Failure { headline, help: Vec::new() }
    }

    /// Adds what to do next.
    pub fn help(mut self, help: Text) -> Self {
        self.help.push(help);
        self
    }

    /// Adds "did you mean", if there is a near candidate.
    pub fn suggest<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match did_you_mean(written, candidates) {
            Some(near) => self.help(crate::text!("もしかして `{near}` ですか", "did you mean `{near}`?")),
            None => self,
        }
    }
}

impl Table {
    /// A table with a head, all columns on the left.
    pub fn new<T: Into<Inline>>(heads: impl IntoIterator<Item = T>) -> Self {
        let column = |head: T| Column { head: head.into(), align: Align::Left };
        Table { columns: heads.into_iter().map(column).collect(), rows: Vec::new() }
    }

    /// Sets the side of a column, counted from 0.
    pub fn align(mut self, column: usize, align: Align) -> Self {
        if let Some(column) = self.columns.get_mut(column) {
            column.align = align;
        }
        self
    }

    /// Adds a column on the right.
    pub fn column(mut self, head: impl Into<Inline>) -> Self {
        self.columns.push(Column { head: head.into(), align: Align::Left });
        self
    }

    /// Adds a row.
    pub fn row<T: Into<Inline>>(mut self, cells: impl IntoIterator<Item = T>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }
}

impl Tree {
    /// A node without children.
    pub fn leaf(label: impl Into<Inline>) -> Self {
        Tree { label: label.into(), ..Tree::default() }
    }

    /// Adds a child.
    pub fn child(mut self, child: Tree) -> Self {
        self.children.push(child);
        self
    }
}
