//! "Did you mean": the one function behind every unknown name.

use unicode_normalization::UnicodeNormalization;

/// The candidate nearest to what was written, if one is near enough to be meant.
///
/// ```
/// assert_eq!(buntan::diagnostic::did_you_mean("owms", ["owns", "open"]), Some("owns"));
/// assert_eq!(buntan::diagnostic::did_you_mean("zzz", ["owns", "open"]), None);
/// ```
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: String = written.nfkc().flat_map(char::to_lowercase).collect();
    let length = written.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded: String = candidate.nfkc().flat_map(char::to_lowercase).collect();
            let distance = strsim::osa_distance(&written, &folded);
            let allowed = length.max(folded.chars().count()).div_ceil(3);
            (distance <= allowed).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}
