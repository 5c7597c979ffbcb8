//! A body read to its end or to a limit: an answer in, decoded bytes and why they ended out. Knows no source.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::time::Instant;

use super::client::chain;
use super::decoding::{DecodeFault, Decoder};

/// How a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With all that the server meant to send.
    Whole,
    /// The connection ended or fell silent; what came is kept.
    Cut(String),
    /// A layer of encoding is damaged; what came out is kept.
    Broken(String),
    /// Nothing came in time.
    Silent(Duration),
    /// The connection ended before anything came.
    Lost(String),
    /// More than is allowed; what came up to the limit is kept for those who want only a part.
    TooLarge,
}

/// Limits of one body.
#[derive(Clone, Copy)]
pub(super) struct BodyLimits {
    pub(super) bytes: usize,
    pub(super) idle: Duration,
    pub(super) total: Duration,
    pub(super) deadline: Instant,
}

/// Reads a body. An error names an encoding that cannot be taken off.
pub(super) async fn collect(
    response: &mut Response,
    limits: BodyLimits,
) -> Result<(Vec<u8>, End), String> {
    let mut decoder = Decoder::new(&encodings(response.headers()), limits.bytes)?;
    let mut received = 0;
    let end = loop {
        let until = limits.deadline.min(Instant::now() + limits.idle);
        let piece = match tokio::time::timeout_at(until, response.chunk()).await {
            Err(_) => {
                let limit = if until == limits.deadline {
                    limits.total
                } else {
                    limits.idle
                };
                break End::Silent(limit);
            }
            Ok(Err(fault)) => break End::Lost(chain(&fault.without_url())),
            Ok(Ok(None)) => break End::Whole,
            Ok(Ok(Some(piece))) => piece,
        };
        // Packed bytes count too: layers may swallow any number of them and give nothing.
        received += piece.len();
        match decoder.push(&piece) {
            Ok(()) if received <= limits.bytes => {}
            Ok(()) | Err(DecodeFault::TooLarge) => break End::TooLarge,
            Err(DecodeFault::Broken(why)) => break End::Broken(why),
        }
    };
    let finished = decoder.finish();
    let came = !decoder.is_empty();
    let end = match (end, finished) {
        (End::Whole, Err(DecodeFault::Broken(why))) => End::Broken(why),
        (End::Whole, Err(DecodeFault::TooLarge)) => End::TooLarge,
        (End::Silent(limit), _) if came => End::Cut(format!(
            "not whole within {} s; {received} bytes had come",
            limit.as_secs()
        )),
        (End::Lost(why), _) if came => End::Cut(format!(
            "the connection broke after {received} bytes ({why})"
        )),
        (end, _) => end,
    };
    Ok((decoder.body(), end))
}

fn encodings(headers: &HeaderMap) -> Vec<String> {
    let stated = headers.get_all(CONTENT_ENCODING).iter();
    stated
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect()
}
