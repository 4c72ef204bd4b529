//! OSCAL and the customer responsibility matrix: what cloud providers say of who does what, as a policy; and a split as a component
//! definition.
//!
//! ```text
//! plans ─▶ Split (who provides, inherits, satisfies) ─▶ policy text      Checked ─▶ component definition
//!                └▶ problems: what is named and nowhere defined
//! workbook ─▶ rows (inherited: yes, partly, no) ──────▶ policy text
//! ```

mod component;
mod crm;
mod laid_out;
mod outline;
mod plan;
mod policy;
mod split;
mod words;

pub use component::component_definition;
pub use crm::converted_crm;
pub use plan::{Component, Entry, Plan};
pub use split::{Export, Problem, Split};

/// Plans as a policy in its canonical layout.
///
/// ```
/// # use buntan::oscal::{Plan, converted};
/// let plan = r#"{"system-security-plan": {
///   "metadata": {"title": "Plan", "last-modified": "2024-02-01T00:00:00Z"},
///   "system-characteristics": {"system-name": "Cloud"},
///   "system-implementation": {"components": [{"uuid": "c", "type": "this-system", "title": "Cloud"}]},
///   "control-implementation": {"implemented-requirements": [{"control-id": "ac-2", "by-components": [{"component-uuid": "c",
///     "export": {"responsibilities": [{"uuid": "r", "description": "Choose strong passwords"}]}}]}]}}}"#;
/// let (text, problems) = converted(&[Plan::read("cloud.json", plan.as_bytes()).unwrap()]);
/// assert!(text.contains("control ac-2 \"ac-2\"") && text.contains("duty responsibility-1 \"Choose strong passwords\""));
/// assert!(problems.is_empty());
/// ```
pub fn converted(plans: &[Plan]) -> (String, Vec<Problem>) {
    let split = Split::of(plans);
    (laid_out::laid_out(&policy::policy(&split)), split.problems)
}
