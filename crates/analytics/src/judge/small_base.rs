//! What belongs beside a change of a tag or a query that may have begun next to nothing: postings on top, the base month, matches before the birth. Decides nothing.

use model::{Day, DayRange};

use crate::change::WindowPair;
use crate::claims::{Cohort, Text};
use crate::coverage::Covering;
use crate::findings::{Estimate, Reading};
use crate::rate_ratio::Rate;
use crate::small_base;
use crate::study::Study;
use crate::wording;

/// Fewer days of a month inside the start window do not make it a base.
const LEAST_DAYS_OF_MONTH: usize = 15;

/// Fewer days before a birth say too little of what matched then.
const LEAST_DAYS_BEFORE_BIRTH: usize = 28;

/// Readings and a sentence for a cohort of tags or of a query between the windows of the claim's own reading.
pub(super) fn beside(
    study: &Study<'_>,
    (claimed, cohort): (&Cohort, Option<usize>),
    pair: WindowPair,
) -> (Vec<Reading>, String) {
    let Some(covering) = study.covering(&[pair.start, pair.end]).ok() else {
        return (Vec::new(), String::new());
    };
    let rate = |days: DayRange| Rate {
        count: study.postings(cohort, &covering, days),
        total: study.postings(None, &covering, days),
    };
    let (start, end) = (rate(pair.start), rate(pair.end));
    if wording::is_small(start.count) || wording::is_small(end.count) {
        return (Vec::new(), String::new());
    }
    let bases: Vec<DayRange> = base_months(pair.start)
        .into_iter()
        .filter(|month| reaches(&covering, *month))
        // A ratio beside a known number would give a small one away.
        .filter(|month| !wording::is_small(rate(*month).count))
        .collect();
    let rates: Vec<Rate> = bases.iter().map(|month| rate(*month)).collect();
    let ratios = small_base::by_base(&rates, end);
    let mut by_base: Vec<(f64, DayRange)> = ratios
        .iter()
        .zip(&bases)
        .filter_map(|(ratio, month)| Some(((*ratio)?, *month)))
        .collect();
    by_base.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sentence = String::new();
    if let Some(added) = small_base::added(start, end) {
        let number = |value: f64| {
            let size = wording::rounded_count(value.abs());
            if value < 0.0 {
                format!("−{size}")
            } else {
                size
            }
        };
        let around = added
            .low
            .zip(added.high)
            .map_or_else(String::new, |(low, high)| {
                format!(" ({} to {})", number(low), number(high))
            });
        sentence.push_str(&format!(
            " Against the share of the start window that is {}{around} postings on top.",
            number(added.value)
        ));
    }
    let extremes = by_base.first().zip(by_base.last());
    if let Some((low, high)) = extremes.filter(|_| by_base.len() >= 2) {
        sentence.push_str(&format!(
            " By the month that is taken as base the share is × {:.2} ({}) to × {:.2} ({}).",
            low.0,
            low.1.first().month_label(),
            high.0,
            high.1.first().month_label()
        ));
    }
    let extreme = |name: &str, found: Option<&(f64, DayRange)>| Reading {
        name: name.to_owned(),
        estimate: found.map(|(ratio, month)| Estimate {
            value: ratio - 1.0,
            n: rate(*month).count + end.count,
            low: None,
            high: None,
        }),
        why_not: found.is_none().then(|| {
            Text::english(
                "No whole month of the start window is covered and holds enough postings.",
            )
        }),
    };
    let mut readings = vec![
        extreme("base_month_lowest", by_base.first()),
        extreme("base_month_highest", by_base.last()),
    ];
    if let Some((corrected, said)) = corrected(study, (claimed, cohort), &covering, (start, end)) {
        readings.push(corrected);
        sentence.push_str(&said);
    }
    (readings, sentence)
}

/// The calendar months of which enough days lie in a window, whole.
fn base_months(days: DayRange) -> Vec<DayRange> {
    let mut months: Vec<Day> = days.days().map(Day::first_of_month).collect();
    months.dedup();
    let whole = months
        .into_iter()
        .filter_map(|first| DayRange::new(first, first.last_of_month()));
    whole
        .filter(|month| {
            month.days().filter(|day| days.contains(*day)).count() >= LEAST_DAYS_OF_MONTH
        })
        .collect()
}

fn reaches(covering: &Covering, month: DayRange) -> bool {
    let reach = covering.days;
    reach.is_some_and(|reach| reach.contains(month.first()) && reach.contains(month.last()))
}

/// The ratio of the shares without the matches that are false by construction, where days before the youngest birth are covered.
fn corrected(
    study: &Study<'_>,
    (claimed, cohort): (&Cohort, Option<usize>),
    covering: &Covering,
    (start, end): (Rate, Rate),
) -> Option<(Reading, String)> {
    // Before the oldest birth no tag of the cohort can be meant.
    let birth = claimed.births.iter().map(|(_, birth)| *birth).min()?;
    let days = DayRange::new(covering.days?.first(), birth - 1)?;
    let observed = covering.observed(days).count();
    if observed < LEAST_DAYS_BEFORE_BIRTH {
        return None;
    }
    let before = Rate {
        count: study.postings(cohort, covering, days),
        total: study.postings(None, covering, days),
    };
    if wording::is_small(before.count) {
        return None;
    }
    let [a, b] = [start, end].map(|after| small_base::corrected(before, after));
    let (a, b) = (a?, b?);
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    let share = |one: &small_base::Corrected, of: Rate| one.count.value / of.total as f64;
    let ratio = share(&b, end) / share(&a, start);
    let reading = Reading {
        name: "without_false_matches".to_owned(),
        estimate: ratio.is_finite().then_some(Estimate {
            value: ratio - 1.0,
            n: start.count + end.count,
            low: None,
            high: None,
        }),
        why_not: (!ratio.is_finite()).then(|| {
            Text::english("As many postings matched before there was anything to ask for.")
        }),
    };
    let said = format!(
        " Before {birth}, when every match is false, {} of {} postings match; at that rate {} of the matches in the end window are true.",
        wording::cell(before.count),
        wording::count(before.total),
        wording::share(b.precision)
    );
    Some((reading, said))
}
