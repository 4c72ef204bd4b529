//! Which duties a path names: `P2.A.10` the control with all its duties, `P2.A.10.a` one of them, `P2.A.*` everything beneath.

use std::collections::BTreeMap;

use super::{CatalogueIdx, DutyIdx, Idx, Policy};

/// The paths of all duties, by catalogue. Paths are compared by NFKC, segment by segment.
#[derive(Clone, Debug, Default)]
pub struct DutyIds {
    by_catalogue: Vec<Paths>,
}

#[derive(Clone, Debug, Default)]
struct Paths {
    exact: BTreeMap<String, Vec<DutyIdx>>,
    beneath: BTreeMap<String, Vec<DutyIdx>>,
}

impl DutyIds {
    /// Lists the paths of a policy.
    pub fn new(policy: &Policy) -> Self {
        let mut by_catalogue: Vec<Paths> = policy.catalogues.iter().map(|_| Paths::default()).collect();
        for (at, duty) in policy.duties.enumerate() {
            let control = &policy.controls[duty.control];
            let Some(paths) = by_catalogue.get_mut(control.catalogue.row()) else { continue };
            let own = control.id.split('.').count();
            let key = super::from_syntax::key_of(&duty.id);
            for (depth, prefix) in prefixes(&key).enumerate() {
                paths.beneath.entry(prefix.to_owned()).or_default().push(at);
                if depth + 1 >= own {
                    paths.exact.entry(prefix.to_owned()).or_default().push(at);
                }
            }
        }
        DutyIds { by_catalogue }
    }

    /// The duties of a control, of a group of duties, or one duty; nothing for a path that is none of these.
    pub fn exact(&self, catalogue: CatalogueIdx, key: &str) -> &[DutyIdx] {
        self.by_catalogue.get(catalogue.row()).and_then(|paths| paths.exact.get(key)).map_or(&[], Vec::as_slice)
    }

    /// Everything whose path begins with these segments.
    pub fn beneath(&self, catalogue: CatalogueIdx, key: &str) -> &[DutyIdx] {
        self.by_catalogue.get(catalogue.row()).and_then(|paths| paths.beneath.get(key)).map_or(&[], Vec::as_slice)
    }

    /// All paths of a catalogue that name a control or a duty, in order of text.
    pub fn paths(&self, catalogue: CatalogueIdx) -> impl Iterator<Item = &str> {
        self.by_catalogue.get(catalogue.row()).into_iter().flat_map(|paths| paths.exact.keys().map(String::as_str))
    }
}

/// `P2`, `P2.A`, `P2.A.10`
fn prefixes(key: &str) -> impl Iterator<Item = &str> {
    let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
    ends.filter_map(move |end| key.get(..end))
}
