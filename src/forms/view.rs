//! What forms show of an engagement: names with titles, and what a statement says in the words of a row.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::cells::marks::Answer;
use super::cells::plain::cut;
use super::form::{Form, Kind, Line};
use super::kept::Kept;
use super::said::{Paper, Said};
use crate::answers::Checked;
use crate::diagnostic::{Lang, Text};
use crate::evaluate::Need;
use crate::findings::{Finding, qualifiers};
use crate::graph::ObligationIdx;
use crate::model::{self, ContractIdx, ControlIdx, DutyIdx, Idx, PartyIdx, StatementIdx, Subject, Verb, Word};
use crate::source::Span;
use crate::syntax::ast;
use crate::text;

/// As much of the words that are shown for a contract as one can still choose from a list.
const PAPER: usize = 255;

/// A contract or a document: its name, the words that are shown for it, and the contract that it is or belongs to.
pub type Named = (String, String, Option<ContractIdx>);

/// An engagement as it is judged, with its parts as written.
pub struct View<'a> {
    /// As it is judged.
    pub checked: &'a Checked<'a>,
    /// Its parts as written.
    pub parts: &'a [ast::Engagement],
    /// By place, the statements as written.
    pub written: BTreeMap<Span, &'a ast::Statement>,
    /// By obligation, the findings about it.
    found: Vec<Vec<usize>>,
}

impl<'a> View<'a> {
    /// Looks at an engagement.
    pub fn new(checked: &'a Checked<'a>, parts: &'a [ast::Engagement]) -> Self {
        let written = parts.iter().flat_map(|part| &part.statements).map(|it| (it.span, it)).collect();
        let obligations = checked.evaluation.context.obligations;
        let mut found = vec![Vec::new(); obligations.all.len()];
        for (number, it) in checked.findings.iter().enumerate() {
            it.group.obligations.iter().for_each(|at| found[at.row()].push(number));
        }
        View { checked, parts, written, found }
    }

    /// The engagement.
    pub fn engagement(&self) -> &'a model::Engagement {
        self.checked.evaluation.context.engagement
    }

    /// The policy.
    pub fn policy(&self) -> &'a model::Policy {
        self.checked.evaluation.context.policy
    }

    /// How an obligation is called in a file: `roles-2024:P2.C.5.b on iaas in maintenance`
    pub fn key(&self, at: ObligationIdx) -> String {
        let obligations = self.checked.evaluation.context.obligations;
        let it = obligations.all[at];
        let subject = self.engagement().subject_name(obligations.subject(at));
        let words = it.phase.map(Word::name).into_iter().chain(it.mode.map(Word::name));
        let when: Vec<&str> = words.collect();
        let when = if when.is_empty() { String::new() } else { format!(" in {}", when.join(", ")) };
        format!("{}:{} on {subject}{when}", self.policy().catalogue_of(it.duty).name, self.policy().duties[it.duty].id)
    }

    /// One obligation as a set.
    pub fn only(&self, all: impl IntoIterator<Item = ObligationIdx>) -> FixedBitSet {
        let mut set = FixedBitSet::with_capacity(self.checked.evaluation.context.obligations.all.len());
        set.extend(all.into_iter().map(Idx::row));
        set
    }

    /// `P2.C.5 事故発生時の原因究明・対策`
    pub fn control(&self, control: ControlIdx) -> Text {
        let it = &self.policy().controls[control];
        Text { ja: format!("{} {}", it.id, it.title.ja), en: format!("{} {}", it.id, it.title.en) }
    }

    /// `P2.C.5.b 再発防止策の策定`
    pub fn duty(&self, duty: DutyIdx) -> Text {
        let it = &self.policy().duties[duty];
        Text { ja: format!("{} {}", it.id, it.title.ja), en: format!("{} {}", it.id, it.title.en) }
    }

    /// What it asks, in the catalogue's own short words.
    pub fn asks(&self, duty: DutyIdx) -> Text {
        let it = &self.policy().duties[duty];
        if it.summary.is_empty() { self.policy().controls[it.control].summary.clone() } else { it.summary.clone() }
    }

    /// In which phase and mode.
    pub fn when(&self, at: ObligationIdx) -> Text {
        let it = self.checked.evaluation.context.obligations.all[at];
        let when = qualifiers(it.phase.as_slice(), it.mode.as_slice());
        let bare = |words: &str| words.trim_matches(['（', '）', '(', ')', ' ']).to_owned();
        Text { ja: bare(&when.ja), en: bare(&when.en) }
    }

    /// A party, with its name in the engagement.
    pub fn party(&self, party: PartyIdx) -> Text {
        let it = &self.engagement().parties[party];
        named(&it.name, &it.title)
    }

    /// A contract, its name in the engagement first: that is what people write.
    pub fn contract(&self, contract: ContractIdx) -> Text {
        let it = &self.engagement().contracts[contract];
        titled(&it.name, &it.title)
    }

    /// What an obligation is about.
    pub fn subject(&self, subject: Subject) -> Text {
        let engagement = self.engagement();
        match subject {
            Subject::Engagement => Text::new("案件全体", "the engagement as a whole"),
            Subject::Contract(it) => self.contract(it),
            Subject::Vendor(it) => self.party(it),
            Subject::Component(it) => named(&engagement.components[it].name, &engagement.components[it].title),
            Subject::Interface(a, b) => {
                let (a, b) = (&engagement.components[a].title, &engagement.components[b].title);
                Text {
                    ja: format!("{}と{}の接点", a.ja, b.ja), en: format!("the interface of {} and {}", a.en, b.en)
                }
            }
        }
    }

    /// All contracts and documents: each with its name and the words that are shown for it.
    pub fn papers(&self, shown: impl Fn(&Text) -> String) -> Vec<Named> {
        let engagement = self.engagement();
        let contracts = engagement.contracts.enumerate().map(|(at, it)| (&it.name, &it.title, Some(at)));
        let evidence = engagement.evidence.iter().map(|it| (&it.name, &it.title, it.contract));
        let all = contracts.chain(evidence);
        all.map(|(name, title, of)| (name.clone(), cut(&shown(&titled(name, title)), PAPER), of)).collect()
    }

    /// A form of the engagement, without sheets.
    pub fn form(&self, kind: Kind, party: Option<PartyIdx>, lang: Lang, title: Text) -> Form {
        let papers = self.papers(|it| it.in_lang(lang).to_owned()).into_iter();
        Form {
            kind,
            lang,
            engagement: self.engagement().name.clone(),
            party: party.map(|it| self.engagement().parties[it].name.clone()),
            at: self.checked.evaluation.context.day,
            uses: String::new(),
            title,
            guide: Vec::new(),
            sheets: Vec::new(),
            unasked: Vec::new(),
            papers: Vec::new(),
            known: papers.map(|(name, shown, _)| (name, shown)).collect(),
            kept: Kept::default(),
        }
    }

    /// The contracts and documents that one may choose in the form of a party: its own, or all.
    pub fn offered(&self, party: Option<PartyIdx>, lang: Lang) -> Vec<(String, String)> {
        let is_own = |of: Option<ContractIdx>| match party {
            Some(party) => of.is_some_and(|it| self.engagement().contracts[it].binds(party)),
            None => true,
        };
        let papers = self.papers(|it| it.in_lang(lang).to_owned()).into_iter();
        papers.filter(|(_, _, of)| is_own(*of)).map(|(name, shown, _)| (name, shown)).collect()
    }

    /// What a statement says, in the words of a row.
    pub fn said(&self, at: StatementIdx) -> Said {
        let engagement = self.engagement();
        let statement = &engagement.statements[at];
        let answer = match &statement.verb {
            Verb::Owns { .. } | Verb::Accepts { .. } | Verb::Delegates { .. } => Some(Answer::Accepts),
            Verb::Disclaims { .. } => Some(Answer::Declines),
            Verb::Open => Some(Answer::Open),
            Verb::States { as_goal: true, .. } => Some(Answer::Goal),
            Verb::States { .. } => Some(Answer::States),
            Verb::Checked { confirmed: true, .. } => Some(Answer::Yes),
            Verb::Checked { .. } => Some(Answer::No),
            Verb::Supports { .. }
            | Verb::Informs { .. }
            | Verb::Excludes { .. }
            | Verb::Retains { .. }
            | Verb::Demands { .. }
            | Verb::Grants { .. } => None,
        };
        let mut said = Said { answer, from: statement.from, until: statement.until, ..Said::default() };
        match &statement.verb {
            Verb::States { paper, clause, .. } => {
                let name = match paper {
                    model::Paper::Contract(it) => &engagement.contracts[*it].name,
                    model::Paper::Evidence(it) => &engagement.evidence[*it].name,
                };
                said.papers = vec![Paper { name: Some(name.clone()), clause: clause.clone() }];
            }
            Verb::Checked { date, settled, .. } => (said.date, said.settled) = (Some(*date), *settled),
            _ => said.papers = statement.by.iter().map(|basis| self.basis(basis)).collect(),
        }
        if statement.origin.is_none()
            && let Some(written) = self.written.get(&statement.span)
        {
            said.remark = written.docs.clone();
        }
        said
    }

    fn basis(&self, basis: &model::Basis) -> Paper {
        let engagement = self.engagement();
        let evidence = basis.evidence.map(|it| &engagement.evidence[it].name);
        let contract = basis.contract.map(|it| &engagement.contracts[it].name);
        Paper { name: evidence.or(contract).cloned(), clause: basis.clause.clone() }
    }

    /// Who does something, by the names in the engagement.
    pub fn performer_names(&self, all: &[ObligationIdx]) -> Vec<String> {
        let evaluation = &self.checked.evaluation;
        let each = all.iter().flat_map(|at| evaluation.standings[at.row()].performers(&evaluation.context));
        let parties: BTreeSet<PartyIdx> = each.map(|(performer, _)| performer).collect();
        parties.into_iter().map(|it| self.engagement().parties[it].name.clone()).collect()
    }

    /// Who does something, one below the other.
    pub fn performers(&self, all: &[ObligationIdx]) -> Text {
        self.parties(all, |(performer, _)| performer)
    }

    /// Who answers for it.
    pub fn answerable(&self, all: &[ObligationIdx]) -> Text {
        self.parties(all, |(_, answerable)| answerable)
    }

    fn parties(&self, all: &[ObligationIdx], which: impl Fn((PartyIdx, PartyIdx)) -> PartyIdx) -> Text {
        let evaluation = &self.checked.evaluation;
        let each = all.iter().flat_map(|at| evaluation.standings[at.row()].performers(&evaluation.context)).map(which);
        let parties: BTreeSet<PartyIdx> = each.collect();
        stacked(&parties.into_iter().map(|it| self.party(it)).collect::<Vec<_>>())
    }

    /// The clauses on which those rest who own something, or that state it.
    pub fn clauses(&self, all: &[ObligationIdx]) -> Text {
        let evaluation = &self.checked.evaluation;
        let mut lines: Vec<Text> = Vec::new();
        for at in all {
            let standing = &evaluation.standings[at.row()];
            let stated = match &standing.need {
                Need::Stated(statements) => statements.as_slice(),
                Need::Owner | Need::Met(_) => &[],
            };
            let owning = standing.owners.iter().flat_map(|it| &it.statements);
            for paper in owning.chain(stated).flat_map(|it| self.said(*it).papers) {
                let words = [paper.name, paper.clause].into_iter().flatten().collect::<Vec<_>>().join(" ");
                let line = Text::same(words);
                if !line.is_empty() && !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        stacked(&lines)
    }

    /// What was found of something: which kind of defect, and of what; or the whole message.
    pub fn findings(&self, all: &[ObligationIdx], is_short: bool) -> Text {
        let numbers: BTreeSet<usize> = all.iter().flat_map(|at| self.found[at.row()].iter().copied()).collect();
        let line = |it: &Finding| {
            let plain = |words: &str| words.replace('`', "");
            // A rule of the policy says for itself what does not hold.
            if !is_short || it.group.defect.rule.is_some() {
                let Text { ja, en } = it.message(&self.checked.evaluation.context);
                return Text { ja: plain(&ja), en: plain(&en) };
            }
            let (Text { ja, en }, (says_ja, says_en)) = (self.subject(it.group.subject), it.code.page.says);
            let (says_ja, says_en) = (plain(says_ja), plain(says_en));
            text!("{ja}：{says_ja}", "{en}: {says_en}")
        };
        let mut lines: Vec<Text> = Vec::new();
        for it in numbers.into_iter().map(|number| line(&self.checked.findings[number])) {
            if !lines.contains(&it) {
                lines.push(it);
            }
        }
        stacked(&lines)
    }

    /// Whether more than one of the catalogues in use has controls, so that an id alone may not tell which.
    pub fn has_several_catalogues(&self) -> bool {
        let has_controls = |it: &&model::Used| !self.policy().catalogues[it.catalogue].controls.is_empty();
        self.engagement().uses.iter().filter(has_controls).count() > 1
    }

    /// Of some statements about the same, the one that speaks of the least; of several, the one in force, then the first.
    pub fn narrowest(&self, among: impl IntoIterator<Item = StatementIdx>) -> Option<StatementIdx> {
        let context = &self.checked.evaluation.context;
        among.into_iter().min_by_key(|at| {
            let statement = &self.engagement().statements[*at];
            let is_idle = !context.in_force(*at);
            (context.obligations.spoken_of[*at].count_ones(..), is_idle, statement.origin.is_some(), *at)
        })
    }

    /// The statements that speak of an obligation, at whatever time they hold.
    pub fn about(&self, at: ObligationIdx) -> impl Iterator<Item = StatementIdx> + '_ {
        self.checked.evaluation.context.obligations.about(at).iter().copied()
    }

    /// The obligations that a line is about.
    pub fn obligations_of(line: &Line) -> impl Iterator<Item = ObligationIdx> + '_ {
        line.about.ones().map(ObligationIdx::new)
    }
}

/// Lines one below the other.
pub fn stacked(lines: &[Text]) -> Text {
    let (ja, en): (Vec<&str>, Vec<&str>) = lines.iter().map(|it| (it.ja.as_str(), it.en.as_str())).unzip();
    Text { ja: ja.join("\n"), en: en.join("\n") }
}

/// `電子カルテシステム（emr）`
fn named(name: &str, title: &Text) -> Text {
    let one = |title: &str, open: &str, close: &str| match title {
        "" => name.to_owned(),
        title if title == name => name.to_owned(),
        title => format!("{title}{open}{name}{close}"),
    };
    Text { ja: one(&title.ja, "（", "）"), en: one(&title.en, " (", ")") }
}

/// `K2（基盤利用契約）`
fn titled(name: &str, title: &Text) -> Text {
    let one = |title: &str, open: &str, close: &str| match title {
        "" => name.to_owned(),
        title if title == name => name.to_owned(),
        title => format!("{name}{open}{title}{close}"),
    };
    Text { ja: one(&title.ja, "（", "）"), en: one(&title.en, " (", ")") }
}
