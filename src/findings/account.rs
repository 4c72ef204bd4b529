//! The account of one obligation: everything that was said of it, and what each statement came to.
//!
//! It is the derivation of every finding about the obligation, and at the same time the answer to "why is it carried?" and to "why
//! not?": statements that almost carried it stand in it with what excluded each.

use super::checklist::checks;
use super::derivation::Derivation;
use super::derived;
use super::names::Names;
use super::remarks::remarked;
use super::risks::risk;
use crate::diagnostic::Text;
use crate::evaluate::{
    Break, Documented, Ended, Evaluation, Excluded, Lack, Need, Owner, Segment, Standing, Step, Truth, holds,
};
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, StatementIdx, Subject, Verb};
use crate::text;

/// Tells what became of an obligation.
pub fn account(evaluation: &Evaluation, at: ObligationIdx) -> Derivation {
    let context = &evaluation.context;
    let names = Names(context);
    let standing = &evaluation.standings[at.row()];
    let obligation = context.obligations.all[at];
    let duty = &context.policy.duties[obligation.duty];
    let what = names.obligation(at);
    let Text { ja, en } = what;
    let verdict = if !standing.alive {
        text!("{ja}：基準日に対象が存在しません", "{en}: the subject does not exist on the day")
    } else if standing.truth() == Truth::False {
        text!("{ja}：適用されません", "{en}: does not apply")
    } else if standing.carried {
        text!("{ja}：担われています", "{en}: carried")
    } else if standing.is_not_carried() {
        text!("{ja}：担われていません", "{en}: not carried")
    } else {
        text!("{ja}：担われているかどうかは決まりません", "{en}: it is not known whether it is carried")
    };
    let mut root = Derivation::at(verdict, duty.span);
    root.source = Some(format!("{} {}", context.policy.catalogue_of(obligation.duty).name, duty.source));
    root.steps.extend(applicability(evaluation, at, standing));
    root.steps.extend(needs(evaluation, at, standing));
    root.steps.extend(said(evaluation, at, standing));
    for other in &standing.served_by {
        let Text { ja, en } = names.obligation(*other);
        let serves = match standing.perhaps {
            false => text!("{ja}が担われており、これを兼ねます", "{en} is carried and serves it"),
            true => text!("{ja}が適用され担われるなら、これを兼ねます", "{en} serves it, if it applies and is carried"),
        };
        root.steps.push(Derivation::at(serves, context.policy.duties[context.obligations.all[*other].duty].span));
    }
    root.steps.extend(standing.risks.iter().map(|it| risk(&names, it)));
    root.steps.extend(checks(context, &standing.confirmed));
    for other in &standing.at_risk {
        let Text { ja, en } = names.obligation(*other);
        root.steps.push(Derivation::at(
            text!("先に要る{ja}が担われていません", "it depends on {en}, which nobody carries"),
            context.policy.duties[context.obligations.all[*other].duty].span,
        ));
    }
    root
}

fn applicability(evaluation: &Evaluation, at: ObligationIdx, standing: &Standing) -> Vec<Derivation> {
    let context = &evaluation.context;
    let names = Names(context);
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let scope = context.policy.catalogue_of(context.obligations.all[at].duty).scope;
    let mut steps = Vec::new();
    if let Some(condition) = &duty.when {
        let asked = &duty.when_text;
        // Whether a vendor is in scope is told by itself.
        let applies = if standing.alive { holds(context, condition, subject) } else { standing.applies.clone() };
        let text = match applies.truth() {
            Truth::True => text!("適用条件 `{asked}` を満たします", "its condition `{asked}` holds"),
            Truth::False => text!("適用条件 `{asked}` を満たしません", "its condition `{asked}` does not hold"),
            Truth::Unknown => {
                let Text { ja, en } = names.deciding(&applies.deciding());
                text!("適用条件 `{asked}` は{ja}が分かれば決まります", "its condition `{asked}` is decided by {en}")
            }
        };
        let mut step = Derivation::at(text, condition.span);
        step.steps.extend(derived::rests_on(&names, condition, subject));
        steps.push(step);
    }
    if let (Some(fact), Subject::Vendor(_)) = (scope, subject) {
        steps.push(derived::derivation(&names, fact, subject));
    }
    let statement = |at: StatementIdx| context.engagement.statements[at].span;
    match &standing.excluded {
        Excluded::No => {}
        Excluded::Removed(by) => {
            steps.push(Derivation::at(text!("除外されています", "it is excluded"), statement(*by)))
        }
        Excluded::NotWaivable(by) => {
            steps.push(Derivation::at(
                text!("法令上の要求のため除外できません", "law demands it; it cannot be excluded"),
                statement(*by),
            ));
        }
        Excluded::Refused(by, lack) => steps.push(Derivation::at(lacking(&names, lack), statement(*by))),
        Excluded::Open(by, answer) => {
            let Text { ja, en } = names.deciding(&answer.deciding());
            steps.push(Derivation::at(
                text!("除外の条件は{ja}が分かれば決まります", "whether its exclusion holds is decided by {en}"),
                statement(*by),
            ));
        }
    }
    steps
}

/// What an exclusion lacks, in words.
pub fn lacking(names: &Names, lack: &Lack) -> Text {
    match lack {
        Lack::Reason => text!("除外に理由がありません", "the exclusion gives no reason"),
        Lack::Reach => text!(
            "除外した当事者は、契約もアクセスもなく、対象に手が届きません",
            "whoever excludes it has neither a contract nor access that would reach the subject"
        ),
        Lack::Agreement => text!("除外に医療機関の合意がありません", "the hospital has not agreed to the exclusion"),
        Lack::Condition => {
            text!("除外できる条件を満たしません", "the condition under which it may be excluded does not hold")
        }
        Lack::Instead(duties) => {
            let Text { ja, en } = names.duties(duties);
            match duties.iter().all(|duty| names.0.engagement.in_view.contains(duty.row())) {
                true => text!(
                    "代わりに行うとした{ja}が担われていません",
                    "what is to be done instead, {en}, is not carried"
                ),
                false => text!(
                    "代わりに行うとした{ja}が担われていないか、`use … only` で除かれているため確かめられません",
                    "what is to be done instead, {en}, is not carried, or is left out of view by `only`, so that nobody can tell"
                ),
            }
        }
    }
}

fn needs(evaluation: &Evaluation, at: ObligationIdx, standing: &Standing) -> Vec<Derivation> {
    let context = &evaluation.context;
    let names = Names(context);
    match &standing.need {
        Need::Owner => written(evaluation, &standing.documented),
        Need::Stated(statements) if statements.is_empty() => {
            vec![Derivation::new(text!("これを定める有効な文書がありません", "no document in force states it"))]
        }
        Need::Stated(statements) => statements
            .iter()
            .map(|at| {
                let it = &context.engagement.statements[*at];
                let (paper, clause) = match &it.verb {
                    Verb::States { paper, clause, .. } => (names.paper(*paper), clause.as_deref()),
                    _ => Default::default(),
                };
                let Text { ja, en } = paper;
                let clause = clause.map(|it| format!(" {it}")).unwrap_or_default();
                let text = text!("{ja}{clause}が定めています", "{en}{clause} states it");
                rests_on(evaluation, text, *at)
            })
            .collect(),
        Need::Met(answer) => {
            let text = match answer.truth() {
                Truth::True => text!("求められる条件を満たします", "the condition that it is met by holds"),
                Truth::False => {
                    text!("求められる条件を満たしていません", "the condition that it is met by does not hold")
                }
                Truth::Unknown => {
                    let Text { ja, en } = names.deciding(&answer.deciding());
                    text!("求められる条件を満たすかは{ja}が分かれば決まります", "whether it is met is decided by {en}")
                }
            };
            let duty = &context.policy.duties[context.obligations.all[at].duty];
            vec![match &duty.needs {
                crate::model::Need::Met(condition, _) => Derivation::at(text, condition.span),
                crate::model::Need::Owner | crate::model::Need::Stated(..) => Derivation::new(text),
            }]
        }
    }
}

/// A step that rests on a statement; of a clause of a template also the contract that follows it.
fn rests_on(evaluation: &Evaluation, text: Text, by: StatementIdx) -> Derivation {
    let names = Names(&evaluation.context);
    let statement = &evaluation.context.engagement.statements[by];
    let step = Derivation::at(remarked(text, statement), statement.span);
    match names.followed(by) {
        Some((span, words)) => step.with(Derivation::at(words, span)),
        None => step,
    }
}

/// Whether what is carried is written where it should be.
fn written(evaluation: &Evaluation, documented: &Documented) -> Vec<Derivation> {
    let names = Names(&evaluation.context);
    match documented {
        Documented::Unasked => Vec::new(),
        Documented::InOrder(papers) => papers
            .iter()
            .map(|paper| {
                let Text { ja, en } = names.paper(*paper);
                let text = text!("{ja}に書かれています", "it is written in {en}");
                Derivation::at(text, names.paper_span(*paper))
            })
            .collect(),
        Documented::NotWritten => vec![Derivation::new(text!(
            "求められる文書のどれにも書かれていません",
            "it is written in none of the documents that it should be in"
        ))],
        Documented::NotAgreed => {
            vec![Derivation::new(text!("相手方が合意していません", "the other side has not agreed to it"))]
        }
        Documented::Expired(papers) => papers.iter().map(|it| ended(&names, *it)).collect(),
    }
}

/// A document that has ended, or that no longer says so.
pub fn ended(names: &Names, ended: Ended) -> Derivation {
    let Ended { paper, last, by } = ended;
    let Text { ja, en } = names.paper(paper);
    match by {
        None => {
            let told = text!("{ja}は {last} で切れています", "{en} ended on {last}");
            Derivation::at(told, names.paper_span(paper))
        }
        Some(by) => {
            let told = text!("{ja}がこれを定めるのは {last} までです", "{en} says so until {last}");
            Derivation::at(told, names.0.engagement.statements[by].span)
        }
    }
}

/// What each party said, and what it came to.
fn said(evaluation: &Evaluation, at: ObligationIdx, standing: &Standing) -> Vec<Derivation> {
    let context = &evaluation.context;
    let names = Names(context);
    let rests = |text: Text, by: StatementIdx| rests_on(evaluation, text, by);
    let mut steps = Vec::new();
    for stance in &standing.stances {
        let Text { ja, en } = names.party(stance.party);
        for by in &stance.disclaims {
            steps.push(rests(text!("{ja}は負わないと述べています", "{en} disclaims it"), *by));
        }
        for by in &stance.contradicting {
            steps.push(rests(
                text!(
                    "{ja}の述べることが互いに矛盾するため数えません",
                    "what {en} says contradicts itself and does not count"
                ),
                *by,
            ));
        }
        for by in &stance.overridden {
            let narrower =
                stance.owns.iter().chain(&stance.disclaims).chain(&stance.contradicting).chain(&stance.overridden);
            let equal = |other: &StatementIdx| {
                context.overrides(*other, *by)
                    && context.obligations.spoken_of[*other] == context.obligations.spoken_of[*by]
            };
            let text = if narrower.copied().any(|other| equal(&other)) {
                text!(
                    "案件に書かれた{ja}の記述が、ひな型のこの条項に優先します",
                    "the engagement's own statement of {en} overrides this clause of the template"
                )
            } else {
                text!("{ja}のより狭い記述が優先します", "a narrower statement of {en} overrides this one")
            };
            steps.push(rests(text, *by));
        }
    }
    for owner in &standing.owners {
        steps.extend(owned(evaluation, at, owner));
    }
    if standing.presumed {
        let Text { ja, en } = names.party(context.engagement.hospital);
        let mut step = Derivation::new(text!(
            "医療機関主導の項目であり、誰も述べていないため{ja}が担うと推定します",
            "the hospital leads it and nobody states ownership: {en} is presumed to carry it"
        ));
        let handing = standing.owners.iter().filter(|owner| owner.statements.is_empty());
        step.steps.extend(
            handing.flat_map(|owner| owner.segments.iter().flat_map(|segment| followed(&names, owner, segment))),
        );
        steps.push(step);
    }
    for (by, statement) in context.statements_about(at) {
        let party = statement.verb.party().map(|it| names.party(it)).unwrap_or_default();
        let Text { ja, en } = party;
        let text = match statement.verb {
            Verb::Supports { .. } => text!("{ja}は支援するだけで、担いません", "{en} supports, which carries nothing"),
            Verb::Informs { .. } => text!("{ja}は知らせるだけで、担いません", "{en} informs, which carries nothing"),
            Verb::Open => text!("未定とされています", "it is left open"),
            Verb::Accepts { party } if !in_a_chain(standing, party) => {
                text!(
                    "{ja}は引き受けていますが、誰からも委ねられていません",
                    "{en} accepts it, but nobody's chain leads there"
                )
            }
            Verb::Delegates { party, .. }
                if !standing.owners.iter().any(|it| it.party == party) && !in_a_chain(standing, party) =>
            {
                text!("{ja}は委ねていますが、自らは負っていません", "{en} delegates it without owning it")
            }
            _ => continue,
        };
        steps.push(rests(text, by));
    }
    for by in context.obligations.about(at).iter().copied().filter(|by| !context.in_force(*by)) {
        let statement = &context.engagement.statements[by];
        let Some(party) = statement.verb.party() else { continue };
        let Text { ja, en } = names.party(party);
        let Text { ja: when_ja, en: when_en } = validity(evaluation, by);
        let text = match statement.verb {
            Verb::Owns { .. } => text!("{ja}は負うと述べていますが、{when_ja}", "{en} owns it, but {when_en}"),
            Verb::Accepts { .. } => {
                text!("{ja}は引き受けると述べていますが、{when_ja}", "{en} accepts it, but {when_en}")
            }
            Verb::Delegates { .. } => {
                text!("{ja}は委ねると述べていますが、{when_ja}", "{en} delegates it, but {when_en}")
            }
            Verb::Disclaims { .. } => {
                text!("{ja}は負わないと述べていますが、{when_ja}", "{en} disclaims it, but {when_en}")
            }
            _ => continue,
        };
        steps.push(rests(text, by));
    }
    if steps.is_empty() && standing.need == Need::Owner && standing.served_by.is_empty() {
        steps.push(Derivation::new(text!("誰も何も述べていません", "nobody says anything about it")));
    }
    steps
}

/// When a statement that is not in force is: until when it was, or from when it will be.
fn validity(evaluation: &Evaluation, statement: StatementIdx) -> Text {
    let context = &evaluation.context;
    let intervals = context.validity(statement);
    let ended = intervals.iter().filter_map(|it| it.to).filter(|to| *to < context.day).max();
    let begins = intervals.iter().filter_map(|it| it.from).filter(|from| *from > context.day).min();
    match (begins, ended) {
        (Some(day), _) => text!("効力をもつのは {day} からです", "only from {day}"),
        (None, Some(day)) => text!("{day} で終わっています", "only until {day}"),
        (None, None) => text!("基準日には効力がありません", "not on the day"),
    }
}

fn in_a_chain(standing: &Standing, party: PartyIdx) -> bool {
    let segments = standing.owners.iter().flat_map(|owner| &owner.segments);
    segments
        .flat_map(|it| it.chains.iter().chain(it.broken.iter().map(|(path, _)| path)))
        .flatten()
        .any(|it| it.to == party)
}

fn owned(evaluation: &Evaluation, at: ObligationIdx, owner: &Owner) -> Vec<Derivation> {
    let context = &evaluation.context;
    let names = Names(context);
    let Text { ja, en } = names.party(owner.party);
    let solely = if owner.solely { ("単独で", "solely ") } else { ("", "") };
    let (sole_ja, sole_en) = solely;
    let mut text = text!("{ja}が{sole_ja}負います", "{en} {sole_en}owns it");
    if !owner.in_reach {
        let subject = names.subject(context.obligations.subject(at));
        let (sja, sen) = (subject.ja, subject.en);
        text = text!(
            "{ja}が負うと述べていますが、{sja}に手が届かないため数えません",
            "{en} owns it, but does not reach {sen}, so this carries nothing"
        );
    } else if let Some(prime) = owner.delegate_of {
        let prime = names.party(prime);
        let (pja, pen) = (prime.ja, prime.en);
        text = text!(
            "{ja}は再委託契約で負うため、{pja}から引き受けた者として数えます",
            "{en} owns it by a subcontract: beside {pen} it counts as a delegate who has accepted"
        );
    }
    let mut steps = Vec::new();
    for (number, by) in owner.statements.iter().enumerate() {
        let mut step = rests_on(evaluation, text.clone(), *by);
        if number == 0 && owner.counts() {
            step.steps.extend(owner.segments.iter().flat_map(|segment| followed(&names, owner, segment)));
        }
        steps.push(step);
    }
    steps
}

fn followed(names: &Names, owner: &Owner, segment: &Segment) -> Vec<Derivation> {
    let part = |text: Text| match &segment.label {
        Some(label) => {
            Text { ja: format!("部分 `{label}`：{}", text.ja), en: format!("part `{label}`: {}", text.en) }
        }
        None => text,
    };
    let mut steps = Vec::new();
    for chain in &segment.chains {
        steps.extend(chain.iter().flat_map(|step| handed(names, step)));
        let Text { ja, en } = names.party(chain.last().map_or(owner.party, |step| step.to));
        steps.push(Derivation::new(part(text!("{ja}が実施します", "{en} performs it"))));
    }
    for (path, why) in &segment.broken {
        let (last, before) = match path.split_last() {
            Some(split) => split,
            None => continue,
        };
        steps.extend(before.iter().flat_map(|step| handed(names, step)));
        steps.push(broken(names, last, why));
    }
    if let Some(circle) = &segment.circle {
        let (ja, en): (Vec<_>, Vec<_>) = circle.iter().map(|it| names.party(*it)).map(|it| (it.ja, it.en)).unzip();
        let (ja, en) = (ja.join(" → "), en.join(" → "));
        steps.push(Derivation::new(text!("委ね先が循環しています：{ja}", "it is handed round in a circle: {en}")));
    }
    steps
}

fn handed(names: &Names, step: &Step) -> Vec<Derivation> {
    let engagement = names.0.engagement;
    let (from, to) = (names.party(step.from), names.party(step.to));
    let (fja, fen, tja, ten) = (from.ja, from.en, to.ja, to.en);
    let via = step.via.map(|it| engagement.contracts[it].name.clone()).unwrap_or_default();
    let mut handing = Derivation::at(
        text!("{fja}が{tja}に契約 `{via}` で委ねています", "{fen} delegates it to {ten} by contract `{via}`"),
        engagement.statements[step.delegation].span,
    );
    if let Some(contract) = step.via {
        handing = handing.with(Derivation::at(
            text!("契約 `{via}` は有効で、対象を範囲に含みます", "contract `{via}` is in force and covers the subject"),
            engagement.contracts[contract].span,
        ));
    }
    match step.accepted {
        Some(accepted) => {
            let statement = &engagement.statements[accepted];
            let text = remarked(text!("{tja}が引き受けています", "{ten} has accepted"), statement);
            handing = handing.with(Derivation::at(text, statement.span));
        }
        None => {
            handing = handing.with(Derivation::new(text!(
                "{tja}はさらに委ねることで引き受けています",
                "{ten} accepts by handing it on"
            )));
        }
    }
    vec![handing]
}

/// A step that does not hold, in words.
pub fn broken(names: &Names, step: &Step, why: &Break) -> Derivation {
    let engagement = names.0.engagement;
    let (from, to) = (names.party(step.from), names.party(step.to));
    let (fja, fen, tja, ten) = (from.ja, from.en, to.ja, to.en);
    let contract = |at| {
        let it: &crate::model::Contract = &engagement.contracts[at];
        (it.name.clone(), it.span)
    };
    let handing = Derivation::at(
        text!("{fja}が{tja}に委ねると述べています", "{fen} delegates it to {ten}"),
        engagement.statements[step.delegation].span,
    );
    let reason = match why {
        Break::NoContract => {
            Derivation::new(text!("{fja}から{tja}への契約がありません", "there is no contract from {fen} to {ten}"))
        }
        Break::OutOfForce(at) => {
            let (name, span) = contract(*at);
            let term = engagement.contracts[*at].in_force;
            let day = names.0.day;
            let text = match (term.from, term.to) {
                (_, Some(to)) if to < day => {
                    text!("契約 `{name}` は {to} に終了しています", "contract `{name}` ended on {to}")
                }
                (Some(from), _) if from > day => {
                    text!("契約 `{name}` は {from} に始まります", "contract `{name}` begins on {from}")
                }
                _ => {
                    text!("契約 `{name}` は基準日に有効ではありません", "contract `{name}` is not in force on the day")
                }
            };
            Derivation::at(text, span)
        }
        Break::NotCovered(at) => {
            let (name, span) = contract(*at);
            Derivation::at(
                text!("契約 `{name}` は対象を範囲に含みません", "contract `{name}` does not cover the subject"),
                span,
            )
        }
        Break::Undisclosed(at) => {
            let (name, span) = contract(*at);
            Derivation::at(
                text!(
                    "再委託契約 `{name}` は医療機関に開示されていません",
                    "subcontract `{name}` was not disclosed to the hospital"
                ),
                span,
            )
        }
        Break::Gate(at, gate) => {
            let (name, span) = contract(*at);
            let duty = names.duty(names.0.obligations.all[*gate].duty);
            Derivation::at(
                text!(
                    "契約 `{name}` について、委託に先立つ {duty} が満たされていません",
                    "{duty}, which must be met before delegation, is not met for contract `{name}`"
                ),
                span,
            )
        }
        Break::Disclaimed(at) => {
            let statement = &engagement.statements[*at];
            let text = remarked(text!("{tja}は負わないと述べています", "{ten} disclaims it"), statement);
            Derivation::at(text, statement.span)
        }
        Break::NotAccepted => Derivation::new(text!("{tja}は引き受けていません", "{ten} has not accepted it")),
    };
    handing.with(reason)
}
