//! What is expected against what is there, line by line.

use similar::{ChangeTag, TextDiff};

use super::expect::Unmet;
use crate::report::{Inline, Style};
use crate::text;

/// Lines that agree, around those that do not.
const CONTEXT: usize = 3;

/// The lines of a difference, each with its sign: ` `, `-` or `+`. `None` stands for lines that agree and are left out.
pub fn lines(unmet: &Unmet) -> Vec<Option<(ChangeTag, String)>> {
    let slices = |lines: &'_ [String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let (before, after) = (slices(&unmet.expected), slices(&unmet.found));
    let diff = TextDiff::from_lines(&before, &after);
    let mut lines = Vec::new();
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            lines.push(None);
        }
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        lines.extend(changes.map(|change| Some((change.tag(), change.value().trim_end().to_owned()))));
    }
    lines
}

/// The difference in colours, with what its signs mean; nothing where there is nothing to compare.
pub fn shown(unmet: &Unmet) -> Vec<Inline> {
    let lines = lines(unmet);
    if lines.is_empty() {
        return Vec::new();
    }
    let signs = Inline::styled(text!("    - 期待", "    - expected"), Style::Error)
        .and(text!("  + 実際", "  + found"), Style::Good);
    let line = |line: Option<(ChangeTag, String)>| match line {
        None => Inline::styled("      …", Style::Dim),
        Some((tag, line)) => {
            let style = match tag {
                ChangeTag::Equal => Style::Dim,
                ChangeTag::Delete => Style::Error,
                ChangeTag::Insert => Style::Good,
            };
            Inline::styled(format!("    {tag} {line}"), style)
        }
    };
    std::iter::once(signs).chain(lines.into_iter().map(line)).collect()
}
