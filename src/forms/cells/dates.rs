//! Days as people write them: `2026-04-01`, `2026/4/1`, `２０２６年４月１日`, `令和8年4月1日`, `R8.4.1`, `20260401`, the numbers of a
//! spreadsheet.
//!
//! A year of two digits without an era, a day without a year, a day before its era began or after it ended: that is no day.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use unicode_normalization::UnicodeNormalization;

use super::value::Value;

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// 1 is 1900-01-01, and 60 is a day that never was.
    #[default]
    From1900,
    /// 0 is 1904-01-01, as workbooks of old Macs have it.
    From1904,
}

/// Numbers that nobody has marked as days, but that stand where a day belongs: from 1954 to 2119. A smaller one is rather a year, or a slip.
const BARE: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// The last number that is a day: 9999-12-31, counted from 1900.
const LAST: f64 = 2_958_465.0;

/// An era: its names, its first and its last day.
struct Era {
    names: [&'static str; 2],
    first: Date,
    last: Date,
}

/// The eras that contracts of today speak of.
static ERAS: [Era; 3] = [
    Era { names: ["令和", "r"], first: date(2019, 5, 1), last: date(9999, 12, 31) },
    Era { names: ["平成", "h"], first: date(1989, 1, 8), last: date(2019, 4, 30) },
    Era { names: ["昭和", "s"], first: date(1926, 12, 25), last: date(1989, 1, 7) },
];

/// A cell is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDay;

/// The day in a cell, if there is anything in it.
///
/// # Errors
/// What stands there is no day, or it cannot be told which.
pub fn day(value: &Value, epoch: Epoch) -> Result<Option<Date>, NoDay> {
    match value {
        Value::Empty => Ok(None),
        Value::Day(day) => Ok(Some(*day)),
        Value::Number(number) => bare(*number, epoch).map(Some).ok_or(NoDay),
        Value::Text(_) if value.is_blank() => Ok(None),
        Value::Text(words) => written(words).map(Some).ok_or(NoDay),
        Value::Truth(_) | Value::Fault(_) | Value::Formula(_) => Err(NoDay),
    }
}

/// The day of a number that a workbook shows as a day; a time of day is left out.
pub fn serial(number: f64, epoch: Epoch) -> Option<Date> {
    if !(0.0..=LAST).contains(&number) {
        return None;
    }
    let days = number.floor() as i64;
    let (first, days) = match epoch {
        Epoch::From1904 => (date(1904, 1, 1), days),
        Epoch::From1900 if days == 60 || days == 0 => return None,
        Epoch::From1900 if days < 60 => (date(1899, 12, 31), days),
        Epoch::From1900 => (date(1899, 12, 30), days),
    };
    first.checked_add(days.days()).ok()
}

fn bare(number: f64, epoch: Epoch) -> Option<Date> {
    if BARE.contains(&number) {
        return serial(number, epoch);
    }
    let is_whole = number.fract() == 0.0 && (10_000_101.0..=99_991_231.0).contains(&number);
    is_whole.then(|| eight_digits(&format!("{number}"))).flatten()
}

fn written(words: &str) -> Option<Date> {
    let plain: String = words.nfkc().collect::<String>().trim().to_lowercase();
    let plain = without_time(without_weekday(&plain));
    if let Ok(number) = plain.parse::<f64>()
        && plain.bytes().all(|it| it.is_ascii_digit())
    {
        return bare(number, Epoch::From1900).filter(|_| plain.len() == 8);
    }
    let (era, rest) = era(plain);
    let [year, month, day] = numbers(rest)?;
    match era {
        Some(era) => {
            let year = i32::from(if year == "元" { 1 } else { small(year)? });
            let first = i32::from(era.first.year());
            let day = build(first + year - 1, month, day)?;
            (year >= 1 && (era.first..=era.last).contains(&day)).then_some(day)
        }
        None => (year.len() == 4).then_some(()).and_then(|()| build(i32::from(small(year)?), month, day)),
    }
}

/// `2026-04-01 00:00:00`: other programs write the midnight of a day.
fn without_time(words: &str) -> &str {
    for tail in [" 00:00:00", "t00:00:00", " 0:00", " 0:00:00"] {
        if let Some(day) = words.strip_suffix(tail) {
            return day;
        }
    }
    words
}

/// `2026年4月1日(水)`
fn without_weekday(words: &str) -> &str {
    let Some(open) = words.find('(') else { return words };
    let inside = words.get(open + 1..).and_then(|rest| rest.strip_suffix(')')).map(|it| it.trim_end_matches("曜日"));
    match inside {
        Some("日" | "月" | "火" | "水" | "木" | "金" | "土") => words.get(..open).unwrap_or(words).trim_end(),
        _ => words,
    }
}

fn era(words: &str) -> (Option<&'static Era>, &str) {
    for era in &ERAS {
        for name in era.names {
            if let Some(rest) = words.strip_prefix(name) {
                return (Some(era), rest.trim_start().trim_start_matches('.'));
            }
        }
    }
    (None, words)
}

/// `2026/4/1`, `2026.4.1`, `2026-4-1`, `2026年4月1日`: three numbers, with the same sign between them.
fn numbers(words: &str) -> Option<[&str; 3]> {
    if let Some((year, rest)) = words.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let (day, after) = rest.split_once('日')?;
        return after.is_empty().then_some([year.trim(), month.trim(), day.trim()]);
    }
    let sign = words.chars().find(|it| matches!(it, '/' | '-' | '.'))?;
    let all: Vec<&str> = words.split(sign).map(str::trim).collect();
    <[&str; 3]>::try_from(all).ok()
}

fn build(year: i32, month: &str, day: &str) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(small(month)?).ok()?, i8::try_from(small(day)?).ok()?).ok()
}

/// A number of up to four digits.
fn small(digits: &str) -> Option<i16> {
    let fits = (1..=4).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

fn eight_digits(digits: &str) -> Option<Date> {
    build(i32::from(small(digits.get(..4)?)?), digits.get(4..6)?, digits.get(6..8)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<Date> {
        day(&Value::Text(words.to_owned()), Epoch::From1900).ok().flatten()
    }

    #[test]
    fn the_first_of_april_in_every_spelling() {
        let first = date(2026, 4, 1);
        for words in [
            "2026-04-01",
            "2026-4-1",
            "2026/4/1",
            "2026/04/01",
            "2026.4.1",
            "２０２６／４／１",
            "2026年4月1日",
            "2026 年 4 月 1 日",
            "２０２６年４月１日",
            "令和8年4月1日",
            "令和８年４月１日",
            "R8.4.1",
            "r8/4/1",
            "R8-4-1",
            "Ｒ８．４．１",
            "R.8.4.1",
            "㋿8年4月1日",
            "20260401",
            "２０２６０４０１",
            " 2026-04-01 ",
            "2026-04-01 00:00:00",
            "2026-04-01T00:00:00",
            "2026/4/1(水)",
            "2026年4月1日（水曜日）",
        ] {
            assert_eq!(read(words), Some(first), "{words}");
        }
    }

    #[test]
    fn eras_begin_and_end_on_their_days() {
        assert_eq!(read("令和元年5月1日"), Some(date(2019, 5, 1)));
        assert_eq!(read("R1.5.1"), Some(date(2019, 5, 1)));
        assert_eq!(read("平成31年4月30日"), Some(date(2019, 4, 30)));
        assert_eq!(read("H1.1.8"), Some(date(1989, 1, 8)));
        assert_eq!(read("S64.1.7"), Some(date(1989, 1, 7)));
        for never in ["令和元年4月30日", "平成31年5月1日", "平成元年1月7日", "R0.5.1", "R-1.5.1"] {
            assert_eq!(read(never), None, "{never}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for words in [
            "26/4/1",
            "4/1",
            "2026/4",
            "2026年4月",
            "2026/13/1",
            "2026/2/29",
            "2026/4/1頃",
            "4月1日",
            "未定",
            "2026-04/01",
            "46113",
            "1.2.3.4",
            "－",
            "20261301",
            "2026/4/1(仏滅)",
            "2026-04-01 12:00:00",
            "99999999999999999999",
        ] {
            assert_eq!(day(&Value::Text(words.to_owned()), Epoch::From1900), Err(NoDay), "{words}");
        }
        assert_eq!(day(&Value::Text("　".to_owned()), Epoch::From1900), Ok(None));
        assert_eq!(day(&Value::Fault("#REF!".to_owned()), Epoch::From1900), Err(NoDay));
        assert_eq!(day(&Value::Truth(true), Epoch::From1900), Err(NoDay));
    }

    #[test]
    fn numbers_count_from_the_epoch() {
        assert_eq!(serial(46113.0, Epoch::From1900), Some(date(2026, 4, 1)));
        assert_eq!(serial(44651.0, Epoch::From1904), Some(date(2026, 4, 1)));
        assert_eq!(serial(46113.75, Epoch::From1900), Some(date(2026, 4, 1)));
        assert_eq!(serial(1.0, Epoch::From1900), Some(date(1900, 1, 1)));
        assert_eq!(serial(59.0, Epoch::From1900), Some(date(1900, 2, 28)));
        assert_eq!(serial(60.0, Epoch::From1900), None);
        assert_eq!(serial(61.0, Epoch::From1900), Some(date(1900, 3, 1)));
        assert_eq!(serial(f64::NAN, Epoch::From1900), None);
        assert_eq!(serial(-1.0, Epoch::From1904), None);
        assert_eq!(day(&Value::Number(46113.0), Epoch::From1900), Ok(Some(date(2026, 4, 1))));
        assert_eq!(day(&Value::Number(20_260_401.0), Epoch::From1900), Ok(Some(date(2026, 4, 1))));
        for slip in [2026.0, 8.0, 0.0, 20_261_301.0, f64::INFINITY] {
            assert_eq!(day(&Value::Number(slip), Epoch::From1900), Err(NoDay), "{slip}");
        }
    }
}
