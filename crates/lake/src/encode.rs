//! Rows and what the tagger says of them in, a batch of columns out. Knows no file.

use std::sync::Arc;
use std::thread;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, TimestampMillisecondArray,
};
use arrow_schema::{ArrowError, SchemaRef};
use fold::Blocks;
use model::{Posting, TagId, TagSet};
use tagger::{Analysed, Tagger};

use crate::row::Row;
use crate::schema::{self, TagColumn};

/// What the columns need beside the postings.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// Says category and tags.
    pub tagger: &'a Tagger,
    /// A value as queries compare it: lower case, without accents.
    pub plain: fn(&str) -> String,
}

impl Rules<'_> {
    /// What the rules say of each row; on all cores, since tagging is most of the work of writing.
    fn analysed(&self, rows: &[Row]) -> Vec<Analysed> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let share = rows.len().div_ceil(cores).max(1);
        thread::scope(|scope| {
            let parts: Vec<_> = rows
                .chunks(share)
                .map(|part| {
                    scope.spawn(move || {
                        let analysed = part.iter().map(|row| self.tagger.analyse(&row.posting));
                        analysed.collect::<Vec<_>>()
                    })
                })
                .collect();
            let joined = parts.into_iter().flat_map(|part| match part.join() {
                Ok(analysed) => analysed,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.collect()
        })
    }
}

/// In whose sense a posting is folded: offered again on the same platform, or copied from another.
fn duplicate(row: &Row) -> Option<&str> {
    let leader = row.leader.as_ref()?;
    let platform = leader.as_str().split('/').next();
    let same = platform == Some(row.posting.platform.as_str());
    Some(if same { "repost" } else { "copy" })
}

/// A hash as SQL has numbers: the same bits with a sign.
pub(crate) fn signed(block: u64) -> i64 {
    block.cast_signed()
}

fn texts<'r>(rows: &'r [Row], value: impl Fn(&'r Row) -> Option<&'r str>) -> ArrayRef {
    let mut column = StringBuilder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

fn owned_texts(rows: &[Row], value: impl Fn(&Posting) -> Option<String>) -> ArrayRef {
    let mut column = StringBuilder::new();
    for row in rows {
        column.append_option(value(&row.posting));
    }
    Arc::new(column.finish())
}

fn numbers(rows: &[Row], value: impl Fn(&Row) -> Option<i64>) -> ArrayRef {
    Arc::new(rows.iter().map(value).collect::<Int64Array>())
}

fn lists<'r, I: Iterator<Item = &'r str>>(lists: impl Iterator<Item = I>) -> ArrayRef {
    let mut column = ListBuilder::new(StringBuilder::new()).with_field(schema::item());
    for list in lists {
        for text in list {
            column.values().append_value(text);
        }
        column.append(true);
    }
    Arc::new(column.finish())
}

/// One column of a tag for a whole batch, by the sets of its rows.
fn bits(sets: &[TagSet], tag: TagId) -> ArrayRef {
    let values: Vec<bool> = sets.iter().map(|set| set.contains(tag)).collect();
    Arc::new(BooleanArray::from(values))
}

/// The columns of some rows, in the order of the schema.
pub(crate) fn batch(
    schema: &SchemaRef,
    rows: &[Row],
    rules: Rules<'_>,
) -> Result<RecordBatch, ArrowError> {
    let analysed = rules.analysed(rows);
    let mut columns = identity(rows, &analysed);
    columns.extend(facts(rows, rules));
    let slugs = rules.tagger.rules();
    columns.push(lists(analysed.iter().map(|one| {
        let found = one.demand.iter().filter_map(|tag| slugs.get(tag.number()));
        found.map(|rule| rule.slug.as_str())
    })));
    for column in TagColumn::all() {
        let sets: Vec<TagSet> = analysed.iter().map(|one| set_of(one, column)).collect();
        columns.extend(slugs.iter().map(|rule| bits(&sets, rule.id)));
    }
    RecordBatch::try_new(Arc::clone(schema), columns)
}

fn set_of(analysed: &Analysed, column: TagColumn) -> TagSet {
    match column {
        TagColumn::Demand => analysed.demand,
        TagColumn::Mention => analysed.mention,
        TagColumn::Sense(polarity) => {
            let senses = analysed.senses.iter().filter(|(_, own)| *own == polarity);
            senses.map(|(tag, _)| *tag).collect()
        }
    }
}

/// Who a posting is, when and where, and what it is taken for.
fn identity(rows: &[Row], analysed: &[Analysed]) -> Vec<ArrayRef> {
    let days = rows.iter().map(|row| row.posting.published.day.number());
    let moments = rows
        .iter()
        // A time that no calendar has says no more than its day.
        .map(|row| row.posting.published.at?.checked_mul(1_000));
    let mut categories = StringBuilder::new();
    for one in analysed {
        categories.append_value(one.category.slug());
    }
    let mut blocks = Blocks::default();
    let blocks: Vec<Option<i64>> = rows
        .iter()
        .map(|row| blocks.of(&row.posting).map(signed))
        .collect();
    vec![
        texts(rows, |row| Some(row.posting.key.as_str())),
        numbers(rows, |row| i64::try_from(row.sequence).ok()),
        Arc::new(days.map(Some).collect::<Date32Array>()),
        Arc::new(
            moments
                .collect::<TimestampMillisecondArray>()
                .with_timezone("UTC"),
        ),
        texts(rows, |row| Some(row.posting.published.kind.slug())),
        texts(rows, |row| Some(row.posting.source.as_str())),
        texts(rows, |row| Some(row.posting.platform.as_str())),
        texts(rows, |row| Some(row.posting.market.slug())),
        Arc::new(categories.finish()),
        texts(rows, |row| {
            row.leader.as_ref().map(model::PostingKey::as_str)
        }),
        texts(rows, duplicate),
        Arc::new(Int64Array::from(blocks)),
    ]
}

/// What a posting says.
fn facts(rows: &[Row], rules: Rules<'_>) -> Vec<ArrayRef> {
    let plain = |value: Option<&str>| value.map(rules.plain).filter(|value| !value.is_empty());
    let broad = |posting: &Posting| posting.label.as_ref()?.broad.clone();
    let leaf = |posting: &Posting| Some(posting.label.as_ref()?.leaf.clone());
    vec![
        texts(rows, |row| Some(row.posting.title.as_str())),
        texts(rows, |row| Some(row.posting.body.as_str())),
        lists(
            rows.iter()
                .map(|row| row.posting.skills.iter().map(String::as_str)),
        ),
        owned_texts(rows, broad),
        owned_texts(rows, leaf),
        owned_texts(rows, |posting| plain(broad(posting).as_deref())),
        owned_texts(rows, |posting| plain(leaf(posting).as_deref())),
        texts(rows, |row| Some(row.posting.pay.as_ref()?.kind().slug())),
        texts(rows, |row| Some(row.posting.pay.as_ref()?.period().slug())),
        owned_texts(rows, |posting| {
            Some(posting.pay?.currency().code().to_owned())
        }),
        numbers(rows, |row| Some(row.posting.pay?.low_hundredths())),
        numbers(rows, |row| Some(row.posting.pay?.high_hundredths())),
        texts(rows, |row| row.posting.country.as_deref()),
        owned_texts(rows, |posting| plain(posting.country.as_deref())),
        texts(rows, |row| row.posting.organisation.as_deref()),
        owned_texts(rows, |posting| plain(posting.organisation.as_deref())),
        texts(rows, |row| row.posting.url.as_deref()),
    ]
}
