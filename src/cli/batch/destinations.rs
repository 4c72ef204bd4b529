//! Where records and totals go: never onto what is read, nor onto what is no plain file.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::batch::{self, Input, Resumed, Tally, Unfinished, Wanted};
use crate::bundle::Fingerprint;
use crate::cli::context::{Context, Stop};
use crate::cli::files::unwritable;
use crate::report::{self, Document, Failure, Format, Options};
use crate::source::Sources;
use crate::text;
use crate::workspace::Workspace;

/// The files of `--output` and `--summary`.
pub(super) struct Destinations {
    /// Where records go; none for standard output.
    pub output: Option<PathBuf>,
    summary: Option<PathBuf>,
}

impl Destinations {
    /// Refuses what could not be written in the end, or would be lost by it.
    pub(super) fn of(context: &Context<'_, '_>, inputs: &[Input], workspace: &Workspace) -> Result<Self, Stop> {
        let current_dir = &context.io.current_dir;
        let named = |option: &str| context.values(option).first().map(|it| current_dir.join(it));
        let all = Destinations { output: named("output"), summary: named("summary") };
        if all.output.is_none() && context.switch("resume") {
            let headline = text!("`--resume` には `--output` が要ります", "`--resume` needs `--output`");
            return Err(Failure::new(headline).into());
        }
        let files = inputs.iter().filter_map(|it| match it {
            Input::File(path) => Some(path.as_path()),
            Input::Standard => None,
        });
        let named = ["baseline", "bundle"].into_iter().flat_map(|it| context.values(it)).map(Path::new);
        let read = files.chain(workspace.sources.iter().map(|it| Path::new(&it.name))).chain(named);
        let mut taken: BTreeSet<PathBuf> = read.filter_map(|it| current_dir.join(it).canonicalize().ok()).collect();
        for path in all.output.iter().chain(&all.summary) {
            let shown = path.display();
            let place = place(path)?;
            let [part, state] = batch::marked(&place);
            for name in [place, part, state] {
                if !taken.insert(name) {
                    return Err(Failure::new(text!(
                        "`{shown}` は、読み込むファイルか、もう一つの出力先と同じです",
                        "`{shown}` is among what is read, or is written twice"
                    ))
                    .help(text!("別の名前にしてください", "choose another name"))
                    .into());
                }
            }
        }
        Ok(all)
    }

    /// Begins the file of records, or goes on with what was broken off.
    pub(super) fn begin(
        &self,
        context: &Context<'_, '_>,
        inputs: &[Input],
        workspace: &Workspace,
        wanted: &Wanted,
    ) -> Result<(Option<Unfinished>, Tally), Stop> {
        let Some(path) = &self.output else { return Ok((None, Tally::default())) };
        let decides = decides(context, inputs, workspace, wanted);
        let shown = path.display();
        let anew =
            text!("`{shown}.part.state` を消すと最初から始められます", "remove `{shown}.part.state` to start anew");
        let opened = Unfinished::open(path, decides, context.switch("resume"));
        let failure = match opened.map_err(|error| unwritable(path, &error))? {
            Resumed::Fresh(file) => return Ok((Some(file), Tally::default())),
            Resumed::After(file, done) => return Ok((Some(file), *done)),
            Resumed::Other => Failure::new(text!(
                "`{shown}` の途中の結果は、別の入力、確認表、またはオプションのものです",
                "what is unfinished of `{shown}` has other inputs, policies or options"
            ))
            .help(anew),
            Resumed::Damaged => Failure::new(text!(
                "`{shown}` の途中の結果は、あとから変えられているため続けられません",
                "what is unfinished of `{shown}` was changed since, and cannot be gone on with"
            ))
            .help(anew),
            Resumed::Busy => Failure::new(text!(
                "`{shown}` には、いま別の実行が書き込んでいます",
                "another run is writing `{shown}` at this moment"
            )),
            Resumed::Unasked => {
                Failure::new(text!("`{shown}` には途中の結果があります", "`{shown}` was begun and broken off")).help(
                    text!(
                        "`--resume` で続けるか、`{shown}.part.state` を消して最初から始めます",
                        "go on with `--resume`, or remove `{shown}.part.state` to start anew"
                    ),
                )
            }
        };
        Err(failure.into())
    }

    /// Writes the totals, in the form in which the file ends, else as JSON; the file appears when it is whole.
    pub(super) fn sum_up(&self, told: &Document, options: Options) -> Result<(), Stop> {
        let Some(path) = &self.summary else { return Ok(()) };
        let mut bytes = Vec::new();
        match Format::of_file(path) {
            None | Some(Format::Json) => bytes.extend(told.data.clone().unwrap_or_default().to_string().bytes()),
            Some(format) => {
                let options = Options { format, color: false, ..options };
                report::write(told, &Sources::default(), &options, &mut bytes)?;
            }
        }
        let [part, _] = batch::marked(path);
        let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
        written.map_err(|error| unwritable(path, &error).into())
    }
}

/// Where a file is, or will be, without links.
fn place(path: &Path) -> Result<PathBuf, Stop> {
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(it) if !it.is_file() => {
            let headline = text!(
                "`{shown}` はフォルダかデバイスで、通常のファイルではありません",
                "`{shown}` is a folder or a device, not a plain file"
            );
            return Err(Failure::new(headline).into());
        }
        Ok(_) => return path.canonicalize().map_err(|error| unwritable(path, &error).into()),
        Err(_) => {}
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(unwritable(path, &io::ErrorKind::InvalidInput.into()).into());
    };
    let folder = folder.canonicalize().map_err(|error| unwritable(path, &error))?;
    // Better known now than after the last row.
    tempfile::tempfile_in(&folder).map_err(|error| unwritable(path, &error))?;
    Ok(folder.join(name))
}

/// A fingerprint of everything that decides what is written.
fn decides(context: &Context<'_, '_>, inputs: &[Input], workspace: &Workspace, wanted: &Wanted) -> String {
    let mut all = format!("{wanted:?} {:?} {}", workspace.config, env!("CARGO_PKG_VERSION"));
    for input in inputs {
        let state = match input {
            Input::Standard => None,
            Input::File(path) => std::fs::metadata(context.io.current_dir.join(path)).ok(),
        };
        all.push_str(&format!("\n{input:?} {:?}", state.map(|it| (it.len(), it.modified().ok()))));
    }
    for source in workspace.sources.iter() {
        all.push('\n');
        all.push_str(&Fingerprint::of(source.text.as_bytes()).to_string());
    }
    Fingerprint::of(all.as_bytes()).to_string()
}
