//! `jobtide pay`: distributions that are never pooled, in every form with the same numbers.

use crate::market;

#[test]
fn kinds_and_currencies_stand_apart_with_bars_and_medians() {
    let place = market::imported("pay");
    let text = place.stdout(0, &["pay", "*"]);
    assert!(text.contains("hourly, EUR per hour"), "{text}");
    assert!(text.contains("fixed, USD per project"), "{text}");
    assert!(
        text.contains("  median 35 (95 %: 34 to 36), n = 2,100"),
        "{text}"
    );
    assert!(text.contains('█'), "{text}");
    let document = place.json(0, &["pay", "*", "--json"]);
    assert_eq!(document["schema"], "jobtide.pay/1");
    assert_eq!(document["total"], 2);
    let hourly = &document["distributions"][0];
    assert_eq!(
        (&hourly["n"], &hourly["median"]["value"]),
        (&2_100.into(), &35.0.into())
    );
    let bars = hourly["bars"].as_array().unwrap().iter();
    assert_eq!(
        bars.map(|bar| bar["n"].as_u64().unwrap()).sum::<u64>(),
        2_100
    );
    let csv = place.stdout(0, &["pay", "*", "--csv"]);
    let row = format!(
        "hourly,hour,EUR,2100,{},{},{},{},{},{},{}",
        hourly["median"]["value"],
        hourly["median"]["low"],
        hourly["median"]["high"],
        hourly["lower_quartile"],
        hourly["upper_quartile"],
        hourly["lowest"],
        hourly["highest"]
    );
    assert_eq!(csv.lines().nth(1), Some(row.as_str()), "{csv}");
    assert_eq!(csv.lines().count(), 3, "{csv}");
}

#[test]
fn where_nothing_is_paid_nothing_is_drawn() {
    let place = market::imported("pay-none");
    let text = place.stdout(0, &["pay", "chatbot -pay:fixed"]);
    assert!(text.contains("0 postings, 0 of them with pay"), "{text}");
    assert_eq!(
        place
            .stdout(0, &["pay", "nowhere", "--csv"])
            .lines()
            .count(),
        1,
        "only the names of the columns"
    );
    let found = place.jobtide(&["pay", "chatbt"]);
    assert!(String::from_utf8_lossy(&found.stderr).contains("did you mean: chatbot"));
    assert!(place.stderr(2, &["pay", "pay:>"]).contains('^'));
}

#[test]
fn the_picture_is_of_one_kind_and_says_how_another_is_drawn() {
    let place = market::imported("pay-svg");
    let output = place.jobtide(&["pay", "*", "--svg", "-"]);
    let drawn = String::from_utf8(output.stdout).unwrap();
    assert!(
        drawn.starts_with("<svg") && drawn.contains("EUR"),
        "{drawn:.200}"
    );
    let hint = String::from_utf8_lossy(&output.stderr);
    assert!(hint.contains("pay:>=0usd/project"), "{hint}");
    let other = place.stdout(0, &["pay", "pay:>=0usd/project", "--svg", "-"]);
    assert!(
        other.contains("USD") && !other.contains("EUR"),
        "{other:.200}"
    );
    assert!(
        place
            .stderr(1, &["pay", "nowhere", "--svg", "x.svg"])
            .contains("nothing to draw")
    );
}
