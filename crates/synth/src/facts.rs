//! Expected rates and a seed in, the facts of each day's postings out: category, tag and pay. Knows no text, so that a panel can be drawn without one.

use model::{Category, Currency, Pay, PayKind, Period};

use crate::effects::{CATEGORIES, TAGS};
use crate::rates::Rates;
use crate::sampling::Stream;

/// What is true of one posting before anyone words it.
#[derive(Clone, Copy)]
pub(crate) struct Facts {
    /// Position in the table of effects.
    pub(crate) category: usize,
    /// Position in the table of tags.
    pub(crate) tag: Option<usize>,
    pub(crate) pay: Option<Pay>,
}

impl Facts {
    pub(crate) fn category(&self) -> Category {
        CATEGORIES[self.category].category
    }
}

/// Swings of log demand around the expected value: an AR(1) common to all categories and one for each, of this persistence a day and these standard deviations.
///
/// Together 0.07, which is setting 2 of the simulation that chose the report's intervals; at 100 postings a day the Poisson noise is larger.
const PERSISTENCE: f64 = 0.7;
const COMMON_SWING: f64 = 0.05;
const OWN_SWING: f64 = 0.05;
/// Shape of the gamma factor on each day's rate (overdispersion as in a negative binomial).
const GAMMA_SHAPE: f64 = 50.0;

/// Shares of postings that state an hourly range and a fixed budget; the rest state no pay.
const HOURLY: f64 = 0.40;
const FIXED: f64 = 0.35;
/// Spread of log pay inside a category.
const HOURLY_SPREAD: f64 = 0.40;
const BUDGET_SPREAD: f64 = 0.75;
/// Half the width of an hourly range, as a fraction of its midpoint.
const NARROWEST: f64 = 0.10;
const WIDEST: f64 = 0.45;

/// Streams of a seed: the swings, the facts of each day (from `FACTS`), and the wording of each posting (from `WORDING`).
const SWINGS: u64 = 0;
const FACTS: u64 = 1 << 32;
pub(crate) const WORDING: u64 = 2 << 32;

/// The facts of day after day.
pub(crate) struct FactsByDay<'a> {
    rates: &'a Rates,
    seed: u64,
    days: usize,
    day: usize,
    swings: Stream,
    common: f64,
    own: [f64; CATEGORIES.len()],
}

impl<'a> FactsByDay<'a> {
    pub(crate) fn new(rates: &'a Rates, seed: u64, days: usize) -> FactsByDay<'a> {
        let mut swings = Stream::new(seed, SWINGS);
        let common = swings.normal();
        let own = std::array::from_fn(|_| swings.normal());
        FactsByDay {
            rates,
            seed,
            days,
            day: 0,
            swings,
            common,
            own,
        }
    }

    /// Goes on to the next day without drawing this one's postings, which changes nothing about the others.
    pub(crate) fn pass_day(&mut self) {
        self.step();
        self.day += 1;
    }

    fn step(&mut self) {
        let fresh = (1.0 - PERSISTENCE * PERSISTENCE).sqrt();
        self.common = PERSISTENCE * self.common + fresh * self.swings.normal();
        for own in &mut self.own {
            *own = PERSISTENCE * *own + fresh * self.swings.normal();
        }
    }

    /// The factor on a category's rate; its expectation is 1, so that the planted change is that of the expected counts.
    fn swing(&self, category: usize) -> f64 {
        let variance = COMMON_SWING * COMMON_SWING + OWN_SWING * OWN_SWING;
        (COMMON_SWING * self.common + OWN_SWING * self.own[category] - variance / 2.0).exp()
    }

    fn draw(&self) -> Vec<Facts> {
        let mut stream = Stream::new(self.seed, FACTS + self.day as u64);
        let mut facts = Vec::new();
        for category in 0..CATEGORIES.len() {
            let gamma = stream.gamma_of_mean_one(GAMMA_SHAPE);
            let mean = self.rates.count(category, self.day) * self.swing(category) * gamma;
            let tags = self.tag_probabilities(category);
            let n = stream.poisson(mean);
            facts.extend((0..n).map(|_| Facts {
                category,
                tag: draw_tag(&mut stream, &tags),
                pay: draw_pay(&mut stream, category, self.rates.pay(category, self.day)),
            }));
        }
        facts
    }

    /// For each tag that the category hosts, its position and the probability that a posting carries it.
    fn tag_probabilities(&self, category: usize) -> Vec<(usize, f64)> {
        let hosted = TAGS.iter().enumerate();
        hosted
            .filter(|(_, tag)| tag.hosts.contains(&CATEGORIES[category].category))
            .map(|(position, _)| (position, self.rates.tag_among_hosts(position, self.day)))
            .collect()
    }
}

impl Iterator for FactsByDay<'_> {
    type Item = Vec<Facts>;

    fn next(&mut self) -> Option<Vec<Facts>> {
        if self.day == self.days {
            return None;
        }
        let facts = self.draw();
        self.pass_day();
        Some(facts)
    }
}

/// At most one tag: a posting that carries two would be counted in a ratio that it was not planted for.
fn draw_tag(stream: &mut Stream, tags: &[(usize, f64)]) -> Option<usize> {
    let mut left = stream.uniform();
    for (tag, probability) in tags {
        if left < *probability {
            return Some(*tag);
        }
        left -= probability;
    }
    None
}

fn draw_pay(stream: &mut Stream, category: usize, multiplier: f64) -> Option<Pay> {
    let effect = &CATEGORIES[category];
    let kind = stream.uniform();
    if kind < HOURLY {
        // Rounding to whole dollars is up or down by chance, so that the mean midpoint stays the planted one; a dollar is the least.
        let middle = effect.hourly * multiplier * (HOURLY_SPREAD * stream.normal()).exp();
        let half = NARROWEST + (WIDEST - NARROWEST) * stream.uniform();
        let ends = stream.round_unbiased([middle * (1.0 - half), middle * (1.0 + half)]);
        let [low, high] = ends.map(|end| end.max(1));
        dollars(PayKind::Hourly, low, high, Period::Hour)
    } else if kind < HOURLY + FIXED {
        // Budgets do not change: who pools them with hourly pay gets another answer than the planted one.
        let budget = effect.budget * (BUDGET_SPREAD * stream.normal()).exp();
        let [_, steps] = stream.round_unbiased([0.0, budget / 5.0]);
        let budget = (steps * 5).max(5);
        dollars(PayKind::Fixed, budget, budget, Period::Project)
    } else {
        None
    }
}

fn dollars(kind: PayKind, low: i64, high: i64, period: Period) -> Option<Pay> {
    Pay::from_hundredths(kind, low * 100, high * 100, Currency::USD, period).ok()
}
