//! `nothing_in_use`: an engagement without a catalogue, of which nothing is looked at.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::text;

/// No duty applies, and so nothing could ever be found.
pub static NOTHING_IN_USE: Code = Code {
    name: "nothing_in_use",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: ("案件が確認表を使っていません", "an engagement uses no catalogue"),
        why: (
            "確認表がなければ何も評価されず、何も出ないことが「間隙なし」に見えてしまいます",
            "without a catalogue nothing is judged, and silence would look like no gap",
        ),
        example: "engagement \"みなと病院\" { party H hospital }",
        remedy: ("`use roles-2024` のように確認表を指定します", "name a catalogue, as in `use roles-2024`"),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    if !scene.engagement.uses.is_empty() {
        return Vec::new();
    }
    let name = &scene.engagement.name;
    let headline = text!("案件「{name}」は確認表を使っていません", "engagement `{name}` uses no catalogue");
    let help = text!("`use roles-2024` のように書いてください", "write, for instance, `use roles-2024`");
    vec![Diagnostic::new(&NOTHING_IN_USE, scene.engagement.span, headline).help(help)]
}
