//! Seventy-two months of a hiring thread, counted here and by another project: the monthly shares of literal words must agree.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Workplace;

/// Months in which the two projects hold nearly the same postings: within 5 %.
const SAME_POSTINGS: f64 = 0.05;
/// Percentage points between the shares.
const AGREES: f64 = 1.0;
/// The part of the months that must agree.
const MONTHS: f64 = 0.95;

#[test]
fn shares_of_literal_words_agree_with_another_count_of_the_same_threads() {
    let Some(folder) = testkit::shared_data("hn_whoishiring", "shares of literal words") else {
        return;
    };
    let place = Workplace::new("shares");
    place.stdout(
        0,
        &[
            "import",
            &folder.display().to_string(),
            "--profile",
            "hn-whoishiring",
            "-q",
        ],
    );
    let volumes = column(&folder.join("controlarm_volume.csv"), "0");
    let mut report = String::new();
    for (query, name) in [
        ("\"machine learning\"", "Machine learning"),
        ("\"python\"", "Python"),
        ("\"remote\"", "Remote"),
    ] {
        let theirs = column(&folder.join("controlarm_keyword_share.csv"), name);
        // The other project counts every comment, so that a text posted in two threads counts in both.
        let trend = place.json(
            0,
            &[
                "trend",
                query,
                "--within",
                "platform:hn",
                "--no-fold",
                "--json",
            ],
        );
        let (mut compared, mut agreeing, mut left_out) = (0u32, 0u32, Vec::new());
        for row in trend["lines"][0]["months"].as_array().unwrap() {
            let month = row["month"].as_str().unwrap();
            let (count, all) = (
                row["count"].as_f64().unwrap(),
                row["universe"].as_f64().unwrap(),
            );
            let same = volumes
                .get(month)
                .filter(|volume| (**volume - all).abs() <= SAME_POSTINGS * all);
            let (Some(_), Some(share)) = (same, theirs.get(month)) else {
                left_out.push(month.to_owned());
                continue;
            };
            compared += 1;
            agreeing += u32::from((100.0 * count / all - share).abs() <= AGREES);
        }
        report.push_str(&format!(
            "{query}: {agreeing} of {compared} months agree; left out: {}\n",
            left_out.join(" ")
        ));
        assert!(compared > 60, "{report}");
        assert!(
            f64::from(agreeing) >= MONTHS * f64::from(compared),
            "{report}"
        );
    }
    println!("{report}");
}

/// One column of a file whose first column is the month.
fn column(path: &Path, name: &str) -> BTreeMap<String, f64> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|head| head == name)
        .unwrap();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            (record[0].to_owned(), record[at].parse().unwrap())
        })
        .collect()
}
