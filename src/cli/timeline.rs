//! `buntan timeline`: who carries what when.

use super::context::Context;
use super::named::party;
use super::open::{AT, BUNDLE, DUTY, ENGAGEMENT, FROM, ON, PATHS, TO, asked, days_of, judged, only, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, TimelineAsked};
use crate::report::Failure;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "timeline",
    about: (
        "いつ誰が何を担うかを示す（途切れが目立つように）",
        "Show who carries what when, with the holes standing out",
    ),
    long: (
        "対象ごとに、各対応を誰がいつからいつまで担うかを示します。`--horizon 90` は、基準日から90日以内に担い手を欠くことになるもの（契約の切れ目、担い手のないまま始まるもの、前提が不明でそうなるかもしれないもの）と、免除の期限が切れて再び指摘となるものを先頭に挙げます。\
         \n\n終了コード：`--horizon` の間にそのようなものがあれば 1。",
        "For every subject: from when to when each duty is carried, and by whom. `--horizon 90` first lists what comes to be without a carrier (it ends, or begins without one; also where that depends on unknown facts), \
         and which findings are no longer waived, within 90 days of the day of evaluation.\
         \n\nExit status: 1 if something opens within the `--horizon`.",
    ),
    args: &[
        PATHS,
        DUTY,
        ON,
        Arg {
            name: "party",
            shape: Shape::Value("NAME"),
            about: ("この当事者が実施し、または責任を負うものだけ", "Only what this party performs or answers for"),
        },
        Arg {
            name: "horizon",
            shape: Shape::Value("DAYS"),
            about: (
                "基準日からこの日数のうちに担い手を欠くことになるものを知らせる",
                "Warn of what comes to be without a carrier within so many days",
            ),
        },
        FROM,
        TO,
        AT,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan timeline policies/examples/city-hospital/before.buntan --duty P2.C.2 --at 2026-10-01",
            shows: ("機器運用監視を誰がいつ担うか", "Who monitors the equipment, and when"),
        },
        Example {
            line: "buntan timeline hospital.buntan --horizon 90",
            shows: ("今後90日に担い手を欠くことになるもの", "What comes to be without a carrier within 90 days"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let today = it.evaluation.context.day;
    let obligations = asked(context.word("duty")?.unwrap_or("*"), context.word("on")?, &workspace, it)?.obligations;
    let horizon = context.word("horizon")?.map(|word| horizon(word, today)).transpose()?;
    let party = context.word("party")?.map(|word| party(word, it)).transpose()?;
    let asked = TimelineAsked { obligations, party, days: days_of(context)?, horizon };
    let Some(lines) = answers::timeline(it, &asked) else {
        return Err(Failure::new(text!(
            "責任と日付の組合せが多すぎて、時間の流れを示せません",
            "there are too many obligations and days for a time line"
        ))
        .help(text!(
            "`buntan check --from 日付 --to 日付` で期間を区切って点検できます",
            "`buntan check --from DATE --to DATE` judges some of the days"
        ))
        .into());
    };
    context.show(&lines.document, &workspace.sources)?;
    Ok(if lines.opens { ExitStatus::Findings } else { ExitStatus::Clean })
}

/// The last day of so many days after another.
fn horizon(word: &str, today: crate::model::Date) -> Result<crate::model::Date, Failure> {
    // Nothing opens within no days.
    let days = word.parse::<u16>().ok().filter(|days| *days > 0);
    let until = days.and_then(|days| today.checked_add(jiff::Span::new().days(i64::from(days))).ok());
    until.ok_or_else(|| {
        Failure::new(text!(
            "`--horizon` の値 `{word}` は1以上の日数ではありません",
            "the value `{word}` of `--horizon` is not a number of days from 1 on"
        ))
        .help(text!("例：`--horizon 90`", "for example `--horizon 90`"))
    })
}
