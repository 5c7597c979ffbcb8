//! A hit or a month in, its cells in a table for other programs out: the same columns on a terminal and in a download. Knows no file and no separator.

use analytics::MonthRow;
use indexer::Hit;

use crate::TrendLine;

/// The columns.
pub const HIT_COLUMNS: [&str; 18] = [
    "key",
    "title",
    "day",
    "date_kind",
    "source",
    "platform",
    "market",
    "category",
    "label",
    "tags",
    "pay_kind",
    "pay_low",
    "pay_high",
    "currency",
    "per",
    "country",
    "organisation",
    "url",
];

/// The cells of a hit, one for each of [`HIT_COLUMNS`].
#[must_use]
pub fn hit_cells(hit: &Hit) -> [String; 18] {
    let pay = hit.pay;
    let cell = |text: Option<String>| text.unwrap_or_default();
    [
        hit.key.to_string(),
        hit.title.clone(),
        hit.day.to_string(),
        hit.date_kind.slug().to_owned(),
        hit.source.to_string(),
        hit.platform.to_string(),
        hit.market.to_string(),
        hit.category.to_string(),
        cell(hit.label.as_ref().map(|label| label.leaf.clone())),
        hit.tags.join(";"),
        cell(pay.map(|pay| pay.kind().slug().to_owned())),
        cell(pay.map(|pay| pay.low().to_string())),
        cell(pay.map(|pay| pay.high().to_string())),
        cell(pay.map(|pay| pay.currency().to_string())),
        cell(pay.map(|pay| pay.period().slug().to_owned())),
        cell(hit.country.clone()),
        cell(hit.organisation.clone()),
        cell(hit.url.clone()),
    ]
}

/// The columns of a trend: a row a query and month.
pub const MONTH_COLUMNS: [&str; 6] = [
    "label",
    "query",
    "month",
    "count",
    "universe",
    "share_per_10k",
];

/// The cells of a month of a line, one for each of [`MONTH_COLUMNS`].
#[must_use]
pub fn month_cells(line: &TrendLine, month: &MonthRow) -> [String; 6] {
    [
        line.label.clone(),
        line.query.clone(),
        month.month.clone(),
        month.count.to_string(),
        month.universe.to_string(),
        // A share that happens to be whole keeps its point, as in JSON.
        month
            .share_per_10k
            .map_or_else(String::new, |share| format!("{share:?}")),
    ]
}
