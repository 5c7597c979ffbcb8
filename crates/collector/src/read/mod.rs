//! Bytes and a profile in, postings and problems out, one at a time. Knows no file system, no clock and no socket.

mod assemble;
pub(crate) mod charset;
pub(crate) mod countries;
mod csv_rows;
pub(crate) mod dates;
mod decode;
pub(crate) mod draft;
pub(crate) mod feed;
mod feed_items;
pub(crate) mod figures;
pub(crate) mod html;
pub(crate) mod json_feed;
mod json_records;
pub(crate) mod json_repair;
mod leash;
pub(crate) mod mojibake;
pub(crate) mod money;
mod node;
mod record;
pub(crate) mod shallow;
pub(crate) mod stated;
pub(crate) mod upwork;
pub(crate) mod xml_items;

use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use model::{Day, Posting, Problem, ProblemKind};

use crate::profile::{Format, Profile};
use assemble::Assembler;
pub use dates::NoDate;
pub use feed::{Entry, Feed, Markup, read_feed};
pub use html::text_of_html;
use record::Record;
pub use stated::{PayHints, pay_of_text, published_of_text};

/// A record longer than this is no record but a broken file; it bounds the memory of a run.
const LONGEST_RECORD: usize = 16 * 1024 * 1024;

/// What a file's own bytes do not say.
#[derive(Clone, Copy, Debug)]
pub struct FileContext<'a> {
    /// The path as it is shown in problems; its last part may carry the snapshot's day.
    pub name: &'a str,
    /// The day of the snapshot, where the caller was told it.
    pub as_of: Option<Day>,
    /// Unix seconds; a date more than 48 hours after it is a problem.
    pub now: i64,
}

/// What one record became.
#[derive(Debug)]
pub enum Item {
    /// A posting.
    Posting(Box<Posting>),
    /// A fault; after one of [`ProblemKind::BadPay`] the posting follows, without pay.
    Problem(Problem),
    /// A record that the profile's rules leave out.
    LeftOut,
}

/// Reads one archive to its end, or until the sink breaks.
///
/// gzip (of one or several members) and zstd are recognised by their first bytes. Items come in the order of the
/// file. A fault never ends the call before the rest that can still be read was delivered: a truncated file gives
/// every record before the cut and then one problem of kind [`ProblemKind::Unreadable`].
pub fn read_archive(
    reader: Box<dyn Read + '_>,
    profile: &Profile,
    context: &FileContext<'_>,
    sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
) {
    let mapping = &profile.mapping;
    let forced = mapping.encoding.as_ref().map(|encoding| encoding.0);
    let mut assembler = Assembler::new(profile, context);
    let outcome = decode::utf8_of(reader, forced).and_then(|text| {
        let text = BufReader::with_capacity(64 * 1024, text);
        let mut take = |row: u64, record: Result<Record<'_>, Fault>| match record {
            Ok(record) => assembler.assemble(row, &record, sink),
            Err(fault) => sink(Item::Problem(Problem::new(
                fault.kind,
                context.name,
                (row > 0).then_some(row),
                fault.what,
                &fault.value,
            ))),
        };
        match mapping.format {
            Format::Csv => csv_rows::read(text, profile, &mut take),
            Format::Json => json_records::read_document(text, &mapping.records.0, &mut take),
            Format::Jsonl | Format::Parquet => json_records::read_lines(text, &mut take),
            Format::Feed => {
                let named = mapping.records.0.last().map(String::as_str);
                feed_items::read(text, named, &mut take)
            }
        }
    });
    if let Err(error) = outcome {
        let what = format!("the file cannot be read to its end: {error}");
        let problem = Problem::new(ProblemKind::Unreadable, context.name, None, what, "");
        let _ = sink(Item::Problem(problem));
    }
}

/// What is wrong with a record before it is one.
struct Fault {
    kind: ProblemKind,
    what: String,
    value: String,
}

impl Fault {
    fn malformed(what: impl Into<String>, value: impl Into<String>) -> Fault {
        Fault {
            kind: ProblemKind::Malformed,
            what: what.into(),
            value: value.into(),
        }
    }
}

/// Takes a record and its row, counted from 1 (0 means the whole file).
type Take<'a> = dyn FnMut(u64, Result<Record<'_>, Fault>) -> ControlFlow<()> + 'a;
