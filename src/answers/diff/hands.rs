//! What passes from some hands into others, told party by party.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::answers::compare::{Hands, Shift};
use crate::diagnostic::Text;
use crate::report::{Inline, Style, Table};
use crate::text;

/// What became of duties that stood in some hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passing {
    /// Carried before, now by nobody.
    Dropped,
    /// Carried by one before, now by several.
    NewlyShared,
    /// Carried by somebody else.
    Moved,
    /// By several before, now by one of them.
    NoLongerShared,
    /// Performed by the same, answered for by somebody else.
    Answering,
    /// Carried by nobody before.
    NewlyCarried,
    /// It does not apply any more, or its subject is gone.
    NoLongerAsked,
    /// It did not apply before, and nobody carries it.
    NewlyOpen,
    /// Whether it applies has become known, or is known no more.
    Known,
}

impl Passing {
    /// All of them, the worst first.
    pub const ALL: [Passing; 9] = [
        Passing::Dropped,
        Passing::NewlyOpen,
        Passing::NewlyShared,
        Passing::Moved,
        Passing::NoLongerShared,
        Passing::Answering,
        Passing::Known,
        Passing::NewlyCarried,
        Passing::NoLongerAsked,
    ];

    /// For programs.
    pub fn name(self) -> &'static str {
        match self {
            Passing::Dropped => "dropped",
            Passing::NewlyShared => "newly_shared",
            Passing::Moved => "moved",
            Passing::NoLongerShared => "no_longer_shared",
            Passing::Answering => "answerable_changed",
            Passing::NewlyCarried => "newly_carried",
            Passing::NoLongerAsked => "no_longer_asked",
            Passing::NewlyOpen => "newly_open",
            Passing::Known => "known",
        }
    }

    fn words(self) -> (Text, Style) {
        match self {
            Passing::Dropped => (text!("担い手がいなくなる", "dropped"), Style::Error),
            Passing::NewlyShared => (text!("新たに複数で担う", "newly shared"), Style::Warning),
            Passing::Moved => (text!("担い手が替わる", "moved"), Style::Warning),
            Passing::NoLongerShared => (text!("一者で担う", "no longer shared"), Style::Plain),
            Passing::Answering => (text!("責任者が替わる", "answerable changed"), Style::Warning),
            Passing::NewlyCarried => (text!("新たに担う", "newly carried"), Style::Good),
            Passing::NoLongerAsked => (text!("該当しなくなる", "no longer asked"), Style::Dim),
            Passing::NewlyOpen => (text!("新たに求められ担い手なし", "newly asked, nobody"), Style::Error),
            Passing::Known => (text!("分かっていることの変化", "what is known changed"), Style::Plain),
        }
    }

    /// What became of a shift.
    pub fn of(shift: &Shift) -> Passing {
        let carried = |hands: &Hands| matches!(hands, Hands::These(_) | Hands::Settled);
        let (before, after) = (&shift.before, &shift.after);
        match (before, after) {
            (_, Hands::Absent) => Passing::NoLongerAsked,
            (Hands::Absent, Hands::Nobody | Hands::Open) => Passing::NewlyOpen,
            (Hands::Nobody | Hands::Open, Hands::Nobody | Hands::Open) => Passing::Known,
            (before, _) if !carried(before) => Passing::NewlyCarried,
            (_, after) if !carried(after) => Passing::Dropped,
            _ => {
                let [old, new] = [before, after].map(|it| it.performers().into_iter().collect::<BTreeSet<&str>>());
                if old == new && !old.is_empty() {
                    Passing::Answering
                } else if old.len() == 1 && new.len() > 1 {
                    Passing::NewlyShared
                } else if old.len() > 1 && new.len() == 1 && new.is_subset(&old) {
                    Passing::NoLongerShared
                } else {
                    Passing::Moved
                }
            }
        }
    }
}

/// Those whose hands a shift is about, by name: of what moves, who gives and who takes.
pub fn concerned(shift: &Shift) -> BTreeSet<&str> {
    let all = |hands: &'_ Hands| -> BTreeSet<(String, bool)> {
        match hands {
            Hands::These(all) => {
                all.iter().flat_map(|(does, answers)| [(does.clone(), true), (answers.clone(), false)]).collect()
            }
            Hands::Absent | Hands::Nobody | Hands::Open | Hands::Settled => BTreeSet::new(),
        }
    };
    let (old, new) = (all(&shift.before), all(&shift.after));
    let differs: BTreeSet<String> = match Passing::of(shift) {
        Passing::NewlyShared | Passing::NoLongerShared => old.union(&new).map(|(name, _)| name.clone()).collect(),
        _ => old.symmetric_difference(&new).map(|(name, _)| name.clone()).collect(),
    };
    let names = [&shift.before, &shift.after].into_iter().flat_map(|hands| match hands {
        Hands::These(all) => all.as_slice(),
        Hands::Absent | Hands::Nobody | Hands::Open | Hands::Settled => &[],
    });
    let names = names.flat_map(|(does, answers)| [does.as_str(), answers.as_str()]);
    names.filter(|name| differs.contains(*name)).collect()
}

/// Some shifts for readers, the worst first.
pub fn table(shifts: &[&Shift]) -> Table {
    let heads = [
        text!("変化", "what"),
        text!("対応", "duties"),
        text!("対象", "on"),
        text!("以前", "before"),
        text!("以後", "after"),
    ];
    let mut table = Table::new(heads);
    for passing in Passing::ALL {
        for it in shifts.iter().filter(|it| Passing::of(it) == passing) {
            let (words, style) = passing.words();
            let cell = |hands: &Hands| {
                let (words, style) = hands.words();
                Inline::styled(words, style)
            };
            table = table.row([
                Inline::styled(words, style),
                Inline::from(Text::list(&it.duties)),
                Inline::from(it.subject_words()),
                cell(&it.before),
                cell(&it.after),
            ]);
        }
    }
    table
}

/// Some shifts for programs, by what became of them.
pub fn json_of(shifts: &[&Shift]) -> Value {
    let each = |passing: Passing| {
        let all = shifts.iter().filter(|it| Passing::of(it) == passing);
        let all: Vec<Value> = all.map(|it| json(it)).collect();
        (passing.name().to_owned(), Value::from(all))
    };
    Value::Object(Passing::ALL.into_iter().map(each).collect())
}

/// One shift for programs.
pub fn json(shift: &Shift) -> Value {
    let mut value = shift.json();
    value["what"] = json!(Passing::of(shift).name());
    value
}
