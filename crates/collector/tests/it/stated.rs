//! Dates and pay in every form that is known, a line a case: `fixtures/collector/stated`.

use std::fmt::Write;

use collector::{PayHints, pay_of_text, published_of_text};
use jiff::tz::TimeZone;
use model::Period;
use testkit::check_cases;

/// Tuesday, 25 August 2026, 03:00 UTC: early enough for "20 hours ago" to be another day.
const FETCHED_AT: i64 = 1_787_626_800;

#[test]
fn dates_and_pay_are_read_or_refused() {
    check_cases("collector/stated", |path, bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut out = String::new();
        let mut invented = Vec::new();
        for line in text.lines() {
            let result = if name.starts_with("dates") {
                date(line)
            } else {
                let (hints, text) = line.split_once('\t').unwrap();
                let pay = pay_of_text(&text.replace("\\n", "\n"), hints_of(hints));
                if name.starts_with("not-pay") && pay.is_some() {
                    invented.push(line);
                }
                pay.map_or("none".to_owned(), |pay| pay.to_string())
            };
            writeln!(out, "{result}\t<- {line}").unwrap();
        }
        // No acceptance of new outputs makes pay of what is none.
        assert!(invented.is_empty(), "pay was invented: {invented:#?}");
        out
    });
}

fn date(text: &str) -> String {
    match published_of_text(text, &TimeZone::UTC, FETCHED_AT) {
        Ok(found) => {
            let at = found.at.map(|at| format!(" at {at}")).unwrap_or_default();
            format!("{} {}{at}", found.day, found.kind.slug())
        }
        Err(fault) => format!("{fault:?}"),
    }
}

/// `field usd year`: where the text stands, and what is known beside it.
fn hints_of(words: &str) -> PayHints {
    let mut hints = PayHints::default();
    for word in words.split(' ') {
        match word {
            "field" => hints.is_pay_field = true,
            "body" => {}
            "hour" => hints.period = Some(Period::Hour),
            "month" => hints.period = Some(Period::Month),
            "year" => hints.period = Some(Period::Year),
            "project" => hints.period = Some(Period::Project),
            code => hints.currency = Some(code.parse().unwrap()),
        }
    }
    hints
}
