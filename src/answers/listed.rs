//! Findings as rows of one table, as spreadsheets want them.

use super::baseline::Since;
use super::checked::Checked;
use super::seen::Seen;
use crate::diagnostic::{Diagnostic, Text};
use crate::findings::{CODES, Finding, Names};
use crate::report::{Inline, Table};
use crate::source::Sources;
use crate::text;

/// The findings of any number of engagements, and the problems of their texts, a row each.
pub(super) fn listed(sources: &Sources, checked: &[Checked], problems: &[Diagnostic]) -> Table {
    let mut table = Table::new([
        text!("案件", "engagement"),
        text!("重さ", "severity"),
        text!("種類", "kind"),
        text!("意味", "meaning"),
        text!("番号", "id"),
        text!("確認表", "catalogue"),
        text!("項目", "control"),
        text!("対応", "duties"),
        text!("対象", "about"),
        text!("局面", "phase and mode"),
        text!("当事者", "parties"),
        text!("初日", "from"),
        text!("最終日", "to"),
        text!("免除の期限", "waived until"),
        text!("内容", "what is wrong"),
        text!("場所", "place"),
    ]);
    table.rows.extend(problems.iter().map(|it| problem(sources, it)));
    if checked.iter().any(|it| it.against.is_some()) {
        table = table.column(text!("基準と比べて", "since the baseline"));
    }
    for it in checked {
        for (at, finding) in it.findings.iter().enumerate() {
            let mut row = row(sources, it, finding);
            match it.since(at) {
                Some(Since::Known) => continue,
                Some(since) => row.push(Inline::from(since.words())),
                None => {}
            }
            table.rows.push(row);
        }
        let fixed = it.against.iter().flat_map(|against| &against.fixed);
        table.rows.extend(fixed.map(|before| gone(&it.evaluation.context.engagement.name, before)));
    }
    table
}

/// What was found before and is fixed.
fn gone(engagement: &str, it: &Seen) -> Vec<Inline> {
    let mut row = vec![Inline::default(); 17];
    row[0] = Inline::from(engagement);
    row[1] = Inline::from(it.severity.words());
    row[2] = Inline::from(it.code.as_str());
    row[3] =
        CODES.iter().find(|code| code.name == it.code).map(|code| Inline::from(code.page.says)).unwrap_or_default();
    row[4] = Inline::from(it.id.as_str());
    row[5] = Inline::from(it.catalogue.as_deref().unwrap_or_default());
    row[6] = Inline::from(it.control.as_deref().unwrap_or_default());
    row[7] = Inline::from(it.duties.join(", "));
    row[8] = Inline::from(it.subject.as_ref().map(|it| it.name.as_str()).unwrap_or_default());
    row[10] = Inline::from(it.parties.join(", "));
    row[11] = Inline::from(it.from.to_string());
    row[12] = Inline::from(it.to.to_string());
    row[14] = it.message.as_ref().map(Inline::from).unwrap_or_default();
    row[16] = Inline::from(text!("解消", "fixed"));
    row
}

fn row(sources: &Sources, checked: &Checked, it: &Finding) -> Vec<Inline> {
    let context = &checked.evaluation.context;
    let (policy, engagement) = (context.policy, context.engagement);
    let control = it.group.control.map(|at| &policy.controls[at]);
    let duties: Vec<&str> = it.group.duties.iter().map(|at| policy.duties[*at].id.as_str()).collect();
    let parties: Vec<&str> = it.group.defect.parties.iter().map(|at| engagement.parties[*at].name.as_str()).collect();
    let until = it.waived.by().map(|at| engagement.waivers[at].until.to_string());
    let when = it.group.when(&Names(context));
    let bare = |words: &str| words.trim().trim_matches(['（', '）', '(', ')']).to_owned();
    vec![
        Inline::from(engagement.name.as_str()),
        Inline::from(it.severity.words()),
        Inline::from(it.name.as_ref()),
        Inline::from(means(it)),
        Inline::from(it.id.as_str()),
        Inline::from(it.group.catalogue(policy).map(|it| policy.catalogues[it].name.as_str()).unwrap_or_default()),
        Inline::from(control.map(|it| it.id.as_str()).unwrap_or_default()),
        Inline::from(duties.join(", ")),
        Inline::from(Names(context).subject(it.group.subject)),
        Inline::from(Text::new(bare(&when.ja), bare(&when.en))),
        Inline::from(parties.join(", ")),
        Inline::from(it.days.from.to_string()),
        Inline::from(it.days.to.to_string()),
        Inline::from(until.unwrap_or_default()),
        Inline::from(it.message(context)),
        Inline::from(it.spans(policy).next().map(|span| sources.place(span)).unwrap_or_default()),
    ]
}

/// What is meant by the kind of a finding; a rule of the project says that itself.
fn means(it: &Finding) -> Text {
    let (ja, en) = it.code.page.says;
    if it.group.defect.rule.is_some() { Text::default() } else { Text::new(ja, en) }
}

/// What is wrong with a text has no engagement, no control and no days.
fn problem(sources: &Sources, it: &Diagnostic) -> Vec<Inline> {
    let mut row = vec![Inline::default(); 16];
    row[1] = Inline::from(it.severity.words());
    row[2] = Inline::from(it.code.name);
    row[14] = Inline::from(&it.headline);
    row[15] = Inline::from(it.primary.as_ref().map(|label| sources.place(label.span)).unwrap_or_default());
    row
}
