//! Which duties a path names: `P2.A.10` the control with all its duties, `P2.A.10.a` one of them, `P2.A.*` everything beneath.

use smallvec::SmallVec;

use super::{CatalogueIdx, DutyIdx, Idx, Policy};

/// The paths of all duties, by catalogue. Paths are compared by NFKC, segment by segment.
#[derive(Clone, Debug, Default)]
pub struct DutyIds {
    /// In order of text.
    by_catalogue: Vec<Vec<Path>>,
}

/// What a path names.
#[derive(Clone, Debug)]
struct Path {
    key: String,
    /// Of the control or the duty of this path itself.
    exact: Duties,
    beneath: Duties,
}

/// Most paths are those of one duty.
type Duties = SmallVec<[DutyIdx; 4]>;

impl DutyIds {
    /// Lists the paths of a policy.
    pub fn new(policy: &Policy) -> Self {
        let mut by_catalogue: Vec<Vec<Path>> = policy.catalogues.iter().map(|_| Vec::new()).collect();
        // Duties stand by catalogue, and mostly beneath the same paths as the one before: these are still open.
        let mut open: Vec<usize> = Vec::new();
        let mut before = None;
        for (at, duty) in policy.duties.enumerate() {
            let control = &policy.controls[duty.control];
            let Some(paths) = by_catalogue.get_mut(control.catalogue.row()) else { continue };
            if before.replace(control.catalogue) != Some(control.catalogue) {
                open.clear();
            }
            let own = control.id.split('.').count();
            let key = super::from_syntax::key_of(&duty.id);
            for (depth, prefix) in prefixes(&key).enumerate() {
                if open.get(depth).is_none_or(|&it| paths[it].key != prefix) {
                    open.truncate(depth);
                    open.push(paths.len());
                    paths.push(Path { key: prefix.to_owned(), exact: Duties::new(), beneath: Duties::new() });
                }
                let path = &mut paths[open[depth]];
                path.beneath.push(at);
                if depth + 1 >= own {
                    path.exact.push(at);
                }
            }
        }
        by_catalogue.iter_mut().for_each(in_order_of_text);
        DutyIds { by_catalogue }
    }

    /// The duties of a control, of a group of duties, or one duty; nothing for a path that is none of these.
    pub fn exact(&self, catalogue: CatalogueIdx, key: &str) -> &[DutyIdx] {
        self.path(catalogue, key).map_or(&[], |path| &path.exact)
    }

    /// Everything whose path begins with these segments.
    pub fn beneath(&self, catalogue: CatalogueIdx, key: &str) -> &[DutyIdx] {
        self.path(catalogue, key).map_or(&[], |path| &path.beneath)
    }

    /// All paths of a catalogue that name a control or a duty, in order of text.
    pub fn paths(&self, catalogue: CatalogueIdx) -> impl Iterator<Item = &str> {
        let all = self.by_catalogue.get(catalogue.row()).into_iter().flatten();
        all.filter(|path| !path.exact.is_empty()).map(|path| path.key.as_str())
    }

    fn path(&self, catalogue: CatalogueIdx, key: &str) -> Option<&Path> {
        let all = self.by_catalogue.get(catalogue.row())?;
        let at = all.binary_search_by(|path| path.key.as_str().cmp(key)).ok()?;
        all.get(at)
    }
}

/// Sorts paths, and makes one of those that were left and taken up again.
fn in_order_of_text(paths: &mut Vec<Path>) {
    paths.sort_by(|a, b| a.key.cmp(&b.key));
    paths.dedup_by(|later, first| {
        let is_same = later.key == first.key;
        if is_same {
            first.exact.extend(later.exact.drain(..));
            first.beneath.extend(later.beneath.drain(..));
        }
        is_same
    });
}

/// `P2`, `P2.A`, `P2.A.10`
fn prefixes(key: &str) -> impl Iterator<Item = &str> {
    let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
    ends.filter_map(move |end| key.get(..end))
}
