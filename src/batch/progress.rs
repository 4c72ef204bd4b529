//! How far a run has come, for somebody who waits.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::tally::Tally;
use crate::diagnostic::Lang;
use crate::text;

/// A bar on the terminal, or nothing.
pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
}

impl Progress {
    /// A bar over so many bytes of input, where that is known; hidden unless somebody sees it.
    pub fn new(bytes: Option<u64>, is_seen: bool, lang: Lang) -> Self {
        let target = if is_seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let (bar, template) = match bytes {
            Some(bytes) => (ProgressBar::with_draw_target(Some(bytes), target), "{bar:30} {percent:>3} % {msg} {eta}"),
            None => (ProgressBar::with_draw_target(None, target), "{spinner} {msg}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar, lang }
    }

    /// So much is done.
    pub fn tell(&self, tally: &Tally, bytes: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let (rows, faults) = (HumanCount(tally.rows), tally.faults);
        let per_second = HumanCount((tally.rows as f64 / self.bar.elapsed().as_secs_f64().max(0.001)) as u64);
        let words = text!(
            "{rows} 行（毎秒 {per_second} 行、読めない行 {faults}）残り",
            "{rows} rows ({per_second} per second, {faults} unreadable), left:"
        );
        self.bar.set_message(words.in_lang(self.lang).to_owned());
        self.bar.set_position(bytes);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
