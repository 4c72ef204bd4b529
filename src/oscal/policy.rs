//! A split of plans as a policy: a catalogue for every plan that exports, an engagement for every plan that nobody leverages.
//!
//! What is provided is a duty of the supplier, a responsibility one of the customer, each for the contract under which the system is
//! leveraged; what is provided requires its responsibilities. Whoever leverages the others stands where the hospital stands.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::plan::Plan;
use super::split::{Export, Split};
use super::words::{joined, label, name, quoted, quoted_within, segment};
use crate::model::Date;
use crate::syntax::limits::MAX_STRING;

/// Characters of a summary, of which a text of the language holds as many; a title is cut sooner.
const SUMMARY: usize = MAX_STRING / 4 - 1;

/// The names that systems go by.
struct Names {
    of: Vec<String>,
}

impl Names {
    /// Names of the grammar, each once.
    fn new(plans: &[Plan]) -> Self {
        let mut taken: BTreeSet<String> = ["customer".to_owned()].into();
        let of = plans.iter().map(|plan| {
            let name = name(&plan.title);
            let free = (1..).map(|at| if at == 1 { name.clone() } else { format!("{name}_{at}") });
            let free = free.into_iter().find(|it| !taken.contains(it)).unwrap_or_default();
            taken.insert(free.clone());
            free
        });
        Names { of: of.collect() }
    }
}

/// The policy, not laid out yet.
pub(super) fn policy(split: &Split<'_>) -> String {
    let names = Names::new(split.plans);
    let mut out = String::new();
    for (number, plan) in split.plans.iter().enumerate() {
        let exports: Vec<&Export<'_>> = split.exports.iter().filter(|it| it.plan == number).collect();
        if !exports.is_empty() {
            catalogue(&mut out, split, plan, &names.of[number], &exports);
        }
    }
    for (top, beneath) in split.tops() {
        let alone = beneath.is_empty();
        if !alone || split.exports.iter().any(|it| it.plan == top) {
            let all: Vec<usize> = if alone { vec![top] } else { beneath };
            engagement(&mut out, split, &names, (!alone).then_some(top), &all);
        }
    }
    out
}

// Writing into a string cannot fail.
fn catalogue(out: &mut String, split: &Split<'_>, plan: &Plan, name: &str, exports: &[&Export<'_>]) {
    let _ = writeln!(out, "catalogue {name} {{\n  title {}\n  edition {}", quoted(&plan.title), edition(plan));
    let _ = writeln!(out, "  fact leverages_{name} : bool of contract default no");
    for (control, parts) in controls(exports) {
        // A control goes by its own id, so that other catalogues of the same controls join it.
        let (id, title) = (label(control), quoted(control));
        let _ = writeln!(out, "  section {} {title} {{", segment(control));
        let _ = writeln!(out, "  control {id} {title} {{\n  source {title}  per contract where leverages_{name}");
        for ((part, item), exports) in parts {
            if let Some(part) = &part {
                let _ = writeln!(out, "  duty {part} {} {{", quoted(item));
            }
            exports.iter().for_each(|it| duty(out, split, plan, it));
            if part.is_some() {
                out.push_str("  }\n");
            }
        }
        out.push_str("  }\n  }\n");
    }
    out.push_str("}\n\n");
}

/// What is exported of one part of a control: the part, the statement as the plan calls it, and the exports.
type Part<'a, 'b> = ((Option<String>, &'a str), Vec<&'b Export<'a>>);

/// By control, in the order in which they are first spoken of, what is exported of each of its parts.
fn controls<'a, 'b>(exports: &[&'b Export<'a>]) -> Vec<(&'a str, Vec<Part<'a, 'b>>)> {
    let mut all: Vec<(&str, Vec<Part>)> = Vec::new();
    for export in exports {
        let control = export.entry.control.as_str();
        let at = all.iter().position(|(it, _)| *it == control).unwrap_or_else(|| {
            all.push((control, Vec::new()));
            all.len() - 1
        });
        let (parts, key) = (&mut all[at].1, (part(export), export.entry.item.as_str()));
        match parts.iter_mut().find(|(it, _)| *it == key) {
            Some((_, of_it)) => of_it.push(export),
            None => parts.push((key, vec![export])),
        }
    }
    all
}

/// One export as a duty.
fn duty(out: &mut String, split: &Split<'_>, plan: &Plan, export: &Export<'_>) {
    let about = plan.components.iter().find(|it| it.uuid == export.entry.component);
    let title = match about {
        Some(it) if it.kind != "this-system" => format!("{}: {}", it.title.trim(), export.description),
        Some(_) | None => export.description.to_owned(),
    };
    let role = if export.is_responsibility { "customer" } else { "supplier" };
    let _ = writeln!(out, "  duty {} {} of {role} {{\n  source {}", export.name, quoted(&title), quoted(export.uuid));
    let _ = writeln!(out, "  summary {}", quoted_within(&joined(export.description), SUMMARY));
    if !export.needs.is_empty() {
        let needs: Vec<String> = export.needs.iter().map(|at| id(&split.exports[*at])).collect();
        let _ = writeln!(out, "  /// It can only be built upon if these are met.");
        let _ = writeln!(out, "  requires {}", needs.join(", "));
    }
    out.push_str("  }\n");
}

/// An engagement of a plan with those beneath it; without a top, of whoever leverages the one plan there is.
fn engagement(out: &mut String, split: &Split<'_>, names: &Names, top: Option<usize>, beneath: &[usize]) {
    let first = top.or_else(|| beneath.first().copied()).unwrap_or_default();
    let _ = writeln!(out, "engagement {} {{", quoted(&split.plans[first].title));
    let exporting: BTreeSet<usize> = split.exports.iter().map(|it| it.plan).collect();
    let used: Vec<&str> = beneath.iter().filter(|it| exporting.contains(it)).map(|it| names.of[*it].as_str()).collect();
    if !used.is_empty() {
        let _ = writeln!(out, "  use {}", used.join(", "));
    }
    let customer = match top {
        Some(top) => {
            let _ = writeln!(out, "  party {} hospital {}", names.of[top], quoted(&split.plans[top].title));
            names.of[top].as_str()
        }
        None => {
            out.push_str("  party customer hospital ja \"これを利用する者\" en \"Whoever leverages it\"\n");
            "customer"
        }
    };
    for plan in beneath {
        let name = &names.of[*plan];
        let _ = writeln!(out, "  party {name} vendor {}", quoted(&split.plans[*plan].title));
    }
    for plan in beneath {
        let name = &names.of[*plan];
        for (at, component) in split.plans[*plan].components.iter().enumerate() {
            let _ =
                writeln!(out, "  component {name}_{} application {} by {name}", at + 1, quoted(component.title.trim()));
        }
    }
    let within: BTreeSet<usize> = top.into_iter().chain(beneath.iter().copied()).collect();
    let contracts = contracts(split, &within, top.is_none());
    for (number, it) in contracts.iter().enumerate() {
        let (supplier, plan) = (&names.of[it.under], &split.plans[it.under]);
        let customer = it.above.map_or(customer, |above| &names.of[above]);
        let (contract, since) = (number + 1, it.since);
        let parent = contracts.iter().position(|other| Some(other.under) == it.above);
        let parent = parent.map(|at| format!(" under K{}", at + 1)).unwrap_or_default();
        let _ = writeln!(out, "  contract K{contract} {customer} -> {supplier}{parent} {{ period {since} ..");
        let covers: Vec<String> = (1..=plan.components.len()).map(|at| format!("{supplier}_{at}")).collect();
        if !covers.is_empty() {
            let _ = writeln!(out, "    covers {}", covers.join(", "));
        }
        if exporting.contains(&it.under) {
            let _ = writeln!(out, "    leverages_{supplier} = yes");
        }
        out.push_str("  }\n");
    }
    for (number, it) in contracts.iter().enumerate() {
        let contract = number + 1;
        for export in split.exports.iter().filter(|export| export.plan == it.under && !export.is_responsibility) {
            let (supplier, id, uuid) = (&names.of[it.under], id(export), quoted(export.uuid));
            let _ = writeln!(out, "  {supplier} owns {supplier}:{id} on K{contract} by K{contract} {uuid}");
        }
        for (plan, export, uuid) in split.done.iter().filter(|(plan, ..)| Some(*plan) == it.above) {
            let export = &split.exports[*export];
            if export.plan == it.under {
                let (customer, supplier) = (&names.of[*plan], &names.of[it.under]);
                let (id, uuid) = (id(export), quoted(uuid));
                let _ = writeln!(out, "  {customer} owns {supplier}:{id} on K{contract} by K{contract} {uuid}");
            }
        }
    }
    out.push_str("}\n\n");
}

/// Under which one system builds upon another; above the one plan there is, nobody is known.
struct Contract {
    above: Option<usize>,
    under: usize,
    since: Date,
}

fn contracts(split: &Split<'_>, within: &BTreeSet<usize>, is_alone: bool) -> Vec<Contract> {
    if is_alone {
        let alone = |under: &usize| Contract { above: None, under: *under, since: split.plans[*under].date };
        return within.iter().map(alone).collect();
    }
    let inside = split.leverages.iter().filter(|(above, under)| within.contains(above) && within.contains(under));
    let contract = |(above, under): &(usize, usize)| Contract {
        above: Some(*above),
        under: *under,
        since: since(&split.plans[*above], &split.plans[*under]),
    };
    inside.map(contract).collect()
}

/// Since when one system builds upon another: as it was authorized, else since the other's plan.
fn since(above: &Plan, under: &Plan) -> Date {
    let of_under = |uuid: &str| under.components.iter().any(|it| it.uuid == uuid);
    let standing = above.components.iter().filter(|it| it.stands_for().is_some_and(of_under));
    let days = standing.filter_map(|it| above.authorized.get(it.authorization()?));
    days.min().copied().unwrap_or(under.date)
}

/// `ac-2.a.responsibility-1`: the control, the part of it, and what is exported.
fn id(export: &Export<'_>) -> String {
    let part = part(export).map(|it| format!(".{it}")).unwrap_or_default();
    format!("{}{part}.{}", label(&export.entry.control), export.name)
}

/// The part of a control of which an export speaks: `a` of `ac-2_stmt.a`; nothing where it speaks of all of it.
fn part(export: &Export<'_>) -> Option<String> {
    let (control, item) = (export.entry.control.as_str(), export.entry.item.as_str());
    if control == item {
        return None;
    }
    let own = item.strip_prefix(control).map(|rest| rest.trim_start_matches("_stmt").trim_start_matches(['.', '_']));
    let part = segment(own.filter(|it| !it.is_empty()).unwrap_or(item));
    // A number may be an enhancement of the control.
    Some(if part.starts_with(|it: char| it.is_ascii_digit()) { format!("stmt-{part}") } else { part })
}

/// `2024-02`
fn edition(plan: &Plan) -> String {
    plan.date.to_string().chars().take("2024-02".len()).collect()
}
