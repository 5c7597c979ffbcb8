//! `report.toml` in, what a report says and in which order out. Knows no figure and no template.

use model::{Day, DayRange};
use serde::Deserialize;

use crate::error::Error;

/// What a report says: its title, its universe, its sections and the events that its charts mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDefinition {
    raw: Raw,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    universe: String,
    article: Option<Article>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    sections: Vec<Section>,
}

/// The text whose sentences are judged.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Article {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) publisher: String,
    pub(crate) url: Option<String>,
    pub(crate) published: String,
    pub(crate) first_day: Day,
    pub(crate) last_day: Day,
    pub(crate) about: String,
}

/// Something that happened on a day and that a chart marks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) day: Day,
    pub(crate) label: String,
}

/// One section: which claims it holds, and which charts and tables stand in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    /// Claims by id; they stand here whatever section they name themselves.
    #[serde(default)]
    pub(crate) claims: Vec<String>,
    /// All further claims that name one of these sections.
    #[serde(default)]
    pub(crate) claim_sections: Vec<String>,
    #[serde(default)]
    pub(crate) charts: Vec<Chart>,
    #[serde(default)]
    pub(crate) tables: Vec<Table>,
}

/// The charts that a section can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Chart {
    /// Lines of the average by category in one picture.
    Averages,
    /// The same lines, a panel each.
    AveragesByCategory,
    /// The same panels, each line beside itself without its season.
    Adjusted,
    /// Bars of change by category.
    Changes,
    /// Bars of change of the share of all postings by category.
    Shares,
    /// Bars of change of hourly pay by category.
    Pay,
    /// Rate ratios of the AI-skill tags.
    Skills,
}

/// The tables that a section can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Table {
    /// Counts and changes by category.
    Categories,
    /// Hourly pay by category.
    Pay,
    /// Counts, shares and ratios by tag.
    Skills,
}

impl ReportDefinition {
    /// Reads a `report.toml`; `file` is how messages name it.
    ///
    /// # Errors
    /// [`Error::Definition`] with file, line and key: unknown keys, a chart or table that does not exist, an empty universe,
    /// two sections of one id, or an article that ends before it starts.
    pub fn parse(file: &str, text: &str) -> Result<ReportDefinition, Error> {
        let fault = |message: String| Error::Definition {
            file: file.to_owned(),
            message,
        };
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            fault(format!("line {line}: {}", error.message()))
        })?;
        if raw.title.trim().is_empty() {
            return Err(fault("title is empty".to_owned()));
        }
        if raw.universe.trim().is_empty() {
            return Err(fault(
                "universe is empty; write a query such as market:freelance, or * for every posting"
                    .to_owned(),
            ));
        }
        for (place, section) in raw.sections.iter().enumerate() {
            if raw.sections[..place].iter().any(|s| s.id == section.id) {
                return Err(fault(format!(
                    "two sections have the id `{}`; rename one",
                    section.id
                )));
            }
        }
        if let Some(article) = &raw.article
            && DayRange::new(article.first_day, article.last_day).is_none()
        {
            return Err(fault(format!(
                "article.last_day {} comes before article.first_day {}",
                article.last_day, article.first_day
            )));
        }
        Ok(ReportDefinition { raw })
    }

    /// The query that names the postings which the report is about.
    #[must_use]
    pub fn universe(&self) -> &str {
        &self.raw.universe
    }

    /// The report's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.raw.title
    }

    /// The days that the judged article covers, where the report is about one.
    #[must_use]
    pub fn article_window(&self) -> Option<DayRange> {
        let article = self.raw.article.as_ref()?;
        DayRange::new(article.first_day, article.last_day)
    }

    /// The events that charts mark, as day and label.
    pub fn events(&self) -> impl Iterator<Item = (Day, &str)> {
        self.raw.events.iter().map(|e| (e.day, e.label.as_str()))
    }

    pub(crate) fn article(&self) -> Option<&Article> {
        self.raw.article.as_ref()
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.raw.sections
    }
}
