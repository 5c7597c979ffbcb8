//! A batch of columns in, rows out: the way back from [`crate::encode`]. Knows no file.

use std::str::FromStr;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, TimestampMillisecondType};
use arrow_array::{Array, RecordBatch, StringArray};
use model::{DateKind, Day, Label, Pay, PayKind, Period, Posting, PostingKey, Published};

use crate::row::Row;

/// The columns that rows are read from; the rest is worked out again where it is needed.
pub(crate) const READ: [&str; 22] = [
    "key",
    "sequence",
    "day",
    "published_at",
    "date_kind",
    "source",
    "platform",
    "market",
    "leader",
    "title",
    "body",
    "skills",
    "label_broad",
    "label_leaf",
    "pay_kind",
    "pay_period",
    "pay_currency",
    "pay_low_hundredths",
    "pay_high_hundredths",
    "country",
    "organisation",
    "url",
];

/// A column that a file lacks, or a value that is none of its kind.
pub(crate) type Bad = String;

/// The columns of a batch by name.
pub(crate) struct Batch<'a>(pub(crate) &'a RecordBatch);

impl<'a> Batch<'a> {
    fn column(&self, name: &str) -> Result<&'a dyn Array, Bad> {
        let column = self.0.column_by_name(name);
        let column = column.ok_or_else(|| format!("there is no column `{name}`"))?;
        Ok(column.as_ref())
    }

    pub(crate) fn texts(&self, name: &str) -> Result<&'a StringArray, Bad> {
        let column = self.column(name)?;
        let texts = column.as_string_opt::<i32>();
        texts.ok_or_else(|| format!("the column `{name}` holds no text"))
    }

    pub(crate) fn numbers(&self, name: &str) -> Result<&'a arrow_array::Int64Array, Bad> {
        let column = self.column(name)?;
        let numbers = column.as_primitive_opt::<Int64Type>();
        numbers.ok_or_else(|| format!("the column `{name}` holds no whole numbers"))
    }

    pub(crate) fn days(&self, name: &str) -> Result<&'a arrow_array::Date32Array, Bad> {
        let column = self.column(name)?;
        let days = column.as_primitive_opt::<Date32Type>();
        days.ok_or_else(|| format!("the column `{name}` holds no days"))
    }

    pub(crate) fn flags(&self, name: &str) -> Result<&'a arrow_array::BooleanArray, Bad> {
        let column = self.column(name)?;
        let flags = column.as_boolean_opt();
        flags.ok_or_else(|| format!("the column `{name}` holds no truth values"))
    }
}

/// The text in a row, where there is one.
pub(crate) fn text(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

fn number(column: &arrow_array::Int64Array, row: usize) -> Option<i64> {
    column.is_valid(row).then(|| column.value(row))
}

fn parsed<T: FromStr>(column: &StringArray, row: usize) -> Result<T, Bad>
where
    T::Err: std::fmt::Display,
{
    let text = text(column, row).unwrap_or_default();
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// The one of some values that has this name.
pub(crate) fn named<T: Copy>(all: &[T], slug: fn(T) -> &'static str, name: &str) -> Result<T, Bad> {
    let found = all.iter().copied().find(|one| slug(*one) == name);
    found.ok_or_else(|| format!("`{name}` names nothing that is known here"))
}

/// The date kind of this name.
pub(crate) fn date_kind(name: &str) -> Result<DateKind, Bad> {
    let all = [DateKind::Exact, DateKind::Bound, DateKind::Observed];
    named(&all, DateKind::slug, name)
}

/// The rows of a batch.
pub(crate) fn rows(batch: &RecordBatch) -> Result<Vec<Row>, Bad> {
    let columns = Batch(batch);
    let keys = columns.texts("key")?;
    let sequences = columns.numbers("sequence")?;
    let leaders = columns.texts("leader")?;
    let mut postings = postings(&columns)?.into_iter();
    let mut rows = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let Some(posting) = postings.next() else {
            break;
        };
        let leader = match text(leaders, row) {
            Some(leader) => Some(key(leader)?),
            None => None,
        };
        let sequence = u64::try_from(sequences.value(row))
            .map_err(|_| format!("{}: the number is below zero", keys.value(row)))?;
        rows.push(Row {
            sequence,
            posting,
            leader,
        });
    }
    Ok(rows)
}

fn key(text: &str) -> Result<PostingKey, Bad> {
    PostingKey::from_text(text).ok_or_else(|| format!("`{text}` is no key of a posting"))
}

fn postings(columns: &Batch<'_>) -> Result<Vec<Posting>, Bad> {
    let [keys, sources, platforms, markets, titles, bodies] =
        ["key", "source", "platform", "market", "title", "body"].map(|name| columns.texts(name));
    let (keys, sources, platforms) = (keys?, sources?, platforms?);
    let (markets, titles, bodies) = (markets?, titles?, bodies?);
    let [broad, leaf, countries, organisations, urls] = [
        "label_broad",
        "label_leaf",
        "country",
        "organisation",
        "url",
    ]
    .map(|name| columns.texts(name));
    let (broad, leaf, countries) = (broad?, leaf?, countries?);
    let (organisations, urls) = (organisations?, urls?);
    let skills = columns.column("skills")?;
    let skills = skills
        .as_list_opt::<i32>()
        .ok_or("the column `skills` holds no lists")?;
    let mut pays = pays(columns)?.into_iter();
    let mut dates = dates(columns)?.into_iter();
    let owned = |column: &StringArray, row: usize| text(column, row).map(str::to_owned);
    let mut postings = Vec::with_capacity(keys.len());
    for row in 0..keys.len() {
        let (Some(pay), Some(published)) = (pays.next(), dates.next()) else {
            break;
        };
        let list = skills.value(row);
        let list = list
            .as_string_opt::<i32>()
            .ok_or("the lists of `skills` hold no text")?;
        postings.push(Posting {
            key: key(keys.value(row))?,
            source: parsed(sources, row)?,
            platform: parsed(platforms, row)?,
            market: parsed(markets, row)?,
            title: titles.value(row).to_owned(),
            body: bodies.value(row).to_owned(),
            skills: list.iter().flatten().map(str::to_owned).collect(),
            label: text(leaf, row).map(|own| Label {
                broad: owned(broad, row),
                leaf: own.to_owned(),
            }),
            published,
            pay,
            country: owned(countries, row),
            organisation: owned(organisations, row),
            url: owned(urls, row),
        });
    }
    Ok(postings)
}

fn dates(columns: &Batch<'_>) -> Result<Vec<Published>, Bad> {
    let kinds = columns.texts("date_kind")?;
    let days = columns.days("day")?;
    let moments = columns.column("published_at")?;
    let moments = moments
        .as_primitive_opt::<TimestampMillisecondType>()
        .ok_or("the column `published_at` holds no times")?;
    let date = |row: usize| {
        let day = days.value(row);
        let moment = moments.is_valid(row).then(|| moments.value(row));
        Ok(Published {
            kind: date_kind(kinds.value(row))?,
            day: Day::from_number(day)
                .ok_or_else(|| format!("day {day} lies outside 1970 to 2199"))?,
            at: moment.map(|moment| moment.div_euclid(1_000)),
        })
    };
    (0..kinds.len()).map(date).collect()
}

/// What the postings of a batch pay.
pub(crate) fn pays(columns: &Batch<'_>) -> Result<Vec<Option<Pay>>, Bad> {
    let kinds = columns.texts("pay_kind")?;
    let periods = columns.texts("pay_period")?;
    let currencies = columns.texts("pay_currency")?;
    let lows = columns.numbers("pay_low_hundredths")?;
    let highs = columns.numbers("pay_high_hundredths")?;
    let pay = |row: usize| {
        let Some(kind) = text(kinds, row) else {
            return Ok(None);
        };
        let amount = |column, name: &str| {
            number(column, row).ok_or_else(|| format!("a posting with pay has no {name}"))
        };
        let pay = Pay::from_hundredths(
            named(&PayKind::ALL, PayKind::slug, kind)?,
            amount(lows, "low end")?,
            amount(highs, "high end")?,
            parsed(currencies, row)?,
            named(
                &Period::ALL,
                Period::slug,
                text(periods, row).unwrap_or_default(),
            )?,
        );
        pay.map(Some).map_err(|error| error.to_string())
    };
    (0..kinds.len()).map(pay).collect()
}
