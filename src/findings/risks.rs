//! What retained and shared risks lack, in words.

use super::derivation::Derivation;
use super::names::Names;
use crate::diagnostic::Text;
use crate::evaluate::{Risk, RiskLack};
use crate::model::Verb;
use crate::text;

/// A step of a proof: who retains or shares what, and what that lacks.
pub fn risk(names: &Names, risk: &Risk) -> Derivation {
    let statement = &names.0.engagement.statements[risk.by];
    let Verb::Retains { party, risk: told, shared, explained } = &statement.verb else {
        return Derivation::at(Text::default(), statement.span);
    };
    let Text { ja, en } = names.party(*party);
    let (verb_ja, verb_en) = if *shared { ("分担する", "shares") } else { ("保有する", "retains") };
    let day = |day: &Option<crate::model::Date>| day.map(|it| it.to_string()).unwrap_or_default();
    let (agreed, explained) = (day(&statement.agreed), day(explained));
    let lack = match risk.lack {
        None => text!("医療機関は {agreed} に合意しています", "the hospital agreed on {agreed}"),
        Some(RiskLack::ByLaw) => text!("法令が求める対応です", "law demands the duty"),
        Some(RiskLack::Agreement) if statement.agreed.is_some() => {
            text!("医療機関の合意は {agreed} になってからです", "the hospital agrees only on {agreed}")
        }
        Some(RiskLack::Agreement) => {
            text!("医療機関が合意した日がありません", "no day is given on which the hospital agreed")
        }
        Some(RiskLack::LaterAgreement) => text!(
            "合意（{agreed}）が説明（{explained}）より前です",
            "the hospital agreed on {agreed}, before it was explained on {explained}"
        ),
    };
    let Text { ja: lack_ja, en: lack_en } = lack;
    let text = text!("{ja}が{verb_ja}リスク「{told}」：{lack_ja}", "a risk that {en} {verb_en} ({told}): {lack_en}");
    Derivation::at(text, statement.span)
}
