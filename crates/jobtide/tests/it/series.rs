//! Series of others as a person uses them: imported, listed, revised, judged without an index, and held against postings.

use crate::Workplace;

/// Two columns of a made-up index, one value a day for four years; `fall` is what the first loses a year.
fn index(days: u32, fall: f64) -> String {
    let mut text = "date,market,writing,all\n".to_owned();
    let first: model::Day = "2020-12-28".parse().unwrap();
    for at in 0..days {
        let years = f64::from(at) / 365.0;
        let noise = 1.0 + f64::from((at / 7 * 7_919) % 13) / 100.0;
        let value = 100.0 * (1.0 - fall).powf(years) * noise;
        let day = first + i32::try_from(at).unwrap();
        text.push_str(&format!("{day},XX,{value:.3},{:.3}\n", 100.0 * noise));
    }
    text
}

const FILE: &str = r#"
[study]
title = "A made-up index"
window = { first = "2022-11-01", last = "2024-02-14" }

[[claim]]
id = "X1"
section = "s"
kind = "descriptive"
sentence = "Writing fell by {estimate}."
[claim.test]
statistic = "series_change"
series = "made-up-writing"
against = "made-up-all"
expected = { op = "<", value = 0.0 }
"#;

#[test]
fn an_index_is_imported_judged_and_removed() {
    let place = Workplace::new("series");
    let path = place.path().join("index.csv");
    std::fs::write(&path, index(1_300, 0.2)).unwrap();
    std::fs::write(place.path().join("mine.toml"), FILE).unwrap();
    let import = [
        "series",
        "import",
        "index.csv",
        "--id",
        "made-up",
        "--attribution",
        "Made up, CC0",
    ];
    let listed = place.stdout(0, &import);
    assert!(
        listed.contains("made-up-all") && listed.contains("2020-12-28 to 2024-07-19"),
        "{listed}"
    );
    let judged = place.stdout(0, &["judge", "mine.toml"]);
    assert!(judged.contains("X1     ROBUST"), "{judged}");
    assert!(judged.ends_with("Series: Made up, CC0\n"), "{judged}");
    let document = place.json(0, &["judge", "mine.toml", "--json"]);
    crate::claims::agree_with_schema(&document);
    assert_eq!(document["series"][1]["id"], "made-up-writing");

    std::fs::write(&path, index(1_307, 0.3)).unwrap();
    let revised = place.stdout(0, &import);
    assert!(revised.contains("7 new, 0 gone"), "{revised}");
    std::fs::write(&path, index(1_307, 0.3).replace("2021-03-01", "1 March")).unwrap();
    let complaint = place.stderr(3, &import);
    assert!(
        complaint.contains("index.csv, line 65: `1 March` in column `date` is no date"),
        "{complaint}"
    );
    let complaint = place.stderr(2, &["series", "show", "made-up-writng"]);
    assert!(
        complaint.contains("did you mean `made-up-writing`?"),
        "{complaint}"
    );
    let shown = place.stdout(0, &["series", "show", "made-up-all"]);
    assert!(shown.starts_with("date,value\n2020-12-28,100\n"), "{shown}");
    place.stdout(0, &["series", "remove", "made-up-writing"]);
    let judged = place.stdout(0, &["judge", "mine.toml", "--why"]);
    assert!(
        judged.contains("NOT COVERED") && judged.contains("jobtide series import"),
        "{judged}"
    );
}
