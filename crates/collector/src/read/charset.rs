//! Bytes of a whole document and its Content-Type in, its text out, by the rules that browsers follow. Knows no format.
//!
//! A mark at the start wins, then the header, then the document's own declaration, then a guess. Three lies are common
//! enough to be seen through: UTF-16 declared in ASCII, UTF-8 under the label of a Western one-byte encoding (bytes of
//! such a text are valid UTF-8 by accident about never), and single bytes of Windows-1252 pasted into UTF-8.

use std::io::{BufReader, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::decode;

/// A packed body may unpack to so many bytes; what follows is cut.
const LARGEST_UNPACKED: u64 = 32 * 1024 * 1024;

/// A document as text.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Why the text is not whole, where it is not.
    pub(crate) fault: Option<String>,
}

/// Decodes a document. gzip inside the body (a `.xml.gz` that the server sent as a file) is unpacked first.
pub(crate) fn text_of_bytes(body: &[u8], content_type: Option<&str>) -> Decoded {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Decoded {
            text: text_of_plain(body, content_type),
            fault: None,
        };
    }
    let mut plain = Vec::new();
    let mut unpacked = flate2::read::MultiGzDecoder::new(body).take(LARGEST_UNPACKED);
    let outcome = unpacked.read_to_end(&mut plain);
    let fault = match outcome {
        Err(error) => Some(format!(
            "the packed body cannot be unpacked to its end: {error}"
        )),
        Ok(_) if plain.len() as u64 == LARGEST_UNPACKED => Some(format!(
            "the packed body is cut at {LARGEST_UNPACKED} bytes"
        )),
        Ok(_) => None,
    };
    Decoded {
        text: text_of_plain(&plain, content_type),
        fault,
    }
}

fn text_of_plain(body: &[u8], content_type: Option<&str>) -> String {
    if let Some(text) = utf_32(body) {
        return text;
    }
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return decoded(&body[length..], encoding);
    }
    // Without a mark, UTF-16 shows by the zero bytes around its first sign.
    match body {
        [b'<' | b'{' | b'[', 0, ..] => return decoded(body, UTF_16LE),
        [0, b'<' | b'{' | b'[', ..] => return decoded(body, UTF_16BE),
        _ => {}
    }
    let stated = content_type
        .and_then(charset_of_header)
        .or_else(|| decode::declared_in_xml(body))
        .or_else(|| declared_in_html(body));
    match stated {
        Some(encoding) if encoding != UTF_8 => {
            let is_western = encoding.is_single_byte() && is_western(encoding);
            match std::str::from_utf8(body) {
                Ok(text) if is_western && !text.is_ascii() => text.to_owned(),
                _ => decoded(body, encoding),
            }
        }
        stated => utf_8_or_guess(body, stated.is_some()),
    }
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
    if encoding == UTF_8 {
        return mended(bytes);
    }
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Text that nothing says is other than UTF-8.
///
/// Where it says that it is UTF-8 and mostly is, each foreign byte is read as Windows-1252; otherwise the whole is guessed.
fn utf_8_or_guess(body: &[u8], declared: bool) -> String {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in body.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad == 0 || good >= bad || (declared && bad < 3) {
        return mended(body);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(body, true);
    decoded(body, detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// UTF-8 with the bytes that are not as Windows-1252.
fn mended(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let mut text = String::with_capacity(bytes.len() + 16);
            let mut reader = decode::Mended::new(BufReader::new(bytes));
            match reader.read_to_string(&mut text) {
                Ok(_) => text,
                // A reader of memory does not fail, and what it gives is UTF-8; so this only keeps the types content.
                Err(_) => String::from_utf8_lossy(bytes).into_owned(),
            }
        }
    }
}

/// Whether text in this encoding is by far more often mislabelled UTF-8 than what its label says, if it is valid UTF-8.
fn is_western(encoding: &'static Encoding) -> bool {
    encoding == WINDOWS_1252
        || encoding.name().starts_with("ISO-8859-")
        || encoding.name() == "macintosh"
}

/// `charset` of a Content-Type; an encoding that the bytes cannot be in is no answer.
fn charset_of_header(value: &str) -> Option<&'static Encoding> {
    let lower = value.to_ascii_lowercase();
    let after = lower.split_once("charset")?.1.trim_start();
    let label = after
        .strip_prefix('=')?
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let end = label
        .find(|c: char| matches!(c, '"' | '\'' | ';' | ',') || c.is_whitespace())
        .unwrap_or(label.len());
    not_utf_16(Encoding::for_label(&label.as_bytes()[..end])?)
}

/// `<meta charset=...>` of a page that stands in a feed's place.
fn declared_in_html(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&body[..body.len().min(1024)]).to_ascii_lowercase();
    let meta = &head[head.find("<meta")?..];
    charset_of_header(meta.get(..meta.find('>')?)?)
}

/// What reads as ASCII this far is not UTF-16.
fn not_utf_16(encoding: &'static Encoding) -> Option<&'static Encoding> {
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    })
}

/// UTF-32 by its mark or by the zero bytes around its first sign; browsers do not know it, old feeds do.
fn utf_32(body: &[u8]) -> Option<String> {
    let (skip, big) = match body {
        [0, 0, 0xFE, 0xFF, ..] => (4, true),
        // The mark of UTF-16 and a NUL would be the same bytes, and no document begins with a NUL.
        [0xFF, 0xFE, 0, 0, ..] => (4, false),
        [0, 0, 0, b'<', ..] => (0, true),
        [b'<', 0, 0, 0, ..] => (0, false),
        _ => return None,
    };
    let letters = body[skip..].chunks_exact(4).map(|four| {
        let number = match (four, big) {
            ([a, b, c, d], true) => u32::from_be_bytes([*a, *b, *c, *d]),
            ([a, b, c, d], false) => u32::from_le_bytes([*a, *b, *c, *d]),
            _ => u32::MAX,
        };
        char::from_u32(number).unwrap_or('\u{fffd}')
    });
    Some(letters.collect())
}
