//! Which fields the index has, how each is kept, and the note that travels with each commit. Knows no posting.

use serde::{Deserialize, Serialize};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use crate::tokenizer;

/// Raised whenever a field or the tokenizer changes its meaning; an index of another version is rebuilt.
pub(crate) const SCHEMA_VERSION: u32 = 3;

/// The value of a field that a posting does not state.
pub const NOT_STATED: &str = "none";

/// The term of `fold` in a posting for which another one stands. The others have none, so that leaving duplicates out costs
/// as little as there are duplicates.
pub const DUPLICATE: &str = "duplicate";

/// The second term of `fold` in a duplicate: offered again where the other one is offered, or copied elsewhere.
pub const REPOST: &str = "repost";
/// As [`REPOST`].
pub const COPY: &str = "copy";

/// What a query calls a posting that stands for itself.
pub const ORIGINAL: &str = "original";

/// The term of `polarity` for a tag in one sense.
pub(crate) fn polarity_term(tag: &str, polarity: model::Polarity) -> String {
    format!("{tag}/{}", polarity_name(polarity))
}

/// A polarity as a query and the index name it, in lower case like every other name.
pub(crate) fn polarity_name(polarity: model::Polarity) -> String {
    polarity.slug().to_lowercase()
}

/// What a query says that counts both.
pub const ANY: &str = "any";

/// Names of the columns, for the collectors, which find them by name.
pub(crate) mod column {
    pub(crate) const DAY: &str = "day";
    pub(crate) const MOMENT: &str = "moment";
    pub(crate) const KEY_HASH: &str = "key_hash";
    pub(crate) const DATE_KIND: &str = "date_kind";
    pub(crate) const CATEGORY: &str = "category_number";
    pub(crate) const DEMAND: &str = "demand_bits";
    pub(crate) const MENTION: &str = "mention_bits";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const PLATFORM: &str = "platform";
    pub(crate) const PAY_PERIOD: &str = "pay_period";
    pub(crate) const PAY_LOW: &str = "pay_low";
    pub(crate) const PAY_HIGH: &str = "pay_high";
    pub(crate) const PAY_CURRENCY: &str = "pay_currency";
    pub(crate) const PAY_GROUP: &str = "pay_group";
    pub(crate) const MARKET: &str = "market";
    pub(crate) const COUNTRY_NAME: &str = "country_name";
    pub(crate) const POLARITY: &str = "polarity_bits";
}

/// Handles of all fields.
///
/// Text: `title`, `body`, `skill`. Terms in lower case: `key` to `leader`. Columns: one number a posting, named in [`column`];
/// `source`, `platform` and `market` are terms and columns at once. `facts` is what a hit shows beside title and body, as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) title: Field,
    pub(crate) body: Field,
    pub(crate) skill: Field,
    pub(crate) key: Field,
    pub(crate) tag: Field,
    pub(crate) mention: Field,
    /// In what sense a posting mentions any tag (`forbid`), and which one in which sense (`chatbot/forbid`).
    pub(crate) polarity: Field,
    pub(crate) category: Field,
    pub(crate) source: Field,
    pub(crate) platform: Field,
    pub(crate) market: Field,
    pub(crate) country: Field,
    pub(crate) organisation: Field,
    pub(crate) label: Field,
    pub(crate) kind: Field,
    /// Kind (`hourly`), period (`per year`) and currency (`usd`) of the pay, or `none`.
    pub(crate) pay: Field,
    /// Which texts are empty: `skill`, `body`.
    pub(crate) absent: Field,
    /// [`DUPLICATE`] with [`REPOST`] or [`COPY`], or nothing.
    pub(crate) fold: Field,
    /// The key of the posting that stands for a duplicate, or nothing.
    pub(crate) leader: Field,
    /// Days since 1970-01-01.
    pub(crate) day: Field,
    /// Seconds since 1970-01-01: the posting's moment, or its day's midnight. Only for the order of hits.
    pub(crate) moment: Field,
    /// Breaks ties in the order of hits, the same on every machine.
    pub(crate) key_hash: Field,
    pub(crate) date_kind: Field,
    pub(crate) category_number: Field,
    pub(crate) demand_bits: Field,
    pub(crate) mention_bits: Field,
    /// Which of [`model::Period::ALL`]; it tells the kind too.
    pub(crate) pay_period: Field,
    /// Hundredths of the currency; absent without pay.
    pub(crate) pay_low: Field,
    pub(crate) pay_high: Field,
    /// The three letters of the currency as a number.
    pub(crate) pay_currency: Field,
    /// Where a posting stands in the order by pay before its amount is looked at; absent without pay.
    pub(crate) pay_group: Field,
    /// The country as it was posted, for counts; `country` holds it as it is searched.
    pub(crate) country_name: Field,
    /// One bit for each polarity in the order of `Polarity::ALL`.
    pub(crate) polarity_bits: Field,
    pub(crate) facts: Field,
}

fn text(builder: &mut SchemaBuilder, name: &str, stored: bool) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer::NAME)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let options = TextOptions::default().set_indexing_options(indexing);
    builder.add_text_field(
        name,
        if stored {
            options.set_stored()
        } else {
            options
        },
    )
}

fn terms() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

/// The schema and its handles.
pub(crate) fn build() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let builder = &mut builder;
    let fields = Fields {
        title: text(builder, "title", true),
        body: text(builder, "body", true),
        skill: text(builder, "skill", false),
        key: builder.add_text_field("key", terms()),
        tag: builder.add_text_field("tag", terms()),
        mention: builder.add_text_field("mention", terms()),
        polarity: builder.add_text_field("polarity", terms()),
        category: builder.add_text_field("category", terms()),
        source: builder.add_text_field(column::SOURCE, terms().set_fast("raw")),
        platform: builder.add_text_field(column::PLATFORM, terms().set_fast("raw")),
        market: builder.add_text_field(column::MARKET, terms().set_fast("raw")),
        country: builder.add_text_field("country", terms()),
        organisation: builder.add_text_field("organisation", terms()),
        label: builder.add_text_field("label", terms()),
        kind: builder.add_text_field("kind", terms()),
        pay: builder.add_text_field("pay", terms()),
        absent: builder.add_text_field("absent", terms()),
        fold: builder.add_text_field("fold", terms()),
        leader: builder.add_text_field("leader", terms()),
        day: builder.add_u64_field(column::DAY, FAST),
        moment: builder.add_u64_field(column::MOMENT, FAST),
        key_hash: builder.add_u64_field(column::KEY_HASH, FAST),
        date_kind: builder.add_u64_field(column::DATE_KIND, FAST),
        category_number: builder.add_u64_field(column::CATEGORY, FAST),
        demand_bits: builder.add_u64_field(column::DEMAND, FAST),
        mention_bits: builder.add_u64_field(column::MENTION, FAST),
        pay_period: builder.add_u64_field(column::PAY_PERIOD, FAST),
        pay_low: builder.add_u64_field(column::PAY_LOW, FAST),
        pay_high: builder.add_u64_field(column::PAY_HIGH, FAST),
        pay_currency: builder.add_u64_field(column::PAY_CURRENCY, FAST),
        pay_group: builder.add_u64_field(column::PAY_GROUP, FAST),
        country_name: builder
            .add_text_field(column::COUNTRY_NAME, TextOptions::default().set_fast("raw")),
        polarity_bits: builder.add_u64_field(column::POLARITY, FAST),
        facts: builder.add_bytes_field("facts", STORED),
    };
    (std::mem::take(builder).build(), fields)
}

/// What a commit says about itself: how far it reaches into the store's log and by which rules it was tagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitNote {
    /// [`SCHEMA_VERSION`] of the writer.
    pub(crate) schema: u32,
    /// The last sequence number of the store that the index holds.
    pub(crate) last_sequence: u64,
    /// Hash of the tag rules.
    pub(crate) rules_hash: String,
    /// The store that the sequence number counts in; empty in notes that were written before stores had a name.
    #[serde(default)]
    pub(crate) store: String,
    /// Slugs of the tags; the position is the tag's bit.
    pub(crate) tags: Vec<String>,
}
