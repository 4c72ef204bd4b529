//! `buntan what-if`: what would change without a party, with other facts, with another contract, on another day.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::context::{Context, Stop};
use super::named::{self, party};
use super::open::{
    AT, BUNDLE, ENGAGEMENT, FAIL_ON, PATHS, TO, day, days_of, fail_on, judged_on, only, open, problems_of, read_text,
    status_of,
};
use super::table::{Arg, Command, Example, Shape};
use crate::answers::{self, Checked, Side, Supposed};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Stretch;
use crate::report::Failure;
use crate::source::{Source, Span};
use crate::syntax::{self, ast};
use crate::text;
use crate::workspace::Workspace;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "what-if",
    about: (
        "事業者がいなくなる、前提が変わる、契約が増えるなどの影響を示す",
        "Show what would change without a party, with other facts, with another contract",
    ),
    long: (
        "書かれているとおりの評価と、仮定を加えた評価との差を示します。新たな指摘、なくなる指摘、変わる指摘、担い手の変化です。\
         仮定は組み合わせられます。`--without` の当事者は `--from` の日（省くと基準日）にいなくなり、その契約・記述・アクセス権は前日に終わります。ほかはそのままです。\
         \n\n基準日は `--at`、省くと `--from`、それも省くと日本の今日です。`--from` と `--to` の両方で期間を評価します。仮定がなく `--from` だけのときは、`--at` の日と `--from` の日を比べます。\
         \n\n終了コード：`--fail-on` 以上の指摘が新たに出れば 1。",
        "Shows the difference between the evaluation as written and one under suppositions: findings that are new, go or change, and \
         who carries what instead. Suppositions can be combined. A party after `--without` leaves on the day of `--from` (otherwise \
         the day of evaluation): its contracts, statements and access end the day before, and everything else stays.\
         \n\nThe day is that of `--at`, otherwise of `--from`, otherwise today in Japan; `--from` and `--to` judge several days. With \
         `--from` and no supposition, that day is compared with the day of `--at`.\
         \n\nExit status: 1 if something at or above `--fail-on` is new.",
    ),
    args: &[
        PATHS,
        Arg {
            name: "without",
            shape: Shape::Value("PARTY"),
            about: ("いなくなる当事者（読点またはカンマで複数）", "A party that leaves; several with commas"),
        },
        Arg {
            name: "fact",
            shape: Shape::Value("FACT=VALUE"),
            about: (
                "別の値をもつ前提（`emr.external_storage=no` のように、カンマで複数）",
                "A fact with another value, such as `emr.external_storage=no`; several with commas",
            ),
        },
        Arg {
            name: "contract",
            shape: Shape::Value("FILE"),
            about: (
                "案件に加わる契約や記述のファイル",
                "A file with contracts and statements, or a part of the engagement, that is added",
            ),
        },
        Arg {
            name: "from", shape: Shape::Value("DATE"), about: ("仮定が始まる日", "The day from which it holds")
        },
        TO,
        AT,
        ENGAGEMENT,
        FAIL_ON,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan what-if hospital.buntan --without B --from 2027-04-01",
            shows: ("再委託先 B が撤退したときに生じる間隙", "Which gaps open when B leaves"),
        },
        Example {
            line: "buntan what-if hospital.buntan --fact emr.external_storage=no --at 2026-10-01",
            shows: ("前提が変わったときの指摘の差", "What another fact would change"),
        },
        Example {
            line: "buntan what-if hospital.buntan --without B --contract successor.buntan --from 2027-04-01 --to 2028-03-31",
            shows: ("後任の契約で間隙が埋まるか", "Whether the contract of a successor fills the gaps"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let mut workspace = open(context)?;
    let from = context.date("from")?;
    let named = |name: &str| -> Result<Vec<String>, Stop> {
        let words = context.word(name)?.unwrap_or_default();
        Ok(words.split([',', '、']).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect())
    };
    let (without, facts) = (named("without")?, named("fact")?);
    let file = context.word("contract")?.map(PathBuf::from);
    let supposes = !without.is_empty() || !facts.is_empty() || file.is_some();
    if !supposes && from.is_none() {
        return Err(Failure::new(text!("仮定がありません", "nothing is supposed"))
            .help(text!(
                "`--without`、`--fact`、`--contract`、`--from` のいずれかを指定してください",
                "give one of `--without`, `--fact`, `--contract`, `--from`"
            ))
            .into());
    }
    let over = match context.date("to")? {
        Some(_) => days_of(context)?,
        None => None,
    };
    let at = context.date("at")?;
    let before_days: Stretch = match (supposes, at, from, over) {
        (true, Some(at), ..) => at.into(),
        (true, None, _, Some(days)) => days,
        (true, None, Some(from), None) => from.into(),
        (true, None, None, None) | (false, ..) => day(context)?.into(),
    };
    let after_days = match (supposes, from) {
        (false, Some(from)) => over.unwrap_or(from.into()),
        _ => before_days,
    };
    let added = match &file {
        Some(path) => match part(context, &mut workspace, path)? {
            Ok(parts) => parts,
            Err(problems) => return stopped(context, &workspace, &problems),
        },
        None => Vec::new(),
    };
    let mut spans = Vec::new();
    for fact in &facts {
        let id = workspace.sources.add(Source::new("--fact", fact.as_str()));
        spans.push(Span::new(id, 0, fact.len()));
    }
    let checked = judged_on(context, &workspace, before_days)?;
    let before = only(context, &checked)?;
    let parts = workspace.parts_of(before.evaluation.context.engagement);
    about_it(&added, before)?;
    let mut supposed = Supposed { added, from: from.unwrap_or(before_days.from), ..Supposed::default() };
    for word in &without {
        leaves(&mut supposed, word, before)?;
    }
    for (fact, span) in facts.iter().zip(spans) {
        let fact = named::fact(fact, before)?;
        supposed.facts.push(answers::fact(parts, &fact, span).map_err(Failure::new)?);
        supposed.told.push(text!("前提 `{fact}`", "the fact `{fact}`"));
    }
    if let Some(path) = &file {
        let shown = path.display();
        supposed.told.push(text!("`{shown}` を加える", "`{shown}` is added"));
    }
    let settled = supposed.carried_out(parts).and_then(|whole| answers::settled(&workspace.policy, &whole));
    let answers::Settled { engagement, obligations, .. } = match settled {
        Ok(settled) => settled,
        Err(problems) => return stopped(context, &workspace, &problems),
    };
    let after = workspace.judge(&engagement, &obligations, after_days);
    let comparison = answers::compare(before, &after);
    let [one, other] = [before, &after].map(|checked| Side { checked, sources: &workspace.sources });
    let document = answers::what_if(&supposed.told, one, other, &comparison);
    let limit = fail_on(context, &workspace)?;
    context.show(&document, &workspace.sources)?;
    Ok(status_of(comparison.worst(before, &after), limit))
}

/// The problems of what is supposed.
fn stopped(context: &mut Context<'_, '_>, workspace: &Workspace, problems: &[Diagnostic]) -> Outcome {
    context.show(&problems_of(problems), &workspace.sources)?;
    Ok(super::ExitStatus::Failed)
}

fn leaves(supposed: &mut Supposed, word: &str, checked: &Checked<'_>) -> Result<(), Stop> {
    let engagement = checked.evaluation.context.engagement;
    let party = party(word, checked)?;
    let name = &engagement.parties[party].name;
    if party == engagement.hospital {
        return Err(Failure::new(text!(
            "`{name}` は医療機関で、案件からいなくなることはありません",
            "`{name}` is the hospital, and cannot leave its own engagement"
        ))
        .into());
    }
    let from = supposed.from;
    supposed.told.push(text!("{from} から `{name}` がいない", "without `{name}` from {from} on"));
    supposed.without.push(ast::Name { text: name.clone(), ..ast::Name::default() }.key());
    Ok(())
}

/// Makes sure that what is added is a part of this engagement.
fn about_it(added: &[ast::Engagement], checked: &Checked<'_>) -> Result<(), Stop> {
    let name = &checked.evaluation.context.engagement.name;
    let own = ast::Name { text: name.clone(), ..ast::Name::default() }.key();
    match added.iter().find(|part| part.name.text != FRAGMENT && part.name.key() != own) {
        None => Ok(()),
        Some(part) => {
            let other = &part.name.text;
            Err(Failure::new(text!(
                "加えるファイルは案件「{other}」の一部で、「{name}」の一部ではありません",
                "what is added is a part of `{other}`, not of `{name}`"
            ))
            .into())
        }
    }
}

/// The name of what has none.
const FRAGMENT: &str = "+";

/// What a file adds: its engagements' parts; or, where it holds only items of an engagement, these.
fn part(
    context: &Context<'_, '_>,
    workspace: &mut Workspace,
    path: &Path,
) -> Result<Result<Vec<ast::Engagement>, Vec<Diagnostic>>, Stop> {
    let written = read_text(context, path)?;
    let name = path.display().to_string();
    let sources = &mut workspace.sources;
    let json = path.extension().is_some_and(|it| it == "json");
    let id = sources.add(Source::new(name.clone(), written.as_str()));
    let whole = if json { syntax::parse_json(id, sources.get(id)) } else { syntax::parse(id, sources.get(id)) };
    let parsed = if json || !whole.file.engagements.is_empty() {
        whole
    } else {
        // On the line of the first item, so that the lines of the file stay what they are.
        let id = sources.add(Source::new(name, format!("engagement \"{FRAGMENT}\" continued {{ {written}\n}}")));
        syntax::parse(id, sources.get(id))
    };
    let errors: Vec<Diagnostic> = parsed.problems.into_iter().filter(|it| it.severity == Severity::Error).collect();
    Ok(if errors.is_empty() { Ok(parsed.file.engagements) } else { Err(errors) })
}
