//! Who counts panels: the index itself, or an engine over a lake. Knows neither from within.

use model::{Panel, PanelPlan};

use crate::{Error, Query, Reader};

/// What answers a plan. Whatever it is made of, the panel is the same to the last count for the same postings.
pub trait Panels: Send + Sync {
    /// What the engine is called in a report's manifest.
    fn engine(&self) -> &str;

    /// Daily counts, and pay where the plan asks for it, of the postings that match: see [`Reader::panel`].
    ///
    /// # Errors
    /// [`Error::NothingDated`] as there, and [`Error::Engine`] where the engine failed or cannot express the query exactly.
    fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, Error>;
}

impl Panels for Reader {
    fn engine(&self) -> &str {
        "tantivy"
    }

    fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, Error> {
        Reader::panel(self, query, plan)
    }
}
