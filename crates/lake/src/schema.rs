//! The columns of a file of postings, and how each is written. Knows no posting. docs/lake.md says what each column means.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use model::Polarity;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use tagger::Tagger;

use crate::Error;
use crate::manifest::SCHEMA;

/// Rows that are read and skipped together; what the measurements of other engines took.
const ROW_GROUP_ROWS: usize = 131_072;
/// A row group is held in memory until it is written.
const ROW_GROUP_BYTES: usize = 128 << 20;
/// Level 3 takes a third of the time of 9 and a tenth more room.
const ZSTD_LEVEL: i32 = 3;
/// Chance that the filter takes a row group to hold a key that it lacks.
const BLOOM_FALSE: f64 = 0.01;

/// Columns that are not of tags, in their order: name, type, whether it may be missing.
const FACTS: [(&str, Kind, bool); 30] = [
    ("key", Kind::Text, false),
    ("sequence", Kind::Number, false),
    ("day", Kind::Day, false),
    ("published_at", Kind::Moment, true),
    ("date_kind", Kind::Text, false),
    ("source", Kind::Text, false),
    ("platform", Kind::Text, false),
    ("market", Kind::Text, false),
    ("category", Kind::Text, false),
    ("leader", Kind::Text, true),
    ("duplicate", Kind::Text, true),
    ("fold_block", Kind::Number, true),
    ("title", Kind::Text, false),
    ("body", Kind::Text, false),
    ("skills", Kind::Texts, false),
    ("label_broad", Kind::Text, true),
    ("label_leaf", Kind::Text, true),
    ("label_broad_plain", Kind::Text, true),
    ("label_leaf_plain", Kind::Text, true),
    ("pay_kind", Kind::Text, true),
    ("pay_period", Kind::Text, true),
    ("pay_currency", Kind::Text, true),
    ("pay_low_hundredths", Kind::Number, true),
    ("pay_high_hundredths", Kind::Number, true),
    ("country", Kind::Text, true),
    ("country_plain", Kind::Text, true),
    ("organisation", Kind::Text, true),
    ("organisation_plain", Kind::Text, true),
    ("url", Kind::Text, true),
    ("tags", Kind::Texts, false),
];

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Texts,
    Number,
    Day,
    Moment,
}

/// What a column of a tag says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TagColumn {
    /// The posting demands it.
    Demand,
    /// The posting mentions it.
    Mention,
    /// The posting mentions it in this sense.
    Sense(Polarity),
}

impl TagColumn {
    /// In the order of the columns; within each the tags in the order of their numbers.
    pub(crate) fn all() -> impl Iterator<Item = TagColumn> {
        let senses = Polarity::ALL.into_iter().map(TagColumn::Sense);
        [TagColumn::Demand, TagColumn::Mention]
            .into_iter()
            .chain(senses)
    }

    /// What stands before the tag in the column's name.
    pub(crate) fn prefix(self) -> String {
        match self {
            TagColumn::Demand => "tag".to_owned(),
            TagColumn::Mention => "mention".to_owned(),
            TagColumn::Sense(polarity) => polarity.slug().to_lowercase(),
        }
    }

    pub(crate) fn name(self, tag: &str) -> String {
        format!("{}_{tag}", self.prefix())
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Texts => DataType::List(item()),
        Kind::Number => DataType::Int64,
        Kind::Day => DataType::Date32,
        Kind::Moment => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    }
}

/// The elements of a list of texts.
pub(crate) fn item() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Utf8, false))
}

/// The columns of a file whose tags are these.
pub(crate) fn postings<'a>(tags: impl Iterator<Item = &'a str> + Clone) -> SchemaRef {
    let facts = FACTS
        .iter()
        .map(|(name, kind, missing)| Field::new(*name, data_type(*kind), *missing));
    let of_tags = TagColumn::all().flat_map(|column| {
        tags.clone()
            .map(move |tag| Field::new(column.name(tag), DataType::Boolean, false))
    });
    Arc::new(Schema::new(facts.chain(of_tags).collect::<Vec<_>>()))
}

/// What all files of the lake are written with: zstd, the schema's name and the hash of the tag rules in the footer.
fn base(tagger: &Tagger) -> Result<parquet::file::properties::WriterPropertiesBuilder, Error> {
    let level = ZstdLevel::try_new(ZSTD_LEVEL).map_err(|error| Error::damaged("zstd", error))?;
    let note = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by("jobtide".to_owned())
        .set_key_value_metadata(Some(vec![
            note("jobtide.schema", SCHEMA),
            note("jobtide.tag_rules", tagger.rules_hash()),
        ])))
}

/// How postings are written: in the order of their days, statistics by page where they can be used to skip, a filter on the key.
pub(crate) fn posting_properties(tagger: &Tagger) -> Result<WriterProperties, Error> {
    let column = |name: &str| ColumnPath::from(name);
    let place = |name: &str| FACTS.iter().position(|fact| fact.0 == name);
    let order = ["day"]
        .into_iter()
        .filter_map(place)
        .map(|at| SortingColumn {
            column_idx: i32::try_from(at).unwrap_or(0),
            descending: false,
            nulls_first: false,
        });
    let mut properties = base(tagger)?
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
        .set_sorting_columns(Some(order.collect()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_bloom_filter_enabled(column("key"), true)
        .set_column_bloom_filter_fpp(column("key"), BLOOM_FALSE)
        // Made for a full row group, and folded to what it holds when it is written.
        .set_column_bloom_filter_max_ndv(column("key"), ROW_GROUP_ROWS as u64);
    for name in [
        "key",
        "sequence",
        "day",
        "published_at",
        "category",
        "source",
    ] {
        properties =
            properties.set_column_statistics_enabled(column(name), EnabledStatistics::Page);
    }
    // Each value stands once or nearly so: a dictionary would be built for nothing.
    for name in ["key", "sequence", "title", "body", "url", "fold_block"] {
        properties = properties.set_column_dictionary_enabled(column(name), false);
    }
    // Nobody skips by the first letters of a text.
    for name in ["body", "url"] {
        properties =
            properties.set_column_statistics_enabled(column(name), EnabledStatistics::None);
    }
    for column in TagColumn::all() {
        for rule in tagger.rules() {
            let path = ColumnPath::from(column.name(&rule.slug));
            properties = properties.set_column_dictionary_enabled(path, false);
        }
    }
    Ok(properties.build())
}

/// How the cells of a cube are written.
pub(crate) fn cube_properties(tagger: &Tagger) -> Result<WriterProperties, Error> {
    Ok(base(tagger)?.build())
}
