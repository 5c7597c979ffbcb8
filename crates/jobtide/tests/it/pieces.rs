//! One archive in one piece, in ten pieces last first, and with ten runs that are killed: the same postings give the same answers.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Workplace;

const PIECES: usize = 10;
const QUERIES: [&str; 6] = [
    "*",
    "developer",
    "\"machine learning\"",
    "tag:chatbot",
    "is:duplicate",
    "category:writing -blog",
];

/// A market in the order of its days, in which every fifth posting is offered again under another number some days or weeks later.
fn lines() -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for (at, line) in synth::Market::planted(11, 12.0).jsonl().enumerate() {
        let mut record: serde_json::Value = serde_json::from_slice(&line).unwrap();
        let published = record["published"].as_str().unwrap().to_owned();
        lines.push((published.clone(), line));
        if at.is_multiple_of(5) {
            let later = 3 + i32::try_from(at % 24).unwrap();
            let day = published[..10].parse::<model::Day>().unwrap() + later;
            let published = format!("{day}{}", &published[10..]);
            record["id"] = format!("~again{at}").into();
            record["published"] = published.clone().into();
            lines.push((published, format!("{record}\n").into_bytes()));
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn workplace(name: &str) -> Workplace {
    let place = Workplace::new(name);
    std::fs::write(place.path().join("market.toml"), synth::JSONL_PROFILE).unwrap();
    place
}

fn write(place: &Workplace, archive: &str, lines: &[Vec<u8>]) {
    std::fs::write(place.path().join(archive), lines.concat()).unwrap();
}

fn words(archive: &str) -> [&str; 6] {
    [
        "import",
        archive,
        "--profile",
        "./market.toml",
        "-q",
        "--json",
    ]
}

fn import(place: &Workplace, archive: &str, lines: &[Vec<u8>]) {
    write(place, archive, lines);
    place.json(0, &words(archive));
}

/// An import that is to be killed.
fn begun(place: &Workplace, archive: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(words(archive))
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Everything that a person can be told of what was imported.
fn answers(place: &Workplace) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for query in QUERIES {
        // By date and not by relevance: a word's rarity counts records that were replaced until their segment is merged, so that a score may
        // differ in its third digit.
        let words = [
            "search", query, "--sort", "date", "--limit", "100", "--json",
        ];
        told.insert(format!("search {query}"), place.stdout(0, &words));
        let words = ["trend", query, "--by", "category", "--json"];
        told.insert(format!("trend {query}"), place.stdout(0, &words));
    }
    told.insert(
        "duplicates".into(),
        place.stdout(0, &["duplicates", "--json"]),
    );
    place.stdout(0, &["report", "ai-and-jobs", "--out", "report", "--json"]);
    for file in walked(&place.path().join("report")) {
        let name = file
            .strip_prefix(place.path())
            .unwrap()
            .display()
            .to_string();
        let bytes = std::fs::read(&file).unwrap();
        told.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    told
}

fn walked(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(walked(&path)),
            // When and in what folder a report was made is a fact of its run.
            false if path.ends_with("run.json") || path.ends_with("manifest.json") => {}
            false => all.push(path),
        }
    }
    all
}

fn same(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>, how: &str) {
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>(),
        "{how}"
    );
    for (name, text) in one {
        let differs = text.lines().zip(other[name].lines()).find(|(a, b)| a != b);
        assert!(text == &other[name], "{how}: {name} differs: {differs:?}");
    }
}

#[test]
fn an_archive_in_one_piece_in_ten_and_with_ten_kills_gives_the_same_answers() {
    let lines = lines();
    let whole = workplace("pieces-whole");
    import(&whole, "market.jsonl", &lines);
    let expected = answers(&whole);

    // The last piece first, so that what comes later is older, and those that stood for others follow them.
    let parts = workplace("pieces-ten");
    for (at, part) in lines.chunks(lines.len().div_ceil(PIECES)).enumerate().rev() {
        import(&parts, &format!("{at}.jsonl"), part);
    }
    same(&expected, &answers(&parts), "in ten pieces");

    // Most of it, and a few now and then, for whose sake the folds are not written each time.
    let followed = workplace("pieces-followed");
    let (most, rest) = lines.split_at(lines.len() - 240);
    import(&followed, "most.jsonl", most);
    let mut saved = BTreeSet::new();
    for (at, part) in rest.chunks(20).enumerate() {
        import(&followed, &format!("{at}.jsonl"), part);
        saved.insert(std::fs::read(followed.path().join("data/folds")).unwrap());
    }
    assert!((2..6).contains(&saved.len()), "{}", saved.len());
    same(&expected, &answers(&followed), "with a dozen that follow");

    let killed = workplace("pieces-killed");
    write(&killed, "market.jsonl", &lines);
    for kill in 0..10u64 {
        let mut child = begun(&killed, "market.jsonl");
        // From the first batch to the commit, each time somewhere else.
        std::thread::sleep(Duration::from_millis(120 + 97 * kill));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    killed.json(0, &words("market.jsonl"));
    same(&expected, &answers(&killed), "with ten kills");
}

/// Folds that know more than the index, since the run was killed between the two: the list beside them says what the index has to learn.
#[test]
fn a_kill_between_folds_and_index_is_mended() {
    let lines = lines();
    let (earlier, later) = lines.split_at(lines.len() / 2);
    let whole = workplace("between-whole");
    import(&whole, "market.jsonl", &lines);

    let killed = workplace("between-killed");
    import(&killed, "later.jsonl", later);
    write(&killed, "earlier.jsonl", earlier);
    // The list is written first, then the folds, then the index.
    let data = killed.path().join("data");
    let (list, folds) = (data.join("folds.moved"), data.join("folds"));
    let changed = |file: &std::path::Path| std::fs::metadata(file).unwrap().modified().unwrap();
    let before = changed(&folds);
    let mut child = begun(&killed, "earlier.jsonl");
    while changed(&folds) == before && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(list.exists(), "the run was to be killed before its commit");
    killed.json(0, &words("earlier.jsonl"));
    assert!(!list.exists());
    same(
        &answers(&whole),
        &answers(&killed),
        "killed between folds and index",
    );
}
