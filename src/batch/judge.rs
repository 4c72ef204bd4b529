//! One row judged: a record, and what it adds to the totals.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::identity::plain;
use super::leaving::{Leaver, Left, leaving};
use super::rows::{Form, Row};
use super::stake::stakes;
use super::tally::{Clause, Compared, Counted, Fault, Found};
use crate::answers::{self, Against, Baseline, Checked, FindingRecord, Seen, Since};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::findings::Finding;
use crate::model::{Control, Engagement, Idx, Stretch};
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::{self, ast};
use crate::text;
use crate::workspace::{Settled, UNREADABLE_FILE, Workspace, is_file_name, joined};

/// What is asked of every row.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The days.
    pub days: Stretch,
    /// Kinds of findings; none means all.
    pub only: BTreeSet<String>,
    /// Catalogues; none means all, and findings that are about no control.
    pub catalogues: BTreeSet<String>,
    /// With messages, places and proofs.
    pub in_full: bool,
    /// Vendors that are supposed to leave on the first day: then only what is new by it is wanted.
    pub without: Vec<Leaver>,
    /// What was found before: then only what is new or worse since is wanted, and what is fixed.
    pub baseline: Option<Arc<Baseline>>,
}

/// What every row is judged by: policies, compiled once.
pub struct Judge<'a> {
    workspace: &'a Workspace,
    wanted: Wanted,
    /// Where the templates are written, in order of their places.
    templates: Vec<(Span, &'a str)>,
    /// By control: what it is counted under.
    controls: Vec<Arc<str>>,
}

/// Several days.
#[derive(Serialize)]
struct Days {
    from: String,
    to: String,
}

/// A line of output.
#[derive(Serialize)]
struct Record<'a> {
    row: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// The days that were asked about, where there were several.
    #[serde(flatten)]
    days: Option<Days>,
    /// Those of its parties that were supposed to leave, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<Told<'a>>>,
    /// The ids of what is fixed since the baseline, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<&'a str>>,
    /// Errors and warnings of the static checks: what is judged, and perhaps not as it was meant.
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    problems: &'a [Fault],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Fault>,
}

/// A finding in a record.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    Brief(Box<FindingRecord<'a>>),
    Full(Value),
}

/// What came of a row.
#[derive(Debug)]
pub struct Judged {
    /// Its line of output, without the line end.
    pub record: String,
    /// What it adds to the totals.
    pub counted: Counted,
}

impl<'a> Judge<'a> {
    /// Judges by the catalogues, templates and rules of a workspace.
    pub fn new(workspace: &'a Workspace, wanted: Wanted) -> Self {
        let mut templates: Vec<(Span, &str)> =
            workspace.policy.templates.iter().map(|it| (it.span, it.name.as_str())).collect();
        templates.sort_by_key(|(span, _)| (span.source, span.start));
        let policy = &workspace.policy;
        let full = |it: &Control| format!("{}:{}", policy.catalogues[it.catalogue].name, it.id).into();
        Judge { workspace, wanted, templates, controls: policy.controls.iter().map(full).collect() }
    }

    /// Reads and judges a row.
    pub fn row(&self, row: &Row) -> Judged {
        match self.judged(row) {
            Ok(judged) => judged,
            Err(fault) => {
                let (id, error) = (called_in_text(row), Some(&*fault));
                let id = id.as_deref();
                let record = Record {
                    row: row.number,
                    id,
                    days: None,
                    without: None,
                    findings: None,
                    fixed: None,
                    problems: &[],
                    error,
                };
                let record = line(&record);
                Judged { record, counted: Counted::Fault(*fault) }
            }
        }
    }

    fn judged(&self, row: &Row) -> Result<Judged, Box<Fault>> {
        if let Some(fault) = &row.fault {
            return Err(Box::new(fault.clone()));
        }
        let text = syntax::decode_at(&row.text, row.line)
            .map_err(|(problem, line)| Box::new(Fault { line, ..*fault(row, None, &problem) }))?;
        let mut sources = self.workspace.sources.clone();
        let id = sources.add(Source::new(row.file.as_str(), text).at_line(row.line as usize));
        let source = sources.get(id);
        let place = Some((id, source));
        let (mut engagement, loads, mut problems) = read(row, id, source)?;
        for load in &loads {
            self.given(row, place, load)?;
        }
        engagement.uses = self.with_files(row, place, engagement.uses)?;
        let (settled, warnings) = self.settled(row, place, &engagement)?;
        problems.extend(warnings);
        let weighed =
            |it: &Diagnostic| Fault { severity: Some(it.severity.name().to_owned()), ..*fault(row, place, it) };
        let problems: Vec<Fault> = problems.iter().map(weighed).collect();
        let mut checked = self.checked(row, &settled)?;
        if self.wanted.without.is_empty() {
            let baseline = self.wanted.baseline.as_ref();
            checked.against = baseline.map(|it| it.against(&checked));
            let all = match &checked.against {
                Some(against) => against.grown(),
                None => (0..checked.findings.len()).collect(),
            };
            return Ok(self.told(row, (&sources, &checked), &all, problems, Vec::new()));
        }
        let left = leaving(&self.wanted.without, &settled.0);
        for it in &left {
            answers::without(&mut engagement, &it.party_key(), self.wanted.days.from);
        }
        let (otherwise, _) = self.settled(row, place, &engagement)?;
        let after = self.checked(row, &otherwise)?;
        let new = answers::compare(&checked, &after).new_findings(&checked, &after);
        Ok(self.told(row, (&sources, &after), &new, problems, left))
    }

    /// What a row says, and what is odd about it.
    fn settled(
        &self,
        row: &Row,
        place: Option<(SourceId, &Source)>,
        engagement: &ast::Engagement,
    ) -> Result<(Settled, Vec<Diagnostic>), Box<Fault>> {
        self.workspace
            .settle(std::slice::from_ref(engagement))
            .map_err(|problems| problems.first().map_or_else(|| placed(row, unsettled()), |it| fault(row, place, it)))
    }

    fn checked<'b>(&'b self, row: &Row, settled: &'b Settled) -> Result<Checked<'b>, Box<Fault>> {
        let (engagement, obligations) = settled;
        match self.workspace.is_too_long(engagement, obligations, self.wanted.days) {
            true => Err(placed(row, too_long())),
            false => Ok(self.workspace.judge(engagement, obligations, self.wanted.days)),
        }
    }

    /// A file that a row uses is one of the policies: its catalogues are meant.
    fn with_files(
        &self,
        row: &Row,
        place: Option<(SourceId, &Source)>,
        uses: Vec<ast::Use>,
    ) -> Result<Vec<ast::Use>, Box<Fault>> {
        let mut all = Vec::new();
        for used in uses {
            let written = &used.catalogue.text;
            if !is_file_name(written) {
                all.push(used);
                continue;
            }
            let at = self.given(row, place, &used.catalogue)?;
            let catalogues = self.workspace.policy.catalogues.iter().filter(|it| it.span.source.0 as usize == at);
            all.extend(catalogues.map(|it| ast::Use {
                catalogue: ast::Name { text: it.name.clone(), span: used.catalogue.span },
                only: used.only.clone(),
            }));
        }
        Ok(all)
    }

    /// Which of the policies a file is that a row names, relative to the file of the row; or one of that name in a bundle, which lies
    /// nowhere.
    fn given(&self, row: &Row, place: Option<(SourceId, &Source)>, name: &ast::Name) -> Result<usize, Box<Fault>> {
        let written = &name.text;
        let path = joined(Path::new(&row.file).parent().unwrap_or(Path::new("")), written);
        let is_it = |source: &Source| joined(Path::new(""), &source.name) == path;
        let inside = format!(".bundle:{written}");
        let is_bundled = |source: &Source| source.name.ends_with(&inside);
        let sources = &self.workspace.sources;
        sources.iter().position(is_it).or_else(|| sources.iter().position(is_bundled)).ok_or_else(|| {
            let shown = path.display();
            let message = text!(
                "`{written}` が渡されていません。`--policy {shown}` で渡してください",
                "`{written}` was not given; give it with `--policy {shown}`"
            );
            fault(row, place, &Diagnostic::new(&UNREADABLE_FILE, name.span, message))
        })
    }

    /// The record of a row, of which some of the findings are told.
    fn told(
        &self,
        row: &Row,
        (sources, checked): (&Sources, &Checked),
        told: &[usize],
        problems: Vec<Fault>,
        left: Vec<Left>,
    ) -> Judged {
        let id = called(checked.evaluation.context.engagement);
        let derivations = if self.wanted.in_full { checked.derivations() } else { Vec::new() };
        let wanted = told.iter().map(|at| (*at, &checked.findings[*at])).filter(|(_, it)| self.is_wanted(checked, it));
        let wanted: Vec<(usize, &Finding)> = wanted.collect();
        let records = wanted.iter().map(|&(at, it)| {
            let Some(why) = derivations.get(at) else {
                return Told::Brief(Box::new(FindingRecord::of_many(sources, checked, at)));
            };
            let mut value = answers::finding_json(sources, checked, it, why);
            value["roots"] = answers::roots(sources, checked, it).into();
            if let Some(since) = checked.since(at) {
                value["since"] = since.name().into();
            }
            Told::Full(value)
        });
        let fixed = checked.against.as_ref().map(|it| self.fixed(it));
        let records = records.collect();
        let Stretch { from, to } = self.wanted.days;
        let without = || left.iter().map(|it| it.party.as_str()).collect();
        let record = line(&Record {
            row: row.number,
            id: Some(&id),
            days: (from != to).then(|| Days { from: from.to_string(), to: to.to_string() }),
            without: (!self.wanted.without.is_empty()).then(without),
            findings: Some(records),
            fixed: fixed.clone(),
            problems: &problems,
            error: None,
        });
        let (waived, open): (Vec<&Finding>, Vec<&Finding>) =
            wanted.into_iter().map(|(_, it)| it).partition(|it| it.is_waived());
        let vendors = stakes(checked, open.iter().copied());
        let engagement = checked.evaluation.context.engagement;
        let parties: Vec<Arc<str>> = engagement.parties.iter().map(|it| plain(&it.title.ja).into()).collect();
        let findings = open.into_iter().map(|it| self.found(sources, &parties, it)).collect();
        let waived = waived.len() as u64;
        let since = Compared {
            rows: u64::from(self.wanted.baseline.as_ref().is_some_and(|it| it.knows(engagement).is_some())),
            fixed: fixed.map_or(0, |it| it.len() as u64),
            known: checked.against.as_ref().map_or(0, |it| it.count(Since::Known) as u64),
        };
        Judged { record, counted: Counted::Findings { id, findings, waived, problems, vendors, left, since } }
    }

    /// What is fixed, of what is asked for.
    fn fixed<'b>(&self, against: &'b Against) -> Vec<&'b str> {
        let (kinds, catalogues) = (&self.wanted.only, &self.wanted.catalogues);
        let is_wanted = |it: &&Seen| {
            (kinds.is_empty() || kinds.contains(&it.code))
                && (catalogues.is_empty() || it.catalogue.as_ref().is_some_and(|it| catalogues.contains(it)))
        };
        against.fixed.iter().filter(is_wanted).map(|it| it.id.as_str()).collect()
    }

    fn is_wanted(&self, checked: &Checked, it: &Finding) -> bool {
        let policy = checked.evaluation.context.policy;
        let catalogue = it.group.catalogue(policy).map(|at| policy.catalogues[at].name.as_str());
        (self.wanted.only.is_empty() || self.wanted.only.contains(it.name.as_ref()))
            && (self.wanted.catalogues.is_empty() || catalogue.is_some_and(|it| self.wanted.catalogues.contains(it)))
    }

    fn found(&self, sources: &Sources, parties: &[Arc<str>], it: &Finding) -> Found {
        Found {
            kind: it.name.clone(),
            severity: it.severity,
            control: it.group.control.map(|at| self.controls[at.row()].clone()),
            parties: it.group.defect.parties.iter().map(|at| parties[at.row()].clone()).collect(),
            clause: it.spans(&self.workspace.policy).find_map(|span| self.clause(sources, span)),
            reason: it.group.defect.reasons.first().cloned(),
            is_consequence: !it.because.is_empty(),
        }
    }

    /// The clause of a template at a place: of the templates that begin before it in its text, the last.
    fn clause(&self, sources: &Sources, span: Span) -> Option<Clause> {
        let mut before = self.templates.iter().filter(|(it, _)| it.source == span.source && it.start < span.start);
        let (_, template) = before.next_back()?;
        Some(Clause { template: (*template).to_owned(), place: sources.place(span) })
    }
}

/// What a row is called: its own key `x_id`, else the name of its engagement.
fn called(engagement: &Engagement) -> String {
    answers::own_id(engagement).unwrap_or_else(|| engagement.name.clone())
}

/// The same of a row that could not be judged, as far as its text can be read.
fn called_in_text(row: &Row) -> Option<String> {
    if row.form == Form::Policy {
        let source = Source::new(row.file.as_str(), syntax::decode_at(&row.text, row.line).ok()?);
        let file = syntax::parse(SourceId::default(), &source).file;
        return Some(file.engagements.first()?.name.text.clone());
    }
    let it: Value = serde_json::from_slice(&row.text).ok()?;
    it.get("x_id").and_then(answers::id_of).or_else(|| it.get("engagement")?.as_str().map(str::to_owned))
}

fn line(record: &Record) -> String {
    // Numbers, texts and values of JSON: nothing of it can fail.
    serde_json::to_string(record).unwrap_or_default()
}

/// What a row holds: an engagement, the files it names at its top, warnings.
type Held = (ast::Engagement, Vec<ast::Name>, Vec<Diagnostic>);

/// The one engagement that a row holds.
fn read(row: &Row, id: SourceId, source: &Source) -> Result<Held, Box<Fault>> {
    let mut parsed = match row.form {
        Form::Json => syntax::parse_row(id, source),
        Form::Policy => syntax::parse(id, source),
    };
    if let Some(problem) = parsed.problems.iter().find(|it| it.severity == Severity::Error) {
        return Err(fault(row, Some((id, source)), problem));
    }
    let has_policies =
        !(parsed.file.catalogues.is_empty() && parsed.file.templates.is_empty() && parsed.file.rules.is_empty());
    let mut engagements = parsed.file.engagements;
    let headline = match (engagements.len(), has_policies) {
        (1, false) if !engagements[0].continued => {
            let own = engagements[0].extra.iter().find(|(key, value)| key == "x_id" && !value.is_null());
            if own.is_some_and(|(_, value)| answers::id_of(value).is_none()) {
                let message =
                    text!("`x_id` は文字列か整数で書いてください", "`x_id` is to be a text or a whole number");
                let pointer = Some("/x_id".to_owned());
                return Err(placed(row, Fault { pointer, ..Fault::new("json_wrong_type", message) }));
            }
            parsed.problems.retain(|it| it.severity >= Severity::Warning);
            return Ok((engagements.remove(0), parsed.file.loads, parsed.problems));
        }
        (1, false) => text!(
            "案件の続き（`continued`）だけがあり、本体がありません",
            "an engagement is continued here, and its start is not in the row"
        ),
        (_, true) => text!(
            "確認表、ひな型、規則は行に書けません。`--policy` で渡してください",
            "catalogues, templates and rules cannot stand in a row; give them with `--policy`"
        ),
        (0, false) => text!("案件がありません", "there is no engagement"),
        (_, false) => text!(
            "一つのファイルに案件が複数あります。案件ごとのファイルか NDJSON にしてください",
            "there are several engagements in one file; write one file for each, or NDJSON"
        ),
    };
    Err(placed(row, Fault::new("not_one_engagement", headline)))
}

fn placed(row: &Row, fault: Fault) -> Box<Fault> {
    Box::new(Fault { file: row.file.clone(), line: row.line, ..fault })
}

/// A problem of a row, with its place in the file.
fn fault(row: &Row, source: Option<(SourceId, &Source)>, problem: &Diagnostic) -> Box<Fault> {
    let span = problem.primary.as_ref().map(|label| label.span);
    let place = source.and_then(|(id, source)| Some((source, span.filter(|it| it.source == id)?.start)));
    let line = place.map_or(row.line, |(source, start)| row.line + source.line_of(start) as u64);
    let found = || match (row.form, place) {
        (Form::Json, Some((source, start))) => Some(syntax::pointer_at(&source.text, start as usize)),
        _ => None,
    };
    let pointer = problem.pointer.clone().filter(|it| !it.is_empty()).or_else(found).filter(|it| !it.is_empty());
    let Text { ja, en } = &problem.headline;
    let message = match problem.help.first() {
        Some(Text { ja: help_ja, en: help_en }) => text!("{ja}（{help_ja}）", "{en} ({help_en})"),
        None => problem.headline.clone(),
    };
    Box::new(Fault {
        code: problem.code.name.to_owned(),
        file: row.file.clone(),
        line,
        pointer,
        message,
        severity: None,
    })
}

fn unsettled() -> Fault {
    Fault::new("not_settled", text!("評価できません", "it cannot be judged"))
}

fn too_long() -> Fault {
    Fault::new(
        "too_large",
        text!(
            "責任と日付の組合せが多すぎます。`--from` と `--to` の間を短くしてください",
            "too many obligations and dates; name fewer days with `--from` and `--to`"
        ),
    )
}
