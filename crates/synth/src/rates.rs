//! The planted effects in, the expected number of postings, pay and tag shares of every day out. Knows no noise: everything here is exact.

use model::{Category, DayRange};

use crate::effects::{CATEGORIES, Path, TAGS, market_days, windows};
use crate::season::Season;

/// Expected values of every day of the market, one row a category or tag.
pub(crate) struct Rates {
    days: DayRange,
    /// Expected postings, by category and day.
    count: Vec<Vec<f64>>,
    /// Factor on the hourly pay, by category and day.
    pay: Vec<Vec<f64>>,
    /// Share of all postings, by tag and day.
    tag_share: Vec<Vec<f64>>,
    /// Expected postings of a tag's host categories over all expected postings, by tag and day.
    host_share: Vec<Vec<f64>>,
}

impl Rates {
    /// `planted` false leaves every multiplier at 1; seasons stay.
    pub(crate) fn new(postings_per_day: f64, planted: bool) -> Rates {
        let days = market_days();
        let mut rates = Rates {
            days,
            count: Vec::new(),
            pay: Vec::new(),
            tag_share: Vec::new(),
            host_share: Vec::new(),
        };
        for effect in &CATEGORIES {
            let season = Season::of(effect.category);
            let level = postings_per_day * effect.share;
            let quiet: Vec<f64> = days.days().map(|day| level * season.factor(day)).collect();
            let (start, end) = windows();
            // The planted change is that of the window means with the season in it, so the season's own change is divided out.
            let season_alone = rates.sum(&quiet, end) / rates.sum(&quiet, start);
            let target = planted.then_some((1.0 + effect.count) / season_alone);
            let multiplier = rates.multiplier(&quiet, effect.path, target);
            let count: Vec<f64> = quiet.iter().zip(multiplier).map(|(x, m)| x * m).collect();
            let target = planted.then_some(1.0 + effect.pay);
            rates
                .pay
                .push(rates.multiplier(&count, Path::Smooth, target));
            rates.count.push(count);
        }
        let all = rates.total();
        for tag in &TAGS {
            let target = planted.then_some(tag.ratio);
            let multiplier = rates.multiplier(&all, tag.path, target);
            let born = (tag.born)();
            let share = days.days().zip(&multiplier);
            let share = share.map(|(day, factor)| if day < born { 0.0 } else { tag.base * factor });
            rates.tag_share.push(share.collect());
            let hosts = rates.hosts_over_all(tag.hosts, &all);
            rates.host_share.push(hosts);
        }
        rates
    }

    fn total(&self) -> Vec<f64> {
        (0..self.days.len())
            .map(|day| self.count.iter().map(|row| row[day]).sum())
            .collect()
    }

    fn hosts_over_all(&self, hosts: &[Category], all: &[f64]) -> Vec<f64> {
        let rows: Vec<&Vec<f64>> = CATEGORIES
            .iter()
            .zip(&self.count)
            .filter(|(effect, _)| hosts.contains(&effect.category))
            .map(|(_, row)| row)
            .collect();
        all.iter()
            .enumerate()
            .map(|(day, all)| rows.iter().map(|row| row[day]).sum::<f64>() / all)
            .collect()
    }

    fn multiplier(&self, weights: &[f64], path: Path, target: Option<f64>) -> Vec<f64> {
        match target {
            None => vec![1.0; weights.len()],
            Some(ratio) => self.solve(weights, path, ratio),
        }
    }

    /// The multiplier exp(θ·progress) whose weighted mean over the end window is `ratio` times that over the start window.
    ///
    /// The ratio rises with θ, since progress is 1 in all of the end window and less in the start window, so bisection finds it.
    fn solve(&self, weights: &[f64], path: Path, ratio: f64) -> Vec<f64> {
        let (start, end) = windows();
        let progress: Vec<f64> = self.days.days().map(|day| path.progress(day)).collect();
        let with =
            |theta: f64| -> Vec<f64> { progress.iter().map(|g| (theta * g).exp()).collect() };
        let (mut low, mut high) = (-10.0_f64, 10.0_f64);
        while (high - low) > 1e-15 * low.abs().max(high.abs()) {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            let m = with(middle);
            let mean = |window| self.weighted_mean(&m, weights, window);
            if mean(end) < ratio * mean(start) {
                low = middle;
            } else {
                high = middle;
            }
        }
        with(0.5 * (low + high))
    }

    fn sum(&self, row: &[f64], window: DayRange) -> f64 {
        let within = self.days.days().zip(row);
        let within = within.filter(|(day, _)| window.contains(*day));
        within.map(|(_, value)| value).sum()
    }

    fn weighted_mean(&self, row: &[f64], weights: &[f64], window: DayRange) -> f64 {
        let product: Vec<f64> = row.iter().zip(weights).map(|(x, w)| x * w).collect();
        self.sum(&product, window) / self.sum(weights, window)
    }

    /// Expected postings of a category (by its position in the table of effects) on a day (by its position in the market).
    pub(crate) fn count(&self, category: usize, day: usize) -> f64 {
        self.count[category][day]
    }

    /// Factor on the category's hourly pay on a day.
    pub(crate) fn pay(&self, category: usize, day: usize) -> f64 {
        self.pay[category][day]
    }

    /// The probability that a posting of one of the tag's host categories carries it, so that its share of *all* postings is the planted one.
    pub(crate) fn tag_among_hosts(&self, tag: usize, day: usize) -> f64 {
        self.tag_share[tag][day] / self.host_share[tag][day]
    }

    /// Expected change of a category's daily mean from one window to another, as a fraction.
    pub(crate) fn count_change(&self, category: usize, start: DayRange, end: DayRange) -> f64 {
        let row = &self.count[category];
        let mean = |window: DayRange| self.sum(row, window) / days_in(window);
        mean(end) / mean(start) - 1.0
    }

    /// Expected change of the daily mean of all postings, as a fraction.
    pub(crate) fn total_change(&self, start: DayRange, end: DayRange) -> f64 {
        let all = self.total();
        let mean = |window: DayRange| self.sum(&all, window) / days_in(window);
        mean(end) / mean(start) - 1.0
    }

    /// Expected change of the mean hourly midpoint of a category's postings, as a fraction.
    pub(crate) fn pay_change(&self, category: usize, start: DayRange, end: DayRange) -> f64 {
        let mean = |window| self.weighted_mean(&self.pay[category], &self.count[category], window);
        mean(end) / mean(start) - 1.0
    }

    /// Expected share of all postings that carry a tag in one window over that in another.
    pub(crate) fn tag_ratio(&self, tag: usize, start: DayRange, end: DayRange) -> f64 {
        let all = self.total();
        let mean = |window| self.weighted_mean(&self.tag_share[tag], &all, window);
        mean(end) / mean(start)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a range holds few days")]
fn days_in(window: DayRange) -> f64 {
    window.len() as f64
}
