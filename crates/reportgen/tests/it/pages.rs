//! Whole reports: what the tables withhold, what marks made-up data, and that the bytes are the same each time.

use analytics::claims::Language;

use crate::{gallery, market};

#[test]
fn the_same_findings_give_the_same_bytes() {
    let manifest = market::manifest(true);
    assert_eq!(
        market::rendered(&market::full(), &manifest),
        market::rendered(&market::full(), &manifest)
    );
}

/// Three postings in one category: neither their count nor the one that would give it away by subtraction is in any file.
#[test]
fn small_cells_are_withheld_in_tables_and_in_csv() {
    let findings = market::full();
    let files = market::rendered(&findings, &market::manifest(false));
    let csv = market::file(&files, "data/categories.csv");
    let row = |id: &str| {
        csv.lines()
            .find(|line| line.starts_with(&format!("{id},")))
            .unwrap()
            .to_owned()
    };
    assert!(
        row("legal").starts_with("legal,Legal,,,,1,,,"),
        "{}",
        row("legal")
    );
    assert!(
        row("market_research").starts_with("market_research,Market research,,,,1,,,"),
        "{}",
        row("market_research")
    );
    assert!(row("sales").starts_with("sales,Sales,3000,600,606,0,0.01,"));
    for line in market::file(&files, "data/averages.csv").lines() {
        if line.contains(",market_research,") {
            assert!(line.ends_with(",,1") || line.ends_with(",,0"), "{line}");
        }
    }
    for figure in [
        "charts/averages.svg",
        "charts/averages_by_category.svg",
        "charts/changes.svg",
    ] {
        assert!(
            !market::file(&files, figure).contains("Market research"),
            "{figure}"
        );
        assert!(!market::file(&files, figure).contains("Legal"), "{figure}");
    }
}

/// The marks of a made-up corpus stand on every page and every picture, and on none of a real one.
#[test]
fn synthetic_data_is_marked_everywhere() {
    for synthetic in [true, false] {
        let files = market::rendered(&market::full(), &market::manifest(synthetic));
        let marked: Vec<&str> = files
            .iter()
            .filter(|file| file.path.ends_with(".svg") || file.path.starts_with("report."))
            .filter(|file| market::file(&files, &file.path).contains("SYNTHETIC DATA"))
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(marked.len(), if synthetic { 8 } else { 0 }, "{marked:?}");
    }
}

#[test]
fn one_html_file_without_script_or_anything_fetched() {
    let files = market::rendered(&market::full(), &market::manifest(true));
    let html = market::file(&files, "report.html");
    for forbidden in ["<script", "<link", "<img", "src=", "@import", "url("] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert_eq!(html.matches("<svg ").count(), 6);
    let mut ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}

/// Where no count is clear, the page says so of counts alone, names the shares that are clear, and the chart agrees.
#[test]
fn shares_are_named_where_no_count_moved_beyond_its_interval() {
    let mut findings = market::full();
    for row in &mut findings.categories {
        row.change = Some(market::estimate(0.1, 5.0, row.n));
        row.change_of_share = Some(market::estimate(0.1, 5.0, row.n));
        row.season_matched = None;
    }
    findings.categories[1].season_matched = Some(market::estimate(1.43, 0.4, 500));
    // Clear both ways, so it has no direction, however large.
    findings.categories[2].change_of_share = Some(market::estimate(9.0, 1.0, 500));
    findings.categories[2].season_matched = Some(market::estimate(-0.9, 0.05, 500));
    let files = market::rendered(&findings, &market::manifest(false));
    let page = market::file(&files, "report.md");
    assert!(page.contains("none moved in its count by more than its interval."));
    assert!(!page.contains("chance alone could explain"));
    let row = &findings.categories[1];
    let share = format!(
        "As a share of all postings, of the categories that can be shown, {} rose most: +143.0",
        row.title
    );
    assert!(page.contains(&share), "{page}");
    assert!(!page.contains(&format!("{} fell most: −90", findings.categories[2].title)));
    assert!(market::file(&files, "charts/changes.svg").contains("0 fell and 0 rose"));
    assert!(
        market::file(&files, "charts/averages.svg")
            .contains("none moved by more than chance explains")
    );
}

/// Whoever cannot see a chart reads its numbers below it, withheld where the file withholds them.
#[test]
fn every_chart_of_the_page_has_its_numbers_below_it() {
    let render = |language| {
        reportgen::render(&reportgen::Request {
            definition: &gallery::definition(1),
            findings: &gallery::full(),
            previous: None,
            manifest: &market::manifest(false),
            templates: &market::templates(),
            languages: &[language],
            formats: reportgen::Formats::ALL,
        })
    };
    for (language, file, open, level) in [
        (
            Language::En,
            "report.html",
            "The numbers of this chart",
            "At the start",
        ),
        (Language::ZhCn, "report.zh-CN.html", "此图的数字", "期初"),
    ] {
        let files = render(language).unwrap();
        let html = market::file(&files, file);
        let charts = files
            .iter()
            .filter(|file| file.path.starts_with("charts/") && !file.path.contains("claims/"));
        assert_eq!(html.matches(open).count(), charts.count());
        assert!(html.contains(level), "{file}");
        // Each table is filled: no chart says that it has no number.
        assert!(!html.contains("There is no number to show") && !html.contains("没有可显示的数字"));
        let numbers = html.split("<details class=\"numbers\">").skip(1);
        let numbers: Vec<&str> = numbers
            .map(|part| part.split_once("</details>").unwrap().0)
            .collect();
        // `legal` is in no chart, and in no table behind one.
        for part in &numbers {
            assert!(!part.contains(">Legal<"), "{part}");
            assert!(part.matches("<tr>").count() > 2, "{part}");
        }
    }
}
