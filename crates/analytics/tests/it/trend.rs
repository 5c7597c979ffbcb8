//! The trend of a query: months, shares, changes, and why there is none.

use analytics::trend;
use model::Panel;

use crate::market::{Market, around, day, days};

fn universe() -> Panel {
    Market::new(days("2022-01-01", "2024-02-14"), |day| {
        around(300.0, day, 1)
    })
    .panel
}

/// A query that begins later than its universe and triples on 2023-07-01.
fn query() -> Panel {
    let jump = day("2023-07-01");
    Market::new(days("2022-01-10", "2024-02-10"), |day| {
        around(if day < jump { 10.0 } else { 30.0 }, day, 2)
    })
    .panel
}

#[test]
fn a_tripled_query_has_months_shares_and_changes() {
    let found = trend(&query(), &universe());
    assert_eq!(found.months.len(), 26);
    assert_eq!(found.months[0].month, "2022-01");
    assert_eq!(
        found.n,
        found.months.iter().map(|month| month.count).sum::<u64>()
    );
    let share = found.months[3].share_per_10k.unwrap();
    assert!((share - 333.0).abs() < 60.0, "{share}");
    for change in [
        found.change_of_share,
        found.season_matched,
        found.season_matched_share,
    ] {
        let change = change.unwrap();
        assert!((change.value - 2.0).abs() < 0.5, "{change:?}");
        assert!(change.low.unwrap() < change.value && change.value < change.high.unwrap());
    }
    assert!(found.why_not.is_empty(), "{:?}", found.why_not);
}

#[test]
fn a_short_universe_says_why_there_is_no_change() {
    let short = Market::new(days("2022-12-31", "2023-01-03"), |_| 2_500).panel;
    let found = trend(&short, &short);
    assert_eq!(found.change, None);
    assert!(found.why_not[0].contains("4 in all"), "{:?}", found.why_not);
    assert_eq!(found.months.len(), 2);
    let empty = Market::new(days("2022-12-31", "2023-12-31"), |_| 0).panel;
    let found = trend(&empty, &empty);
    assert_eq!((found.change, found.n), (None, 0));
    assert_eq!(found.months[0].share_per_10k, None);
    assert!(!found.why_not.is_empty());
}

#[test]
fn an_average_is_of_the_84_days_that_end_on_its_day_and_a_share_of_an_even_universe_moves_as_its_counts()
 {
    let even = Market::new(days("2022-01-01", "2022-12-31"), |_| 400).panel;
    let part = Market::new(days("2022-01-01", "2022-12-31"), |day| around(20.0, day, 3)).panel;
    let found = trend(&part, &even);
    let counts = &part.universe[0].counts;
    assert_eq!(found.average.len(), 365 - 83);
    let (first, last) = (found.average[0], found.average[281]);
    assert_eq!(
        (first.day, last.day),
        (day("2022-03-25"), day("2022-12-31"))
    );
    let mean = |counts: &[u32]| f64::from(counts.iter().sum::<u32>()) / 84.0;
    assert!((first.mean - mean(&counts[..84])).abs() < 1e-9);
    assert!((last.mean - mean(&counts[281..])).abs() < 1e-9);
    let share = last.share_per_10k.unwrap();
    assert!((share - last.mean * 25.0).abs() < 1e-9, "{last:?}");
    for (of_share, of_mean) in [
        (last.share_low, last.mean_low),
        (last.share_high, last.mean_high),
    ] {
        let (of_share, of_mean) = (of_share.unwrap(), of_mean.unwrap());
        assert!(
            (of_share / share - of_mean / last.mean).abs() < 1e-9,
            "{last:?}"
        );
    }
    // A part that moves as the whole does has a share that is known, whatever the counts do.
    let whole = Market::new(days("2022-01-01", "2022-12-31"), |day| {
        10 * around(20.0, day, 3)
    })
    .panel;
    let known = trend(&part, &whole).average[100];
    assert!(
        (known.share_low.unwrap() - 1_000.0).abs() < 1e-6,
        "{known:?}"
    );
    assert!(known.mean_low.unwrap() < 0.99 * known.mean, "{known:?}");
}

#[test]
fn days_that_were_not_seen_are_named_and_in_no_average() {
    let mut universe = Market::new(days("2022-01-01", "2022-12-31"), |_| 300).panel;
    let covered = |first: &str, last: &str| (day(first).unix_seconds(), day(last).unix_seconds());
    let stretches = [
        covered("2022-01-01", "2022-06-01"),
        covered("2022-06-11", "2023-01-01"),
    ];
    universe.watch(&universe.sources[0].clone(), &stretches);
    let part = Market::new(days("2022-01-01", "2022-12-31"), |_| 30).panel;
    let found = trend(&part, &universe);
    assert_eq!(found.gaps, [days("2022-06-01", "2022-06-10")]);
    assert_eq!(found.left_out, 10);
    assert!(found.average.iter().all(|point| point.mean == 30.0));
}
