//! `buntan export`: forms that people fill in with a spreadsheet.

use std::fs;
use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::files::{is_folder, replace, unreadable, unwritable, writable};
use super::kept::{Which, kept};
use super::named::party;
use super::open::{AT, BUNDLE, ENGAGEMENT, PATHS, judged, made_of, only, open, problems};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::Checked;
use crate::diagnostic::Text;
use crate::forms::came::Came;
use crate::forms::form::{Form, Kind};
use crate::forms::grid::Book;
use crate::forms::merge::{form, is_touched};
use crate::forms::problems::{MISSING_ROWS, Place, Problem, UNREADABLE_FORM};
use crate::forms::view::View;
use crate::forms::{checklist, csv, filled, page, told, xlsx};
use crate::model::{Idx, PartyIdx};
use crate::report::{Failure, Format, Options, write};
use crate::syntax::limits::MAX_WORKBOOK;
use crate::text;
use crate::workspace::Workspace;
use crate::world::{DiskWorld, World};

/// `[PATH…]`
const OPTIONAL_PATHS: Arg =
    Arg { name: "PATH", shape: Shape::Position { required: false, many: true, values: &[] }, about: PATHS.about };

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "export",
    about: ("Excel で記入してもらう様式を書き出す", "Write a form to be filled in with Excel"),
    long: (
        "案件の今の内容を記入済みにした様式を書き出します。様式は、確認表（checklist）、役割分担の表（split）、契約・SLA の記載の表（sla）です。案件がまだなければ、`--blank` で空の確認表を書き出します。\
         記入されて戻ったら `buntan import` で取り込みます。\
         \n\n`--party` を付けると、その事業者に委ねられた対応、または想定される対応だけの表（sla では、その事業者が当事者である契約だけの表）になります。\
         `--output` に既にあるフォルダを指定すると、再委託先ごとに一つずつ書き出します。\
         \n\nセルの内容が数式になることはありません。CSV は BOM 付き UTF-8、改行は CRLF です。\
         前に戻ってきた様式に列、行、シートが加えられていれば、`buntan import --write` が案件のファイルのそば（`hospital.buntan` なら `hospital.forms/`）に         残しており、同じ事業者の同じ様式に引き継ぎます。`--fresh` を付けると引き継がず、そのファイルを消すと以後も引き継ぎません。",
        "Writes a form filled in with what the engagement says now: the checklist, the split of duties (split), or what contracts and \
         agreements state (sla). Where there is no engagement yet, `--blank` writes an empty checklist. When it comes back, `buntan import` \
         takes it over.\
         \n\nWith `--party` it holds only what was handed to that vendor or is expected of it (sla: the contracts to which it is a party). If `--output` names a folder that is there, \
         every subcontractor gets a file of its own.\
         \n\nNo cell ever becomes a formula. CSV is UTF-8 with a byte order mark, and its lines end in CRLF. Columns, rows and sheets that were \
         added to a form go out again with the next one of the same kind and party: `buntan import --write` keeps them beside the file of \
         the engagement (for `hospital.buntan` in `hospital.forms/`). With `--fresh` they are left out; delete that file to be rid of them.",
    ),
    args: &[
        Arg {
            name: "KIND",
            shape: Shape::Position { required: true, many: false, values: &["xlsx", "csv", "html", "md"] },
            about: (
                "ファイルの形式。csv は記入する行だけの一つの表、html と md は読むためのページ",
                "The kind of file; csv is one table of the rows to fill in, html and md are pages to be read",
            ),
        },
        OPTIONAL_PATHS,
        Arg {
            name: "blank",
            shape: Shape::Values("CATALOGUE"),
            about: (
                "案件なしで、この確認表の空の様式を書き出す（`roles-2024` など。複数可）",
                "The empty checklist of this catalogue, such as `roles-2024`, with no engagement at all; may be given several times",
            ),
        },
        Arg {
            name: "form",
            shape: Shape::OneOf(&["split", "checklist", "sla"], Some("split")),
            about: ("様式の種類", "Which form"),
        },
        Arg {
            name: "party",
            shape: Shape::Value("NAME"),
            about: (
                "この事業者の対応や契約だけを書き出す（短い名前か名称。checklist を除く）",
                "Only what is this vendor's, by its short or its official name; not for checklist",
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
            name: "fresh",
            shape: Shape::Switch(None),
            about: (
                "前に加えられた列、行、シートを引き継がない",
                "Leave out the columns, rows and sheets that were added to the form before",
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
        Example {
            line: "buntan export xlsx --blank roles-2024 -o checklist.xlsx",
            shows: (
                "空の確認表を書き出す。記入後に `import … --into new.buntan --write` で案件になる",
                "Write an empty checklist; filled in, `import … --into new.buntan --write` makes an engagement of it",
            ),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let (to, kind) = (to(context)?, kind(context)?);
    if to != "xlsx" && context.switch("blank") {
        let headline = text!("空の様式は {to} では書けません", "an empty form cannot be written as {to}");
        let help = text!(
            "当事者、構成要素、契約のシートが要ります。xlsx で書き出してください",
            "it has sheets of parties, components and contracts; export it as xlsx"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    let Some(output) = context.values("output").first().map(PathBuf::from) else {
        return Err(Failure::new(text!("`--output` がありません", "`--output` is missing"))
            .help(text!("例：`-o form.xlsx`", "for example `-o form.xlsx`"))
            .into());
    };
    if context.switch("blank") {
        return blank(context, kind, &output);
    }
    if context.values("PATH").is_empty() {
        return Err(Failure::new(text!("案件のファイルがありません", "no engagement is named"))
            .help(text!(
                "ファイルを指定するか、空の確認表なら `--blank roles-2024` を付けてください",
                "name its file; for an empty checklist, say `--blank roles-2024`"
            ))
            .into());
    }
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
    let folder = Some(context.io.current_dir.join(&output)).filter(|_| is_folder(&context.io.current_dir, &output));
    if folder.is_none() {
        ends_in(&output, to)?;
    }
    let one_each = folder.is_some() && named.is_none();
    let targets: Vec<(Option<PartyIdx>, PathBuf)> = match (folder.is_some(), named) {
        (false, party) => vec![(party, output)],
        (true, Some(party)) => vec![(Some(party), output.join(named_file(it, party, to)))],
        (true, None) => {
            if kind != Kind::Split {
                return Err(Failure::new(text!(
                    "フォルダに書けるのは split だけです",
                    "only `split` is written to a folder, one file for each subcontractor"
                ))
                .into());
            }
            subcontractors(it).into_iter().map(|it_| (Some(it_), output.join(named_file(it, it_, to)))).collect()
        }
    };
    let parts = view.parts;
    let of = |which: Which| kept(context, &workspace.sources, parts, &which);
    // All of it is looked at before any of it is written.
    for (_, path) in &targets {
        replaceable(context, &view, path, of)?;
    }
    if let Some(folder) = folder.filter(|_| !targets.is_empty()) {
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    }
    let mut forms = Vec::new();
    let mut problems = Vec::new();
    for (party, path) in targets {
        let mut form = form(&view, kind, party, context.lang());
        if !context.switch("fresh")
            && let Some((_, came)) = of(Which::from(&form))?
        {
            let kept = filled::read(&came.book, &form).kept;
            form = form.keeping(kept);
        }
        if to == "csv" {
            // A table has one sheet; the others stay where they are kept.
            form.kept.sheets.clear();
        }
        if let (Some(party), true) = (party, has_nothing_to_fill_in(&form)) {
            // Of a folder the other forms go out all the same.
            if one_each {
                problems.extend(nothing_to_fill_in(&path, &form));
                continue;
            }
            return Err(nothing_for(&view, party, kind).into());
        }
        let bytes = match to {
            "csv" => csv::write(&form),
            "html" | "md" => read_page(context, &workspace, &form)?,
            _ => workbook(&form)?,
        };
        put(context, &path, &bytes)?;
        problems.extend(nothing_to_fill_in(&path, &form));
        forms.push((path.display().to_string(), form));
    }
    let files: Vec<(String, &Form)> = forms.iter().map(|(path, form)| (path.clone(), form)).collect();
    context.show(&told::exported(&files, &problems, matches!(to, "xlsx" | "csv")), &workspace.sources)?;
    Ok(ExitStatus::Clean)
}

/// Writes an empty checklist, of the catalogues alone.
fn blank(context: &mut Context<'_, '_>, kind: Kind, output: &Path) -> Outcome {
    let is_other = context.switch("form") && kind != Kind::Checklist;
    if is_other || context.switch("party") || !context.values("PATH").is_empty() {
        let headline = text!(
            "`--blank` は確認表だけのもので、案件のファイル、`--party`、ほかの `--form` と一緒に使えません",
            "`--blank` is for the checklist alone: neither an engagement nor `--party` nor another `--form` goes with it"
        );
        return Err(Failure::new(headline).into());
    }
    ends_in(output, "xlsx")?;
    if context.io.current_dir.join(output).exists() {
        let shown = output.display();
        let headline = text!("`{shown}` は既にあります", "`{shown}` is there already");
        return Err(Failure::new(headline).help(text!("別の名前を指定してください", "choose another name")).into());
    }
    let uses = context.values("blank").into_iter().map(|it| format!("  use {}\n", it.to_string_lossy()));
    let text = format!("engagement \"…\" {{\n{}  party H hospital\n}}\n", uses.collect::<String>());
    let workspace = made_of(context, &text)?;
    if workspace.has_errors() {
        context.show(&problems(&workspace), &workspace.sources)?;
        return Ok(ExitStatus::Failed);
    }
    let checked = judged(context, &workspace)?;
    let it = only(context, &checked)?;
    let view = View::new(it, workspace.parts_of(it.evaluation.context.engagement));
    let form = checklist::blank(&view, context.lang());
    put(context, output, &workbook(&form)?)?;
    context.show(&told::exported(&[(output.display().to_string(), &form)], &[], true), &workspace.sources)?;
    Ok(ExitStatus::Clean)
}

/// Refuses a file whose ending promises another kind: neither a spreadsheet nor `import` would know it.
fn ends_in(path: &Path, to: &str) -> Result<(), Failure> {
    if path.extension().is_some_and(|it| it.eq_ignore_ascii_case(to)) {
        return Ok(());
    }
    let shown = path.display();
    let headline = text!("`{shown}` は {to} のファイル名ではありません", "`{shown}` is no name for a file of {to}");
    let help = text!("ファイル名の終わりを `.{to}` にしてください", "end it in `.{to}`");
    Err(Failure::new(headline).help(help))
}

/// A form to be read.
fn read_page(context: &Context<'_, '_>, workspace: &Workspace, form: &Form) -> Result<Vec<u8>, Stop> {
    let format = Format::named(to(context)?).unwrap_or_default();
    let mut bytes = Vec::new();
    write(&page::page(form), &workspace.sources, &Options { format, color: false, ..context.options }, &mut bytes)?;
    Ok(bytes)
}

/// The bytes of a form as a workbook.
pub(super) fn workbook(form: &Form) -> Result<Vec<u8>, Failure> {
    xlsx::write(form)
        .map_err(|error| Failure::new(text!("ブックを作れません：{error}", "the workbook cannot be made: {error}")))
}

fn has_nothing_to_fill_in(form: &Form) -> bool {
    form.sheets.iter().filter(|it| it.is_asked()).all(|it| it.lines().next().is_none())
}

fn nothing_to_fill_in(path: &Path, form: &Form) -> Option<Problem> {
    let says = text!("記入する行がありません", "there is no row to fill in");
    let place = || Place::file(&path.display().to_string());
    has_nothing_to_fill_in(form).then(|| Problem::new(&MISSING_ROWS, place(), says))
}

/// Nobody is sent a form with instructions and nothing else.
fn nothing_for(view: &View, party: PartyIdx, kind: Kind) -> Failure {
    let Text { ja, en } = view.party(party);
    let headline = text!(
        "{ja}に記入してもらう行がないので、様式を書き出しません",
        "there is no row for {en} to fill in, so no form was written"
    );
    Failure::new(headline).help(match kind {
        Kind::Sla => text!(
            "この当事者の契約には、定めるべき事項がありません。ほかの対応は `--form split` で確かめます",
            "nothing has to be stated in a contract of this party; `--form split` asks for its duties"
        ),
        Kind::Split | Kind::Checklist => text!(
            "この当事者に委ねられた、または想定される対応がありません。契約の記載は `--form sla` で確かめます",
            "nothing was handed to this party or is expected of it; `--form sla` asks for what its contracts state"
        ),
    })
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

fn named_file(checked: &Checked, party: PartyIdx, to: &str) -> String {
    format!("{}.{to}", file_name(&checked.evaluation.context.engagement.parties[party].name))
}

/// A name as a part of the name of a file.
pub(super) fn file_name(name: &str) -> String {
    // A name of JSON may be anything; what leads elsewhere, or is no name of a file, does not.
    let kept = |ch: char| if ch.is_alphanumeric() || matches!(ch, '-' | '_' | '（' | '）') { ch } else { '_' };
    name.chars().take(FILE_NAME).map(kept).collect()
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

/// Whether a form may be written there: what is no form may be somebody's only copy, and so may be what was filled in, or added and not
/// kept anywhere.
fn replaceable(
    context: &Context<'_, '_>,
    view: &View,
    path: &Path,
    kept: impl Fn(Which) -> Result<Option<(PathBuf, Came)>, Stop>,
) -> Result<(), Stop> {
    let target = context.io.current_dir.join(path);
    let shown = path.display();
    if !target.exists() {
        return Ok(());
    }
    writable(path, &target)?;
    let Ok(Ok(came)) = book(context, path).map(|it| it.and_then(|it| Came::new(it, context.io.today))) else {
        let headline =
            text!("`{shown}` は既にあり、書き出した様式ではありません", "`{shown}` is there already, and is no form");
        return Err(Failure::new(headline).help(text!("別の名前を指定してください", "choose another name")).into());
    };
    let whose = came.party.as_deref().map(|word| party(word, view.checked)).transpose();
    let kept = kept(Which::from(&came))?.map(|(_, kept)| kept);
    if whose.is_ok_and(|whose| !is_touched(view, &came, whose, kept.as_ref())) {
        return Ok(());
    }
    let headline = text!(
        "`{shown}` は既にあり、記入か加えられたものがあるため、上書きしません",
        "`{shown}` is there already with something filled in or added, and is not overwritten"
    );
    let help = text!(
        "先に `buntan import … --write` で取り込むか、別の場所へ移してください",
        "take it over first with `buntan import … --write`, or move it away"
    );
    Err(Failure::new(headline).help(help).into())
}

/// Writes a form.
fn put(context: &Context<'_, '_>, path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let target = context.io.current_dir.join(path);
    let written = if target.exists() { replace(&target, bytes) } else { fs::write(&target, bytes) };
    Ok(written.map_err(|error| unwritable(path, &error))?)
}
