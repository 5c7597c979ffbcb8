//! A query in; its list, its trend and its pay out, as documents that terminal, page and programs share. Opens no folder, prints nothing.
//!
//! Every number that `jobtide search`, `trend`, `pay` and `tags` print is a field of a document here, and the web room serves the same
//! documents, so that two faces cannot say two things.

mod envelope;
mod error;
mod judged;
mod list;
mod pay;
mod posting;
mod rows;
mod sources;
mod tags;
mod trend;
mod written;

pub use envelope::{Document, Enveloped, enveloped, enveloped_on_a_line};
pub use error::Error;
pub use judged::{Judged, judged};
pub use list::SearchDocument;
pub use pay::PayDocument;
pub use posting::{ArchiveSearch, ArchivedIn, PostingDocument, RelatedPosting, TagSpan};
pub use rows::{HIT_COLUMNS, MONTH_COLUMNS, hit_cells, month_cells};
pub use sources::{SourceRow, SourcesDocument};
pub use tags::{CategoriesDocument, CategoryRow, TagRow, TagsDocument};
pub use trend::{By, MOST_LINES, TrendDocument, TrendLine, TrendRequest, Trends};
pub use written::{categories_as_written, tags_as_written};

use indexer::{Query, QueryError, Reader, SearchRequest, Vocabulary};
use model::{Day, Panel, PanelPlan, Platform, SourceId};

/// The stretches of time, as Unix seconds from first to last, in which a source's polls missed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The source.
    pub source: SourceId,
    /// The stretches, in order.
    pub stretches: Vec<(i64, i64)>,
}

/// What is known beside the index.
#[derive(Clone, Debug)]
pub struct Known {
    /// What the polls of each source covered.
    pub watched: Vec<Watched>,
    /// What `since:90d` counts back from.
    pub today: Day,
    /// The platform whose postings nobody posted.
    pub synthetic: Platform,
}

/// One commit of an index, to be asked.
pub struct Workbench {
    reader: Reader,
    known: Known,
    tags: Vec<String>,
}

impl Workbench {
    /// A workbench over a commit.
    #[must_use]
    pub fn new(reader: Reader, known: Known) -> Workbench {
        let tags = reader.info().tags;
        Workbench {
            reader,
            known,
            tags,
        }
    }

    /// What of it needs no more than whoever counts.
    fn trends(&self) -> Trends<'_> {
        Trends::new(&self.reader, &self.known)
    }

    /// The commit.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Parses a query against the tags of the index.
    ///
    /// # Errors
    /// Where it does not parse: what is wrong, at which character, and what was probably meant.
    pub fn parse(&self, text: &str) -> Result<Query, QueryError> {
        let vocabulary = Vocabulary { tags: &self.tags };
        Query::parse(text, &vocabulary, self.known.today)
    }

    /// The trend of one query, of several side by side, or of one split by a field.
    ///
    /// # Errors
    /// Too many queries, or faults of the index.
    pub fn trend(&self, request: &TrendRequest<'_>) -> Result<TrendDocument, Error> {
        self.trends().trend(request)
    }

    fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, indexer::Error> {
        self.trends().panel(query, plan)
    }

    /// Whether any posting of the index comes from a market that was made up.
    ///
    /// # Errors
    /// Faults of the index.
    pub fn holds_synthetic(&self) -> Result<bool, Error> {
        let made_up = self.parse(&format!("platform:{} is:any", self.known.synthetic));
        let found = self.reader.search(&made_up?, &SearchRequest::default())?;
        Ok(found.total > 0)
    }
}

impl Known {
    fn is_synthetic(&self, panel: &Panel) -> bool {
        panel.platforms.contains(&self.synthetic)
    }
}
