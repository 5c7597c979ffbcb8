//! Bytes of a connection in, a request out; an answer in, bytes with the faults it asks for out. Knows no route.

use std::io::{self, BufRead, Read, Write};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::answer::{Answer, Body, Framing, RetryIn, reason};
use crate::encoding;
use crate::http_date::http_date;
use crate::request::Request;

/// No client of ours sends more.
const LONGEST_HEAD: u64 = 256 * 1024;
const LONGEST_BODY: u64 = 16 * 1024 * 1024;
/// What goes out in one chunk.
const CHUNK: usize = 16 * 1024;

/// The next request of a connection; `None` where the client has gone.
pub(crate) fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut head = reader.by_ref().take(LONGEST_HEAD);
    let Some(first) = line(&mut head)? else {
        return Ok(None);
    };
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(io::Error::other("no request line"));
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        nth: 0,
    };
    loop {
        let Some(text) = line(&mut head)? else {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        };
        if text.is_empty() {
            break;
        }
        if let Some((name, value)) = text.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            request.headers.push((name, value.trim().to_owned()));
        }
    }
    let length = request.header("content-length");
    let length: u64 = length.and_then(|text| text.parse().ok()).unwrap_or(0);
    if length > LONGEST_BODY {
        return Err(io::Error::other("a request of this length is none of ours"));
    }
    reader
        .by_ref()
        .take(length)
        .read_to_end(&mut request.body)?;
    Ok(Some(request))
}

fn line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if reader.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delivery {
    pub(crate) status: u16,
    /// Bytes of the body that the socket took, as they were encoded.
    pub(crate) sent: u64,
    /// The same before a bomb was compressed.
    pub(crate) decoded: u64,
    /// Whether the connection may carry another request.
    pub(crate) goes_on: bool,
}

/// Writes an answer. `number` makes changing validators differ. A client that left early is no error.
pub(crate) fn write_answer(
    writer: &mut impl Write,
    request: &Request,
    answer: &Answer,
    number: u64,
) -> Delivery {
    thread::sleep(answer.wait);
    if answer.hang_up {
        return Delivery::default();
    }
    let unchanged = is_unchanged(request, answer);
    let mut delivery = Delivery {
        status: if unchanged { 304 } else { answer.status },
        ..Delivery::default()
    };
    let head = head(request, answer, unchanged, number);
    if writer.write_all(head.as_bytes()).is_err() {
        return delivery;
    }
    if unchanged || request.method == "HEAD" {
        delivery.goes_on = writer.flush().is_ok();
        return delivery;
    }
    let done = match &answer.body {
        Body::Bytes(bytes) => {
            let mut counted = Counted::new(writer, answer);
            let done = counted.write_all(bytes).and_then(|()| counted.finish());
            delivery.sent = counted.sent;
            delivery.decoded = counted.sent;
            done
        }
        Body::Bomb(decoded) => {
            let mut counted = Counted::new(writer, answer);
            let (written, result) = encoding::bomb(&mut counted, *decoded);
            let done = result.and_then(|()| counted.finish());
            delivery.sent = counted.sent;
            delivery.decoded = written;
            done
        }
    };
    delivery.goes_on = done.is_ok() && matches!(answer.framing, Framing::Length | Framing::Chunked);
    delivery
}

/// Validators are compared verbatim, as the servers do that are met in the world.
fn is_unchanged(request: &Request, answer: &Answer) -> bool {
    let own = &answer.validators;
    if own.changing || request.method != "GET" || answer.status != 200 {
        return false;
    }
    match (request.header("if-none-match"), &own.etag) {
        (Some(asked), Some(etag)) => asked == etag,
        (Some(_), None) => false,
        (None, _) => match (request.header("if-modified-since"), &own.last_modified) {
            (Some(asked), Some(date)) => asked == date,
            _ => false,
        },
    }
}

fn head(request: &Request, answer: &Answer, unchanged: bool, number: u64) -> String {
    let status = if unchanged { 304 } else { answer.status };
    let mut lines = vec![format!("HTTP/1.1 {status} {}", reason(status))];
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or(Duration::ZERO).as_secs();
    lines.push(format!("date: {}", http_date(now)));
    let own = &answer.validators;
    let (etag, last_modified) = if own.changing {
        (
            Some(format!("\"answer-{number}\"")),
            Some(http_date(now + number)),
        )
    } else {
        (own.etag.clone(), own.last_modified.clone())
    };
    lines.extend(etag.map(|etag| format!("etag: {etag}")));
    lines.extend(last_modified.map(|date| format!("last-modified: {date}")));
    lines.extend(answer.retry_in.map(|when| match when {
        RetryIn::Seconds(seconds) => format!("retry-after: {seconds}"),
        RetryIn::Date(seconds) => format!("retry-after: {}", http_date(now + u64::from(seconds))),
    }));
    if unchanged {
        return lines.join("\r\n") + "\r\n\r\n";
    }
    lines.extend(
        answer
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    let length = match &answer.body {
        Body::Bytes(bytes) => bytes.len(),
        Body::Bomb(_) => 0,
    };
    lines.push(match answer.framing {
        Framing::Length => format!("content-length: {length}"),
        // A client that asked for a live connection would wait on it for more than it was promised.
        Framing::Truncated(_) => format!("content-length: {length}\r\nconnection: close"),
        Framing::Unstated => "connection: close".to_owned(),
        Framing::Chunked | Framing::ChunkedCut(_) => "transfer-encoding: chunked".to_owned(),
    });
    if request.header("connection") == Some("close") {
        lines.push("connection: close".to_owned());
    }
    lines.join("\r\n") + "\r\n\r\n"
}

/// Frames, drips and cuts what is written through it, and counts it.
struct Counted<'a, W: Write> {
    writer: &'a mut W,
    chunked: bool,
    left: usize,
    drip: Option<(usize, Duration)>,
    sent: u64,
}

impl<'a, W: Write> Counted<'a, W> {
    fn new(writer: &'a mut W, answer: &Answer) -> Counted<'a, W> {
        let left = match answer.framing {
            Framing::Truncated(bytes) | Framing::ChunkedCut(bytes) => bytes,
            _ => usize::MAX,
        };
        Counted {
            writer,
            chunked: matches!(answer.framing, Framing::Chunked | Framing::ChunkedCut(_)),
            left,
            drip: answer.drip,
            sent: 0,
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.chunked {
            self.writer.write_all(b"0\r\n\r\n")?;
        }
        self.writer.flush()
    }
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let step = self.drip.map_or(CHUNK, |(step, _)| step);
        let part = &bytes[..bytes.len().min(step).min(self.left)];
        if part.is_empty() {
            // The cut: whoever writes through here stops, and the connection is closed.
            self.writer.flush()?;
            return Ok(0);
        }
        if self.chunked {
            write!(self.writer, "{:x}\r\n", part.len())?;
        }
        self.writer.write_all(part)?;
        if self.chunked {
            self.writer.write_all(b"\r\n")?;
        }
        if let Some((_, every)) = self.drip {
            self.writer.flush()?;
            thread::sleep(every);
        }
        self.left -= part.len();
        self.sent += part.len() as u64;
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
