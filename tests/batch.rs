//! Many engagements at once: one line each, whatever happens to the others, to the threads or to the process.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const TEMPLATES: &str = "catalogue office {
  title \"t\" publisher \"p\" edition 2026-01
  control W.1 \"watch\" { per component level required of provider }
  control W.2 \"report\" { per contract level recommended of supplier  requires W.1 }
}
template terms { type saas
  supplier disclaims W.1 on covered by \"Art. 3\"
  supplier owns W.2 by \"Art. 4\"
}
";

fn row(number: usize, sound: bool) -> String {
    let says = if sound { r#"[{"who":"H","does":"owns","duties":["W.1"],"on":["app"]}]"# } else { "[]" };
    format!(
        r#"{{"x_id":"h{number}","engagement":"病院{number}","use":[{{"catalogue":"office"}}],
           "parties":[{{"name":"H","kind":"hospital"}},{{"name":"A","kind":"vendor","title":"甲社"}}],
           "components":[{{"name":"app","kind":"application","by":"A"}}],
           "contracts":[{{"name":"K1","customer":"H","supplier":"A","covers":["app"],"follows":["terms"],
             "period":{{"from":"2026-04-01"}}}}],"statements":{says}}}"#
    )
    .replace('\n', " ")
}

fn buntan(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buntan"));
    command.args(line.split(' ')).current_dir(folder).env("LANG", "C").stdin(Stdio::null());
    command
}

fn run(folder: &Path, line: &str) -> Output {
    buntan(folder, line).output().expect("the program starts")
}

fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn folder(rows: impl Iterator<Item = String>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.buntan"), TEMPLATES).expect("written");
    let mut file = fs::File::create(folder.path().join("rows.ndjson")).expect("created");
    rows.for_each(|row| writeln!(file, "{row}").expect("written"));
    folder
}

const BATCH: &str = "batch rows.ndjson --policy office.buntan --at 2026-10-01";

#[test]
fn each_row_is_one_line_in_order_and_a_broken_one_stops_nothing() {
    let broken = [
        ("{\"engagement\":\"x\",", "json_syntax", Value::Null),
        (
            "{\"engagement\":\"x\",\"parties\":[{\"name\":3,\"kind\":\"vendor\"}]}",
            "json_wrong_type",
            "/parties/0/name".into(),
        ),
        (
            "{\"engagement\":\"x\",\"use\":[{\"catalogue\":\"nobodys\"}]}",
            "unknown_catalogue",
            "/use/0/catalogue".into(),
        ),
        (
            "{\"engagement\":\"x\",\"use\":[{\"catalogue\":\"elsewhere.buntan\"}]}",
            "unreadable_file",
            "/use/0/catalogue".into(),
        ),
        (
            "{\"engagement\":\"x\",\"parties\":[{\"name\":\"H\",\"kind\":\"hospital\"},{\"name\":\"Acme\",\"kind\":\"vendor\"}],\"contracts\":[{\"name\":\"K1\",\"customer\":\"H\",\"supplier\":\"Acne\",\"period\":{\"from\":\"2026-04-01\"}}]}",
            "unknown_name",
            "/contracts/0/supplier".into(),
        ),
        ("\u{0}", "json_syntax", Value::Null),
        ("{\"engagement\":\"x\",\"continued\":true}", "not_one_engagement", Value::Null),
    ];
    let rows = (1..=3).map(|it| row(it, it == 2)).chain(broken.iter().map(|it| it.0.to_owned())).chain([row(9, false)]);
    let folder = folder(rows);
    let output = run(folder.path(), BATCH);
    assert_eq!(output.status.code(), Some(3));
    let seen = lines(&output.stdout);
    assert_eq!(seen.len(), 11);
    for (at, line) in seen.iter().enumerate() {
        assert_eq!(line["row"], at + 1);
    }
    for (at, (_, code, pointer)) in broken.iter().enumerate() {
        let error = &seen[3 + at]["error"];
        assert_eq!((&error["code"], &error["line"]), (&Value::from(*code), &Value::from(4 + at)), "{error}");
        assert_eq!(&error["pointer"], pointer, "{error}");
        assert!(error["message"]["ja"].is_string() && error["message"]["en"].is_string());
    }
    let codes = |at: usize| -> Vec<&str> {
        seen[at]["findings"].as_array().expect("findings").iter().filter_map(|it| it["code"].as_str()).collect()
    };
    assert_eq!(codes(0), ["unowned"]);
    assert_eq!(codes(1), Vec::<&str>::new());
    assert_eq!(codes(10), ["unowned"]);
    let misspelt = &seen[7]["error"]["message"];
    assert!(
        misspelt["en"].as_str().is_some_and(|it| it.contains("`Acne`") && it.contains("did you mean `Acme`?")),
        "{misspelt}"
    );
    assert_eq!((&seen[10]["id"], &seen[0]["id"]), (&Value::from("h9"), &Value::from("h1")));
}

#[test]
fn a_line_says_what_check_says() {
    let folder = folder([row(1, false)].into_iter());
    fs::write(folder.path().join("one.json"), row(1, false).replace("\"office\"", "\"office.buntan\""))
        .expect("written");
    let checked = run(folder.path(), "check one.json office.buntan --at 2026-10-01 --format json");
    let checked: Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    let full = run(folder.path(), &format!("{BATCH} --detail full"));
    let brief = run(folder.path(), BATCH);
    let told = String::from_utf8_lossy(&brief.stderr).into_owned();
    assert!(told.starts_with("1 row: 0 without") && told.contains("1 error, 0 warnings"), "{told}");
    let (full, brief) = (&lines(&full.stdout)[0]["findings"], &lines(&brief.stdout)[0]["findings"]);
    let checked = &checked["engagements"][0]["findings"];
    let (checked, full, brief) = (checked.as_array(), full.as_array(), brief.as_array());
    let (checked, full, brief) = (checked.expect("some"), full.expect("some"), brief.expect("some"));
    assert_eq!((checked.len(), full.len(), brief.len()), (1, 1, 1));
    for ((checked, full), brief) in checked.iter().zip(full).zip(brief) {
        for key in checked.as_object().expect("an object").keys().filter(|it| *it != "locations" && *it != "derivation")
        {
            assert_eq!(full[key], checked[key], "{key}");
            assert_eq!(brief.get(key), Some(&checked[key]).filter(|_| key != "message"), "{key}");
        }
        assert!(full["derivation"].is_object() && full["roots"] == brief["roots"]);
    }
    let clause = brief[0]["roots"].as_array().expect("roots").iter().any(|it| it == "office.buntan:7:3");
    assert!(clause, "{}", brief[0]["roots"]);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = folder((1..=1500).map(|it| if it % 97 == 0 { "{".to_owned() } else { row(it, it % 3 == 0) }));
    let one = run(folder.path(), &format!("{BATCH} --threads 1"));
    let many = run(folder.path(), &format!("{BATCH} --threads 7"));
    assert_eq!(one.stdout, many.stdout);
    assert_eq!(one.stderr, many.stderr);
    assert_eq!(lines(&one.stdout).len(), 1500);
}

#[test]
fn the_totals_add_up_and_name_the_clause_behind_many_findings() {
    let folder = folder((1..=300).map(|it| if it % 100 == 0 { "{".to_owned() } else { row(it, it % 3 == 0) }));
    let output = run(folder.path(), &format!("{BATCH} --summary totals.json"));
    let totals: Value =
        serde_json::from_slice(&fs::read(folder.path().join("totals.json")).expect("totals")).expect("JSON");
    let totals = &totals["batch"];
    let findings: usize = lines(&output.stdout).iter().filter_map(|it| it["findings"].as_array()).map(Vec::len).sum();
    let by_kind: u64 = totals["kinds"]["of"].as_object().expect("kinds").values().filter_map(Value::as_u64).sum();
    assert_eq!(findings as u64, by_kind);
    assert_eq!((&totals["rows"], &totals["faults"], &totals["clean"]), (&300.into(), &3.into(), &99.into()));
    let causes = totals["causes"].as_object().expect("causes");
    assert_eq!(causes.keys().collect::<Vec<_>>(), ["unowned office:W.1 [terms office.buntan:7:3]"]);
    assert_eq!(causes.values().next().map(|it| &it["rows"]), Some(&198.into()));
    assert_eq!(totals["parties"]["of"]["甲社"], 198);
}

#[test]
fn packed_files_folders_patterns_and_standard_input_are_read_alike() {
    let folder = folder((1..=3).map(|it| row(it, false)));
    let plain = fs::read(folder.path().join("rows.ndjson")).expect("rows");
    let rows = folder.path().join("in/deep");
    fs::create_dir_all(&rows).expect("a folder");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&plain).expect("packed");
    fs::write(rows.join("a.ndjson.gz"), packed.finish().expect("packed")).expect("written");
    let packed = ruzstd::encoding::compress_to_vec(plain.as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
    fs::write(rows.join("b.ndjson.zst"), packed).expect("written");
    fs::write(rows.join("c.json"), row(7, false)).expect("written");
    fs::write(rows.join("d.txt"), "no rows").expect("written");
    let rest = "--policy office.buntan --at 2026-10-01";
    let ids = |output: &Output| -> Vec<String> {
        lines(&output.stdout).iter().map(|it| it["id"].as_str().unwrap_or("?").to_owned()).collect()
    };
    let expected = ["h1", "h2", "h3", "h1", "h2", "h3", "h7"];
    assert_eq!(ids(&run(folder.path(), &format!("batch in {rest}"))), expected);
    assert_eq!(ids(&run(folder.path(), &format!("batch in/**/*.* {rest}")))[..7], expected);
    let mut child = buntan(folder.path(), &format!("batch - {rest}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(&plain).expect("written");
    assert_eq!(ids(&child.wait_with_output().expect("an end")), ["h1", "h2", "h3"]);
}

#[test]
fn a_row_that_is_too_large_is_told_and_left_out() {
    let folder = folder([row(1, false), format!("\"{}\"", "x".repeat(5 * 1024 * 1024)), row(3, false)].into_iter());
    let output = run(folder.path(), BATCH);
    let seen = lines(&output.stdout);
    assert_eq!(seen.len(), 3);
    assert_eq!((&seen[1]["error"]["code"], &seen[1]["error"]["line"]), (&"too_large".into(), &2.into()));
    assert_eq!(seen[2]["id"], "h3");
}

#[test]
fn what_cannot_start_says_so() {
    let folder = folder([row(1, false)].into_iter());
    for (line, told) in [
        ("batch nowhere.ndjson", "does not exist"),
        ("batch rows.ndjson --only unownd", "no kind of finding"),
        ("batch rows.ndjson --catalogue offic", "no catalogue"),
        ("batch rows.ndjson --resume", "needs `--output`"),
        ("batch - --resume --output x", "standard input cannot be resumed"),
    ] {
        let output = run(folder.path(), line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains(told), "{line}: {said}");
    }
}

/// Broken off at any moment and gone on with, the output is that of an undisturbed run.
#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let folder = folder((1..=3000).map(|it| if it % 400 == 0 { "{".to_owned() } else { row(it, it % 3 == 0) }));
    let line = format!("{BATCH} --output out.ndjson");
    let whole = run(folder.path(), &line);
    assert_eq!(whole.status.code(), Some(3));
    let out = folder.path().join("out.ndjson");
    let expected = fs::read(&out).expect("the output");
    fs::remove_file(&out).expect("removed");
    let mut seed = 0x5eed_u64;
    let mut interrupted = 0;
    for _ in 0..20 {
        let mut line = line.clone();
        for _ in 0..3 {
            let mut child =
                buntan(folder.path(), &line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start");
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            std::thread::sleep(std::time::Duration::from_millis(20 + (seed >> 33) % 250));
            child.kill().expect("killed, or over");
            let status = child.wait().expect("an end");
            interrupted += usize::from(status.code().is_none());
            line = format!("{BATCH} --output out.ndjson");
            if folder.path().join("out.ndjson.part.state").exists() {
                let refused = run(folder.path(), &line);
                assert_eq!(refused.status.code(), Some(2));
                line.push_str(" --resume");
            }
            if out.exists() {
                break;
            }
        }
        if !out.exists() {
            run(folder.path(), &line);
        }
        assert!(fs::read(&out).expect("the output") == expected, "nothing twice, nothing missing");
        assert!(!folder.path().join("out.ndjson.part").exists());
        assert!(!folder.path().join("out.ndjson.part.state").exists());
        fs::remove_file(&out).expect("removed");
    }
    assert!(interrupted > 5, "only {interrupted} runs were interrupted");
}

/// A file that a row names is the one at that place, not another of the same name.
#[test]
fn a_row_names_files_from_where_it_stands() {
    let folder = folder([row(1, false).replace("\"office\"", "\"office.buntan\"")].into_iter());
    let deep = folder.path().join("deep");
    fs::create_dir(&deep).expect("a folder");
    fs::copy(folder.path().join("rows.ndjson"), deep.join("rows.ndjson")).expect("copied");
    let rest = "--policy office.buntan --at 2026-10-01";
    let above = lines(&run(folder.path(), &format!("batch rows.ndjson {rest}")).stdout);
    assert_eq!(above[0]["findings"][0]["code"], "unowned");
    let beneath = lines(&run(folder.path(), &format!("batch deep/rows.ndjson {rest}")).stdout);
    let error = &beneath[0]["error"];
    assert_eq!(error["code"], "unreadable_file");
    assert!(error["message"]["en"].as_str().is_some_and(|it| it.contains("--policy deep/office.buntan")), "{error}");
}

/// What is odd about a row is told with it, and counted.
#[test]
fn warnings_of_a_row_are_told_with_it() {
    let odd = row(1, true).replace(r#""does":"owns""#, r#""does":"owns","by":[{"contract":"K1"}]"#);
    let folder = folder(
        [
            row(2, true),
            odd.replace(r#"{"who":"H""#, r#"{"who":"B""#)
                .replace(r#"{"name":"A","#, r#"{"name":"B","kind":"vendor"},{"name":"A","#),
        ]
        .into_iter(),
    );
    let output = run(folder.path(), &format!("{BATCH} --summary totals.json"));
    let seen = lines(&output.stdout);
    assert_eq!(seen[0].get("problems"), None);
    assert_eq!(
        (&seen[1]["problems"][0]["code"], &seen[1]["problems"][0]["line"]),
        (&"unbound_statement".into(), &2.into())
    );
    let totals = fs::read(folder.path().join("totals.json")).expect("totals");
    let totals: Value = serde_json::from_slice(&totals).expect("JSON");
    assert_eq!(totals["batch"]["problems"]["of"]["unbound_statement"], 1);
}

#[test]
fn packed_files_are_read_to_their_end_and_held_to_their_checksums() {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    let folder = folder([row(1, false)].into_iter());
    let line = |number: usize| format!("{}\n", row(number, false));
    let frame = |number: usize| compress_to_vec(line(number).as_bytes(), CompressionLevel::Fastest);
    let passed_over = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
    let whole = [frame(1), passed_over.to_vec(), frame(2), frame(3)].concat();
    fs::write(folder.path().join("ROWS.NDJSON.ZST"), &whole).expect("written");
    let rest = "--policy office.buntan --at 2026-10-01";
    let output = run(folder.path(), &format!("batch ROWS.NDJSON.ZST {rest}"));
    let ids = |output: &Output| -> Vec<Value> { lines(&output.stdout).iter().map(|it| it["id"].clone()).collect() };
    assert_eq!(ids(&output), ["h1", "h2", "h3"]);
    let mut damaged = whole.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let cut = &whole[..last - 3];
    for bytes in [damaged.as_slice(), cut] {
        fs::write(folder.path().join("ROWS.NDJSON.ZST"), bytes).expect("written");
        let output = run(folder.path(), &format!("batch ROWS.NDJSON.ZST {rest}"));
        assert_eq!(output.status.code(), Some(3));
        let seen = lines(&output.stdout);
        assert_eq!(seen.last().map(|it| &it["error"]["code"]), Some(&"unreadable_file".into()), "{seen:?}");
    }
}

/// No file that is read, no device and no folder is ever replaced.
#[test]
fn what_is_written_replaces_nothing_that_is_read() {
    let folder = folder([row(1, false)].into_iter());
    let before = fs::read(folder.path().join("rows.ndjson")).expect("rows");
    fs::write(folder.path().join("rows.ndjson.part"), "mine").expect("written");
    for (option, told) in [
        ("--output rows.ndjson", "is among what is read"),
        ("--output ./rows.ndjson", "is among what is read"),
        ("--summary office.buntan", "is among what is read"),
        ("--output out --summary out", "written twice"),
        ("--output out --summary out.part", "written twice"),
        ("--output .", "a folder or a device"),
        ("--summary .", "a folder or a device"),
        ("--output /dev/null", "a folder or a device"),
        ("--output nowhere/out", "cannot be written"),
        ("--summary nowhere/out", "cannot be written"),
    ] {
        let output = run(folder.path(), &format!("{BATCH} {option}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option}: {said}");
        assert!(said.contains(told), "{option}: {said}");
    }
    assert!(fs::read(folder.path().join("rows.ndjson")).expect("rows") == before);
    let output = run(folder.path(), &format!("{BATCH} rows.ndjson.part --output rows.ndjson"));
    assert_eq!(output.status.code(), Some(2));
}

/// A run that was broken off, as a process that was killed leaves it.
fn broken_off(folder: &Path) {
    let out = folder.join("out");
    loop {
        let mut child = buntan(folder, &format!("{BATCH} --output out"));
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start");
        while !folder.join("out.part.state").exists() && child.try_wait().expect("a state").is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().expect("killed, or over");
        child.wait().expect("an end");
        if folder.join("out.part.state").exists() {
            return;
        }
        fs::remove_file(&out).expect("it was too fast");
    }
}

/// A spreadsheet has all that the other forms have: the sums, what kinds mean, and the rows that could not be read.
#[test]
fn totals_for_a_spreadsheet_leave_nothing_out() {
    let folder = folder((1..=30).map(|it| if it == 7 { "{".to_owned() } else { row(it, it % 3 == 0) }));
    run(folder.path(), &format!("{BATCH} --lang en --summary totals.csv"));
    let text = fs::read_to_string(folder.path().join("totals.csv")).expect("totals");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.contains(&"30,10,1,19,0,0,0"), "{text}");
    let is_unowned = |it: &&str| it.starts_with("unowned,") && it.ends_with(",19") && it.matches(',').count() > 1;
    assert!(lines.iter().any(is_unowned), "{text}");
    assert!(lines.iter().any(|it| it.starts_with("7,rows.ndjson:7,json_syntax,")), "{text}");
}

/// Killed after the last row, when the file had its name and what said how far it was good was not removed yet.
#[test]
fn a_run_that_was_killed_at_its_very_end_is_ended() {
    let folder = folder((1..=300).map(|it| row(it, it % 3 == 0)));
    let path = |name: &str| folder.path().join(name);
    let expected = run(folder.path(), BATCH).stdout;
    // The state of a whole output is the last one that a run writes: a copy of it is caught while it is there.
    let state = loop {
        let mut child = buntan(folder.path(), &format!("{BATCH} --output out"));
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start");
        let mut last = None;
        while child.try_wait().expect("a state").is_none() {
            last = fs::read(path("out.part.state")).ok().or(last);
        }
        let whole = format!("\"bytes\":{}", expected.len());
        if let Some(state) = last.filter(|it| String::from_utf8_lossy(it).contains(&whole)) {
            break state;
        }
    };
    assert!(fs::read(path("out")).expect("the output") == expected);
    fs::write(path("out.part.state"), &state).expect("written");
    // What it came to is nothing to go on with for other options, and stays where it is.
    let refused = run(folder.path(), &format!("{BATCH} --only unowned --output out --resume"));
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(fs::read(path("out")).expect("the output") == expected);
    let output = run(folder.path(), &format!("{BATCH} --output out --resume"));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(fs::read(path("out")).expect("the output") == expected, "nothing twice, nothing missing");
    assert!(!path("out.part").exists() && !path("out.part.state").exists());
}

/// Bytes that are no UTF-8 are told with their own line, also within a message, and packed rubbish as what it is.
#[test]
fn what_cannot_be_decoded_is_told_at_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rows.ndjson"), b"{}\n\n{\"engagement\":\"\xff\"}\n").expect("written");
    fs::write(folder.path().join("x.buntan"), b"engagement \"x\" {\n\n  // \xff\n}\n").expect("written");
    fs::write(folder.path().join("y.ndjson.gz"), b"this was never packed").expect("written");
    let output = run(folder.path(), "batch rows.ndjson x.buntan y.ndjson.gz --at 2026-10-01");
    let seen = lines(&output.stdout);
    let told: Vec<_> = seen[1..]
        .iter()
        .map(|it| (&it["error"]["line"], it["error"]["message"]["en"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(told[0].0, 3);
    assert!(told[0].1.contains("(line 3)"), "{told:?}");
    assert_eq!(told[1].0, 3);
    assert!(told[1].1.contains("(line 3)"), "{told:?}");
    assert!(told[2].1.contains("the packed data is damaged"), "{told:?}");
}

#[test]
fn what_was_changed_since_is_not_gone_on_with() {
    let folder = folder((1..=3000).map(|it| row(it, it % 3 == 0)));
    let path = |name: &str| folder.path().join(name);
    let refused = |told: &str| {
        let output = run(folder.path(), &format!("{BATCH} --output out --resume"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(told), "{said}");
    };
    broken_off(folder.path());
    let (part, state) =
        (fs::read(path("out.part")).expect("records"), fs::read(path("out.part.state")).expect("a state"));

    fs::write(path("out.part"), &part[..10]).expect("written");
    refused("was changed since");
    fs::remove_file(path("out.part")).expect("removed");
    refused("was changed since");
    fs::write(path("out.part"), &part).expect("written");

    let tampered = String::from_utf8_lossy(&state).replacen("\"rows\":", "\"rows\":1", 1);
    fs::write(path("out.part.state"), tampered).expect("written");
    refused("was changed since");
    fs::write(path("out.part.state"), &state[..state.len() / 2]).expect("written");
    refused("was changed since");
    fs::write(path("out.part.state"), &state).expect("written");

    let rows = fs::read(path("rows.ndjson")).expect("rows");
    let mut other = rows.clone();
    other[20] ^= 1;
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(path("rows.ndjson"), other).expect("written");
    refused("other inputs, policies or options");

    let held = fs::File::open(path("out.part")).expect("opened");
    held.lock().expect("locked");
    refused("another run is writing");
}

#[test]
fn patterns_and_folders_name_what_is_there_and_nothing_twice() {
    let folder = folder([row(1, false)].into_iter());
    let odd = folder.path().join("in[1]");
    fs::create_dir(&odd).expect("a folder");
    for number in [2, 3] {
        fs::write(odd.join(format!("{number}.json")), row(number, false)).expect("written");
    }
    let rest = "--policy office.buntan --at 2026-10-01";
    let ids = |what: &str| -> Vec<Value> {
        lines(&run(folder.path(), &format!("batch {what} {rest}")).stdout).iter().map(|it| it["id"].clone()).collect()
    };
    assert_eq!(ids("in[1]"), ["h2", "h3"]);
    assert_eq!(ids("in[1]/*.json"), ["h2", "h3"]);
    assert_eq!(ids("in[1]/{3,4}.json"), ["h3"]);
    assert_eq!(ids("**/[3-9].json"), ["h3"]);
    #[cfg(unix)]
    {
        for link in ["one", "two"] {
            std::os::unix::fs::symlink(folder.path(), folder.path().join(link)).expect("linked");
        }
        assert_eq!(ids("**/3.json"), ["h3"]);
        std::os::unix::fs::symlink("nothing", odd.join("9.json")).expect("linked");
        let seen = lines(&run(folder.path(), &format!("batch in[1] {rest}")).stdout);
        assert_eq!(seen[2]["error"]["code"], "unreadable_file");
        let checked = run(folder.path(), "check in[1] office.buntan");
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert_eq!(checked.status.code(), Some(2), "{said}");
        assert!(said.contains("9.json"), "{said}");
    }
    for (what, told) in
        [("none/*.json", "does not exist"), ("in[1]/*.txt", "holds no file"), ("in[1]/[.json", "is no pattern")]
    {
        let output = run(folder.path(), &format!("batch {what} {rest}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(told), "{what}: {said}");
    }
}

/// The settings of the project hold for rows as well.
#[test]
fn the_settings_of_the_project_hold() {
    let folder = folder([row(1, false)].into_iter());
    assert_eq!(run(folder.path(), BATCH).status.code(), Some(1));
    fs::write(folder.path().join("buntan.toml"), "lang = \"ja\"\n[severity]\nunowned = \"note\"\n").expect("written");
    let output = run(folder.path(), BATCH);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(lines(&output.stdout)[0]["findings"][0]["severity"], "note");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("種類ごと"), "{said}");
}

/// Of several projects the first that is named counts: that of the policies, else that of the inputs, else the current folder.
#[test]
fn the_settings_are_those_of_the_policies_else_of_the_inputs() {
    let folder = folder([row(1, false)].into_iter());
    let project = folder.path().join("inputs");
    fs::create_dir(&project).expect("created");
    fs::copy(folder.path().join("rows.ndjson"), project.join("rows.ndjson")).expect("copied");
    fs::write(project.join("buntan.toml"), "fail_on = \"never\"\n").expect("written");
    let status = |line: &str| run(folder.path(), line).status.code();
    assert_eq!(status("bundle office.buntan -o office.bundle"), Some(0));
    assert_eq!(status("batch rows.ndjson --bundle office.bundle --at 2026-10-01"), Some(1));
    assert_eq!(status("batch inputs/rows.ndjson --bundle office.bundle --at 2026-10-01"), Some(0));
    assert_eq!(status("batch inputs --bundle office.bundle --at 2026-10-01"), Some(0));
}

/// What is doubtful in what a row says counts like a finding, and what a row calls itself is a text or a whole number.
#[test]
fn doubts_about_the_text_count() {
    let twice = |row: String| {
        row.replace(r#""title":"甲社"}"#, r#""title":"甲社"},{"name":"B","kind":"vendor","title":"㈱甲社"}"#)
    };
    let named = |id: &str| row(1, true).replace(r#""h1""#, id);
    let folder = folder([twice(row(1, true))].into_iter());
    let output = run(folder.path(), &format!("{BATCH} --fail-on warning"));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stderr).contains("about what is written: 0 errors, 2 warnings"));
    assert_eq!(run(folder.path(), BATCH).status.code(), Some(0));
    for (id, seen) in [("7", Some("7")), ("\"7\"", Some("7")), ("null", Some("病院1")), ("7.0", None), ("true", None)]
    {
        fs::write(folder.path().join("rows.ndjson"), named(id)).expect("written");
        let line = &lines(&run(folder.path(), BATCH).stdout)[0];
        match seen {
            Some(seen) => assert_eq!(line["id"], seen, "{id}"),
            None => assert_eq!(
                (&line["error"]["pointer"], line.get("id")),
                (&"/x_id".into(), Some(&"病院1".into())),
                "{id}"
            ),
        }
    }
}

/// Whoever is called by a name that no row has does not leave without a gap: nobody leaves.
#[test]
fn a_vendor_that_stands_nowhere_is_told() {
    let folder = folder([row(1, true)].into_iter());
    let output = run(folder.path(), &format!("{BATCH} --without 丙社"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no row has a vendor `丙社`"));
    assert_eq!(lines(&output.stdout).len(), 1);
}

/// A pattern names rows as a folder does, and a file with a mistake is called what it calls itself.
#[test]
fn patterns_name_rows_and_policy_files_are_called_by_their_names() {
    let folder = folder([row(1, true)].into_iter());
    fs::write(folder.path().join("notes.txt"), "nothing").expect("written");
    fs::write(folder.path().join("one.buntan"), "engagement \"市民病院\" { party H hospital  Z owns W.1 }")
        .expect("written");
    let output = run(folder.path(), "batch [n-r]* --policy office.buntan --at 2026-10-01");
    let seen = lines(&output.stdout);
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert_eq!((&seen[0]["id"], &seen[0]["error"]["code"]), (&"市民病院".into(), &"unknown_name".into()));
}

/// A row in which A delegates to a subcontractor with this title and corporate number, which accepts or does not.
fn delegating(number: usize, title: &str, corporate_number: Option<&str>, accepts: bool) -> String {
    let corporate_number = corporate_number.map(|it| format!(r#","corporate_number":"{it}""#)).unwrap_or_default();
    let accepts = if accepts {
        r#",{"who":"B","does":"accepts","duties":["W.1"],"on":["host"],"by":[{"contract":"K2"}]}"#
    } else {
        ""
    };
    format!(
        r#"{{"x_id":"h{number}","engagement":"病院{number}","use":[{{"catalogue":"office"}}],
           "parties":[{{"name":"H","kind":"hospital"}},{{"name":"A","kind":"vendor","title":"甲社"}},
             {{"name":"B","kind":"vendor","title":"{title}"{corporate_number}}}],
           "components":[{{"name":"app","kind":"application","by":"A","runs_on":["host"]}},
             {{"name":"host","kind":"infrastructure","by":"B"}}],
           "contracts":[
             {{"name":"K1","customer":"H","supplier":"A","type":["saas"],"covers":["app","host"],
               "period":{{"from":"2026-04-01"}}}},
             {{"name":"K2","customer":"A","supplier":"B","under":"K1","type":["iaas"],"disclosed":{{"date":"2026-03-01"}},"covers":["host"],
               "period":{{"from":"2026-04-01"}}}}],
           "statements":[{{"who":"A","does":"owns","duties":["W.1"],"on":["app","host"],"by":[{{"contract":"K1"}}]}},
             {{"who":"A","does":"owns","duties":["W.2"],"by":[{{"contract":"K1"}}]}},
             {{"who":"B","does":"owns","duties":["W.2"],"by":[{{"contract":"K2"}}]}},
             {{"who":"A","does":"delegates","duties":["W.1"],"on":["host"],"to":"B","via":"K2"}}{accepts}]}}"#
    )
    .replace('\n', " ")
}

fn summary(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("totals.json")).expect("totals")).expect("JSON")
}

fn codes(record: &Value) -> Vec<&str> {
    record["findings"].as_array().expect("findings").iter().filter_map(|it| it["code"].as_str()).collect()
}

const NUMBER: &str = "8700110005901";
const OTHER_NUMBER: &str = "8990000000001";

#[test]
fn a_vendor_is_one_over_all_rows_by_its_number_else_by_its_name() {
    let rows = [
        delegating(1, "乙基盤ズ", Some(NUMBER), false),
        delegating(2, "乙基盤ズホールディングス", Some(NUMBER), false),
        delegating(3, "乙基盤ズ", None, false),
        delegating(4, "乙基盤ズ", None, true),
        delegating(5, "㈱乙基盤ズ", None, true),
        delegating(6, "(株)乙基盤ズ", None, true),
        delegating(7, "乙基板ズ", None, true),
        delegating(8, "乙基盤ズ", Some(OTHER_NUMBER), true),
    ];
    let folder = folder(rows.into_iter());
    let output = run(folder.path(), &format!("{BATCH} --summary totals.json"));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let totals = summary(folder.path());
    let vendors = &totals["batch"]["vendors"]["of"];
    let seen = |key: &str| -> [u64; 3] {
        ["rows", "findings", "as_subcontractor"].map(|it| vendors[key][it].as_u64().unwrap_or(u64::MAX))
    };
    assert_eq!(seen(&format!("corporate_number:{NUMBER}")), [2, 2, 2], "{totals:#}");
    assert_eq!(seen(&format!("corporate_number:{OTHER_NUMBER}")), [1, 0, 0]);
    assert_eq!(seen("name:乙基盤ズ"), [2, 1, 1]);
    assert_eq!(seen("name:(株)乙基盤ズ"), [2, 0, 0]);
    assert_eq!(seen("name:乙基板ズ"), [1, 0, 0]);
    let prime = seen("name:甲社");
    assert_eq!((prime[0], prime[2]), (8, 0));
    let names = &vendors[&format!("corporate_number:{NUMBER}")];
    assert_eq!((&names["name"], &names["other_names"][0]), (&"乙基盤ズ".into(), &"乙基盤ズホールディングス".into()));
    let alike = |how: &str, one: &str, other: &str| {
        let all = totals["look_alikes"].as_array().expect("look-alikes");
        all.iter().any(|it| it["how"] == how && it["one"] == one && it["other"] == other)
    };
    let numbered = format!("corporate_number:{NUMBER}");
    assert!(alike("same_name", &numbered, "name:乙基盤ズ"), "{}", totals["look_alikes"]);
    assert!(alike("same_core", "name:(株)乙基盤ズ", "name:乙基盤ズ"));
    assert!(told.contains("By vendor") && told.contains("counted as two"), "{told}");
}

#[test]
fn a_wrong_corporate_number_is_told_and_stops_nothing() {
    let folder =
        folder([delegating(1, "乙社", Some("7700110005901"), true), delegating(2, "乙社", None, true)].into_iter());
    let output = run(folder.path(), BATCH);
    assert_eq!(output.status.code(), Some(3));
    let seen = lines(&output.stdout);
    assert_eq!((&seen[0]["error"]["code"], &seen[0]["id"]), (&"bad_corporate_number".into(), &"h1".into()));
    assert_eq!(codes(&seen[1]), Vec::<&str>::new());
    let output = run(folder.path(), &format!("{BATCH} --without 7700110005901"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is `8`"));
}

#[test]
fn without_a_vendor_only_what_is_new_by_it_is_told() {
    let rows = [
        delegating(1, "乙社", Some(NUMBER), true),
        delegating(2, "乙社", None, true),
        delegating(3, "丙社", None, true),
        row(4, false),
        delegating(5, "乙社", Some(NUMBER), false),
        "{".to_owned(),
    ];
    let folder = folder(rows.into_iter());
    let by = |vendor: &str| {
        let output = run(folder.path(), &format!("{BATCH} --summary totals.json --without {vendor}"));
        let told = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        (lines(&output.stdout), told)
    };
    let (seen, told) = by(NUMBER);
    assert_eq!(seen.len(), 6);
    let left: Vec<Value> = seen.iter().map(|it| it["without"].clone()).collect();
    let (b, nobody) = (serde_json::json!(["B"]), serde_json::json!([]));
    assert_eq!(left, [b.clone(), nobody.clone(), nobody.clone(), nobody.clone(), b, Value::Null]);
    assert!(codes(&seen[0]).contains(&"broken_delegation"), "{}", seen[0]);
    assert!((1..4).all(|at| codes(&seen[at]).is_empty()), "{seen:?}");
    // The delegation of the fifth was broken before.
    assert!(!codes(&seen[4]).contains(&"broken_delegation"), "{}", seen[4]);
    assert!(told.contains("Rows that it stands in: 2"), "{told}");
    let totals = summary(folder.path());
    assert_eq!(totals["batch"]["left"][NUMBER]["of"][format!("corporate_number:{NUMBER}")], 2);
    let (seen, told) = by("乙社");
    assert!([0, 1].iter().all(|at| codes(&seen[*at]).contains(&"broken_delegation")), "{seen:?}");
    assert!(told.contains("2 vendors are called"), "{told}");
    let (seen, told) = by("丙杜");
    assert!(seen.iter().take(5).all(|it| codes(it).is_empty()));
    assert!(told.contains("Rows that it stands in: 0") && told.contains("did you mean `丙社`"), "{told}");
}

#[test]
fn a_vendor_that_leaves_leaves_the_gaps_that_what_if_tells() {
    let whole = delegating(1, "乙社", None, true);
    let folder = folder([whole.clone()].into_iter());
    fs::write(folder.path().join("one.json"), whole.replace("\"office\"", "\"office.buntan\"")).expect("written");
    let asked = run(folder.path(), "what-if one.json office.buntan --without B --at 2026-10-01 --format json");
    let asked: Value = serde_json::from_slice(&asked.stdout).expect("JSON");
    let appeared = asked["impact"]["appeared"].as_array().expect("findings");
    let seen = lines(&run(folder.path(), &format!("{BATCH} --without 乙社")).stdout);
    let ids = |all: &[Value]| -> Vec<String> { all.iter().map(|it| it["id"].to_string()).collect() };
    assert!(!appeared.is_empty());
    assert_eq!(ids(seen[0]["findings"].as_array().expect("findings")), ids(appeared));
}

/// What contradicts itself is judged, and is an error: the row is not clean, and the run says so.
#[test]
fn a_row_that_contradicts_itself_is_judged_and_is_no_clean_one() {
    let says = r#"{"who":"A","does":"owns","duties":["W.1"],"on":["app"]},{"who":"A","does":"disclaims","duties":["W.1"],"on":["app"]},"#;
    let odd = row(1, true).replace("\"statements\":[", &format!("\"statements\":[{says}"));
    let folder = folder([odd, row(2, true)].into_iter());
    let output = run(folder.path(), &format!("{BATCH} --summary totals.json"));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let problem = &lines(&output.stdout)[0]["problems"][0];
    assert_eq!((&problem["code"], &problem["severity"]), (&"contradicting_statements".into(), &"error".into()));
    let totals: Value =
        serde_json::from_slice(&fs::read(folder.path().join("totals.json")).expect("totals")).expect("JSON");
    assert_eq!((&totals["batch"]["clean"], &totals["batch"]["wrong"]), (&1.into(), &1.into()));
    assert_eq!(run(folder.path(), &format!("{BATCH} --fail-on never")).status.code(), Some(0));
}

/// Standard output is for records alone.
#[test]
fn what_is_wrong_with_policies_is_told_beside_the_records() {
    let folder = folder([row(1, false)].into_iter());
    fs::write(folder.path().join("bad.buntan"), "catalogue x { control X.1 \"a\" { } }").expect("written");
    let output = run(folder.path(), "batch rows.ndjson --policy bad.buntan");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing_per"));
}

/// A folder may hold the policies by which its engagements are judged.
#[test]
fn a_policy_in_a_folder_of_rows_is_no_row() {
    let folder = folder(std::iter::empty());
    fs::create_dir(folder.path().join("all")).expect("created");
    fs::copy(folder.path().join("office.buntan"), folder.path().join("all/office.buntan")).expect("copied");
    fs::write(folder.path().join("all/one.json"), row(1, true)).expect("written");
    let output = run(folder.path(), "batch all --policy all/office.buntan --at 2026-10-01");
    let seen = lines(&output.stdout);
    assert_eq!((output.status.code(), seen.len()), (Some(0), 1), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What looks far back when it is unpacked would break the bound of memory.
#[test]
fn a_packed_file_with_a_large_window_is_refused() {
    let folder = folder(std::iter::empty());
    let frame = |head: &[u8]| [&[0x28, 0xb5, 0x2f, 0xfd], head, &[0x01, 0x00, 0x00]].concat();
    let far = |window: u8| frame(&[0x00, window << 3]);
    // In one piece, with the number of a dictionary or without.
    let whole = |size: u32| frame(&[&[0xa0], size.to_le_bytes().as_slice()].concat());
    let numbered = |size: u64| frame(&[&[0xe1, 0x00], size.to_le_bytes().as_slice()].concat());
    for (window, packed, told) in [
        ("far", far(27 - 10), "more than 8 MiB"),
        ("near", far(20 - 10), ""),
        ("large", whole(64 << 20), "more than 8 MiB"),
        ("small", whole(0), ""),
        ("numbered", numbered(1 << 40), "more than 8 MiB"),
        ("empty", frame(&[0x20, 0x00]), ""),
    ] {
        fs::write(folder.path().join("rows.ndjson.zst"), packed).expect("written");
        let output = run(folder.path(), "batch rows.ndjson.zst --policy office.buntan");
        let seen = lines(&output.stdout);
        let said = seen.first().map(|it| it["error"]["message"]["en"].to_string()).unwrap_or_default();
        assert!(said.contains(told), "{window}: {said}");
        assert_eq!(seen.is_empty(), told.is_empty(), "{window}: {said}");
    }
}

/// Under a bundle the files that rows name are those in it.
#[test]
fn a_row_may_name_a_file_of_a_bundle() {
    let folder =
        folder([row(1, true).replace(r#"{"catalogue":"office"}"#, r#"{"catalogue":"office.buntan"}"#)].into_iter());
    assert_eq!(run(folder.path(), "bundle office.buntan -o office.bundle").status.code(), Some(0));
    let output = run(folder.path(), "batch rows.ndjson --bundle office.bundle --at 2026-10-01");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Where the totals cannot be written, the output is not lost, and a run that goes on writes them alone.
#[test]
fn a_failed_summary_keeps_what_is_done() {
    let folder = folder((1..=5).map(|it| row(it, true)));
    fs::create_dir(folder.path().join("totals.json")).expect("created");
    let line = format!("{BATCH} --output out.ndjson --summary totals.json");
    assert_eq!(run(folder.path(), &line).status.code(), Some(2));
    fs::remove_dir(folder.path().join("totals.json")).expect("removed");
    let unfinished = folder.path().join("out.ndjson.part").exists();
    let resumed = run(folder.path(), &format!("{line}{}", if unfinished { " --resume" } else { "" }));
    assert_eq!(resumed.status.code(), Some(0), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert_eq!(lines(&fs::read(folder.path().join("out.ndjson")).expect("the output")).len(), 5);
    assert!(folder.path().join("totals.json").is_file());
}
