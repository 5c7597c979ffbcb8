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
