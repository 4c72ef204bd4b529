//! Natural order: numbers inside names compare as numbers, so that `P2.A.2` stands before `P2.A.10`.

use std::cmp::Ordering;

/// Compares names or ids segment by segment (segments are joined by `.`), and in a segment digits as numbers.
///
/// ```
/// use std::cmp::Ordering::Less;
/// assert_eq!(buntan::model::natural_order("P2.A.2", "P2.A.10"), Less);
/// assert_eq!(buntan::model::natural_order("K9", "K10"), Less);
/// ```
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.split('.'), b.split('.'));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match segment_order(a, b) {
                Ordering::Equal => {}
                decided => return decided,
            },
        }
    }
}

/// Runs of digits by value, other runs by text, digits first; what still ties by text (`01` and `1`).
fn segment_order(a: &str, b: &str) -> Ordering {
    runs(a).cmp(runs(b)).then_with(|| a.cmp(b))
}

fn runs(segment: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = segment;
    std::iter::from_fn(move || {
        let digits = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        rest = tail;
        Some(if digits { Run::number(run) } else { Run::Text(run) })
    })
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Run<'a> {
    /// How many digits without leading zeros, and these: longer is larger.
    Number(usize, &'a str),
    Text(&'a str),
}

impl<'a> Run<'a> {
    fn number(digits: &'a str) -> Self {
        let digits = digits.trim_start_matches('0');
        Run::Number(digits.len(), digits)
    }
}
