//! Days of which some were not seen in, the same days with those made up from their own weekday out, so that a missing Saturday is no missing Tuesday. Knows no calendar: a weekday is a place counted back from the last day.

/// Fewer seen days than this say too little of a week.
const LEAST_DAYS_OF_WEEK: usize = 4;

/// The mean of each weekday, by its distance from the last day of the series modulo seven; `None` for one that was never seen.
pub type Profile = [Option<f64>; 7];

/// The place of a day's weekday in a [`Profile`].
fn place(at: usize, days: usize) -> usize {
    (days - 1 - at) % 7
}

/// The weekday means of a series.
#[must_use]
pub fn profile(days: &[Option<f64>]) -> Profile {
    let mut sums = [(0.0, 0.0); 7];
    for (at, day) in days.iter().enumerate() {
        if let Some(value) = day {
            let sum = &mut sums[place(at, days.len())];
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
    }
    sums.map(|(sum, n)| (n > 0.0).then(|| sum / n))
}

/// The series with the mean of its weekday on each day that was not seen. The mean of it is that of weekday means, by how often each
/// weekday occurs. `None` where the weekday of such a day was never seen.
#[must_use]
pub fn filled(days: &[Option<f64>]) -> Option<Vec<f64>> {
    let means = profile(days);
    let day = |(at, day): (usize, &Option<f64>)| day.or(means[place(at, days.len())]);
    days.iter().enumerate().map(day).collect()
}

/// The mean of a window; as [`filled`], and `None` where there is no day.
#[must_use]
pub fn mean(days: &[Option<f64>]) -> Option<f64> {
    let days = filled(days).filter(|days| !days.is_empty())?;
    #[expect(clippy::cast_precision_loss, reason = "days are few")]
    Some(days.iter().sum::<f64>() / days.len() as f64)
}

/// The total of a week, of which a day that was not seen holds what its weekday does beside those that were: the level is the week's own,
/// so that a week with a hole still swings. `None` with fewer than four days seen.
///
/// `means` are those of a series that ends on the week's weekday; where they say nothing of a weekday, a missing day is a mean one.
#[must_use]
pub fn week_total(week: &[Option<f64>], means: &Profile) -> Option<f64> {
    let total: f64 = week.iter().flatten().sum();
    let seen = week.iter().flatten().count();
    if seen == week.len() {
        return Some(total);
    }
    if seen < LEAST_DAYS_OF_WEEK {
        return None;
    }
    let of_place = |at: usize| means[place(at, week.len())];
    let known = week.iter().enumerate().filter(|(_, day)| day.is_some());
    let known: Option<f64> = known.map(|(at, _)| of_place(at)).sum();
    let whole: Option<f64> = (0..week.len()).map(of_place).sum();
    let times = whole.zip(known).map(|(whole, known)| whole / known);
    #[expect(clippy::cast_precision_loss, reason = "a week has seven days")]
    let plain = week.len() as f64 / seen as f64;
    Some(total * times.filter(|times| times.is_finite()).unwrap_or(plain))
}
