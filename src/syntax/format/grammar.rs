//! What the grammar says about layout and spelling, read from its text, so that a new rule is formatted without a line here.
//!
//! - `k_by = @{ ("by" | "根拠") ~ !idc }`: a keyword and its alias in the other language.
//! - `carry = { verb ~ patterns ~ (nl ~ carry_clause)* }`: before each of these clauses the line may go on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::diagnostic::Lang;
use crate::syntax::parser::Rule;

const GRAMMAR: &str = include_str!("../../../grammar/buntan.pest");

/// The spellings of keywords, and where lines may go on.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    /// English and Japanese, for each keyword of a rule.
    spellings: BTreeMap<Rule, Vec<(String, String)>>,
    /// `(rule, child)`: a line may end before this child.
    goes_on: BTreeSet<(Rule, Rule)>,
    /// Rules of one keyword: `k_…`.
    keywords: BTreeSet<Rule>,
}

impl Grammar {
    /// The grammar of this program.
    pub fn get() -> &'static Grammar {
        static READ: OnceLock<Grammar> = OnceLock::new();
        READ.get_or_init(read)
    }

    /// The spelling of a word in one language, if it has one for each.
    pub fn spelling(&self, rule: Rule, word: &str, lang: Lang) -> Option<&str> {
        // Values know the same words for what is unknown or absent as conditions do.
        let rule = if rule == Rule::value { Rule::literal } else { rule };
        let (en, ja) = self.spellings.get(&rule)?.iter().find(|(en, ja)| en == word || ja == word)?;
        Some(match lang {
            Lang::Ja => ja,
            Lang::En => en,
        })
    }

    /// Whether a line may end before a child of a rule.
    pub fn goes_on(&self, rule: Rule, child: Rule) -> bool {
        self.goes_on.contains(&(rule, child))
    }

    /// Whether a rule is one keyword.
    pub fn is_keyword(&self, rule: Rule) -> bool {
        self.keywords.contains(&rule)
    }
}

/// The right side of one rule.
struct Body {
    silent: bool,
    text: String,
}

fn read() -> Grammar {
    let rules: BTreeMap<String, Rule> = Rule::all_rules().iter().map(|rule| (format!("{rule:?}"), *rule)).collect();
    let bodies = bodies();
    let mut grammar = Grammar::default();
    for (name, body) in &bodies {
        let Some(rule) = rules.get(name) else { continue };
        if name.starts_with("k_") {
            grammar.keywords.insert(*rule);
        }
        let spellings = spellings(&body.text);
        if !spellings.is_empty() {
            grammar.spellings.insert(*rule, spellings);
        }
        for clause in clauses(&body.text) {
            let firsts = firsts(&bodies, clause);
            grammar.goes_on.extend(firsts.iter().filter_map(|first| Some((*rule, *rules.get(*first)?))));
        }
    }
    grammar
}

/// Every rule of the grammar: a line that begins with its name, and the lines that go on.
fn bodies() -> BTreeMap<String, Body> {
    let mut all: BTreeMap<String, Body> = BTreeMap::new();
    let mut last: Option<String> = None;
    for line in GRAMMAR.lines().map(without_comment) {
        let head = line.split_once('=').filter(|(name, _)| is_name(name.trim_end()));
        match head {
            Some((name, body)) => {
                let body = body.trim_start();
                let name = name.trim_end().to_owned();
                all.insert(name.clone(), Body { silent: body.starts_with('_'), text: body.to_owned() });
                last = Some(name);
            }
            None => {
                if let Some(body) = last.as_ref().and_then(|name| all.get_mut(name)) {
                    body.text.push_str(line);
                }
            }
        }
    }
    all
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut before = '\0';
    for (at, c) in line.char_indices() {
        match c {
            '"' if before != '\\' => quoted = !quoted,
            '/' if before == '/' && !quoted => return line.get(..at - 1).unwrap_or(""),
            _ => {}
        }
        before = c;
    }
    line
}

/// `("led" ~ sp ~ "by" | "主導")`: alternatives in English and the same in Japanese, in one order.
fn spellings(body: &str) -> Vec<(String, String)> {
    let (mut en, mut ja) = (Vec::new(), Vec::new());
    let groups = body.split('(').skip(1).filter_map(|group| group.split(')').next());
    for alternative in groups.flat_map(|group| group.split('|')) {
        let words: Vec<&str> = alternative.split('"').skip(1).step_by(2).collect();
        let is_word = |word: &&str| word.chars().all(|c| c.is_alphabetic() || c == '_');
        if words.is_empty() || !words.iter().all(is_word) {
            continue;
        }
        let list = if words.iter().all(|word| word.is_ascii()) { &mut en } else { &mut ja };
        list.push(words.join(" "));
    }
    en.into_iter().zip(ja).collect()
}

/// The names behind `nl ~`, but for members of a list.
fn clauses(body: &str) -> impl Iterator<Item = &str> {
    body.match_indices("nl ~ ").filter_map(|(at, mark)| {
        let before = body.get(..at)?.trim_end_matches(['(', ' ']);
        if before.ends_with("comma ~") {
            return None;
        }
        let rest = body.get(at + mark.len()..)?;
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        rest.get(..end).filter(|name| !matches!(*name, "" | "comma" | "close_b" | "term"))
    })
}

/// What a silent rule stands for.
fn firsts<'a>(bodies: &'a BTreeMap<String, Body>, name: &'a str) -> Vec<&'a str> {
    let (mut found, mut open) = (Vec::new(), vec![name]);
    while let Some(name) = open.pop() {
        match bodies.get(name).filter(|body| body.silent) {
            Some(body) => open.extend(body.text.trim_start_matches(['_', '{']).split('|').filter_map(|alternative| {
                alternative.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).find(|word| !word.is_empty())
            })),
            None => found.push(name),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_have_one_spelling_in_each_language() {
        let grammar = Grammar::get();
        for rule in &grammar.keywords {
            assert_eq!(grammar.spellings.get(rule).map(Vec::len), Some(1), "{rule:?}");
        }
        assert_eq!(grammar.spelling(Rule::k_led_by, "led by", Lang::Ja), Some("主導"));
        assert_eq!(grammar.spelling(Rule::quant, "件数", Lang::En), Some("count"));
        assert_eq!(grammar.spelling(Rule::value, "unknown", Lang::Ja), Some("不明"));
    }

    /// Braces hold items, each on its line or with others, or they are part of a line: the formatter must know which.
    #[test]
    fn all_braces_are_known() {
        for (name, body) in bodies() {
            if !body.text.contains("open_b ~") {
                continue;
            }
            let is_inline = super::super::tree::INLINE.iter().any(|(rule, _)| format!("{rule:?}") == name);
            let holds_items = body.text.contains("(sep |");
            assert!(is_inline != holds_items, "{name}: list its braces in INLINE, or let it hold items");
        }
    }

    #[test]
    fn clauses_are_found_in_the_grammar() {
        let grammar = Grammar::get();
        for (rule, child) in [
            (Rule::carry, Rule::on),
            (Rule::carry, Rule::rests_on),
            (Rule::component, Rule::runs_on),
            (Rule::contract, Rule::under),
            (Rule::duty, Rule::met),
        ] {
            assert!(grammar.goes_on(rule, child), "{rule:?} {child:?}");
        }
        for (rule, child) in [(Rule::duty, Rule::level), (Rule::disclosed, Rule::by_text), (Rule::r#use, Rule::id)] {
            assert!(!grammar.goes_on(rule, child), "{rule:?} {child:?}");
        }
    }
}
