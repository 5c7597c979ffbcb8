//! Queries in, their monthly counts, shares of one universe, averages and changes out: what `trend` prints, draws and serves.

use analytics::Trend;
use indexer::{Panels, Query, QueryError, Vocabulary};
use model::{Panel, PanelPlan};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Document, Error, Known};

/// So many lines can be told apart in one picture.
pub const MOST_LINES: usize = 6;

/// What a query's trend is split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The category that the tagger gave.
    Category,
    /// The country of the client or employer.
    Country,
    /// The source that brought the posting.
    Source,
    /// The AI-skill tags, in the sense of demand.
    Tag,
}

impl By {
    /// The field of a query.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            By::Category => "category",
            By::Country => "country",
            By::Source => "source",
            By::Tag => "tag",
        }
    }
}

/// What to put side by side.
#[derive(Debug)]
pub struct TrendRequest<'a> {
    /// One query, or up to [`MOST_LINES`] to compare.
    pub queries: &'a [Query],
    /// What shares are of; `None` takes what the queries agree on of source, platform and market, else everything.
    pub within: Option<Query>,
    /// Splits the first query instead of comparing several.
    pub by: Option<By>,
    /// Whether duplicates count as postings of their own.
    pub duplicates: bool,
}

/// One query over time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendLine {
    /// The query as it was written, or the value that it is split by.
    pub label: String,
    /// The query in its canonical spelling, which finds the same again.
    pub query: String,
    /// The query in words.
    pub interpreted: String,
    /// What was read otherwise than it may have been meant.
    pub notes: Vec<String>,
    /// The query as it was probably meant, where it finds nothing.
    pub did_you_mean: Option<String>,
    /// Postings that match and are in no count, since they are not exactly dated.
    pub undated: u64,
    /// Counts, averages and changes.
    #[serde(flatten)]
    pub trend: Trend,
}

/// Queries over time, shares of one universe.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendDocument {
    /// The universe in words.
    pub universe: String,
    /// What the first query is split by, if it is.
    pub by: Option<&'static str>,
    /// How many values it could be split by; those with most postings are shown.
    pub values: Option<usize>,
    /// Whether any of it comes from a market that was made up.
    pub synthetic: bool,
    /// How many lines.
    pub total: usize,
    /// The queries, in the order in which they were asked; of a split, the value with most postings first.
    pub lines: Vec<TrendLine>,
}

impl Document for TrendDocument {
    const SCHEMA: &'static str = "jobtide.trend/2";
}

/// Whoever counts, and what is known beside: all that a trend needs, so that no index has to be there where an engine counts a lake.
pub struct Trends<'a> {
    panels: &'a dyn Panels,
    known: &'a Known,
    tags: Vec<String>,
}

impl<'a> Trends<'a> {
    /// Trends of the postings that `panels` counts.
    #[must_use]
    pub fn new(panels: &'a dyn Panels, known: &'a Known) -> Trends<'a> {
        Trends {
            tags: panels.info().tags,
            panels,
            known,
        }
    }

    /// Parses a query against the tags of the postings.
    ///
    /// # Errors
    /// Where it does not parse: what is wrong, at which character, and what was probably meant.
    pub fn parse(&self, text: &str) -> Result<Query, QueryError> {
        let vocabulary = Vocabulary { tags: &self.tags };
        Query::parse(text, &vocabulary, self.known.today)
    }

    /// A panel that knows which of its days the polls saw, so that a day that nobody saw is no day without postings.
    pub(crate) fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, indexer::Error> {
        let mut panel = self.panels.panel(query, plan)?;
        for one in &self.known.watched {
            panel.watch(&one.source, &one.stretches);
        }
        Ok(panel)
    }

    /// The trend of one query, of several side by side, or of one split by a field.
    ///
    /// # Errors
    /// Too many queries, or faults of whoever counts.
    pub fn trend(&self, request: &TrendRequest<'_>) -> Result<TrendDocument, Error> {
        if request.queries.len() > MOST_LINES {
            return Err(Error::Lines {
                given: request.queries.len(),
                most: MOST_LINES,
            });
        }
        let alike = |query: Query| match request.duplicates {
            true => query.with_duplicates(),
            false => query,
        };
        let queries: Vec<Query> = request.queries.iter().cloned().map(alike).collect();
        let universe = universe(request.within.as_ref(), &queries);
        let (named, values) = match (request.by, queries.first()) {
            (Some(by), Some(query)) => {
                let (parts, values) = self.split(query, by)?;
                (parts, Some(values))
            }
            _ => {
                let named = queries
                    .iter()
                    .map(|one| (one.text().to_owned(), one.clone()));
                (named.collect(), None)
            }
        };
        let whole = self.panel(&universe, &plan(None))?;
        let lines = named
            .into_iter()
            .map(|(label, query)| self.line(label, &query, (&universe, &whole)));
        let lines = lines.collect::<Result<Vec<TrendLine>, Error>>()?;
        Ok(TrendDocument {
            universe: universe.interpreted(),
            by: request.by.map(By::field),
            values,
            synthetic: self.known.is_synthetic(&whole),
            total: lines.len(),
            lines,
        })
    }

    fn line(
        &self,
        label: String,
        query: &Query,
        (universe, whole): (&Query, &Panel),
    ) -> Result<TrendLine, Error> {
        let both = universe.clone().and(query.clone());
        let own;
        // What is the whole universe was counted with it.
        let part = if both.same_as(universe) {
            whole
        } else {
            // The same days for both, so that a month without a hit is a zero and not a gap.
            own = self.panel(&both, &plan(Some(whole.days)))?;
            &own
        };
        let trend = analytics::trend(part, whole);
        Ok(TrendLine {
            label,
            query: query.canonical(),
            interpreted: query.interpreted(),
            notes: query.notes().to_vec(),
            did_you_mean: (trend.n == 0).then(|| self.panels.suggest(query)).flatten(),
            undated: part.undated,
            trend,
        })
    }

    /// The query joined with each value of a field that has most of its postings, and how many values there are.
    fn split(&self, query: &Query, by: By) -> Result<(Vec<(String, Query)>, usize), Error> {
        let counts = self.panels.values(query, by.field())?;
        let values = counts.len();
        // A value that no query can spell, since it holds a quotation mark, has no line of its own.
        let vocabulary = Vocabulary { tags: &self.tags };
        let parts = counts.into_iter().filter_map(|(value, _)| {
            let part = Query::of_value(by.field(), &value, &vocabulary, self.known.today)?;
            Some((value, query.clone().and(part)))
        });
        Ok((parts.take(MOST_LINES).collect(), values))
    }
}

fn plan(days: Option<model::DayRange>) -> PanelPlan {
    PanelPlan {
        days,
        cohorts: Vec::new(),
        pay: false,
        stock: false,
    }
}

/// What the shares are of. Whatever counts duplicates must be held against what counts them too: a share of what was counted otherwise
/// would mean nothing.
fn universe(within: Option<&Query>, queries: &[Query]) -> Query {
    let duplicates = queries.iter().any(Query::has_duplicates);
    let own = || {
        let mut universes = queries.iter().map(Query::universe);
        let first = universes.next().unwrap_or_else(Query::everything);
        match universes.all(|other| other.same_as(&first)) {
            true => first,
            false => Query::everything(),
        }
    };
    let universe = within.cloned().unwrap_or_else(own);
    match duplicates {
        true => universe.with_duplicates(),
        false => universe,
    }
}
