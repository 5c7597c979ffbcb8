//! One change under every defensible choice, as a specification curve: reading, width of the average, endpoint, denominator, duplicates, centre. Knows daily series; knows no claim and no verdict.
//!
//! After Simonsohn, Simmons and Nelson (2020). A specification is left out where it is no number: where its windows overlap or are seen
//! for less than four fifths, or hold too few postings. The reading that sets a single day against twelve weeks (`min_periods_1`) is no
//! part of the curve, since that day's weekday alone may turn its sign; it stands among the five readings.

mod choices;

use model::{Day, DayRange};
use serde::Serialize;

pub use choices::{agreement, points, spread};

use crate::change::{Alignment, WindowPair};
use crate::coverage::COVERED_SHARE;
use crate::pay::Daily;
use crate::seasonal::weekly;
use crate::weekdays;

/// Widths of the average, in days: 84 and its neighbours, all whole weeks.
pub const WIDTHS: [i32; 5] = [28, 56, 84, 112, 168];

/// Days by which the window's last day is moved, all whole weeks.
pub const SHIFTS: [i32; 7] = [-28, -14, -7, 0, 7, 14, 28];

/// The readings that take part.
pub const READINGS: [Alignment; 4] = [
    Alignment::TrailingWithPreperiod,
    Alignment::FirstFullWindow,
    Alignment::CentredTruncated,
    Alignment::SeasonMatched,
];

/// The part cut off at each end for the trimmed mean.
const TRIMMED: f64 = 0.1;

/// What a quantity is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// Nothing: postings a day, or the mean of pay.
    Raw,
    /// All postings of the universe.
    Share,
    /// Postings of the control that the claim file names.
    Control,
    /// A series that others publish.
    External,
}

impl Denominator {
    /// The name in findings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Denominator::Raw => "raw",
            Denominator::Share => "share",
            Denominator::Control => "control",
            Denominator::External => "external",
        }
    }
}

/// How the days of a window become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Centre {
    /// Total over total.
    Mean,
    /// The median of daily values.
    Median,
    /// The mean of the middle four fifths of daily values.
    Trimmed,
}

impl Centre {
    const ALL: [Centre; 3] = [Centre::Mean, Centre::Median, Centre::Trimmed];

    /// The name in findings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Centre::Mean => "mean",
            Centre::Median => "median",
            Centre::Trimmed => "trimmed",
        }
    }
}

/// One set of choices and the change that it gives.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Specification {
    /// Which two windows; `None` where the claim states them itself.
    pub reading: Option<Alignment>,
    /// Days in each.
    pub width_days: i32,
    /// Days by which the window's end is moved.
    pub shift_days: i32,
    /// What the quantity is held against.
    pub denominator: Denominator,
    /// Whether duplicates count as postings of their own.
    pub duplicates_count: bool,
    /// How days become one number.
    pub centre: Centre,
    /// The change as a fraction.
    pub change: f64,
}

/// All specifications of one change, the lowest change first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// Those that gave a number.
    pub specifications: Vec<Specification>,
    /// How many were tried.
    pub tried: usize,
}

/// A quantity by day under one denominator: `value / base` on each day, `None` where the day was not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// What the base is.
    pub denominator: Denominator,
    /// Whether duplicates count in it.
    pub duplicates_count: bool,
    /// The first day.
    pub first: Day,
    /// Postings (or the sum of their pay) a day.
    pub values: Daily,
    /// Postings of the base a day; `None` where there is none, so that every day weighs the same.
    pub base: Option<Daily>,
    /// Postings a day by which it is decided whether a window holds enough.
    pub postings: Daily,
}

impl Quantity {
    fn range(&self, days: DayRange) -> Option<std::ops::Range<usize>> {
        let from = usize::try_from(days.first() - self.first).ok()?;
        let to = from + days.len();
        (to <= self.values.len()).then_some(from..to)
    }

    /// The value and the base of a day that has both.
    fn of_day(&self, at: usize) -> Option<(f64, f64)> {
        let base = match &self.base {
            None => 1.0,
            Some(base) => base[at]?,
        };
        Some((self.values[at]?, base))
    }

    /// The window's values and bases, those of a day that was not seen as of its weekday; `None` where fewer than four fifths of the days were
    /// seen, or a weekday never, or they hold fewer than `least` postings.
    fn seen(&self, days: DayRange, least: f64) -> Option<Vec<(f64, f64)>> {
        let range = self.range(days)?;
        let postings: f64 = self.postings[range.clone()].iter().flatten().sum();
        let pairs: Vec<Option<(f64, f64)>> = range.map(|at| self.of_day(at)).collect();
        let seen = pairs.iter().flatten().count();
        #[expect(clippy::cast_precision_loss, reason = "days are few")]
        let share = seen as f64 / days.len() as f64;
        if share < COVERED_SHARE || postings < least {
            return None;
        }
        let part = |of: fn((f64, f64)) -> f64| {
            let days: Daily = pairs.iter().map(|pair| pair.map(of)).collect();
            weekdays::filled(&days)
        };
        let (values, bases) = (part(|pair| pair.0)?, part(|pair| pair.1)?);
        Some(values.into_iter().zip(bases).collect())
    }

    /// The logarithms of whole weeks, in order, that end with `last`: the longest path of which no week is empty or seen for fewer than
    /// four days. A week is the ratio of its totals, or its mean day where there is no base; a missing day counts as one of its weekday.
    #[must_use]
    pub fn weekly_logs(&self, last: Day) -> Vec<f64> {
        let mut logs = Vec::new();
        let pairs: Vec<Option<(f64, f64)>> =
            (0..self.values.len()).map(|at| self.of_day(at)).collect();
        let end = usize::try_from(last - self.first + 1).unwrap_or(0);
        let mut end = if end > self.values.len() { 0 } else { end };
        let part = |of: fn((f64, f64)) -> f64| -> Daily {
            pairs[..end].iter().map(|pair| pair.map(of)).collect()
        };
        let (values, bases) = (part(|pair| pair.0), part(|pair| pair.1));
        let of_weekdays = [&values, &bases].map(|days| weekdays::profile(days));
        while end >= 7 {
            let week = |days: &Daily, means| weekdays::week_total(&days[end - 7..end], means);
            let totals = week(&values, &of_weekdays[0]).zip(week(&bases, &of_weekdays[1]));
            let log = totals.map(|(total, base)| (total / base).ln());
            let Some(log) = log.filter(|log| log.is_finite()) else {
                break;
            };
            logs.push(log);
            end -= 7;
        }
        logs.reverse();
        logs
    }

    /// The weekly logarithms over a window, without the season where that is wanted and can be told, and whether it was taken off: it can
    /// be where the longest unbroken path that ends with the window spans two years.
    ///
    /// `None` where a week of the window has no logarithm.
    #[must_use]
    pub fn weekly_path(&self, window: DayRange, adjust: bool) -> Option<(Vec<f64>, bool)> {
        let weeks = window.len() / 7;
        let path = self.weekly_logs(window.last());
        if path.len() < weeks || weeks == 0 {
            return None;
        }
        let own = path.len() - weeks;
        let adjusted = if adjust {
            weekly::adjusted(&path)
        } else {
            None
        };
        Some(match adjusted {
            Some(adjusted) => (adjusted[own..].to_vec(), true),
            None => (path[own..].to_vec(), false),
        })
    }

    /// The log change of the mean between two windows; `None` as for a specification.
    #[must_use]
    pub fn log_change(&self, pair: WindowPair, least: f64) -> Option<f64> {
        let centre = |days| centre(&self.seen(days, least)?, &[], Centre::Mean);
        let change = (centre(pair.end)? / centre(pair.start)?).ln();
        change.is_finite().then_some(change)
    }
}

/// The centre of a window; `sorted` are its daily ratios in order, which the mean does not need. `None` where it is not positive.
fn centre(pairs: &[(f64, f64)], sorted: &[f64], centre: Centre) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let value = match centre {
        Centre::Mean => {
            let base: f64 = pairs.iter().map(|(_, base)| base).sum();
            pairs.iter().map(|(value, _)| value).sum::<f64>() / base
        }
        Centre::Median => mean(sorted.get((sorted.len().max(1) - 1) / 2..=sorted.len() / 2)?),
        Centre::Trimmed => {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "days are few"
            )]
            let cut = (sorted.len() as f64 * TRIMMED).floor() as usize;
            mean(sorted.get(cut..sorted.len() - cut)?)
        }
    };
    (value > 0.0 && value.is_finite()).then_some(value)
}

fn sorted_ratios(pairs: &[(f64, f64)]) -> Vec<f64> {
    let ratios = pairs.iter().filter(|(_, base)| *base > 0.0);
    let mut sorted: Vec<f64> = ratios.map(|(value, base)| value / base).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

impl Curve {
    /// The curve of some quantities over a window, by some readings of it. A window of a specification holds at least `least` postings.
    #[must_use]
    pub fn of(
        quantities: &[Quantity],
        window: DayRange,
        least: f64,
        readings: &[Alignment],
    ) -> Curve {
        let mut curve = Curve {
            specifications: Vec::new(),
            tried: 0,
        };
        for shift_days in SHIFTS {
            let moved = DayRange::new(window.first(), window.last() + shift_days);
            for width_days in WIDTHS {
                for reading in readings.iter().copied() {
                    let pair = moved.and_then(|window| reading.windows_of(window, width_days));
                    for quantity in quantities {
                        curve.tried += Centre::ALL.len();
                        let Some(pair) = pair else { continue };
                        curve.add(
                            quantity,
                            (Some(reading), width_days, shift_days),
                            pair,
                            least,
                        );
                    }
                }
            }
        }
        curve.sorted()
    }

    /// The curve of two windows that the claim states: both ends of each are moved, and nothing else of the windows is open.
    #[must_use]
    pub fn between(quantities: &[Quantity], pair: WindowPair, least: f64) -> Curve {
        let mut curve = Curve {
            specifications: Vec::new(),
            tried: 0,
        };
        let width = i32::try_from(pair.end.len()).unwrap_or(i32::MAX);
        for shift_days in SHIFTS {
            let [start, end] = [pair.start, pair.end]
                .map(|days| DayRange::new(days.first() + shift_days, days.last() + shift_days));
            for quantity in quantities {
                curve.tried += Centre::ALL.len();
                let Some((start, end)) = start.zip(end) else {
                    continue;
                };
                let moved = WindowPair { start, end };
                curve.add(quantity, (None, width, shift_days), moved, least);
            }
        }
        curve.sorted()
    }

    /// The lowest change first. A stable sort: specifications of one change keep the order in which they were tried.
    fn sorted(mut self) -> Curve {
        self.specifications
            .sort_by(|a, b| a.change.total_cmp(&b.change));
        self
    }

    fn add(
        &mut self,
        quantity: &Quantity,
        (reading, width_days, shift_days): (Option<Alignment>, i32, i32),
        pair: WindowPair,
        least: f64,
    ) {
        let seen = [pair.start, pair.end].map(|days| quantity.seen(days, least));
        let [Some(start), Some(end)] = seen else {
            return;
        };
        let sorted = [sorted_ratios(&start), sorted_ratios(&end)];
        for one in Centre::ALL {
            let centres = centre(&start, &sorted[0], one).zip(centre(&end, &sorted[1], one));
            let change = centres.map(|(start, end)| end / start - 1.0);
            if let Some(change) = change.filter(|change| change.is_finite()) {
                self.specifications.push(Specification {
                    reading,
                    width_days,
                    shift_days,
                    denominator: quantity.denominator,
                    duplicates_count: quantity.duplicates_count,
                    centre: one,
                    change,
                });
            }
        }
    }

    /// The part of the specifications whose change lies on one side (+1 above, −1 below) of a pivot, 0 to 1; `None` where there is none.
    #[must_use]
    pub fn agreement(&self, direction: f64, pivot: f64) -> Option<f64> {
        agreement(&self.changes(), direction, pivot)
    }

    /// The median change, as a fraction; `None` where there is none.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let [_, median, _] = spread(&self.changes())?;
        median.is_finite().then_some(median)
    }

    /// The changes, the lowest first.
    #[must_use]
    pub fn changes(&self) -> Vec<f64> {
        self.specifications.iter().map(|one| one.change).collect()
    }
}
