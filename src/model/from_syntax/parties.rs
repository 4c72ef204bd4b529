//! Parties: one hospital, and everybody around it.

use super::names::{keep, word};
use super::titles::title_or;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{CorporateNumber, NoCorporateNumber, Party, PartyIdx, PartyKind, Table};
use crate::syntax::ast::{self, Name};
use crate::text;

/// An engagement without a hospital.
pub static MISSING_HOSPITAL: Code = Code {
    name: "missing_hospital",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("案件に医療機関がない", "an engagement without a hospital"),
        why: (
            "案件は一つの医療機関とその周りの事業者からなる。責任はすべて医療機関に対するものである",
            "an engagement is one hospital with the vendors around it; every duty is owed to it in the end",
        ),
        example: "engagement \"…\" { party A vendor }",
        remedy: ("`party H hospital` を加える", "add `party H hospital`"),
    },
};

/// An engagement with several hospitals.
pub static TWO_HOSPITALS: Code = Code {
    name: "two_hospitals",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("案件に医療機関が二つある", "an engagement with two hospitals"),
        why: ("誰に対する責任か決まらない", "nobody could tell to whom the duties are owed"),
        example: "party H hospital\nparty G hospital",
        remedy: (
            "案件を分ける。接続先の医療機関は `outside` とする",
            "make two engagements; a hospital that is only connected is `outside`",
        ),
    },
};

/// A corporate number that nobody can have.
pub static BAD_CORPORATE_NUMBER: Code = Code {
    name: "bad_corporate_number",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("ありえない法人番号である", "a corporate number that nobody can have"),
        why: (
            "法人番号は案件をまたいで同じ事業者を見分ける。誤った番号は別の事業者を同じものに、同じ事業者を別のものにする",
            "the number tells which vendors of several engagements are one; a wrong one joins two of them or parts one",
        ),
        example: "party A vendor \"…\" corporate_number \"1234567890123\"",
        remedy: (
            "国税庁の公表する13桁の番号を書く。先頭の1桁は検査用数字で、残りの12桁から決まる",
            "write the 13 digits as they were published; the first is a check digit, and follows from the other twelve",
        ),
    },
};

/// The parties in the order given.
pub(super) fn parties(written: &[&ast::Party], problems: &mut Vec<Diagnostic>) -> Table<PartyIdx, Party> {
    written.iter().map(|party| self::party(party, problems)).collect()
}

fn party(written: &ast::Party, problems: &mut Vec<Diagnostic>) -> Party {
    Party {
        name: written.name.text.clone(),
        kind: keep(word(&written.kind), problems).unwrap_or(PartyKind::Vendor),
        title: title_or(written.title.as_ref(), &written.name.text),
        corporate_number: written.corporate_number.as_ref().and_then(|it| keep(corporate_number(it), problems)),
        docs: written.docs.clone(),
        span: written.name.span,
    }
}

fn corporate_number(written: &Name) -> Result<CorporateNumber, Diagnostic> {
    written.key().parse().map_err(|misfit: NoCorporateNumber| {
        let problem = Diagnostic::new(&BAD_CORPORATE_NUMBER, written.span, misfit.says(&written.text));
        match misfit {
            NoCorporateNumber::Digits => problem,
            NoCorporateNumber::CheckDigit { .. } => problem.help(text!(
                "番号を写し間違えていないか確かめてください",
                "see whether the number was copied correctly"
            )),
        }
    })
}

/// The one hospital.
pub(super) fn hospital(
    title: &Name,
    parties: &Table<PartyIdx, Party>,
    problems: &mut Vec<Diagnostic>,
) -> Option<PartyIdx> {
    let mut all = parties.enumerate().filter(|(_, party)| party.kind == PartyKind::Hospital);
    let Some((hospital, first)) = all.next() else {
        let written = &title.text;
        let headline = text!("案件 `{written}` に医療機関がありません", "the engagement `{written}` has no hospital");
        let help = text!("`party H hospital \"…\"` を加えます", "add `party H hospital \"…\"`");
        problems.push(Diagnostic::new(&MISSING_HOSPITAL, title.span, headline).help(help));
        return None;
    };
    for (_, other) in all {
        let name = &other.name;
        let headline = text!("`{name}` は二つ目の医療機関です", "`{name}` is a second hospital");
        let label = text!("一つ目の医療機関", "the first one");
        let help = text!("接続先の医療機関は `outside` とします", "a hospital that is only connected is `outside`");
        problems.push(Diagnostic::new(&TWO_HOSPITALS, other.span, headline).label(first.span, label).help(help));
    }
    Some(hospital)
}
