//! A system security plan of OSCAL, as far as it says who provides, inherits and satisfies what.
//!
//! Everything else of the document is left alone. Where something stands is told by its JSON pointer.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::outline::unknown_key;
use crate::diagnostic::Text;
use crate::model::Date;
use crate::text;

/// A plan as it was read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file, as the user gave it.
    pub file: String,
    /// What the system is called.
    pub title: String,
    /// The day of the plan.
    pub date: Date,
    /// Since when it may build upon others, by the identifier under which that is said.
    pub authorized: BTreeMap<String, Date>,
    /// Its components, this system among them.
    pub components: Vec<Component>,
    /// What is said of each control, statement and component.
    pub entries: Vec<Entry>,
}

/// A component of a system.
#[derive(Clone, Debug, Deserialize)]
pub struct Component {
    /// Its identifier.
    pub uuid: String,
    /// What it is called.
    pub title: String,
    /// `this-system`, `software`, …
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    props: Vec<Property>,
}

/// What a plan says of one component for a control or for a part of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The control, or the statement of it: `ac-2_stmt.a`
    pub item: String,
    /// The control: `ac-2`
    pub control: String,
    /// The component.
    pub component: String,
    /// Where it stands.
    pub pointer: String,
    /// What others may build upon.
    pub provided: Vec<Provided>,
    /// What others must do if they do.
    pub responsibilities: Vec<Responsibility>,
    /// What it builds upon.
    pub inherited: Vec<Inherited>,
    /// What it does because others ask for it.
    pub satisfied: Vec<Satisfied>,
}

/// Something that others may build upon.
#[derive(Clone, Debug, Deserialize)]
pub struct Provided {
    /// Its identifier.
    pub uuid: String,
    /// In words.
    pub description: String,
}

/// Something that others must do.
#[derive(Clone, Debug, Deserialize)]
pub struct Responsibility {
    /// Its identifier.
    pub uuid: String,
    /// What can only be built upon if this is done.
    #[serde(rename = "provided-uuid")]
    pub provided: Option<String>,
    /// In words.
    pub description: String,
}

/// That something of others is built upon.
#[derive(Clone, Debug, Deserialize)]
pub struct Inherited {
    /// What it is.
    #[serde(rename = "provided-uuid")]
    pub provided: Option<String>,
}

/// That a responsibility is met.
#[derive(Clone, Debug, Deserialize)]
pub struct Satisfied {
    /// Its identifier.
    pub uuid: String,
    /// Which responsibility it is.
    #[serde(rename = "responsibility-uuid")]
    pub responsibility: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Property {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "system-security-plan")]
    plan: Written,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Written {
    metadata: Metadata,
    system_characteristics: Characteristics,
    system_implementation: Implementation,
    control_implementation: Controls,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    title: String,
    last_modified: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Characteristics {
    system_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Implementation {
    components: Vec<Component>,
    #[serde(default)]
    leveraged_authorizations: Vec<Authorization>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Authorization {
    uuid: String,
    date_authorized: Date,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Controls {
    implemented_requirements: Vec<Requirement>,
}

/// A key that is misspelt would leave out what it holds, so the keys of OSCAL are all here, read or not.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "keys that are known and not read")]
struct Requirement {
    uuid: Option<IgnoredAny>,
    props: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    set_parameters: Option<IgnoredAny>,
    responsible_roles: Option<IgnoredAny>,
    remarks: Option<IgnoredAny>,
    control_id: String,
    #[serde(default)]
    statements: Vec<Statement>,
    #[serde(default)]
    by_components: Vec<ByComponent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "keys that are known and not read")]
struct Statement {
    uuid: Option<IgnoredAny>,
    props: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    responsible_roles: Option<IgnoredAny>,
    remarks: Option<IgnoredAny>,
    statement_id: String,
    #[serde(default)]
    by_components: Vec<ByComponent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "keys that are known and not read")]
struct ByComponent {
    uuid: Option<IgnoredAny>,
    description: Option<IgnoredAny>,
    props: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    set_parameters: Option<IgnoredAny>,
    implementation_status: Option<IgnoredAny>,
    responsible_roles: Option<IgnoredAny>,
    remarks: Option<IgnoredAny>,
    component_uuid: String,
    export: Option<Export>,
    #[serde(default)]
    inherited: Vec<Inherited>,
    #[serde(default)]
    satisfied: Vec<Satisfied>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "keys that are known and not read")]
struct Export {
    description: Option<IgnoredAny>,
    props: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    remarks: Option<IgnoredAny>,
    #[serde(default)]
    provided: Vec<Provided>,
    #[serde(default)]
    responsibilities: Vec<Responsibility>,
}

impl Component {
    /// The component of another system that it stands for.
    pub fn stands_for(&self) -> Option<&str> {
        self.property("inherited-uuid")
    }

    /// Under which authorization it is used.
    pub fn authorization(&self) -> Option<&str> {
        self.property("leveraged-authorization-uuid")
    }

    fn property(&self, name: &str) -> Option<&str> {
        self.props.iter().find(|it| it.name == name).map(|it| it.value.as_str())
    }
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// Where it is no plan, with line and column; where a key near the top is none of OSCAL, with its JSON pointer.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Plan, Text> {
        if let Some(unknown) = unknown_key(bytes) {
            return Err(unknown);
        }
        let File { plan } = serde_json::from_slice(bytes).map_err(|error| Text::same(error.to_string()))?;
        let mut entries = Vec::new();
        for (at, requirement) in plan.control_implementation.implemented_requirements.into_iter().enumerate() {
            let above = format!("/system-security-plan/control-implementation/implemented-requirements/{at}");
            let control = requirement.control_id;
            for (at, it) in requirement.by_components.into_iter().enumerate() {
                entries.push(it.entry(&control, &control, format!("{above}/by-components/{at}")));
            }
            for (at, statement) in requirement.statements.into_iter().enumerate() {
                let above = format!("{above}/statements/{at}");
                for (at, it) in statement.by_components.into_iter().enumerate() {
                    entries.push(it.entry(&control, &statement.statement_id, format!("{above}/by-components/{at}")));
                }
            }
        }
        let name = plan.system_characteristics.system_name;
        let modified = &plan.metadata.last_modified;
        let day = modified.get(..10).and_then(|it| it.parse().ok());
        let authorized = plan.system_implementation.leveraged_authorizations.into_iter();
        let no_day = || {
            text!(
                "`last-modified` の `{modified}` が日付で始まっていません",
                "`last-modified` `{modified}` does not begin with a day"
            )
        };
        Ok(Plan {
            file: file.to_owned(),
            title: if name.trim().is_empty() { plan.metadata.title } else { name },
            date: day.ok_or_else(no_day)?,
            authorized: authorized.map(|it| (it.uuid, it.date_authorized)).collect(),
            components: plan.system_implementation.components,
            entries,
        })
    }
}

impl ByComponent {
    fn entry(self, control: &str, item: &str, pointer: String) -> Entry {
        let Export { provided, responsibilities, .. } = self.export.unwrap_or_default();
        Entry {
            item: item.to_owned(),
            control: control.to_owned(),
            component: self.component_uuid,
            pointer,
            provided,
            responsibilities,
            inherited: self.inherited,
            satisfied: self.satisfied,
        }
    }
}
