//! `buntan import`: filled-in forms into the engagement's file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::export::book;
use super::files::{replace, unreadable, unwritable, writable};
use super::kept::keeping;
use super::named::party;
use super::open::{BUNDLE, compiled, judged_on, offer_bundles, problems, settings};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::Checked;
use crate::diagnostic::{Diagnostic, Severity};
use crate::forms::asides::asides;
use crate::forms::came::Came;
use crate::forms::cells::plain::cut;
use crate::forms::create::{Created, created};
use crate::forms::edit::plan::{Change, plan};
use crate::forms::edit::texts::texts;
use crate::forms::filled::{self, Reading};
use crate::forms::form::{Form, Kind};
use crate::forms::merge;
use crate::forms::problems::Problem;
use crate::forms::told::{self, imported};
use crate::forms::view::View;
use crate::model::Date;
use crate::report::Failure;
use crate::source::{Source, SourceId, Sources};
use crate::syntax::format::{Options as LayoutOptions, format};
use crate::syntax::limits::{MAX_CELL, MAX_FILE, MAX_WORKBOOKS};
use crate::syntax::{ast, decode};
use crate::text;
use crate::workspace::{Loading, Workspace};
use crate::world::{DiskWorld, Overlay, World};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "import",
    about: ("記入された様式を案件のファイルに取り込む", "Take filled-in forms over into the engagement's file"),
    long: (
        "`buntan export` で書き出し、記入されて戻ってきた様式を読み、案件の変更を差分で示します。`--write` を付けたときだけファイルを書き換えます。\
         注記と体裁は残り、記入のない様式を取り込んでも1バイトも変わりません。複数の様式を一度に取り込めます。\
         \n\n回答は「引き受ける」「はい」のほか ○、レ、✓、×、△、日付は `2026/4/1`、`令和8年4月1日`、`R8.4.1`、全角の数字も読みます。\
         読み取れない記入、食い違う記入は、ファイル・シート・セルを示して誤りとし、一つでもあれば何も書き込みません。\
         様式にない列、行、シートは読まずに名前を示します（加えられた行も、様式の一行だけを指していればその回答とします）。`--write` のときは案件のファイルのそば（`hospital.buntan` なら `hospital.forms/`）に残し、\
         同じ事業者の同じ様式を次に書き出すときに引き継ぎます。\
         契約の記載「なし」や回答のない備考、手で直すほかない行の回答も、同じように残して引き継ぎます。\
         \n\n`--into` のファイルがまだなければ、確認表（checklist）の様式の「案件」「当事者」「構成要素」「契約」と記入から新しく作ります。\
         \n\n終了コード：0 は変更なし、または書き込み済み、1 は書き込んでいない変更あり、2 は入力や使い方の誤り。",
        "Reads forms that `buntan export` wrote and people filled in, and shows what changes in the engagement as a difference. Only with \
         `--write` the file is changed. Comments and layout stay, and a form in which nothing was filled in changes no byte. Several \
         forms may be taken over at once.\
         \n\nAnswers may also be ticks, crosses and triangles; days may be written `2026/4/1`, in Japanese eras, or in full-width digits. What is not \
         understood, or contradicts itself, is an error with its file, sheet and cell, and then nothing is written. Columns, rows and \
         sheets that the form has not are not read, and named (a row that was added is an answer where it names one row of the form and no \
         other); with `--write` they are kept beside the file of the engagement (for \
         `hospital.buntan` in `hospital.forms/`), and the next export of the same form has them again; so has it what no statement can say, such as that a contract does not state something.\
         \n\nWhere the file of `--into` is not there yet, it is made of a checklist form: of its name, parties, components and contracts, and of \
         what is filled in.\
         \n\nExit status: 0 nothing changes, or it was written; 1 there are changes, and they were not written; 2 errors of input or usage.",
    ),
    args: &[
        Arg {
            name: "KIND",
            shape: Shape::Position { required: true, many: false, values: &["xlsx", "csv"] },
            about: ("ファイルの形式", "The kind of file"),
        },
        Arg {
            name: "FORM",
            shape: Shape::Position { required: true, many: true, values: &[] },
            about: ("記入された様式", "The forms that were filled in"),
        },
        Arg {
            name: "into",
            shape: Shape::Value("FILE"),
            about: (
                "案件のファイル。いくつかに分かれていれば、そのフォルダ",
                "The file of the engagement; where it has several, their folder",
            ),
        },
        Arg {
            name: "write",
            shape: Shape::Switch(None),
            about: (
                "ファイルを書き換える。省くと差分を示すだけ",
                "Change the file; otherwise the difference is only shown",
            ),
        },
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan import xlsx form.xlsx --into hospital.buntan",
            shows: ("何が変わるかを差分で見る", "See what would change"),
        },
        Example {
            line: "buntan import xlsx a.xlsx b.xlsx --into hospital.buntan --write",
            shows: ("二社の回答を取り込む", "Take over the answers of two vendors"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let given: Vec<PathBuf> = context.values("FORM").into_iter().map(PathBuf::from).collect();
    let Some(into) = context.values("into").first().map(PathBuf::from) else {
        return Err(Failure::new(text!("`--into` がありません", "`--into` is missing"))
            .help(text!("例：`--into hospital.buntan`", "for example `--into hospital.buntan`"))
            .into());
    };
    if given.len() > MAX_WORKBOOKS {
        return Err(Failure::new(text!(
            "一度に取り込める様式は {MAX_WORKBOOKS} 個までです",
            "at most {MAX_WORKBOOKS} forms can be taken over at once"
        ))
        .into());
    }
    let all =
        given.iter().map(|path| came(context, path)).collect::<Result<Vec<Result<Came, Box<Problem>>>, Stop>>()?;
    let (came, unread): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    let mut came: Vec<Came> = came.into_iter().flatten().collect();
    if !unread.is_empty() {
        return nothing(context, unread.into_iter().filter_map(Result::err).map(|it| *it).collect());
    }
    one_engagement(&came)?;
    let new = if context.io.current_dir.join(&into).exists() { None } else { Some(made(&came, &into)?) };
    let first = new.iter().map(|it| (into.clone(), it.text.clone()));
    let workspace = opened(context, &into, first.collect())?;
    if let Some(new) = &new
        && (!new.problems.is_empty() || workspace.has_errors())
    {
        let file = came.first().map(|it| it.book.name.as_str()).unwrap_or_default();
        let errors = workspace.problems.iter().filter(|it| it.severity == Severity::Error);
        let problems = merge::unmade(&workspace.sources, errors, new, file);
        return nothing(context, problems);
    }
    if workspace.has_errors() {
        context.show(&problems(&workspace), &workspace.sources)?;
        return Ok(ExitStatus::Failed);
    }
    let judged = on_each_day(context, &workspace, &came)?;
    for it in came.iter_mut().filter(|it| it.engagement.is_empty()) {
        // A table that does not say of which it is, is of the only one.
        if let Some([one]) = judged.get(&it.at).map(Vec::as_slice) {
            it.engagement = one.evaluation.context.engagement.name.clone();
        }
    }
    let forms = forms(&came, &workspace, &judged)?;
    let by = came.iter().zip(&forms).map(|(it, form)| read_by(it, form, &workspace, &judged));
    let by = by.collect::<Result<Vec<Form>, Stop>>()?;
    let readings: Vec<Reading> = came.iter().zip(&by).map(|(it, form)| filled::read(&it.book, form)).collect();
    let mut outcome = answered(&came, &workspace, &judged, &readings, (&into, new.is_some()))?;
    outcome.problems.extend(new.iter().flat_map(|it| it.notes.clone()));
    if !outcome.texts.is_empty() {
        outcome.problems.extend(read_again(context, &workspace, &came, &forms, &outcome, &into)?);
    }
    if outcome.stops() {
        outcome.texts.clear();
    }
    let mut sources = workspace.sources.clone();
    if let Some(new) = new
        && !outcome.stops()
    {
        // Beside nothing, all of it is new.
        let text = std::mem::take(&mut outcome.texts).into_values().next().unwrap_or(new.text);
        let text = laid_out(text);
        outcome.texts.insert(sources.add(Source::new(into.display().to_string(), "")), text);
        outcome.created = true;
    }
    if context.switch("write") && !outcome.stops() {
        let own = |it: &Came| Ok(workspace.parts_of(case(it, &judged)?.evaluation.context.engagement));
        let own = came.iter().map(own).collect::<Result<Vec<&[ast::Engagement]>, Stop>>()?;
        let besides = &outcome.besides;
        let all = came.iter().zip(&forms).zip(&readings);
        let added = all.map(|((came, form), it)| merge::added(came, form, it, besides));
        let all: Vec<_> = own.into_iter().zip(&forms).zip(added).map(|((own, form), it)| (own, form, it)).collect();
        let keeping = keeping(context, &workspace.sources, &all)?;
        write_texts(context, &workspace.sources, &outcome, &into)?;
        outcome.written = !outcome.texts.is_empty();
        outcome.kept = keeping.into_iter().map(|it| it.write(context)).collect::<Result<_, Stop>>()?;
    }
    context.show(&imported(&sources, &outcome), &sources)?;
    Ok(match (outcome.stops(), outcome.texts.is_empty() || outcome.written) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Clean,
        (false, false) => ExitStatus::Findings,
    })
}

/// Rows are told apart by what they are about, so those of two engagements are taken over one after the other.
fn one_engagement(came: &[Came]) -> Result<(), Stop> {
    let Some(first) = came.iter().find(|it| !it.engagement.is_empty()) else { return Ok(()) };
    let is_other = |it: &&Came| !it.engagement.is_empty() && it.engagement != first.engagement;
    let Some(other) = came.iter().find(is_other) else { return Ok(()) };
    let (one, two) = (&first.book.name, &other.book.name);
    Err(Failure::new(text!(
        "`{one}` と `{two}` は別の案件の様式です",
        "`{one}` and `{two}` are forms of different engagements"
    ))
    .help(text!("案件ごとに取り込んでください", "take over those of one engagement at a time"))
    .into())
}

/// Reads a file that came back; or why it is no form.
fn came(context: &Context<'_, '_>, path: &Path) -> Result<Result<Came, Box<Problem>>, Stop> {
    Ok(book(context, path)?.and_then(|it| Came::new(it, context.io.today)))
}

/// Says what stands in the way, with nothing done.
fn nothing(context: &mut Context<'_, '_>, problems: Vec<Problem>) -> Outcome {
    let outcome = told::Outcome { problems, ..told::Outcome::default() };
    context.show(&imported(&Sources::default(), &outcome), &Sources::default())?;
    Ok(ExitStatus::Failed)
}

/// An engagement made of a form, where there is none yet.
fn made(came: &[Came], into: &Path) -> Result<Created, Stop> {
    let shown = into.display();
    let of = came.iter().find(|it| it.kind == Kind::Checklist);
    match of.filter(|_| into.extension().is_some_and(|it| it == "buntan")) {
        Some(it) if came.len() == 1 => Ok(created(&it.book, &it.engagement, &it.uses, it.at)),
        _ => Err(Failure::new(text!("`{shown}` が見つかりません", "`{shown}` does not exist"))
            .help(text!(
                "確認表（checklist）の様式一つからは、新しい `.buntan` のファイルを作れます",
                "a new `.buntan` file can be made of one checklist form"
            ))
            .into()),
    }
}

/// Reads and compiles a path, with some files replaced; one that is not there yet belongs to the project of its folder.
fn opened(context: &Context<'_, '_>, into: &Path, texts: BTreeMap<PathBuf, String>) -> Result<Workspace, Stop> {
    let is_there = context.io.current_dir.join(into).exists();
    let folder = into.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let disk = DiskWorld::new(&context.io.current_dir, &[if is_there { into } else { folder }.to_owned()]);
    let world = Overlay::new(&disk, texts);
    let mut loading = Loading::default();
    offer_bundles(context, &mut loading)?;
    loading.read(&world, &[into.to_owned()]);
    compiled(context, loading, settings(context, &disk))
}

/// Writes the new texts.
fn write_texts(context: &Context<'_, '_>, sources: &Sources, outcome: &told::Outcome, into: &Path) -> Result<(), Stop> {
    for source in outcome.texts.keys().filter(|_| !outcome.created) {
        let path = Path::new(&sources.get(*source).name);
        writable(path, &context.io.current_dir.join(path))?;
    }
    for (source, text) in &outcome.texts {
        match outcome.created {
            true => create(context, into, text)?,
            false => write(context, sources, *source, text)?,
        }
    }
    Ok(())
}

/// A text as `buntan fmt` would lay it out.
fn laid_out(text: String) -> String {
    format(SourceId(0), &Source::new("+", text.as_str()), &LayoutOptions::default()).unwrap_or(text)
}

/// A new text, laid out if the one before was.
fn as_before(before: &str, text: String) -> String {
    if laid_out(before.to_owned()) == before { laid_out(text) } else { text }
}

/// Writes a file that was not there, and still is not.
fn create(context: &Context<'_, '_>, path: &Path, text: &str) -> Result<(), Stop> {
    let target = context.io.current_dir.join(path);
    let mut file = fs::File::create_new(target).map_err(|error| unwritable(path, &error))?;
    Ok(file.write_all(text.as_bytes()).map_err(|error| unwritable(path, &error))?)
}

type Judged<'a> = BTreeMap<Date, Vec<Checked<'a>>>;

fn on_each_day<'a>(context: &Context<'_, '_>, workspace: &'a Workspace, came: &[Came]) -> Result<Judged<'a>, Stop> {
    let days: BTreeSet<Date> = came.iter().map(|it| it.at).collect();
    days.into_iter().map(|day| Ok((day, judged_on(context, workspace, day.into())?))).collect()
}

/// The engagement of a form, as it stood on its day.
fn case<'b, 'a>(came: &Came, judged: &'b Judged<'a>) -> Result<&'b Checked<'a>, Stop> {
    let all = judged.get(&came.at).map(Vec::as_slice).unwrap_or_default();
    let name = |it: &Checked| it.evaluation.context.engagement.name.clone();
    // A cell does not hold a name of any length.
    let is_cut = |it: &&Checked| cut(&name(it), MAX_CELL) == came.engagement;
    all.iter().find(|it| name(it) == came.engagement).or_else(|| all.iter().find(is_cut)).ok_or_else(|| {
        let (file, wanted) = (&came.book.name, &came.engagement);
        let names: Vec<String> = all.iter().map(name).collect();
        Failure::new(text!(
            "`{file}` は案件「{wanted}」の様式ですが、その案件がありません",
            "`{file}` is a form of the engagement `{wanted}`, which is not there"
        ))
        .suggest(wanted, names.iter().map(String::as_str))
        .help(text!("`--into` にその案件のファイルを指定してください", "name its file with `--into`"))
        .into()
    })
}

/// The forms that would go out now, for what came.
fn forms(came: &[Came], workspace: &Workspace, judged: &Judged) -> Result<Vec<Form>, Stop> {
    let form = |it: &Came| {
        let checked = case(it, judged)?;
        let view = View::new(checked, workspace.parts_of(checked.evaluation.context.engagement));
        let party = it.party.as_deref().map(|word| party(word, checked)).transpose()?;
        Ok(merge::form(&view, it.kind, party, it.lang))
    };
    came.iter().map(form).collect()
}

/// The form by which a file is read that came back.
fn read_by(came: &Came, form: &Form, workspace: &Workspace, judged: &Judged) -> Result<Form, Stop> {
    let checked = case(came, judged)?;
    let view = View::new(checked, workspace.parts_of(checked.evaluation.context.engagement));
    let party = came.party.as_deref().map(|word| party(word, checked)).transpose()?;
    Ok(merge::with_unasked(&view, came, party, merge::read_by(came, form)))
}

/// What changes, and the texts that say so.
fn answered<'a>(
    came: &[Came],
    workspace: &Workspace,
    judged: &Judged,
    readings: &[Reading<'a>],
    (into, is_new): (&Path, bool),
) -> Result<told::Outcome<'a>, Stop> {
    let mut problems: Vec<Problem> = readings.iter().flat_map(|it| it.problems.iter().cloned()).collect();
    let news = merge::changes(readings, is_new);
    problems.extend(news.problems);
    if let Some(first) = came.first() {
        problems.extend(asides(&news.changes, case(first, judged)?.evaluation.context.engagement, first.at));
    }
    let (changes, besides) = (news.changes, news.besides);
    let mut outcome = told::Outcome { changes, besides, problems, ..told::Outcome::default() };
    if outcome.changes.is_empty() {
        return Ok(outcome);
    }
    // Whatever is wrong already: what cannot be written of the rest is told at the same time.
    let mut unwritable = Vec::new();
    // One engagement after the other; most often there is one.
    let mut steps = Vec::new();
    let mut parts: Vec<ast::Engagement> = Vec::new();
    let is_open = |source: SourceId| is_open(&workspace.sources, source, into);
    let names: BTreeSet<&str> = came.iter().map(|it| it.engagement.as_str()).collect();
    for name in names {
        let Some(first) = came.iter().find(|it| it.engagement == name) else { continue };
        let checked = case(first, judged)?;
        let own = workspace.parts_of(checked.evaluation.context.engagement);
        let files: BTreeSet<&str> =
            came.iter().filter(|it| it.engagement == name).map(|it| it.book.name.as_str()).collect();
        let of_it: Vec<Change> =
            outcome.changes.iter().filter(|it| files.contains(it.place.file.as_str())).cloned().collect();
        let Some(room) = merge::room(own, is_open) else {
            let shown = into.display();
            return Err(Failure::new(text!(
                "`{shown}` に書き込める案件がありません",
                "there is no engagement in `{shown}` that could be changed"
            ))
            .help(text!("`.buntan` のファイルを指定してください", "name a `.buntan` file"))
            .into());
        };
        let view = View::new(checked, own);
        let plan = plan(&view, &workspace.sources, &of_it, room);
        steps.extend(plan.steps);
        let (problems, by_hand): (Vec<Problem>, Vec<Problem>) = plan.problems.into_iter().partition(Problem::stops);
        unwritable.extend(problems);
        outcome.problems.extend(by_hand);
        outcome.changes.retain(|it| !plan.besides.iter().any(|other| other.line.key == it.line.key));
        outcome.besides.extend(plan.besides);
        parts.extend(own.iter().cloned());
    }
    unwritable.extend(merge::elsewhere(&workspace.sources, &steps, is_open));
    if unwritable.is_empty() {
        let (texts, problems) = texts(&workspace.sources, &parts, &steps);
        let sound = texts.into_iter().filter(|_| problems.is_empty());
        outcome.texts = sound.map(|(at, text)| (at, as_before(&workspace.sources.get(at).text, text))).collect();
        unwritable.extend(problems);
    }
    outcome.problems.extend(unwritable);
    Ok(outcome)
}

/// Whether a text is one that may be changed: the file of `--into`, or one in its folder.
fn is_open(sources: &Sources, source: SourceId, into: &Path) -> bool {
    let path = Path::new(&sources.get(source).name);
    let is_policy = path.extension().is_some_and(|it| it == "buntan");
    is_policy && (path == into || path.starts_with(into))
}

/// What would be wrong with the new texts: they are read and judged once more, before anything is written.
fn read_again(
    context: &Context<'_, '_>,
    workspace: &Workspace,
    came: &[Came],
    before: &[Form],
    outcome: &told::Outcome,
    into: &Path,
) -> Result<Vec<Problem>, Stop> {
    let texts = outcome.texts.iter().map(|(at, text)| (PathBuf::from(&workspace.sources.get(*at).name), text.clone()));
    let again = opened(context, into, texts.collect())?;
    let errors: Vec<&Diagnostic> = again.problems.iter().filter(|it| it.severity == Severity::Error).collect();
    if !errors.is_empty() {
        let place = outcome.changes.first().map(|it| it.place.clone()).unwrap_or_default();
        return Ok(errors.into_iter().map(|it| merge::unsound(&again.sources, it, place.clone())).collect());
    }
    let judged = on_each_day(context, &again, came)?;
    let after = forms(came, &again, &judged)?;
    Ok(merge::misunderstood(&before.iter().collect::<Vec<_>>(), &outcome.changes, &after))
}

/// Writes a text in the place of the one that was read; a byte order mark stays.
fn write(context: &Context<'_, '_>, sources: &Sources, source: SourceId, text: &str) -> Result<(), Stop> {
    let before = sources.get(source);
    let path = Path::new(&before.name);
    let world = DiskWorld::new(&context.io.current_dir, &[path.to_owned()]);
    let bytes = world.read(path, MAX_FILE).map_err(|error| unreadable(path, &error))?;
    if !decode(&bytes).is_ok_and(|now| *now == *before.text) {
        let shown = path.display();
        return Err(Failure::new(text!(
            "`{shown}` は読んだあとに変わったため、書き込みませんでした",
            "`{shown}` has changed since it was read, and was not written"
        ))
        .into());
    }
    let mark: &[u8] = if bytes.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
    let new = [mark, text.as_bytes()].concat();
    Ok(replace(&context.io.current_dir.join(path), &new).map_err(|error| unwritable(path, &error))?)
}
