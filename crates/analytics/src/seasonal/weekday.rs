//! Daily counts in; a factor for each weekday and each holiday, and the counts with and without them, out. Knows no season longer than a week.
//!
//! The mean of a day is the level of its week times the factor of its weekday times that of a holiday. Levels are free, so neither a trend
//! nor a break tilts a factor. The fit is the Poisson pseudo-likelihood of that model, found by making the margins right in turn
//! (iterative proportional fitting, Deming and Stephan 1940), which needs no matrix and takes zeros as they are.

use model::Day;

/// Days that share an effect: one holiday over the years, or the days around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// What people call it.
    pub name: String,
    /// Its days.
    pub days: Vec<Day>,
}

/// Factors by which a day's count differs from the mean day of its week.
#[derive(Clone, Debug, PartialEq)]
pub struct Factors {
    /// Monday to Sunday; their mean is 1.
    pub weekdays: [f64; 7],
    /// The holidays that the counts tell apart from their weeks, each with its factor upon that of the weekday.
    pub holidays: Vec<(Holiday, f64)>,
}

impl Factors {
    /// The factor of a day, weekday and holidays together.
    #[must_use]
    pub fn of(&self, day: Day) -> f64 {
        let holidays = self.holidays.iter();
        let on_it = holidays.filter(|(holiday, _)| holiday.days.contains(&day));
        let holiday: f64 = on_it.map(|(_, factor)| factor).product();
        self.weekdays[usize::from(day.weekday_from_monday())] * holiday
    }
}

/// Counts with and without their weekdays and holidays, one a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Not adjusted: as they came.
    pub unadjusted: Vec<Option<f64>>,
    /// Adjusted: divided by the day's factor. `None` also on a holiday on which nothing was ever published.
    pub adjusted: Vec<Option<f64>>,
}

/// Counts divided by the factors of their days, from the first day on.
#[must_use]
pub fn adjust(first: Day, counts: &[Option<f64>], factors: &Factors) -> Adjusted {
    let days = (0i32..).map(|at| factors.of(first + at));
    let adjusted = counts.iter().zip(days).map(|(count, factor)| {
        let count = count.map(|count| count / factor);
        count.filter(|count| count.is_finite())
    });
    Adjusted {
        unadjusted: counts.to_vec(),
        adjusted: adjusted.collect(),
    }
}

const MOST_ROUNDS: usize = 2000;
const CONVERGED: f64 = 1e-13;

/// The factors of daily counts from `first` on, `None` being a day that was not observed; held against statsmodels' `GLM` with a dummy
/// for each week, six weekdays and the holidays.
///
/// Weeks are counted from the first day. One that is all holiday says nothing of either and is left out. `None` with fewer than fourteen
/// days, where a weekday has no postings at all, where a count is negative or not finite, or where the rounds do not settle.
#[must_use]
pub fn factors(first: Day, counts: &[Option<f64>], holidays: &[Holiday]) -> Option<Factors> {
    let bad = |count: &f64| !(*count >= 0.0 && count.is_finite());
    if counts.len() < 14 || counts.iter().flatten().any(bad) {
        return None;
    }
    let cells = cells(first, counts, holidays);
    let of_week = |cell: &Cell, week: usize| cell.week == week;
    let of_weekday = |cell: &Cell, weekday: usize| cell.weekday == weekday;
    let of_holiday = |cell: &Cell, holiday: usize| cell.holidays.contains(&holiday);
    let mut means = vec![1.0; cells.len()];
    let mut levels = Margin::of(counts.len().div_ceil(7), &cells, of_week);
    let mut weekdays = Margin::of(7, &cells, of_weekday);
    let mut others = Margin::of(holidays.len(), &cells, of_holiday);
    if weekdays.totals.iter().any(|total| *total <= 0.0) {
        return None;
    }
    let settled = (0..MOST_ROUNDS).any(|_| {
        levels.make_right(&mut means);
        weekdays
            .make_right(&mut means)
            .max(others.make_right(&mut means))
            < CONVERGED
    });
    let mean = weekdays.factors.iter().sum::<f64>() / 7.0;
    let known = holidays.iter().zip(&others.factors).zip(&others.cells);
    let factors = Factors {
        weekdays: std::array::from_fn(|weekday| weekdays.factors[weekday] / mean),
        holidays: known
            .filter(|(_, cells)| !cells.is_empty())
            .map(|((holiday, factor), _)| (holiday.clone(), *factor))
            .collect(),
    };
    let all = factors.holidays.iter().map(|(_, factor)| factor);
    let finite = all.chain(&factors.weekdays).all(|one| one.is_finite());
    (settled && finite).then_some(factors)
}

/// One observed day and the margins that it belongs to.
struct Cell {
    count: f64,
    week: usize,
    weekday: usize,
    holidays: Vec<usize>,
}

fn cells(first: Day, counts: &[Option<f64>], holidays: &[Holiday]) -> Vec<Cell> {
    let numbered = counts.iter().zip(0i32..).enumerate();
    let mut cells: Vec<Cell> = numbered
        .filter_map(|(place, (count, at))| {
            let day = first + at;
            let on_it = |(number, holiday): (usize, &Holiday)| {
                holiday.days.contains(&day).then_some(number)
            };
            Some(Cell {
                count: (*count)?,
                week: place / 7,
                weekday: usize::from(day.weekday_from_monday()),
                holidays: holidays.iter().enumerate().filter_map(on_it).collect(),
            })
        })
        .collect();
    let mut plain = vec![false; counts.len().div_ceil(7)];
    for cell in &cells {
        plain[cell.week] |= cell.holidays.is_empty();
    }
    cells.retain(|cell| plain[cell.week]);
    cells
}

/// One way of grouping the cells: the factor of each group, and the total that it must give.
struct Margin {
    factors: Vec<f64>,
    totals: Vec<f64>,
    cells: Vec<Vec<usize>>,
}

impl Margin {
    fn of(groups: usize, cells: &[Cell], belongs: impl Fn(&Cell, usize) -> bool) -> Margin {
        let members = |group: usize| -> Vec<usize> {
            let all = cells.iter().enumerate();
            all.filter(|(_, cell)| belongs(cell, group))
                .map(|(at, _)| at)
                .collect()
        };
        let members: Vec<Vec<usize>> = (0..groups).map(members).collect();
        let total = |of: &Vec<usize>| of.iter().map(|at| cells[*at].count).sum();
        Margin {
            factors: vec![1.0; groups],
            totals: members.iter().map(total).collect(),
            cells: members,
        }
    }

    /// Scales the means of each group to its total, one group after the other, since holidays may share a day; gives the largest step.
    fn make_right(&mut self, means: &mut [f64]) -> f64 {
        let mut largest: f64 = 0.0;
        let groups = self.cells.iter().zip(&self.totals).zip(&mut self.factors);
        for ((cells, total), factor) in groups {
            let mean: f64 = cells.iter().map(|at| means[*at]).sum();
            // A group without postings has means of zero from the first round on, and one without cells never has any.
            if mean <= 0.0 {
                continue;
            }
            let step = total / mean;
            cells.iter().for_each(|at| means[*at] *= step);
            *factor *= step;
            largest = largest.max((step - 1.0).abs());
        }
        largest
    }
}
