//! A document as one line of JSON and its body, and back. Knows no file.

use model::{Day, SourceId};
use serde::{Deserialize, Serialize};

use super::ArchivedDocument;
use crate::document::{RawDocument, Request};

/// The form of the header line.
const VERSION: u32 = 1;

/// Header names that hold credentials. Fetching leaves them out already; the archive does not rely on that.
const SECRET: [&str; 5] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "set-cookie2",
];

/// The header line. `docs/archive.md` describes each key.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    jdoc: u32,
    source: SourceId,
    poll: i64,
    request: Request,
    final_url: String,
    status: u16,
    headers: Vec<(String, String)>,
    fetched_at: i64,
    blake3: String,
    length: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cut: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unchanged: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forgotten: Option<Day>,
}

/// The header line, a line feed, the body, a line feed. `unchanged` holds the hash of the body that the document still has,
/// `forgotten` the day on which something was taken out of it.
pub(super) fn write(
    document: &RawDocument,
    poll: i64,
    unchanged: Option<&str>,
    forgotten: Option<Day>,
) -> Result<Vec<u8>, serde_json::Error> {
    let body: &[u8] = if unchanged.is_some() {
        &[]
    } else {
        &document.body
    };
    let public = |name: &str| !SECRET.contains(&name.to_ascii_lowercase().as_str());
    let headers = document.headers.iter().filter(|(name, _)| public(name));
    let header = Header {
        jdoc: VERSION,
        source: document.source.clone(),
        poll,
        request: document.request.clone(),
        final_url: document.final_url.clone(),
        status: document.status,
        headers: headers.cloned().collect(),
        fetched_at: document.fetched_at,
        blake3: unchanged.map_or_else(|| blake3::hash(body).to_hex().to_string(), str::to_owned),
        length: body.len() as u64,
        cut: document.cut.clone(),
        unchanged: unchanged.is_some(),
        forgotten,
    };
    let mut bytes = serde_json::to_vec(&header)?;
    bytes.reserve(body.len() + 2);
    bytes.push(b'\n');
    bytes.extend_from_slice(body);
    bytes.push(b'\n');
    Ok(bytes)
}

/// A document from its line and body. An error says what is wrong with it.
pub(super) fn read(mut bytes: Vec<u8>) -> Result<ArchivedDocument, String> {
    let line = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or("it has no header line")?;
    let header: Header = serde_json::from_slice(&bytes[..line])
        .map_err(|error| format!("its header line does not parse: {error}"))?;
    if header.jdoc > VERSION {
        return Err(format!(
            "it has version {}, this build knows version {VERSION}",
            header.jdoc
        ));
    }
    bytes.drain(..=line);
    if bytes.len() as u64 != header.length.saturating_add(1) {
        return Err(format!(
            "its header says {} bytes of body, it has {}",
            header.length,
            bytes.len().saturating_sub(1)
        ));
    }
    bytes.pop();
    if !header.unchanged && blake3::hash(&bytes).to_hex().as_str() != header.blake3 {
        return Err("its body is not what its hash says".to_owned());
    }
    Ok(ArchivedDocument {
        poll: header.poll,
        unchanged: header.unchanged,
        forgotten: header.forgotten,
        body_hash: header.blake3,
        document: RawDocument {
            source: header.source,
            request: header.request,
            final_url: header.final_url,
            status: header.status,
            headers: header.headers,
            fetched_at: header.fetched_at,
            body: bytes,
            cut: header.cut,
        },
    })
}
