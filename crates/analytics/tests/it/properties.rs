//! What holds of all findings, whatever the panel: no number that is none, intervals around their estimates, and nothing that hangs on order, scale,
//! the parts of a sum or threads.

use analytics::{Findings, judge};
use model::{Panel, PayGroup, Series};
use serde_json::Value;

use crate::judge::{market, request};
use crate::market::{claim_file, day, days};

/// A panel of two and a half years with pay and with everything that the claims name.
fn panel() -> Panel {
    market(days("2021-08-01", "2024-02-14"), day("2023-07-01"), 60.0)
}

fn found(panel: &Panel) -> Findings {
    judge(&claim_file(), panel, &request(None))
}

/// As JSON without the sentences, whose numbers are rounded, and without the sources, whose order is the panel's.
fn numbers(findings: &Findings) -> Value {
    fn bare(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|_, one| !one.as_object().is_some_and(|map| map.contains_key("en")));
                for key in ["sources", "finding", "reason", "verdict", "claimed"] {
                    map.remove(key);
                }
                map.values_mut().for_each(bare);
            }
            Value::Array(values) => values.iter_mut().for_each(bare),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(findings).unwrap();
    bare(&mut value);
    value
}

/// Asserts that two findings hold the same numbers to within a millionth of a millionth, but for those under keys that `scaled` names by a factor.
fn assert_same(at: &str, a: &Value, b: &Value, scaled: &impl Fn(&str) -> f64) {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |map: &serde_json::Map<String, Value>| -> Vec<String> {
                map.keys().cloned().collect()
            };
            assert_eq!(keys(a), keys(b), "{at}");
            for (key, one) in a {
                assert_same(&format!("{at}.{key}"), one, &b[key], scaled);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}");
            for (place, (one, other)) in a.iter().zip(b).enumerate() {
                assert_same(&format!("{at}[{place}]"), one, other, scaled);
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap() * scaled(at), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs()), "{at}: {a} and {b}");
        }
        _ => assert_eq!(a, b, "{at}"),
    }
}

fn unscaled(_: &str) -> f64 {
    1.0
}

/// Every number is finite and every interval holds its estimate.
fn sound(findings: &Findings) {
    // The debug text, since JSON writes what is no number as null.
    let text = format!("{findings:?}");
    let mut words = text.split(|sign: char| !sign.is_alphanumeric());
    assert!(!words.any(|word| word == "NaN" || word == "inf"));
    fn held(value: &Value) {
        match value {
            Value::Object(map) => {
                let end = |key| map.get(key).and_then(Value::as_f64);
                if let (Some(low), Some(value), Some(high)) =
                    (end("low"), end("value"), end("high"))
                {
                    assert!(low <= value && value <= high, "{map:?}");
                }
                map.values().for_each(held);
            }
            Value::Array(values) => values.iter().for_each(held),
            _ => {}
        }
    }
    held(&serde_json::to_value(findings).unwrap());
    for line in &findings.averages {
        assert_eq!(line.values.len(), findings.days.len());
        for beside in [line.interval.len(), line.adjusted.len()] {
            assert!(beside == 0 || beside == findings.days.len());
        }
        for (value, band) in line.values.iter().zip(&line.interval) {
            let held = band.is_none_or(|(low, high)| value.is_some_and(|v| low <= v && v <= high));
            assert!(held, "{value:?} {band:?}");
        }
    }
    let claims = findings.claims.iter().chain(&findings.on_your_window);
    for robustness in claims.filter_map(|claim| claim.robustness.as_ref()) {
        let curve = &robustness.curve;
        assert!(curve.is_sorted() && curve.len() <= analytics::findings::CURVE_POINTS);
        if let Some([low, median, high]) = robustness.spread {
            assert_eq!((curve[0], curve[curve.len() - 1]), (low, high));
            assert!(low <= median && median <= high);
        }
        for choice in &robustness.choices {
            assert!((0.0..=1.0).contains(&choice.agreement) && choice.specifications > 0);
        }
    }
    assert_eq!(findings.seen.len(), findings.days.len());
    assert!(
        findings
            .seen
            .iter()
            .flatten()
            .all(|seen| (0.0..=1.0).contains(seen))
    );
    let months = findings.monthly.months.len();
    let monthly = &findings.monthly;
    let cohorts = monthly.categories.iter().chain(&monthly.tags);
    assert!(cohorts.map(|one| one.counts.len()).all(|n| n == months));
    assert!(monthly.universe.len() == months && monthly.months.is_sorted());
    for alert in findings.watched.iter().flat_map(|watched| &watched.alerts) {
        assert!(findings.days.contains(alert.week) && alert.level > 0.0);
    }
}

#[test]
fn every_number_is_finite_on_panels_that_nobody_would_collect() {
    let span = days("2020-06-01", "2024-02-14");
    let of = |count: &dyn Fn(usize, i32) -> u32| {
        let mut panel = market(span, day("2023-07-01"), 1.0);
        panel.pay = panel.pay.groups().take(3000).collect();
        let first = panel.days.first();
        let mut series: Vec<&mut Series> = panel.universe.iter_mut().collect();
        series.extend(panel.counts.iter_mut().flatten());
        for (place, one) in series.into_iter().enumerate() {
            for (at, number) in (0i32..).zip(one.counts.iter_mut()) {
                *number = count(place, (first + at).number());
            }
        }
        panel
    };
    let mut unseen = market(span, day("2023-07-01"), 20.0);
    unseen.completeness = vec![Some(vec![0; span.len()])];
    let mut half_seen = market(span, day("2023-07-01"), 20.0);
    let seen = (0..span.len()).map(|at| if at % 9 < 4 { 20 } else { 100 });
    half_seen.completeness = vec![Some(seen.collect())];
    let panels = [
        of(&|_, _| 0),
        of(&|_, _| 1),
        of(&|_, _| u32::MAX),
        of(&|place, day| u32::from(day % 97 == 0) * (place as u32 + 1)),
        of(&|place, day| {
            if day % 30 < 2 {
                u32::MAX >> place.min(20)
            } else {
                0
            }
        }),
        of(&|place, day| {
            if place == 0 {
                3
            } else {
                1000 + (day % 5) as u32
            }
        }),
        of(&|_, day| {
            if day < 19_000 {
                0
            } else {
                40 + (day % 3) as u32
            }
        }),
        unseen,
        half_seen,
    ];
    for panel in &panels {
        sound(&found(panel));
        sound(&judge(
            &claim_file(),
            panel,
            &request(Some(days("2021-01-01", "2021-12-31"))),
        ));
    }
}

#[test]
fn the_order_of_sources_cohorts_and_pay_changes_nothing() {
    let one = panel();
    sound(&found(&one));
    // Two sources: the odd days' half of each count, and the rest.
    let mut two = in_two(&one);
    let expected = numbers(&found(&two));
    two.sources.reverse();
    let series = two
        .universe
        .iter_mut()
        .chain(two.counts.iter_mut().flatten());
    series.for_each(|one| one.source = 1 - one.source);
    let mut pay: Vec<PayGroup> = two.pay.groups().collect();
    pay.iter_mut()
        .for_each(|group| group.source = 1 - group.source);
    two.universe.reverse();
    two.cohorts.reverse();
    two.counts.reverse();
    let last = two.cohorts.len() - 1;
    pay.iter_mut()
        .for_each(|group| group.cohort = group.cohort.map(|at| last - at));
    pay.reverse();
    two.pay = pay.into_iter().collect();
    assert_same("", &numbers(&found(&two)), &expected, &unscaled);
}

/// The same counts as two sources.
fn in_two(panel: &Panel) -> Panel {
    let mut two = panel.clone();
    two.sources.push("second".parse().unwrap());
    let split = |series: &mut Vec<Series>| {
        let Some(own) = series.first_mut() else {
            return;
        };
        let half: Vec<u32> = own.counts.iter().map(|count| count / 3).collect();
        own.counts
            .iter_mut()
            .zip(&half)
            .for_each(|(own, half)| *own -= half);
        series.push(Series {
            source: 1,
            counts: half,
        });
    };
    split(&mut two.universe);
    two.counts.iter_mut().for_each(split);
    two
}

#[test]
fn panels_add_a_source_in_two_parts_is_the_same_market() {
    let one = panel();
    assert_same(
        "",
        &numbers(&found(&in_two(&one))),
        &numbers(&found(&one)),
        &unscaled,
    );
}

/// Ten times the postings: levels are ten times as high, and changes, shares and what left its band are the same.
#[test]
fn counts_scale_and_changes_do_not() {
    let one = market(days("2020-06-01", "2024-02-14"), day("2023-07-01"), 60.0);
    let mut ten = one.clone();
    let series = ten
        .universe
        .iter_mut()
        .chain(ten.counts.iter_mut().flatten());
    series.for_each(|one| one.counts.iter_mut().for_each(|count| *count *= 10));
    let [one, ten] = [one, ten].map(|panel| {
        let mut findings = found(&panel);
        // Of the claims those of a category's change. What counts postings one by one knows more of ten times as many, and the family of the
        // q-values holds others, too.
        let changes = ["C01", "C02", "C03", "C09"];
        findings
            .claims
            .retain(|claim| changes.contains(&claim.id.as_str()));
        for claim in &mut findings.claims {
            claim
                .readings
                .retain(|reading| reading.name != "rate_ratio_exact");
            let robustness = claim.robustness.as_mut().unwrap();
            (robustness.q_value, robustness.family_size) = (None, 0);
            assert!(robustness.curve.len() > 50 && robustness.choices.len() > 10);
        }
        for row in findings.categories.iter_mut().chain(&mut findings.tags) {
            row.rate_ratio = None;
        }
        findings
    });
    let [one, ten] = [one, ten].map(|findings| numbers(&findings));
    let tenfold = |at: &str| {
        let counted = [".n", ".n_start", ".n_end", ".postings"]
            .iter()
            .any(|key| at.ends_with(key));
        let level = [".averages[", ".monthly."]
            .iter()
            .any(|part| at.contains(part));
        // Pay groups are as they were, and so is the number of postings with pay.
        let paid = at.contains("pay");
        if (counted || level) && !paid {
            10.0
        } else {
            1.0
        }
    };
    assert_same("", &one, &ten, &tenfold);
}

#[test]
fn the_same_on_any_number_of_threads() {
    let panel = panel();
    let alone = found(&panel);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| found(&panel))).collect();
        for thread in threads {
            assert!(thread.join().unwrap() == alone);
        }
    });
}
