//! `not_documented`: a document must say it, and none in force does.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::findings::kind::Kind;
use crate::findings::unmet::unmet;
use crate::model::Unmet;
use crate::text;

/// Nothing in writing.
pub static NOT_DOCUMENTED: Kind = Kind {
    code: Code {
        name: "not_documented",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "文書に定めるべき事項が、有効な文書に定められていません",
                "a document must say it, and none in force does",
            ),
            why: (
                "口頭の了解は、担当者の交代や事故の際に残りません",
                "what was only understood is gone when people change or something happens",
            ),
            example: "duty b \"再委託先の行為への責任\" of prime toward hospital stated in contract\n// K1 states P2.A.10.b がない / no `K1 states P2.A.10.b`",
            remedy: (
                "条項を定め、`K1 states 項目 \"第n条\"` のように書きます",
                "agree the clause, and write `K1 states ITEM \"clause\"`",
            ),
        },
    },
    find: |evaluation, at| unmet(evaluation, at, Unmet::NotDocumented),
    say: |names, group| group.sentence(names, text!("定める文書がありません", "no document states it")),
};
