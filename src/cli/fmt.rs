//! `buntan fmt`: the canonical layout of policy files.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::context::{Context, Stop};
use super::files::{replace, unreadable, unwritable};
use super::open::{read_limited, within};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, LaidOut};
use crate::diagnostic::Lang;
use crate::report::Failure;
use crate::source::{Source, Sources};
use crate::syntax::{decode, limits};
use crate::text;
use crate::world::{DiskWorld, World};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "fmt",
    about: ("ポリシーファイルを標準の体裁に整える", "Lay out policy files in the canonical way"),
    long: (
        "空白、字下げ、列、行の折返しを整えます。書かれたことは変えず、注記も残します。誤りのあるファイルには手を付けません。\n\n\
         `-` を指定すると標準入力を読み、結果を表示します。",
        "Sets blanks, indentation, columns and continued lines. What was written stays the same, and so do comments. A file with \
         errors is left untouched.\n\nWith `-` it reads standard input and prints the result.",
    ),
    args: &[
        Arg {
            name: "PATH",
            shape: Shape::Position { required: false, many: true, values: &[] },
            about: (
                "`.buntan` のファイルまたはフォルダ。省くと今のフォルダ。`-` は標準入力",
                "A `.buntan` file or a folder; without it the current folder; `-` is standard input",
            ),
        },
        Arg {
            name: "check",
            shape: Shape::Switch(None),
            about: (
                "何も書かず、整形が必要なファイルを示す（あれば終了コード 1）",
                "Write nothing; name the files that would change, and exit with 1 if there are any",
            ),
        },
        Arg {
            name: "diff",
            shape: Shape::Switch(None),
            about: (
                "何も書かず、差分を示す（あれば終了コード 1）",
                "Write nothing; show the differences, and exit with 1 if there are any",
            ),
        },
        Arg {
            name: "keywords",
            shape: Shape::OneOf(&["ja", "en"], None),
            about: (
                "キーワードをどちらの言語で書くか。省くと書かれたまま",
                "The language of keywords; without it they stay as written",
            ),
        },
    ],
    examples: &[
        Example {
            line: "buntan fmt policies --check",
            shows: ("整形が必要なファイルを示す", "Name the files to be laid out"),
        },
        Example {
            line: "buntan fmt hospital.buntan --keywords ja",
            shows: ("日本語の語で書き直す", "Write it with Japanese keywords"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let keywords = match context.word("keywords")? {
        Some("ja") => Some(Lang::Ja),
        Some(_) => Some(Lang::En),
        None => None,
    };
    let (check, diff) = (context.switch("check"), context.switch("diff"));
    let mut given: Vec<PathBuf> = context.values("PATH").into_iter().map(PathBuf::from).collect();
    if given.is_empty() {
        given.push(PathBuf::from("."));
    }
    let from_stdin = given.iter().any(|path| path.as_os_str() == "-");
    if from_stdin && given.len() > 1 {
        return Err(Failure::new(text!(
            "`-` はほかのパスと一緒には使えません",
            "`-` cannot be given together with other paths"
        ))
        .into());
    }
    let mut sources = Sources::default();
    let (mut ids, mut paths) = (Vec::new(), Vec::new());
    if from_stdin {
        let bytes = read_limited(context)?;
        ids.push(sources.add(source("-", &bytes)?));
    } else {
        let world = DiskWorld::new(&context.io.current_dir, &given);
        paths = files(&world, &given)?;
        for path in &paths {
            let bytes = world.read(path, limits::MAX_FILE).map_err(|error| unreadable(path, &error))?;
            ids.push(sources.add(source(&path.to_string_lossy(), &bytes)?));
        }
    }
    let all: Vec<LaidOut> =
        within(context, || ids.par_iter().map(|id| answers::lay_out(&sources, *id, keywords)).collect())?;
    let failed = all.iter().any(|it| it.outcome.is_err());
    let differs = all.iter().any(|it| it.differs);
    let reads_only = check || diff;
    if let ([LaidOut { outcome: Ok(text), .. }], true, false) = (all.as_slice(), from_stdin, reads_only) {
        context.put(text.as_bytes(), &sources)?;
        return Ok(ExitStatus::Clean);
    }
    if !reads_only {
        for (path, it) in paths.iter().zip(&all).filter(|(_, it)| it.differs) {
            if let Ok(text) = &it.outcome {
                let target = context.io.current_dir.join(path);
                replace(&target, text.as_bytes()).map_err(|error| unwritable(path, &error))?;
            }
        }
    }
    context.show(&answers::laid_out(&sources, &all, diff, !reads_only), &sources)?;
    Ok(match (failed, differs && reads_only) {
        (true, _) => ExitStatus::Failed,
        (false, true) => ExitStatus::Findings,
        (false, false) => ExitStatus::Clean,
    })
}

/// The policy files that paths name.
fn files(world: &dyn World, given: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let is_policy = |path: &Path| path.extension().is_some_and(|extension| extension == "buntan");
    let mut all = Vec::new();
    for path in given {
        if world.is_folder(path) {
            let inside = world.files(path).map_err(|error| unreadable(path, &error))?;
            let own = |path: PathBuf| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
            all.extend(inside.into_iter().map(own).filter(|path| is_policy(path)));
        } else if is_policy(path) {
            all.push(path.clone());
        } else {
            let path = path.to_string_lossy();
            return Err(Failure::new(text!(
                "`{path}` は `.buntan` のファイルでもフォルダでもありません",
                "`{path}` is neither a `.buntan` file nor a folder"
            ))
            .into());
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

fn source(name: &str, bytes: &[u8]) -> Result<Source, Stop> {
    match decode(bytes) {
        // A byte order mark is a difference, and the layout takes it away.
        Ok(text) if bytes.starts_with(b"\xef\xbb\xbf") => Ok(Source::new(name, format!("\u{feff}{text}"))),
        Ok(text) => Ok(Source::new(name, text)),
        Err(problem) => {
            let (ja, en) = (problem.headline.ja, problem.headline.en);
            let failure = Failure::new(text!("`{name}`：{ja}", "`{name}`: {en}"));
            Err(problem.help.into_iter().fold(failure, Failure::help).into())
        }
    }
}
