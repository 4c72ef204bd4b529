//! The report as one page, read back by a parser of HTML.

#[path = "support/run.rs"]
mod run;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use buntan::cli::ExitStatus;
use run::run;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The report that a line asks for, on standard output.
fn report(folder: &Path, line: &str) -> String {
    let (status, out, err) = run(folder, &format!("report {line}"), b"");
    assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{line}");
    out
}

fn hospital(more: &str) -> String {
    report(&root(), &format!("policies/examples/city-hospital/before.buntan --at 2026-10-01 {more}"))
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn seen(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What holds of every report: links lead somewhere, ids are there once, headings leave out no level, nothing but our script runs.
fn sound(page: &str) -> Html {
    let read = Html::parse_document(page);
    let ids: Vec<&str> = all(&read, "[id]").iter().filter_map(|it| it.value().attr("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len());
    for link in all(&read, "a") {
        let href = link.value().attr("href").expect("a link leads somewhere");
        assert!(known.contains(href.strip_prefix('#').unwrap_or(href)), "{href}");
    }
    for element in all(&read, "[aria-labelledby]") {
        assert!(known.contains(element.value().attr("aria-labelledby").expect("it was asked for")));
    }
    let levels: Vec<u8> =
        all(&read, "h1, h2, h3, h4, h5, h6").iter().map(|it| it.value().name().as_bytes()[1] - b'0').collect();
    assert_eq!(levels.iter().filter(|it| **it == 1).count(), 1);
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
    for element in all(&read, "*") {
        assert!(element.value().attrs().all(|(name, _)| !name.starts_with("on") && name != "style" && name != "src"));
    }
    assert!(all(&read, "img, iframe, object, embed, link, base").is_empty());
    let policy = all(&read, "meta[http-equiv=Content-Security-Policy]")[0].value().attr("content").expect("a policy");
    for (selector, word) in [("script", "script-src"), ("style", "style-src")] {
        let [only] = all(&read, selector)[..] else { panic!("one {selector}") };
        let sealed = BASE64_STANDARD.encode(Sha256::digest(only.text().collect::<String>().as_bytes()));
        assert!(policy.contains(&format!("{word} 'sha256-{sealed}'")), "{policy}");
    }
    read
}

#[test]
fn the_first_screen_says_what_is_open_how_bad_and_whom_to_call() {
    for (lang, open, call) in
        [("ja", "重大な指摘が 11 件、未解決です", "引き受ける"), ("en", "11 errors are open", "takes on")]
    {
        let page = hospital(&format!("--lang {lang}"));
        let read = sound(&page);
        assert_eq!(seen(all(&read, ".says")[0]), open);
        assert_eq!(seen(all(&read, ".tiles .carried strong")[0]), "285 / 300");
        assert!(all(&read, "table.calls tbody tr").iter().any(|it| {
            let row = seen(*it);
            row.contains("アーカイブ東日本株式会社") && row.contains(call)
        }));
        // Whoever has to do without a remedy is told what is wrong, with its figures.
        let asks: Vec<String> = all(&read, "table.calls tbody td:last-child").into_iter().map(seen).collect();
        assert!(asks.iter().any(|it| it.contains("99.97%") && it.contains("99.88002%")), "{asks:?}");
        assert!(asks.iter().all(|it| !it.contains('…')), "{asks:?}");
        // What nobody carries comes before what is disputed, and that before the rest; every error is named.
        let told: Vec<String> = all(&read, ".open-list > li").into_iter().map(seen).collect();
        let place = |words: &str| told.iter().position(|it| it.contains(words)).expect("it is told");
        assert!(place("専用線") < place("保守ルータ") && place("保守ルータ") < place("K2"), "{told:?}");
        assert_eq!(all(&read, ".open-list a[href^='#finding-']").len(), 11, "{told:?}");
        // What the hospital decides by itself comes last.
        assert!(seen(*all(&read, "table.calls tbody tr").last().expect("a row")).contains("みなと市民病院"));
    }
}

#[test]
fn every_finding_has_its_proof_its_places_and_its_remedy() {
    let page = hospital("--lang ja");
    let read = sound(&page);
    let findings = all(&read, "article.finding");
    assert_eq!(findings.len(), 16);
    let of = |id: &str| {
        let selector = format!("#finding-{id}");
        seen(all(&read, &selector)[0])
    };
    let disclaimed = of("70b74f9a6e60");
    for words in [
        "回線社 disclaims P2.C.1 on 専用線 by K7 \"約款 第12条（通信の内容に関与しない）\"",
        "［roles-2024 Part 2 C 1］",
        "回線社 owns roles-2024:P2.C.1 on 専用線 by K7",
        "K12 ✕",
    ] {
        assert!(disclaimed.contains(words), "{words}\n{disclaimed}");
    }
    assert!(of("5c1dcc48e93f").contains("99.98% × 99.9% = 99.88002%"));
    assert!(
        of("cf4e34824e19").contains("P2.C.3 運用委託先によるシステムの管理状況の報告"),
        "what follows is told with its cause"
    );
}

#[test]
fn the_matrix_has_every_obligation_and_a_hole_leads_to_its_finding() {
    let page = hospital("--lang en");
    let read = sound(&page);
    assert_eq!(all(&read, "#matrix-rows tr").len(), 300);
    let holes = all(&read, "#matrix-rows tr.hole");
    assert_eq!(holes.len(), 15);
    for hole in holes {
        let link = hole.select(&Selector::parse(".state a").expect("a selector")).next().expect("a link");
        assert!(link.value().attr("href").is_some_and(|it| it.starts_with("#finding-")));
    }
}

#[test]
fn what_hangs_on_what_is_open_is_drawn() {
    let page = hospital("--lang en");
    let read = sound(&page);
    let boxes: Vec<String> = all(&read, "#relations svg a").into_iter().map(seen).collect();
    assert!(boxes.iter().any(|it| it.contains("カルテ社")), "a party: {boxes:?}");
    let open = boxes.iter().find(|it| it.contains("P2.C.5.b")).expect("a duty that is open");
    assert!(open.contains("✕"), "{open}");
    // Every picture is told in words, too.
    assert!(all(&read, "svg.picture").iter().all(|it| it.value().attr("aria-label").is_some_and(|it| !it.is_empty())));
    assert_eq!(all(&read, "[id^=contract-]").len(), 12);
}

#[test]
fn what_was_read_stands_there_with_its_fingerprint() {
    let page = hospital("--lang en");
    let text = fs::read(root().join("policies/examples/city-hospital/before.buntan")).expect("the example");
    let print: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let read = sound(&page);
    let prints: Vec<String> = all(&read, "table.prints tbody tr").into_iter().map(seen).collect();
    assert!(prints.contains(&format!("policies/examples/city-hospital/before.buntan{print}")), "{prints:?}");
    assert!(prints.iter().any(|it| it.starts_with("pack:roles-2024/catalogue.buntan")), "{prints:?}");
    assert!(seen(all(&read, ".title p")[0]).contains("as of 2026-10-01"));
}

#[test]
fn levels_are_computed_in_full() {
    let page = hospital("--lang en");
    let levels = seen(all(&Html::parse_document(&page), "#levels")[0]);
    for words in
        ["99.98% × 99.9% = 99.88002%, not as good as the 99.97% promised", "1h + 2h = 3h, as good as the 4h promised"]
    {
        assert!(levels.contains(words), "{levels}");
    }
}

/// What the hospital demands stands at the head of the chain by which it is promised, compared like everything beneath it.
#[test]
fn a_demand_stands_in_the_chain_of_what_is_promised() {
    let page = hospital("--lang en");
    let read = sound(&page);
    let level = all(&read, "#levels .level").into_iter().map(seen).find(|it| it.starts_with("K1")).expect("a promise");
    let (demand, promise) = (level.find("demands on"), level.find("promised by"));
    assert!(demand.is_some() && demand < promise, "{level}");
    assert!(level.contains("the 99.9% promised is as good as 99.9%"), "{level}");
}

/// Facts and levels are said in words; what is quoted, and what is to be pasted, stays as it is written.
#[test]
fn names_of_facts_and_metrics_are_words() {
    let page = hospital("--lang ja");
    let read = sound(&page);
    for said in all(&read, ".open-list .what, .calls td, article.finding .message") {
        let said = seen(said);
        assert!(!said.contains("availability") && !said.contains("external_storage"), "{said}");
    }
    assert!(
        seen(all(&read, "#plan")[0]).contains("過去画像の保管庫")
            && !seen(all(&read, "#plan")[0]).contains("external_storage")
    );
    let messages: Vec<String> = all(&read, "article.finding .message").into_iter().map(seen).collect();
    for words in ["「稼働率」99.97% 以上を約束", "の「医療情報を外部保存する」が分かれば"]
    {
        assert!(messages.iter().any(|it| it.contains(words)), "{words}: {messages:?}");
    }
    assert!(all(&read, "ol.text code").iter().any(|it| seen(*it).contains("availability >= 99.97%")));
}

/// The engagement stands there whole, everything else as far as it is pointed at: no tests, no packs.
#[test]
fn of_the_texts_the_engagement_and_what_is_cited_stands_there() {
    let page = hospital("--lang ja");
    let read = sound(&page);
    let text = fs::read_to_string(root().join("policies/examples/city-hospital/before.buntan")).expect("the example");
    let engagement = text.split("\ntest ").next().expect("an engagement").lines();
    let shown: Vec<String> = all(&read, "ol.text code").into_iter().map(seen).collect();
    let plain = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(engagement.filter(|line| line.starts_with("  ")).all(|line| shown.contains(&plain(line))));
    assert!(!shown.iter().any(|it| it.starts_with("expect ") || it.starts_with("test ")));
    let catalogue = fs::read_to_string(root().join("policies/roles-2024/catalogue.buntan")).expect("the pack");
    assert!(shown.len() < text.lines().count() + catalogue.lines().count() / 10, "{}", shown.len());
}

#[test]
fn the_time_line_explains_its_looks_and_ends_with_the_last_change() {
    let page = hospital("--lang en");
    let read = sound(&page);
    assert_eq!(all(&read, "#timeline ul.legend li").len(), 6);
    assert!(seen(all(&read, "#timeline")[0]).contains("From 2024-02-20 to 2036-10-01, the last day"));
    let folder = tempfile::tempdir().expect("a folder");
    // A paper that is signed long after the last contract changes nothing.
    let late =
        SPLIT.replace("  open P2", "  evidence late rules \"Rules\" { period 2050-01-01 .. 2051-01-01 }\n  open P2");
    fs::write(folder.path().join("late.buntan"), late).expect("a file");
    let page = report(folder.path(), "late.buntan --at 2026-10-01 --lang en");
    let line = seen(all(&Html::parse_document(&page), "#timeline")[0]);
    assert!(line.contains("to 2036-04-01"), "{line}");
}

/// In a folder every engagement gets a page, and a list leads to them, the worst first.
#[test]
fn several_engagements_stand_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = SPLIT
        .replace("engagement \"H\"", "engagement \"a/b <b>\"")
        .replace("A disclaims P2.C.1 on wan by K1 \"Art. 14\"", "A owns P2.C.1 on wan by K1")
        .replace("  B owns P2.C.2 on wan by K2\n", "")
        .replace("  open P2.C.1 on wan\n", "");
    fs::write(folder.path().join("a.buntan"), other).expect("a file");
    fs::write(folder.path().join("b.buntan"), SPLIT).expect("a file");
    let line = "report a.buntan b.buntan --at 2026-10-01 --lang en";
    let (status, _, err) = run(folder.path(), line, b"");
    assert!(status == ExitStatus::Failed && err.contains("there are 2 engagements") && err.contains("folder"), "{err}");
    let (status, out, err) = run(folder.path(), &format!("{line} -o out/"), b"");
    assert_eq!((status, out.as_str(), err.as_str()), (ExitStatus::Clean, "", ""));
    let list = fs::read_to_string(folder.path().join("out/index.html")).expect("a list");
    let read = Html::parse_document(&list);
    let rows = all(&read, "tbody tr");
    assert!(rows.len() == 2 && seen(rows[0]).starts_with('H') && seen(rows[1]).starts_with("a/b <b>"), "{list}");
    for link in all(&read, "tbody a") {
        let page = folder.path().join("out").join(link.value().attr("href").expect("it leads somewhere"));
        assert_eq!(all(&sound(&fs::read_to_string(page).expect("a report")), "#findings").len(), 1);
    }
}

#[test]
fn every_example_makes_a_report_in_both_languages() {
    let examples =
        ["city-hospital/after", "clinic/before", "clinic/after", "regional-network/before", "regional-network/after"];
    for example in examples {
        for lang in ["ja", "en"] {
            let line = format!("policies/examples/{example}.buntan --at 2026-10-01 --lang {lang}");
            let page = report(&root(), &line);
            assert!(page.contains(&format!("<html lang=\"{lang}\">")));
            sound(&page);
        }
    }
}

#[test]
fn several_days_are_told_as_such() {
    let page =
        report(&root(), "policies/examples/city-hospital/before.buntan --from 2026-10-01 --to 2030-03-31 --lang en");
    let read = sound(&page);
    assert!(seen(all(&read, ".title p")[0]).contains("from 2026-10-01 to 2030-03-31"));
    let lapse = all(&read, "article.finding").into_iter().map(seen).find(|it| it.contains("2029-10-01 .. 2029-11-30"));
    assert!(lapse.is_some());
}

#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    assert_eq!(hospital("--threads 1"), hospital("--threads 8"));
}

/// Names, titles, clauses and reasons as somebody writes them who wants the page to do something.
#[test]
fn nothing_that_is_written_becomes_markup() {
    let evil = r#"</script><script>alert(1)</script><img src=x onerror=alert(1)>&quot;' =HYPERLINK("#;
    let said = evil.replace('"', "'");
    let bidi = "שלום";
    let policy = format!(
        r#"engagement "{said}{bidi}" {{
  use roles-2024 only P2.C.1, P2.C.2
  party H hospital "{said}{bidi}"
  party A vendor "{bidi}{said}"
  party B vendor "</title></style></svg><svg onload=alert(1)>"
  party C vendor "mark ` up"
  component emr application "{said}" by A runs on iaas
  component iaas infrastructure "{bidi}" by B
  component wan network "{said}" by B
  contract K1 H -> A "{said}" {{ type saas period 2026-04-01 .. 2036-03-31 covers emr, iaas, wan }}
  contract K3 H -> C "`K3`" {{ type operation period 2026-04-01 .. 2036-03-31 covers wan }}
  contract K2 A -> B "{bidi}" under K1 {{ type iaas period 2026-04-01 .. 2036-03-31 covers iaas consented 2026-02-15 by "{said}" }}
  A owns P2.C.2 on emr, iaas by K1 "{said}{bidi}"
  A delegates P2.C.2 on iaas to B via K2
  A disclaims P2.C.1 on wan by K1 "{said}"
  C disclaims P2.C.1 on wan by K3
  H waives unowned P2.C.1 on wan because "{said}{bidi}" until 2026-12-31
}}
"#
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("evil.buntan"), &policy).expect("a file");
    for lang in ["ja", "en"] {
        let (_, out, err) = run(folder.path(), &format!("report evil.buntan --at 2026-10-01 --lang {lang}"), b"");
        let problems = || run(folder.path(), "check evil.buntan", b"").1;
        assert!(!out.is_empty(), "{err}{}", problems());
        let read = sound(&out);
        assert_eq!(all(&read, "title").len(), 1);
        assert!(seen(all(&read, "h1")[0]).contains("<img src=x onerror=alert(1)>"));
        // What reads from right to left stays to itself; what would turn round other words is no part of the language.
        assert!(all(&read, "h1 bdi").iter().any(|it| seen(*it).ends_with(bidi)));
        assert!(all(&read, "article.finding").len() > 1);
        // A backtick in a title begins no code.
        assert!(all(&read, "code").iter().all(|it| !seen(*it).starts_with(['（', '）', '(', ')'])));
        assert!(out.contains("mark ｀ up"), "the title as it was written");
    }
}

/// An engagement of many vendors, each with a system of its own, a duty that it declines and one that it hands on without an answer.
fn vendors(count: usize) -> String {
    let mut policy = String::from("engagement \"Many\" {\n  use roles-2024 only P2.C.*\n  party H hospital \"H\"\n");
    for at in 0..count {
        policy += &format!(
            "  party V{at} vendor\n  party S{at} vendor\n  component c{at} application by V{at}\n  \
             contract K{at} H -> V{at} {{ type saas period 2026-04-01 .. 2036-03-31 covers c{at} }}\n  \
             contract L{at} V{at} -> S{at} under K{at} {{ type saas period 2026-04-01 .. 2036-03-31 covers c{at} consented 2026-02-15 }}\n  \
             V{at} owns P2.C.2 on c{at} by K{at}\n  V{at} delegates P2.C.2 on c{at} to S{at} via L{at}\n  \
             V{at} disclaims P2.C.4 on c{at} by K{at}\n"
        );
    }
    policy + "}\n"
}

/// A report of many parties is made of few judgements of the whole, has every finding whole, and says what it leaves out.
#[test]
fn what_is_left_out_of_a_long_report_is_said_with_the_way_to_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("many.buntan"), vendors(260)).expect("a file");
    let page = report(folder.path(), "many.buntan --at 2026-10-01 --lang en");
    let read = sound(&page);
    assert!(page.len() < 12_000_000, "{}", page.len());
    let findings = all(&read, "article.finding");
    let folds = Selector::parse(".fold").expect("a selector");
    assert!(findings.len() == 1300 && findings.iter().all(|it| it.select(&folds).count() == 2));
    let text = seen(all(&read, "main")[0]);
    for words in [
        "2000 of 2080 rows are shown",
        "they are named in the rows",
        "With 521 parties there are too many for a picture",
        "In the next chapter: all findings",
    ] {
        assert!(text.contains(words), "{words}\n{}", &text[..text.len().min(3000)]);
    }
    let called = all(&read, "#calls + table tbody tr").len();
    assert!(called >= 260 && text.contains(&format!("7 of {called} parties.")), "{called}");
}

/// Where a trial takes long, remedies of different subjects share one: what comes of each is what comes of it alone.
#[test]
fn remedies_that_are_tried_together_are_those_that_are_tried_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("many.buntan"), vendors(130)).expect("a file");
    let suggest = |more: &str| {
        let line = format!("suggest many.buntan --at 2026-10-01 --format json {more}");
        let (_, out, err) = run(folder.path(), &line, b"");
        assert_eq!(err, "");
        serde_json::from_str::<serde_json::Value>(&out).expect("it is JSON")
    };
    let together = suggest("");
    let findings = together["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 650);
    assert!(findings.iter().any(|it| it["remedies"].as_array().is_some_and(|all| !all.is_empty())));
    for at in [0, 1, 100, 199] {
        let alone = suggest(&format!("--finding {}", findings[at]["id"].as_str().expect("an id")));
        assert_eq!(alone["findings"][0]["remedies"], findings[at]["remedies"], "{at}");
        assert_eq!(alone["findings"][0]["question"], findings[at]["question"], "{at}");
    }
}

/// Whoever counts the findings of a party, in the list of calls, in the picture or by choosing it, comes to the same.
#[test]
fn findings_are_counted_by_one_rule_everywhere() {
    let page = hospital("--lang ja");
    let read = sound(&page);
    let findings = all(&read, "article.finding");
    let count = |token: &str, weight: &str| {
        let has = |it: &&ElementRef| {
            let words = |key: &str| it.value().attr(key).unwrap_or_default().split(' ').collect::<Vec<_>>();
            words("data-party").contains(&token) && words("data-severity").contains(&weight)
        };
        findings.iter().filter(has).count()
    };
    let mut met = 0;
    for row in all(&read, "table.calls tbody tr") {
        let link = row.select(&Selector::parse("th a").expect("a selector")).next().expect("a link");
        let token = link.value().attr("data-party").expect("a token");
        let tally = seen(row.select(&Selector::parse("td.center").expect("a selector")).next().expect("a tally"));
        let signs = [("✕", "error"), ("▲", "warning")].map(|(sign, weight)| (sign, count(token, weight)));
        let told: Vec<String> =
            signs.iter().filter(|(_, count)| *count > 0).map(|(sign, count)| format!("{sign}{count}")).collect();
        assert_eq!(tally, told.join(" "), "{}", seen(row));
        let drawn = all(&read, &format!("#relations svg a[data-party={token}]"));
        assert!(drawn.iter().any(|it| seen(*it).ends_with(&told.join(" "))), "{}", seen(row));
        met += 1;
    }
    assert!(met >= 5);
    // The rule stands beside the numbers, in both places.
    assert_eq!(page.matches("結果として生じたものも含めて数えます").count(), 2);
    let rest = seen(all(&read, ".open")[0]);
    let open = count_of(&findings, "error") + count_of(&findings, "warning");
    let named = all(&read, ".open-list a[href^='#finding-']").len();
    assert!(rest.contains(&format!("ほかに注意 {} 件。次の章：すべての指摘", open - named)), "{rest}");
}

fn count_of(findings: &[ElementRef], weight: &str) -> usize {
    findings.iter().filter(|it| it.value().attr("data-severity") == Some(weight)).count()
}

const SPLIT: &str = r#"engagement "H" {
  use roles-2024 only P2.C.1, P2.C.2
  party H hospital
  party A vendor
  party B vendor
  component wan network by A
  contract K1 H -> A { type operation period 2026-04-01 .. 2036-03-31 covers wan }
  contract K2 H -> B { type operation period 2026-04-01 .. 2036-03-31 covers wan }
  A owns P2.C.2 on wan by K1
  B owns P2.C.2 on wan by K2
  A disclaims P2.C.1 on wan by K1 "Art. 14"
  open P2.C.1 on wan
}
"#;

/// A cell that looks in order and has a finding open says so, by sign and by word, and every sign is explained.
#[test]
fn a_cell_with_an_open_finding_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("split.buntan"), SPLIT).expect("a file");
    for (lang, state, declines) in [
        ("ja", "△ 担われているが指摘あり", "負わないと述べています"),
        ("en", "△ carried, with a finding", "declined by"),
    ] {
        let page = report(folder.path(), &format!("split.buntan --at 2026-10-01 --lang {lang}"));
        let read = sound(&page);
        let row = all(&read, "#matrix-rows tr.flagged")[0];
        assert!(seen(row).contains(state), "{}", seen(row));
        let link = row.select(&Selector::parse(".state a").expect("a selector")).next().expect("a link");
        let finding = link.value().attr("href").expect("it leads somewhere").replace('#', "");
        assert!(all(&read, "article.finding").iter().any(|it| it.value().attr("id") == Some(&finding)));
        assert_eq!(row.select(&Selector::parse("td.marked").expect("a selector")).count(), 2);
        assert_eq!(all(&read, "#matrix ul.legend li").len(), 10);
        // Who declines, and that it is still to be agreed, stands on the first screen and at the finding with its clause.
        assert!(seen(all(&read, ".open-list .stance")[0]).contains(declines));
        assert!(
            all(&read, "ul.stances").iter().any(|it| seen(*it).contains("A disclaims P2.C.1 on wan by K1 \"Art. 14\""))
        );
        assert!(all(&read, "ul.stances").iter().any(|it| seen(*it).contains("open P2.C.1 on wan")));
        assert!(all(&read, "article figure svg").iter().any(|it| seen(*it).contains(if lang == "ja" {
            "拒"
        } else {
            "D: declines"
        })));
        let (_, table, _) = run(folder.path(), &format!("matrix split.buntan --at 2026-10-01 --lang {lang}"), b"");
        assert!(
            table.contains('△')
                && table.contains(if lang == "ja" {
                    "△＝担われているが指摘あり"
                } else {
                    "△ carried, with a finding"
                }),
            "{table}"
        );
    }
}
