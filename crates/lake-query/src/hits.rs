//! A query in, its newest postings out, and how many have each value of a field: what is said of a lake's postings beside their panels. Knows no cube.

use std::collections::BTreeMap;

use datafusion::arrow::array::Array;
use datafusion::arrow::record_batch::RecordBatch;
use indexer::{NOT_STATED, Query, Shown, ValueField, ranked_values};
use lake::DataFile;
use model::{Day, DayRange, PostingKey};

use crate::cells::{self, Bad, numbers, texts, there};
use crate::files::{TABLE, conditions};
use crate::mixing::{HASH, MOMENT};
use crate::sql::{self, Postings};
use crate::{Error, LakePanels};

/// Days that are looked at first, and how many times as many are looked at next, where they held too few. A statement costs a cluster more than an index, so that the
/// steps are wider than the index's.
const FIRST_DAYS: i32 = 7;
/// As [`FIRST_DAYS`].
const WIDER: i32 = 8;

impl LakePanels {
    /// The newest exactly dated postings that match, in the index's order. No two steps look at one day, and the later one looks at earlier days, so that what they
    /// find is in order one after the other.
    pub(crate) fn newest_of(
        &self,
        query: &Query,
        days: Option<DayRange>,
        limit: usize,
    ) -> Result<Vec<Shown>, Error> {
        let files = self.files(query);
        let held = files.iter().map(|file| (file.first_day, file.last_day));
        let held = held.reduce(|(first, last), (one, other)| (first.min(one), last.max(other)));
        let Some((held_first, held_last)) = held else {
            return Ok(Vec::new());
        };
        let (first, mut last) = match days {
            Some(days) => (days.first().max(held_first), days.last().min(held_last)),
            None => (held_first, held_last),
        };
        let mut found = Vec::new();
        let mut span = FIRST_DAYS;
        while first <= last && found.len() < limit {
            let from = match last - first < span {
                true => first,
                false => last + -(span - 1),
            };
            let wanted = limit - found.len();
            found.extend(self.newest_between(query, (from, last), wanted, &files)?);
            last = from + -1;
            span = span.saturating_mul(WIDER);
        }
        Ok(found)
    }

    fn newest_between(
        &self,
        query: &Query,
        (first, last): (Day, Day),
        limit: usize,
        files: &[&DataFile],
    ) -> Result<Vec<Shown>, Error> {
        let mut conditions = conditions(query, &self.manifest().tags).map_err(self.inexact())?;
        conditions.push("date_kind = 'exact'".to_owned());
        conditions.push(sql::days(Some(first), Some(last)));
        // A moment lies on its day: the day beside it is what statistics of row groups are of.
        let statement = format!(
            "SELECT key, title, day, url, {MOMENT}(day, published_at) AS moment, {HASH}(key) AS tie FROM {TABLE} WHERE {} ORDER BY day DESC, moment DESC, tie LIMIT {limit}",
            conditions.join(" AND ")
        );
        let inside = |file: &&&DataFile| file.last_day >= first && file.first_day <= last;
        let files: Vec<&DataFile> = files.iter().filter(inside).copied().collect();
        let mut found = Vec::new();
        for batch in self.rows_of_files(query, &statement, &files)? {
            found.extend(shown(&batch).map_err(|what| self.damaged(what))?);
        }
        Ok(found)
    }

    /// How many postings that match have each value of a field, as the index ranks them.
    pub(crate) fn values_of(
        &self,
        query: &Query,
        field: &'static str,
    ) -> Result<Vec<(String, u64)>, Error> {
        let tags = &self.manifest().tags;
        let conditions = conditions(query, tags).map_err(self.inexact())?;
        let conditions = conditions.join(" AND ");
        let column = match field {
            "category" => sql::plain(ValueField::Category),
            "source" => sql::plain(ValueField::Source),
            // As it was posted.
            "country" => "country",
            "tag" => {
                let statement = of_tags(tags, &conditions);
                let batches = self.rows_of_files(query, &statement, &self.files(query))?;
                let counts = tag_counts(&batches, tags).map_err(|what| self.damaged(what))?;
                return Ok(ranked_values(field, counts));
            }
            other => {
                return Err(self.inexact()(format!(
                    "the values of `{other}` are counted by the index alone"
                )));
            }
        };
        let statement = format!(
            "SELECT {column} AS value, count(*) AS n FROM {TABLE} WHERE {conditions} GROUP BY {column}"
        );
        let mut counts = BTreeMap::new();
        for batch in self.rows_of_files(query, &statement, &self.files(query))? {
            add_values(&batch, &mut counts).map_err(|what| self.damaged(what))?;
        }
        Ok(ranked_values(field, counts))
    }
}

fn shown(batch: &RecordBatch) -> Result<Vec<Shown>, Bad> {
    let text = |name| there(texts(batch, name)?, name);
    let (keys, titles, urls) = (text("key")?, text("title")?, text("url")?);
    let days = cells::days(batch)?;
    let one = |row: usize| {
        let key = keys.value(row);
        Ok(Shown {
            key: PostingKey::from_text(key)
                .ok_or_else(|| format!("`{key}` is no key of a posting"))?,
            title: titles.value(row).to_owned(),
            day: cells::day(days.value(row))?,
            url: urls.is_valid(row).then(|| urls.value(row).to_owned()),
        })
    };
    (0..batch.num_rows()).map(one).collect()
}

/// The column of the postings that ask for no tag.
const UNTAGGED: &str = "untagged";

/// A count of each tag, and of the postings that have none.
fn of_tags(tags: &[String], conditions: &str) -> String {
    let counted = |condition: &str, name: &str| {
        format!("sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}")
    };
    let postings = Postings { tags };
    let mut counts: Vec<String> = tags
        .iter()
        .enumerate()
        .map(|(at, tag)| counted(&sql::column("tag", tag), &format!("n{at}")))
        .collect();
    let untagged = postings.value(ValueField::Tag, NOT_STATED);
    counts.push(counted(&untagged, UNTAGGED));
    format!(
        "SELECT {} FROM {TABLE} WHERE {conditions}",
        counts.join(", ")
    )
}

fn tag_counts(batches: &[RecordBatch], tags: &[String]) -> Result<BTreeMap<String, u64>, Bad> {
    let mut counts = BTreeMap::new();
    for batch in batches {
        let names = tags.iter().enumerate();
        let names = names.map(|(at, tag)| (format!("n{at}"), tag.as_str()));
        for (column, tag) in names.chain([(UNTAGGED.to_owned(), NOT_STATED)]) {
            let numbers = there(numbers(batch, &column)?, &column)?;
            // The sum over no posting is null.
            for n in numbers.iter().flatten().filter(|n| *n > 0) {
                *counts.entry(tag.to_owned()).or_default() += n.unsigned_abs();
            }
        }
    }
    Ok(counts)
}

fn add_values(batch: &RecordBatch, counts: &mut BTreeMap<String, u64>) -> Result<(), Bad> {
    let values = there(texts(batch, "value")?, "value")?;
    let numbers = there(numbers(batch, "n")?, "n")?;
    for row in 0..batch.num_rows() {
        let value = match values.is_valid(row) {
            true => values.value(row).trim(),
            false => "",
        };
        let value = if value.is_empty() { NOT_STATED } else { value };
        *counts.entry(value.to_owned()).or_default() += numbers.value(row).unsigned_abs();
    }
    Ok(())
}
