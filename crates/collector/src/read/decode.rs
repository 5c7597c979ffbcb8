//! Bytes in, UTF-8 out: gzip and zstd are unpacked, encodings recognised and mended. Knows no format of records.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Unpacks and decodes. `forced` holds where the bytes carry no mark of their own.
pub(super) fn utf8_of<'a>(
    reader: Box<dyn Read + 'a>,
    forced: Option<&'static Encoding>,
) -> io::Result<Box<dyn Read + 'a>> {
    let mut packed = BufReader::with_capacity(64 * 1024, reader);
    let start = peek(&mut packed, 8)?;
    let mut plain: Box<dyn BufRead + 'a> = if start.starts_with(&[0x1f, 0x8b]) {
        // Archives are often gzip members written one after another; a plain decoder stops at the first.
        let unpacked = flate2::bufread::MultiGzDecoder::new(packed);
        Box::new(BufReader::with_capacity(64 * 1024, unpacked))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let unpacked = zstd::stream::read::Decoder::with_buffer(packed)?;
        Box::new(BufReader::with_capacity(64 * 1024, unpacked))
    } else if let Some(container) = container_of(&start) {
        let what = format!("this is {container}; unpack it first");
        return Err(io::Error::new(io::ErrorKind::Unsupported, what));
    } else {
        Box::new(packed)
    };
    let start = plain.fill_buf()?;
    let (encoding, mark) = encoding_of(start, forced);
    plain.consume(mark);
    if encoding == UTF_8 {
        Ok(Box::new(Mended::new(plain)))
    } else {
        Ok(Box::new(Transcoded::new(plain, encoding)))
    }
}

/// The first bytes, even where the reader delivers them one by one.
fn peek(reader: &mut BufReader<Box<dyn Read + '_>>, count: usize) -> io::Result<Vec<u8>> {
    let mut head = vec![0; count];
    let mut filled = 0;
    while filled < count {
        match reader.get_mut().read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(filled);
    let rest = std::mem::replace(reader.get_mut(), Box::new(io::empty()));
    *reader.get_mut() = Box::new(io::Cursor::new(head.clone()).chain(rest));
    Ok(head)
}

/// Containers that people hand over by mistake.
fn container_of(start: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ", "an xz file"),
        (b"PAR1", "a Parquet file"),
        (b"%PDF", "a PDF file"),
    ];
    KNOWN
        .iter()
        .find(|(magic, _)| start.starts_with(magic))
        .map(|(_, name)| *name)
}

/// The encoding, and how many bytes of a mark to skip. A mark wins over the profile, the profile over a declaration.
fn encoding_of(start: &[u8], forced: Option<&'static Encoding>) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(start) {
        return (encoding, length);
    }
    if let Some(encoding) = forced {
        return (encoding, 0);
    }
    match start {
        [b'<', 0, ..] => return (UTF_16LE, 0),
        [0, b'<', ..] => return (UTF_16BE, 0),
        _ => {}
    }
    (declared_in_xml(start).unwrap_or(UTF_8), 0)
}

/// The encoding that the first line of an XML document states.
pub(super) fn declared_in_xml(start: &[u8]) -> Option<&'static Encoding> {
    let head = &start[..start.len().min(256)];
    let head = head.trim_ascii_start();
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|two| two == b"?>")?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?;
    let value = declaration.split_once("encoding")?.1;
    let label = value.split(['"', '\'']).nth(1)?;
    // A declaration that could be read as ASCII is not UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// A stream of any encoding as UTF-8; bytes that are not of the encoding become U+FFFD.
struct Transcoded<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    ready: String,
    given: usize,
    ended: bool,
}

impl<R: BufRead> Transcoded<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Transcoded<R> {
        Transcoded {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            ready: String::with_capacity(128 * 1024),
            given: 0,
            ended: false,
        }
    }
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.ready.clear();
            self.given = 0;
            let bytes = self.inner.fill_buf()?;
            self.ended = bytes.is_empty();
            let (_, read, _) = self
                .decoder
                .decode_to_string(bytes, &mut self.ready, self.ended);
            self.inner.consume(read);
        }
        let rest = &self.ready.as_bytes()[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// A stream that should be UTF-8. A byte that is not becomes the character that Windows-1252 has for it, since that
/// is what nearly all such files hold; the valid text around it stays as it is.
pub(super) struct Mended<R> {
    inner: R,
    ready: Vec<u8>,
    given: usize,
    /// The start of a character whose end has not come yet.
    half: Vec<u8>,
}

impl<R: BufRead> Mended<R> {
    pub(super) fn new(inner: R) -> Mended<R> {
        Mended {
            inner,
            ready: Vec::new(),
            given: 0,
            half: Vec::new(),
        }
    }

    /// Moves all of `bytes` to `ready`, except an unfinished character at the end.
    fn take(&mut self, bytes: &[u8], at_end: bool) {
        let joined;
        let mut rest = if self.half.is_empty() {
            bytes
        } else {
            joined = [&self.half[..], bytes].concat();
            &joined
        };
        let mut half = Vec::new();
        loop {
            match std::str::from_utf8(rest) {
                Ok(_) => {
                    self.ready.extend_from_slice(rest);
                    break;
                }
                Err(error) => {
                    let (valid, after) = rest.split_at(error.valid_up_to());
                    self.ready.extend_from_slice(valid);
                    match error.error_len() {
                        None if !at_end => {
                            half.extend_from_slice(after);
                            break;
                        }
                        length => {
                            let (bad, next) = after.split_at(length.unwrap_or(after.len()));
                            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bad);
                            self.ready.extend_from_slice(text.as_bytes());
                            rest = next;
                        }
                    }
                }
            }
        }
        self.half = half;
    }
}

impl<R: BufRead> Read for Mended<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            let bytes = self.inner.fill_buf()?;
            let count = bytes.len();
            if self.half.is_empty() {
                // Nearly all files are what they should be, and are handed on as they come.
                let next = &bytes[..count.min(out.len())];
                let valid = std::str::from_utf8(next).map_or_else(|e| e.valid_up_to(), str::len);
                if valid > 0 {
                    out[..valid].copy_from_slice(&next[..valid]);
                    self.inner.consume(valid);
                    return Ok(valid);
                }
            }
            if count == 0 && self.half.is_empty() {
                return Ok(0);
            }
            let bytes = bytes.to_vec();
            self.inner.consume(count);
            self.take(&bytes, count == 0);
        }
        let rest = &self.ready[self.given..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
