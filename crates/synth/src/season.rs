//! A day and a category in, the seasonal factor of demand out: weekday, yearly waves and the holidays. Knows no trend and no noise.

use std::f64::consts::TAU;

use model::{Category, Day};

/// Monday to Sunday; sums to 7. The shape is the one that the coverage simulation of the intervals assumes.
const WEEKDAY: [f64; 7] = [
    1.05 * 7.0 / 6.7,
    1.15 * 7.0 / 6.7,
    1.20 * 7.0 / 6.7,
    1.15 * 7.0 / 6.7,
    1.00 * 7.0 / 6.7,
    0.55 * 7.0 / 6.7,
    0.60 * 7.0 / 6.7,
];

/// Days from New Year before each month of a common year.
const BEFORE_MONTH: [f64; 12] = [
    0.0, 31.0, 59.0, 90.0, 120.0, 151.0, 181.0, 212.0, 243.0, 273.0, 304.0, 334.0,
];

/// Waves of one, two and three periods a year: amplitude and the day of the year on which each peaks.
///
/// Small on purpose: the article's two windows lie 22 days apart in the year, and a large season would look like an effect.
fn waves(category: Category) -> [(f64, f64); 3] {
    match category {
        Category::Writing => [(0.030, 60.0), (0.015, 100.0), (0.010, 40.0)],
        Category::Translation => [(0.020, 75.0), (0.015, 80.0), (0.006, 10.0)],
        Category::CustomerService => [(0.035, 300.0), (0.012, 130.0), (0.008, 70.0)],
        Category::SocialMedia => [(0.025, 40.0), (0.010, 60.0), (0.006, 100.0)],
        Category::WebDev => [(0.030, 65.0), (0.012, 95.0), (0.008, 30.0)],
        Category::Backend => [(0.025, 70.0), (0.010, 90.0), (0.008, 20.0)],
        Category::GraphicDesign => [(0.030, 290.0), (0.015, 120.0), (0.006, 90.0)],
        Category::WebDesign => [(0.030, 50.0), (0.012, 85.0), (0.008, 15.0)],
        Category::Video => [(0.025, 320.0), (0.012, 140.0), (0.008, 60.0)],
        Category::Accounting => [(0.080, 60.0), (0.030, 65.0), (0.010, 75.0)],
        Category::Sales => [(0.030, 30.0), (0.015, 75.0), (0.008, 50.0)],
        _ => [(0.025, 90.0), (0.012, 110.0), (0.008, 5.0)],
    }
}

/// How deep demand falls between Christmas and New Year. The dip lies in both windows, so that it cancels in a change but widens the
/// interval of a count: at twice this depth the intervals of a large market covered in all of a hundred cases, which tests nothing.
const HOLIDAY_DIP: f64 = 0.16;
/// The day of the year around which the dip lies, and its spread in days.
const HOLIDAY_CENTRE: f64 = 361.0;
const HOLIDAY_SPREAD: f64 = 5.0;

/// Position in a year of 365 days, so that one calendar date has one season in every year (29 February takes 28 February's).
fn position_in_year(day: Day) -> f64 {
    let (_, month, of_month) = day.ymd();
    let before = BEFORE_MONTH[usize::from(month.unsigned_abs()).clamp(1, 12) - 1];
    let of_month = if month == 2 {
        of_month.min(28)
    } else {
        of_month
    };
    before + f64::from(of_month)
}

fn raw_yearly(category: Category, position: f64) -> f64 {
    let mut factor = 1.0;
    for (order, (amplitude, peak)) in (1..=3).map(f64::from).zip(waves(category)) {
        factor += amplitude * (TAU * order * (position - peak) / 365.0).cos();
    }
    let distance = (position - HOLIDAY_CENTRE).abs();
    let distance = distance.min(365.0 - distance) / HOLIDAY_SPREAD;
    factor * (1.0 - HOLIDAY_DIP * (-0.5 * distance * distance).exp())
}

/// The season of one category: mean 1 over a year of 365 days and over a week.
pub(crate) struct Season {
    category: Category,
    mean: f64,
}

impl Season {
    pub(crate) fn of(category: Category) -> Season {
        let sum: f64 = (1..=365).map(|p| raw_yearly(category, f64::from(p))).sum();
        Season {
            category,
            mean: sum / 365.0,
        }
    }

    /// The factor of a day, weekday included.
    pub(crate) fn factor(&self, day: Day) -> f64 {
        let weekday = WEEKDAY[usize::from(day.weekday_from_monday())];
        weekday * raw_yearly(self.category, position_in_year(day)) / self.mean
    }
}
