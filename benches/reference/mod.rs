//! Reference work for measurements: a catalogue and rows of a given size, the same for the same seed.
//!
//! Conditions have three atoms on average, `requires` has no cycle, and a row has what rows have: delegation chains with and without
//! acceptances, subcontracts with and without consent, disclaimers, facts that nobody stated.

use std::fmt::Write;

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// How much work there is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// What it is called in tables.
    pub name: &'static str,
    /// Controls of the catalogue, each with up to four duties.
    pub controls: usize,
    /// Parties of a row: the hospital and its vendors.
    pub parties: usize,
    /// Statements of a row.
    pub statements: usize,
}

/// The sizes that are measured; the second is the one that is spoken of.
pub const SIZES: [Size; 3] = [
    Size { name: "small", controls: 40, parties: 3, statements: 80 },
    Size { name: "reference", controls: 300, parties: 6, statements: 600 },
    Size { name: "large", controls: 2000, parties: 12, statements: 4000 },
];

const COMPONENTS: [(&str, &str); 3] = [("emr", "application"), ("iaas", "infrastructure"), ("wan", "network")];
const FACTS: usize = 12;

/// The subjects of a control, by its number: mostly a kind of component, sometimes every contract.
fn subject(number: usize) -> Option<usize> {
    (!number.is_multiple_of(7)).then_some(number % 3)
}

fn duties(number: usize) -> usize {
    number * 7 % 5
}

/// A catalogue `reference` as a policy file.
pub fn catalogue(size: Size) -> String {
    let mut rng = Rng::with_seed(1);
    let mut text = String::from("catalogue reference {\n  title \"t\" publisher \"p\" edition 2026-01\n");
    for fact in 0..FACTS {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  fact f{fact} : bool of engagement");
    }
    for number in 1..=size.controls {
        let per =
            subject(number).map_or("contract".to_owned(), |it| format!("component where kind == {}", COMPONENTS[it].1));
        let level = ["required", "recommended"][usize::from(number.is_multiple_of(5))];
        let _ = write!(text, "  control R.{number} \"control {number}\" {{ per {per}  level {level}");
        if !number.is_multiple_of(4) {
            let _ = write!(text, "  when {}", condition(&mut rng));
        }
        if number > 8 && number.is_multiple_of(3) {
            let _ = write!(text, "  requires R.{}", number - rng.usize(1..8));
        }
        for duty in 0..duties(number) {
            let _ = write!(text, "\n    duty {} \"duty\"", ["a", "b", "c", "d"][duty]);
        }
        text.push_str(" }\n");
    }
    text.push_str("}\n");
    text
}

/// One to five atoms.
fn condition(rng: &mut Rng) -> String {
    let atom = |rng: &mut Rng| {
        let not = ["", "not "][usize::from(rng.u8(..4) == 0)];
        format!("{not}f{}", rng.usize(..FACTS))
    };
    let groups = (0..rng.usize(1..=3)).map(|_| {
        let atoms: Vec<String> = (0..rng.usize(1..=2)).map(|_| atom(rng)).collect();
        format!("({})", atoms.join(" and "))
    });
    groups.collect::<Vec<_>>().join(" or ")
}

/// A row as a value, by its number.
pub fn row(size: Size, number: usize) -> Value {
    let mut rng = Rng::with_seed(1000 + number as u64);
    let vendors: Vec<String> = (1..size.parties).map(|it| format!("V{it}")).collect();
    // The first half of the vendors is contracted by the hospital, the others by one of them.
    let primes = vendors.len().div_ceil(2);
    let parties = vendors.iter().map(|it| json!({"name": it, "kind": "vendor", "title": format!("事業者{it}")}));
    let parties: Vec<Value> = std::iter::once(json!({"name": "H", "kind": "hospital"})).chain(parties).collect();
    let components = COMPONENTS.iter().enumerate().map(|(at, (name, kind))| {
        let mut value = json!({"name": name, "kind": kind, "by": vendors[at % vendors.len()]});
        if at == 0 {
            value["runs_on"] = json!(["iaas"]);
            value["connects"] = json!(["wan"]);
        }
        value
    });
    let contracts = vendors.iter().enumerate().map(|(at, vendor)| {
        let mut value = json!({"name": format!("K{}", at + 1), "type": ["operation"], "supplier": vendor,
            "period": {"from": "2026-04-01", "to": "2031-03-31"}, "covers": ["emr", "iaas", "wan"]});
        match at.checked_sub(primes) {
            None => value["customer"] = json!("H"),
            Some(under) => {
                value["customer"] = json!(vendors[under]);
                value["under"] = json!(format!("K{}", under + 1));
                if rng.u8(..4) > 0 {
                    value["consented"] = json!("2026-02-01");
                }
            }
        }
        value
    });
    let contracts: Vec<Value> = contracts.collect();
    let mut facts = Map::new();
    for fact in 0..FACTS {
        if rng.u8(..8) > 0 {
            facts.insert(format!("f{fact}"), json!(rng.bool()));
        }
    }
    json!({
        "x_id": format!("row-{number}"), "engagement": format!("病院{number}"), "use": [{"catalogue": "reference"}],
        "facts": facts, "parties": parties, "components": components.collect::<Vec<_>>(), "contracts": contracts,
        "statements": statements(&mut rng, size, primes),
    })
}

/// Who carries what: control after control an owner, now and then a chain, until there are enough statements.
fn statements(rng: &mut Rng, size: Size, primes: usize) -> Vec<Value> {
    let vendors = size.parties - 1;
    let mut all = Vec::new();
    let mut number = 0;
    while all.len() < size.statements {
        number += 1;
        let (control, round) = ((number - 1) % size.controls + 1, (number - 1) / size.controls);
        let ids = match (round, duties(control)) {
            (0, 0 | 1) => vec![format!("R.{control}")],
            (0, _) => vec![format!("R.{control}.a"), format!("R.{control}.b")],
            (1, 3) => vec![format!("R.{control}.c")],
            (1, 4) => vec![format!("R.{control}.c"), format!("R.{control}.d")],
            _ => Vec::new(),
        };
        if round > 1 {
            break;
        }
        if ids.is_empty() {
            continue;
        }
        let on = subject(control).map(|it| json!([COMPONENTS[it].0]));
        let clause = format!("第{}条", 1 + number % 60);
        let says = |who: String, does: &str, contract: usize| {
            let mut value = json!({"who": who, "does": does, "duties": ids, "by": [{"contract": format!("K{contract}"), "clause": clause}]});
            if let Some(on) = &on {
                value["on"] = on.clone();
            }
            value
        };
        let owner = 1 + rng.usize(..primes);
        let below = owner + primes;
        match rng.u8(..20) {
            0 => {
                all.push(says(format!("V{owner}"), "disclaims", owner));
                all.push(says(format!("V{}", 1 + owner % primes), "disclaims", 1 + owner % primes));
            }
            1 => all.push(says("H".to_owned(), "supports", owner)),
            2..=11 if below <= vendors => {
                all.push(says(format!("V{owner}"), "owns", owner));
                let mut hands = says(format!("V{owner}"), "delegates", below);
                hands["to"] = json!(format!("V{below}"));
                hands["via"] = json!(format!("K{below}"));
                if let Some(hands) = hands.as_object_mut() {
                    hands.remove("by");
                }
                all.push(hands);
                if rng.u8(..20) > 0 {
                    all.push(says(format!("V{below}"), "accepts", below));
                }
            }
            _ => all.push(says(format!("V{owner}"), "owns", owner)),
        }
    }
    all
}
