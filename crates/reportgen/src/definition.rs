//! `report.toml` in, what a report says, of which days and in which order out. Knows no figure and no template.

mod read;

use analytics::claims::{Language, Text};
use model::{Day, DayRange};
use serde::Deserialize;

use crate::error::Error;
use crate::period::PeriodRule;

/// What a report says: its title, its universe, its days, its sections and the events that its charts mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDefinition {
    title: Text,
    about: Option<Text>,
    universe: String,
    rule: PeriodRule,
    languages: Vec<Language>,
    headline: Vec<String>,
    takes_query: bool,
    needs_query: bool,
    article: Option<Article>,
    events: Vec<Event>,
    sections: Vec<Section>,
}

/// What stands for the query in the texts of a report on one.
const QUERY: &str = "{query}";

/// The text whose sentences are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) title: Text,
    pub(crate) author: String,
    pub(crate) publisher: String,
    pub(crate) url: Option<String>,
    pub(crate) published: Text,
    pub(crate) days: DayRange,
    pub(crate) about: Text,
}

/// Something that happened on a day and that a chart marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) day: Day,
    pub(crate) label: Text,
}

/// One section: which claims it holds, and which charts and tables stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) lead: Option<Text>,
    /// Claims by id; they stand here whatever section they name themselves.
    pub(crate) claims: Vec<String>,
    /// All further claims that name one of these sections.
    pub(crate) claim_sections: Vec<String>,
    pub(crate) charts: Vec<Chart>,
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
    /// Slopes of median hourly pay by category.
    PayLevels,
    /// Rate ratios of the AI-skill tags.
    Skills,
    /// Heat map of the AI-skill tags by month.
    SkillsByMonth,
    /// The headline's claims under every way of counting.
    Specifications,
    /// What left its band, a panel each.
    Watched,
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
    /// What left its band lately.
    Alerts,
    /// All postings by month.
    Months,
}

impl ReportDefinition {
    /// The definition of a report on a query, which stands for `{query}` in its titles and leads.
    #[must_use]
    pub fn on_query(mut self, query: &str) -> ReportDefinition {
        let put = |text: &mut Text| {
            text.en = text.en.replace(QUERY, query);
            text.zh_cn = text.zh_cn.take().map(|text| text.replace(QUERY, query));
        };
        put(&mut self.title);
        self.about.iter_mut().for_each(put);
        for section in &mut self.sections {
            put(&mut section.title);
            section.lead.iter_mut().for_each(put);
        }
        self
    }

    /// The query that names the postings which the report is about.
    #[must_use]
    pub fn universe(&self) -> &str {
        &self.universe
    }

    /// The report's title.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What the report is, in one sentence, where its file says so.
    #[must_use]
    pub fn about(&self) -> Option<&Text> {
        self.about.as_ref()
    }

    /// Which days a report is about that names none.
    #[must_use]
    pub fn rule(&self) -> &PeriodRule {
        &self.rule
    }

    /// The languages that it is written in where nobody asks for others.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The claims of the headline block by id; empty where the page shall choose.
    #[must_use]
    pub fn headline(&self) -> &[String] {
        &self.headline
    }

    /// Whether the report is about a query inside its universe.
    #[must_use]
    pub fn takes_query(&self) -> bool {
        self.takes_query
    }

    /// Whether there is no report without one.
    #[must_use]
    pub fn needs_query(&self) -> bool {
        self.needs_query
    }

    /// The days that the judged article covers, where the report is about one.
    #[must_use]
    pub fn article_window(&self) -> Option<DayRange> {
        self.article.as_ref().map(|article| article.days)
    }

    /// Whether every claim that it names is in its claim file; `file` is how messages name the definition.
    ///
    /// # Errors
    /// [`Error::Definition`] with the key and the first claim that is not there.
    pub fn check_claims(&self, file: &str, known: &[&str]) -> Result<(), Error> {
        let headline = self.headline.iter().map(|id| ("headline".to_owned(), id));
        let sections = self.sections.iter().flat_map(|section| {
            let claims = section.claims.iter();
            claims.map(|id| (format!("the section `{}`", section.id), id))
        });
        let mut named = headline.chain(sections);
        match named.find(|(_, id)| !known.contains(&id.as_str())) {
            None => Ok(()),
            Some((place, id)) => Err(Error::Definition {
                file: file.to_owned(),
                message: format!(
                    "{place} names the claim `{id}`, which claims.toml does not hold; correct it or add the claim"
                ),
            }),
        }
    }

    /// The events that charts mark, as day and label.
    pub fn events(&self) -> impl Iterator<Item = (Day, &Text)> {
        self.events.iter().map(|event| (event.day, &event.label))
    }

    pub(crate) fn article(&self) -> Option<&Article> {
        self.article.as_ref()
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }
}
