//! Who provides what, who must do what for it, and who says that it is done: plans held against each other.
//!
//! A plan leverages another if it names something of it. What is named and nowhere defined is told, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Entry, Plan, Provided, Responsibility};
use crate::diagnostic::Text;
use crate::text;

/// Plans that belong together.
#[derive(Debug, Default)]
pub struct Split<'a> {
    /// The plans, in the order in which they were given.
    pub plans: &'a [Plan],
    /// Which plan leverages which.
    pub leverages: BTreeSet<(usize, usize)>,
    /// What is exported, plan by plan.
    pub exports: Vec<Export<'a>>,
    /// What is said to be done: by which plan, of which export, and under which identifier.
    pub done: Vec<(usize, usize, &'a str)>,
    /// What does not fit.
    pub problems: Vec<Problem>,
}

/// Something provided, or a responsibility.
#[derive(Clone, Debug)]
pub struct Export<'a> {
    /// The plan.
    pub plan: usize,
    /// Where it stands.
    pub entry: &'a Entry,
    /// Its identifier.
    pub uuid: &'a str,
    /// In words.
    pub description: &'a str,
    /// `provided-1`, `responsibility-2`: by its place among those of one item.
    pub name: String,
    /// Whether somebody else must do it.
    pub is_responsibility: bool,
    /// What is provided and needs it, if it is a responsibility.
    pub named: Option<&'a str>,
    /// The responsibilities without which it cannot be built upon.
    pub needs: Vec<usize>,
}

/// Something in a plan that does not fit, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The JSON pointer.
    pub pointer: String,
    /// What does not fit.
    pub message: Text,
}

impl<'a> Split<'a> {
    /// Holds plans against each other.
    pub fn of(plans: &'a [Plan]) -> Self {
        let mut split = Split { plans, ..Split::default() };
        split.read_exports();
        let known: BTreeMap<&str, usize> = split.exports.iter().enumerate().map(|(at, it)| (it.uuid, at)).collect();
        split.join_needs(&known);
        for (number, plan) in plans.iter().enumerate() {
            split.read_components(number, plan);
            for entry in &plan.entries {
                split.read_done(number, entry, &known);
            }
        }
        split.find_circles();
        split
    }

    /// Plans above which no plan is that nobody leverages: they would be in no engagement.
    fn find_circles(&mut self) {
        let reached: BTreeSet<usize> =
            self.tops().into_iter().flat_map(|(top, beneath)| beneath.into_iter().chain([top])).collect();
        for plan in (0..self.plans.len()).filter(|it| !reached.contains(it)) {
            let title = &self.plans[plan].title;
            let message = text!(
                "「{title}」はほかの計画と互いに利用し合っていて、どちらが上か決まりません",
                "`{title}` and other plans build upon each other in a circle; nobody can tell which of them is on top"
            );
            self.problem(plan, "/system-security-plan", message);
        }
    }

    /// The plans that no other leverages, each with those beneath it.
    pub fn tops(&self) -> Vec<(usize, Vec<usize>)> {
        let is_beneath = |plan: &usize| self.leverages.iter().any(|(_, beneath)| beneath == plan);
        let tops = (0..self.plans.len()).filter(|it| !is_beneath(it));
        tops.map(|top| (top, self.beneath(top))).collect()
    }

    /// The plans beneath one, the nearest first.
    fn beneath(&self, top: usize) -> Vec<usize> {
        let mut all = Vec::new();
        let mut next = vec![top];
        while let Some(plan) = next.pop() {
            for (_, under) in self.leverages.iter().filter(|(above, under)| *above == plan && *under != top) {
                if !all.contains(under) {
                    all.push(*under);
                    next.push(*under);
                }
            }
        }
        all
    }

    fn read_exports(&mut self) {
        let mut counts: BTreeMap<(usize, &str, bool), usize> = BTreeMap::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (plan, entry) in self.plans.iter().enumerate().flat_map(|(at, it)| it.entries.iter().map(move |e| (at, e)))
        {
            let provided = entry.provided.iter().map(|Provided { uuid, description }| (uuid, description, None, false));
            let asked = entry.responsibilities.iter();
            let asked = asked
                .map(|Responsibility { uuid, description, provided }| (uuid, description, provided.as_deref(), true));
            for (uuid, description, named, is_responsibility) in provided.chain(asked) {
                if !seen.insert(uuid) {
                    self.problem(
                        plan,
                        &entry.pointer,
                        text!("`{uuid}` が二度定められています", "`{uuid}` is defined twice"),
                    );
                }
                let count = counts.entry((plan, &entry.item, is_responsibility)).or_default();
                *count += 1;
                let word = if is_responsibility { "responsibility" } else { "provided" };
                let name = format!("{word}-{count}");
                let needs = Vec::new();
                self.exports.push(Export { plan, entry, uuid, description, name, is_responsibility, named, needs });
            }
        }
    }

    /// What is provided needs the responsibilities that name it.
    fn join_needs(&mut self, known: &BTreeMap<&str, usize>) {
        for at in 0..self.exports.len() {
            let Export { plan, entry, uuid, named, .. } = self.exports[at];
            let Some(named) = named else { continue };
            match known.get(named) {
                Some(provided) if !self.exports[*provided].is_responsibility => self.exports[*provided].needs.push(at),
                Some(_) | None => self.problem(
                    plan,
                    &entry.pointer,
                    text!(
                        "責任 `{uuid}` の `provided-uuid` `{named}` は、提供されるものとしてどこにもありません",
                        "`provided-uuid` `{named}` of the responsibility `{uuid}` is provided nowhere"
                    ),
                ),
            }
        }
    }

    fn read_components(&mut self, number: usize, plan: &Plan) {
        for (at, component) in plan.components.iter().enumerate() {
            let Some(other) = component.stands_for() else { continue };
            let owner = self.plans.iter().position(|it| it.components.iter().any(|it| it.uuid == other));
            match owner.filter(|it| *it != number) {
                Some(owner) => {
                    self.leverages.insert((number, owner));
                }
                None => self.problem(
                    number,
                    &format!("/system-security-plan/system-implementation/components/{at}"),
                    text!(
                        "`inherited-uuid` `{other}` の構成要素は、渡されたほかの計画にありません",
                        "the component `{other}` of `inherited-uuid` is in no other plan that was given"
                    ),
                ),
            }
        }
    }

    fn read_done(&mut self, number: usize, entry: &'a Entry, known: &BTreeMap<&str, usize>) {
        let plan = &self.plans[number];
        if !plan.components.iter().any(|it| it.uuid == entry.component) {
            let uuid = &entry.component;
            self.problem(
                number,
                &format!("{}/component-uuid", entry.pointer),
                text!("構成要素 `{uuid}` はこの計画にありません", "the component `{uuid}` is not in this plan"),
            );
        }
        for (at, it) in entry.inherited.iter().enumerate() {
            let pointer = format!("{}/inherited/{at}", entry.pointer);
            match it.provided.as_deref().map(|uuid| (uuid, known.get(uuid))) {
                Some((_, Some(export))) if !self.exports[*export].is_responsibility => {
                    self.leverages.insert((number, self.exports[*export].plan));
                }
                Some((uuid, _)) => self.problem(
                    number,
                    &pointer,
                    text!(
                        "`provided-uuid` `{uuid}` は、渡された計画のどこでも提供されていません",
                        "`provided-uuid` `{uuid}` is provided by none of the plans that were given"
                    ),
                ),
                None => self.problem(number, &pointer, unnamed()),
            }
        }
        for (at, it) in entry.satisfied.iter().enumerate() {
            let pointer = format!("{}/satisfied/{at}", entry.pointer);
            match it.responsibility.as_deref().map(|uuid| (uuid, known.get(uuid).copied())) {
                Some((_, Some(export))) if self.exports[export].is_responsibility => {
                    self.leverages.insert((number, self.exports[export].plan));
                    self.done.push((number, export, &it.uuid));
                }
                Some((uuid, Some(provided))) => {
                    let meant: Vec<&str> =
                        self.exports[provided].needs.iter().map(|at| self.exports[*at].uuid).collect();
                    self.leverages.insert((number, self.exports[provided].plan));
                    self.problem(number, &pointer, mistaken(uuid, &meant));
                }
                Some((uuid, None)) => self.problem(
                    number,
                    &pointer,
                    text!(
                        "`responsibility-uuid` `{uuid}` は、渡された計画のどこにもありません",
                        "`responsibility-uuid` `{uuid}` is in none of the plans that were given"
                    ),
                ),
                None => self.problem(number, &pointer, unnamed()),
            }
        }
    }

    fn problem(&mut self, plan: usize, pointer: &str, message: Text) {
        self.problems.push(Problem { file: self.plans[plan].file.clone(), pointer: pointer.to_owned(), message });
    }
}

fn unnamed() -> Text {
    text!("何についてかが書かれていません", "it does not say what it is about")
}

/// What is provided was named where a responsibility was meant.
fn mistaken(uuid: &str, meant: &[&str]) -> Text {
    let meant = meant.join("`, `");
    let (ja, en) = match meant.is_empty() {
        true => (String::new(), String::new()),
        false => (format!("。その責任は `{meant}` です"), format!("; what it asks for is `{meant}`")),
    };
    text!(
        "`responsibility-uuid` `{uuid}` は責任ではなく、提供されるものです{ja}",
        "`responsibility-uuid` `{uuid}` is no responsibility but something provided{en}"
    )
}
