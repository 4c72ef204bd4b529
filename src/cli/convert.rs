//! `buntan convert`: what others write about who does what, as a policy.

use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::files::unreadable;
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::oscal::{Plan, converted};
use crate::report::{self, Document, Failure, Inline, Style};
use crate::source::Sources;
use crate::syntax::limits;
use crate::text;
use crate::world::{DiskWorld, World};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "convert",
    about: (
        "ほかの形式で書かれた責任分担を、ポリシーにする",
        "Turn a sharing of responsibilities that is written in another form into a policy",
    ),
    long: (
        "oscal は OSCAL のシステムセキュリティ計画（JSON）を読みます。計画が提供するもの（provided）、利用する側の責任（responsibilities）、\
         引き継いだもの（inherited）、果たしたもの（satisfied）を、確認表と案件にして標準出力に書きます。基盤の計画と、それを利用する側の計画を一緒に渡してください。\
         \n\nどこにもないものを指す参照は、ファイルと JSON ポインターを示して標準エラー出力に書きます。誰も果たしていない責任は、\
         書き出したものを `buntan check` で点検すると分かります。\
         \n\n終了コード：0 は参照にすべて先がある、1 は先のない参照がある、2 は入力や使い方の誤り。",
        "`oscal` reads system security plans of OSCAL (JSON): what is provided, which responsibilities that leaves, what is inherited and what \
         is satisfied become a catalogue and an engagement on standard output. Give the plan of the platform together with those that \
         build upon it.\
         \n\nA reference that points nowhere is told on standard error, with its file and JSON pointer. `buntan check` of what was written \
         shows the responsibilities that nobody satisfied.\
         \n\nExit status: 0 every reference points at something, 1 some do not, 2 errors of input or usage.",
    ),
    args: &[
        Arg {
            name: "FROM",
            shape: Shape::Position { required: true, many: false, values: &["oscal"] },
            about: ("元の形式", "The form they are written in"),
        },
        Arg {
            name: "FILE",
            shape: Shape::Position { required: true, many: true, values: &[] },
            about: ("読み込むファイル", "The files"),
        },
    ],
    examples: &[Example {
        line: "buntan convert oscal platform.json service.json > split.buntan",
        shows: (
            "基盤の計画と、それを利用するサービスの計画をポリシーにする",
            "The plan of a platform and that of a service upon it, as a policy",
        ),
    }],
    run,
};

/// Plans that are taken at once.
const MAX_PLANS: usize = 100;

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let given: Vec<PathBuf> = context.values("FILE").into_iter().map(PathBuf::from).collect();
    if given.len() > MAX_PLANS {
        return Err(Failure::new(text!(
            "一度に渡せる計画は {MAX_PLANS} 個までです",
            "at most {MAX_PLANS} plans can be given at once"
        ))
        .into());
    }
    let plans = given.iter().map(|path| plan(context, path)).collect::<Result<Vec<Plan>, Stop>>()?;
    let (policy, problems) = converted(&plans);
    let lines = policy.lines().map(Inline::from).collect();
    context.show(&Document::new().lines(lines).data(&policy), &Sources::default())?;
    let told = problems.iter().map(|it| {
        Inline::styled("error", Style::Error)
            .and(format!(" {} {} ", it.file, it.pointer), Style::Dim)
            .and(&it.message, Style::Plain)
    });
    let told = Document::new().list(told);
    report::write(&told, &Sources::default(), &context.options, context.io.stderr)?;
    Ok(if problems.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}

fn plan(context: &Context<'_, '_>, path: &Path) -> Result<Plan, Stop> {
    let world = DiskWorld::new(&context.io.current_dir, &[path.to_owned()]);
    let bytes = world.read(path, limits::MAX_BUNDLE).map_err(|error| unreadable(path, &error))?;
    let shown = path.display();
    Plan::read(&shown.to_string(), &bytes).map_err(|error| {
        Failure::new(text!(
            "`{shown}` はシステムセキュリティ計画として読めません：{error}",
            "`{shown}` cannot be read as a system security plan: {error}"
        ))
        .help(text!(
            "OSCAL の JSON で、最上位に `system-security-plan` があるファイルを渡してください",
            "give it JSON of OSCAL with `system-security-plan` at its top"
        ))
        .into()
    })
}
