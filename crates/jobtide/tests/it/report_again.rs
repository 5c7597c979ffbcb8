//! Reports made again after more has come in, in a folder where another one stands, on days that are counted from today, and after polls.

use std::path::Path;

use feedserver::{Server, Site, boards};
use serde_json::Value;

use crate::Workplace;
use crate::report::own_market;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Imports some lines of a made-up market under the name of a source.
fn import(place: &Workplace, source: &str, data: &str, lines: Vec<u8>) {
    let (file, profile) = (format!("{source}.jsonl"), format!("{source}.toml"));
    std::fs::write(place.path().join(&file), lines).unwrap();
    std::fs::write(place.path().join(&profile), synth::JSONL_PROFILE).unwrap();
    let arguments = ["import", &file, "--profile", &profile, "--data", data, "-q"];
    place.stdout(0, &arguments);
}

#[test]
fn a_report_is_made_again_after_newer_postings_have_come() {
    let place = Workplace::new("report-again");
    let data = own_market(&place);
    let with_data = |arguments: &[&'static str]| -> Vec<String> {
        let data = ["--data", &data, "-q"].map(str::to_owned);
        let given = arguments.iter().map(|one| (*one).to_owned());
        given.chain(data).collect()
    };
    let run = |status: i32, arguments: &[&'static str]| {
        let arguments = with_data(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        place.stdout(status, &arguments)
    };
    run(
        0,
        &["report", "monthly", "--period", "2023-12", "--lang", "en"],
    );
    run(0, &["verify", "reports/monthly/2023-12"]);

    let market = synth::Market::planted(8, 20.0);
    let newer = market.jsonl().filter_map(|line| {
        let line = String::from_utf8(line).unwrap();
        let newer = line.replace("\"2024-01-", "\"2024-03-");
        (newer != line).then(|| newer.into_bytes())
    });
    let newer: Vec<u8> = newer.flatten().collect();
    assert!(!newer.is_empty());
    import(&place, "synthetic", &data, newer);
    run(0, &["verify", "reports/monthly/2023-12"]);

    // A report that is about something else is not written over it.
    let query = [
        "report",
        "one-query",
        "--query",
        "category:writing",
        "--out",
        "one",
    ];
    run(
        0,
        &[&query[..], &["--period", "2023", "--lang", "en"]].concat(),
    );
    let other = [
        "report",
        "one-query",
        "--query",
        "category:video",
        "--out",
        "one",
    ];
    let arguments = with_data(&[&other[..], &["--period", "2023"]].concat());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let refused = place.stderr(2, &arguments);
    assert!(
        refused.contains("`category:writing`") && refused.contains("--out"),
        "{refused}"
    );

    // What the report before it had is taken away, whatever form its manifest has.
    let folder = place.path().join("one");
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let text = text
        .replace("jobtide.report.manifest/", "jobtide.report.manifest/0")
        .replacen("\"path\": \"", "\"path\": \"gone.md\" }, { \"path\": \"", 1);
    std::fs::write(folder.join("manifest.json"), text).unwrap();
    std::fs::write(folder.join("gone.md"), "of other numbers").unwrap();
    run(
        0,
        &[&query[..], &["--period", "2023", "--lang", "en"]].concat(),
    );
    assert!(!folder.join("gone.md").exists());

    // Without a report in its folder there is no feed; the ones above lie elsewhere.
    assert!(place.path().join("reports/feed.xml").is_file());
    std::fs::remove_dir_all(place.path().join("reports/monthly")).unwrap();
    run(
        0,
        &[&query[..], &["--period", "2023", "--lang", "en"]].concat(),
    );
    assert!(!place.path().join("reports/feed.xml").exists());

    let manifest = json(&folder.join("manifest.json"));
    assert_eq!(manifest["parameters"].get("today"), None, "{manifest}");
    let relative = [
        "report",
        "one-query",
        "--query",
        "category:writing since:5000d",
        "--out",
        "relative",
        "--period",
        "2023",
        "--lang",
        "en",
    ];
    run(0, &relative);
    let path = place.path().join("relative/manifest.json");
    let today = json(&path)["parameters"]["today"]
        .as_str()
        .unwrap()
        .to_owned();
    run(0, &["verify", "relative"]);
    // Counted from another day it is another report.
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(&today, "2150-01-01")).unwrap();
    run(4, &["verify", "relative"]);
}

/// One source that reaches far back and ended, and one that is shorter and goes on: the last month is that of the one that goes on.
#[test]
fn the_last_whole_month_is_that_of_all_sources() {
    let place = Workplace::new("report-reach");
    let data = place.path().join("data").display().to_string();
    let lines = |is_wanted: fn(&str) -> bool| -> Vec<u8> {
        let market = synth::Market::planted(7, 8.0);
        let wanted = market.jsonl().filter(|line| {
            let text = String::from_utf8_lossy(line).into_owned();
            let year = text.split("\"published\":\"20").nth(1).unwrap()[..2].to_owned();
            is_wanted(&year)
        });
        wanted.flatten().collect()
    };
    import(&place, "ended", &data, lines(|year| year < "23"));
    import(&place, "recent", &data, lines(|year| year >= "23"));
    let arguments = [
        "report", "monthly", "--lang", "en", "--json", "-q", "--data", &data,
    ];
    let made = place.json(0, &arguments);
    assert_eq!(made["period"], "2024-01", "{made}");
}

/// What polls saw and could not read is in the report, and a later poll changes nothing of it.
#[test]
fn a_report_on_what_was_polled_says_so_and_is_made_again_after_the_next_poll() {
    let place = Workplace::new("report-polled");
    let jobs = boards::jobs(60, 1_750_000_000);
    let server = Server::start(Site::new().route(boards::greenhouse("/acme", &jobs))).unwrap();
    let address = server.url("/acme");
    let table = format!(
        "starter = false\n\n[[source]]\nname = \"acme\"\nkind = \"greenhouse\"\nboard = \"acme\"\nurl = \"{address}\"\nlocal = true\n"
    );
    std::fs::write(place.path().join("jobtide.toml"), table).unwrap();
    place.json(0, &["refresh", "--json", "-q"]);
    let arguments = [
        "report",
        "ai-and-jobs",
        "--universe",
        "*",
        "--from",
        "2025-05-01",
        "--to",
        "2025-06-10",
        "--lang",
        "en",
        "--out",
        "polled",
        "-q",
    ];
    place.stdout(0, &arguments);
    let manifest = json(&place.path().join("polled/manifest.json"));
    assert_eq!(
        manifest["parameters"]["polled"][0]["source"], "acme",
        "{manifest}"
    );
    assert_ne!(manifest["coverage_hash"], "", "{manifest}");
    place.json(0, &["refresh", "--all", "--json", "-q"]);
    place.stdout(0, &["verify", "polled"]);
}
