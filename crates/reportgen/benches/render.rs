//! How long findings take to become files, and how much memory: a report of ninety claims with everything in its fold-outs, beside the same findings written as JSON.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "it shares the tests' findings"
)]

#[path = "../tests/it/gallery/mod.rs"]
mod gallery;
#[path = "../tests/it/market.rs"]
mod market;
#[path = "../tests/it/gallery/whole.rs"]
mod whole;

use analytics::claims::Language;
use divan::Bencher;
use divan::counter::BytesCount;
use reportgen::{Formats, RenderedFile, Request};

/// Counts what each benchmark holds at most and allocates in all.
#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// The yardstick: the same numbers and sentences, written once without a template or a picture.
#[divan::bench(sample_count = 10)]
fn findings_as_json(bencher: Bencher<'_, '_>) {
    let findings = whole::whole();
    let bytes = serde_json::to_vec(&findings).unwrap().len();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| serde_json::to_vec(&findings).unwrap());
}

#[divan::bench(sample_count = 10)]
fn one_language(bencher: Bencher<'_, '_>) {
    report(bencher, &[Language::En]);
}

#[divan::bench(sample_count = 10)]
fn both_languages(bencher: Bencher<'_, '_>) {
    report(bencher, &Language::ALL);
}

fn report(bencher: Bencher<'_, '_>, languages: &[Language]) {
    let (definition, findings) = (market::definition(), whole::whole());
    let (manifest, templates) = (market::manifest(true), market::templates());
    let render = || -> Vec<RenderedFile> {
        reportgen::render(&Request {
            definition: &definition,
            findings: &findings,
            manifest: &manifest,
            templates: &templates,
            languages,
            formats: Formats::ALL,
            previous: None,
        })
        .unwrap()
    };
    let bytes: usize = render().iter().map(|file| file.bytes.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(render);
}
