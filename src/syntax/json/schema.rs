//! The schema of the JSON form, made from the same declarations that read it.

use std::borrow::Cow;

use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::Value;

use crate::diagnostic::Text;
use crate::syntax::ast::{AllOther, Dated, Engagement, Follows, Name, Scalar, Settings, SubjectName};

/// What may stand in a file or a row of JSON: one engagement.
///
/// ```
/// let schema = buntan::syntax::engagement_schema();
/// assert_eq!(schema["required"], serde_json::json!(["engagement"]));
/// ```
pub fn engagement_schema() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<Engagement>();
    AsRead.transform(&mut schema);
    schema.to_value()
}

/// Takes out the words of the declarations, which speak of the source and in one language, and lets every object have keys of the
/// user's own.
struct AsRead;

impl Transform for AsRead {
    fn transform(&mut self, schema: &mut Schema) {
        if schema.get("additionalProperties").is_some() {
            schema.insert("patternProperties".to_owned(), serde_json::json!({ "^x_": true }));
        }
        schema.remove("description");
        schema.remove("title");
        schema.remove("default");
        transform_subschemas(self, schema);
    }
}

/// The form of a type that is read by hand: its name, and its schema.
macro_rules! form {
    ($($it:ty: $name:literal, $generator:pat => $schema:expr;)*) => {$(
        impl JsonSchema for $it {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

form! {
    Name: "name", _ => json_schema!({ "type": "string" });
    Scalar: "value", _ => json_schema!({ "type": ["string", "number", "boolean", "null"] });
    SubjectName: "subject", _ => json_schema!({ "type": "string" });
    Settings: "facts", it => json_schema!({ "type": "object", "additionalProperties": it.subschema_for::<Scalar>() });
    AllOther: "all_other", _ => json_schema!({ "anyOf": [
        { "const": true },
        { "type": "object", "properties": { "by": { "type": ["string", "null"] } }, "additionalProperties": false },
    ] });
    Dated: "dated", it => json_schema!({ "anyOf": [
        it.subschema_for::<Name>(),
        {
            "type": "object",
            "properties": { "date": it.subschema_for::<Name>(), "by": { "type": ["string", "null"] } },
            "required": ["date"],
            "additionalProperties": false,
        },
    ] });
    Follows: "followed", it => json_schema!({ "anyOf": [
        it.subschema_for::<Name>(),
        {
            "type": "object",
            "properties": { "template": it.subschema_for::<Name>(), "facts": it.subschema_for::<Settings>() },
            "required": ["template"],
            "additionalProperties": false,
        },
    ] });
    // One of the two languages at least.
    Text: "text", _ => json_schema!({ "anyOf": [
        { "type": "string" },
        {
            "type": "object",
            "properties": { "ja": { "type": "string" }, "en": { "type": ["string", "null"] } },
            "required": ["ja"],
            "additionalProperties": false,
        },
        {
            "type": "object",
            "properties": { "ja": { "type": ["string", "null"] }, "en": { "type": "string" } },
            "required": ["en"],
            "additionalProperties": false,
        },
    ] });
}
