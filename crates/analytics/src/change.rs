//! The readings of "84-day moving average": which two windows each compares. Knows calendars and means; knows no source, no interval and no claim.

use model::{Day, DayRange};
use serde::{Deserialize, Serialize};

use crate::claims::Text;
use crate::coverage::COVERED_SHARE;
use crate::interval::Pairing;
use crate::weekdays;
use crate::wording::said;

/// Days in the moving average: twelve whole weeks, so that every weekday weighs the same.
pub const WINDOW_DAYS: i32 = 84;

/// Days between a date and the same date a year earlier. A fixed number keeps both windows 84 days long; the pair is one date
/// off where a 29 February lies between them.
const YEAR_DAYS: i32 = 365;

/// 1 November 2022 to 14 February 2024, the days of the article.
#[must_use]
pub fn article_window() -> DayRange {
    const FIRST: i32 = 19_297;
    const LAST: i32 = 19_767;
    let ends = Day::from_number(FIRST).zip(Day::from_number(LAST));
    ends.and_then(|(first, last)| DayRange::new(first, last))
        .unwrap_or_else(|| unreachable!("both days lie in the calendar, in order"))
}

/// Two windows of days that are compared: the change is from the first to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WindowPair {
    /// The earlier days.
    pub start: DayRange,
    /// The later days.
    pub end: DayRange,
}

impl WindowPair {
    /// Whether the second window holds the dates of the first a year later.
    #[must_use]
    pub fn pairing(&self) -> Pairing {
        let apart = [
            self.end.first() - self.start.first(),
            self.end.last() - self.start.last(),
        ];
        // Two years of which one has a leap day are 364 to 366 days apart by the reading, by weekdays, or by dates.
        match apart.iter().all(|days| (364..=366).contains(days)) {
            true => Pairing::SameDates,
            false => Pairing::None,
        }
    }
}

/// A reading of "the change of the 84-day moving average over the window".
///
/// The article does not say which it used. On one series whose true effect is −25 % they give −13.8, −23.2, −36.3, −16.4 and
/// −24.9 % (golden `ma84`), so all are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alignment {
    /// The average that ends on the window's first day, so its days lie before the window.
    TrailingWithPreperiod,
    /// The first average whose 84 days all lie inside the window.
    FirstFullWindow,
    /// An average over as many days as there are: on the first day, that day alone.
    #[serde(rename = "min_periods_1")]
    MinPeriods1,
    /// Averages centred on the window's first and last day, the last one cut off where the window ends.
    CentredTruncated,
    /// The last 84 days against the same dates a year earlier.
    SeasonMatched,
}

impl Alignment {
    /// All five, in the order in which they are shown.
    pub const ALL: [Alignment; 5] = [
        Alignment::TrailingWithPreperiod,
        Alignment::FirstFullWindow,
        Alignment::MinPeriods1,
        Alignment::CentredTruncated,
        Alignment::SeasonMatched,
    ];

    /// The name in findings and claim files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Alignment::TrailingWithPreperiod => "trailing_with_preperiod",
            Alignment::FirstFullWindow => "first_full_window",
            Alignment::MinPeriods1 => "min_periods_1",
            Alignment::CentredTruncated => "centred_truncated",
            Alignment::SeasonMatched => "season_matched",
        }
    }

    /// The two windows that this reading compares; `None` where the window is shorter than 84 days, the two would share a day
    /// (they are compared as independent) or the calendar ends. [`why_no_windows`] says which.
    #[must_use]
    pub fn windows(self, window: DayRange) -> Option<WindowPair> {
        self.windows_of(window, WINDOW_DAYS)
    }

    /// The same for an average of another width in days.
    #[must_use]
    pub fn windows_of(self, window: DayRange, width: i32) -> Option<WindowPair> {
        let (a, b) = (window.first().number(), window.last().number());
        if b - a + 1 < width {
            return None;
        }
        let half = width / 2;
        let last = (b - width + 1, b);
        let (start, end) = match self {
            Alignment::TrailingWithPreperiod => ((a - width + 1, a), last),
            Alignment::FirstFullWindow => ((a, a + width - 1), last),
            Alignment::MinPeriods1 => ((a, a), last),
            Alignment::CentredTruncated => ((a - half, a + half - 1), (b - half, b)),
            Alignment::SeasonMatched => ((last.0 - YEAR_DAYS, last.1 - YEAR_DAYS), last),
        };
        let range = |(first, last): (i32, i32)| {
            DayRange::new(Day::from_number(first)?, Day::from_number(last)?)
        };
        let pair = WindowPair {
            start: range(start)?,
            end: range(end)?,
        };
        (pair.start.last() < pair.end.first()).then_some(pair)
    }

    /// The change under this reading of a fully observed daily series, as a fraction.
    ///
    /// `None` where a window reaches outside the series or the start mean is not positive.
    #[must_use]
    pub fn change(self, first: Day, daily: &[f64], window: DayRange) -> Option<f64> {
        let pair = self.windows(window)?;
        let start = mean(first, daily, pair.start)?;
        let end = mean(first, daily, pair.end)?;
        relative(start, end)
    }
}

/// The last 84 days of a window; `None` where it is shorter.
#[must_use]
pub fn last_average(window: DayRange) -> Option<DayRange> {
    let first = Day::from_number(window.last().number() - WINDOW_DAYS + 1)?;
    (first >= window.first())
        .then(|| DayRange::new(first, window.last()))
        .flatten()
}

/// The sentence that says why a window has no two windows to compare.
#[must_use]
pub fn why_no_windows(window: DayRange) -> Text {
    let lacking = if last_average(window).is_none() {
        said!("fewer than one average needs", "不足一个均值所需的天数")
    } else {
        said!(
            "too few for two averages that share no day",
            "不够得出两个没有共同日期的均值"
        )
    };
    said!(
        "The window {window} has {days} days, {lacking}.",
        "窗口（{window}）有 {days} 天，{lacking}。",
        window,
        days = window.len(),
        lacking,
    )
}

/// The mean of a daily series over some days; `None` where they reach outside it.
#[must_use]
pub fn mean(first: Day, daily: &[f64], days: DayRange) -> Option<f64> {
    let from = usize::try_from(days.first() - first).ok()?;
    let part = daily.get(from..from + days.len())?;
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    Some(part.iter().sum::<f64>() / part.len() as f64)
}

/// The change from one mean to another as a fraction; `None` where the first is not positive or the result is not finite.
#[must_use]
pub fn relative(start: f64, end: f64) -> Option<f64> {
    let change = end / start - 1.0;
    (start > 0.0 && change.is_finite()).then_some(change)
}

/// The trailing 84-day mean of a daily series, one value a day; `None` before `observed_from + 83`, where fewer than four fifths of the
/// 84 days were observed, and where a weekday was in none of them. `None` in the series is a day that was not; it stands as a day of its weekday.
///
/// Each mean is summed anew, so the line does not drift.
#[must_use]
pub fn trailing_means(daily: &[Option<f64>], observed_from: usize) -> Vec<Option<f64>> {
    let width = usize::try_from(WINDOW_DAYS).unwrap_or(84);
    let of_day = |end: usize| {
        let from = end
            .checked_sub(width)
            .filter(|from| *from >= observed_from)?;
        let window = &daily[from..end];
        let observed = window.iter().flatten().count();
        #[expect(clippy::cast_precision_loss, reason = "days are few")]
        let is_full = observed as f64 >= COVERED_SHARE * f64::from(WINDOW_DAYS);
        is_full.then(|| weekdays::mean(window)).flatten()
    };
    (1..=daily.len()).map(of_day).collect()
}
