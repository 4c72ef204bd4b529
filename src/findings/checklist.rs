//! What the checklist says of an obligation, in words.

use super::derivation::Derivation;
use super::remarks::remarked;
use crate::diagnostic::Text;
use crate::evaluate::{Confirmed, Context};
use crate::model::{StatementIdx, Verb};
use crate::text;

/// The steps of a proof: each check that counts, and what came of it.
pub fn checks(context: &Context, confirmed: &Confirmed) -> Vec<Derivation> {
    match confirmed {
        Confirmed::Unasked => Vec::new(),
        Confirmed::Never => vec![Derivation::new(never())],
        Confirmed::Yes(all) | Confirmed::No(all) | Confirmed::Contradicted(all) | Confirmed::SettledBefore(all) => {
            let step = |at: &StatementIdx| {
                let statement = &context.engagement.statements[*at];
                Derivation::at(remarked(check(context, *at), statement), statement.span)
            };
            all.iter().map(step).collect()
        }
    }
}

/// Nothing was written down of it.
pub fn never() -> Text {
    text!(
        "確認した記録がありません（この確認表の点検は始まっています）",
        "no check of it is on record, though the checklist was begun"
    )
}

/// One check: the answer, its day, and when it was settled.
fn check(context: &Context, at: StatementIdx) -> Text {
    let Verb::Checked { confirmed, date, settled } = context.engagement.statements[at].verb else {
        return Text::default();
    };
    let (answer_ja, answer_en) = if confirmed { ("はい", "yes") } else { ("いいえ", "no") };
    match settled {
        Some(day) if day > context.day => text!(
            "{date} の確認は「{answer_ja}」で、完了は {day} になってからです",
            "checked `{answer_en}` on {date}, settled only on {day}"
        ),
        Some(day) => text!(
            "{date} の確認は「{answer_ja}」、完了は {day} です",
            "checked `{answer_en}` on {date}, settled on {day}"
        ),
        None if confirmed => text!("{date} の確認は「{answer_ja}」です", "checked `{answer_en}` on {date}"),
        None => text!(
            "{date} の確認は「{answer_ja}」で、完了の日がありません",
            "checked `{answer_en}` on {date}, with no day of settlement"
        ),
    }
}
