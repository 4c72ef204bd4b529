//! Levels of metrics: what is promised, contributed or demanded.

use super::duplicate::Seen;
use super::leaf::{self, name};
use super::{Cx, Pair, Rule};
use crate::syntax::ast::{Name, Scalar, ServiceLevel, Window};

/// The levels that a field or a statement lists.
pub(super) fn levels(cx: &mut Cx, pair: &Pair) -> Vec<ServiceLevel> {
    let mut all = Vec::new();
    for child in pair.clone().into_inner() {
        match child.as_rule() {
            Rule::levels => all.extend(levels(cx, &child)),
            Rule::level_of => all.push(level(cx, child)),
            _ => {}
        }
    }
    all
}

/// `availability >= 99.9% hours weekdays 08:30 .. 17:30 excluding planned_maintenance`
fn level(cx: &mut Cx, pair: Pair) -> ServiceLevel {
    let mut it = ServiceLevel { span: cx.span(&pair), ..ServiceLevel::default() };
    let mut seen = Seen::default();
    let at_least = leaf::child(&pair, Rule::at_least).is_some();
    for child in pair.into_inner() {
        let span = cx.span(&child);
        match child.as_rule() {
            Rule::name => it.metric = name(cx, &child),
            Rule::value => {
                let bound = if at_least { &mut it.at_least } else { &mut it.at_most };
                *bound = Some(Scalar(name(cx, &child)));
            }
            Rule::hours => {
                seen.once(cx, "hours", span);
                let windows = child.into_inner().filter(|window| window.as_rule() == Rule::window);
                it.hours = windows.map(|it| window(cx, it)).collect();
            }
            Rule::excluding => {
                seen.once(cx, "excluding", span);
                it.excluding = leaf::words(cx, &child);
            }
            Rule::as_goal => {
                seen.once(cx, "as goal", span);
                it.goal = true;
            }
            _ => {}
        }
    }
    it
}

/// `mon, wed 08:30 .. 17:30`
fn window(cx: &mut Cx, pair: Pair) -> Window {
    let days = leaf::words(cx, &pair);
    let times = pair.into_inner().filter(|child| child.as_rule() == Rule::time);
    let mut times = times.map(|time| name(cx, &time)).collect::<Vec<Name>>().into_iter();
    Window { days, from: times.next().unwrap_or_default(), to: times.next().unwrap_or_default() }
}
