//! The crosswalk: carrying one duty carries those of other catalogues that it serves, on the same subject, or on one that contains it
//! or lies in it.
//!
//! Of contained subjects it must be carried on all. A whole control serves only when all of its duties are carried. What is the same
//! serves both ways, and what is the same by way of others knows the first of them.

use super::answer::Answer;
use super::condition::holds;
use super::day::Day;
use super::derived::in_scope;
use super::exclusion::Exclusion;
use super::ladder::Look;
use super::near::lies_in;
use super::obligation::{Obligation, alike};
use super::verdict::Verdict;
use crate::model::{Condition, DutyIdx, Policy, Subject, Test};

/// Duties that together serve another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// What they serve.
    pub served: DutyIdx,
    /// All of them must be carried.
    pub duties: Vec<DutyIdx>,
    /// They are the same.
    pub same: bool,
}

/// Everything that serves something.
pub fn servers(policy: &Policy) -> Vec<Server> {
    let mut all = Vec::new();
    let mut add = |served: DutyIdx, duties: Vec<DutyIdx>, same: bool| all.push(Server { served, duties, same });
    let controls =
        policy.controls.enumerate().map(|(at, it)| (policy.duties_of(at).collect(), &it.serves, &it.same_as));
    let duties = policy.duties.enumerate().map(|(at, it)| (vec![at], &it.serves, &it.same_as));
    for (own, serves, same_as) in controls.chain(duties) {
        serves.iter().for_each(|it| add(it.duty, own.clone(), false));
        for same in same_as {
            same.duties.iter().for_each(|duty| add(*duty, own.clone(), true));
            own.iter().for_each(|duty| add(*duty, same.duties.clone(), true));
        }
    }
    let firsts: Vec<(DutyIdx, DutyIdx)> =
        policy.duties.indices().map(|duty| (duty, first_of_the_same(&all, duty))).collect();
    for (served, first) in firsts {
        let server = Server { served, duties: vec![first], same: true };
        if first != served && !all.iter().any(|it| it.served == served && it.duties == server.duties) {
            all.push(server);
        }
    }
    all
}

/// Of a duty, all that is the same duty for duty, and all that is the same as these, the first.
fn first_of_the_same(servers: &[Server], duty: DutyIdx) -> DutyIdx {
    let mut found = vec![duty];
    let mut at = 0;
    while at < found.len() {
        let is_same = |it: &&Server| it.same && it.served == found[at] && it.duties.len() == 1;
        let same: Vec<DutyIdx> = servers.iter().filter(is_same).map(|it| it.duties[0]).collect();
        for other in same {
            let back = servers.iter().any(|it| it.same && it.served == other && it.duties == [found[at]]);
            if back && !found.contains(&other) {
                found.push(other);
            }
        }
        at += 1;
    }
    found.into_iter().min().unwrap_or(duty)
}

/// Where a serving duty would have to be carried for an obligation, and whether everywhere: on the same subject, else on one that
/// contains it, else on all that lie in it.
pub fn serving(day: &Day, at: usize, duty: DutyIdx, stands: &dyn Fn(usize) -> bool) -> (Vec<usize>, bool) {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let fits = |other: &usize| {
        let it = &whole.obligations[*other];
        it.duty == duty && alike(it, here) && stands(*other)
    };
    let all: Vec<usize> = (0..whole.obligations.len()).filter(fits).collect();
    let on = |is_there: &dyn Fn(Subject) -> bool| -> Vec<usize> {
        all.iter().copied().filter(|other| is_there(whole.obligations[*other].subject)).collect()
    };
    let same = on(&|subject| subject == here.subject);
    let containing = on(&|subject| lies_in(whole.engagement, here.subject, subject));
    let contained = on(&|subject| lies_in(whole.engagement, subject, here.subject));
    match (same.is_empty(), containing.is_empty()) {
        (false, _) => (same, true),
        (true, false) => (containing, false),
        (true, true) => (contained, true),
    }
}

/// How far a duty is carried that serves another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By somebody's word, and it surely applies.
    Word,
    /// It surely applies, and the hospital may be only presumed.
    Presumption,
    /// It may apply.
    Perhaps,
}

/// Carries what is served until nothing more is carried: first by somebody's word, then by what the hospital is presumed to carry,
/// then, perhaps, by what may apply. Whether anything is.
pub fn serve(day: &Day, servers: &[Server], verdicts: &mut [Verdict], steps: &[How]) -> bool {
    let mut any = false;
    for how in steps.iter().copied() {
        loop {
            let lacks = |it: &Verdict| match how {
                How::Word => !it.carried || it.on_presumption,
                How::Presumption => !it.carried,
                How::Perhaps => !it.carried && !it.perhaps,
            };
            let new = |at: usize| {
                let may = verdicts[at].alive && lacks(&verdicts[at]);
                Some((at, served_by(day, servers, verdicts, at, how).filter(|_| may)?))
            };
            let more: Vec<(usize, Vec<usize>)> = (0..verdicts.len()).filter_map(new).collect();
            if more.is_empty() {
                break;
            }
            any = true;
            for (at, mut by) in more {
                by.retain(|other| verdicts[*other].may_be_carried());
                let on_presumption = by.iter().any(|other| verdicts[*other].on_presumption);
                let it = &mut verdicts[at];
                (it.carried, it.perhaps, it.served_by) = (how != How::Perhaps, how == How::Perhaps, by);
                (it.presumed, it.on_presumption) = (false, on_presumption);
            }
        }
    }
    any
}

/// The obligations that serve one, by the first of what serves it.
fn served_by(day: &Day, servers: &[Server], verdicts: &[Verdict], at: usize, how: How) -> Option<Vec<usize>> {
    let own = day.whole.obligations[at].duty;
    let by = |server: &Server| {
        let each = server.duties.iter().map(|duty| carriers(day, verdicts, at, *duty, how));
        Some(each.collect::<Option<Vec<_>>>()?.concat())
    };
    servers.iter().filter(|it| it.served == own).find_map(by)
}

/// Where a serving duty is carried, if that is enough. What is presumed is carried in earnest only by what is, and what the hospital
/// disclaims is not carried by what it is presumed to carry.
fn carriers(day: &Day, verdicts: &[Verdict], at: usize, duty: DutyIdx, how: How) -> Option<Vec<usize>> {
    let stands = |other: usize| {
        let it = &verdicts[other];
        it.stands() || (it.alive && it.may_be_carried() && !it.applies.is_no())
    };
    let hospital = day.whole.engagement.hospital;
    let disclaimed = verdicts[at].stances.iter().any(|it| it.party == hospital && !it.disclaims.is_empty());
    let is_carried = |other: &usize| {
        let it = &verdicts[*other];
        let counts = match how {
            How::Perhaps => it.may_be_carried(),
            How::Word | How::Presumption => it.carried && is_sure(day, it, *other, at),
        };
        let by_word = how == How::Word || disclaimed || verdicts[at].on_presumption;
        counts && !(by_word && it.on_presumption)
    };
    let (others, everywhere) = serving(day, at, duty, &stands);
    let (carried, lacking): (Vec<usize>, Vec<usize>) = others.into_iter().partition(is_carried);
    // Perhaps it need not be carried there, where it may not apply.
    let may_lack = |other: &usize| how == How::Perhaps && !is_sure(day, &verdicts[*other], *other, at);
    let enough = !everywhere || lacking.iter().all(may_lack);
    let all = if everywhere { [carried.clone(), lacking].concat() } else { carried.clone() };
    (!carried.is_empty() && enough).then_some(all)
}

/// Whether what serves an obligation applies where that does: it does in any case, or whatever it waits for is among what that waits
/// for, asked of the same subject or of the engagement. What is done serves though it was removed, as far as it applies.
fn is_sure(day: &Day, server: &Verdict, at: usize, served: usize) -> bool {
    let whole = day.whole;
    let (one, other) = (&whole.obligations[at], &whole.obligations[served]);
    let catalogue = |it: &Obligation| whole.policy.control_of(it.duty).catalogue;
    let is_addressed = match one.subject {
        Subject::Vendor(party) => {
            let here = catalogue(one) == catalogue(other) && other.subject == one.subject;
            here || in_scope(&day.scene, catalogue(one), party).is_yes()
        }
        _ => true,
    };
    let given = conjuncts(whole.policy.duties[other.duty].when.as_deref());
    let asked = conjuncts(whole.policy.duties[one.duty].when.as_deref());
    let is_open = !server.carried && matches!(server.exclusion, Exclusion::Perhaps(..));
    let follows = || asked.iter().all(|it| follows(day, it, (&given, other.subject), one.subject));
    let serves = match server.exclusion {
        Exclusion::Removes => server.applies.truth(),
        Exclusion::Perhaps(..) if server.carried => server.applies.truth(),
        _ => server.truth(),
    };
    serves.is_some() || (is_addressed && !is_open && follows())
}

/// All that must hold for a condition.
fn conjuncts(condition: Option<&Condition>) -> Vec<&Condition> {
    match condition.map(|it| &it.node) {
        None => Vec::new(),
        Some(Test::All(parts)) => parts.iter().flat_map(|it| conjuncts(Some(it))).collect(),
        Some(_) => condition.into_iter().collect(),
    }
}

/// Whether a condition holds, is one of others that are given, or has a part of which that is so where any part will do.
fn follows(day: &Day, condition: &Condition, given: (&[&Condition], Subject), subject: Subject) -> bool {
    let policy = day.whole.policy;
    let is_alike = subject == given.1 || policy.asks_only_the_engagement(condition);
    let part = |it: &Condition| conjuncts(Some(it)).into_iter().all(|it| follows(day, it, given, subject));
    let is_any = matches!(&condition.node, Test::Any(parts) if parts.iter().any(part));
    let is_given = is_alike && given.0.iter().any(|it| policy.asks_the_same(condition, it));
    is_any || is_given || holds(&day.scene, condition, subject).is_yes()
}

/// Of what is carried only perhaps: what is not known of whether that applies which serves it, however far away.
pub fn open_servers<'a>(day: &Day, servers: &[Server], verdicts: &'a [Verdict], at: usize) -> Vec<&'a Answer> {
    let (mut seen, mut open) = (vec![at], Vec::new());
    let mut next = 0;
    while next < seen.len() {
        let at = seen[next];
        next += 1;
        for server in servers.iter().filter(|it| it.served == day.whole.obligations[at].duty) {
            let each = server.duties.iter().map(|duty| carriers(day, verdicts, at, *duty, How::Perhaps));
            let Some(all) = each.collect::<Option<Vec<_>>>() else { continue };
            for other in all.into_iter().flatten() {
                if !is_sure(day, &verdicts[other], other, at) {
                    open.extend(verdicts[other].open_as_server());
                }
                if verdicts[other].may_be_carried() && !verdicts[other].carried {
                    open.extend([&verdicts[other].met].into_iter().filter(|it| it.truth().is_none()));
                }
                if verdicts[other].perhaps && !seen.contains(&other) {
                    seen.push(other);
                }
            }
        }
    }
    open
}

/// Whether an obligation is carried: by itself, if its condition is met, or if what serves it applies.
pub fn is_carried(day: &Day, servers: &[Server], verdicts: &[Verdict], at: usize) -> Answer {
    let verdict = &verdicts[at];
    let open = match verdict.perhaps {
        true => open_servers(day, servers, verdicts, at),
        // What serves it applies if it does itself, which is not asked here.
        false => verdict.served_by.iter().flat_map(|other| verdicts[*other].open_as_server()).collect(),
    };
    let served = match verdict.perhaps || !open.is_empty() {
        true => Answer::waits_for(open.into_iter().flat_map(Answer::deciding).flatten().collect()),
        false => Answer::known(verdict.carried),
    };
    verdict.met.clone().or(served)
}

/// The gaps in what would serve an obligation: there it is told. Of two that are the same it is told at the one of which somebody
/// speaks, else at the first. It is not told at what weighs less, nor at what may be waived where it may not.
pub fn gaps_in_servers(look: &Look, at: usize) -> Vec<usize> {
    let Look { day, servers, verdicts, .. } = *look;
    let own = day.whole.obligations[at].duty;
    let stands = |other: usize| verdicts[other].stands();
    let rank = |at: usize| (verdicts[at].stances.is_empty(), at);
    let mut gaps = Vec::new();
    for server in servers.iter().filter(|it| it.served == own) {
        let others = server.duties.iter().flat_map(|duty| serving(day, at, *duty, &stands).0);
        gaps.extend(others.filter(|other| !server.same || rank(*other) < rank(at)));
    }
    gaps.retain(|other| {
        let duty = day.whole.obligations[*other].duty;
        verdicts[*other].is_gap() && weighs_as_much(day.whole.policy, duty, own)
    });
    gaps
}

fn weighs_as_much(policy: &Policy, duty: DutyIdx, other: DutyIdx) -> bool {
    let by_law = |it: DutyIdx| policy.control_of(it).by_law.is_some();
    policy.duties[duty].level <= policy.duties[other].level && (by_law(duty) || !by_law(other))
}
