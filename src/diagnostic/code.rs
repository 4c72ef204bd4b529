//! What a code is: the name of a defect, with the page that explains it.
//!
//! Every static check and every kind of finding declares its own [`Code`] beside the code that finds it; `codes.rs` lists them once.

use serde::Serialize;

use super::Text;
use crate::text;

/// How bad a defect is. The order is by weight: `Note < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never stops anything.
    Note,
    /// Should be settled.
    Warning,
    /// A gap, or an input that cannot be judged.
    Error,
}

impl Severity {
    /// `error`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// What it is called for those who do not know the tool.
    pub fn words(self) -> Text {
        match self {
            Severity::Note => text!("参考", "note"),
            Severity::Warning => text!("注意", "warning"),
            Severity::Error => text!("重大", "error"),
        }
    }
}

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// How a text is written.
    Syntax,
    /// Names, types, structure: what a text says.
    Model,
    /// Who owns.
    Ownership,
    /// Who was handed what, and may be held to it.
    Delegation,
    /// Which levels are promised, and whether they hold.
    ServiceLevel,
    /// What documents and agreements say.
    Agreement,
    /// What is carried at some times and not at others.
    Time,
    /// What depends on what.
    Dependency,
    /// What is not known.
    Knowledge,
    /// What the policy's own rules demand.
    UserRule,
}

/// The name of a defect and its page. The name never is an instruction: "allow X" must read well.
#[derive(Debug)]
pub struct Code {
    /// `unowned`
    pub name: &'static str,
    /// What it is about.
    pub family: Family,
    /// Its weight where neither a control's level nor a setting says otherwise.
    pub severity: Severity,
    /// The page.
    pub page: Page,
}

/// The page of a code, each part as `(ja, en)`.
#[derive(Debug)]
pub struct Page {
    /// One line: what it says.
    pub says: (&'static str, &'static str),
    /// Why it matters.
    pub why: (&'static str, &'static str),
    /// A small policy that has the defect.
    pub example: &'static str,
    /// What to do.
    pub remedy: (&'static str, &'static str),
}
