//! Ranges of numbers and days in, places and round ticks out. Knows no chart.

use analytics::claims::Text;
use model::{Day, DayRange};

use super::words;

/// Maps values to places; on a logarithmic scale equal ratios are equally far apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Scale {
    pub(crate) fn linear((low, high): (f64, f64), (from, to): (f64, f64)) -> Scale {
        Scale {
            low,
            high: if high > low { high } else { low + 1.0 },
            from,
            to,
            logarithmic: false,
        }
    }

    /// Both ends must be above zero; what is not is drawn at the low end.
    pub(crate) fn logarithmic((low, high): (f64, f64), (from, to): (f64, f64)) -> Scale {
        let low = low.max(f64::MIN_POSITIVE);
        Scale {
            low,
            high: if high > low { high } else { low * 2.0 },
            from,
            to,
            logarithmic: true,
        }
    }

    /// The place of a value; values beyond the ends are put at the ends.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let share = if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + share * (self.to - self.from)
    }

    pub(crate) fn is_beyond(&self, value: f64) -> bool {
        value < self.low || value > self.high
    }

    pub(crate) fn ticks(&self, about: usize) -> Vec<f64> {
        if self.logarithmic {
            logarithmic_ticks(self.low, self.high, about)
        } else {
            linear_ticks(self.low, self.high, about)
        }
    }
}

/// A range widened to whole steps of 1, 2, 2.5 or 5 times a power of ten.
pub(crate) fn widened(low: f64, high: f64, about: usize) -> (f64, f64) {
    let step = step(low, high, about);
    ((low / step).floor() * step, (high / step).ceil() * step)
}

fn step(low: f64, high: f64, about: usize) -> f64 {
    let rough = ((high - low) / about.max(1) as f64).max(1e-9);
    let power = 10f64.powf(rough.log10().floor());
    let over = rough / power;
    let round = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|candidate| over <= candidate * 1.000_001)
        .unwrap_or(10.0);
    round * power
}

fn linear_ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let step = step(low, high, about);
    let first = (low / step - 1e-6).ceil() as i64;
    let last = (high / step + 1e-6).floor() as i64;
    (first..=last).map(|k| k as f64 * step).collect()
}

fn logarithmic_ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let within = |steps: &[f64]| -> Vec<f64> {
        let first = low.log10().floor() as i32;
        let last = high.log10().ceil() as i32;
        (first..=last)
            .flat_map(|power| steps.iter().map(move |s| s * 10f64.powi(power)))
            .filter(|tick| *tick >= low * 0.999_999 && *tick <= high * 1.000_001)
            .collect()
    };
    for steps in [&[1.0, 2.0, 5.0][..], &[1.0, 3.0]] {
        let ticks = within(steps);
        if ticks.len() <= about {
            return ticks;
        }
    }
    within(&[1.0])
}

/// Days with labels, at most `most` of them: years where the span is long, months where it is short.
pub(crate) fn day_ticks(range: DayRange, most: usize) -> Vec<(Day, Text)> {
    for months in [1, 2, 3, 6, 12, 24, 60, 120] {
        let ticks = every(range, months);
        if ticks.len() <= most.max(1) {
            return ticks;
        }
    }
    Vec::new()
}

/// Every so many months, counted from January of year zero so that years and quarters begin where they should.
fn every(range: DayRange, months: i32) -> Vec<(Day, Text)> {
    let number = |day: Day| {
        let (year, month, _) = day.ymd();
        i32::from(year) * 12 + i32::from(month) - 1
    };
    let first = number(range.first());
    let last = number(range.last());
    (first..=last)
        .filter(|number| number % months == 0)
        .filter_map(|number| {
            let year = i16::try_from(number / 12).ok()?;
            let month = i8::try_from(number % 12 + 1).ok()?;
            let day = Day::from_ymd(year, month, 1)?;
            let label = if months >= 12 {
                Text::same(year.to_string())
            } else {
                words::month(day)
            };
            range.contains(day).then_some((day, label))
        })
        .collect()
}
