//! Who counts postings: the index itself, or an engine over a lake. Knows neither from within.

use model::{Day, DayRange, Panel, PanelPlan, PostingKey};

use crate::{Error, Hit, Info, Query, Reader};

/// A posting as evidence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its identity.
    pub key: PostingKey,
    /// Its title.
    pub title: String,
    /// When it was published or seen.
    pub day: Day,
    /// Where a person can read it.
    pub url: Option<String>,
}

impl From<Hit> for Shown {
    fn from(hit: Hit) -> Shown {
        Shown {
            key: hit.key,
            title: hit.title,
            day: hit.day,
            url: hit.url,
        }
    }
}

/// What answers a plan, and says of the postings that it counts what a report says of them. Whatever it is made of, all answers are the same for the same
/// postings: panels to the last count, postings in the same order, hashes to the last digit.
///
/// Every question can also fail with [`Error::Engine`], where the engine failed or cannot express the query exactly.
pub trait Panels: Send + Sync {
    /// What the engine is called in a report's manifest.
    fn engine(&self) -> &str;

    /// How many postings it holds, and by which rules they are tagged.
    fn info(&self) -> Info;

    /// Daily counts, and pay where the plan asks for it, of the postings that match: see [`Reader::panel`].
    ///
    /// # Errors
    /// [`Error::NothingDated`] as there.
    fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, Error>;

    /// The newest exactly dated postings that match: see [`Reader::newest`].
    ///
    /// # Errors
    /// Faults of what holds the postings.
    fn newest(
        &self,
        query: &Query,
        days: Option<DayRange>,
        limit: usize,
    ) -> Result<Vec<Shown>, Error>;

    /// A hash of the set of postings that match: see [`Reader::fingerprint`].
    ///
    /// # Errors
    /// Faults of what holds the postings.
    fn fingerprint(&self, query: &Query) -> Result<String, Error>;

    /// How many postings that match have each category, country, source or tag: see [`Reader::values`].
    ///
    /// # Errors
    /// Faults of what holds the postings.
    fn values(&self, query: &Query, field: &'static str) -> Result<Vec<(String, u64)>, Error>;

    /// The query as it was probably meant, for one that found nothing; `None` also where the words of the postings are in no list.
    fn suggest(&self, _query: &Query) -> Option<String> {
        None
    }
}

impl Panels for Reader {
    fn engine(&self) -> &str {
        "tantivy"
    }

    fn info(&self) -> Info {
        Reader::info(self)
    }

    fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, Error> {
        Reader::panel(self, query, plan)
    }

    fn newest(
        &self,
        query: &Query,
        days: Option<DayRange>,
        limit: usize,
    ) -> Result<Vec<Shown>, Error> {
        let hits = Reader::newest(self, query, days, limit)?;
        Ok(hits.into_iter().map(Shown::from).collect())
    }

    fn fingerprint(&self, query: &Query) -> Result<String, Error> {
        Reader::fingerprint(self, query)
    }

    fn values(&self, query: &Query, field: &'static str) -> Result<Vec<(String, u64)>, Error> {
        Reader::values(self, query, field)
    }

    fn suggest(&self, query: &Query) -> Option<String> {
        Reader::suggest(self, query)
    }
}
