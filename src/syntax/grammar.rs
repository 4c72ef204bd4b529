//! What the grammar says about spelling, layout and how things are written, read from its text, so that a new rule needs no line
//! here.
//!
//! - `k_by = @{ ("by" | "根拠") ~ !idc }`: a keyword and its alias in the other language.
//! - `carry = { verb ~ patterns ~ (nl ~ carry_clause)* }`: before each of these clauses the line may go on.
//! - `/// The chapter: ...` above a rule, with examples in backticks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::diagnostic::Lang;
use crate::syntax::parser::Rule;

const GRAMMAR: &str = include_str!("../../grammar/buntan.pest");

/// The spellings of keywords, where lines may go on, and examples.
#[derive(Debug, Default)]
pub(super) struct Grammar {
    /// English and Japanese, for each keyword of a rule.
    spellings: BTreeMap<Rule, Vec<(String, String)>>,
    /// `(rule, child)`: a line may end before this child.
    goes_on: BTreeSet<(Rule, Rule)>,
    /// Rules of one keyword: `k_…`.
    keywords: BTreeSet<Rule>,
    bodies: BTreeMap<String, Body>,
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

    /// What a rule chooses from, through rules that only hold others together.
    pub fn choices<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        match self.bodies.get(name) {
            Some(body) if body.silent => firsts(&body.text).into_iter().flat_map(|it| self.choices(it)).collect(),
            Some(_) => vec![name],
            None => Vec::new(),
        }
    }

    /// Behind the name by which a rule begins, what it chooses from.
    pub fn behind_a_name(&self, rule: &str) -> Vec<&str> {
        self.bodies.get(rule).and_then(|it| it.text.strip_prefix("{ name ~ (")).map(firsts).unwrap_or_default()
    }

    /// The keywords by which what a rule reads may begin, in both languages.
    pub fn openers(&self, rule: &str) -> Vec<&str> {
        let keyword = self.keywords.iter().find(|it| format!("{it:?}") == rule);
        match keyword {
            Some(keyword) => {
                self.spellings.get(keyword).into_iter().flatten().flat_map(|(en, ja)| [en.as_str(), ja]).collect()
            }
            None => {
                let inner = self.bodies.get(rule).map(|it| firsts(&it.text)).unwrap_or_default();
                inner.into_iter().flat_map(|it| self.openers(it)).collect()
            }
        }
    }

    /// What stands in backticks above a rule.
    pub fn examples(&self, rule: &str) -> impl Iterator<Item = &'static str> {
        let docs = self.bodies.get(rule).map(|it| it.docs.as_slice()).unwrap_or_default();
        docs.iter().flat_map(|line| line.split('`').skip(1).step_by(2))
    }
}

/// How a keyword of a rule is spelled in a language, whichever it is written in.
pub(super) fn spelling(rule: Rule, word: &str, lang: Lang) -> Option<&'static str> {
    Grammar::get().spelling(rule, word, lang)
}

/// The right side of one rule, and what is said above it.
#[derive(Debug, Default)]
struct Body {
    silent: bool,
    text: String,
    docs: Vec<&'static str>,
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
    }
    grammar.bodies = bodies;
    let goes_on =
        grammar.bodies.iter().filter_map(|(name, body)| Some((*rules.get(name)?, body))).flat_map(|(rule, body)| {
            let clauses = clauses(&body.text).flat_map(|clause| grammar.choices(clause));
            clauses.filter_map(|clause| Some((rule, *rules.get(clause)?))).collect::<Vec<_>>()
        });
    grammar.goes_on = goes_on.collect();
    grammar
}

/// Every rule of the grammar: a line that begins with its name, and the lines that go on.
fn bodies() -> BTreeMap<String, Body> {
    let mut all: BTreeMap<String, Body> = BTreeMap::new();
    let mut last: Option<String> = None;
    let mut docs = Vec::new();
    for line in GRAMMAR.lines() {
        docs.extend(line.strip_prefix("///"));
        let line = without_comment(line);
        let head = line.split_once('=').filter(|(name, _)| is_name(name.trim_end()));
        match head {
            Some((name, body)) => {
                let body = body.trim_start();
                let name = name.trim_end().to_owned();
                let docs = std::mem::take(&mut docs);
                all.insert(name.clone(), Body { silent: body.starts_with('_'), text: body.to_owned(), docs });
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

/// The rules by which the alternatives of a right side begin, or those of the group that it begins with.
fn firsts(body: &str) -> Vec<&str> {
    let body = body.trim_start_matches(['_', '@', '$', '{', ' ']);
    let (mut depth, mut from, mut found) = (0_usize, 0, Vec::new());
    for (at, c) in body.char_indices() {
        match c {
            '(' => depth += 1,
            '|' | '}' | ')' if depth == 0 => {
                let alternative = body.get(from..at).unwrap_or("").trim_start();
                let end = alternative.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                match alternative.strip_prefix('(') {
                    Some(group) => found.extend(firsts(group)),
                    None => {
                        found.extend(alternative.get(..end.unwrap_or(alternative.len())).filter(|it| !it.is_empty()))
                    }
                }
                if c != '|' {
                    break;
                }
                from = at + 1;
            }
            ')' => depth -= 1,
            _ => {}
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
            let is_inline = crate::syntax::format::INLINE.iter().any(|(rule, _)| format!("{rule:?}") == name);
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
