//! An engagement on a day: the statements that are valid, and who reaches what.

use super::life::lives;
use super::reach::{Counting, reaches};
use super::scene::{Remembered, Scene};
use super::validity::is_valid;
use super::whole::Whole;
use crate::model::{ContractIdx, Date, Idx, PartyIdx, PartyKind, Statement, StatementIdx, Subject};

/// An engagement on a day.
pub struct Day<'a> {
    /// Whatever the day.
    pub whole: &'a Whole<'a>,
    /// The same for conditions.
    pub scene: Scene<'a>,
    /// By obligation: the valid statements that speak of it, in order.
    said: Vec<Vec<StatementIdx>>,
}

/// Looks at a day.
pub fn on<T>(whole: &Whole, day: Date, look: impl FnOnce(&Day) -> T) -> T {
    let Whole { policy, engagement, interfaces, obligations, spoken_of, .. } = whole;
    let lives = |subject: Subject| lives(engagement, day, subject);
    let derived = Remembered::default();
    let scene = Scene { policy, engagement, day, interfaces, lives: &lives, derived: &derived };
    let valid = engagement.statements.enumerate().filter(|(_, it)| is_valid(engagement, it, day));
    let valid: Vec<StatementIdx> = valid.map(|(at, _)| at).collect();
    let about = |at: usize| valid.iter().copied().filter(|it| spoken_of[it.row()].binary_search(&at).is_ok()).collect();
    let said = (0..obligations.len()).map(about).collect();
    look(&Day { whole, scene, said })
}

impl<'a> Day<'a> {
    /// The day.
    pub fn date(&self) -> Date {
        self.scene.day
    }

    /// Whether a contract is in force.
    pub fn in_force(&self, contract: ContractIdx) -> bool {
        self.whole.engagement.contracts[contract].in_force.holds(self.date())
    }

    /// Whether a statement is valid.
    pub fn is_valid(&self, statement: &Statement) -> bool {
        is_valid(self.whole.engagement, statement, self.date())
    }

    /// The valid statements that speak of an obligation.
    pub fn said_of(&self, at: usize) -> &[StatementIdx] {
        &self.said[at]
    }

    /// Whether a party reaches what an obligation is about. Who chose the supplier of a contract answers for that, where it says so.
    pub fn reaches(&self, party: PartyIdx, at: usize) -> bool {
        let engagement = self.whole.engagement;
        if let Subject::Contract(k) = self.whole.obligations[at].subject
            && engagement.contracts[k].selected_by == Some(party)
            && self.in_force(k)
            && engagement.parties[party].kind != PartyKind::Outside
        {
            return true;
        }
        let contract = |k| self.in_force(k);
        let grant = |at: StatementIdx| self.is_valid(&engagement.statements[at]);
        let counting = Counting { contract: &contract, grant: &grant };
        reaches(engagement, &counting, party, self.whole.obligations[at].subject)
    }
}
