//! The built-in packs: each a folder under `policies/`, embedded as text.

/// One built-in pack; its folder, its catalogue and the word after `use` are one name.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// `roles-2024`
    pub name: &'static str,
    /// Its catalogue.
    pub catalogue: &'static str,
    /// The profiles it declares, so that they can be named without it.
    pub profiles: &'static [&'static str],
    /// Its tests.
    pub tests: &'static str,
}

/// All built-in packs by name.
pub static PACKS: &[Pack] = &[
    Pack {
        name: "asp-saas-2009",
        catalogue: include_str!("../policies/asp-saas-2009/catalogue.buntan"),
        profiles: &[],
        tests: include_str!("../policies/asp-saas-2009/tests.buntan"),
    },
    Pack {
        name: "contract-checklist-draft",
        catalogue: include_str!("../policies/contract-checklist-draft/catalogue.buntan"),
        profiles: &["small-hospital"],
        tests: include_str!("../policies/contract-checklist-draft/tests.buntan"),
    },
    Pack {
        name: "disclosure-sla-2024",
        catalogue: include_str!("../policies/disclosure-sla-2024/catalogue.buntan"),
        profiles: &[],
        tests: include_str!("../policies/disclosure-sla-2024/tests.buntan"),
    },
    Pack {
        name: "good-practice",
        catalogue: include_str!("../policies/good-practice/catalogue.buntan"),
        profiles: &[],
        tests: include_str!("../policies/good-practice/tests.buntan"),
    },
    Pack {
        name: "provider-scope-faq",
        catalogue: include_str!("../policies/provider-scope-faq/catalogue.buntan"),
        profiles: &[],
        tests: include_str!("../policies/provider-scope-faq/tests.buntan"),
    },
    Pack {
        name: "roles-2024",
        catalogue: include_str!("../policies/roles-2024/catalogue.buntan"),
        profiles: &[],
        tests: include_str!("../policies/roles-2024/tests.buntan"),
    },
];

/// The pack of a name, or the one that declares a profile of that name.
pub fn find(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name || pack.profiles.contains(&name))
}
