//! Bytes that claim to be an SVG in, a document of bearable size or a refusal out. Draws nothing.

use resvg::usvg::Size;
use resvg::usvg::roxmltree::{self, Document, ParsingOptions};

use crate::Error;

/// The largest chart of a report has 300 kB.
const MOST_BYTES: usize = 8 << 20;
/// Elements, texts and attributes of the XML.
const MOST_NODES: u32 = 200_000;
/// Each level may need a layer as large as the picture.
const DEEPEST: usize = 32;
/// 64 MiB of pixels: a chart at scale 2 has a tenth of it.
const MOST_PIXELS: u32 = 1 << 24;

/// The bytes as text.
pub(crate) fn text(svg: &[u8]) -> Result<&str, Error> {
    if svg.len() > MOST_BYTES {
        return Err(Error::TooMuch {
            what: "bytes",
            found: svg.len(),
            limit: MOST_BYTES,
        });
    }
    std::str::from_utf8(svg).map_err(|_| Error::NoSvg("it is not written in UTF-8".to_owned()))
}

/// The text as XML. A document type is refused: our charts have none, and only with one can a short text name entities that grow without end.
pub(crate) fn document(text: &str) -> Result<Document<'_>, Error> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        entity_resolver: None,
    };
    let document =
        Document::parse_with_options(text, options).map_err(|error| Error::NoSvg(said(&error)))?;
    let depth = document
        .descendants()
        .map(|node| node.ancestors().take(DEEPEST + 2).count())
        .max()
        .unwrap_or(0);
    if depth > DEEPEST {
        return Err(Error::TooMuch {
            what: "levels of elements",
            found: depth,
            limit: DEEPEST,
        });
    }
    Ok(document)
}

fn said(error: &roxmltree::Error) -> String {
    match error {
        roxmltree::Error::DtdDetected => {
            "it has a document type (<!DOCTYPE ..>); remove it".to_owned()
        }
        other => other.to_string(),
    }
}

/// Width and height of the picture in pixels.
pub(crate) fn pixels(size: Size, scale: f32) -> Result<(u32, u32), Error> {
    let side = |length: f32| (f64::from(length) * f64::from(scale)).ceil().max(1.0);
    let (width, height) = (side(size.width()), side(size.height()));
    if width * height > f64::from(MOST_PIXELS) {
        return Err(Error::TooLarge {
            width,
            height,
            limit: MOST_PIXELS,
        });
    }
    // Both are whole numbers between 1 and the limit here.
    Ok((width as u32, height as u32))
}
