//! The structs that the page templates see. They hold words alone: whoever fills them in has rounded, worded and withheld.

use serde::Serialize;

use super::labels::Labels;

/// `report.md.hbs`, `report.html.hbs` and, included by them, `body` and `sections`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Page {
    /// The tag of its language, `zh-CN`.
    pub(crate) language: &'static str,
    /// The words that stand around what was found; `@root.labels` from inside a part.
    pub(crate) labels: Labels,
    pub(crate) title: String,
    pub(crate) headline: String,
    /// The watermark's words on a synthetic corpus.
    pub(crate) watermark: Option<String>,
    pub(crate) universe: String,
    pub(crate) window: String,
    pub(crate) as_of: String,
    pub(crate) article: Option<ArticleView>,
    /// The claims at the head of the page.
    pub(crate) leading: Vec<LeadingView>,
    /// Sentences that say what the data covers, shown before anything is judged.
    pub(crate) covers: Vec<String>,
    /// What is new since the report before this one.
    pub(crate) changes: Option<ChangesView>,
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
    pub(crate) href: Option<String>,
    /// Who wrote it, when, and which days it is about.
    pub(crate) origin: String,
    pub(crate) about: String,
}

/// One of the few claims at the head of the page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeadingView {
    pub(crate) anchor: String,
    pub(crate) id: String,
    pub(crate) sentence: String,
    pub(crate) verdict: String,
    pub(crate) family: String,
    pub(crate) number: String,
    pub(crate) interval: String,
    pub(crate) n: String,
}

/// What is new since the report before this one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChangesView {
    /// Sentences about the two reports as wholes.
    pub(crate) sentences: Vec<String>,
    pub(crate) tables: Vec<TableView>,
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
    /// The table behind it, where the report has it.
    pub(crate) data: Option<String>,
    pub(crate) description: String,
    /// Why there is no chart.
    pub(crate) absent: Option<String>,
    /// What it draws, as a table; the pictures of single claims stand beside theirs.
    pub(crate) numbers: Option<TableView>,
}

/// `table.*.hbs`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TableView {
    pub(crate) title: String,
    pub(crate) columns: Vec<Column>,
    /// Whether a narrow page has to scroll it sideways.
    pub(crate) wide: bool,
    pub(crate) rows: Vec<Row>,
    /// The file with the same numbers unrounded, where the report has one.
    pub(crate) file: Option<String>,
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
    /// The first cell, which names the row.
    pub(crate) head: Cell,
    /// The others.
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
    /// A name of a column or a file, which is written as code.
    pub(crate) code: bool,
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
    /// Name and value of each number behind the verdict, the window first.
    pub(crate) facts: Vec<Fact>,
    /// What would refute it.
    pub(crate) refuted_by: Option<String>,
    /// Readings, other intervals and choices, each where there are any.
    pub(crate) tables: Vec<TableView>,
    /// The specification curve and the placebo changes.
    pub(crate) pictures: Vec<FigureView>,
    /// What the pictures show, in sentences.
    pub(crate) remarks: Vec<String>,
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
pub(crate) struct EvidenceView {
    pub(crate) title: String,
    pub(crate) day: String,
    pub(crate) href: Option<String>,
}

/// The sentences of a section that the data does not reach.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotCovered {
    pub(crate) heading: String,
    pub(crate) verdict: String,
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

/// `notes.*.hbs`: data notes, methods, dictionary, licences, and how to make and cite the report.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Notes {
    pub(crate) data: Vec<String>,
    pub(crate) sources: TableView,
    pub(crate) problems: TableView,
    pub(crate) methods: Vec<String>,
    pub(crate) rules: TableView,
    /// One table for each file that comes with the page.
    pub(crate) dictionary: Vec<TableView>,
    pub(crate) licences: Vec<String>,
    pub(crate) reproduce: Vec<String>,
    pub(crate) parameters: TableView,
    pub(crate) cite: String,
    pub(crate) files: Vec<String>,
}
