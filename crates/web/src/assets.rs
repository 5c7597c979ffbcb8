//! Style, script and drawing of the site, under addresses that change with their bytes, so that a browser may keep them. Knows no page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reportgen::site;

use crate::fault::Fault;
use crate::site::Site;

/// A file of the site.
pub struct Asset {
    /// Its address.
    pub href: String,
    name: &'static str,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// The files of the site.
pub struct Assets {
    /// The style sheet.
    pub style: Asset,
    /// The script.
    pub program: Asset,
    /// The drawing for the tab of a browser.
    pub icon: Asset,
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, text: String) -> Asset {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        Asset {
            href: format!("/assets/{name}?v={}", &hash[..12]),
            name,
            kind,
            bytes: text.into_bytes(),
        }
    }
}

impl Assets {
    /// All of them.
    pub fn new() -> Assets {
        Assets {
            style: Asset::new("site.css", "text/css; charset=utf-8", site::style_sheet()),
            program: Asset::new(
                "site.js",
                "text/javascript; charset=utf-8",
                site::PROGRAM.to_owned(),
            ),
            icon: Asset::new("site.svg", "image/svg+xml", site::ICON.to_owned()),
        }
    }
}

/// `/assets/{name}`.
pub async fn file(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Response {
    let all = [&site.assets.style, &site.assets.program, &site.assets.icon];
    let Some(asset) = all.into_iter().find(|asset| asset.name == name) else {
        return Fault::absent(format!("there is no file `{name}` here")).into_response();
    };
    let kept = "public, max-age=31536000, immutable";
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, kept),
    ];
    (headers, asset.bytes.clone()).into_response()
}
