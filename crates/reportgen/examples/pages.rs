//! A folder in, a whole made-up report in both languages out, to be looked at: `cargo run -p reportgen --example pages -- FOLDER`. Judges nothing.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "it shares the tests' findings and writes files"
)]

#[path = "../tests/it/gallery/mod.rs"]
mod gallery;
#[path = "../tests/it/market.rs"]
mod market;
#[path = "../tests/it/gallery/whole.rs"]
mod whole;

use std::path::Path;

use analytics::claims::Language;
use reportgen::{Formats, Request};

fn main() {
    let folder = std::env::args().nth(1).expect("a folder to write to");
    let files = reportgen::render(&Request {
        definition: &market::definition(),
        findings: &whole::whole(),
        manifest: &market::manifest(true),
        templates: &market::templates(),
        languages: &Language::ALL,
        formats: Formats::ALL,
        previous: None,
    })
    .unwrap();
    for file in &files {
        let path = Path::new(&folder).join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &file.bytes).unwrap();
    }
}
