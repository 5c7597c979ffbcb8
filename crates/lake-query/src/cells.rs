//! Rows of an engine in, counts of postings that are alike out. Knows the names of columns, and no plan.

use std::str::FromStr;

use datafusion::arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Int64Array, StringArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use model::{Category, Currency, Day, PayKind, Period};

use crate::cube::Slice;

/// What does not fit.
pub(crate) type Bad = String;

/// What a posting states that it pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paid {
    pub(crate) kind: PayKind,
    pub(crate) period: Period,
    pub(crate) currency: Currency,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

/// Postings that are alike.
pub(crate) struct Cell<'a> {
    pub(crate) day: Day,
    pub(crate) source: &'a str,
    pub(crate) platform: &'a str,
    pub(crate) exact: bool,
    /// Where the statement tells categories apart.
    pub(crate) category: Option<Category>,
    /// The flags of the plan's tags, where they were counted from postings.
    pub(crate) flags: &'a [i64],
    /// The cells' tag, where they come from a cube.
    pub(crate) slice: Slice,
    pub(crate) paid: Option<Paid>,
    pub(crate) n: u32,
}

/// A column, as far as the statement has it.
struct Rows {
    days: Date32Array,
    sources: StringArray,
    platforms: StringArray,
    exact: BooleanArray,
    categories: Option<StringArray>,
    flags: Vec<Int64Array>,
    tags: Option<(StringArray, StringArray)>,
    pay: Option<PayColumns>,
    n: Int64Array,
}

struct PayColumns {
    kinds: StringArray,
    periods: StringArray,
    currencies: StringArray,
    lows: Int64Array,
    highs: Int64Array,
}

/// Engines differ in which of several types of text and whole number they answer in.
pub(crate) fn texts(batch: &RecordBatch, name: &str) -> Result<Option<StringArray>, Bad> {
    let Some(column) = batch.column_by_name(name) else {
        return Ok(None);
    };
    let plain = cast(column, &DataType::Utf8).map_err(|error| format!("{name}: {error}"))?;
    Ok(Some(plain.as_string::<i32>().clone()))
}

pub(crate) fn numbers(batch: &RecordBatch, name: &str) -> Result<Option<Int64Array>, Bad> {
    let Some(column) = batch.column_by_name(name) else {
        return Ok(None);
    };
    let plain = cast(column, &DataType::Int64).map_err(|error| format!("{name}: {error}"))?;
    Ok(Some(plain.as_primitive::<Int64Type>().clone()))
}

pub(crate) fn there<T>(column: Option<T>, name: &str) -> Result<T, Bad> {
    column.ok_or_else(|| format!("there is no column `{name}`"))
}

pub(crate) fn days(batch: &RecordBatch) -> Result<Date32Array, Bad> {
    let days = there(batch.column_by_name("day"), "day")?;
    let days = days.as_primitive_opt::<Date32Type>();
    Ok(days.ok_or("the column `day` holds no days")?.clone())
}

pub(crate) fn day(number: i32) -> Result<Day, Bad> {
    Day::from_number(number).ok_or_else(|| format!("day {number} lies outside 1970 to 2199"))
}

fn pay(batch: &RecordBatch) -> Result<Option<PayColumns>, Bad> {
    let Some(kinds) = texts(batch, "pay_kind")? else {
        return Ok(None);
    };
    let text = |name| there(texts(batch, name)?, name);
    let number = |name| there(numbers(batch, name)?, name);
    Ok(Some(PayColumns {
        kinds,
        periods: text("pay_period")?,
        currencies: text("pay_currency")?,
        lows: number("pay_low_hundredths")?,
        highs: number("pay_high_hundredths")?,
    }))
}

impl Rows {
    fn of(batch: &RecordBatch, flags: usize) -> Result<Rows, Bad> {
        let exact = there(batch.column_by_name("exact"), "exact")?;
        let flags = (0..flags).map(|at| {
            let name = format!("flags{at}");
            there(numbers(batch, &name)?, &name)
        });
        let no_truth = || "the column `exact` holds no truth values".to_owned();
        Ok(Rows {
            days: days(batch)?,
            sources: there(texts(batch, "source")?, "source")?,
            platforms: there(texts(batch, "platform")?, "platform")?,
            exact: exact.as_boolean_opt().ok_or_else(no_truth)?.clone(),
            categories: texts(batch, "category")?,
            flags: flags.collect::<Result<_, Bad>>()?,
            tags: texts(batch, "tag")?.zip(texts(batch, "sense")?),
            pay: pay(batch)?,
            n: there(numbers(batch, "n")?, "n")?,
        })
    }
}

pub(crate) fn named<T: Copy>(all: &[T], slug: fn(T) -> &'static str, name: &str) -> Result<T, Bad> {
    let found = all.iter().copied().find(|one| slug(*one) == name);
    found.ok_or_else(|| format!("`{name}` names nothing that is known here"))
}

impl PayColumns {
    fn at(&self, row: usize) -> Result<Option<Paid>, Bad> {
        if !self.kinds.is_valid(row) {
            return Ok(None);
        }
        let code = self.currencies.value(row);
        Ok(Some(Paid {
            kind: named(&PayKind::ALL, PayKind::slug, self.kinds.value(row))?,
            period: named(&Period::ALL, Period::slug, self.periods.value(row))?,
            currency: Currency::from_str(code).map_err(|error| error.to_string())?,
            low: self.lows.value(row),
            high: self.highs.value(row),
        }))
    }
}

/// Every cell of some rows.
pub(crate) fn each(
    batch: &RecordBatch,
    flags: usize,
    take: &mut impl FnMut(Cell<'_>) -> Result<(), Bad>,
) -> Result<(), Bad> {
    let rows = Rows::of(batch, flags)?;
    let mut own = Vec::with_capacity(flags);
    for row in 0..batch.num_rows() {
        own.clear();
        own.extend(rows.flags.iter().map(|numbers| numbers.value(row)));
        let categories = rows.categories.as_ref();
        let slug = categories.map(|slugs| Category::from_str(slugs.value(row)));
        let slice = rows.tags.as_ref().filter(|(tags, _)| tags.is_valid(row));
        take(Cell {
            day: day(rows.days.value(row))?,
            source: rows.sources.value(row),
            platform: rows.platforms.value(row),
            exact: rows.exact.value(row),
            category: slug.transpose().map_err(|error| error.to_string())?,
            flags: &own,
            slice: slice
                .map(|(tags, senses)| (tags.value(row).to_owned(), senses.value(row).to_owned())),
            paid: rows.pay.as_ref().map_or(Ok(None), |pay| pay.at(row))?,
            n: u32::try_from(rows.n.value(row))
                .map_err(|_| "more postings are alike than a panel can count".to_owned())?,
        })?;
    }
    Ok(())
}
