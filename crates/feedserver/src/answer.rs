//! One answer as a script describes it: status, headers, body, and the faults on its way. Knows no socket.

use std::sync::Arc;
use std::time::Duration;

use crate::encoding;

/// What a server says to one request.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) framing: Framing,
    pub(crate) validators: Validators,
    pub(crate) retry_in: Option<RetryIn>,
    pub(crate) wait: Duration,
    pub(crate) drip: Option<(usize, Duration)>,
    pub(crate) hang_up: bool,
}

/// What follows the headers.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Bytes(Arc<[u8]>),
    /// So many zeros, compressed while they are sent.
    Bomb(u64),
}

/// How the client learns where the body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Length,
    /// The length is stated, and the connection is closed after so many bytes.
    Truncated(usize),
    /// No length: the end of the connection is the end of the body.
    Unstated,
    Chunked,
    /// Chunked, and the connection is closed after so many bytes, before the last chunk.
    ChunkedCut(usize),
}

/// What the answer can be recognised by the next time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    /// New ones with every answer, so that they never match.
    pub(crate) changing: bool,
}

/// When to come again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RetryIn {
    Seconds(u32),
    /// The same as a date, which is counted from the moment of answering.
    Date(u32),
}

impl Answer {
    /// A status with its name for a body.
    #[must_use]
    pub fn status(status: u16) -> Answer {
        let body = format!("{status} {}\n", reason(status));
        Answer {
            status,
            headers: vec![(
                "content-type".to_owned(),
                "text/plain; charset=utf-8".to_owned(),
            )],
            body: Body::Bytes(body.into_bytes().into()),
            framing: Framing::Length,
            validators: Validators::default(),
            retry_in: None,
            wait: Duration::ZERO,
            drip: None,
            hang_up: false,
        }
    }

    /// 200 with a body. The type goes out verbatim, so that a wrong charset can be stated here.
    #[must_use]
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            ..Answer::status(200).body(body)
        }
    }

    /// 200 with a JSON document.
    #[must_use]
    pub fn json(document: &serde_json::Value) -> Answer {
        Answer::ok("application/json", document.to_string())
    }

    /// 301, 302, 303, 307 or 308 to any address, absolute or not.
    #[must_use]
    pub fn redirect(status: u16, to: &str) -> Answer {
        Answer::status(status).header("location", to)
    }

    /// 429 or 503 with `Retry-After` in seconds.
    #[must_use]
    pub fn retry_later(status: u16, seconds: u32) -> Answer {
        Answer {
            retry_in: Some(RetryIn::Seconds(seconds)),
            ..Answer::status(status)
        }
    }

    /// 429 or 503 with `Retry-After` as a date so many seconds ahead.
    #[must_use]
    pub fn retry_at(status: u16, seconds_ahead: u32) -> Answer {
        Answer {
            retry_in: Some(RetryIn::Date(seconds_ahead)),
            ..Answer::status(status)
        }
    }

    /// A gzip body that grows to so many bytes when it is unpacked; [`crate::Recorded::decoded`] tells how many a client let through.
    #[must_use]
    pub fn bomb(content_type: &str, decoded: u64) -> Answer {
        Answer {
            body: Body::Bomb(decoded),
            framing: Framing::Chunked,
            ..Answer::ok(content_type, "").header("content-encoding", "gzip")
        }
    }

    /// The request is read and the connection closed without a word.
    #[must_use]
    pub fn hang_up() -> Answer {
        Answer {
            hang_up: true,
            ..Answer::status(500)
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// States another content type, verbatim.
    #[must_use]
    pub fn content_type(mut self, content_type: &str) -> Answer {
        self.headers.retain(|(name, _)| name != "content-type");
        self.header("content-type", content_type)
    }

    /// Adds headers of so many bytes in all, in lines of eight kilobytes.
    #[must_use]
    pub fn giant_headers(mut self, bytes: usize) -> Answer {
        const LINE: usize = 8 * 1024;
        for number in 0..bytes.div_ceil(LINE) {
            let value = "x".repeat(LINE.min(bytes - number * LINE));
            self.headers.push((format!("x-padding-{number}"), value));
        }
        self
    }

    /// Replaces the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Answer {
        self.body = Body::Bytes(body.into().into());
        self
    }

    /// States an `ETag`; a request that repeats it verbatim gets 304.
    #[must_use]
    pub fn etag(mut self, etag: &str) -> Answer {
        self.validators.etag = Some(etag.to_owned());
        self
    }

    /// States a `Last-Modified`; a request that repeats it verbatim, and names no `ETag`, gets 304.
    #[must_use]
    pub fn last_modified(mut self, date: &str) -> Answer {
        self.validators.last_modified = Some(date.to_owned());
        self
    }

    /// States other validators with every answer, though the body stays the same.
    #[must_use]
    pub fn changing_validators(mut self) -> Answer {
        self.validators.changing = true;
        self
    }

    /// Compresses the body as one member.
    #[must_use]
    pub fn gzip(self) -> Answer {
        self.encoded("gzip", encoding::gzip)
    }

    /// Compresses the body as so many members, one after the other.
    #[must_use]
    pub fn gzip_members(self, members: usize) -> Answer {
        self.encoded("gzip", |bytes| encoding::gzip_members(bytes, members))
    }

    /// Compresses twice and says so.
    #[must_use]
    pub fn gzip_twice(self) -> Answer {
        self.encoded("gzip, gzip", |bytes| encoding::gzip(&encoding::gzip(bytes)))
    }

    /// Says gzip and sends the body as it is, whatever the client accepts.
    #[must_use]
    pub fn lying_gzip(self) -> Answer {
        self.encoded("gzip", <[u8]>::to_vec)
    }

    fn encoded(self, word: &str, encode: impl Fn(&[u8]) -> Vec<u8>) -> Answer {
        let answer = self.header("content-encoding", word);
        match &answer.body {
            Body::Bytes(bytes) => {
                let encoded = encode(bytes);
                answer.body(encoded)
            }
            Body::Bomb(_) => answer,
        }
    }

    /// States the whole length and closes the connection after so many bytes.
    #[must_use]
    pub fn truncated_to(mut self, bytes: usize) -> Answer {
        self.framing = Framing::Truncated(bytes);
        self
    }

    /// States no length: the end of the connection is the end of the body.
    #[must_use]
    pub fn without_length(mut self) -> Answer {
        self.framing = Framing::Unstated;
        self
    }

    /// Sends the body in chunks.
    #[must_use]
    pub fn chunked(mut self) -> Answer {
        self.framing = Framing::Chunked;
        self
    }

    /// Sends the body in chunks and closes the connection after so many bytes, before the last chunk.
    #[must_use]
    pub fn chunked_cut_after(mut self, bytes: usize) -> Answer {
        self.framing = Framing::ChunkedCut(bytes);
        self
    }

    /// Sends so many bytes of the body at a time, with a pause after each.
    #[must_use]
    pub fn drip(mut self, bytes: usize, every: Duration) -> Answer {
        self.drip = Some((bytes.max(1), every));
        self
    }

    /// Says nothing for so long.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Answer {
        self.wait = wait;
        self
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Answer {
        Answer::ok("text/plain; charset=utf-8", text)
    }
}

/// The usual name of a status.
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
