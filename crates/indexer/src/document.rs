//! A posting and what the tagger says of it in, a document of the index out; and the stored facts back again. Knows no query.

use std::collections::BTreeSet;

use model::{
    Category, Currency, DateKind, Label, Market, Pay, Period, Platform, Polarity, Posting,
    PostingKey, Published, SourceId, TagSet,
};
use serde::{Deserialize, Serialize};
use tagger::Analysed;
use tantivy::TantivyDocument;

use crate::schema::{COPY, DUPLICATE, Fields, NOT_STATED, REPOST, polarity_name, polarity_term};
use crate::tokenizer::without_accents;

/// Everything that a hit shows beside title and body, as [`Lent`] wrote it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Facts {
    pub(crate) key: PostingKey,
    pub(crate) source: SourceId,
    pub(crate) platform: Platform,
    pub(crate) market: Market,
    pub(crate) published: Published,
    pub(crate) category: Category,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    pub(crate) label: Option<Label>,
    pub(crate) pay: Option<Pay>,
    pub(crate) country: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) url: Option<String>,
    /// Skills as posted.
    #[serde(default)]
    pub(crate) skills: Vec<String>,
    /// The posting that stands for this one.
    pub(crate) leader: Option<PostingKey>,
}

/// The same, lent by a posting that is written: a copy of all of it would cost more than the writing.
#[derive(Serialize)]
struct Lent<'a> {
    key: &'a str,
    source: &'a str,
    platform: &'a str,
    market: Market,
    published: Published,
    category: Category,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<Pay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    skills: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    leader: Option<&'a str>,
}

/// What the stored facts and all terms of a document take, about; growing towards it would copy the texts.
const BESIDE_BODY: usize = 1024;

/// A filterable value as the index keeps it: lower case, without accents, single spaces.
#[must_use]
pub fn normalised(value: &str) -> String {
    let lower = value.to_lowercase();
    let mut value = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(word);
    }
    without_accents(&mut value);
    value
}

/// The term that finds a pay period (`per year`); apart from the kinds, which are terms of the same field.
pub(crate) fn period_term(slug: &str) -> String {
    format!("per {slug}")
}

/// The number of a date kind in its column.
pub(crate) fn date_kind_number(kind: DateKind) -> u64 {
    match kind {
        DateKind::Exact => 0,
        DateKind::Bound => 1,
        DateKind::Observed => 2,
    }
}

/// The day in its column; what is dated before 1970 is none of ours.
pub(crate) fn day_number(published: &Published) -> u64 {
    u64::try_from(published.day.number()).unwrap_or(0)
}

/// The moment in its column, likewise.
pub(crate) fn moment_number(published: &Published) -> u64 {
    u64::try_from(published.moment()).unwrap_or(0)
}

/// The ends of a range of pay in their columns.
pub(crate) fn pay_numbers(pay: &Pay) -> [u64; 2] {
    [pay.low_hundredths(), pay.high_hundredths()].map(i64::unsigned_abs)
}

pub(crate) fn pay_period_number(period: Period) -> u64 {
    Period::ALL
        .iter()
        .position(|one| *one == period)
        .unwrap_or(0) as u64
}

/// The pay period of a number in its column.
pub(crate) fn pay_period(number: u64) -> Period {
    let position = usize::try_from(number).unwrap_or(0);
    Period::ALL.get(position).copied().unwrap_or(Period::Hour)
}

pub(crate) fn currency_number(currency: Currency) -> u64 {
    currency
        .code()
        .bytes()
        .fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// Where a posting stands in the order by pay before its amount is looked at: by the hour, for the whole job, by year, month, week
/// and day; in each US dollars, then the other currencies by code. From 1, so that 0 is free for postings without pay.
pub(crate) fn pay_group_number(pay: &Pay) -> u64 {
    let place = match pay.period() {
        Period::Hour => 1,
        Period::Project => 2,
        Period::Year => 3,
        Period::Month => 4,
        Period::Week => 5,
        Period::Day => 6,
    };
    let currency = match pay.currency() {
        Currency::USD => 0,
        other => currency_number(other),
    };
    place << 24 | currency
}

/// The bit of a polarity in its column.
fn polarity_bit(polarity: Polarity) -> u64 {
    let place = Polarity::ALL.iter().position(|one| *one == polarity);
    1 << place.unwrap_or(0)
}

/// The currency of a number in its column.
pub(crate) fn currency(number: u64) -> Option<Currency> {
    let [.., a, b, c] = number.to_be_bytes();
    std::str::from_utf8(&[a, b, c]).ok()?.parse().ok()
}

/// A number for a key or a name, the same on every machine: of two postings of one moment that with the smaller one is shown first.
#[must_use]
pub fn text_hash(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// The document of a posting, and of the posting that stands for it. `slugs` are the tags' names by bit.
pub(crate) fn document(
    fields: &Fields,
    posting: &Posting,
    leader: Option<&PostingKey>,
    analysed: &Analysed,
    slugs: &[String],
) -> Result<TantivyDocument, serde_json::Error> {
    let mut doc = TantivyDocument::with_capacity(posting.body.len() + BESIDE_BODY);
    doc.add_text(fields.title, &posting.title);
    doc.add_text(fields.body, &posting.body);
    for skill in &posting.skills {
        doc.add_text(fields.skill, skill);
    }
    add_terms(&mut doc, fields, posting, analysed, slugs);
    add_columns(&mut doc, fields, posting, analysed);
    if let Some(leader) = leader {
        doc.add_text(fields.fold, DUPLICATE);
        let platform = leader.as_str().split('/').next();
        let same = platform == Some(posting.platform.as_str());
        doc.add_text(fields.fold, if same { REPOST } else { COPY });
        doc.add_text(fields.leader, leader.as_str());
    }
    let lent = Lent {
        key: posting.key.as_str(),
        source: posting.source.as_str(),
        platform: posting.platform.as_str(),
        market: posting.market,
        published: posting.published,
        category: analysed.category,
        tags: names(analysed.demand, slugs),
        label: posting.label.as_ref(),
        pay: posting.pay,
        country: posting.country.as_deref(),
        organisation: posting.organisation.as_deref(),
        url: posting.url.as_deref(),
        skills: &posting.skills,
        leader: leader.map(PostingKey::as_str),
    };
    let mut facts = Vec::with_capacity(BESIDE_BODY);
    serde_json::to_writer(&mut facts, &lent)?;
    doc.add_bytes(fields.facts, &facts);
    Ok(doc)
}

fn names(tags: TagSet, slugs: &[String]) -> Vec<&str> {
    let found = tags.iter().filter_map(|tag| slugs.get(tag.number()));
    found.map(String::as_str).collect()
}

fn add_terms(
    doc: &mut TantivyDocument,
    fields: &Fields,
    posting: &Posting,
    analysed: &Analysed,
    slugs: &[String],
) {
    doc.add_text(fields.key, posting.key.as_str());
    doc.add_text(fields.category, analysed.category.slug());
    doc.add_text(fields.source, posting.source.as_str());
    doc.add_text(fields.platform, posting.platform.as_str());
    doc.add_text(fields.market, posting.market.slug());
    doc.add_text(fields.kind, posting.published.kind.slug());
    for (field, set) in [
        (fields.tag, analysed.demand),
        (fields.mention, analysed.mention),
    ] {
        let names = names(set, slugs);
        if names.is_empty() {
            doc.add_text(field, NOT_STATED);
        }
        for name in names {
            doc.add_text(field, name);
        }
    }
    add_senses(doc, fields, analysed, slugs);
    for (field, value) in [
        (fields.country, &posting.country),
        (fields.organisation, &posting.organisation),
    ] {
        let value = value
            .as_deref()
            .map(normalised)
            .filter(|value| !value.is_empty());
        doc.add_text(field, value.as_deref().unwrap_or(NOT_STATED));
    }
    match &posting.label {
        Some(label) => {
            let leaf = normalised(&label.leaf);
            let broad = label.broad.as_deref().map(normalised);
            for name in broad.iter().filter(|broad| **broad != leaf) {
                doc.add_text(fields.label, name);
            }
            doc.add_text(fields.label, leaf);
        }
        None => doc.add_text(fields.label, NOT_STATED),
    }
    match posting.pay {
        Some(pay) => {
            doc.add_text(fields.pay, pay.kind().slug());
            doc.add_text(fields.pay, period_term(pay.period().slug()));
            doc.add_text(fields.pay, pay.currency().code().to_lowercase());
        }
        None => doc.add_text(fields.pay, NOT_STATED),
    }
    if posting.skills.is_empty() {
        doc.add_text(fields.absent, "skill");
    }
    if posting.body.trim().is_empty() {
        doc.add_text(fields.absent, "body");
    }
}

/// The senses alone, and each tag in each of its senses.
fn add_senses(doc: &mut TantivyDocument, fields: &Fields, analysed: &Analysed, slugs: &[String]) {
    let alone: BTreeSet<Polarity> = analysed.senses.iter().map(|(_, sense)| *sense).collect();
    for sense in alone {
        doc.add_text(fields.polarity, polarity_name(sense));
    }
    for (tag, sense) in &analysed.senses {
        if let Some(slug) = slugs.get(tag.number()) {
            doc.add_text(fields.polarity, polarity_term(slug, *sense));
        }
    }
}

fn add_columns(doc: &mut TantivyDocument, fields: &Fields, posting: &Posting, analysed: &Analysed) {
    doc.add_u64(fields.day, day_number(&posting.published));
    doc.add_u64(fields.moment, moment_number(&posting.published));
    doc.add_u64(fields.key_hash, text_hash(posting.key.as_str()));
    doc.add_u64(fields.date_kind, date_kind_number(posting.published.kind));
    doc.add_u64(
        fields.category_number,
        u64::from(analysed.category.number()),
    );
    doc.add_u64(fields.demand_bits, analysed.demand.0);
    doc.add_u64(fields.mention_bits, analysed.mention.0);
    let senses = analysed
        .senses
        .iter()
        .map(|(_, sense)| polarity_bit(*sense));
    doc.add_u64(fields.polarity_bits, senses.fold(0, |bits, bit| bits | bit));
    let country = posting.country.as_deref().map_or("", str::trim);
    if !country.is_empty() {
        doc.add_text(fields.country_name, country);
    }
    if let Some(pay) = posting.pay {
        doc.add_u64(fields.pay_period, pay_period_number(pay.period()));
        let [low, high] = pay_numbers(&pay);
        doc.add_u64(fields.pay_low, low);
        doc.add_u64(fields.pay_high, high);
        doc.add_u64(fields.pay_currency, currency_number(pay.currency()));
        doc.add_u64(fields.pay_group, pay_group_number(&pay));
    }
}
