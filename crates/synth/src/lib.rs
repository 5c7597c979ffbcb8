//! A seed in, a labour market with known true answers out: postings in the shape of Upwork's, and the figures that were planted in them. Read by nothing but demo, tests and benches; knows no clock, file or index.
//!
//! Every category's expected number of postings is `level × weekday × season × effect`; a day's count is Poisson around it, with mean-one
//! swings (an AR(1) in the logarithm, common and by category) and a mean-one gamma factor. The effects are solved for numerically, so that
//! the ratio of the expected window means is the planted figure exactly, with season and weekdays in it.

mod effects;
mod facts;
mod grammar;
mod jsonl;
mod posting;
mod profile;
mod rates;
mod rss;
mod sampling;
mod season;
mod tally;
mod truth;
mod when;

use model::{Category, DayRange, Panel, TagId};

pub use grammar::{TRAPS, Trap};
pub use posting::{Channel, PLATFORM, SyntheticPosting};
pub use profile::{JSONL_PROFILE, RSS_PROFILE};
pub use sampling::Stream;
pub use truth::{PlantedFigure, Statistic};

use effects::{CATEGORIES, TAGS, market_days};
use facts::FactsByDay;
use posting::Postings;
use rates::Rates;

/// A seeded market over 2020-01-01 to 2024-02-14. The same seed and pace give the same bytes.
pub struct Market {
    seed: u64,
    planted: bool,
    rates: Rates,
}

impl Market {
    /// A market in the shape of the article. `postings_per_day` is the mean over a year before anything changes.
    #[must_use]
    pub fn planted(seed: u64, postings_per_day: f64) -> Market {
        Market::new(seed, postings_per_day, true)
    }

    /// The same seasons and noise with nothing planted.
    #[must_use]
    pub fn null(seed: u64, postings_per_day: f64) -> Market {
        Market::new(seed, postings_per_day, false)
    }

    fn new(seed: u64, postings_per_day: f64, planted: bool) -> Market {
        Market {
            seed,
            planted,
            rates: Rates::new(postings_per_day, planted),
        }
    }

    /// 2020-01-01 to 2024-02-14.
    #[must_use]
    pub fn days(&self) -> DayRange {
        market_days()
    }

    /// The slugs of the planted tags.
    #[must_use]
    pub fn tag_slugs() -> Vec<&'static str> {
        TAGS.iter().map(|tag| tag.slug).collect()
    }

    /// Every posting in time order, reposts after their originals. Holds one day at a time.
    pub fn postings(&self) -> impl Iterator<Item = SyntheticPosting> {
        self.postings_by(None)
    }

    fn postings_by(&self, only: Option<Channel>) -> Postings<'_> {
        Postings::new(&self.rates, self.seed, market_days(), only)
    }

    /// Every figure with its exact expected value.
    #[must_use]
    pub fn truth(&self) -> Vec<PlantedFigure> {
        truth::figures(&self.rates, self.planted)
    }

    /// Expected change of a category's daily mean between any two windows, as a fraction; `None` for a category that the market lacks.
    #[must_use]
    pub fn expected_count_change(
        &self,
        category: Category,
        start: DayRange,
        end: DayRange,
    ) -> Option<f64> {
        position(category).map(|row| self.rates.count_change(row, start, end))
    }

    /// Expected change of a category's share of all postings between any two windows, as a fraction; `None` for a category that the market lacks.
    #[must_use]
    pub fn expected_share_change(
        &self,
        category: Category,
        start: DayRange,
        end: DayRange,
    ) -> Option<f64> {
        let own = self.expected_count_change(category, start, end)?;
        Some((1.0 + own) / (1.0 + self.rates.total_change(start, end)) - 1.0)
    }

    /// Expected change of the mean hourly midpoint of a category's postings between any two windows, as a fraction; `None` for a category that the market lacks.
    #[must_use]
    pub fn expected_pay_change(
        &self,
        category: Category,
        start: DayRange,
        end: DayRange,
    ) -> Option<f64> {
        position(category).map(|row| self.rates.pay_change(row, start, end))
    }

    /// The day on which the slope of the logarithm of some planted changes turns: 1 August 2023, in writing among others.
    #[must_use]
    pub fn planted_turn() -> model::Day {
        effects::turn()
    }

    /// The panel of the whole market, drawn without text: exactly what a tally of [`Market::postings`] without its reposts gives.
    ///
    /// Cohorts are the twelve categories and the given tags, of which those that are not planted stay empty.
    #[must_use]
    pub fn panel(&self, tags: &[(String, TagId)]) -> Panel {
        self.panel_over(market_days(), tags, true)
    }

    /// The panel of some of the market's days, with or without pay.
    #[must_use]
    pub fn panel_over(&self, days: DayRange, tags: &[(String, TagId)], pay: bool) -> Panel {
        let market = market_days();
        let facts = FactsByDay::new(&self.rates, self.seed, market.len());
        let request = tally::Request {
            market,
            days,
            tags,
            pay,
        };
        tally::panel(facts, &request)
    }

    /// The postings of [`Channel::Rss`] as named pages, in the order of their names.
    pub fn rss_pages(&self, per_page: usize) -> impl Iterator<Item = (String, Vec<u8>)> {
        rss::Pages {
            postings: self.postings_by(Some(Channel::Rss)),
            per_page: per_page.max(1),
            written: 0,
        }
    }

    /// The postings of [`Channel::Jsonl`], one JSON object with its line feed each.
    pub fn jsonl(&self) -> impl Iterator<Item = Vec<u8>> {
        self.postings_by(Some(Channel::Jsonl))
            .map(|one| jsonl::line(&one))
    }
}

fn position(category: Category) -> Option<usize> {
    CATEGORIES
        .iter()
        .position(|effect| effect.category == category)
}
