//! Rules: what they range over, what must hold, what they say otherwise.

use pest::Parser;

use super::block::{self, Docs};
use super::duplicate::Seen;
use super::leaf::{self, BAD_TEXT, name};
use super::{Block, Cx, Grammar, Pair, Rule, condition};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, Message, Name, Piece, Ranging};
use crate::text;

pub(super) fn rule(cx: &mut Cx, pair: Pair, docs: Docs) -> ast::Rule {
    let mut it = ast::Rule {
        name: leaf::child(&pair, Rule::name).map(|word| name(cx, &word)).unwrap_or_default(),
        docs: docs.take(),
        title: leaf::text_of(cx, &pair),
        severity: leaf::child(&pair, Rule::weight).map(|weight| severity(cx, weight)).unwrap_or_default(),
        cites: leaf::child(&pair, Rule::cites).and_then(|cites| leaf::word(cx, &cites)).unwrap_or_default(),
        ranges: Vec::new(),
        must: None,
        message: None,
        span: cx.span(&pair),
    };
    let mut seen = Seen::default();
    block::walk(cx, Block::Rule, pair.into_inner(), |cx, item, docs| {
        let span = cx.span(&item);
        match item.as_rule() {
            Rule::ranging => {
                docs.nothing(cx);
                it.ranges.extend(ranging(cx, item));
            }
            Rule::must => {
                docs.nothing(cx);
                seen.once(cx, "must", span);
                let condition = leaf::child(&item, Rule::expr).map(|inner| condition::expr(cx, inner));
                it.must = it.must.take().or(condition);
            }
            Rule::message => {
                docs.nothing(cx);
                seen.once(cx, "else", span);
                let said = message(cx, item);
                it.message = it.message.take().or(Some(said));
            }
            _ => {}
        }
    });
    it
}

fn severity(cx: &Cx, pair: Pair) -> Name {
    let english = match pair.clone().into_inner().next().map(|word| word.as_rule()) {
        Some(Rule::k_note) => "note",
        Some(Rule::k_warning) => "warning",
        _ => "error",
    };
    leaf::keyword(cx, &pair, english)
}

fn ranging(cx: &mut Cx, pair: Pair) -> Option<Ranging> {
    let span = cx.span(&pair);
    let over = leaf::child(&pair, Rule::range).map(|range| condition::range(cx, range))?;
    let filter = leaf::child(&pair, Rule::expr).map(|inner| condition::expr(cx, inner));
    Some(Ranging { over, filter, span })
}

fn message(cx: &mut Cx, pair: Pair) -> Message {
    let span = cx.span(&pair);
    let (mut ja, mut en) = (None, None);
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::string => {
                let words = pieces(cx, &child);
                (ja, en) = (Some(words.clone()), Some(words));
            }
            Rule::said => {
                let lang = leaf::child(&child, Rule::lang);
                let Some(string) = leaf::child(&child, Rule::string) else { continue };
                let words = pieces(cx, &string);
                let written = lang.as_ref().map_or("", |lang| lang.as_str());
                let slot = if written == "ja" { &mut ja } else { &mut en };
                if slot.replace(words).is_some() {
                    let headline = text!("`{written}` の文が二つあります", "there are two texts in `{written}`");
                    let problem = Diagnostic::new(&BAD_TEXT, cx.span(&child), headline);
                    cx.report(problem.help(text!("一つにしてください", "keep one of them")));
                }
            }
            _ => {}
        }
    }
    let one = ja.clone().or(en.clone()).unwrap_or_default();
    Message { ja: ja.unwrap_or_else(|| one.clone()), en: en.unwrap_or(one), span }
}

/// Words and `{values}`; a brace of its own is written twice.
fn pieces(cx: &mut Cx, pair: &Pair) -> Vec<Piece> {
    let (text, start) = leaf::between_quotes(pair);
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut at = 0;
    while let Some(brace) = text.get(at..).and_then(|rest| rest.find(['{', '}'])).map(|found| at + found) {
        words.push_str(&leaf::unescaped(cx, &text[at..brace], start + at));
        let twice = text[brace + 1..].starts_with(&text[brace..=brace]);
        if twice {
            words.push_str(&text[brace..=brace]);
            at = brace + 2;
            continue;
        }
        let opens = text[brace..].starts_with('{');
        let close = text[brace..].find('}').filter(|_| opens).map(|found| brace + found);
        let inside = close.map_or("", |close| text[brace + 1..close].trim());
        at = close.map_or(brace, |close| close) + 1;
        if !is_path(inside) {
            let problem = Diagnostic::new(
                &BAD_TEXT,
                cx.range(start + brace, start + at),
                text!("波括弧の中が値の名前になっていません", "what stands in braces is not the name of a value"),
            );
            cx.report(problem.help(text!(
                "`{{k.supplier}}` のように書きます。波括弧そのものは `{{{{` `}}}}` と書きます",
                "write `{{k.supplier}}`, for example; a brace of its own is written twice, `{{{{` or `}}}}`"
            )));
            continue;
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(std::mem::take(&mut words)));
        }
        let from = start + brace + text[brace..].find(inside).unwrap_or(0);
        pieces.push(Piece::Value(Name { text: inside.to_owned(), span: cx.range(from, from + inside.len()) }));
    }
    words.push_str(&leaf::unescaped(cx, text.get(at..).unwrap_or_default(), start + at));
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    pieces
}

fn is_path(text: &str) -> bool {
    Grammar::parse(Rule::path, text).is_ok_and(|pairs| pairs.as_str() == text)
}
