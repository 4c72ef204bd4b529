//! What the laws look at: an engagement under a policy on a day.

use crate::model::{Date, Engagement, Policy, Subject};

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
}
