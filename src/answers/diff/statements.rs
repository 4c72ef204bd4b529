//! Statements of two versions: what is said no more, what is said anew, and what is said otherwise.
//!
//! A statement has no name. It is paired first with one that says the same, then with one that differs in what it rests on or when,
//! then in how it is said, then in what it speaks of.

use super::change::{Change, of_pairs, paired};
use super::item::{Field, Item, Order, Sort};
use crate::answers::compare::Side;
use crate::diagnostic::Text;
use crate::evaluate::Context;
use crate::findings::said;
use crate::model::{Basis, Date, DutyIdx, Engagement, Idx, On, Policy, Statement, Verb, Waiver};

/// What differs between the statements of two versions.
pub fn statements(old: Side, new: Side) -> Vec<Change> {
    let of = |fields: &'static [&'static str]| {
        move |it: &Item| {
            let each: Vec<String> = fields.iter().map(|name| it.said(name)).collect();
            format!("{}\u{2}{}", it.key, each.join("\u{2}"))
        }
    };
    let keys: [&dyn Fn(&Item) -> String; 7] = [
        &Item::whole,
        &of(&["verb", "duties", "on", "phases", "modes", "parts", "to"]),
        &of(&["verb", "duties", "on", "phases", "modes", "parts"]),
        &of(&["duties", "on", "phases", "modes"]),
        &of(&["verb", "on", "phases", "modes"]),
        &of(&["verb", "duties", "phases", "modes"]),
        &of(&["duties", "on"]),
    ];
    of_pairs(paired(items(old), items(new), &keys, &speak_of_one))
}

/// Whether two statements have a duty in common, or neither speaks of any.
fn speak_of_one(one: &Item, other: &Item) -> bool {
    let duties = |it: &Item| -> Vec<String> {
        let field = it.fields.iter().find(|it| it.name == "duties");
        field.iter().flat_map(|it| &it.value).map(|it| it.en.clone()).collect()
    };
    let (these, those) = (duties(one), duties(other));
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    (these.is_empty() && those.is_empty())
        || these.iter().any(|this| those.iter().any(|that| within(this, that) || within(that, this)))
}

fn items(side: Side) -> Vec<Item> {
    let context = &side.checked.evaluation.context;
    let engagement = context.engagement;
    let demands = |it: &&Statement| matches!(it.verb, Verb::Demands { .. });
    let statements = engagement.statements.iter().filter(|it| !demands(it)).map(|it| item(context, it));
    statements.chain(engagement.waivers.iter().map(|it| waiver(context, it))).collect()
}

/// A statement as a thing with fields.
fn item(context: &Context, it: &Statement) -> Item {
    let (policy, engagement) = (context.policy, context.engagement);
    let name = |party| engagement.parties[party].name.clone();
    let mut said = Verbal::default();
    match &it.verb {
        Verb::Owns { solely, parts, complete, .. } => {
            said.rank = Some(if *solely { 7 } else { 6 });
            said.verb = if *solely { "solely owns" } else { "owns" };
            said.parts = parts.clone();
            said.complete = complete.clone().unwrap_or_default();
        }
        Verb::Delegates { to, via, parts, .. } => {
            said.verb = "delegates";
            said.to = Some(name(*to));
            said.via = via.map(|k| engagement.contracts[k].name.clone());
            said.parts = parts.clone();
        }
        Verb::Accepts { .. } => (said.verb, said.rank) = ("accepts", Some(5)),
        Verb::Supports { .. } => (said.verb, said.rank) = ("supports", Some(4)),
        Verb::Informs { .. } => (said.verb, said.rank) = ("informs", Some(3)),
        Verb::Open => (said.verb, said.rank) = ("open", Some(2)),
        Verb::Disclaims { .. } => (said.verb, said.rank) = ("disclaims", Some(1)),
        Verb::States { all_of, clause, as_goal, .. } => {
            said.verb = "states";
            said.rank = Some(if *as_goal { 5 } else { 6 });
            said.all_of = all_of.map(|k| engagement.contracts[k].name.clone());
            said.clause = clause.clone();
            said.goal = *as_goal;
        }
        Verb::Excludes { because, instead, agreed, .. } => {
            said.verb = "excludes";
            said.because = Some(because.clone()).filter(|it| !it.is_empty());
            said.instead = ids(policy, instead.ones());
            said.excluded_since = *agreed;
        }
        Verb::Retains { risk, shared, explained, .. } => {
            said.verb = if *shared { "shares risk" } else { "retains" };
            said.risk = Some(format!("\"{risk}\""));
            said.explained = *explained;
        }
        Verb::Checked { confirmed, date, settled } => {
            said.verb = "checked";
            said.answer = Some(if *confirmed { "yes" } else { "no" });
            (said.checked, said.settled) = (Some(*date), *settled);
        }
        Verb::Demands { .. } => said.verb = "demands",
        Verb::Grants { to, .. } => {
            said.verb = "grants";
            said.to = Some(name(*to));
        }
    }
    let party = it.verb.party().map(name);
    let paper = match it.verb {
        Verb::States { paper, .. } => Some(engagement.paper_name(paper).to_owned()),
        _ => None,
    };
    let key = paper.or(party.clone()).unwrap_or_default();
    let fields = fields(policy, engagement, it, &said);
    let name = Text::same(said::statement(context, it));
    Item { sort: Sort::Statement, key, name, party, fields, span: Some(it.span) }
}

/// What the verbs say besides.
#[derive(Default)]
struct Verbal {
    verb: &'static str,
    /// How much it carries, where it is about carrying.
    rank: Option<i64>,
    parts: Vec<String>,
    complete: Vec<String>,
    to: Option<String>,
    via: Option<String>,
    all_of: Option<String>,
    clause: Option<String>,
    goal: bool,
    because: Option<String>,
    instead: Vec<String>,
    excluded_since: Option<Date>,
    risk: Option<String>,
    explained: Option<Date>,
    answer: Option<&'static str>,
    checked: Option<Date>,
    settled: Option<Date>,
}

fn fields(policy: &Policy, engagement: &Engagement, it: &Statement, said: &Verbal) -> Vec<Field> {
    // Whoever disclaims more, or excludes more, carries less; of these nothing is called stronger.
    let carries = said.rank.is_some_and(|rank| rank > 2);
    let rank = said.rank.map_or(Order::None, Order::Rank);
    let on: Vec<String> = match &it.on {
        On::These(all) => all.iter().map(|subject| engagement.subject_name(*subject)).collect(),
        On::Own => Vec::new(),
    };
    let named = !on.is_empty();
    let clause = said.clause.iter().map(|clause| format!("\"{clause}\""));
    let by = it.by.iter().map(|basis| basis_name(engagement, basis)).chain(clause);
    let first = |day: Option<Date>| day.map_or(i64::MAX, |day| -number(day));
    let last = |day: Option<Date>| day.map_or(i64::MAX, number);
    vec![
        Field::one("verb", "述べ方", Some(said.verb)).ordered(rank),
        Field::all("duties", "対応", ids(policy, it.duties.ones())).ordered_if(carries, Order::Set),
        Field::all("on", "対象", on).ordered_if(carries && named, Order::Set),
        Field::words("phases", "段階", it.phases.iter().copied()),
        Field::words("modes", "様態", it.modes.iter().copied()),
        Field::all("parts", "分担", said.parts.clone()),
        Field::all("whole", "分担の全体", said.complete.clone()),
        Field::one("to", "委ね先", said.to.clone()),
        Field::one("via", "委ねる契約", said.via.clone()),
        Field::one("all_of", "引き継ぐ契約", said.all_of.clone()),
        Field::flag("goal", "努力目標", said.goal),
        Field::all("by", "根拠", by).ordered_if(carries, Order::Presence),
        Field::day("from", "始期", it.from).ordered_if(carries, Order::Rank(first(it.from))),
        Field::day("until", "終期", it.until).ordered_if(carries, Order::Rank(last(it.until))),
        Field::day("agreed", "合意", it.agreed.or(said.excluded_since)).ordered_if(carries, Order::Presence),
        Field::one("because", "理由", said.because.clone()),
        Field::all("instead", "代わりの対応", said.instead.clone()),
        Field::one("risk", "リスク", said.risk.clone()),
        Field::day("explained", "説明", said.explained),
        Field::one("answer", "確認の答え", said.answer),
        Field::day("checked", "確認日", said.checked),
        Field::day("settled", "完了日", said.settled),
        Field::one("remark", "備考", Some(it.docs.join(" ")).filter(|it| !it.is_empty())),
    ]
}

/// A waiver as a thing with fields; like everything said of findings it carries nothing, so that none is weaker or stronger.
fn waiver(context: &Context, it: &Waiver) -> Item {
    let (policy, engagement) = (context.policy, context.engagement);
    let owner = engagement.parties[it.owner].name.clone();
    let fields = vec![
        Field::one("verb", "述べ方", Some("waives")),
        Field::all("kinds", "指摘", it.kinds.iter().map(|kind| kind.name.clone())),
        Field::all("duties", "対応", it.duties.iter().flat_map(|duties| ids(policy, duties.ones()))),
        Field::all("on", "対象", it.on.iter().map(|subject| engagement.subject_name(*subject))),
        Field::words("phases", "段階", it.phases.iter().copied()),
        Field::words("modes", "様態", it.modes.iter().copied()),
        Field::all("by", "根拠", it.by.iter().map(|basis| basis_name(engagement, basis))),
        Field::day("from", "始期", it.from),
        Field::day("until", "終期", Some(it.until)),
        Field::one("because", "理由", Some(it.because.clone())),
    ];
    let name = Text::same(said::waiver(context, it));
    Item { sort: Sort::Statement, key: owner.clone(), name, party: Some(owner), fields, span: Some(it.span) }
}

fn number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

fn basis_name(engagement: &Engagement, basis: &Basis) -> String {
    let evidence = basis.evidence.map(|it| engagement.evidence[it].name.clone());
    let paper = evidence.or(basis.contract.map(|it| engagement.contracts[it].name.clone()));
    let clause = basis.clause.as_ref().map(|it| format!("\"{it}\""));
    paper.into_iter().chain(clause).collect::<Vec<_>>().join(" ")
}

/// Duties by their ids; a control of which all duties are meant, by its own.
pub fn ids(policy: &Policy, duties: impl Iterator<Item = usize>) -> Vec<String> {
    let duties: std::collections::BTreeSet<DutyIdx> = duties.map(DutyIdx::new).collect();
    let mut all = Vec::new();
    let mut whole = None;
    for duty in &duties {
        let control = policy.duties[*duty].control;
        if whole == Some(control) {
            continue;
        }
        let catalogue = &policy.catalogue_of(*duty).name;
        if policy.duties_of(control).all(|it| duties.contains(&it)) {
            whole = Some(control);
            all.push(format!("{catalogue}:{}", policy.controls[control].id));
        } else {
            all.push(format!("{catalogue}:{}", policy.duties[*duty].id));
        }
    }
    all
}
