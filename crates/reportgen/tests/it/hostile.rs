//! Titles and addresses that try to break out of Markdown, HTML or a link.

use std::path::Path;

use analytics::findings::Findings;

use crate::market;

fn with_evidence(title: &str, url: Option<&str>) -> Findings {
    let mut findings = market::full();
    findings.claims.truncate(1);
    findings.on_your_window.clear();
    let evidence = &mut findings.claims[0].evidence[0];
    evidence.title = title.to_owned();
    evidence.url = url.map(str::to_owned);
    findings
}

/// The line of the evidence in both pages; the input file is the posting's title.
#[test]
fn titles_stay_text() {
    testkit::check_cases("reportgen/hostile", |_: &Path, bytes| {
        let title = std::str::from_utf8(bytes).unwrap();
        let findings = with_evidence(title.trim_end_matches('\n'), None);
        let files = market::rendered(&findings, &market::manifest(false));
        let line = |path: &str| {
            market::file(&files, path)
                .lines()
                .find(|line| line.contains(", 1 Aug 2023"))
                .unwrap()
                .to_owned()
        };
        // The invisible joiner is shown, since a reader of the fixture could not see it.
        format!("{}\n{}\n", line("report.md"), line("report.html")).replace('\u{2060}', "<U+2060>")
    });
}

#[test]
fn only_harmless_addresses_become_links() {
    let good = [
        (
            "https://example.org/a?b=c&d=e",
            "https://example.org/a?b=c&amp;d=e",
        ),
        (
            "https://example.org/a) [x](b \"c",
            "https://example.org/a%29%20%5Bx%5D%28b%20%22c",
        ),
        ("mailto:jobs@example.org", "mailto:jobs@example.org"),
        ("posts/1", "posts/1"),
    ];
    for (url, written) in good {
        let files = market::rendered(&with_evidence("t", Some(url)), &market::manifest(false));
        let link = format!("](<{written}>)").replace(['<', '>'], "");
        assert!(market::file(&files, "report.md").contains(&link), "{url}");
        let link = format!("href=\"{written}\"");
        assert!(market::file(&files, "report.html").contains(&link), "{url}");
    }
    let bad = [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "",
    ];
    for url in bad {
        let files = market::rendered(
            &with_evidence("no link here", Some(url)),
            &market::manifest(false),
        );
        for page in ["report.md", "report.html"] {
            let line = market::file(&files, page)
                .lines()
                .find(|line| line.contains("no link here"))
                .unwrap();
            assert!(
                !line.contains("href") && !line.contains("]("),
                "{url}: {line}"
            );
        }
    }
}

/// A control character is illegal in XML, and a direction mark would turn the label round.
#[test]
fn charts_hold_no_character_that_breaks_them() {
    let mut findings = market::full();
    findings.tags[0].title = "Chat\u{0}bot \u{202e}<b>&\u{1b}[31m".into();
    let files = market::rendered(&findings, &market::manifest(false));
    let svg = market::file(&files, "charts/skills.svg");
    assert!(svg.contains(">Chatbot &lt;b&gt;&amp;[31m</text>"));
    assert!(!svg.contains(|c: char| c.is_control() && c != '\n'));
}
