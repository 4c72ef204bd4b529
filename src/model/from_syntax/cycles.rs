//! A plain walk that finds a circle.

/// The first circle in a graph given by the targets of each node, from its smallest node on.
pub(super) fn cycle(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let (mut done, mut on_path) = (vec![false; edges.len()], vec![false; edges.len()]);
    (0..edges.len()).find_map(|start| walk(edges, start, &mut done, &mut on_path))
}

/// Walks depth first without recursion; what was left behind without a circle is never walked again.
fn walk(edges: &[Vec<usize>], start: usize, done: &mut [bool], on_path: &mut [bool]) -> Option<Vec<usize>> {
    let mut path: Vec<(usize, usize)> = vec![(start, 0)];
    while let Some((node, next)) = path.last_mut() {
        if done.get(*node).copied().unwrap_or(true) {
            path.pop();
            continue;
        }
        if let Some(here) = on_path.get_mut(*node) {
            *here = true;
        }
        let Some(target) = edges.get(*node).and_then(|targets| targets.get(*next)).copied() else {
            if let (Some(finished), Some(here)) = (done.get_mut(*node), on_path.get_mut(*node)) {
                (*finished, *here) = (true, false);
            }
            path.pop();
            continue;
        };
        *next += 1;
        if on_path.get(target).copied().unwrap_or(false) {
            let at = path.iter().position(|(seen, _)| *seen == target)?;
            return path.get(at..).map(from_smallest);
        }
        path.push((target, 0));
    }
    None
}

fn from_smallest(path: &[(usize, usize)]) -> Vec<usize> {
    let mut circle: Vec<usize> = path.iter().map(|(node, _)| *node).collect();
    let smallest = circle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
    circle.rotate_left(smallest);
    circle
}

#[cfg(test)]
mod tests {
    use super::cycle;

    #[test]
    fn a_circle_begins_with_its_smallest_node() {
        assert_eq!(cycle(&[vec![3], vec![2], vec![1], vec![2]]), Some(vec![1, 2]));
        assert_eq!(cycle(&[vec![0]]), Some(vec![0]));
        assert_eq!(cycle(&[vec![1, 2], vec![2], vec![]]), None);
    }
}
