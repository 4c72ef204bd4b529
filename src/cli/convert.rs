//! `buntan convert`: what others write about who does what, as a policy.

use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::export::book;
use super::files::unreadable;
use super::open::refused;
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::diagnostic::Text;
use crate::oscal::{Plan, converted, converted_crm};
use crate::report::{self, Document, Failure, Format, Inline, Style};
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
         \n\ncrm は FedRAMP の顧客責任表（CIS/CRM の .xlsx）を一つ読みます。引き継げる項目は提供者の、引き継げない項目は利用者の、一部を引き継げる項目は双方の対応になり、表の間で食い違う項目は双方に求め、\
         契約は `--at` の日（省くと日本の今日）に始まります。\
         \n\nどこにもないものを指す参照、表の間の食い違いや読み方の要る行は、ファイルと JSON ポインターまたはセルを示して標準エラー出力に書きます。誰も果たしていない責任は、\
         書き出したものを `buntan check` で点検すると分かります。\
         \n\n終了コード：0 はすべて合っている、1 は合わないものがある、2 は入力や使い方の誤り。",
        "`oscal` reads system security plans of OSCAL (JSON): what is provided, which responsibilities that leaves, what is inherited and what \
         is satisfied become a catalogue and an engagement on standard output. Give the plan of the platform together with those that \
         build upon it.\
         \n\n`crm` reads one customer responsibility matrix of FedRAMP (a CIS/CRM workbook, .xlsx): what is inherited becomes a duty of the \
         provider, what is not one of the customer, what is in part, or what the sheets do not agree about, one of each; the contract begins on the day of `--at`, or else today \
         in Japan.\
         \n\nA reference that points nowhere, and sheets that contradict each other, are told on standard error, with file and JSON pointer or \
         cell. `buntan check` of what was written shows the responsibilities that nobody satisfied.\
         \n\nExit status: 0 everything fits, 1 something does not, 2 errors of input or usage.",
    ),
    args: &[
        Arg {
            name: "FROM",
            shape: Shape::Position { required: true, many: false, values: &["oscal", "crm"] },
            about: ("元の形式", "The form they are written in"),
        },
        Arg {
            name: "FILE",
            shape: Shape::Position { required: true, many: true, values: &[] },
            about: ("読み込むファイル", "The files"),
        },
        Arg {
            name: "at",
            shape: Shape::Value("DATE"),
            about: ("crm の契約が始まる日", "The day on which the contract of `crm` begins"),
        },
    ],
    examples: &[
        Example {
            line: "buntan convert oscal platform.json service.json > split.buntan",
            shows: (
                "基盤の計画と、それを利用するサービスの計画をポリシーにする",
                "The plan of a platform and that of a service upon it, as a policy",
            ),
        },
        Example {
            line: "buntan convert crm responsibilities.xlsx --at 2026-04-01 > cloud.buntan",
            shows: ("クラウドの顧客責任表をポリシーにする", "The responsibility matrix of a cloud as a policy"),
        },
    ],
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
    let (policy, problems) = match context.word("FROM")? {
        Some("crm") => {
            let [path] = given.as_slice() else {
                return Err(
                    Failure::new(text!("crm には一つのブックを渡してください", "give `crm` one workbook")).into()
                );
            };
            let book = book(context, path)?.map_err(|problem| refused(problem.diagnostic()))?;
            converted_crm(&book, context.date("at")?.unwrap_or(context.io.today)).ok_or_else(|| {
                let shown = path.display();
                Failure::new(text!(
                    "`{shown}` に顧客責任の表がありません",
                    "`{shown}` has no matrix of responsibilities"
                ))
                .help(text!(
                    "見出しに `Control ID` と `Can Be Inherited` のあるシートが要ります",
                    "a sheet with the heads `Control ID` and `Can Be Inherited` is needed"
                ))
            })?
        }
        _ => {
            let plans = given.iter().map(|path| plan(context, path)).collect::<Result<Vec<Plan>, Stop>>()?;
            converted(&plans)
        }
    };
    match context.options.format {
        // As it is: a policy may be as long as a book.
        Format::Human => context.put(policy.as_bytes(), &Sources::default())?,
        _ => {
            let lines = policy.lines().map(Inline::from).collect();
            context.show(&Document::new().lines(lines).data(&policy), &Sources::default())?;
        }
    }
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
    Plan::read(&shown.to_string(), &bytes).map_err(|Text { ja, en }| {
        Failure::new(text!(
            "`{shown}` はシステムセキュリティ計画として読めません：{ja}",
            "`{shown}` cannot be read as a system security plan: {en}"
        ))
        .help(text!(
            "OSCAL の JSON で、最上位に `system-security-plan` があるファイルを渡してください",
            "give it JSON of OSCAL with `system-security-plan` at its top"
        ))
        .into()
    })
}
