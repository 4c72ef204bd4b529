//! `buntan bundle`: checked policies in one file.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::context::{Context, Stop};
use super::files::unwritable;
use super::open::{BUNDLE, loaded, problems, read_bundle, within};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::bundle::{self, Bundle, Fault, Policy};
use crate::diagnostic::Text;
use crate::report::{Document, Failure};
use crate::source::Sources;
use crate::text;
use crate::workspace::{Loading, Workspace};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "bundle",
    about: (
        "確認表・約款・規則を検査し、指紋付きの一つのファイルにまとめる",
        "Check catalogues, templates and rules, and put them into one file with fingerprints",
    ),
    long: (
        "まとめたファイルは、ほかの命令に `--bundle FILE` で渡すと、中の確認表と約款を組込みのものと同じように名前で使えます。\
         同じ名前なら、評価するファイルの中のもの、バンドル、組込みの順に優先します。規則だけの文は、渡せば常に問われます。\
         \n\n各文の SHA-256 を指紋として添えます。受け取った文は読み直し、指紋・見出し・読み取った木のどれかが文と違えば誤りとします。\
         \n\n案件は含めません。案件のあるファイルは断り、テストだけのファイルは除きます。文はそのまま入るので、\
         残したファイルのコメントやテストも相手に渡ります。",
        "The file is given to other commands with `--bundle FILE`; its catalogues and templates can then be named like built-in ones. \
         Of one name, that in the files to be judged comes first, then that of a bundle, then the built-in one. Rules that stand alone \
         are always asked.\
         \n\nThe SHA-256 of every text is its fingerprint. A text that was received is read again; if its fingerprint, its names or its \
         tree are not those of the text, that is an error.\
         \n\nEngagements are never part of it: a file that holds one is refused, a file of nothing but tests is left out. Texts go in as \
         they are, so that comments and tests beside a catalogue are handed on as well.",
    ),
    args: &[
        Arg {
            name: "PATH",
            shape: Shape::Position { required: false, many: true, values: &[] },
            about: ("まとめる `.buntan` のファイルまたはフォルダ", "A `.buntan` file or a folder to be put into it"),
        },
        Arg {
            name: "output",
            shape: Shape::Short('o', "FILE"),
            about: ("書き込むファイル（例：ours.bundle）", "The file to write, such as ours.bundle"),
        },
        Arg {
            name: "list",
            shape: Shape::Value("FILE"),
            about: ("まとめたファイルの中身と指紋を示す", "Show what is in such a file, with fingerprints"),
        },
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan bundle catalogues -o ours.bundle",
            shows: ("フォルダの確認表を一つにまとめる", "Put the catalogues of a folder into one file"),
        },
        Example {
            line: "buntan bundle --list ours.bundle",
            shows: ("中身と指紋を見る", "See what is in it, with fingerprints"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let paths: Vec<PathBuf> = context.values("PATH").into_iter().map(PathBuf::from).collect();
    let one = |name| context.values(name).first().map(PathBuf::from);
    match (paths.is_empty(), one("output"), one("list")) {
        (false, Some(output), None) => written(context, paths, &output),
        (true, None, Some(listed)) => {
            let bundle = read_bundle(context, &listed)?;
            context.show(&answers::bundle(&bundle), &Sources::default())?;
            Ok(ExitStatus::Clean)
        }
        _ => Err(Failure::new(text!(
            "`PATH…` と `--output`、または `--list` だけを指定してください",
            "give either `PATH…` and `--output`, or `--list` alone"
        ))
        .help(text!(
            "例：`buntan bundle catalogues -o ours.bundle`",
            "for example `buntan bundle catalogues -o ours.bundle`"
        ))
        .into()),
    }
}

fn written(context: &mut Context<'_, '_>, paths: Vec<PathBuf>, output: &Path) -> Outcome {
    let (loading, config_file) = loaded(context, paths)?;
    let packed = packed(&loading);
    let workspace = within(context, || Workspace::new(loading, config_file))?;
    if workspace.has_errors() {
        context.show(&problems(&workspace), &workspace.sources)?;
        return Ok(ExitStatus::Failed);
    }
    let bytes = packed?;
    let target = context.io.current_dir.join(output);
    let shown = output.display();
    if is_something_else(&target) {
        let headline =
            text!("`{shown}` は既にあり、バンドルではありません", "`{shown}` is there already, and is not a bundle");
        return Err(Failure::new(headline).help(text!("別の名前を指定してください", "choose another name")).into());
    }
    fs::write(&target, &bytes).map_err(|error| unwritable(output, &error))?;
    let bundle = bundle::read(bytes).map_err(fault)?;
    context.show(&told(&bundle, output), &workspace.sources)?;
    Ok(ExitStatus::Clean)
}

/// What files offer, as bytes.
fn packed(loading: &Loading) -> Result<Vec<u8>, Stop> {
    let own = || loading.files.iter().filter(|it| it.path.is_some());
    if let Some(file) = own().find(|it| !it.file.engagements.is_empty()) {
        let name = &loading.sources.get(file.source).name;
        return Err(Failure::new(text!(
            "`{name}` には案件があり、バンドルに入れられません",
            "`{name}` holds an engagement, which cannot be part of a bundle"
        ))
        .help(text!(
            "確認表・約款・規則だけのファイルを指定してください",
            "name files that hold catalogues, templates and rules only"
        ))
        .into());
    }
    let offers =
        own().filter(|it| !it.file.catalogues.is_empty() || !it.file.templates.is_empty() || !it.file.rules.is_empty());
    let policies: Vec<Policy> = offers
        .map(|it| {
            let source = loading.sources.get(it.source);
            let name = source.name.strip_prefix("./").unwrap_or(&source.name);
            Policy { name, text: &source.text, file: &it.file }
        })
        .collect();
    if policies.is_empty() {
        return Err(Failure::new(text!(
            "まとめる確認表・約款・規則がありません",
            "there is no catalogue, template or rule to put into a bundle"
        ))
        .into());
    }
    bundle::write(&policies).map_err(fault)
}

fn fault(fault: Fault) -> Stop {
    let Text { ja, en } = fault.says();
    Failure::new(text!("バンドルを作れません：{ja}", "the bundle cannot be made: {en}")).help(fault.help()).into()
}

/// Whether a file stands there that is no bundle, and may be somebody's only copy.
fn is_something_else(target: &Path) -> bool {
    match fs::File::open(target) {
        Ok(file) => !bundle::is_bundle(file).unwrap_or(false),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

fn told(bundle: &Bundle, output: &Path) -> Document {
    let shown = output.display();
    answers::bundle(bundle).note(text!(
        "`{shown}` に書きました。`--bundle {shown}` で使えます",
        "written to `{shown}`; use it with `--bundle {shown}`"
    ))
}
