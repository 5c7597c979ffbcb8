//! Prints what our reader makes of the suite of Python's feedparser: what is counted, what fails and why, and the share.
//!
//! `cargo run -p collector --example feedparser`
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

#[path = "../tests/it/feedparser/suite.rs"]
mod suite;

fn main() {
    if let Some(folder) = testkit::shared_data("feeds/feedparser", "the runner") {
        let report = suite::run(&folder);
        println!("{}", report.table);
        for name in &report.silent {
            println!("neither read nor refused: {name}");
        }
        println!("{} of {}", report.passed, report.counted);
        println!("{:.1} %", report.percent());
    }
}
