//! How things are called in the words of findings.

use super::drafts::push_new;
use crate::diagnostic::Text;
use crate::evaluate::{Ask, Context, Facts};
use crate::graph::ObligationIdx;
use crate::model::{
    Bound, ContractIdx, ControlIdx, DutyIdx, Mode, Origin, Paper, PartyIdx, Phase, Role, ServiceLevel, StatementIdx,
    Subject, Word,
};
use crate::source::Span;
use crate::text;

/// Calls the things of one engagement by name.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a>(pub &'a Context<'a>);

impl Names<'_> {
    /// `` `A` (電子カルテ社) ``
    pub fn party(&self, party: PartyIdx) -> Text {
        let it = &self.0.engagement.parties[party];
        with_title(&it.name, &it.title)
    }

    /// Several parties.
    pub fn parties(&self, parties: &[PartyIdx]) -> Text {
        let all: Vec<Text> = parties.iter().map(|it| self.party(*it)).collect();
        let ja = Text::list(&all).ja;
        let en = match all.split_last() {
            Some((last, before)) if !before.is_empty() => format!("{} and {}", Text::list(before).en, last.en),
            _ => Text::list(&all).en,
        };
        Text { ja, en }
    }

    /// `` `K2` ``
    pub fn contract(&self, contract: ContractIdx) -> Text {
        let it = &self.0.engagement.contracts[contract];
        with_title(&it.name, &it.title)
    }

    /// Where and why a contract says what a statement says, if it does so by following a template.
    pub fn followed(&self, statement: StatementIdx) -> Option<(Span, Text)> {
        let origin = self.0.engagement.statements[statement].origin?;
        let clause = self.0.policy.templates[origin.template].clauses.get(origin.clause);
        Some(self.follows(origin, clause.map(|clause| clause.when_text.as_str()).unwrap_or_default()))
    }

    /// The same of a level.
    pub fn followed_level(&self, level: &ServiceLevel) -> Option<(Span, Text)> {
        let origin = level.origin?;
        let clause = self.0.policy.templates[origin.template].levels.get(origin.clause);
        Some(self.follows(origin, clause.map(|clause| clause.when_text.as_str()).unwrap_or_default()))
    }

    /// The clauses of templates that a level of a contract replaces.
    pub fn replaced_levels(&self, level: &ServiceLevel) -> impl Iterator<Item = (Span, Text)> + use<> {
        let replaces = level.replaces.clone().into_iter();
        replaces.map(|span| {
            (span, text!("この定めに代えて、契約が自ら定めています", "the contract's own level replaces this one"))
        })
    }

    fn follows(&self, origin: Origin, when: &str) -> (Span, Text) {
        let name = &self.0.policy.templates[origin.template].name;
        let contract = &self.0.engagement.contracts[origin.contract].name;
        let words = match when {
            "" => text!("`{contract}` はひな型 `{name}` に従います", "`{contract}` follows the template `{name}`"),
            when => text!(
                "`{contract}` はひな型 `{name}` に従い、`{when}` を満たします",
                "`{contract}` follows the template `{name}`, and `{when}` holds"
            ),
        };
        (origin.followed, words)
    }

    /// A contract, or a piece of evidence.
    pub fn paper(&self, paper: Paper) -> Text {
        match paper {
            Paper::Contract(it) => {
                let Text { ja, en } = self.contract(it);
                crate::text!("契約 {ja}", "contract {en}")
            }
            Paper::Evidence(it) => {
                let evidence = &self.0.engagement.evidence[it];
                let (kind, Text { ja, en }) = (evidence.kind.words(), with_title(&evidence.name, &evidence.title));
                Text { ja: format!("{} {ja}", kind.ja), en: format!("{} {en}", kind.en) }
            }
        }
    }

    /// `` `availability >= 99.9%` ``
    pub fn level(&self, bound: &Bound) -> String {
        self.0.policy.level(bound)
    }

    /// Where a document was declared.
    pub fn paper_span(&self, paper: Paper) -> Span {
        match paper {
            Paper::Contract(it) => self.0.engagement.contracts[it].span,
            Paper::Evidence(it) => self.0.engagement.evidence[it].span,
        }
    }

    /// What an obligation is about.
    pub fn subject(&self, subject: Subject) -> Text {
        match subject {
            Subject::Engagement => Text::new("案件全体", "the engagement"),
            Subject::Contract(it) => self.contract(it),
            Subject::Vendor(it) => self.party(it),
            Subject::Component(it) => {
                let it = &self.0.engagement.components[it];
                with_title(&it.name, &it.title)
            }
            Subject::Interface(a, b) if a == b => {
                let name = &self.0.engagement.components[a].name;
                crate::text!("`{name}` における事業者間の接点", "the interface of the vendors at `{name}`")
            }
            Subject::Interface(..) => Text::same(format!("`{}`", self.0.engagement.subject_name(subject))),
        }
    }

    /// `` `P2.C.1` ``, with its catalogue where several are in use.
    pub fn duty(&self, duty: DutyIdx) -> String {
        let id = &self.0.policy.duties[duty].id;
        match self.several_catalogues() {
            false => format!("`{id}`"),
            true => format!("`{}:{id}`", self.0.policy.catalogue_of(duty).name),
        }
    }

    /// A control, with its catalogue where several are in use.
    pub fn control(&self, control: ControlIdx) -> String {
        let it = &self.0.policy.controls[control];
        match self.several_catalogues() {
            false => format!("`{}`", it.id),
            true => format!("`{}:{}`", self.0.policy.catalogues[it.catalogue].name, it.id),
        }
    }

    /// Whether more than one of the catalogues in use has controls, so that an id alone may not tell which.
    fn several_catalogues(&self) -> bool {
        let has_controls = |used: &&crate::model::Used| !self.0.policy.catalogues[used.catalogue].controls.is_empty();
        self.0.engagement.uses.iter().filter(has_controls).count() > 1
    }

    /// Several duties.
    pub fn duties(&self, duties: &[DutyIdx]) -> Text {
        let all: Vec<Text> = duties.iter().map(|it| Text::same(self.duty(*it))).collect();
        Text::list(&all)
    }

    /// A duty on its subject.
    pub fn obligation(&self, at: ObligationIdx) -> Text {
        let it = self.0.obligations.all[at];
        let duty = self.duty(it.duty);
        let subject = self.subject(self.0.obligations.subject(at));
        let when = qualifiers(it.phase.as_slice(), it.mode.as_slice());
        Text { ja: format!("{}の {duty}{}", subject.ja, when.ja), en: format!("{duty} on {}{}", subject.en, when.en) }
    }

    /// A role.
    pub fn role(&self, role: Role) -> Text {
        role.words()
    }

    /// `external_storage` of `lab`
    pub fn ask(&self, ask: Ask) -> Text {
        let (fact, subject) = match ask {
            Ask::Fact(fact, subject) => (fact, subject),
            Ask::Provider(component) => {
                let component = &self.0.engagement.components[component].name;
                return crate::text!("`{component}` の提供者", "the provider of `{component}`");
            }
        };
        let declared = &self.0.policy.facts[fact];
        let Text { ja: name_ja, en: name_en } = with_title(&declared.name, &declared.title);
        let Text { ja, en } = match subject {
            Subject::Engagement => Text { ja: name_ja, en: name_en },
            subject => {
                let subject = self.0.engagement.subject_name(subject);
                crate::text!("`{subject}` の {name_ja}", "{name_en} of `{subject}`")
            }
        };
        match super::derived::left_open(self, fact, subject) {
            Some(Text { ja: why_ja, en: why_en }) => crate::text!("{ja}（{why_ja}）", "{en} ({why_en})"),
            None => Text { ja, en },
        }
    }

    /// A fact of a subject.
    pub fn of(&self, fact: &str, subject: Subject) -> Text {
        match subject {
            Subject::Engagement => Text::same(format!("`{fact}`")),
            subject => {
                let subject = self.0.engagement.subject_name(subject);
                crate::text!("`{subject}` の `{fact}`", "`{fact}` of `{subject}`")
            }
        }
    }

    /// Several sets of facts, any of which decides.
    pub fn deciding(&self, sets: &[Facts]) -> Text {
        // Several catalogues may declare a fact alike; whoever states it states it of all.
        let mut each: Vec<Text> = Vec::new();
        for set in sets {
            let mut asks: Vec<Text> = Vec::new();
            set.iter().for_each(|it| push_new(&mut asks, self.ask(*it)));
            let (ja, en): (Vec<_>, Vec<_>) = asks.into_iter().map(|it| (it.ja, it.en)).unzip();
            push_new(&mut each, Text { ja: ja.join("と"), en: en.join(" and ") });
        }
        let (ja, en): (Vec<_>, Vec<_>) = each.into_iter().map(|it| (it.ja, it.en)).unzip();
        Text { ja: ja.join("、または "), en: en.join(", or ") }
    }
}

/// The name in backticks; its title behind it where that says more.
fn with_title(name: &str, title: &Text) -> Text {
    let one = |title: &str, open: &str, close: &str| match title {
        "" => format!("`{name}`"),
        title if title == name => format!("`{name}`"),
        title => format!("`{name}`{open}{title}{close}"),
    };
    Text { ja: one(&title.ja, "（", "）"), en: one(&title.en, " (", ")") }
}

/// `（保守時、非常時）`, ` (maintenance, emergency)`; nothing where nothing is distinguished.
pub fn qualifiers(phases: &[Phase], modes: &[Mode]) -> Text {
    let words: Vec<Text> = phases.iter().map(|it| it.words()).chain(modes.iter().map(|it| it.words())).collect();
    if words.is_empty() {
        return Text::default();
    }
    let list = Text::list(&words);
    Text { ja: format!("（{}）", list.ja), en: format!(" ({})", list.en) }
}
