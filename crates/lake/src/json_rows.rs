//! A Parquet file of anybody's in, its rows as lines of JSON out, so that who reads lines of JSON reads it. Knows no posting.
//!
//! Whole numbers, fractions, decimals, texts, truth values, days (`2024-02-14`), times (RFC 3339), lists and structures of these are passed on. A column of
//! another type is left out, as is a value that is not there.

use std::fs::File;
use std::io::{self, Read};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use model::Day;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use serde_json::{Map, Value};

/// Rows that are decoded together.
const BATCH: usize = 1_024;

/// A reader of lines.
pub struct JsonRows {
    reader: ParquetRecordBatchReader,
    lines: Vec<u8>,
    given: usize,
    tell: Box<dyn FnMut(u64) + Send>,
}

impl JsonRows {
    /// Reads a file. `tell` is told of how many more of its bytes were read, about.
    ///
    /// # Errors
    /// Where it is no Parquet file, or one whose compression is not known here (zstd, snappy and gzip are).
    pub fn new(file: File, tell: impl FnMut(u64) + Send + 'static) -> io::Result<JsonRows> {
        // What other writers noted of their own types beside the file's is of no use here.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options);
        let builder = builder.map_err(invalid)?.with_batch_size(BATCH);
        let groups = builder.metadata().row_groups();
        let bytes: i64 = groups.iter().map(|group| group.compressed_size()).sum();
        let rows: i64 = groups.iter().map(|group| group.num_rows()).sum();
        let a_row = u64::try_from(bytes / rows.max(1)).unwrap_or(0);
        let mut tell = tell;
        Ok(JsonRows {
            reader: builder.build().map_err(invalid)?,
            lines: Vec::new(),
            given: 0,
            tell: Box::new(move |rows| tell(rows * a_row)),
        })
    }

    fn fill(&mut self) -> io::Result<bool> {
        let Some(batch) = self.reader.next() else {
            return Ok(false);
        };
        let batch = batch.map_err(invalid)?;
        self.lines.clear();
        self.given = 0;
        for row in 0..batch.num_rows() {
            serde_json::to_writer(&mut self.lines, &record(&batch, row))?;
            self.lines.push(b'\n');
        }
        (self.tell)(batch.num_rows() as u64);
        Ok(true)
    }
}

fn invalid(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

impl Read for JsonRows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.lines.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let rest = &self.lines[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

fn record(batch: &RecordBatch, row: usize) -> Map<String, Value> {
    let schema = batch.schema();
    let fields = schema.fields().iter().zip(batch.columns());
    fields
        .filter_map(|(field, column)| Some((field.name().clone(), value(column, row)?)))
        .collect()
}

fn value(column: &dyn Array, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row).into()),
        DataType::Boolean => Some(column.as_boolean().value(row).into()),
        DataType::Date32 => {
            let number = column.as_primitive::<Date32Type>().value(row);
            Some(Day::from_number(number)?.to_string().into())
        }
        DataType::Timestamp(unit, _) => time(column, row, *unit),
        DataType::Decimal128(..) => {
            let decimal = column.as_primitive::<Decimal128Type>().value_as_string(row);
            Some(Value::Number(serde_json::from_str(&decimal).ok()?))
        }
        DataType::List(_) => {
            let list = column.as_list::<i32>().value(row);
            let values = (0..list.len()).filter_map(|at| value(&list, at));
            Some(Value::Array(values.collect()))
        }
        DataType::Struct(fields) => {
            let columns = fields.iter().zip(column.as_struct().columns());
            let values = columns
                .filter_map(|(field, column)| Some((field.name().clone(), value(column, row)?)));
            Some(Value::Object(values.collect()))
        }
        _ => number(column, row),
    }
}

fn number(column: &dyn Array, row: usize) -> Option<Value> {
    Some(match column.data_type() {
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float32 => column.as_primitive::<Float32Type>().value(row).into(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).into(),
        _ => return None,
    })
}

fn time(column: &dyn Array, row: usize, unit: TimeUnit) -> Option<Value> {
    use jiff::Timestamp;
    let time = match unit {
        TimeUnit::Second => {
            Timestamp::from_second(column.as_primitive::<TimestampSecondType>().value(row))
        }
        TimeUnit::Millisecond => Timestamp::from_millisecond(
            column.as_primitive::<TimestampMillisecondType>().value(row),
        ),
        TimeUnit::Microsecond => Timestamp::from_microsecond(
            column.as_primitive::<TimestampMicrosecondType>().value(row),
        ),
        TimeUnit::Nanosecond => Timestamp::from_nanosecond(i128::from(
            column.as_primitive::<TimestampNanosecondType>().value(row),
        )),
    };
    Some(time.ok()?.to_string().into())
}
