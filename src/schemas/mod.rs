//! The schemas of everything that programs give and get: JSON Schema, draft 2020-12.
//!
//! What `--format json` prints is for programs as a signature is for callers, so that its form is written down apart from the code that
//! makes it: one file for each output. JSON has no `include`; what recurs stands in the `$defs` of every file that needs it, and a test
//! holds those of one name to be equal, as it holds every output to its schema. The form of the input is made from what reads it.
//!
//! To add an output: write `schemas/<name>.json` and its row.

use serde_json::Value;

use crate::syntax::engagement_schema;

/// One schema.
#[derive(Debug)]
pub struct Schema {
    /// `check`
    pub name: &'static str,
    /// The commands whose answer has this form; none of what is read.
    pub of: &'static [&'static str],
    /// What has this form, `(ja, en)`.
    pub what: (&'static str, &'static str),
    text: Written,
}

/// How a schema is there.
#[derive(Debug)]
enum Written {
    /// As a file.
    File(&'static str),
    /// Made from what reads the input.
    Made(fn() -> Value),
}

macro_rules! outputs {
    ($($name:literal $of:tt ($ja:literal, $en:literal),)*) => {
        /// All schemas: that of the input, then those of the outputs in the order of the commands.
        pub static SCHEMAS: &[Schema] = &[
            Schema {
                name: "engagement",
                of: &[],
                what: ("入力：案件を書いた JSON のファイルまたは行", "The input: an engagement as a file or row of JSON"),
                text: Written::Made(engagement_schema),
            },
            $(Schema {
                name: $name,
                of: &$of,
                what: ($ja, $en),
                text: Written::File(include_str!(concat!($name, ".json"))),
            }),*
        ];

        /// Their names.
        pub static NAMES: &[&str] = &["engagement", $($name),*];
    };
}

outputs! {
    "check" ["check"] ("点検の結果", "What `check` found"),
    "verify" ["verify"] ("検証の結果", "Whether a result follows from the laws"),
    "explain" ["explain"] ("指摘または責任の根拠", "The proof of a finding, or why obligations are carried"),
    "why-not" ["why-not"] ("担われない理由", "Why obligations are not carried"),
    "matrix" ["matrix"] ("役割分担の表", "Who performs and who answers"),
    "timeline" ["timeline"] ("時間の流れ", "Who carries what when"),
    "coverage" ["coverage"] ("再委託先の引受け", "What subcontractors have accepted"),
    "suggest" ["suggest"] ("直し方", "What to write"),
    "batch-record" ["batch"] ("一括評価の1行", "One line of a batch"),
    "batch-summary" ["batch"] ("一括評価のまとめ", "The totals of a batch"),
    "what-if" ["what-if"] ("仮定の結果", "What comes of a supposition"),
    "diff" ["diff"] ("二つの版の違い", "What two versions change"),
    "graph" ["graph"] ("図", "A picture"),
    "export" ["export"] ("書き出した様式", "The forms that were written"),
    "import" ["import"] ("取り込む記入", "What comes back in forms"),
    "test" ["test"] ("検査の結果", "What came of tests"),
    "fmt" ["fmt"] ("整形の結果", "What was laid out"),
    "catalogue" ["catalogue"] ("確認表", "Catalogues"),
    "catalogue-stats" ["catalogue"] ("確認表ごとの数", "The figures of catalogues"),
    "bundle" ["bundle"] ("まとめた確認表", "What is in a bundle"),
    "convert" ["convert"] ("変換したポリシー", "The policy that was converted"),
    "chapters" ["guide"] ("手引きの目次", "The contents of the guide"),
    "chapter" ["guide"] ("手引きの章", "A chapter of the guide"),
    "codes" ["code"] ("診断コードの一覧", "All codes"),
    "code" ["code"] ("診断コードの説明", "The page of a code"),
    "schemas" ["schema"] ("スキーマの一覧", "The list of schemas"),
    "blocks" ["init"] ("そのほかの答え。入力に誤りがあるときの答えも", "Every other answer, also where an input has errors"),
}

/// The schema of a name.
///
/// ```
/// let schema = buntan::schemas::find("check").expect("there is one");
/// assert!(schema.text().starts_with('{'));
/// ```
pub fn find(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|it| it.name == name)
}

impl Schema {
    /// Its text, with a line end.
    pub fn text(&self) -> String {
        match self.text {
            Written::File(text) => text.to_owned(),
            Written::Made(make) => {
                let mut schema = make();
                let (ja, en) = self.what;
                schema["title"] = format!("{ja} / {en}").into();
                format!("{schema:#}\n")
            }
        }
    }
}
