//! Identity by index: a [`Table`] holds things of one kind, an index newtype names one of them.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A number that names one row of a [`Table`].
pub trait Idx: Copy + Eq + Ord {
    /// The row number as an index.
    fn new(row: usize) -> Self;
    /// The row number.
    fn row(self) -> usize;
}

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl Idx for $name {
            fn new(row: usize) -> Self { $name(row as u32) }
            fn row(self) -> usize { self.0 as usize }
        }
    )*};
}

index! {
    /// A catalogue of the policy.
    CatalogueIdx,
    /// A control of the policy.
    ControlIdx,
    /// A duty of the policy; a control without labelled duties has one implicit duty.
    DutyIdx,
    /// A declared fact of the policy.
    FactIdx,
    /// A template of the policy.
    TemplateIdx,
    /// A declared metric of the policy.
    MetricIdx,
    /// A rule of the policy.
    RuleIdx,
    /// A party of an engagement.
    PartyIdx,
    /// A component of an engagement.
    ComponentIdx,
    /// A contract of an engagement.
    ContractIdx,
    /// A piece of evidence of an engagement.
    EvidenceIdx,
    /// A statement of an engagement.
    StatementIdx,
    /// A waiver of an engagement.
    WaiverIdx,
}

/// Rows of one kind, in an order that never depends on positions in files.
#[derive(Clone, Debug)]
pub struct Table<I, T> {
    rows: Vec<T>,
    kind: PhantomData<I>,
}

impl<I: Idx, T> Table<I, T> {
    /// Appends a row.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::new(self.rows.len() - 1)
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// All rows with their indices.
    pub fn enumerate(&self) -> impl Iterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(row, it)| (I::new(row), it))
    }

    /// All indices in order.
    pub fn indices(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::new)
    }

    /// The index of the first row that fits.
    pub fn position(&self, fits: impl FnMut(&T) -> bool) -> Option<I> {
        self.rows.iter().position(fits).map(I::new)
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Table { rows: Vec::new(), kind: PhantomData }
    }
}

impl<I: Idx, T> FromIterator<T> for Table<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(rows: A) -> Self {
        Table { rows: rows.into_iter().collect(), kind: PhantomData }
    }
}

impl<I: Idx, T> Index<I> for Table<I, T> {
    type Output = T;
    fn index(&self, index: I) -> &T {
        &self.rows[index.row()]
    }
}

impl<I: Idx, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.rows[index.row()]
    }
}
