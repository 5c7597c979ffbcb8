//! What a planted figure is: the exact expected value that an analysis of the market should recover. Knows no draw.

use model::DayRange;

use crate::effects::{CATEGORIES, TAGS, windows};
use crate::rates::Rates;

/// What a planted figure is a value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statistic {
    /// Change of the mean daily count between the windows (reading `first_full_window`), as a fraction.
    CountChange,
    /// Change of the mean midpoint of posted hourly ranges, as a fraction.
    PayChange,
    /// Share of all postings in the end window over that in the start window (×21 is 21.0).
    RateRatio,
}

impl Statistic {
    /// The first part of a figure's id.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Statistic::CountChange => "count",
            Statistic::PayChange => "pay",
            Statistic::RateRatio => "tag",
        }
    }
}

/// A figure with its exact expected value under the generator.
#[derive(Clone, Debug, PartialEq)]
pub struct PlantedFigure {
    /// `count:writing`, `pay:translation`, `tag:chatbot`.
    pub id: String,
    /// What it is a value of.
    pub statistic: Statistic,
    /// A category's or tag's slug.
    pub cohort: String,
    /// The expected value: a fraction for changes, a ratio for [`Statistic::RateRatio`].
    ///
    /// Without planted effects the change of a count is the season's own between the two windows, which lie 22 days apart in the year.
    pub planted: f64,
    /// The article's figure, where it states one and the market has effects.
    pub published: Option<f64>,
    /// Whether the value was chosen here, since the article's is not known.
    pub chosen: bool,
    /// The start and end windows.
    pub windows: (DayRange, DayRange),
}

/// Every figure: counts and pay of the categories, then the tags.
pub(crate) fn figures(rates: &Rates, planted: bool) -> Vec<PlantedFigure> {
    let (start, end) = windows();
    let figure = |statistic: Statistic, cohort: &str, value: f64, published: Option<f64>| {
        let published = published.filter(|_| planted);
        PlantedFigure {
            id: format!("{}:{cohort}", statistic.slug()),
            statistic,
            cohort: cohort.to_owned(),
            planted: value,
            published,
            chosen: planted && published.is_none(),
            windows: (start, end),
        }
    };
    let mut figures = Vec::new();
    for (position, effect) in CATEGORIES.iter().enumerate() {
        let change = rates.count_change(position, start, end);
        let slug = effect.category.slug();
        figures.push(figure(
            Statistic::CountChange,
            slug,
            change,
            effect.published_count,
        ));
    }
    for (position, effect) in CATEGORIES.iter().enumerate() {
        let change = rates.pay_change(position, start, end);
        figures.push(figure(
            Statistic::PayChange,
            effect.category.slug(),
            change,
            None,
        ));
    }
    for (position, tag) in TAGS.iter().enumerate() {
        let ratio = rates.tag_ratio(position, start, end);
        figures.push(figure(
            Statistic::RateRatio,
            tag.slug,
            ratio,
            tag.published_ratio,
        ));
    }
    figures
}
