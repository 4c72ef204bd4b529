//! Values and days: what was written becomes a value of the declared type, exact.

use bigdecimal::BigDecimal;

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{Date, FactType, Stated, Value};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::text;

/// More digits than any fact or service level needs; without a bound a number of a megabyte would be computed with.
const MAX_DIGITS: usize = 100;

/// A value of another type than the fact has.
pub static WRONG_TYPE: Code = Code {
    name: "wrong_type",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("値の型が宣言と違う", "a value is of another type than was declared"),
        why: ("型の合わない値は比較も判定もできない", "a value of the wrong type can be neither compared nor judged"),
        example: "fact external_storage : bool of component\ncomponent emr application { external_storage = 3 }",
        remedy: ("宣言された型の値を書く", "write a value of the declared type"),
    },
};

/// A number with a wrong unit, or without the unit it needs.
pub static WRONG_UNIT: Code = Code {
    name: "wrong_unit",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("単位が宣言と合わない", "a unit does not fit the declared type"),
        why: ("`4` が4分か4時間かで約束の意味が変わる", "whether `4` means minutes or hours changes what was promised"),
        example: "fact notice : duration of contract\ncontract K1 H -> A { notice = 4 }",
        remedy: (
            "期間は `s min h d`、割合は `%` を付け、数値には付けない",
            "give durations `s min h d`, percentages `%`, and plain numbers nothing",
        ),
    },
};

/// A day that the calendar does not have.
pub static BAD_DATE: Code = Code {
    name: "bad_date",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("暦にない日付である", "a day that the calendar does not have"),
        why: ("期間と期日の判定ができない", "no period or deadline can be judged by it"),
        example: "contract K1 H -> A { date 2026-02-30 }",
        remedy: ("実在する日を `2026-02-28` の形で書く", "write a real day like `2026-02-28`"),
    },
};

/// A number with more digits than are computed with.
pub static OVERSIZED_NUMBER: Code = Code {
    name: "oversized_number",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("桁数が多すぎる", "a number has too many digits"),
        why: (
            "数値は丸めずに計算するため、桁数に上限を設けている",
            "numbers are computed without rounding, so their length is bounded",
        ),
        example: "fact beds : number of engagement",
        remedy: ("100桁以内で書く", "write it in at most 100 digits"),
    },
};

/// What a fact was stated to be: a value, `unknown` or `none`.
pub(super) fn stated(written: &Name, kind: &FactType) -> Result<Stated, Diagnostic> {
    if is_unknown(written) {
        Ok(Stated::Unknown)
    } else if is_none(written) {
        Ok(Stated::None)
    } else {
        value(written, kind).map(Stated::Value)
    }
}

/// Whether `unknown` was written, in either language.
pub(super) fn is_unknown(written: &Name) -> bool {
    matches!(written.key().as_str(), "unknown" | "不明")
}

/// Whether `none` was written, in either language.
pub(super) fn is_none(written: &Name) -> bool {
    matches!(written.key().as_str(), "none" | "なし")
}

/// A value of a type.
pub(super) fn value(written: &Name, kind: &FactType) -> Result<Value, Diagnostic> {
    let key = written.key();
    match (kind, Shape::of(&key)) {
        (FactType::Bool, Shape::Word) => truth(&key).map(Value::Bool).ok_or_else(|| wrong_type(written, kind)),
        (FactType::OneOf(words), _) => one_of(written, words),
        (FactType::Number, Shape::Plain(number)) => decimal(written, number).map(Value::Number),
        (FactType::Percent, Shape::Percent(number)) => decimal(written, number).map(Value::Percent),
        (FactType::Duration, Shape::Measured(number, unit)) => duration(written, number, unit),
        (FactType::Date, Shape::Day) => date(written).map(Value::Date),
        (FactType::Number | FactType::Percent | FactType::Duration, shape) if shape.is_quantity() => {
            Err(wrong_unit(written, kind))
        }
        (FactType::Party, _) => Err(wrong_type(written, kind).help(text!(
            "当事者の名前は案件だけが知っています。既定値や導出の答えにはできません",
            "only an engagement names parties: such a fact has no default and is not derived"
        ))),
        (FactType::Bool | FactType::Number | FactType::Percent | FactType::Duration | FactType::Date, _) => {
            Err(wrong_type(written, kind))
        }
    }
}

/// An amount in whatever unit: a percentage, a duration or a plain number.
pub(super) fn amount(written: &Name) -> Result<Value, Diagnostic> {
    let key = written.key();
    match Shape::of(&key) {
        Shape::Plain(number) => decimal(written, number).map(Value::Number),
        Shape::Percent(number) => decimal(written, number).map(Value::Percent),
        Shape::Measured(number, unit) => duration(written, number, unit),
        Shape::Day | Shape::Word => {
            let (text, Text { ja, en }) = (&written.text, amount_words());
            let headline = text!("`{text}` は{ja}ではありません", "`{text}` is not {en}");
            Err(Diagnostic::new(&WRONG_TYPE, written.span, headline))
        }
    }
}

/// What an amount is called, with examples.
pub(super) fn amount_words() -> Text {
    Text::new("水準の値（`99.9%`、`4h`、`300`）", "an amount like `99.9%`, `4h` or `300`")
}

/// A day of the calendar.
pub(super) fn date(written: &Name) -> Result<Date, Diagnostic> {
    let key = written.key();
    let parts: Option<Vec<i16>> = key.split('-').map(|part| part.parse().ok()).collect();
    let day = match parts.as_deref() {
        Some(&[year, month, day]) => i8::try_from(month)
            .ok()
            .zip(i8::try_from(day).ok())
            .and_then(|(month, day)| Date::new(year, month, day).ok()),
        _ => None,
    };
    day.ok_or_else(|| {
        let written_text = &written.text;
        Diagnostic::new(
            &BAD_DATE,
            written.span,
            text!("`{written_text}` という日はありません", "there is no day `{written_text}`"),
        )
        .help(text!("日付は `2026-04-01` の形で書きます", "write a day like `2026-04-01`"))
    })
}

/// `yes` and its kin.
pub(super) fn truth(key: &str) -> Option<bool> {
    match key {
        "yes" | "true" | "はい" => Some(true),
        "no" | "false" | "いいえ" => Some(false),
        _ => None,
    }
}

/// What a type is called, with an example.
pub(super) fn type_words(kind: &FactType) -> Text {
    match kind {
        FactType::Bool => Text::new("真偽値（`yes` か `no`）", "`yes` or `no`"),
        FactType::OneOf(words) => {
            let list = words.join("`, `");
            Text::new(format!("`{list}` のいずれか"), format!("one of `{list}`"))
        }
        FactType::Number => Text::new("数値（`300`）", "a number like `300`"),
        FactType::Percent => Text::new("割合（`99.9%`）", "a percentage like `99.9%`"),
        FactType::Duration => Text::new("期間（`4h`）", "a duration like `4h`"),
        FactType::Date => Text::new("日付（`2026-04-01`）", "a day like `2026-04-01`"),
        FactType::Party => Text::new("案件の当事者", "a party of an engagement"),
    }
}

/// A value that is of another type.
pub(super) fn wrong_type(written: &Name, kind: &FactType) -> Diagnostic {
    not_of_type(&WRONG_TYPE, &written.text, written.span, kind)
}

fn wrong_unit(written: &Name, kind: &FactType) -> Diagnostic {
    let diagnostic = not_of_type(&WRONG_UNIT, &written.text, written.span, kind);
    match kind {
        FactType::Duration => diagnostic.help(text!(
            "単位は `s min h d`（秒、分、時間、日）です",
            "the units are `s min h d` (seconds, minutes, hours, days)"
        )),
        _ => diagnostic,
    }
}

fn not_of_type(code: &'static Code, written: &str, span: Span, kind: &FactType) -> Diagnostic {
    let Text { ja, en } = type_words(kind);
    Diagnostic::new(code, span, text!("`{written}` は{ja}ではありません", "`{written}` is not {en}"))
}

fn one_of(written: &Name, words: &[String]) -> Result<Value, Diagnostic> {
    let key = written.key();
    let found = words.iter().find(|word| crate::model::from_syntax::names::same(word, &key));
    found.map(|word| Value::Word(word.clone().into())).ok_or_else(|| {
        let written_text = &written.text;
        let list = words.join("`, `");
        Diagnostic::new(
            &super::names::UNKNOWN_WORD,
            written.span,
            text!("`{written_text}` という値は宣言されていません", "the value `{written_text}` was not declared"),
        )
        .suggest(&key, words.iter().map(String::as_str))
        .help(text!("使えるのは `{list}` です", "it may be `{list}`"))
    })
}

fn decimal(written: &Name, number: &str) -> Result<BigDecimal, Diagnostic> {
    let parsed = (number.len() <= MAX_DIGITS).then(|| number.parse().ok()).flatten();
    parsed.ok_or_else(|| {
        Diagnostic::new(
            &OVERSIZED_NUMBER,
            written.span,
            text!("数値の桁数が多すぎます", "the number has too many digits"),
        )
        .help(text!("{MAX_DIGITS}桁以内で書いてください", "write at most {MAX_DIGITS} digits"))
    })
}

fn duration(written: &Name, number: &str, unit: &str) -> Result<Value, Diagnostic> {
    let seconds: u32 = match unit {
        "s" | "秒" => 1,
        "min" | "分" => 60,
        "h" | "時間" => 3_600,
        "d" | "日" => 86_400,
        _ => return Err(wrong_unit(written, &FactType::Duration)),
    };
    Ok(Value::Duration(decimal(written, number)? * BigDecimal::from(seconds)))
}

/// What a value looks like, whatever it should be.
enum Shape<'a> {
    Plain(&'a str),
    Percent(&'a str),
    Measured(&'a str, &'a str),
    Day,
    Word,
}

impl<'a> Shape<'a> {
    fn of(key: &'a str) -> Self {
        if looks_like_a_day(key) {
            return Shape::Day;
        }
        let unsigned = key.strip_prefix('-').unwrap_or(key);
        let sign = key.len() - unsigned.len();
        let mut end = digits(unsigned);
        if end == 0 {
            return Shape::Word;
        }
        if let Some(fraction) = unsigned.get(end..).and_then(|rest| rest.strip_prefix('.')) {
            let length = digits(fraction);
            end += if length == 0 { 0 } else { 1 + length };
        }
        match key.split_at(sign + end) {
            (number, "") => Shape::Plain(number),
            (number, "%") => Shape::Percent(number),
            (number, unit) => Shape::Measured(number, unit),
        }
    }

    fn is_quantity(&self) -> bool {
        matches!(self, Shape::Plain(_) | Shape::Percent(_) | Shape::Measured(..))
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn looks_like_a_day(key: &str) -> bool {
    let parts: Vec<&str> = key.split('-').collect();
    matches!(parts.as_slice(), [year, _, _] if year.len() == 4)
        && parts.iter().all(|part| !part.is_empty() && digits(part) == part.len())
}
