//! What the page templates get: one struct a template, every number already worded. The files beside this one fill them in.

mod claims;
mod notes;
mod sections;
mod summary;
mod tables;

pub(crate) use sections::build;

use serde::Serialize;

/// `report.md.hbs`, `report.html.hbs` and, included by them, `body` and `sections`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Page {
    /// The tag of its language, `zh-CN`.
    pub(crate) language: &'static str,
    pub(crate) title: String,
    pub(crate) headline: String,
    /// The watermark's words on a synthetic corpus.
    pub(crate) watermark: Option<String>,
    pub(crate) universe: String,
    pub(crate) window: String,
    pub(crate) as_of: String,
    pub(crate) article: Option<ArticleView>,
    /// Sentences that say what the data covers, shown before anything is judged.
    pub(crate) covers: Vec<String>,
    pub(crate) highlights: Vec<String>,
    pub(crate) verdicts: Vec<VerdictRow>,
    /// Whether any sentence was asked again of the report's own window.
    pub(crate) has_on_window: bool,
    pub(crate) overview: Vec<OverviewRow>,
    pub(crate) sections: Vec<SectionView>,
    pub(crate) notes: Notes,
    /// The page's style sheet; HTML only.
    pub(crate) style: String,
    /// The charts' style sheet, once for all charts on the page; HTML only.
    pub(crate) chart_style: String,
}

/// The article that the report judges.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ArticleView {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) publisher: String,
    pub(crate) published: String,
    pub(crate) window: String,
    pub(crate) about: String,
    pub(crate) href: Option<String>,
}

/// One row of the table of verdicts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VerdictRow {
    pub(crate) words: String,
    pub(crate) family: String,
    pub(crate) meaning: String,
    pub(crate) count: String,
    /// The same verdict on the report's own window; absent where nothing was re-instantiated.
    pub(crate) count_on_window: Option<String>,
}

/// One row of the table of all sentences.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OverviewRow {
    pub(crate) anchor: String,
    pub(crate) id: String,
    pub(crate) sentence: String,
    pub(crate) verdict: String,
    pub(crate) family: String,
}

/// `section.*.hbs`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SectionView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    pub(crate) figures: Vec<FigureView>,
    pub(crate) tables: Vec<TableView>,
    pub(crate) claims: Vec<ClaimView>,
    /// The sentences that the data does not reach, in short.
    pub(crate) not_covered: Option<NotCovered>,
    /// Nothing of this section's kind was found at all.
    pub(crate) is_empty: bool,
}

/// A chart, or the reason why there is none.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FigureView {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The chart as markup, without its style sheet.
    pub(crate) svg: Option<String>,
    pub(crate) file: String,
    pub(crate) data: String,
    pub(crate) description: String,
    /// Why there is no chart.
    pub(crate) absent: Option<String>,
}

/// `table.*.hbs`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TableView {
    pub(crate) title: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) file: String,
    pub(crate) note: Option<String>,
    pub(crate) absent: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) numeric: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// The interval, on a line of its own where there is room for lines.
    pub(crate) aside: Option<String>,
    pub(crate) numeric: bool,
    /// Missing or withheld, so shown paler.
    pub(crate) pale: bool,
}

/// `claim.*.hbs`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClaimView {
    pub(crate) anchor: String,
    pub(crate) id: String,
    pub(crate) sentence: String,
    pub(crate) verdict: String,
    pub(crate) family: String,
    pub(crate) finding: String,
    pub(crate) reason: String,
    pub(crate) window: String,
    /// Name and value of each number behind the verdict.
    pub(crate) facts: Vec<Fact>,
    pub(crate) readings: Vec<ReadingView>,
    pub(crate) query: Option<String>,
    pub(crate) evidence: Vec<EvidenceView>,
    /// Whether there is anything to unfold.
    pub(crate) has_more: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReadingView {
    pub(crate) name: String,
    pub(crate) result: String,
    pub(crate) missing: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct EvidenceView {
    pub(crate) title: String,
    pub(crate) day: String,
    pub(crate) href: Option<String>,
}

/// The sentences of a section that the data does not reach.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotCovered {
    pub(crate) heading: String,
    /// The reason, where it is the same for all.
    pub(crate) reason: Option<String>,
    pub(crate) claims: Vec<NotCoveredClaim>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotCoveredClaim {
    pub(crate) anchor: String,
    pub(crate) id: String,
    pub(crate) sentence: String,
    /// The reason, where it differs from one to the next.
    pub(crate) reason: Option<String>,
}

/// `notes.*.hbs`: data notes, methods, and how to make the report again.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Notes {
    pub(crate) sources: TableView,
    pub(crate) data: Vec<String>,
    pub(crate) problems: TableView,
    pub(crate) methods: Vec<String>,
    pub(crate) parameters: TableView,
    pub(crate) reproduce: Vec<String>,
    pub(crate) files: Vec<String>,
}
