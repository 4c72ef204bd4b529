//! Keywords that a slip may have meant.

/// The keyword near to what was written. Keywords are short, so this is stricter than for names: nobody who wrote `A` meant `at`.
pub(super) fn near(written: &str, keywords: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let length = written.chars().count();
    if written.is_ascii() && length < 3 {
        return None;
    }
    let distance = |keyword: &str| strsim::osa_distance(&written.to_lowercase(), keyword);
    keywords
        .filter(|keyword| *keyword != written)
        .filter_map(|keyword| {
            // Of `access to` people mistype the first word.
            let first = keyword.split(' ').next().unwrap_or(keyword);
            let begun = length >= 4 && keyword.starts_with(written);
            let distance = if begun { 0 } else { distance(keyword).min(distance(first)) };
            (distance <= (length / 3).max(1)).then_some((distance, keyword))
        })
        .min()
        .map(|(_, keyword)| keyword)
}
