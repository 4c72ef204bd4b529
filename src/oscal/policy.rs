//! A split of plans as a policy: a catalogue for every plan that exports, an engagement for every plan that nobody leverages.
//!
//! What is provided is a duty of the supplier, a responsibility one of the customer, each for the contract under which the system is
//! leveraged; what is provided requires its responsibilities. Whoever leverages the others stands where the hospital stands.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::plan::Plan;
use super::split::{Export, Split};
use super::words::{label, name, quoted};
use crate::model::Date;

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
    let mut control = "";
    for export in exports {
        if export.entry.control != control {
            if !control.is_empty() {
                out.push_str("  }\n");
            }
            control = &export.entry.control;
            let _ = writeln!(out, "  section {} {} {{", label(control), quoted(control));
        }
        let about = plan.components.iter().find(|it| it.uuid == export.entry.component);
        let title = match about {
            Some(it) if it.kind != "this-system" => format!("{}: {}", it.title.trim(), export.description),
            Some(_) | None => export.description.to_owned(),
        };
        let _ = writeln!(out, "    control {} {} {{", id(export), quoted(&title));
        let role = if export.is_responsibility { "customer" } else { "supplier" };
        let _ = writeln!(out, "      source {}  per contract where leverages_{name}", quoted(export.uuid));
        let _ = writeln!(out, "      of {role}");
        if !export.needs.is_empty() {
            let needs: Vec<String> = export.needs.iter().map(|at| id(&split.exports[*at])).collect();
            let _ = writeln!(out, "      /// It can only be built upon if these are met.");
            let _ = writeln!(out, "      requires {}", needs.join(", "));
        }
        out.push_str("    }\n");
    }
    if !control.is_empty() {
        out.push_str("  }\n");
    }
    out.push_str("}\n\n");
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
    let contract = |(above, under): &(usize, usize)| {
        let since = split.plans[*above].authorized.unwrap_or(split.plans[*under].date);
        Contract { above: Some(*above), under: *under, since }
    };
    inside.map(contract).collect()
}

/// `ac-2_stmt.a.responsibility-1`
fn id(export: &Export<'_>) -> String {
    format!("{}.{}", label(&export.entry.item), export.name)
}

/// `2024-02`
fn edition(plan: &Plan) -> String {
    plan.date.to_string().chars().take("2024-02".len()).collect()
}
