//! Variables of rules: `k.supplier.kind` goes from what `k` stands for over relations to something with a value.
//!
//! In a rule every name begins with a variable, or with `engagement`, so that no word means one thing in a control and another in a
//! rule. What is declared in the cited catalogue comes first; a fact of another is found where only one declares it.

use fixedbitset::FixedBitSet;

use super::attributes::{ATTRIBUTES, DAY, attribute, kind_of};
use super::condition::Sight;
use super::derived;
use super::facts::reserved;
use super::kind::Kind;
use super::metrics;
use super::names::{keep, same, word};
use super::path::{self, Asked, WRONG_SUBJECT};
use super::patterns::matching;
use super::value;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{
    CatalogueIdx, Document, Fact, FactIdx, FactType, Leaf, Level, Mode, Operand, Path, Phase, Policy, Pool, Root, Sort,
    Step, SubjectKind, Trait, Value, Verdict, Whose, Word,
};
use crate::syntax::ast::{Name, Over};
use crate::text;

/// A name in a rule that begins with no variable.
pub static UNKNOWN_VARIABLE: Code = Code {
    name: "unknown_variable",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("規則の中の名前が変数で始まっていない", "a name in a rule does not begin with a variable"),
        why: (
            "何について問うのかが決まらない。項目の条件と違い、規則には暗黙の対象がない",
            "nobody could tell of what it is asked: other than a control, a rule has no subject of its own",
        ),
        example: "rule r warning cites X.1 { for contract k  must direct  else \"…\" }",
        remedy: (
            "`k.direct` のように変数から書く。案件については `engagement.…`",
            "begin with a variable: `k.direct`; of the engagement, `engagement.…`",
        ),
    },
};

/// Something that what a variable stands for does not have.
pub static UNKNOWN_ATTRIBUTE: Code = Code {
    name: "unknown_attribute",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("問う相手にない属性か前提である", "what is asked has no such attribute or fact"),
        why: (
            "綴り違いを黙って「偽」とみなすと、規則は何も見つけられない",
            "taken for false silently, a slip would leave the rule with nothing to find",
        ),
        example: "rule r warning cites X.1 { for contract k  must k.suplier.kind == vendor  else \"…\" }",
        remedy: ("綴りを直すか、確認表で `fact` を宣言する", "correct it, or declare the `fact` in the catalogue"),
    },
};

/// A quantifier of a rule whose members have no name.
pub static MISSING_VARIABLE: Code = Code {
    name: "missing_variable",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("規則の `some (…)` などに変数がない", "a quantifier or a `for` of a rule has no variable"),
        why: ("変数がないと、その一つ一つについて何も問えない", "without one nothing can be asked of its members"),
        example: "rule r warning cites X.1 { must some (vendor)  else \"…\" }",
        remedy: ("`some (vendor v)` のように変数を付ける", "give it a variable: `some (vendor v)`"),
    },
};

/// A variable in the condition of a control.
pub static MISPLACED_VARIABLE: Code = Code {
    name: "misplaced_variable",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("項目やひな型の条件に変数がある", "the condition of a control or a template has a variable"),
        why: (
            "項目の条件は一つの対象について問う。変数を使えるのは規則（`rule`）だけである",
            "such a condition is asked of one subject; only a `rule` has variables",
        ),
        example: "control X.1 \"…\" { per contract when some (contract c where c.direct) }",
        remedy: (
            "変数なしで書くか（`some (contract where direct)`）、`rule` にする",
            "write it without (`some (contract where direct)`), or make a `rule` of it",
        ),
    },
};

/// A variable of the name of another around it.
pub static DUPLICATE_VARIABLE: Code = Code {
    name: "duplicate_variable",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前の変数が内側にもう一つある", "a variable has the name of another around it"),
        why: ("どちらを指すのか読み手に分からない", "a reader could not tell which of the two is meant"),
        example: "rule r warning cites X.1 { for contract k  must some (contract k where k.direct)  else \"…\" }",
        remedy: ("別の名前にする", "give one of them another name"),
    },
};

/// What can be seen at a place of a rule.
#[derive(Clone)]
pub(super) struct Variables<'a> {
    /// What was compiled so far: all catalogues.
    pub policy: &'a Policy,
    /// The catalogue that the rule cites.
    pub catalogue: CatalogueIdx,
    /// Outermost first.
    pub bound: Vec<(Name, Sort)>,
}

/// A relation with its words, what has it, and what it leads to.
pub(super) struct StepRow(pub &'static str, pub &'static str, pub Step, pub Sort, pub Sort);

/// All relations.
pub(super) const STEPS: &[StepRow] = &[
    StepRow("customer", "委託者", Step::Customer, Sort::Contract, Sort::Party),
    StepRow("supplier", "受託者", Step::Supplier, Sort::Contract, Sort::Party),
    StepRow("prime", "元請", Step::Prime, Sort::Contract, Sort::Party),
    StepRow("selected_by", "選定者", Step::SelectedBy, Sort::Contract, Sort::Party),
    StepRow("parent", "親契約", Step::Parent, Sort::Contract, Sort::Contract),
    StepRow("covers", "範囲", Step::Covers, Sort::Contract, Sort::Component),
    StepRow("provider", "提供者", Step::Provider, Sort::Component, Sort::Party),
    StepRow("runs_on", "稼働先", Step::RunsOn, Sort::Component, Sort::Component),
    StepRow("connects", "接続先", Step::Connects, Sort::Component, Sort::Component),
    StepRow("covered_by", "対象とする契約", Step::CoveredBy, Sort::Component, Sort::Contract),
    StepRow("ends", "両端", Step::Ends, Sort::Interface, Sort::Component),
    StepRow("hospital", "医療機関", Step::Hospital, Sort::Engagement, Sort::Party),
    StepRow("contract", "契約", Step::Contract, Sort::Obligation, Sort::Contract),
    StepRow("vendor", "事業者", Step::Vendor, Sort::Obligation, Sort::Party),
    StepRow("component", "構成要素", Step::Component, Sort::Obligation, Sort::Component),
    StepRow("interface", "接点", Step::Interface, Sort::Obligation, Sort::Interface),
    StepRow("performer", "実施者", Step::Performer, Sort::Obligation, Sort::Party),
    StepRow("answerable", "責任者", Step::Answerable, Sort::Obligation, Sort::Party),
    StepRow("owners", "負う者", Step::Owners, Sort::Obligation, Sort::Party),
    StepRow("disclaimers", "負わない者", Step::Disclaimers, Sort::Obligation, Sort::Party),
    StepRow("contract", "契約", Step::Contract, Sort::Promise, Sort::Contract),
    StepRow("contract", "契約", Step::Contract, Sort::OwnShare, Sort::Contract),
    StepRow("by", "述べた者", Step::By, Sort::Demand, Sort::Party),
    StepRow("contract", "契約", Step::Contract, Sort::Demand, Sort::Contract),
    StepRow("component", "構成要素", Step::Component, Sort::Demand, Sort::Component),
    StepRow("contract", "契約", Step::Contract, Sort::Evidence, Sort::Contract),
    StepRow("states", "定める責任", Step::States, Sort::Evidence, Sort::Obligation),
    StepRow("goals", "目指す責任", Step::Goals, Sort::Evidence, Sort::Obligation),
    StepRow("states", "定める責任", Step::States, Sort::Contract, Sort::Obligation),
    StepRow("goals", "目指す責任", Step::Goals, Sort::Contract, Sort::Obligation),
    StepRow("by", "述べた者", Step::By, Sort::Exclusion, Sort::Party),
    StepRow("obligations", "責任", Step::Obligations, Sort::Exclusion, Sort::Obligation),
    StepRow("contract", "契約", Step::Contract, Sort::Exclusion, Sort::Contract),
    StepRow("vendor", "事業者", Step::Vendor, Sort::Exclusion, Sort::Party),
    StepRow("component", "構成要素", Step::Component, Sort::Exclusion, Sort::Component),
    StepRow("interface", "接点", Step::Interface, Sort::Exclusion, Sort::Interface),
    StepRow("obligations", "責任", Step::Obligations, Sort::Check, Sort::Obligation),
    StepRow("contract", "契約", Step::Contract, Sort::Check, Sort::Contract),
    StepRow("vendor", "事業者", Step::Vendor, Sort::Check, Sort::Party),
    StepRow("component", "構成要素", Step::Component, Sort::Check, Sort::Component),
    StepRow("interface", "接点", Step::Interface, Sort::Check, Sort::Interface),
    StepRow("by", "述べた者", Step::By, Sort::Risk, Sort::Party),
    StepRow("obligations", "責任", Step::Obligations, Sort::Risk, Sort::Obligation),
    StepRow("contract", "契約", Step::Contract, Sort::Risk, Sort::Contract),
    StepRow("vendor", "事業者", Step::Vendor, Sort::Risk, Sort::Party),
    StepRow("component", "構成要素", Step::Component, Sort::Risk, Sort::Component),
    StepRow("interface", "接点", Step::Interface, Sort::Risk, Sort::Interface),
];

/// What is asked of something that is no subject, with its words and what has it.
pub(super) struct TraitRow(pub &'static str, pub &'static str, pub Trait, pub &'static [Sort]);

/// All that is asked of what is no subject.
pub(super) const TRAITS: &[TraitRow] = &[
    TraitRow("carried", "担われる", Trait::Carried, &[Sort::Obligation]),
    TraitRow("verdict", "状態", Trait::Verdict, &[Sort::Obligation]),
    TraitRow("level", "水準", Trait::Level, &[Sort::Obligation]),
    TraitRow("phase", "段階", Trait::Phase, &[Sort::Obligation]),
    TraitRow("mode", "様態", Trait::Mode, &[Sort::Obligation]),
    TraitRow("duty", "対応", Trait::Duty, &[Sort::Obligation]),
    TraitRow("control", "項目", Trait::Control, &[Sort::Obligation]),
    TraitRow("metric", "指標", Trait::Metric, LEVELS),
    TraitRow("value", "値", Trait::Value, LEVELS),
    TraitRow("goal", "努力目標", Trait::Goal, &[Sort::Promise]),
    TraitRow("hours", "時間帯", Trait::Hours, LEVELS),
    TraitRow("excluding", "対象外", Trait::Excluding, LEVELS),
    TraitRow("kind", "種別", Trait::Kind, &[Sort::Evidence]),
    TraitRow("signed", "締結日", Trait::Signed, &[Sort::Evidence]),
    TraitRow("draft", "草案", Trait::Draft, &[Sort::Evidence]),
    TraitRow("first_day", "初日", Trait::FirstDay, &[Sort::Evidence]),
    TraitRow("last_day", "末日", Trait::LastDay, &[Sort::Evidence]),
    TraitRow("continues", "自動継続", Trait::Continues, &[Sort::Evidence]),
    TraitRow("in_force", "効力中", Trait::InForce, &[Sort::Evidence]),
    TraitRow("duties", "除外する対応", Trait::Duties, &[Sort::Exclusion]),
    TraitRow("reason", "理由", Trait::Reason, &[Sort::Exclusion]),
    TraitRow("agreed", "合意日", Trait::Agreed, &[Sort::Exclusion, Sort::Risk]),
    TraitRow("instead", "代替", Trait::Instead, &[Sort::Exclusion]),
    TraitRow("duties", "対応", Trait::Duties, &[Sort::Check, Sort::Risk]),
    TraitRow("answer", "答え", Trait::Answer, &[Sort::Check]),
    TraitRow("date", "確認日", Trait::CheckedOn, &[Sort::Check]),
    TraitRow("settled", "完了日", Trait::Settled, &[Sort::Check]),
    TraitRow("risk", "リスク", Trait::Risk, &[Sort::Risk]),
    TraitRow("shared", "分担", Trait::Shared, &[Sort::Risk]),
    TraitRow("explained", "説明日", Trait::Explained, &[Sort::Risk]),
];

/// What has a metric.
const LEVELS: &[Sort] = &[Sort::Promise, Sort::OwnShare, Sort::Demand];

fn kind_of_trait(asked: Trait) -> Kind {
    match asked {
        Trait::Carried | Trait::Goal | Trait::Draft | Trait::Continues | Trait::InForce => Kind::Plain(FactType::Bool),
        Trait::Answer | Trait::Shared => Kind::Plain(FactType::Bool),
        Trait::Verdict => Kind::closed::<Verdict>(),
        Trait::Level => Kind::closed::<Level>(),
        Trait::Phase => Kind::closed::<Phase>(),
        Trait::Mode => Kind::closed::<Mode>(),
        Trait::Kind => Kind::closed::<Document>(),
        Trait::Metric => Kind::Metric,
        Trait::Value => Kind::Amount,
        Trait::Signed | Trait::FirstDay | Trait::LastDay | Trait::Agreed => Kind::Plain(FactType::Date),
        Trait::CheckedOn | Trait::Settled | Trait::Explained => Kind::Plain(FactType::Date),
        Trait::Duty
        | Trait::Control
        | Trait::Hours
        | Trait::Excluding
        | Trait::Duties
        | Trait::Reason
        | Trait::Instead
        | Trait::Risk => Kind::Words,
    }
}

/// Whether a word is a relation of something that bears facts: no fact can have its name.
pub(super) fn is_relation(key: &str) -> bool {
    STEPS.iter().any(|StepRow(en, ja, _, of, _)| of.subject().is_some() && (*en == key || *ja == key))
}

/// Whether two sorts are of one type: a vendor is a party.
fn is_of(sort: Sort, wanted: Sort) -> bool {
    sort == wanted || (sort == Sort::Vendor && wanted == Sort::Party)
}

impl Sight for Variables<'_> {
    type Term = Operand;
    type Range = Pool;
    const LISTS: bool = true;

    fn resolve(&self, name: &Name) -> Result<Asked<Operand>, Diagnostic> {
        if DAY.contains(&name.key().as_str()) {
            return Ok(Asked { term: Operand::Day, kind: Kind::Plain(FactType::Date) });
        }
        let (path, kind) = self.path(name)?;
        Ok(Asked { term: Operand::Path(path), kind })
    }

    fn literal(value: Value) -> Operand {
        Operand::Literal(value)
    }

    fn read(&self, kind: &Kind, written: &Name) -> Result<Value, Diagnostic> {
        match kind {
            Kind::Metric => metrics::named_in_rule(self.policy, self.catalogue, written).map(Value::Metric),
            _ => kind.read(written),
        }
    }

    fn unknown() -> Operand {
        Operand::Unknown
    }

    fn ranged(&self, over: &Over, problems: &mut Vec<Diagnostic>) -> (Option<Pool>, Option<Self>) {
        let Some(sort) = keep(word::<Sort>(&over.kind), problems) else { return (None, None) };
        let pool = keep(self.pool(sort, over), problems);
        let Some(variable) = &over.variable else {
            problems.push(missing_variable(over));
            return (None, None);
        };
        let key = variable.key();
        if DAY.contains(&key.as_str()) || is_engagement(&key) || value::truth(&key).is_some() {
            problems.push(reserved(variable));
        }
        if let Some((before, _)) = self.bound.iter().find(|(it, _)| it.key() == key) {
            problems.push(duplicate_variable(variable, before));
        }
        let mut inside = self.clone();
        inside.bound.push((variable.clone(), sort));
        (pool, Some(inside))
    }
}

fn is_engagement(key: &str) -> bool {
    Sort::from_word(key) == Some(Sort::Engagement)
}

impl Variables<'_> {
    /// Where a name leads, and the type of what is there.
    pub fn path(&self, name: &Name) -> Result<(Path, Kind), Diagnostic> {
        let key = name.key();
        let mut words = key.split('.');
        let (root, mut sort) = self.root(words.next().unwrap_or_default(), name)?;
        let (mut steps, mut rest) = (Vec::new(), words.peekable());
        while let Some(word) = rest.next() {
            let step = STEPS.iter().find(|StepRow(en, ja, _, of, _)| is_of(sort, *of) && (*en == word || *ja == word));
            if let Some(StepRow(_, _, step, _, to)) = step {
                steps.push(*step);
                sort = *to;
                continue;
            }
            let (leaf, kind) = self.leaf(word, sort, name)?;
            return match rest.next() {
                None => Ok((Path { root, steps, leaf }, kind)),
                Some(beyond) => Err(nothing_beyond(name, word, beyond, &kind)),
            };
        }
        let kind = Kind::Thing(if sort == Sort::Vendor { Sort::Party } else { sort });
        Ok((Path { root, steps, leaf: Leaf::Itself }, kind))
    }

    fn root(&self, first: &str, name: &Name) -> Result<(Root, Sort), Diagnostic> {
        if is_engagement(first) {
            return Ok((Root::Engagement, Sort::Engagement));
        }
        let found = self.bound.iter().position(|(variable, _)| variable.key() == first);
        found.map(|at| (Root::Bound(at), self.bound[at].1)).ok_or_else(|| self.unknown_variable(first, name))
    }

    fn unknown_variable(&self, first: &str, name: &Name) -> Diagnostic {
        let headline = text!("`{first}` という変数はありません", "there is no variable `{first}`");
        let problem = Diagnostic::new(&UNKNOWN_VARIABLE, name.span, headline);
        let has = |sort: Sort| self.words_of(sort).iter().any(|word| same(word, first));
        let of = self.bound.iter().rev().find(|(_, sort)| has(*sort)).map(|(variable, _)| variable.text.as_str());
        let of = of.or_else(|| has(Sort::Engagement).then_some("engagement"));
        match of {
            Some(of) => {
                let written = &name.text;
                problem.help(text!("`{of}.{written}` と書きます", "write `{of}.{written}`"))
            }
            None => problem.suggest(first, self.bound.iter().map(|(variable, _)| variable.text.as_str())),
        }
    }

    fn leaf(&self, word: &str, sort: Sort, name: &Name) -> Result<(Leaf, Kind), Diagnostic> {
        let Some(subject) = sort.subject() else {
            let found =
                TRAITS.iter().find(|TraitRow(en, ja, _, of)| of.contains(&sort) && (*en == word || *ja == word));
            let TraitRow(_, _, asked, _) = found.ok_or_else(|| self.unknown_attribute(word, sort, name))?;
            return Ok((Leaf::Trait(*asked), kind_of_trait(*asked)));
        };
        if let Some(row) = attribute(word).filter(|row| row.of.contains(&subject)) {
            return Ok((Leaf::Attribute(row.attribute), kind_of(row.attribute, subject)));
        }
        match self.fact(word, subject) {
            Some((at, fact)) if path::can_be_asked(fact, subject) => Ok((Leaf::Fact(at), Kind::of(&fact.kind))),
            Some((_, fact)) => {
                let problem = path::wrong_subject(name, &[fact.bearer], subject);
                Err(problem.label(fact.span, text!("ここで宣言", "declared here")))
            }
            None => Err(self.unknown_attribute(word, sort, name)),
        }
    }

    /// A fact of the cited catalogue, else of the only one that declares it.
    ///
    /// Of several derived ones of a name that of the subject itself comes first, then one that can be asked of it.
    fn fact(&self, key: &str, subject: SubjectKind) -> Option<(FactIdx, &Fact)> {
        let named: Vec<_> = self.policy.facts.enumerate().filter(|(_, fact)| same(&fact.name, key)).collect();
        let of = |catalogue: CatalogueIdx| named.iter().filter(move |(_, fact)| fact.catalogue == catalogue);
        let mut catalogues: Vec<_> = named.iter().map(|(_, fact)| fact.catalogue).collect();
        catalogues.dedup();
        let catalogue = match catalogues.as_slice() {
            [one] => *one,
            _ => self.catalogue,
        };
        let rank = |fact: &Fact| (fact.bearer != subject, !path::can_be_asked(fact, subject));
        of(catalogue).min_by_key(|(_, fact)| rank(fact)).copied()
    }

    /// Everything that can be asked of a sort of thing.
    fn words_of(&self, sort: Sort) -> Vec<&str> {
        let steps = STEPS.iter().filter(|StepRow(_, _, _, of, _)| is_of(sort, *of));
        let mut all: Vec<&str> = steps.flat_map(|StepRow(en, ja, ..)| [*en, *ja]).collect();
        match sort.subject() {
            None => {
                let traits = TRAITS.iter().filter(|TraitRow(.., of)| of.contains(&sort));
                all.extend(traits.flat_map(|TraitRow(en, ja, ..)| [*en, *ja]));
            }
            Some(subject) => {
                let attributes = ATTRIBUTES.iter().filter(|row| row.of.contains(&subject));
                all.extend(attributes.flat_map(|row| [row.en, row.ja]));
                let facts = self.policy.facts.iter().filter(|fact| path::can_be_asked(fact, subject));
                all.extend(facts.map(|fact| fact.name.as_str()));
            }
        }
        all
    }

    fn unknown_attribute(&self, word: &str, sort: Sort, name: &Name) -> Diagnostic {
        let Text { ja, en } = sort.words();
        let several = self.policy.facts.iter().filter(|fact| same(&fact.name, word));
        let several: Vec<&str> = several.map(|fact| self.policy.catalogues[fact.catalogue].name.as_str()).collect();
        let headline =
            text!("{ja}に `{word}` という属性も前提もありません", "a thing of the kind `{en}` has no `{word}`");
        let problem = Diagnostic::new(&UNKNOWN_ATTRIBUTE, name.span, headline);
        if several.len() > 1 {
            let list = several.join("`, `");
            return problem.help(text!(
                "`{list}` にありますが、引用する確認表にはありません",
                "`{list}` declare it, and the cited catalogue does not"
            ));
        }
        problem.suggest(word, self.words_of(sort))
    }

    /// What a variable ranges over.
    fn pool(&self, sort: Sort, over: &Over) -> Result<Pool, Diagnostic> {
        let wrong = |headline: Text| Err(Diagnostic::new(&WRONG_SUBJECT, over.kind.span, headline));
        let scope = derived::scope_of(&self.policy.facts, self.catalogue).filter(|_| sort == Sort::Vendor);
        let everywhere = Pool { sort, of: Whose::All, duties: None, scope };
        if sort == Sort::Engagement {
            return wrong(text!(
                "案件は一つなので変数は要りません。`engagement.…` と書きます",
                "there is one engagement, which needs no variable: write `engagement.…`"
            ));
        }
        if let (true, Some((_, way))) = (sort.subject().is_none(), over.way) {
            let problem = Diagnostic::new(&WRONG_SUBJECT, way, nowhere_to_look(sort));
            return Err(problem);
        }
        if matches!(sort, Sort::Obligation | Sort::Exclusion | Sort::Check | Sort::Risk) {
            let mut duties: Option<FixedBitSet> = None;
            for pattern in &over.of {
                let some = matching(self.policy, &[self.catalogue], &pattern.text, Some(pattern.span))?;
                match &mut duties {
                    Some(all) => all.union_with(&some),
                    None => duties = Some(some),
                }
            }
            return Ok(Pool { duties, ..everywhere });
        }
        let of = match over.of.as_slice() {
            [] if over.way.is_none() => return Ok(everywhere),
            [] => {
                let headline =
                    text!("どこから見るのかを `of` で書きます", "from where to look is said with `of` and a variable");
                return wrong(headline);
            }
            [of] => of,
            [_, second, ..] => {
                let headline = text!("`of` の後の変数は一つです", "`of` takes one variable here");
                return Err(Diagnostic::new(&UNKNOWN_VARIABLE, second.span, headline));
            }
        };
        let (root, from) = self.root(&of.key(), of)?;
        match (from.subject(), sort.subject().filter(|_| sort != Sort::Party)) {
            (Some(from), Some(subject)) => {
                let kind = path::range(from, subject, over)?;
                Ok(Pool { of: Whose::Seen(root, kind), ..everywhere })
            }
            _ if owners(sort).contains(&from) => Ok(Pool { of: Whose::Of(root), ..everywhere }),
            _ => {
                let (of, kind) = (from.words(), sort.words());
                let ((of_ja, of_en), (ja, en)) = ((of.ja, of.en), (kind.ja, kind.en));
                wrong(text!("{of_ja}から{ja}を数えることはできません", "a `{of_en}` has no `{en}` to go through"))
            }
        }
    }
}

/// What has things of a sort said of it, where that is no subject.
fn owners(sort: Sort) -> &'static [Sort] {
    match sort {
        Sort::Promise | Sort::OwnShare | Sort::Evidence => &[Sort::Contract],
        Sort::Demand => &[Sort::Contract, Sort::Component],
        Sort::Engagement
        | Sort::Party
        | Sort::Vendor
        | Sort::Contract
        | Sort::Component
        | Sort::Interface
        | Sort::Obligation
        | Sort::Exclusion
        | Sort::Check
        | Sort::Risk => &[],
    }
}

fn nowhere_to_look(sort: Sort) -> Text {
    let Text { ja, en } = sort.words();
    text!("{ja}に上下や接続はありません", "a `{en}` has nothing above, beneath or connected")
}

fn nothing_beyond(name: &Name, word: &str, beyond: &str, kind: &Kind) -> Diagnostic {
    let Text { ja, en } = kind.called();
    let headline = text!("`{word}` の先に `{beyond}` はありません", "there is no `{beyond}` beyond `{word}`");
    Diagnostic::new(&UNKNOWN_ATTRIBUTE, name.span, headline).here(text!("`{word}` は{ja}です", "`{word}` is {en}"))
}

fn missing_variable(over: &Over) -> Diagnostic {
    let kind = &over.kind.text;
    let headline = text!("`{kind}` に変数がありません", "`{kind}` has no variable");
    let help = text!("`{kind} x` のように名前を付けます", "give it a name, as in `{kind} x`");
    Diagnostic::new(&MISSING_VARIABLE, over.kind.span, headline).help(help)
}

fn duplicate_variable(name: &Name, before: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("変数 `{written}` はすでに使われています", "the variable `{written}` is in use");
    Diagnostic::new(&DUPLICATE_VARIABLE, name.span, headline).label(before.span, text!("最初の変数", "the first one"))
}

/// A variable, or a name that begins with one, where there is none.
pub(super) fn misplaced_variable(name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!(
        "`{written}`：ここでは変数を使えません",
        "`{written}`: there are no variables in the condition of a control or a template"
    );
    let help = text!("変数を使えるのは `rule` の中だけです", "only a `rule` has variables");
    Diagnostic::new(&MISPLACED_VARIABLE, name.span, headline).help(help)
}
