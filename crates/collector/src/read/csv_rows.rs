//! CSV text in, rows out, each under its header. Knows which columns a profile names, not what they mean.

use std::io::{self, BufRead};

use super::leash::Leash;
use super::record::{Header, Record};
use super::{Fault, Take};
use crate::profile::{FieldRef, Profile};

/// Reads the rows below the header; a row of another length than the header's is a fault.
pub(super) fn read<R: BufRead>(
    reader: R,
    profile: &Profile,
    take: &mut Take<'_>,
) -> io::Result<()> {
    let delimiter = u8::try_from(profile.mapping.delimiter).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(Leash::new(reader));
    let mut row = csv::StringRecord::new();
    if !rows.read_record(&mut row).map_err(io_error)? {
        let _ = take(0, Err(Fault::malformed("the file has no header line", "")));
        return Ok(());
    }
    let columns = row.len();
    let header = Header::new(row.iter());
    for field in missing_columns(profile, &header) {
        if take(0, Err(field)).is_break() {
            return Ok(());
        }
    }
    let mut number = 0;
    loop {
        rows.get_mut().reset();
        if !rows.read_record(&mut row).map_err(io_error)? {
            return Ok(());
        }
        number += 1;
        let step = if row.len() == columns {
            take(number, Ok(Record::Row(&header, &row)))
        } else {
            let what = format!("the row has {} cells and the header {columns}", row.len());
            let value = row.iter().collect::<Vec<_>>().join(",");
            take(number, Err(Fault::malformed(what, value)))
        };
        if step.is_break() {
            return Ok(());
        }
    }
}

/// The columns that the profile names and the file lacks: said once, not in every row.
fn missing_columns(profile: &Profile, header: &Header) -> Vec<Fault> {
    let mut missing: Vec<&str> = profile
        .fields()
        .into_iter()
        .filter_map(|field| match field {
            FieldRef::Name(name) | FieldRef::Pointer(name) => Some(name.as_str()),
            FieldRef::Block(_) => None,
        })
        .filter(|name| !header.has(name))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
        .into_iter()
        .map(|name| Fault {
            kind: model::ProblemKind::MissingField,
            what: format!(
                "the file has no column `{name}`; its columns are {}",
                header.names().collect::<Vec<_>>().join(", ")
            ),
            value: name.to_owned(),
        })
        .collect()
}

fn io_error(error: csv::Error) -> io::Error {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::new(io::ErrorKind::InvalidData, text),
    }
}
