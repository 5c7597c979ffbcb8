//! Whole reports: what the Markdown page says of three markets, what the tables withhold, and that the bytes are the same each time.

use std::path::Path;

use crate::market;

/// The input files only name the market, since findings are made, not read.
#[test]
fn markdown_of_three_markets() {
    testkit::check_cases("reportgen/pages", |_: &Path, bytes| {
        let name = std::str::from_utf8(bytes).unwrap().trim();
        let (findings, synthetic) = match name {
            "full" => (market::full(), true),
            "nothing covered" => (market::nothing_covered(), false),
            "all unset" => (market::all_unset(), false),
            other => panic!("no market is called {other}"),
        };
        let files = market::rendered(&findings, &market::manifest(synthetic));
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        format!(
            "{}\n--- files\n{}\n",
            market::file(&files, "report.md"),
            paths.join("\n")
        )
    });
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    let manifest = market::manifest(true);
    assert_eq!(
        market::rendered(&market::full(), &manifest),
        market::rendered(&market::full(), &manifest)
    );
}
