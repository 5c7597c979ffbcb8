//! What each page of the site shows, as values that hold words for readers. Numbers come written out; nothing is computed here.

use serde::Serialize;

use super::{Table, View};

/// A link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// The name of the file, where it is one to keep.
    pub download: Option<String>,
    /// Whether it leads to the page that is shown.
    pub current: bool,
    /// `prev` or `next`, in a list of pages.
    pub rel: String,
}

impl Link {
    /// A plain link.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Link {
        Link {
            text: text.into(),
            href: href.into(),
            ..Link::default()
        }
    }

    /// A link to a file.
    #[must_use]
    pub fn file(text: &str, href: impl Into<String>, name: &str) -> Link {
        Link {
            download: Some(name.to_owned()),
            ..Link::new(text, href)
        }
    }
}

/// What all pages have.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// What the page is called.
    pub title: String,
    /// The pages of the site.
    pub navigation: Vec<Link>,
    /// What stands over the page, where postings were made up.
    pub watermark: Option<String>,
    /// What that means.
    pub synthetic: String,
    /// Address of the style sheet.
    pub style_sheet: String,
    /// Address of the script.
    pub program: String,
    /// Address of the drawing for the tab.
    pub icon: String,
    /// What is true of the index, in a few words each.
    pub facts: Vec<String>,
}

/// Part of a text; marked where it has a class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// The class of the mark.
    pub class: Option<&'static str>,
    /// What the mark means.
    pub says: Option<String>,
}

/// One of several values to choose from.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// A query and what it means.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// The query.
    pub query: String,
    /// What it finds.
    pub means: String,
    /// Where it is asked.
    pub href: String,
}

/// How a query was read.
#[derive(Clone, Debug, Serialize)]
pub struct ReadAs {
    /// The query in words.
    pub interpreted: String,
    /// What was noticed.
    pub notes: Vec<String>,
    /// What may have been meant.
    pub did_you_mean: Option<Link>,
}

/// A command and what it does.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The command.
    pub command: String,
    /// What it does.
    pub means: String,
}

/// One posting of a list.
#[derive(Clone, Debug, Serialize)]
pub struct HitView {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: Vec<Piece>,
    /// Day, source, category, pay and so on.
    pub facts: Vec<String>,
    /// What of the body matches best.
    pub snippet: Vec<Piece>,
    /// Its tags.
    pub tags: Vec<Link>,
    /// Its address, its duplicates, the posting that stands for it.
    pub beside: Vec<Link>,
}

/// A value of a facet.
#[derive(Clone, Debug, Serialize)]
pub struct FacetRow {
    /// The value.
    pub text: String,
    /// The query with the value as a further condition.
    pub href: String,
    /// How many postings have it.
    pub count: String,
}

/// Counts by the values of one field.
#[derive(Clone, Debug, Serialize)]
pub struct FacetView {
    /// The field.
    pub name: &'static str,
    /// Whether it is unfolded.
    pub open: bool,
    /// Its values.
    pub rows: Vec<FacetRow>,
    /// What is left out.
    pub more: Option<String>,
}

/// The list of postings.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// The query as it was written.
    pub query: String,
    /// A query's greatest length.
    pub longest: usize,
    /// The orders to choose from.
    pub orders: Vec<Choice>,
    /// Examples of queries.
    pub syntax: Vec<Example>,
    /// Whether the index holds no posting.
    pub empty_index: bool,
    /// What fills an index.
    pub first_steps: Vec<Step>,
    /// How the query was read.
    pub read: ReadAs,
    /// How many postings match.
    pub total: String,
    /// First and last day of them.
    pub span: Option<String>,
    /// Which of them are shown.
    pub place: Option<String>,
    /// The same as files, over time, by pay.
    pub links: Vec<Link>,
    /// Number of the first hit of the page.
    pub first: usize,
    /// The hits.
    pub hits: Vec<HitView>,
    /// Whether the page lies behind the last hit.
    pub beyond: bool,
    /// What may help where nothing is found.
    pub advice: Vec<Link>,
    /// To the pages before and behind.
    pub paging: Vec<Link>,
    /// What the list can be narrowed by.
    pub facets: Vec<FacetView>,
}

impl View for SearchView {
    const TEMPLATE: &'static str = "search";
}

/// The place of a fault in a query.
#[derive(Clone, Debug, Serialize)]
pub struct FaultPlace {
    /// What stands before it.
    pub before: String,
    /// The character; a space at the end.
    pub at: String,
    /// What stands behind it.
    pub after: String,
}

/// A form that asks again.
#[derive(Clone, Debug, Serialize)]
pub struct Again {
    /// The page that asks.
    pub action: String,
    /// The query.
    pub query: String,
}

/// What went wrong.
#[derive(Clone, Debug, Serialize)]
pub struct FaultView {
    /// In a few words.
    pub heading: String,
    /// In a sentence.
    pub message: String,
    /// Where in the query.
    pub fault: Option<FaultPlace>,
    /// What may have been meant.
    pub suggestion: Option<Link>,
    /// A form with the query.
    pub again: Option<Again>,
    /// Where to go from here.
    pub ways: Vec<Link>,
}

impl View for FaultView {
    const TEMPLATE: &'static str = "fault";
}

/// The form for the token.
#[derive(Clone, Debug, Serialize)]
pub struct TokenView {
    /// Why the last one was refused.
    pub refused: Option<String>,
    /// The page to go on to.
    pub to: String,
}

impl View for TokenView {
    const TEMPLATE: &'static str = "token";
}

/// A field for a query.
#[derive(Clone, Debug, Serialize)]
pub struct QueryBox {
    /// The id of the field.
    pub id: String,
    /// What is asked for.
    pub label: String,
    /// The query.
    pub query: String,
    /// Whether it is the first.
    pub first: bool,
}

/// Queries over time.
#[derive(Clone, Debug, Serialize)]
pub struct TrendView {
    /// The fields for queries.
    pub boxes: Vec<QueryBox>,
    /// A query's greatest length.
    pub longest: usize,
    /// What the first query can be split by.
    pub splits: Vec<Choice>,
    /// Counts or shares.
    pub measures: Vec<Choice>,
    /// The universe as it was written.
    pub within: String,
    /// The universe in words.
    pub universe: String,
    /// Examples of queries.
    pub syntax: Vec<Example>,
    /// How each query was read.
    pub read: Vec<ReadAs>,
    /// What of a split is shown.
    pub split: Option<String>,
    /// The same in other forms.
    pub links: Vec<Link>,
    /// The picture.
    pub svg: Option<String>,
    /// What stands under it.
    pub caption: String,
    /// Why there is none.
    pub absent: String,
    /// The changes.
    pub changes: Table,
    /// What is missing, and why.
    pub remarks: Vec<String>,
    /// The months.
    pub months: Table,
}

impl View for TrendView {
    const TEMPLATE: &'static str = "trend";
}

/// The pay of one kind, period and currency.
#[derive(Clone, Debug, Serialize)]
pub struct BarsView {
    /// Kind, period and currency.
    pub name: String,
    /// Median and quartiles in a sentence.
    pub words: String,
    /// The picture.
    pub svg: Option<String>,
    /// The bars.
    pub bars: Table,
}

/// What the postings of a query pay.
#[derive(Clone, Debug, Serialize)]
pub struct PayView {
    /// The query as it was written.
    pub query: String,
    /// A query's greatest length.
    pub longest: usize,
    /// Examples of queries.
    pub syntax: Vec<Example>,
    /// How the query was read.
    pub read: ReadAs,
    /// How many of how many state their pay.
    pub stated: String,
    /// The same in other forms.
    pub links: Vec<Link>,
    /// All distributions.
    pub summary: Table,
    /// One after the other.
    pub distributions: Vec<BarsView>,
    /// What is said where there is none.
    pub absent: String,
}

impl View for PayView {
    const TEMPLATE: &'static str = "pay";
}

/// A fact of a posting.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// The value.
    pub value: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether that is another site.
    pub away: bool,
}

/// One posting.
#[derive(Clone, Debug, Serialize)]
pub struct PostingView {
    /// Its title.
    pub title: String,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// The same for programs.
    pub links: Vec<Link>,
    /// What the marks mean.
    pub legend: Vec<Piece>,
    /// Its title with the tags' words marked.
    pub marked_title: Vec<Piece>,
    /// Its paragraphs.
    pub body: Vec<Vec<Piece>>,
    /// The platform's skills.
    pub skills: Vec<Vec<Piece>>,
    /// Where it mentions tags.
    pub spans: Option<Table>,
    /// Postings of the same text.
    pub duplicates: Option<Table>,
}

impl View for PostingView {
    const TEMPLATE: &'static str = "posting";
}
