//! The `buntan` command.

use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;

use buntan::cli::{self, Stdio};
use mimalloc::MiMalloc;

/// A row of a batch is thousands of small lists: a third of the time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let env = |name: &str| {
        // Systems that do not name their language in the environment are asked directly.
        let locale = || if name == "LANG" { sys_locale::get_locale() } else { None };
        std::env::var(name).ok().or_else(locale)
    };
    let mut io = Stdio {
        stdin: &mut io::stdin().lock(),
        stdout: &mut BufWriter::new(io::stdout().lock()),
        stderr: &mut io::stderr().lock(),
        stdout_is_terminal: io::stdout().is_terminal(),
        stderr_is_terminal: io::stderr().is_terminal(),
        width: env("COLUMNS").and_then(|columns| columns.parse().ok()),
        env: &env,
        today: jiff::tz::offset(9).to_datetime(jiff::Timestamp::now()).date(),
        current_dir: std::env::current_dir().unwrap_or_default(),
        is_last: true,
    };
    cli::run(std::env::args_os(), &mut io).into()
}
