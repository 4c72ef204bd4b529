//! `buntan completions`: what a shell needs to complete command lines.

use clap_complete::Shell;

use super::context::Context;
use super::parser::{OVERVIEW, parser};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::source::Sources;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "completions",
    about: ("シェルの入力補完の設定を出力する", "Write the completions for a shell"),
    long: (
        "出力をシェルの補完用フォルダに置くと、コマンドやオプションを Tab キーで補えます。",
        "Put the output where the shell looks for completions; commands and options are then completed by the Tab key.",
    ),
    args: &[Arg {
        name: "SHELL",
        shape: Shape::Position {
            required: true,
            many: false,
            values: &["bash", "zsh", "fish", "elvish", "powershell"],
        },
        about: ("シェルの名前", "Name of the shell"),
    }],
    examples: &[Example {
        line: "buntan completions bash > buntan.bash",
        shows: ("bash 用の補完をファイルに書く", "Write the completions for bash to a file"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    // The parser lets only known names pass.
    if let Some(Ok(shell)) = context.word("SHELL")?.map(str::parse::<Shell>) {
        // Through a buffer, since the generator panics when its writer fails.
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut parser(context.lang()), OVERVIEW, &mut script);
        context.put(&script, &Sources::default())?;
    }
    Ok(ExitStatus::Clean)
}
