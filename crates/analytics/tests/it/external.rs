//! Series of others: CSV files in, series and problems out, as the text files beside them say; and what a claim of one is worth.
#![allow(clippy::disallowed_methods)]

use analytics::claims::ClaimFile;
use analytics::external::{About, Columns, ExternalSeries, read, revision};
use analytics::{Request, Verdict, judge};
use model::{Day, DayRange, Panel};

fn about(file: &str) -> About {
    About {
        file: file.to_owned(),
        id: "own".to_owned(),
        attribution: "Somebody, CC BY 4.0".to_owned(),
        unit: None,
        seasonally_adjusted: None,
        trailing_days: 1,
    }
}

/// What a file gives, one line a series and one a problem.
fn told(file: &str, bytes: &[u8]) -> String {
    let found = match read(bytes, &Columns::default(), &about(file)) {
        Ok(found) => found,
        Err(error) => return format!("{error}\n"),
    };
    let mut text = String::new();
    for series in found.series {
        let values: Vec<String> = series
            .values
            .iter()
            .map(|(day, value)| format!("{day} {value}"))
            .collect();
        text.push_str(&format!("{}: {}\n", series.id, values.join(", ")));
    }
    for problem in found.problems {
        text.push_str(&format!("line {}: {}\n", problem.line, problem.what));
    }
    text
}

#[test]
fn files_are_read_as_their_cases_say() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/analytics/series"
    );
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|one| one == "csv") {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
            assert_eq!(
                told(&file, &std::fs::read(&path).unwrap()),
                expected,
                "{file}"
            );
            cases += 1;
        }
    }
    assert!(cases >= 7, "{cases} cases");
}

#[test]
fn rows_and_columns_are_chosen() {
    let text = b"date,kind,a,b\n2024-01-01,x,1,2\n2024-01-01,y,3,4\n";
    let columns = Columns {
        date: None,
        values: vec!["b".to_owned()],
        only: vec![("kind".to_owned(), "y".to_owned())],
    };
    let found = read(text, &columns, &about("f.csv")).unwrap();
    assert_eq!(found.series.len(), 1);
    assert_eq!(
        (found.series[0].id.as_str(), found.series[0].values[0].1),
        ("own", 4.0)
    );
    let unknown = Columns {
        values: vec!["c".to_owned()],
        ..Columns::default()
    };
    let error = read(text, &unknown, &about("f.csv"))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "f.csv: there is no column `c`; the columns are date, kind, a, b"
    );
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Three years and a half of an index with a season and a drift of its own, one value every `step` days.
fn series(id: &str, step: i32, yearly: f64) -> ExternalSeries {
    let first = day("2020-12-28");
    let values = (0..1_300).filter(|at| at % step == 0).map(|at| {
        let t = f64::from(at) / 365.0;
        let noise = f64::from((at / 7 * 7_919) % 13 - 6) / 200.0;
        let log = yearly * t + 0.1 * (t * std::f64::consts::TAU).sin() + noise;
        (first + at, 100.0 * log.exp())
    });
    ExternalSeries {
        id: id.to_owned(),
        title: format!("Index {id}"),
        attribution: "Somebody, CC BY 4.0".to_owned(),
        unit: None,
        seasonally_adjusted: None,
        trailing_days: 7,
        file: "f.csv".to_owned(),
        values: values.collect(),
    }
}

const CLAIMS: &str = r#"
[study]
title = "An index"
window = { first = "2022-11-01", last = "2024-02-14" }

[[claim]]
id = "E1"
section = "s"
kind = "descriptive"
sentence = "It fell by a fifth."
[claim.test]
statistic = "series_change"
series = "falling"
against = "steady"
expected = { op = "=", value = -0.2 }
tolerance = 0.05

[[claim]]
id = "E2"
section = "s"
kind = "descriptive"
sentence = "It rose."
[claim.test]
statistic = "series_change"
series = "weekly"
expected = { op = ">", value = 0.0 }

[[claim]]
id = "E3"
section = "s"
kind = "descriptive"
sentence = "It rose."
[claim.test]
statistic = "series_change"
series = "monthly"
expected = { op = ">", value = 0.0 }

[[claim]]
id = "E4"
section = "s"
kind = "descriptive"
sentence = "It rose."
[claim.test]
statistic = "series_change"
series = "nowhere"
expected = { op = ">", value = 0.0 }
"#;

#[test]
fn a_claim_of_a_series_is_judged_without_a_posting() {
    let file = ClaimFile::parse("claims.toml", CLAIMS, &[]).unwrap();
    assert!(!file.needs_postings());
    let days = DayRange::new(day("2020-12-28"), day("2024-07-01")).unwrap();
    let request = Request {
        universe: "*".to_owned(),
        external: vec![
            series("falling", 1, (0.8f64).ln()),
            series("steady", 1, 0.0),
            series("weekly", 7, (0.8f64).ln()),
            series("monthly", 30, 0.2),
        ],
        ..Request::default()
    };
    let found = judge(&file, &Panel::empty(days), &request);
    let [fell, weekly, monthly, nowhere] = &found.claims[..] else {
        panic!("four claims");
    };
    assert_eq!(fell.verdict, Verdict::Robust, "{}", fell.reason);
    let deciding = fell.deciding.unwrap();
    assert_eq!(fell.deciding_reading, "season_matched");
    assert!((deciding.value + 0.2).abs() < 0.02, "{deciding:?}");
    let against = fell
        .readings
        .iter()
        .find(|one| one.name == "season_matched_against")
        .and_then(|one| one.estimate);
    assert!(
        (against.unwrap().value + 0.2).abs() < 0.001,
        "the season is in both: {against:?}"
    );
    assert!(
        fell.finding.en.contains("Somebody, CC BY 4.0"),
        "{}",
        fell.finding
    );
    assert_eq!(weekly.verdict, Verdict::Contradicted, "{}", weekly.reason);
    assert_eq!(monthly.verdict, Verdict::NotCovered);
    assert!(
        monthly.reason.en.contains("fewer than one value a week"),
        "{}",
        monthly.reason
    );
    assert_eq!(nowhere.verdict, Verdict::NotCovered);
    assert!(
        nowhere.reason.en.contains("jobtide series import"),
        "{}",
        nowhere.reason
    );
    let used: Vec<&str> = found.external.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(used, ["falling", "monthly", "steady", "weekly"]);
}

#[test]
fn averages_stand_where_four_fifths_are_known() {
    let steady = series("steady", 1, 0.0);
    let days = DayRange::new(day("2020-12-01"), day("2021-04-30")).unwrap();
    let averages = steady.averages(days).unwrap();
    assert_eq!(averages.len(), days.len());
    // 68 of 84 days are the least: the first average ends 67 days after the first value.
    let first = days.days().zip(&averages).find(|(_, one)| one.is_some());
    assert_eq!(first.unwrap().0, day("2020-12-28") + 67);
    let ends = days.index_of(day("2021-03-21")).unwrap();
    let mean = steady.values[..84]
        .iter()
        .map(|(_, value)| value)
        .sum::<f64>()
        / 84.0;
    assert!((averages[ends].unwrap() - mean).abs() < 1e-9);
}

#[test]
fn a_revision_is_counted() {
    let older = series("a", 1, 0.0);
    let mut newer = older.clone();
    newer.values[0].1 *= 1.5;
    newer.values.remove(1);
    newer.values.push((day("2030-01-01"), 1.0));
    let found = revision(&older, &newer);
    assert_eq!((found.added, found.removed, found.changed), (1, 1, 1));
    assert!((found.largest.unwrap() - 0.5).abs() < 1e-12);
}

const SAMPLINGS: &str = r#"
[study]
title = "Two samplings"

[[claim]]
id = "S1"
section = "s"
kind = "descriptive"
sentence = "Its share halved."
[claim.test]
statistic = "share_against_series"
categories = ["writing"]
start = { first = "2023-01-01", last = "2023-01-10" }
end = { first = "2023-07-03", last = "2023-07-16" }
series = "own"
total = "all"
expected = { op = "=", value = -0.5 }
tolerance = 0.02
"#;

/// 1e-6: 1,000 of 10,000 against 400 of 8,000; scipy's Clopper-Pearson bounds of 400 in 1,400 make the exact interval of the ratio.
#[test]
fn a_share_of_postings_is_held_against_published_numbers() {
    use crate::market::{Market, days};
    let numbers = |id: &str, value: f64| ExternalSeries {
        values: vec![
            (day("2023-06-26"), 9_999.0),
            (day("2023-07-03"), value),
            (day("2023-07-10"), value),
        ],
        ..series(id, 7, 0.0)
    };
    let market =
        Market::new(days("2023-01-01", "2023-01-10"), |_| 1_000).cohort("writing", |_| 100);
    let judged = |text: &str, own: f64| {
        let file = ClaimFile::parse("claims.toml", text, &[]).unwrap();
        let request = Request {
            universe: "*".to_owned(),
            external: vec![numbers("own", own), numbers("all", 4_000.0)],
            ..Request::default()
        };
        judge(&file, &market.panel, &request).claims.remove(0)
    };
    let found = judged(SAMPLINGS, 200.0);
    // The interval counts chance alone, so a size is not decided.
    assert_eq!(found.verdict, Verdict::DirectionOnly, "{}", found.reason);
    let estimate = found.estimate.unwrap();
    assert!((estimate.value + 0.5).abs() < 1e-12, "{estimate:?}");
    assert!(
        (estimate.low.unwrap() - (-0.5558581516)).abs() < 1e-6,
        "{estimate:?}"
    );
    assert!(
        (estimate.high.unwrap() - (-0.4379647876)).abs() < 1e-6,
        "{estimate:?}"
    );
    assert!(
        found.finding.en.contains("two different samplings"),
        "{}",
        found.finding
    );
    // Nor is a claim of the other direction contradicted.
    let risen = SAMPLINGS.replace("value = -0.5", "value = 0.5");
    let found = judged(&risen, 200.0);
    assert_eq!(found.verdict, Verdict::Inconclusive, "{}", found.reason);
    assert_eq!(judged(SAMPLINGS, 50.0).verdict, Verdict::Void);
    assert_eq!(
        judged(SAMPLINGS, 200.5).verdict,
        Verdict::DirectionOnly,
        "401 in all"
    );
    let unknown = SAMPLINGS.replace("\"own\"", "\"gone\"");
    assert_eq!(judged(&unknown, 200.0).verdict, Verdict::NotCovered);
    let late = SAMPLINGS
        .replace("2023-07-03", "2023-08-03")
        .replace("2023-07-16", "2023-08-16");
    assert_eq!(judged(&late, 200.0).verdict, Verdict::NotCovered);
    let text = SAMPLINGS.replace("categories = [\"writing\"]\n", "");
    let error = ClaimFile::parse("claims.toml", &text, &[]).unwrap_err();
    assert!(
        error.to_string().contains("needs postings of its own"),
        "{error}"
    );
}
