//! A JSON document or JSON lines in, records out, each parsed alone. Knows no profile beyond the way to the records.
//!
//! A scanner finds where each element of the array begins and ends without understanding it, and only that slice is
//! parsed. So memory is bounded by the largest element, a broken element costs itself alone, and an element that is
//! almost JSON (`NaN`, a raw line feed in a string) can be repaired and parsed again.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use super::json_repair::repaired;
use super::leash::too_long;
use super::node::Node;
use super::record::Record;
use super::{Fault, LONGEST_RECORD, Take};

/// Reads the array (or the one object) at `path` in the document.
pub(super) fn read_document<R: BufRead>(
    reader: R,
    path: &[String],
    take: &mut Take<'_>,
) -> io::Result<()> {
    let mut scanner = Scanner { reader };
    for key in path {
        if !scanner.enter(key)? {
            let what = format!("there is no array of records at `/{}`", path.join("/"));
            let _ = take(0, Err(Fault::malformed(what, key)));
            return Ok(());
        }
    }
    let mut slice = Vec::new();
    match scanner.peek()? {
        Some(b'[') => scanner.reader.consume(1),
        // Converters from XML write a list of one as the one.
        Some(b'{') => {
            scanner.value(&mut slice)?;
            if take_slice(1, &slice, take).is_break() {
                return Ok(());
            }
            return check_end(&mut scanner, path, 2, take);
        }
        Some(other) => {
            let what = "the records are neither an array nor an object";
            let _ = take(0, Err(Fault::malformed(what, char::from(other))));
            return Ok(());
        }
        None => return Err(ended("before the records")),
    }
    let mut row = 0;
    loop {
        match scanner.peek()? {
            None => return Err(ended("inside the array of records")),
            Some(b']') => {
                scanner.reader.consume(1);
                return check_end(&mut scanner, path, row + 1, take);
            }
            Some(b',') => scanner.reader.consume(1),
            // A bracket too many belongs to no record; left where it is, it would be met again for ever.
            Some(b'}') => {
                scanner.reader.consume(1);
                let what = "there is a closing bracket too many between the records";
                if take(row, Err(Fault::malformed(what, '}'))).is_break() {
                    return Ok(());
                }
            }
            Some(_) => {
                row += 1;
                slice.clear();
                scanner.value(&mut slice)?;
                if take_slice(row, &slice, take).is_break() {
                    return Ok(());
                }
            }
        }
    }
}

/// The bytes of the value that the outermost object has under a key; `None` where it has none or breaks off before.
pub(super) fn value_at<R: BufRead>(reader: R, key: &str) -> Option<Vec<u8>> {
    let mut scanner = Scanner { reader };
    if !scanner.enter(key).ok()? {
        return None;
    }
    scanner.peek().ok()?;
    let mut slice = Vec::new();
    scanner.value(&mut slice).ok()?;
    Some(slice)
}

/// Where the records are the whole document, what follows them would be lost without a word; after records at a path
/// comes the rest of their document, which is as it should be.
fn check_end<R: BufRead>(
    scanner: &mut Scanner<R>,
    path: &[String],
    row: u64,
    take: &mut Take<'_>,
) -> io::Result<()> {
    if path.is_empty()
        && let Some(next) = scanner.peek()?
    {
        let what = "the document goes on after its records, and the rest is not read; \
                    if it holds one record a line, the profile's `format` is `jsonl`";
        let _ = take(row, Err(Fault::malformed(what, char::from(next))));
    }
    Ok(())
}

/// Reads one record a line; empty lines are passed over but counted.
pub(super) fn read_lines<R: BufRead>(mut reader: R, take: &mut Take<'_>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut row = 0;
    loop {
        line.clear();
        let limit = LONGEST_RECORD as u64;
        let outcome = io::Read::take(&mut reader, limit).read_until(b'\n', &mut line);
        if line.len() == LONGEST_RECORD {
            return Err(too_long());
        }
        row += 1;
        let text = line.trim_ascii();
        match outcome {
            Ok(0) => return Ok(()),
            Ok(_) if text.is_empty() => {}
            Ok(_) => {
                if take_slice(row, text, take).is_break() {
                    return Ok(());
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn take_slice(row: u64, slice: &[u8], take: &mut Take<'_>) -> ControlFlow<()> {
    // Checked once as a whole, which costs far less than string by string.
    let text =
        std::str::from_utf8(slice).map_or_else(|_| String::from_utf8_lossy(slice), Cow::Borrowed);
    let mended;
    let parsed = match serde_json::from_str::<Node<'_>>(&text) {
        Ok(value) => Ok(value),
        Err(error) => {
            mended = repaired(slice);
            serde_json::from_slice(&mended).map_err(|_| error)
        }
    };
    match &parsed {
        Ok(value @ Node::Object(_)) => take(row, Ok(Record::Json(value))),
        Ok(_) => {
            let what = "the record is not an object";
            take(row, Err(Fault::malformed(what, shown(slice))))
        }
        Err(error) => {
            let what = format!("the record is not JSON: {error}");
            take(row, Err(Fault::malformed(what, shown(slice))))
        }
    }
}

fn shown(slice: &[u8]) -> String {
    String::from_utf8_lossy(&slice[..slice.len().min(800)]).into_owned()
}

fn ended(place: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        format!("the document ends {place}"),
    )
}

struct Scanner<R> {
    reader: R,
}

impl<R: BufRead> Scanner<R> {
    /// The next byte that is not blank, without taking it.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            match bytes.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(index) => {
                    let byte = bytes[index];
                    self.reader.consume(index);
                    return Ok(Some(byte));
                }
                None => {
                    let length = bytes.len();
                    self.reader.consume(length);
                }
            }
        }
    }

    /// From before an object to before the value of its key; false where there is no such key.
    fn enter(&mut self, key: &str) -> io::Result<bool> {
        if self.peek()? != Some(b'{') {
            return Ok(false);
        }
        self.reader.consume(1);
        let mut name = Vec::new();
        loop {
            match self.peek()? {
                Some(b',') => self.reader.consume(1),
                Some(b'"') => {
                    name.clear();
                    self.value(&mut name)?;
                    if self.peek()? != Some(b':') {
                        return Ok(false);
                    }
                    self.reader.consume(1);
                    if serde_json::from_slice::<String>(&name).is_ok_and(|name| name == key) {
                        return Ok(true);
                    }
                    self.peek()?;
                    self.skip()?;
                }
                _ => return Ok(false),
            }
        }
    }

    /// Copies one value, from its first byte to its last.
    fn value(&mut self, slice: &mut Vec<u8>) -> io::Result<()> {
        self.span(&mut |bytes| {
            slice.extend_from_slice(bytes);
            slice.len() <= LONGEST_RECORD
        })
    }

    /// Passes over one value of any size.
    fn skip(&mut self) -> io::Result<()> {
        self.span(&mut |_| true)
    }

    /// Finds the end of one value by its brackets and quotes, handing over its bytes piece by piece.
    fn span(&mut self, piece: &mut dyn FnMut(&[u8]) -> bool) -> io::Result<()> {
        let mut extent = Extent::default();
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                return Err(ended("inside a record"));
            }
            let (used, done) = extent.advance(bytes);
            let fits = piece(&bytes[..used]);
            self.reader.consume(used);
            if !fits {
                return Err(too_long());
            }
            if done {
                return Ok(());
            }
        }
    }
}

/// How far a value reaches, found byte by byte.
#[derive(Default)]
struct Extent {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Extent {
    /// How many of the bytes belong to the value, and whether it ends there.
    fn advance(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (index, byte) in bytes.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (index + 1, true);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                // A scalar ends before the bracket or comma of what holds it.
                b'}' | b']' | b',' if self.depth == 0 => return (index, true),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (index + 1, true);
                    }
                }
                _ => {}
            }
        }
        (bytes.len(), false)
    }
}
