//! A query in, what its postings pay out: by kind, period and currency, never pooled.

use analytics::pay::distribution::{PayDistribution, distributions};
use indexer::Query;
use model::PanelPlan;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Document, Error, Workbench};

/// The pay of a query.
///
/// Pay is a fact of what is offered, whenever it was first published, so postings without an exact date count too.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayDocument {
    /// The query.
    pub query: String,
    /// The query in words.
    pub interpreted: String,
    /// What was read otherwise than it may have been meant.
    pub notes: Vec<String>,
    /// The query as it was probably meant, where it finds nothing.
    pub did_you_mean: Option<String>,
    /// Postings that match.
    pub postings: u64,
    /// Those that state their pay.
    pub with_pay: u64,
    /// Whether any of it comes from a market that was made up.
    pub synthetic: bool,
    /// How many distributions.
    pub total: usize,
    /// One for each kind, period and currency, the one with most postings first.
    pub distributions: Vec<PayDistribution>,
}

impl Document for PayDocument {
    const SCHEMA: &'static str = "jobtide.pay/1";
}

impl Workbench {
    /// What the postings of a query pay.
    ///
    /// # Errors
    /// Faults of the index.
    pub fn pay(&self, query: &Query) -> Result<PayDocument, Error> {
        let plan = PanelPlan {
            days: None,
            cohorts: Vec::new(),
            pay: true,
            stock: true,
        };
        let panel = match self.panel(query, &plan) {
            Err(indexer::Error::NothingDated { .. }) => None,
            other => Some(other?),
        };
        let distributions = panel.as_ref().map(distributions).unwrap_or_default();
        let counts = panel.iter().flat_map(|panel| &panel.universe);
        let postings: u64 = counts
            .flat_map(|series| &series.counts)
            .map(|n| u64::from(*n))
            .sum();
        Ok(PayDocument {
            query: query.text().to_owned(),
            interpreted: query.interpreted(),
            notes: query.notes().to_vec(),
            did_you_mean: (postings == 0)
                .then(|| self.reader.suggest(query))
                .flatten(),
            postings,
            with_pay: distributions.iter().map(|one| one.n).sum(),
            synthetic: panel.is_some_and(|panel| self.known.is_synthetic(&panel)),
            total: distributions.len(),
            distributions,
        })
    }
}
