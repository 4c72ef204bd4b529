//! Rules of the grammar in the words of those who write policies. No name of a rule reaches a user but through [`words`].
//!
//! Rules that stand at the same place and mean the same to a reader share one word: whoever wrote `A ownz P2.C.1` wants to hear
//! "a verb", not ten names.

use super::grammar::spelling;
use super::parser::Rule;
use crate::diagnostic::{Lang, Text};

/// What a message calls a group of rules, and how its keywords are spelled.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    ja: &'static str,
    en: &'static str,
    /// Spellings that a slip may have meant, in both languages.
    pub keywords: &'static [&'static str],
    rules: &'static [Rule],
}

impl Word {
    /// The word for a reader of either language, its keywords in the language of the text in which it is missing.
    pub fn text(&self, keywords: Lang) -> Text {
        match keywords {
            Lang::En => Text::new(self.ja, self.en),
            Lang::Ja => Text::new(self.in_japanese(self.ja), self.in_japanese(self.en)),
        }
    }

    /// With its keywords, which stand in backticks, in Japanese.
    fn in_japanese(&self, words: &str) -> String {
        let parts = words.split('`').enumerate();
        let parts = parts.map(|(at, part)| if at % 2 == 1 { self.japanese(part).unwrap_or(part) } else { part });
        parts.collect::<Vec<_>>().join("`")
    }

    /// The Japanese of a keyword: several share one word in English, so those of its own rules come first.
    fn japanese(&self, keyword: &str) -> Option<&'static str> {
        let of = |word: &Word| word.rules.iter().find_map(|rule| spelling(*rule, keyword, Lang::Ja));
        of(self).or_else(|| WORDS.iter().find_map(|word| of(word)))
    }

    /// Where it stands in a list of several: keywords first, then signs, then what has many forms.
    pub fn rank(&self) -> usize {
        WORDS.iter().position(|word| **word == *self).unwrap_or(WORDS.len())
    }
}

macro_rules! words {
    ($($name:ident: $ja:literal, $en:literal, [$($keyword:literal)*], $($rule:path)|+;)*) => {
        $(static $name: Word = Word { ja: $ja, en: $en, keywords: &[$($keyword),*], rules: &[$($rule),*] };)*

        /// All words, in the order in which a message lists them.
        static WORDS: &[&Word] = &[$(&$name),*];

        /// The word for a rule; `None` for those that only hold others together and are never what is missing.
        pub(super) fn words(rule: Rule) -> Option<&'static Word> {
            match rule {
                $($($rule)|+ => Some(&$name),)*
                Rule::file | Rule::comment | Rule::doc | Rule::WHITESPACE | Rule::COMMENT | Rule::nl | Rule::sep
                | Rule::end | Rule::b | Rule::h | Rule::sp | Rule::idc | Rule::word | Rule::seg | Rule::infix
                | Rule::atom | Rule::item | Rule::catalogue_item | Rule::control_field | Rule::duty_clause
                | Rule::duty_field | Rule::engagement_item | Rule::used | Rule::component_clause
                | Rule::contract_clause | Rule::contract_field | Rule::carry_clause | Rule::states_clause
                | Rule::excludes_clause | Rule::waives_clause | Rule::grants_clause | Rule::demands_clause | Rule::share_clause | Rule::checked_clause | Rule::retains_clause | Rule::test_item | Rule::change
                | Rule::listed_term | Rule::broken | Rule::quiet | Rule::blk1 | Rule::blk2 | Rule::blk3 | Rule::comma_end
                | Rule::stray_bit | Rule::stray_line | Rule::any_line | Rule::gap | Rule::more_lines | Rule::more_duty
                | Rule::template_item | Rule::template_clause
                | Rule::template_states_clause | Rule::template_retains_clause | Rule::template_share_clause
                | Rule::close | Rule::whole_item | Rule::whole_catalogue | Rule::whole_section | Rule::whole_template | Rule::whole_control
                | Rule::whole_engagement | Rule::whole_contract | Rule::whole_facts | Rule::whole_evidence | Rule::evidence_field | Rule::whole_share
                | Rule::whole_test | Rule::whole_changes | Rule::whole_exactly | Rule::clause_word
                | Rule::operand_word | Rule::item_start | Rule::cont_start | Rule::cont_duty | Rule::outer_item
                | Rule::stray_item | Rule::stray_in_engagement | Rule::stray_in_catalogue | Rule::stray_in_template | Rule::stray_in_control
                | Rule::stray_in_contract | Rule::stray_in_facts | Rule::stray_in_evidence | Rule::stray_in_share | Rule::stray_in_test
                | Rule::whole_derive | Rule::stray_in_derive | Rule::whole_by_type | Rule::stray_in_by_type | Rule::whole_profile | Rule::stray_in_profile | Rule::more_rule | Rule::way
                | Rule::more_in_rule | Rule::rule_item | Rule::whole_rule | Rule::stray_in_rule
                | Rule::stray_in_changes | Rule::stray_in_exactly => None,
            }
        }
    };
}

words! {
    VERB: "動詞（`owns`、`delegates`、`accepts`、`disclaims` など）", "a verb (`owns`, `delegates`, `accepts`, `disclaims` …)",
        ["owns" "delegates" "accepts" "disclaims" "supports" "informs" "states" "excludes" "waives" "retains" "shares risk" "grants" "demands" "solely" "負う" "委ねる" "引き受ける" "負わない" "支援する" "知らせる" "定める" "除外する" "免除する" "保有する" "リスクを分担する" "許可する" "求める" "単独で"],
        Rule::k_owns | Rule::k_delegates | Rule::k_accepts | Rule::k_disclaims | Rule::k_supports | Rule::k_informs
        | Rule::k_states | Rule::k_excludes | Rule::k_waives | Rule::k_grants | Rule::k_demands | Rule::k_solely | Rule::verb | Rule::carry
        | Rule::states | Rule::excludes | Rule::waives | Rule::k_retains | Rule::k_shares_risk | Rule::retains | Rule::grants | Rule::demands | Rule::statement;
    TEMPLATE_VERB: "ひな型の動詞（`owns`、`accepts`、`disclaims`、`states` など）", "a verb of a template (`owns`, `accepts`, `disclaims`, `states` …)",
        ["owns" "accepts" "disclaims" "supports" "informs" "states" "retains" "shares risk" "solely" "負う" "引き受ける" "負わない" "支援する" "知らせる" "定める" "保有する" "リスクを分担する" "単独で"],
        Rule::template_verb | Rule::template_carry | Rule::template_states | Rule::template_retains | Rule::template_statement;
    CLAUSE: "句（`on`、`by`、`to`、`via`、`in`、`from` など）", "a clause (`on`, `by`, `to`, `via`, `in`, `from` …)",
        ["on" "to" "via" "except" "in" "part" "from" "until" "because" "instead" "when" "settled" "explained" "対象" "委託先" "経由" "除く" "局面" "分担部分" "開始日" "終了日" "理由" "代替" "場合" "完了" "説明"],
        Rule::k_on | Rule::k_to | Rule::k_via | Rule::k_except | Rule::k_in | Rule::k_part | Rule::k_from
        | Rule::k_until | Rule::k_because | Rule::k_instead | Rule::on | Rule::to | Rule::via | Rule::except
        | Rule::in_phase | Rule::part | Rule::from | Rule::until | Rule::because | Rule::instead | Rule::agreed_on
        | Rule::k_said_when | Rule::said_when | Rule::on_related | Rule::k_settled | Rule::settled_on | Rule::k_explained | Rule::explained_on;
    BY: "`by`", "`by`",
        ["by" "根拠"],
        Rule::k_by | Rule::provided_by | Rule::by_text | Rule::rests_on
        | Rule::rests_on_clauses;
    COMPONENT_CLAUSE: "構成要素の句（`runs on`、`connects`、`in use`）", "a clause of a component (`runs on`, `connects`, `in use`)",
        ["runs on" "connects" "in use" "稼働先" "接続先" "使用期間"],
        Rule::k_runs_on | Rule::k_connects | Rule::k_in_use | Rule::runs_on | Rule::connects | Rule::in_use;
    CONTRACT_CLAUSE: "契約の句（`under`、`selected by`、`linked`）", "a clause of a contract (`under`, `selected by`, `linked`)",
        ["under" "selected by" "linked" "親契約" "選定者" "連携"],
        Rule::k_under | Rule::k_selected | Rule::k_linked | Rule::under | Rule::selected | Rule::linked;
    LIMIT: "水準の条件（`hours`、`excluding`、`as goal`）", "a limit of a level (`hours`, `excluding`, `as goal`)",
        ["hours" "excluding" "as goal" "時間帯" "対象外" "努力目標"],
        Rule::k_hours | Rule::k_excluding | Rule::k_as_goal | Rule::hours | Rule::excluding | Rule::as_goal;
    EXPECTATION: "期待（`unowned` のような指摘の種類、`exactly`、`carried`、`applies`、`level`）", "an expectation (a kind such as `unowned`, `exactly`, `carried`, `applies`, `level`)",
        ["exactly" "carried" "waived" "applies" "level" "error" "warning" "note" "ちょうど" "担われる" "免除済み" "適用あり" "水準" "誤り" "警告" "注記"],
        Rule::k_exactly | Rule::k_carried | Rule::k_waived | Rule::waived | Rule::k_error | Rule::k_warning | Rule::k_note | Rule::exactly
        | Rule::forbidden | Rule::carried | Rule::k_applies | Rule::k_comes_to | Rule::applying | Rule::effective | Rule::finding | Rule::severity;
    ANSWERABLE: "`answerable`", "`answerable`",
        ["answerable" "責任者"],
        Rule::k_answerable;
    LED: "主導（`joint`、`led by`）", "who leads (`joint`, `led by`)",
        ["joint" "led by" "共同" "主導"],
        Rule::k_joint | Rule::k_led_by | Rule::led;
    TOWARD: "`toward`", "`toward`",
        ["toward" "相手"],
        Rule::k_toward;
    ONLY: "`only`", "`only`",
        ["only" "限定"],
        Rule::k_only;
    DEFAULT: "`default`", "`default`",
        ["default" "既定"],
        Rule::k_default;
    REQUIRED: "`required`", "`required`",
        ["required" "必須"],
        Rule::k_required;
    RELATED: "契約との関係で表した対象（`covered`、`contract`、`supplier` など）", "a subject by its relation to the contract (`covered`, `contract`, `supplier` …)",
        ["covered" "範囲内"],
        Rule::k_covered | Rule::related;
    WHEN: "`when`", "`when`",
        ["when" "場合"],
        Rule::k_rule_when;
    WAY: "向き（`above`、`beneath`、`connected`）", "which way (`above`, `beneath`, `connected`)",
        ["above" "beneath" "connected" "上位" "下位" "接続あり"],
        Rule::k_above | Rule::k_beneath | Rule::k_connected;
    WHERE: "`where`", "`where`",
        ["where" "条件"],
        Rule::k_where;
    OWN: "`own`", "`own`",
        ["own" "自社分"],
        Rule::k_own;
    SUPPLIERS: "`suppliers`", "`suppliers`",
        ["suppliers" "供給元"],
        Rule::k_suppliers;
    ELSE: "`else`", "`else`",
        ["else" "さもなくば"],
        Rule::k_else;
    CONTINUED: "`continued`", "`continued`",
        ["continued" "続き"],
        Rule::k_continued;
    COMPLETE: "`complete`", "`complete`",
        ["complete" "網羅"],
        Rule::k_complete;
    ALL_OF: "`all of`", "`all of`",
        ["all of" "すべて引き継ぐ"],
        Rule::k_all_of;
    ACCESS_TO: "`access to`", "`access to`",
        ["access to" "アクセス先"],
        Rule::k_access_to;
    NO: "`no`", "`no`",
        ["no" "皆無"],
        Rule::k_no;
    NONE: "`none`", "`none`",
        ["none" "なし"],
        Rule::k_none;
    CONNECTIVE: "条件の続き（`and`、`or`、`==`、`<=` など）", "more of the condition (`and`, `or`, `==`, `<=` …)",
        ["and" "or" "in" "exists" "かつ" "または" "含む" "ある"],
        Rule::op_and | Rule::op_or | Rule::op_in | Rule::op_exists | Rule::op_compare;
    OWNS: "`owns`", "`owns`",
        ["owns" "負う"],
        Rule::solely_owns;
    OPEN_BRACE: "`{`", "`{`",
        [],
        Rule::open_b | Rule::facts | Rule::set | Rule::changes | Rule::derive_body;
    CLOSE_BRACE: "`}`", "`}`",
        [],
        Rule::close_b | Rule::missing_close;
    OPEN_PAREN: "`(`", "`(`",
        [],
        Rule::open_p;
    CLOSE_PAREN: "`)`", "`)`",
        [],
        Rule::close_p;
    ARROW: "`->`", "`->`",
        [],
        Rule::arrow | Rule::ends;
    JOINED: "`--`", "`--`",
        [],
        Rule::joined;
    BOUND: "`>=` か `<=`", "`>=` or `<=`",
        [],
        Rule::at_least | Rule::at_most;
    COLON: "`:`", "`:`",
        [],
        Rule::colon;
    EQUALS: "`=`", "`=`",
        [],
        Rule::equals | Rule::assign;
    DOTS: "`..`", "`..`",
        [],
        Rule::dots;
    COMMA: "`,`", "`,`",
        [],
        Rule::comma;
    TIME: "`08:30` のような時刻", "a time such as `08:30`",
        [],
        Rule::time;
    NAME: "名前", "a name",
        [],
        Rule::name | Rule::variable | Rule::names | Rule::subject | Rule::subjects | Rule::setting | Rule::plain_setting
        | Rule::levels | Rule::level_of;
    TERM: "語", "a word",
        [],
        Rule::type_case | Rule::term | Rule::range | Rule::terms | Rule::fact_type | Rule::window;
    ID: "`roles-2024` や `P2.A.10` のような番号", "an id such as `roles-2024` or `P2.A.10`",
        [],
        Rule::id;
    DUTIES: "`P2.C.*` のような対応の番号", "duties such as `P2.C.*`",
        [],
        Rule::pattern | Rule::patterns;
    LABEL: "`a` や `1` のような符号", "a label such as `a` or `1`",
        [],
        Rule::label | Rule::labels | Rule::share_part;
    TEXT: "`\"…\"` で囲んだ文", "a text in `\"…\"`",
        ["ja" "en"],
        Rule::string | Rule::chars | Rule::quote | Rule::text | Rule::said | Rule::lang;
    BASIS: "契約の名前、または `\"…\"` で囲んだ文", "a contract or a text in `\"…\"`",
        [],
        Rule::basis;
    DATE: "`2026-04-01` のような日付", "a date such as `2026-04-01`",
        [],
        Rule::date | Rule::period;
    MONTH: "`2024-06` のような版", "an edition such as `2024-06`",
        [],
        Rule::month;
    ANSWER: "`yes` か `no`", "`yes` or `no`",
        ["yes" "no" "はい" "いいえ"],
        Rule::answer | Rule::k_checked_yes | Rule::k_checked_no;
    VALUE: "`yes`、`3`、`99.9%` のような値", "a value such as `yes`, `3` or `99.9%`",
        [],
        Rule::value;
    CONDITION: "条件", "a condition",
        [],
        Rule::expr | Rule::operand | Rule::quantifier | Rule::quant | Rule::literal | Rule::path | Rule::op_not;
    CONTROL_FIELD: "項目の欄（`duty`、`summary`、`per`、`when`、`level` など）", "a field of a control (`duty`, `summary`, `per`, `when`, `level` …)",
        ["duty" "summary" "source" "category" "risk" "refs" "marks" "remark" "per" "when" "applies by type" "level" "phases" "modes" "by law" "excludable when" "demands" "requires" "serves" "same as" "対応" "要旨" "出典" "分類" "リスク" "参照" "印" "備考" "単位" "場合" "種類別の適用" "水準" "段階" "様態" "法定" "除外可" "求める" "要する" "兼ねる" "同一"],
        Rule::k_when | Rule::k_duty | Rule::k_summary | Rule::k_source | Rule::k_remark | Rule::k_per
        | Rule::k_level | Rule::k_phases | Rule::k_modes | Rule::k_by_law | Rule::k_excludable | Rule::k_requires
        | Rule::k_serves | Rule::duty | Rule::summary | Rule::source | Rule::remark | Rule::per | Rule::when
        | Rule::level | Rule::phases | Rule::modes | Rule::by_law | Rule::excludable | Rule::requires | Rule::serves | Rule::wanted
        | Rule::duty_body | Rule::k_category | Rule::k_risk | Rule::k_refs | Rule::k_marks | Rule::k_same_as
        | Rule::k_wanted | Rule::k_by_type | Rule::by_type
        | Rule::category | Rule::risk | Rule::refs | Rule::marks | Rule::same_as;
    DUTY_CLAUSE: "担い手や文書の条件（`of`、`documented in`、`stated in`、`met by` など）", "a clause of a duty (`of`, `documented in`, `stated in`, `met by` …)",
        ["documented in" "stated in" "met by" "before delegation" "flows down" "文書化" "明記" "充足" "委託前" "再委託先にも"],
        Rule::k_documented | Rule::k_stated_in | Rule::k_met_by | Rule::k_before | Rule::k_flows_down
        | Rule::bearers | Rule::documented | Rule::agreed_duty | Rule::stated | Rule::met | Rule::before
        | Rule::flows;
    EVIDENCE_FIELD: "根拠文書の欄（`signed`、`period`、`continues` など）", "a field of evidence (`signed`, `period`, `continues` …)",
        ["signed" "draft" "continues" "締結" "草案" "自動継続"],
        Rule::k_signed | Rule::k_draft | Rule::k_continues | Rule::signed | Rule::draft | Rule::continues
        | Rule::evidence_body;
    DECLARATION: "宣言（`party`、`component`、`contract`、`link` など）", "a declaration (`party`, `component`, `contract`, `link` …)",
        ["party" "component" "contract" "evidence" "根拠文書" "link" "share" "open" "checked" "all other facts" "当事者" "構成要素" "契約" "接点" "分ける" "未定" "確認" "その他の前提"],
        Rule::k_party | Rule::k_component | Rule::k_contract | Rule::k_evidence | Rule::evidence | Rule::k_link | Rule::k_share | Rule::k_open
        | Rule::k_all_other | Rule::party | Rule::component | Rule::contract | Rule::link | Rule::share
        | Rule::share_head | Rule::open | Rule::all_other | Rule::contract_change | Rule::component_change | Rule::component_facts
        | Rule::party_change | Rule::remove_named | Rule::template_share | Rule::template_open
        | Rule::k_checked | Rule::checked | Rule::checked_head;
    PARTY_CLAUSE: "`corporate_number`", "`corporate_number`",
        ["corporate_number" "法人番号"],
        Rule::k_corporate_number | Rule::corporate_number;
    CONTRACT_FIELD: "契約の欄（`type`、`period`、`covers`、`consented` など）", "a field of a contract (`type`, `period`, `covers`, `consented` …)",
        ["type" "form" "period" "date" "covers" "disclosed" "consented" "follows" "promises" "itself" "relies on" "種類" "形態" "期間" "日付" "範囲" "開示" "承諾" "準拠" "約束" "自社分" "依拠先"],
        Rule::k_type | Rule::k_form | Rule::k_period | Rule::k_date | Rule::k_covers | Rule::k_disclosed
        | Rule::k_consented | Rule::types | Rule::form | Rule::contract_period | Rule::contract_date | Rule::covers
        | Rule::disclosed | Rule::consented | Rule::contract_body | Rule::k_promises | Rule::promises
        | Rule::k_itself | Rule::itself | Rule::template_levels | Rule::k_relies_on | Rule::relies_on | Rule::k_follows | Rule::follows | Rule::followed;
    CATALOGUE_ITEM: "確認表の項目（`section`、`control`、`fact`、`derive`、`metric`、`profile`）", "an item of a catalogue (`section`, `control`, `fact`, `derive`, `metric`, `profile`)",
        ["section" "control" "fact" "derive" "metric" "profile" "節" "項目" "前提" "導出" "指標" "抜粋"],
        Rule::k_section | Rule::k_control | Rule::k_fact | Rule::k_metric | Rule::section | Rule::control | Rule::fact
        | Rule::k_derive | Rule::derive | Rule::metric | Rule::k_profile | Rule::profile | Rule::template_fact;
    INCLUDE: "`include`", "`include`",
        ["include" "含める"],
        Rule::k_include | Rule::include;
    DERIVE_ITEM: "既定の値または例外（`no`、`except yes when …`）", "a default or an exception (`no`, `except yes when …`)",
        ["except" "除く"],
        Rule::exception | Rule::otherwise | Rule::outcome;
    HEADING: "確認表の見出し（`title`、`publisher`、`edition`）", "a heading of a catalogue (`title`, `publisher`, `edition`)",
        ["title" "publisher" "edition" "表題" "発行者" "版"],
        Rule::k_title | Rule::k_publisher | Rule::k_edition | Rule::title | Rule::publisher | Rule::edition;
    RULE_FIELD: "規則の欄（`for`、`must`）", "a field of a rule (`for`, `must`)",
        ["for" "must" "各" "必ず"],
        Rule::k_for | Rule::k_must | Rule::ranging | Rule::must | Rule::message;
    WEIGHT: "重さ（`error`、`warning`、`note`）", "a severity (`error`, `warning`, `note`)",
        [],
        Rule::weight;
    CITES: "`cites`", "`cites`",
        ["cites" "引用"],
        Rule::k_cites | Rule::cites;
    TOP_ITEM: "項目（`catalogue`、`template`、`rule`、`engagement`、`test`）", "an item (`catalogue`, `template`, `rule`, `engagement`, `test`)",
        ["catalogue" "template" "rule" "engagement" "test" "確認表" "ひな型" "規則" "案件" "検査"],
        Rule::k_catalogue | Rule::k_engagement | Rule::k_test | Rule::catalogue | Rule::engagement | Rule::test
        | Rule::load | Rule::k_template | Rule::template | Rule::k_rule | Rule::user_rule;
    TEST_ITEM: "試験の項目（`with`、`engagement`、`at`、`expect`）", "an item of a test (`with`, `engagement`, `at`, `expect`)",
        ["with" "engagement" "at" "expect" "前提案件" "案件" "基準日" "期待"],
        Rule::inline | Rule::k_its_own | Rule::k_with | Rule::k_at | Rule::k_over | Rule::k_expect | Rule::with | Rule::at | Rule::over | Rule::expect;
    CHANGE: "変更（`add`、`remove` など）", "a change (`add`, `remove` …)",
        ["add" "remove" "追加" "削除"],
        Rule::k_add | Rule::k_remove | Rule::add | Rule::remove;
    USE: "`use`", "`use`",
        ["use" "使用"],
        Rule::k_use | Rule::r#use | Rule::template_use;
    OF: "`of`", "`of`",
        ["of" "主体"],
        Rule::k_of | Rule::k_risk_of;
    AGREED: "`agreed`", "`agreed`",
        ["agreed" "合意"],
        Rule::k_agreed;
    END: "行の終わり", "the end of the line",
        [],
        Rule::EOI;
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::source::{Source, SourceId};

    fn texts(folder: &str) -> Vec<String> {
        let folder = format!("{}/tests/corpus/syntax/{folder}", env!("CARGO_MANIFEST_DIR"));
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a text")).collect()
    }

    /// Every word is what some mistake is told to lack.
    #[test]
    fn every_word_occurs_in_a_case() {
        let mut said = String::new();
        for case in texts("err").iter().flat_map(|text| text.split("//= ")) {
            for problem in crate::syntax::parse(SourceId(0), &Source::new("case", case)).problems {
                said.push_str(&format!("{}\n{}\n", problem.headline.ja, problem.headline.en));
            }
        }
        let missing: Vec<_> = WORDS.iter().filter(|word| !said.contains(word.en) || !said.contains(word.ja)).collect();
        assert!(missing.is_empty(), "no case says {missing:#?}");
    }

    /// Whatever is missing in a sound text, the grammar names only rules that have words.
    #[test]
    fn every_rule_that_can_be_missing_has_words() {
        use pest::Parser;
        use pest::error::ErrorVariant;
        let wrappers = [
            Rule::whole_item,
            Rule::whole_catalogue,
            Rule::whole_section,
            Rule::whole_template,
            Rule::whole_derive,
            Rule::whole_profile,
            Rule::whole_control,
            Rule::whole_rule,
            Rule::whole_engagement,
            Rule::whole_contract,
            Rule::whole_facts,
            Rule::whole_evidence,
            Rule::whole_share,
            Rule::whole_test,
            Rule::whole_changes,
            Rule::whole_exactly,
        ];
        let mut silent = std::collections::BTreeSet::new();
        for text in texts("ok").iter().chain(&texts("err")) {
            for line in text.lines() {
                let line = line.trim_start();
                let cuts = line
                    .char_indices()
                    .map(|(at, _)| at)
                    .filter(|&at| line[..at].ends_with([' ', '{', ',']))
                    .chain([line.len()]);
                for cut in cuts {
                    for wrapper in wrappers {
                        let Err(error) = crate::syntax::parser::Grammar::parse(wrapper, &line[..cut]) else { continue };
                        let ErrorVariant::ParsingError { positives, .. } = error.variant else { continue };
                        silent.extend(positives.into_iter().filter(|rule| words(*rule).is_none()));
                    }
                }
            }
        }
        assert!(silent.is_empty(), "no words for {silent:?}");
    }
}
