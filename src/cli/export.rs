//! `buntan export`: forms that people fill in with a spreadsheet.

use std::fs;
use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::files::{replace, unreadable, unwritable, writable};
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, only, open, party, refused};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::Checked;
use crate::forms::came::Came;
use crate::forms::form::{Form, Kind};
use crate::forms::grid::Book;
use crate::forms::merge::{form, is_touched};
use crate::forms::problems::{MISSING_ROWS, Place, Problem, UNREADABLE_FORM};
use crate::forms::view::View;
use crate::forms::{csv, filled, told, xlsx};
use crate::model::{Idx, PartyIdx};
use crate::report::Failure;
use crate::syntax::limits::MAX_WORKBOOK;
use crate::text;
use crate::world::{DiskWorld, World};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "export",
    about: ("Excel で記入してもらう様式を書き出す", "Write a form to be filled in with Excel"),
    long: (
        "案件の今の内容を記入済みにした様式を書き出します。様式は、確認表（checklist）、役割分担の表（split）、契約・SLA の記載の表（sla）です。\
         記入されて戻ったら `buntan import` で取り込みます。\
         \n\n`--party` を付けると、その事業者に委ねられた対応、または想定される対応だけの表（sla では、その事業者が当事者である契約だけの表）になります。\
         `--output` に既にあるフォルダを指定すると、再委託先ごとに一つずつ書き出します。\
         \n\nセルの内容が数式になることはありません。CSV は BOM 付き UTF-8、改行は CRLF です。\
         `--keep` に前に戻ってきたファイルを指定すると、そこに加えられていた列とシートを引き継ぎます。",
        "Writes a form filled in with what the engagement says now: the checklist, the split of duties (split), or what contracts and \
         agreements state (sla). When it comes back, `buntan import` takes it over.\
         \n\nWith `--party` it holds only what was handed to that vendor or is expected of it (sla: the contracts to which it is a party). If `--output` names a folder that is there, \
         every subcontractor gets a file of its own.\
         \n\nNo cell ever becomes a formula. CSV is UTF-8 with a byte order mark, and its lines end in CRLF. `--keep` names a file that came \
         back earlier: the columns and sheets that were added to it go out again.",
    ),
    args: &[
        Arg {
            name: "KIND",
            shape: Shape::Position { required: true, many: false, values: &["xlsx", "csv"] },
            about: ("ファイルの形式。csv は split だけ", "The kind of file; csv is for split only"),
        },
        PATHS,
        Arg {
            name: "form",
            shape: Shape::OneOf(&["split", "checklist", "sla"], Some("split")),
            about: ("様式の種類", "Which form"),
        },
        Arg {
            name: "party",
            shape: Shape::Value("NAME"),
            about: (
                "この事業者の対応や契約だけを書き出す（checklist を除く）",
                "Only what is this vendor's; not for checklist",
            ),
        },
        Arg {
            name: "output",
            shape: Shape::Short('o', "FILE"),
            about: (
                "書き込むファイル。既にあるフォルダなら、再委託先ごとに一つずつ書く",
                "The file to write; for a folder that is there, one for each subcontractor",
            ),
        },
        Arg {
            name: "keep",
            shape: Shape::Value("FILE"),
            about: (
                "前に戻ってきたファイル。加えられていた列とシートを引き継ぐ",
                "A file that came back earlier: columns and sheets that were added to it go out again",
            ),
        },
        AT,
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan export xlsx hospital.buntan --party B -o form.xlsx",
            shows: ("再委託先に記入してもらう表を一つ書き出す", "Write the form of one subcontractor"),
        },
        Example {
            line: "buntan export xlsx hospital.buntan --form checklist -o checklist.xlsx",
            shows: ("確認表を書き出す", "Write the checklist"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let (to, kind) = (to(context)?, kind(context)?);
    if to == "csv" && kind != Kind::Split {
        return Err(Failure::new(text!("CSV で書けるのは split だけです", "only `split` can be written as CSV")).into());
    }
    let Some(output) = context.values("output").first().map(PathBuf::from) else {
        return Err(Failure::new(text!("`--output` がありません", "`--output` is missing"))
            .help(text!("例：`-o form.xlsx`", "for example `-o form.xlsx`"))
            .into());
    };
    let workspace = open(context)?;
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let view = View::new(it, workspace.parts_of(it.evaluation.context.engagement));
    let named = context.word("party")?.map(|word| party(word, it)).transpose()?;
    if kind == Kind::Checklist && named.is_some() {
        let headline = text!(
            "`--party` は `--form checklist` と一緒に使えません",
            "`--party` cannot be given with `--form checklist`"
        );
        let help = text!(
            "確認表は案件全体のものです。事業者には `--form split` か `--form sla` の様式を送ってください",
            "the checklist is the whole engagement's; send a vendor the form `split` or `sla`"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    let is_folder = context.io.current_dir.join(&output).is_dir();
    let targets: Vec<(Option<PartyIdx>, PathBuf)> = match (is_folder, named) {
        (false, party) => vec![(party, output)],
        (true, Some(party)) => vec![(Some(party), output.join(file_name(it, party, to)))],
        (true, None) => {
            if kind != Kind::Split {
                return Err(Failure::new(text!(
                    "フォルダに書けるのは split だけです",
                    "only `split` is written to a folder, one file for each subcontractor"
                ))
                .into());
            }
            subcontractors(it).into_iter().map(|it_| (Some(it_), output.join(file_name(it, it_, to)))).collect()
        }
    };
    let kept = context.values("keep").first().map(PathBuf::from);
    let name = |of: PartyIdx| it.evaluation.context.engagement.parties[of].name.clone();
    let parties: Vec<Option<String>> = targets.iter().map(|(party, _)| party.map(name)).collect();
    let kept_of = kept.as_deref().map(|path| additions(context, path, (&view, kind), &parties)).transpose()?;
    // All of it is looked at before any of it is written.
    for (_, path) in &targets {
        replaceable(context, &view, path, kept.as_deref())?;
    }
    let mut forms = Vec::new();
    let mut problems = Vec::new();
    for (party, path) in targets {
        let mut form = form(&view, kind, party, context.lang());
        if let Some(came) = kept_of.as_ref().filter(|it| it.party == form.party) {
            form.kept = filled::read(&came.book, &form).kept;
        }
        let bytes = match to {
            "csv" => Ok(csv::write(&form)),
            _ => xlsx::write(&form).map_err(|error| {
                Failure::new(text!("ブックを作れません：{error}", "the workbook cannot be made: {error}"))
            }),
        }?;
        put(context, &path, &bytes)?;
        problems.extend(nothing_to_fill_in(&path, &form));
        forms.push((path.display().to_string(), form));
    }
    let files: Vec<(String, &Form)> = forms.iter().map(|(path, form)| (path.clone(), form)).collect();
    context.show(&told::exported(&files, &problems), &workspace.sources)?;
    Ok(ExitStatus::Clean)
}

/// The file of `--keep`: what was added to one party's form goes into no other's.
fn additions(
    context: &Context<'_, '_>,
    path: &Path,
    (view, kind): (&View, Kind),
    parties: &[Option<String>],
) -> Result<Came, Stop> {
    let came = book(context, path)?.and_then(Came::new).map_err(|problem| refused(problem.diagnostic()))?;
    let is_same = came.kind == kind && came.engagement == view.engagement().name;
    if is_same && parties.contains(&came.party) {
        return Ok(came);
    }
    let shown = path.display();
    let headline =
        text!("`{shown}` は別の様式か、別の事業者の様式です", "`{shown}` is another form, or another party's");
    let help = text!(
        "`--keep` には、同じ案件・同じ事業者・同じ種類の様式を指定してください。ほかの事業者が加えたものは引き継ぎません",
        "give `--keep` a form of the same kind, party and engagement; what others added does not go out to this one"
    );
    Err(Failure::new(headline).help(help).into())
}

fn nothing_to_fill_in(path: &Path, form: &Form) -> Option<Problem> {
    let is_empty = form.sheets.iter().filter(|it| it.is_asked()).all(|it| it.lines().next().is_none());
    let says = text!("記入する行がありません", "there is no row to fill in");
    is_empty.then(|| Problem::new(&MISSING_ROWS, Place::file(&path.display().to_string()), says))
}

/// The kind of file.
pub(super) fn to<'a>(context: &Context<'a, '_>) -> Result<&'a str, Stop> {
    Ok(context.word("KIND")?.unwrap_or("xlsx"))
}

fn kind(context: &Context<'_, '_>) -> Result<Kind, Stop> {
    let word = context.word("form")?.unwrap_or("split");
    Ok(Kind::ALL.into_iter().find(|it| it.name() == word).unwrap_or(Kind::Split))
}

/// Vendors that supply by a subcontract.
fn subcontractors(checked: &Checked) -> Vec<PartyIdx> {
    let engagement = checked.evaluation.context.engagement;
    let mut all: Vec<PartyIdx> =
        engagement.contracts.iter().filter(|it| it.parent.is_some()).map(|it| it.supplier).collect();
    all.sort_by_key(|it| it.row());
    all.dedup();
    all
}

fn file_name(checked: &Checked, party: PartyIdx, to: &str) -> String {
    let name = &checked.evaluation.context.engagement.parties[party].name;
    // A name of JSON may be anything; what leads elsewhere, or is no name of a file, does not.
    let kept = |ch: char| if ch.is_alphanumeric() || matches!(ch, '-' | '_' | '（' | '）') { ch } else { '_' };
    let safe: String = name.chars().take(FILE_NAME).map(kept).collect();
    format!("{safe}.{to}")
}

/// Characters of a name that become the name of a file.
const FILE_NAME: usize = 60;

/// A file that came back, whichever kind it is of; or why it cannot be read.
pub(super) fn book(context: &Context<'_, '_>, path: &Path) -> Result<Result<Book, Box<Problem>>, Stop> {
    let world = DiskWorld::new(&context.io.current_dir, &[path.to_owned()]);
    let bytes = world.read(path, MAX_WORKBOOK).map_err(|error| unreadable(path, &error))?;
    let shown = path.display().to_string();
    let is_csv = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
    let read = if is_csv { csv::read(&shown, &bytes) } else { xlsx::read(&shown, &bytes) };
    let problem =
        |fault: xlsx::Fault| Problem::new(&UNREADABLE_FORM, Place::file(&shown), fault.says()).help(fault.help());
    Ok(read.map_err(|fault| Box::new(problem(fault))))
}

/// Whether a form may be written there: what is no form may be somebody's only copy, and so may be what was filled in.
fn replaceable(context: &Context<'_, '_>, view: &View, path: &Path, kept: Option<&Path>) -> Result<(), Stop> {
    let target = context.io.current_dir.join(path);
    let shown = path.display();
    if !target.exists() {
        return Ok(());
    }
    writable(path, &target)?;
    let Ok(Ok(came)) = book(context, path).map(|it| it.and_then(Came::new)) else {
        let headline =
            text!("`{shown}` は既にあり、書き出した様式ではありません", "`{shown}` is there already, and is no form");
        return Err(Failure::new(headline).help(text!("別の名前を指定してください", "choose another name")).into());
    };
    let is_kept = kept.is_some_and(|it| {
        let real = |it: &Path| context.io.current_dir.join(it).canonicalize().ok();
        real(it) == real(path)
    });
    let whose = came.party.as_deref().map(|word| party(word, view.checked)).transpose();
    if whose.is_ok_and(|whose| !is_touched(view, &came, whose, is_kept)) {
        return Ok(());
    }
    let headline = text!(
        "`{shown}` は既にあり、記入か加えられたものがあるため、上書きしません",
        "`{shown}` is there already with something filled in or added, and is not overwritten"
    );
    let help = text!(
        "先に `buntan import` で取り込むか、別の場所へ移してください。加えられた列とシートは `--keep {shown}` で引き継げます",
        "import it first, or move it away; with `--keep {shown}` the columns and sheets that were added go out again"
    );
    Err(Failure::new(headline).help(help).into())
}

/// Writes a form.
fn put(context: &Context<'_, '_>, path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let target = context.io.current_dir.join(path);
    let written = if target.exists() { replace(&target, bytes) } else { fs::write(&target, bytes) };
    Ok(written.map_err(|error| unwritable(path, &error))?)
}
