//! What a search asks for and what it gives back, as values for people and programs. Knows no index and no query.

use model::{
    Category, Currency, DateKind, Day, Label, Market, Pay, PayKind, Period, Platform, PostingKey,
    SourceId,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Snippet;

/// The order of hits. Ties go to the newer posting, then to an order that is the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Date,
    /// Best first, by BM25; a title counts five times a body ([`Ranking`](crate::Ranking)).
    Relevance,
    /// Best paid first. Pay of different kinds, periods and currencies is never compared: pay by the hour comes first, then for the
    /// whole job, by year, month, week and day; in each US dollars, then the other currencies by code; in each of these the range
    /// with the highest middle. Postings that state no pay come last.
    Pay,
}

/// Which hits are wanted, and what beside them.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// The order.
    pub sort: Sort,
    /// At most this many hits.
    pub limit: usize,
    /// Skip this many first.
    pub offset: usize,
    /// Whether facet counts are wanted.
    pub facets: bool,
    /// Whether snippets are cut around the matching words; else they are the start of the body, unmarked.
    pub highlight: bool,
}

/// Hits, and what is true of all postings that match.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchPage {
    /// How many postings match.
    pub total: u64,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// Counts over all that match, where they were asked for.
    pub facets: Option<Facets>,
    /// The first day on which one of them was published or seen.
    #[schema(value_type = Option<String>)]
    pub first_day: Option<Day>,
    /// The last.
    #[schema(value_type = Option<String>)]
    pub last_day: Option<Day>,
}

/// Counts of all postings that match. Names with the greatest count first, months in order.
///
/// Where a posting can lack a value, `none` counts those that do, and comes last. Each name finds as many when it is put into the
/// query as a condition: `tag:`, `polarity:`, `country:`, `pay:` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facets {
    /// By category.
    pub category: Vec<(String, u64)>,
    /// By tag in the sense of demand; a posting can have several.
    pub tag: Vec<(String, u64)>,
    /// By the sense in which any tag is mentioned (`forbid`); a posting can have several, and `none` mentions no tag.
    pub polarity: Vec<(String, u64)>,
    /// By source.
    pub source: Vec<(String, u64)>,
    /// By platform.
    pub platform: Vec<(String, u64)>,
    /// By kind of market.
    pub market: Vec<(String, u64)>,
    /// By country, as it was posted.
    pub country: Vec<(String, u64)>,
    /// By kind of pay.
    pub pay: Vec<(String, u64)>,
    /// By month of the posting's day (`2024-02`), whatever the day's kind.
    pub month: Vec<(String, u64)>,
}

impl Facets {
    /// Each facet behind the field of a query that its values narrow, in the order in which people look at them.
    #[must_use]
    pub fn by_field(&self) -> [(&'static str, &[(String, u64)]); 9] {
        [
            ("category", &self.category),
            ("tag", &self.tag),
            ("polarity", &self.polarity),
            ("source", &self.source),
            ("platform", &self.platform),
            ("market", &self.market),
            ("country", &self.country),
            ("pay", &self.pay),
            ("date", &self.month),
        ]
    }
}

/// One posting as a list shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hit {
    /// Its identity.
    #[schema(value_type = String)]
    pub key: PostingKey,
    /// Its title.
    pub title: String,
    /// When it was published or seen.
    #[schema(value_type = String)]
    pub day: Day,
    /// What the day means.
    #[schema(value_type = String)]
    pub date_kind: DateKind,
    /// Which source brought it.
    #[schema(value_type = String)]
    pub source: SourceId,
    /// Where it is offered.
    #[schema(value_type = String)]
    pub platform: Platform,
    /// What sort of market that is.
    #[schema(value_type = String)]
    pub market: Market,
    /// The category that the tagger gave.
    #[schema(value_type = String)]
    pub category: Category,
    /// Tags in the sense of demand.
    pub tags: Vec<String>,
    /// Pay as posted.
    #[serde(serialize_with = "pay_in_units")]
    #[schema(value_type = Option<PayInUnits>)]
    pub pay: Option<Pay>,
    /// Country of the client or employer.
    pub country: Option<String>,
    /// Client, company or agency.
    pub organisation: Option<String>,
    /// The platform's own category.
    #[schema(value_type = Option<Object>)]
    pub label: Option<Label>,
    /// Where a person can read it.
    pub url: Option<String>,
    /// The posting that stands for it, where it is a duplicate.
    #[schema(value_type = Option<String>)]
    pub leader: Option<PostingKey>,
    /// How many duplicates it stands for.
    pub copies: u64,
    /// Byte ranges of the title that match, in order, not overlapping; none where highlights were not asked for.
    pub title_marks: Vec<(usize, usize)>,
    /// The part of the body that matches best.
    pub snippet: Snippet,
    /// The relevance by which it was ranked; `None` in another order.
    pub score: Option<f32>,
}

/// Pay for other programs: in units of its currency, where the store keeps hundredths.
#[derive(Serialize, ToSchema)]
pub struct PayInUnits {
    /// Hourly, fixed or salary.
    #[schema(value_type = String)]
    kind: PayKind,
    /// The low end.
    low: f64,
    /// The high end.
    high: f64,
    /// The currency.
    #[schema(value_type = String)]
    currency: Currency,
    /// What the amounts pay for.
    #[schema(value_type = String)]
    per: Period,
}

fn pay_in_units<S: serde::Serializer>(pay: &Option<Pay>, serializer: S) -> Result<S::Ok, S::Error> {
    let in_units = pay.map(|pay| PayInUnits {
        kind: pay.kind(),
        low: pay.low(),
        high: pay.high(),
        currency: pay.currency(),
        per: pay.period(),
    });
    in_units.serialize(serializer)
}
