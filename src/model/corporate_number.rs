//! The number under which a company or public body of Japan is known: twelve digits behind a check digit.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::Text;
use crate::text;

/// Thirteen digits, the first of which checks the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CorporateNumber(u64);

/// Why some text is no corporate number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCorporateNumber {
    /// It is not thirteen digits.
    Digits,
    /// Its first digit does not check the others.
    CheckDigit {
        /// What the first digit is with these others.
        should_be: u8,
    },
}

impl NoCorporateNumber {
    /// In words, of what was written.
    pub fn says(self, shown: &str) -> Text {
        match self {
            NoCorporateNumber::Digits => text!(
                "`{shown}` は法人番号ではありません。法人番号は13桁の数字です",
                "`{shown}` is no corporate number, which has 13 digits and nothing else"
            ),
            NoCorporateNumber::CheckDigit { should_be } => text!(
                "法人番号 `{shown}` の検査用数字（先頭の1桁）が合いません。残りの12桁が正しければ `{should_be}` です",
                "the check digit of the corporate number `{shown}`, its first, is wrong: with the other twelve it is `{should_be}`"
            ),
        }
    }
}

impl FromStr for CorporateNumber {
    type Err = NoCorporateNumber;

    /// Reads thirteen digits and checks the first: it is 9 − (Σ Pₙ × Qₙ mod 9), where Pₙ is the n-th of the other twelve from the
    /// right, and Qₙ is 1 for an odd n and 2 for an even one.
    ///
    /// ```
    /// use buntan::model::{CorporateNumber, NoCorporateNumber};
    /// assert!("8700110005901".parse::<CorporateNumber>().is_ok());
    /// let wrong = "7700110005901".parse::<CorporateNumber>();
    /// assert_eq!(wrong, Err(NoCorporateNumber::CheckDigit { should_be: 8 }));
    /// assert_eq!("700110005901".parse::<CorporateNumber>(), Err(NoCorporateNumber::Digits));
    /// ```
    fn from_str(text: &str) -> Result<Self, NoCorporateNumber> {
        let is_number = text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = text.parse().ok().filter(|_| is_number).ok_or(NoCorporateNumber::Digits)?;
        let base = number % 10_u64.pow(12);
        let should_be = check_digit(base);
        if number / 10_u64.pow(12) == u64::from(should_be) {
            Ok(CorporateNumber(number))
        } else {
            Err(NoCorporateNumber::CheckDigit { should_be })
        }
    }
}

/// The digit that stands before twelve others.
fn check_digit(base: u64) -> u8 {
    let weighted = (0..12).map(|at| base / 10_u64.pow(at) % 10 * if at % 2 == 0 { 1 } else { 2 });
    let rest = weighted.sum::<u64>() % 9;
    u8::try_from(9 - rest).unwrap_or_default()
}

impl fmt::Display for CorporateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}
