//! What the library says of a request in, a line that names the key and says what to do out. Sends nothing.

use std::{fmt, io};

use object_store::Error;

/// The library keeps the status to itself, but for this in its text.
const STATUS: [&str; 2] = [
    "Server returned non-2xx status code: ",
    "Server returned error response: ",
];
/// Letters of a server's own words that are shown.
const SHOWN: usize = 300;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No such bucket.
    NoBucket,
    /// No such object.
    NoObject,
    /// The condition did not hold, or another conditional request was under way.
    Condition,
    /// Not with these credentials.
    Forbidden(String),
    /// Too many requests, for as long as they were repeated.
    Throttled(String),
    /// Another status.
    Status(String),
    /// No answer, or half of one: whether the server did it is not known.
    Unanswered(String),
}

impl Refusal {
    pub(crate) fn of(error: &Error) -> Refusal {
        let text = error.to_string();
        let status = STATUS
            .iter()
            .find_map(|before| text.split_once(before))
            .map(|(_, said)| said);
        if status.is_some_and(|said| said.contains("NoSuchBucket")) {
            return Refusal::NoBucket;
        }
        match (error, status) {
            (Error::NotFound { .. }, _) => Refusal::NoObject,
            (Error::Precondition { .. } | Error::AlreadyExists { .. }, _) => Refusal::Condition,
            (Error::PermissionDenied { .. } | Error::Unauthenticated { .. }, said) => {
                Refusal::Forbidden(said.map_or_else(|| short(&text), words))
            }
            (_, Some(said)) if is_throttling(said) => Refusal::Throttled(words(said)),
            (_, Some(said)) => Refusal::Status(words(said)),
            (_, None) => Refusal::Unanswered(short(&text)),
        }
    }

    /// As an error of input or output.
    pub(crate) fn as_io(&self) -> io::Error {
        let kind = match self {
            Refusal::NoBucket | Refusal::NoObject => io::ErrorKind::NotFound,
            Refusal::Forbidden(_) => io::ErrorKind::PermissionDenied,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, self.to_string())
    }

    /// As an error of a lake, at an object.
    pub(crate) fn at(&self, object: &str) -> lake::Error {
        lake::Error::Io {
            path: object.to_owned(),
            source: self.as_io(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoBucket => f.write_str(
                "there is no such bucket; make it, or see that AWS_ENDPOINT_URL and AWS_REGION say where it is",
            ),
            Refusal::NoObject => f.write_str(
                "there is no such object; `jobtide lake verify` says what else is missing",
            ),
            Refusal::Condition => {
                f.write_str("the object was replaced meanwhile; run the same command again")
            }
            Refusal::Forbidden(said) => write!(
                f,
                "the server refuses ({said}); AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must name somebody who may get, put, list and delete here"
            ),
            Refusal::Throttled(said) => write!(
                f,
                "the server throttled every try ({said}); run the same command again when it is less busy"
            ),
            Refusal::Status(said) => write!(
                f,
                "the server did not do it, also when asked again ({said}); run the same command again later"
            ),
            Refusal::Unanswered(said) => write!(
                f,
                "no answer from the server ({said}); see that AWS_ENDPOINT_URL and AWS_REGION say where it is, or run the same command again"
            ),
        }
    }
}

fn is_throttling(said: &str) -> bool {
    ["429", "503"].iter().any(|status| said.starts_with(status)) || said.contains("SlowDown")
}

/// Status, code and message of an answer in S3's XML; of others their beginning.
fn words(said: &str) -> String {
    let status = said.split([':', '<']).next().unwrap_or(said).trim();
    let part = |name: &str| {
        let (_, rest) = said.split_once(&format!("<{name}>"))?;
        Some(rest.split_once('<')?.0.trim())
    };
    match (part("Code"), part("Message")) {
        (Some(code), Some(message)) => short(&format!("{status}, {code}: {message}")),
        (Some(code), None) => short(&format!("{status}, {code}")),
        _ => short(said),
    }
}

fn short(text: &str) -> String {
    let mut text = text.trim().replace(['\n', '\r'], " ");
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Refusal {
        Refusal::of(&Error::Generic {
            store: "S3",
            source: text.into(),
        })
    }

    #[test]
    fn a_status_is_read_off_the_text_of_the_library() {
        let xml = "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce\nyour request rate.</Message></Error>";
        let refusal = said(&format!(
            "Error performing PUT http://h/b/k in 60s - Server returned non-2xx status code: 503 Service Unavailable: {xml}"
        ));
        let words = "503 Service Unavailable, SlowDown: Please reduce your request rate.";
        assert_eq!(refusal, Refusal::Throttled(words.to_owned()));
        assert_eq!(
            said("x - Server returned non-2xx status code: 500 Internal Server Error: "),
            Refusal::Status("500 Internal Server Error:".to_owned())
        );
        assert_eq!(
            said(
                "x - Server returned non-2xx status code: 404 Not Found: <Error><Code>NoSuchBucket</Code></Error>"
            ),
            Refusal::NoBucket
        );
        assert!(matches!(
            said("HTTP error: connection closed before message completed"),
            Refusal::Unanswered(_)
        ));
    }
}
