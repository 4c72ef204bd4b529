//! Where every obligation stands on a day.

use super::answer::Answer;
use super::carrying::Carrying;
use super::condition::holds;
use super::crosswalk::{How, Server, is_carried, serve};
use super::day::Day;
use super::derived::in_scope;
use super::documents::stating;
use super::exclusion::{Exclusion, exclusion};
use super::gates::closed;
use super::owning::{Carried, carried};
use super::stance::{Stance, stances};
use crate::model::{Document, Idx, Need, Statement, StatementIdx, Subject};

/// Where an obligation stands.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Its subject exists.
    pub alive: bool,
    /// Whether its conditions hold.
    pub applies: Answer,
    /// What became of exclusions.
    pub exclusion: Exclusion,
    /// What parties say of it.
    pub stances: Vec<Stance>,
    /// Of what must be stated: where it is.
    pub stated: Vec<StatementIdx>,
    /// Of what must be met: whether it is.
    pub met: Answer,
    /// Of what needs an owner: who carries it.
    pub by: Carried,
    /// The hospital is presumed to carry it, and nothing carries it in earnest.
    pub presumed: bool,
    /// It is carried, if at all, by nobody's word: presumed, or served by what is.
    pub on_presumption: bool,
    /// The obligations by which it is carried, or perhaps is, through the crosswalk.
    pub served_by: Vec<usize>,
    /// Somebody carries it, a document states it, its condition is met, or it is served.
    pub carried: bool,
    /// It is served only if what serves it applies, and that is not known.
    pub perhaps: bool,
}

impl Verdict {
    /// Whether it applies: an exclusion that removes it, or perhaps does, has its say.
    pub fn truth(&self) -> Option<bool> {
        match (&self.exclusion, self.applies.truth()) {
            (Exclusion::Removes, _) => Some(false),
            (Exclusion::Perhaps(..), Some(true)) => None,
            (_, applies) => applies,
        }
    }

    /// Whether it exists and may apply.
    pub fn stands(&self) -> bool {
        self.alive && self.truth() != Some(false)
    }

    /// Whether it surely applies and surely is not carried.
    pub fn is_gap(&self) -> bool {
        self.alive && self.truth() == Some(true) && !self.may_be_carried()
    }

    /// Whether it applies where it stands, as far as its conditions and an exclusion that waits for facts go.
    pub fn applying(&self) -> Answer {
        match &self.exclusion {
            Exclusion::Perhaps(_, excluded) => self.applies.clone().and(excluded.clone().opposite()),
            _ => self.applies.clone(),
        }
    }

    /// What is not known of whether it applies.
    pub fn open_applying(&self) -> Vec<&Answer> {
        let exclusion = match &self.exclusion {
            Exclusion::Perhaps(_, answer) => Some(answer),
            _ => None,
        };
        [&self.applies].into_iter().chain(exclusion).filter(|it| it.truth().is_none()).collect()
    }

    /// What is not known of whether it applies as far as what it serves goes: what is done serves, whether or not it was removed.
    pub fn open_as_server(&self) -> Vec<&Answer> {
        let applies = [&self.applies].into_iter().filter(|it| it.truth().is_none());
        if self.carried { applies.collect() } else { self.open_applying() }
    }

    /// Whether it may be carried: it is, or perhaps, or its condition may be met.
    pub fn may_be_carried(&self) -> bool {
        self.carried || self.perhaps || self.met.truth().is_none()
    }

    /// What is not known of it.
    pub fn open(&self) -> Vec<&Answer> {
        self.open_applying().into_iter().chain([&self.met].into_iter().filter(|it| it.truth().is_none())).collect()
    }
}

/// Judges every obligation: first what no other has a say in; then who owns, once it is known what is closed to delegation; then what
/// is removed and what is served. All of it anew where less is closed by then.
pub fn verdicts(day: &Day, servers: &[Server]) -> Vec<Verdict> {
    let mut all: Vec<Verdict> = (0..day.whole.obligations.len()).map(|at| first_look(day, at)).collect();
    let duty = |at: usize| &day.whole.policy.duties[day.whole.obligations[at].duty];
    let needs_owner = |at: usize| matches!(duty(at).needs, Need::Owner);
    let first = closed(day, servers, &all, &|at| !needs_owner(at));
    own(day, &mut all, &first, &|at| needs_owner(at) && duty(at).before_delegation);
    let mut gates = closed(day, servers, &all, &|_| true);
    let mut rounds = day.whole.engagement.contracts.len();
    loop {
        own(day, &mut all, &gates, &|at| needs_owner(at) && !duty(at).before_delegation);
        settle(day, servers, &mut all);
        let still = closed(day, servers, &all, &|_| true);
        if still == gates || rounds == 0 {
            return all;
        }
        rounds -= 1;
        gates = still;
        for it in all.iter_mut().filter(|it| !it.served_by.is_empty()) {
            it.served_by.clear();
            (it.carried, it.perhaps) = (it.met.is_yes() || !it.stated.is_empty(), false);
        }
        own(day, &mut all, &first, &|at| needs_owner(at) && duty(at).before_delegation);
    }
}

/// What is removed and what is served, until neither changes the other: first what is sure, then what is perhaps.
fn settle(day: &Day, servers: &[Server], all: &mut [Verdict]) {
    exclude(day, servers, all);
    for steps in [&[How::Word, How::Presumption][..], &[How::Perhaps]] {
        loop {
            let more = serve(day, servers, all, steps);
            exclude(day, servers, all);
            if !more {
                break;
            }
        }
    }
}

fn first_look(day: &Day, at: usize) -> Verdict {
    let here = &day.whole.obligations[at];
    let duty = &day.whole.policy.duties[here.duty];
    let alive = (day.scene.lives)(here.subject);
    let stated = match &duty.needs {
        Need::Stated(kinds, _) => stated(day, at, kinds),
        Need::Owner | Need::Met(..) => Vec::new(),
    };
    let met = match &duty.needs {
        Need::Met(condition, _) => holds(&day.scene, condition, here.subject),
        Need::Owner | Need::Stated(..) => Answer::known(false),
    };
    Verdict {
        alive,
        applies: applies(day, at, alive),
        exclusion: Exclusion::None,
        stances: stances(day, at),
        by: Carried::default(),
        presumed: false,
        on_presumption: false,
        served_by: Vec::new(),
        carried: met.is_yes() || !stated.is_empty(),
        perhaps: false,
        stated,
        met,
    }
}

/// The statements by which documents state it: those that speak of it, and those that take over a lot and speak of its subject.
fn stated(day: &Day, at: usize, kinds: &[Document]) -> Vec<StatementIdx> {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let speaks =
        |it: &StatementIdx| whole.subjects_of[it.row()].contains(&here.subject) && day.is_valid(whole.statement(*it));
    let on_its_subject: Vec<StatementIdx> = whole.engagement.statements.indices().filter(speaks).collect();
    let valid = |it: &Statement| day.is_valid(it);
    stating(whole.policy, whole.engagement, here.duty, kinds, day.said_of(at), &on_its_subject, &valid)
}

/// Whether the catalogue addresses it, and its `when` holds. What does not exist is not asked.
fn applies(day: &Day, at: usize, alive: bool) -> Answer {
    let here = &day.whole.obligations[at];
    let duty = &day.whole.policy.duties[here.duty];
    if !alive {
        return Answer::known(true);
    }
    let addressed = match here.subject {
        Subject::Vendor(party) => in_scope(&day.scene, day.whole.policy.controls[duty.control].catalogue, party),
        _ => Answer::known(true),
    };
    let when = duty.when.as_ref().map_or(Answer::known(true), |when| holds(&day.scene, when, here.subject));
    addressed.and(when)
}

fn own(day: &Day, all: &mut [Verdict], gates: &[(crate::model::ContractIdx, usize)], which: &dyn Fn(usize) -> bool) {
    for at in (0..all.len()).filter(|at| which(*at)) {
        if all[at].alive {
            let by = carried(&Carrying { day, at, stances: &all[at].stances, gates });
            all[at].on_presumption = by.presumed;
            (all[at].carried, all[at].presumed, all[at].by) = (by.carried, by.presumed, by);
        }
    }
}

fn exclude(day: &Day, servers: &[Server], all: &mut [Verdict]) {
    let carried = |other: usize| is_carried(day, servers, all, other);
    let judged: Vec<Exclusion> = (0..all.len()).map(|at| exclusion(day, at, &carried)).collect();
    for (verdict, exclusion) in all.iter_mut().zip(judged) {
        verdict.exclusion = exclusion;
    }
}
