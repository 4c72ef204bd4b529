//! The law of the time line: how an obligation stands on every day, before, on and after the day that is looked at.
//!
//! Nothing turns between two [turning days](turning_days), so the whole of time is finitely many stretches, each judged on one of
//! its days. `lapse` (carried before and after, not between) and `late_start` (carried only later) are read off here.
//!
//! ```text
//! K1 covers emr 2026-04-01 .. 2027-03-31, K9 from 2027-07-01
//!     ……│ A carries          │ nobody             │ C carries ……
//!       2026-04-01           2027-04-01           2027-07-01
//! ```

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::bearing::bearing_on;
use super::context::Context;
use super::standing::Standing;
use super::standings::{ENOUGH, Standings};
use crate::graph::ObligationIdx;
use crate::model::{Date, Idx, Interval, PartyIdx, turning_days};

/// Obligations times stretches that are still looked at. The largest hospital known needs a hundredth of this, and it takes about a
/// minute; beyond it a gap is told as the plain gap that it is on its day, without what was before and comes after, and questions
/// about many days are refused.
pub const MAX_CELLS: usize = 2_000_000;

/// How many stretches are judged before what came of them is put away.
const AT_ONCE: usize = 16;

/// Who carries something: each performer with who answers for it.
pub type Carriers = Vec<(PartyIdx, PartyIdx)>;

/// How an obligation stands over some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its subject does not exist, or it does not apply.
    Absent,
    /// It applies, and it is not carried.
    Gap,
    /// Whether it has to be carried, or is, depends on facts that nobody stated.
    Open,
    /// It is carried, documented or met.
    Carried(Carriers),
}

impl State {
    /// How an obligation stands on the day that is looked at.
    pub fn of(context: &Context, standing: &Standing) -> State {
        state(&key(context, standing))
    }
}

/// Days over which an obligation stands the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The days.
    pub days: Interval,
    /// How it stands.
    pub state: State,
}

/// Days on which nobody carries what was carried before or is carried later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The days.
    pub days: Interval,
    /// The last spell before it in which it was carried.
    pub before: Option<Spell>,
    /// The first spell after it in which it is carried.
    pub after: Option<Spell>,
}

/// How every obligation, or some of them, stands on every day.
#[derive(Debug)]
pub struct Timeline {
    stretches: Vec<Interval>,
    /// The obligations that are looked at, in order.
    rows: Vec<ObligationIdx>,
    /// By stretch, then row: a number in `states`.
    cells: Vec<Vec<u32>>,
    states: Vec<State>,
}

/// A time line that is made when it is first asked for, and shared by all days of one engagement.
pub type Shared = Arc<OnceLock<Option<Timeline>>>;

impl Timeline {
    /// Judges everything on every stretch; `None` where there are too many.
    pub(super) fn new(context: &Context, today: &[Standing]) -> Option<Self> {
        Timeline::judged((context, today), context.obligations.all.indices().collect(), None)
    }

    /// Judges some obligations on every stretch, and of the others what has a say in them.
    pub(super) fn of_some(context: &Context, today: &[Standing], rows: Vec<ObligationIdx>) -> Option<Self> {
        if rows.is_empty() {
            return None;
        }
        let bearing = bearing_on(context, &rows);
        Timeline::judged((context, today), rows, Some(&bearing))
    }

    /// The day that is looked at has been judged: how everything stands on it is given.
    fn judged(
        (context, today): (&Context, &[Standing]),
        rows: Vec<ObligationIdx>,
        some: Option<&FixedBitSet>,
    ) -> Option<Self> {
        let stretches = Interval::cut_all(&turning_days(context.policy, context.engagement));
        let width = some.map_or(rows.len(), |some| some.count_ones(..));
        if stretches.len().saturating_mul(width) > MAX_CELLS {
            return None;
        }
        let enough = ENOUGH.div_ceil(width.max(1));
        let mut line = Timeline { cells: Vec::with_capacity(stretches.len()), states: Vec::new(), rows, stretches };
        let mut known: BTreeMap<Key, u32> = BTreeMap::new();
        for days in line.stretches.chunks(AT_ONCE) {
            let keys = |stretch: &Interval| match stretch.holds(context.day) {
                true => line.rows.iter().map(|at| key(context, &today[at.row()])).collect(),
                false => keys(context, &line.rows, some, stretch.some_day(context.day)),
            };
            let judged: Vec<Vec<Key>> = days.par_iter().with_min_len(enough).map(keys).collect();
            for keys in judged {
                let number = |key: Key| {
                    *known.entry(key).or_insert_with_key(|key| {
                        line.states.push(state(key));
                        line.states.len() as u32 - 1
                    })
                };
                line.cells.push(keys.into_iter().map(number).collect());
            }
        }
        Some(line)
    }

    /// How an obligation stands, from since ever to without end; nothing where it was not looked at.
    pub fn spells(&self, at: ObligationIdx) -> Vec<Spell> {
        let Ok(row) = self.rows.binary_search(&at) else { return Vec::new() };
        let mut spells: Vec<(Interval, u32)> = Vec::new();
        for (stretch, cells) in self.stretches.iter().zip(&self.cells) {
            let state = cells[row];
            match spells.last_mut() {
                Some((days, same)) if *same == state => days.to = stretch.to,
                _ => spells.push((*stretch, state)),
            }
        }
        spells.into_iter().map(|(days, state)| Spell { days, state: self.states[state as usize].clone() }).collect()
    }

    /// The hole around a day, with what was before and what comes after; `None` if the obligation has no gap on the day.
    pub fn hole(&self, at: ObligationIdx, day: Date) -> Option<Hole> {
        let spells = self.spells(at);
        let number = spells.iter().position(|it| it.days.holds(day))?;
        let carried = |it: &&Spell| matches!(it.state, State::Carried(_));
        let before = spells.iter().take(number).rev().find(carried).cloned();
        let after = spells.iter().skip(number + 1).find(carried).cloned();
        let spell = &spells[number];
        (spell.state == State::Gap).then_some(Hole { days: spell.days, before, after })
    }
}

/// A state in a form that has an order.
type Key = (u8, Carriers);

fn keys(context: &Context, rows: &[ObligationIdx], some: Option<&FixedBitSet>, day: Date) -> Vec<Key> {
    let context = context.on(day);
    let standings = Standings::new(&context, some);
    rows.iter().map(|at| key(&context, &standings[*at])).collect()
}

fn key(context: &Context, standing: &Standing) -> Key {
    let number = match (standing.stands(), standing.carried) {
        (false, _) => 0,
        (true, true) => 3,
        (true, false) => {
            if standing.is_gap() {
                1
            } else {
                2
            }
        }
    };
    (number, if number == 3 { standing.performers(context) } else { Carriers::new() })
}

fn state((number, carriers): &Key) -> State {
    match number {
        0 => State::Absent,
        1 => State::Gap,
        2 => State::Open,
        _ => State::Carried(carriers.clone()),
    }
}
