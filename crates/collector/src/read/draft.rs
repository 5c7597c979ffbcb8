//! The fields that a live reader found, checked once for all kinds: a posting or a problem comes out. Knows no format.

use model::{Day, Label, Pay, Posting, PostingKey, Problem, ProblemKind, Published};

use super::Item;
use crate::document::RawDocument;
use crate::source::Source;

/// Clocks differ and sites announce; what lies further ahead is a fault.
const AHEAD_SECONDS: i64 = 48 * 3600;

/// What a reader found of one posting. Texts are clean already (`clean_line`, `text_of_html`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The platform's own id.
    pub(crate) id: Option<String>,
    /// Absolute address of its page.
    pub(crate) url: Option<String>,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) skills: Vec<String>,
    pub(crate) label: Option<Label>,
    /// `None` where the document states no date: then it was seen on the day of fetching.
    pub(crate) published: Option<Published>,
    pub(crate) pay: Option<Pay>,
    pub(crate) country: Option<String>,
    pub(crate) organisation: Option<String>,
}

impl Draft {
    /// The posting, or why it is none. `row` counts the items of the document from 1.
    pub(crate) fn into_item(self, source: &Source, document: &RawDocument, row: u64) -> Item {
        let problem = |kind, what: &str, value: &str| {
            Item::Problem(Problem::new(
                kind,
                &document.final_url,
                Some(row),
                what,
                value,
            ))
        };
        if self.title.is_empty() {
            let value = self.url.as_deref().or(self.id.as_deref()).unwrap_or("");
            return problem(ProblemKind::MissingField, "the item has no title", value);
        }
        let Some(seen) = Day::from_unix_seconds(document.fetched_at) else {
            return problem(
                ProblemKind::NoDate,
                "the clock shows a time outside 1970 to 2199",
                "",
            );
        };
        let published = self.published.unwrap_or(Published {
            kind: model::DateKind::Observed,
            day: seen,
            at: None,
        });
        let moment = published.at.unwrap_or(published.day.unix_seconds());
        if moment > document.fetched_at + AHEAD_SECONDS {
            return problem(
                ProblemKind::FutureDate,
                "the date lies more than 48 hours after the time of fetching",
                &published.day.to_string(),
            );
        }
        let key = self
            .id
            .as_deref()
            .and_then(|id| PostingKey::from_native_id(&source.platform, id))
            .or_else(|| {
                let url = self.url.as_deref()?;
                PostingKey::from_url(&source.platform, url)
            })
            .unwrap_or_else(|| {
                PostingKey::from_content(&source.platform, &self.title, &self.body, published.day)
            });
        Item::Posting(Box::new(Posting {
            key,
            source: source.name.clone(),
            platform: source.platform.clone(),
            market: source.market,
            title: self.title,
            body: self.body,
            skills: self.skills,
            label: self.label,
            published,
            pay: self.pay,
            country: self.country,
            organisation: self.organisation.or_else(|| source.organisation.clone()),
            url: self.url,
        }))
    }
}
