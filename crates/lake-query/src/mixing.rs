//! The functions that SQL has of us for single postings: the number of a key, the moment of a date, and what a posting adds to the hash of a set. Knows no statement.

use std::str::FromStr;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray, FixedSizeBinaryBuilder,
    Int64Array, PrimitiveArray, StringArray, UInt64Array,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Int64Type, TimeUnit, TimestampMillisecondType,
};
use datafusion::common::{DataFusionError, Result, exec_datafusion_err, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use indexer::{Hashed, text_hash};
use model::{Category, Currency, DateKind, Day, Pay, Period, Published, TagId, TagSet};

use crate::cells::named;
use crate::functions::texts;

/// `jobtide_hash(text)`: the number of a key or a name.
pub(crate) const HASH: &str = "jobtide_hash";
/// `jobtide_moment(day, published_at)`: seconds since 1970 by which postings are in order.
pub(crate) const MOMENT: &str = "jobtide_moment";
/// `jobtide_mixed(…)` of the [`MIXED_FACTS`], then of the columns of demanded tags, then of those of mentioned ones: 128 bits.
pub(crate) const MIXED: &str = "jobtide_mixed";
/// `jobtide_limb(mixed, number)`: 32 of these bits, the lowest first.
pub(crate) const LIMB: &str = "jobtide_limb";

/// What is mixed beside tags.
pub(crate) const MIXED_FACTS: [&str; 11] = [
    "key",
    "day",
    "published_at",
    "date_kind",
    "category",
    "source",
    "platform",
    "pay_period",
    "pay_currency",
    "pay_low_hundredths",
    "pay_high_hundredths",
];

/// Bytes of what is mixed.
const WIDTH: i32 = 16;
/// Bits of a limb.
pub(crate) const LIMB_BITS: usize = 32;

pub(crate) fn functions() -> impl Iterator<Item = Arc<ScalarUDF>> {
    let all = [What::Hash, What::Moment, What::Mixed, What::Limb];
    all.into_iter().map(|what| {
        Arc::new(ScalarUDF::from(OfPosting {
            what,
            signature: Signature::variadic_any(Volatility::Immutable),
        }))
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    Hash,
    Moment,
    Mixed,
    Limb,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct OfPosting {
    what: What,
    signature: Signature,
}

impl ScalarUDFImpl for OfPosting {
    fn name(&self) -> &str {
        match self.what {
            What::Hash => HASH,
            What::Moment => MOMENT,
            What::Mixed => MIXED,
            What::Limb => LIMB,
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.what {
            What::Hash | What::Limb => DataType::UInt64,
            What::Moment => DataType::Int64,
            What::Mixed => DataType::FixedSizeBinary(WIDTH),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let columns = args.args.iter().map(|one| one.to_array(rows));
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        Ok(ColumnarValue::Array(
            match (self.what, columns.as_slice()) {
                (What::Hash, [text]) => {
                    let hash = |text: Option<&str>| text.map(text_hash);
                    Arc::new(texts(text)?.iter().map(hash).collect::<UInt64Array>())
                }
                (What::Moment, [day, at]) => {
                    let dates = Dates::of(day, at)?;
                    let moments = (0..rows).map(|row| Ok(dates.at(row, DateKind::Exact)?.moment()));
                    Arc::new(moments.collect::<Result<Int64Array>>()?)
                }
                (What::Mixed, columns) => Arc::new(mixed(columns, rows)?),
                (What::Limb, [mixed, number]) => Arc::new(limbs(mixed, number)?),
                _ => return exec_err!("{} takes other columns", self.name()),
            },
        ))
    }
}

fn plain<T: ArrowPrimitiveType>(column: &ArrayRef) -> Result<PrimitiveArray<T>> {
    let plain = column.as_primitive_opt::<T>();
    plain
        .cloned()
        .ok_or_else(|| exec_datafusion_err!("a column is no {}", T::DATA_TYPE))
}

/// What went wrong with a value, as the engine hands it on.
fn bad(what: impl std::fmt::Display) -> DataFusionError {
    exec_datafusion_err!("{what}")
}

struct Dates {
    days: PrimitiveArray<Date32Type>,
    at: PrimitiveArray<TimestampMillisecondType>,
}

impl Dates {
    fn of(day: &ArrayRef, at: &ArrayRef) -> Result<Dates> {
        // Engines differ in the unit and the zone that they keep a time in.
        let at = cast(at, &DataType::Timestamp(TimeUnit::Millisecond, None))?;
        Ok(Dates {
            days: plain(day)?,
            at: plain(&at)?,
        })
    }

    fn at(&self, row: usize, kind: DateKind) -> Result<Published> {
        let number = self.days.value(row);
        let day = Day::from_number(number);
        let at = self.at.is_valid(row).then(|| self.at.value(row));
        Ok(Published {
            kind,
            day: day.ok_or_else(|| bad(format!("day {number} lies outside 1970 to 2199")))?,
            at: at.map(|at| at.div_euclid(1_000)),
        })
    }
}

/// A column of names, most of which are the one before: a lake has few sources.
struct Names {
    names: StringArray,
    last: (String, u64),
}

impl Names {
    fn of(column: &ArrayRef) -> Result<Names> {
        Ok(Names {
            names: texts(column)?,
            last: (String::new(), text_hash("")),
        })
    }

    fn hash(&mut self, row: usize) -> u64 {
        let name = self.names.value(row);
        if self.last.0 != name {
            self.last = (name.to_owned(), text_hash(name));
        }
        self.last.1
    }
}

struct Pays {
    periods: StringArray,
    currencies: StringArray,
    lows: PrimitiveArray<Int64Type>,
    highs: PrimitiveArray<Int64Type>,
}

impl Pays {
    fn at(&self, row: usize) -> Result<Option<Pay>> {
        if !self.periods.is_valid(row) {
            return Ok(None);
        }
        let period = named(&Period::ALL, Period::slug, self.periods.value(row)).map_err(bad)?;
        let currency = Currency::from_str(self.currencies.value(row)).map_err(bad)?;
        let (low, high) = (self.lows.value(row), self.highs.value(row));
        let pay = Pay::from_hundredths(period.kind(), low, high, currency, period);
        pay.map(Some).map_err(bad)
    }
}

fn tags(columns: &[ArrayRef]) -> Result<Vec<BooleanArray>> {
    let flags = columns.iter().map(|column| {
        let flags = column.as_boolean_opt().cloned();
        flags.ok_or_else(|| bad("a column of a tag holds no truth values"))
    });
    flags.collect()
}

/// The tags of a row; the place of a column is the number of its tag.
fn set(flags: &[BooleanArray], row: usize) -> TagSet {
    let held = (0..).zip(flags).filter(|(_, flags)| flags.value(row));
    held.filter_map(|(number, _)| TagId::new(number)).collect()
}

fn mixed(columns: &[ArrayRef], rows: usize) -> Result<FixedSizeBinaryArray> {
    let Some((facts, of_tags)) = columns.split_first_chunk::<{ MIXED_FACTS.len() }>() else {
        return exec_err!(
            "{MIXED} takes {} columns and those of tags",
            MIXED_FACTS.len()
        );
    };
    let [key, day, at, kind, category, source, platform, pay @ ..] = facts;
    let [period, currency, low, high] = pay;
    let (keys, kinds, categories) = (texts(key)?, texts(kind)?, texts(category)?);
    let dates = Dates::of(day, at)?;
    let (mut sources, mut platforms) = (Names::of(source)?, Names::of(platform)?);
    let pays = Pays {
        periods: texts(period)?,
        currencies: texts(currency)?,
        lows: plain(low)?,
        highs: plain(high)?,
    };
    let (demands, mentions) = of_tags.split_at(of_tags.len() / 2);
    let (demands, mentions) = (tags(demands)?, tags(mentions)?);
    let date_kinds = [DateKind::Exact, DateKind::Bound, DateKind::Observed];
    let mut all = FixedSizeBinaryBuilder::with_capacity(rows, WIDTH);
    for row in 0..rows {
        let kind = named(&date_kinds, DateKind::slug, kinds.value(row)).map_err(bad)?;
        let hashed = Hashed {
            key: text_hash(keys.value(row)),
            published: dates.at(row, kind)?,
            category: Category::from_str(categories.value(row)).map_err(bad)?,
            demand: set(&demands, row),
            mention: set(&mentions, row),
            pay: pays.at(row)?,
            source: sources.hash(row),
            platform: platforms.hash(row),
        };
        all.append_value(hashed.mixed().to_le_bytes())?;
    }
    Ok(all.finish())
}

fn limbs(mixed: &ArrayRef, number: &ArrayRef) -> Result<UInt64Array> {
    let Some(mixed) = mixed.as_fixed_size_binary_opt() else {
        return exec_err!("{LIMB} takes what {MIXED} gives");
    };
    let numbers: PrimitiveArray<Int64Type> = plain(number)?;
    let limb = |row: usize| {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(mixed.value(row));
        let at = usize::try_from(numbers.value(row)).unwrap_or(0) * LIMB_BITS;
        let lowest = u128::from_le_bytes(bytes).checked_shr(u32::try_from(at).ok()?)?;
        u64::try_from(lowest & u128::from(u32::MAX)).ok()
    };
    Ok((0..mixed.len()).map(limb).collect())
}
