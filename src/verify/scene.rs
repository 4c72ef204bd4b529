//! What the laws look at: an engagement under a policy on a day.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::facts::Cases;
use crate::model::{Date, Engagement, FactIdx, Policy, Subject};

/// An engagement on a day, with what the laws of life and of interfaces say of it.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The catalogues.
    pub policy: &'a Policy,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The day.
    pub day: Date,
    /// The interfaces of the engagement.
    pub interfaces: &'a [Subject],
    /// Whether a subject exists on the day.
    pub lives: &'a dyn Fn(Subject) -> bool,
    /// What derived facts came to so far; empty to begin with.
    pub derived: &'a Remembered,
}

/// What derived facts of subjects came to. Facts that rest on facts would otherwise be derived as often as there are ways between them.
#[derive(Default)]
pub struct Remembered(RefCell<BTreeMap<(FactIdx, Subject), Cases>>);

impl Remembered {
    /// What a fact of a subject comes to, found once.
    pub(super) fn once(&self, fact: FactIdx, subject: Subject, find: impl FnOnce() -> Cases) -> Cases {
        let known = self.0.borrow().get(&(fact, subject)).cloned();
        known.unwrap_or_else(|| {
            let found = find();
            self.0.borrow_mut().insert((fact, subject), found.clone());
            found
        })
    }
}
