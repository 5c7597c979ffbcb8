//! The five readings of the 84-day average against the golden series, and their windows.

use analytics::{Alignment, article_window, window_change};
use model::DayRange;

use crate::golden_series::series;
use crate::market::{Market, days, golden};

#[test]
fn golden_series_is_rebuilt() {
    let (_, daily) = series();
    let golden = golden();
    assert_eq!(
        daily.iter().sum::<f64>(),
        golden["series"]["sum"].as_f64().unwrap()
    );
    assert_eq!(daily.len(), 838);
}

#[test]
fn golden_ma84_five_readings() {
    let (first, daily) = series();
    let golden = golden();
    let names = [
        (Alignment::TrailingWithPreperiod, "trailing_with_preperiod"),
        (Alignment::FirstFullWindow, "first_full_window"),
        (Alignment::MinPeriods1, "pandas_min_periods_1"),
        (Alignment::CentredTruncated, "centered_truncated"),
        (Alignment::SeasonMatched, "season_matched_yoy"),
    ];
    for (alignment, name) in names {
        let expected = golden["ma84"][name]["pct"].as_f64().unwrap();
        let change = alignment.change(first, &daily, article_window()).unwrap();
        assert!(
            (change * 100.0 - expected).abs() < 1e-9,
            "{name}: {} against {expected}",
            change * 100.0
        );
    }
}

#[test]
fn golden_ma84_of_a_panel() {
    let (first, daily) = series();
    let golden = golden();
    let span = DayRange::new(first, first + 837).unwrap();
    let market = Market::new(span, |day| daily[span.index_of(day).unwrap()] as u32);
    for (alignment, name) in [
        (Alignment::TrailingWithPreperiod, "trailing_with_preperiod"),
        (Alignment::FirstFullWindow, "first_full_window"),
        (Alignment::MinPeriods1, "pandas_min_periods_1"),
        (Alignment::SeasonMatched, "season_matched_yoy"),
    ] {
        let pair = alignment.windows(article_window()).unwrap();
        let change = window_change(&market.panel, None, pair.start, pair.end).unwrap();
        let expected = golden["ma84"][name]["pct"].as_f64().unwrap();
        assert!(
            (change.value * 100.0 - expected).abs() < 1e-9,
            "{name}: {change:?}"
        );
    }
}

#[test]
fn article_window_has_471_days_between_its_dates() {
    let window = article_window();
    assert_eq!(window, days("2022-11-01", "2024-02-14"));
    assert_eq!(window.len(), 471);
}

#[test]
fn a_window_outside_the_series_or_shorter_than_84_days_has_no_change() {
    let (first, daily) = series();
    let early = days("2021-10-30", "2022-06-30");
    let trailing = Alignment::TrailingWithPreperiod.change(first, &daily, early);
    assert_eq!(trailing, None);
    assert!(
        Alignment::FirstFullWindow
            .change(first, &daily, early)
            .is_some()
    );
    let short = DayRange::new(first, first + 82).unwrap();
    for alignment in Alignment::ALL {
        assert_eq!(
            alignment.change(first, &daily, short),
            None,
            "{alignment:?}"
        );
    }
}

#[test]
fn a_change_is_free_of_scale() {
    let (first, daily) = series();
    let tenfold: Vec<f64> = daily.iter().map(|count| count * 10.0).collect();
    for alignment in Alignment::ALL {
        let plain = alignment.change(first, &daily, article_window()).unwrap();
        let scaled = alignment.change(first, &tenfold, article_window()).unwrap();
        assert!((plain - scaled).abs() < 1e-12, "{alignment:?}");
    }
}
