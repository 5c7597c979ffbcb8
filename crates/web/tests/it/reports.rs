//! The folder of reports: what is finished is listed and shown under a policy of its own, and no path leads out.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::Served;

/// A finished report with a page and a chart, and what must not be shown beside and above it.
fn report(folder: &Path) {
    let report = folder.join("reports/monthly/2023-05");
    fs::create_dir_all(report.join("charts")).unwrap();
    fs::write(report.join("manifest.json"), manifest()).unwrap();
    fs::write(report.join("report.html"), "<style>p{}</style><p>Said.</p>").unwrap();
    fs::write(report.join("charts/change.svg"), "<svg/>").unwrap();
    fs::write(report.join("run.exe"), "MZ").unwrap();
    fs::write(folder.join("reports/monthly/report.toml"), "secret = 1").unwrap();
    fs::write(folder.join("jobtide.toml"), "secret = 1").unwrap();
}

/// A manifest of this version's form, as far as a list of reports reads it.
fn manifest() -> Vec<u8> {
    let words = json!({"en": "Monthly", "zh-CN": "月报"});
    let manifest = json!({
        "schema": "jobtide.report.manifest/2",
        "title": words, "summary": words,
        "as_of": "2023-06-01", "synthetic": true,
        "code_version": "0.0.0", "engine": "index",
        "rules_hash": "", "postings_hash": "", "definition_hash": "", "claims_hash": "", "templates_hash": "",
        "parameters": {
            "name": "monthly", "period": "2023-05", "window_first": "2023-05-01", "window_last": "2023-05-31",
            "universe": null, "query": null, "languages": ["en"], "formats": ["html"], "no_fold": false,
            "rates": null, "series": [],
        },
        "previous": null,
        "files": [{"path": "report.html", "blake3": ""}, {"path": "charts/change.svg", "blake3": ""}],
    });
    serde_json::to_vec(&manifest).unwrap()
}

#[test]
fn finished_reports_are_listed_and_their_files_shown() {
    let served = Served::with("reports", |_| {});
    assert_eq!(served.document("/api/v1/reports")["total"], 0);
    assert!(
        served
            .page("/reports")
            .contains("No report is finished yet")
    );
    report(served.folder());
    let document = served.document("/api/v1/reports");
    assert_eq!(document["reports"][0]["name"], "monthly", "{document}");
    assert!(served.page("/reports").contains("monthly 2023-05"));
    let page = served.get("/reports/monthly/2023-05/report.html");
    assert_eq!((page.status, page.text().contains("Said.")), (200, true));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("style-src 'unsafe-inline'") && !policy.contains("script-src"),
        "{policy}"
    );
    let svg = served.get("/reports/monthly/2023-05/charts/change.svg");
    assert_eq!(
        (svg.status, svg.header("content-type")),
        (200, "image/svg+xml")
    );
}

#[test]
fn no_path_leads_out_of_a_finished_report() {
    let served = Served::with("traversal", |_| {});
    report(served.folder());
    for path in [
        "/reports/monthly/2023-05/run.exe",
        "/reports/monthly/2023-05/../report.toml",
        "/reports/monthly/2023-05/%2e%2e/report.toml",
        "/reports/monthly/2023-05/..%2freport.toml",
        "/reports/monthly/2023-05/..%2f..%2f..%2fjobtide.toml",
        "/reports/monthly/2023-05/..%5creport.toml",
        "/reports/monthly/2023-05/charts/%2e%2e%2f%2e%2e%2freport.toml",
        "/reports/%2e%2e/reports/monthly/2023-05/report.html",
        "/reports/monthly/%2e/report.toml",
        "/reports/monthly%2f2023-05/charts/change.svg",
        "/reports/monthly/2023-05/%00",
        "/reports//etc/passwd",
        "/reports/monthly/2023-05//etc/passwd",
        "/reports/monthly/2023-05/charts",
        "/reports/../../jobtide.toml",
    ] {
        let answer = served.get(path);
        assert!(
            matches!(answer.status, 400 | 404),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.text().contains("secret = 1"), "{path}");
    }
}
