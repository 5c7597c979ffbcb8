//! Reports as a person uses them: listed, begun, made for periods, languages and queries, made twice, held against the one before, verified and fed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::Workplace;
use crate::claims::fits;

/// The data folder of a small market, made once for all tests: a report only reads it.
pub fn market() -> &'static Path {
    static DATA: OnceLock<PathBuf> = OnceLock::new();
    DATA.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report-market");
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        let lines: Vec<u8> = synth::Market::planted(7, 8.0).jsonl().flatten().collect();
        std::fs::write(place.join("market.jsonl"), lines).unwrap();
        std::fs::write(place.join("synthetic.toml"), synth::JSONL_PROFILE).unwrap();
        let data = place.join("data");
        let import = Workplace::new("report-market");
        let (file, profile) = (place.join("market.jsonl"), place.join("synthetic.toml"));
        let [file, profile, folder] = [&file, &profile, &data].map(|path| path.to_str().unwrap());
        import.stdout(
            0,
            &["import", file, "--profile", profile, "--data", folder, "-q"],
        );
        data
    })
}

/// The market's folder copied into a place of its own, for tests that change it.
pub fn own_market(place: &Workplace) -> String {
    let data = place.path().join("data");
    copy(market(), &data);
    data.display().to_string()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => {
                std::fs::copy(&path, &target).unwrap();
            }
        }
    }
}

fn with_market<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let data = ["--data", market().to_str().unwrap()];
    arguments.iter().copied().chain(data).collect()
}

/// Every file of a folder but the facts of the run.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for entry in std::fs::read_dir(inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("run.json") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn reports_are_listed_and_a_new_one_renders_as_it_is_written() {
    let place = Workplace::new("report-new");
    let listed = place.json(0, &["report", "--list", "--json"]);
    assert_eq!(listed["schema"], "jobtide.report.list/1");
    let names: Vec<&str> = listed["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["ai-and-jobs", "monthly", "one-query"]);
    assert_eq!(listed["reports"][2]["needs_query"], true);

    place.stdout(0, &["report", "new", "my-market", "-q"]);
    let folder = place.path().join("reports/my-market");
    std::fs::create_dir_all(place.path().join("reports/monthly")).unwrap();
    std::fs::write(
        place.path().join("reports/monthly/body.md.hbs"),
        "{{> sections}}\n",
    )
    .unwrap();
    let table = place.stdout(0, &["report", "--list"]);
    assert!(
        table.contains("built in, with body.md.hbs of its own") && table.contains("folder"),
        "{table}"
    );
    let refused = place.stderr(2, &["report", "new", "my-market"]);
    assert!(refused.contains("nothing is overwritten"), "{refused}");
    let refused = place.stderr(2, &["report", "new", "My Market"]);
    assert!(refused.contains("my-market"), "{refused}");

    let made = place.json(0, &with_market(&["report", "my-market", "--json", "-q"]));
    let made = place.path().join(made["folder"].as_str().unwrap());
    assert!(made.starts_with(&folder), "{}", made.display());
    let chinese = std::fs::read_to_string(made.join("report.zh-CN.md")).unwrap();
    assert!(chinese.contains("本报告的对象是"), "{chinese}");
    assert!(
        std::fs::read_to_string(made.join("report.md"))
            .unwrap()
            .contains("This report is about")
    );
}

#[test]
fn a_monthly_report_is_the_same_twice_and_is_verified() {
    let place = Workplace::new("report-monthly");
    let report = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["report", "monthly", "--json", "-q"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        place.json(0, &with_market(&arguments))
    };
    let made = report(&[]);
    assert_eq!(made["window"]["last"], "2024-01-31", "{made}");
    assert_eq!(made["window"]["first"], "2022-11-01");
    assert_eq!(made["period"], "2024-01");
    let folder = place.path().join("reports/monthly/2024-01");
    let first = files(&folder);
    for name in [
        "report.md",
        "report.html",
        "report.zh-CN.md",
        "report.zh-CN.html",
        "charts/shares.svg",
        "charts/shares.zh-CN.svg",
        "data/claims.csv",
        "claims.json",
        "manifest.json",
    ] {
        assert!(first.contains_key(name), "{name} is missing");
    }
    report(&[]);
    assert_eq!(files(&folder), first, "a second run gives the same bytes");

    let manifest = folder.join("manifest.json");
    let manifest = manifest.to_str().unwrap();
    let verified = place.json(0, &with_market(&["verify", manifest, "--json"]));
    assert_eq!(verified["same"], true, "{verified}");
    let page = folder.join("report.md");
    std::fs::write(&page, "nothing fell\n").unwrap();
    let verified = place.json(4, &with_market(&["verify", manifest, "--json"]));
    assert_eq!(verified["total"], 1, "{verified}");
    assert_eq!(verified["differences"][0]["path"], "report.md");
    assert_eq!(verified["differences"][0]["what"], "was edited on disk");

    // The earlier month is what the later one is held against, once it is there.
    report(&["--period", "2023-12"]);
    report(&[]);
    let written = json(&folder.join("manifest.json"));
    assert_eq!(written["previous"]["period"], "2023-12", "{written}");
    assert_eq!(written["previous"]["vintage"], Value::Null);
    place.stdout(0, &with_market(&["verify", folder.to_str().unwrap()]));

    let text = std::fs::read_to_string(folder.join("claims.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/claims.schema.json")).unwrap();
    if let Err(fault) = fits(&document, &schema, &schema) {
        panic!("{fault}");
    }
    a_feed_of_two_months(&place);
}

fn a_feed_of_two_months(place: &Workplace) {
    for (file, title) in [
        ("feed.xml", "SYNTHETIC: "),
        ("feed.zh-CN.xml", "合成数据："),
    ] {
        let feed = std::fs::read_to_string(place.path().join("reports").join(file)).unwrap();
        let titles: Vec<&str> = feed
            .lines()
            .filter(|line| line.contains(&format!("<title>{title}")))
            .collect();
        assert_eq!(titles.len(), 2, "{feed}");
        assert!(
            titles[0].contains("2023-12") != titles[1].contains("2023-12"),
            "{feed}"
        );
        let ids: Vec<&str> = feed.lines().filter(|line| line.contains("<id>")).collect();
        assert_eq!(ids.len(), 3);
        for (at, id) in ids.iter().enumerate() {
            assert!(
                id.contains("urn:uuid:") && !ids[..at].contains(id),
                "{feed}"
            );
        }
        for line in feed.lines().filter(|line| line.contains("href=\"monthly")) {
            let path = line.split("href=\"").nth(1).unwrap();
            let path = path.split('"').next().unwrap();
            assert!(place.path().join("reports").join(path).is_file(), "{line}");
        }
    }
}

#[test]
fn new_postings_keep_the_old_report_and_say_what_changed() {
    let place = Workplace::new("report-vintage");
    let data = own_market(&place);
    let arguments = [
        "report", "monthly", "--period", "2024-01", "--lang", "en", "--data", &data, "-q",
    ];
    place.stdout(0, &arguments);
    let folder = place.path().join("reports/monthly/2024-01");
    let before = std::fs::read(folder.join("claims.json")).unwrap();

    // Postings of another such market that were seen late, from the same source.
    let market = synth::Market::planted(8, 20.0);
    let late = market.jsonl().filter(|line| {
        let line = String::from_utf8_lossy(line);
        line.contains("\"2024-01-")
    });
    let lines: Vec<u8> = late.flatten().collect();
    std::fs::write(place.path().join("late.jsonl"), lines).unwrap();
    let profile = format!(
        "attribution = \"A maker of markets\"\nlicence = \"CC0\"\n{}",
        synth::JSONL_PROFILE
    );
    std::fs::write(place.path().join("synthetic.toml"), profile).unwrap();
    place.stdout(
        0,
        &[
            "import",
            "late.jsonl",
            "--profile",
            "synthetic.toml",
            "--data",
            &data,
            "-q",
        ],
    );
    let manifest = folder.display().to_string();
    let differs = place.stdout(4, &["verify", &manifest, "--data", &data]);
    assert!(
        differs.contains("because the postings changed"),
        "{differs}"
    );
    // A hash of another form, as an older version wrote it, says nothing of the postings.
    let path = folder.join("manifest.json");
    let written = std::fs::read_to_string(&path).unwrap();
    let hash = json(&path)["postings_hash"].as_str().unwrap().to_owned();
    let (_, digits) = hash.split_once('-').unwrap();
    std::fs::write(&path, written.replace(&hash, digits)).unwrap();
    let differs = place.stdout(4, &["verify", &manifest, "--data", &data]);
    assert!(
        differs.contains("is of another form") && !differs.contains("the postings changed"),
        "{differs}"
    );
    std::fs::write(&path, written).unwrap();

    place.stdout(0, &arguments);
    assert_eq!(
        std::fs::read(folder.join("vintages/1.json")).unwrap(),
        before
    );
    let first = files(&folder);
    let manifest = json(&folder.join("manifest.json"));
    assert_eq!(manifest["previous"]["vintage"], 1, "{manifest}");
    let credit = &manifest["attributions"][0]["credit"];
    assert_eq!(credit, "A maker of markets (licence: CC0)", "{manifest}");
    let page = std::fs::read_to_string(folder.join("report.md")).unwrap();
    assert!(
        page.contains("version 1") && page.contains("new data"),
        "{page}"
    );
    place.stdout(0, &arguments);
    assert_eq!(files(&folder), first, "no vintage of the same postings");
    place.stdout(
        0,
        &["verify", &folder.display().to_string(), "--data", &data],
    );
}

#[test]
fn a_query_has_a_report_of_its_own_and_formats_can_be_left_out() {
    let place = Workplace::new("report-query");
    let asked = [
        "report",
        "one-query",
        "--period",
        "2023",
        "--formats",
        "md,json",
        "--lang",
        "zh-CN",
    ];
    let refused = place.stderr(2, &with_market(&asked));
    assert!(refused.contains("--query"), "{refused}");
    let query: Vec<&str> = asked
        .iter()
        .copied()
        .chain(["--query", "category:writing", "--json", "-q"])
        .collect();
    let made = place.json(0, &with_market(&query));
    assert_eq!(made["query"], "category:writing");
    assert_eq!(made["universe"], "*");
    let folder = place.path().join(made["folder"].as_str().unwrap());
    assert!(folder.ends_with("2023_category-writing"));
    let names = files(&folder);
    assert!(names.contains_key("report.zh-CN.md") && names.contains_key("claims.json"));
    assert!(
        !names
            .keys()
            .any(|name| name.ends_with(".html") || name.ends_with(".csv") || *name == "report.md"),
        "{:?}",
        names.keys()
    );
    let claims = json(&folder.join("claims.json"));
    let sentence = claims["claims"][0]["sentence"]["en"].as_str().unwrap();
    assert!(sentence.ends_with("match category:writing."), "{sentence}");
    assert!(claims["claims"][0]["n_end"].as_u64().unwrap() > 20);
    // What the page of another language showed is taken away with it.
    let english: Vec<&str> = query
        .iter()
        .map(|word| if *word == "zh-CN" { "en" } else { word })
        .collect();
    place.json(0, &with_market(&english));
    let names = files(&folder);
    assert!(names.contains_key("report.md") && !names.contains_key("report.zh-CN.md"));
    place.stdout(0, &with_market(&["verify", folder.to_str().unwrap()]));
}

#[test]
fn what_cannot_be_made_says_why() {
    let place = Workplace::new("report-refused");
    for (arguments, said) in [
        (
            vec!["report", "monthly", "--period", "2031-01"],
            "2031-01 is not covered",
        ),
        (vec!["report", "monthly", "--period", "2024-13"], "2024-Q1"),
        (vec!["report", "monthyl"], "did you mean `monthly`?"),
        (vec!["report", "--lang", "fr"], "en and zh-CN"),
        (vec!["report", "--formats", "pdf"], "html"),
        (
            vec!["report", "--query", "a", "--universe", "b"],
            "takes no query beside its universe",
        ),
        (vec!["verify", "nowhere"], "nowhere"),
    ] {
        let complaint = place.stderr(2, &with_market(&arguments));
        assert!(complaint.contains(said), "{arguments:?}: {complaint}");
    }
    place.stdout(0, &["report", "new", "mine", "-q"]);
    let file = place.path().join("reports/mine/report.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    for (from, to, said) in [
        (
            "period = \"covered\"",
            "period = \"weekly\"",
            "report.toml: line 10: period is `weekly`",
        ),
        (
            "# span = \"15 months\"",
            "span = \"15 months\"",
            "line 11: span is for period",
        ),
        ("\"zh-CN\"]", "\"fr\"]", "line 13: languages names `fr`"),
        ("\"X02\"]", "\"X09\"]", "headline names the claim `X09`"),
    ] {
        let broken = text.replace(from, to);
        assert_ne!(broken, text, "{from}");
        std::fs::write(&file, broken).unwrap();
        let complaint = place.stderr(2, &with_market(&["report", "mine"]));
        assert!(complaint.contains(said), "{complaint}");
    }
}

/// The claims of a report are those of `judge`, but for counts, which a report may withhold.
#[test]
fn the_schema_of_claims_is_that_of_judge_with_counts_that_may_be_withheld() {
    let judge: Value =
        serde_json::from_str(include_str!("../../../../docs/judge.schema.json")).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/claims.schema.json");
    let mut schema = json(&path);
    for (name, definition) in judge["$defs"].as_object().unwrap() {
        let mut expected = definition.clone();
        withhold(&mut expected);
        if std::env::var_os("JOBTIDE_BLESS").is_some() {
            schema["$defs"][name] = expected;
        } else {
            assert_eq!(schema["$defs"][name], expected, "{name}: bless it");
        }
    }
    if std::env::var_os("JOBTIDE_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&schema).unwrap();
        std::fs::write(path, format!("{text}\n")).unwrap();
    }
}

fn withhold(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            if let Some(properties) = parts.get_mut("properties").and_then(Value::as_object_mut) {
                for count in ["n", "n_start", "n_end"] {
                    if let Some(one) = properties.get_mut(count)
                        && one["type"] == "integer"
                    {
                        *one = serde_json::json!({ "anyOf": [one.clone(), { "type": "null" }] });
                    }
                }
            }
            parts.values_mut().for_each(withhold);
        }
        Value::Array(items) => items.iter_mut().for_each(withhold),
        _ => {}
    }
}
