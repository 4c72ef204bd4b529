//! A whole page: everything it needs is in it, and it says that nothing else may be loaded or run.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::diagnostic::Lang;

/// A script of ours; a browser runs it only if it is this one to the letter.
#[derive(Clone, Copy, Debug)]
pub struct Script(pub &'static str);

/// What a page is made of.
pub struct Page<'a> {
    /// The language of its words.
    pub lang: Lang,
    /// Its name in the browser.
    pub title: &'a str,
    /// Its looks, one after the other.
    pub styles: &'a [&'static str],
    /// What makes it handier; all content is there without.
    pub script: Option<Script>,
    /// What is seen.
    pub body: Markup,
}

impl Page<'_> {
    /// As a file.
    pub fn written(self) -> String {
        let style = self.styles.concat();
        let script = self.script.map_or("", |it| it.0);
        let runs = if script.is_empty() { "'none'".to_owned() } else { sealed(script) };
        let looks = sealed(&style);
        let policy =
            format!("default-src 'none'; base-uri 'none'; form-action 'none'; style-src {looks}; script-src {runs}");
        let lang = match self.lang {
            Lang::Ja => "ja",
            Lang::En => "en",
        };
        let page = html! {
            (DOCTYPE)
            html lang=(lang) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content=(concat!("buntan ", env!("CARGO_PKG_VERSION")));
                    title { (self.title) }
                    style { (PreEscaped(&style)) }
                }
                body {
                    (self.body)
                    @if !script.is_empty() { script { (PreEscaped(script)) } }
                }
            }
        };
        page.into_string() + "\n"
    }
}

/// The name by which a policy allows a text inside a page.
fn sealed(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}
