//! What belongs beside a change of a tag or a query that may have begun next to nothing: postings on top, the base month, matches before the birth. Decides nothing.

use model::{Day, DayRange};

use crate::change::WindowPair;
use crate::claims::{Cohort, Text};
use crate::coverage::Covering;
use crate::findings::{Estimate, Reading};
use crate::rate_ratio::Rate;
use crate::small_base;
use crate::study::Study;
use crate::wording::{self, both, said};

/// Fewer days of a month inside the start window do not make it a base.
const LEAST_DAYS_OF_MONTH: usize = 15;

/// Fewer days before a birth say too little of what matched then.
const LEAST_DAYS_BEFORE_BIRTH: usize = 28;

/// Readings and a sentence for a cohort of tags or of a query between the windows of the claim's own reading.
pub(super) fn beside(
    study: &Study<'_>,
    (claimed, cohort): (&Cohort, Option<usize>),
    pair: WindowPair,
) -> (Vec<Reading>, Text) {
    let Some(covering) = study.covering_of(&[cohort], &[pair.start, pair.end]).ok() else {
        return (Vec::new(), Text::default());
    };
    let rate = |days: DayRange| Rate {
        count: study.postings(cohort, &covering, days),
        total: study.postings(None, &covering, days),
    };
    let (start, end) = (rate(pair.start), rate(pair.end));
    if wording::is_small(start.count) || wording::is_small(end.count) {
        return (Vec::new(), Text::default());
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
    let mut sentence = small_base::added(start, end).map_or_else(Text::default, |one| added(&one));
    let extremes = by_base.first().zip(by_base.last());
    if let Some((low, high)) = extremes.filter(|_| by_base.len() >= 2) {
        sentence = sentence.then(&said!(
            "By the month that is taken as base the share is × {low} ({low_month}) to × {high} ({high_month}).",
            "视哪个月为基期，占比为基期的 {low} 倍（{low_month}）至 {high} 倍（{high_month}）。",
            low = both::decimal(low.0, 2),
            low_month = both::month(low.1.first()),
            high = both::decimal(high.0, 2),
            high_month = both::month(high.1.first()),
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
            said!(
                "No whole month of the start window is covered and holds enough postings.",
                "起始窗口没有一个完整的月份既被覆盖又有足够的职位。"
            )
        }),
    };
    let mut readings = vec![
        extreme("base_month_lowest", by_base.first()),
        extreme("base_month_highest", by_base.last()),
    ];
    if let Some((corrected, said)) = corrected(study, (claimed, cohort), &covering, (start, end)) {
        readings.push(corrected);
        sentence = sentence.then(&said);
    }
    (readings, sentence)
}

/// How many postings came on top, in a sentence.
fn added(added: &Estimate) -> Text {
    let around = added
        .low
        .zip(added.high)
        .map_or_else(Text::default, |(low, high)| {
            said!(
                " ({low} to {high})",
                "（{low} 至 {high}）",
                low = both::added(low),
                high = both::added(high),
            )
        });
    said!(
        "Against the share of the start window that is {added}{around} postings on top.",
        "与起始窗口的占比相比，多出的职位数为 {added}{around}。",
        added = both::added(added.value),
        around,
    )
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
) -> Option<(Reading, Text)> {
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
            said!(
                "As many postings matched before there was anything to ask for.",
                "在要找的东西出现之前，匹配的职位就有同样多。"
            )
        }),
    };
    let said = said!(
        "Before {birth}, when every match is false, {matches} of {all} postings match; at that rate {share} of the matches in the end window are true.",
        "在{birth}之前，任何匹配都是误判，{all} 个职位中有 {matches} 个匹配；按这个比例，结束窗口的匹配中有 {share} 是真的。",
        birth,
        matches = both::cell(before.count),
        all = both::count(before.total),
        share = both::share(b.precision),
    );
    Some((reading, said))
}
