//! What a chart is headed with says nothing else than the sentences at the head of the page.

use analytics::findings::{Findings, MonthlyCounts};

use crate::gallery::{self, Case};
use crate::market;

fn picture(findings: Findings, path: &str) -> String {
    let case = Case {
        name: "titles".to_owned(),
        synthetic: false,
        events: 1,
        findings,
    };
    let files = gallery::pictures(&case);
    let text = market::file(&files, path);
    let title = text
        .split_once("<title")
        .unwrap()
        .1
        .split_once('>')
        .unwrap()
        .1;
    title.split_once('<').unwrap().0.to_owned()
}

/// The largest ratio is unclear, the next one is not: the title names that one, as the page does.
#[test]
fn the_chart_of_skills_names_a_skill_that_clearly_grew() {
    let mut findings = gallery::full();
    let ratios = [(30.0, 0.5), (20.0, 12.0)];
    for (row, (value, low)) in findings.tags.iter_mut().zip(ratios) {
        let ratio = row.rate_ratio.as_mut().unwrap();
        (ratio.value, ratio.low, ratio.high) = (value, Some(low), Some(90.0));
    }
    for row in &mut findings.tags[2..] {
        row.rate_ratio = None;
    }
    let second = findings.tags[1].title.en.clone();
    let page = market::rendered(&findings, &market::manifest(false));
    assert!(market::file(&page, "report.md").contains(&format!("{second} grew most")));
    let title = picture(findings, "charts/skills.svg");
    assert!(title.starts_with(&second), "{title}");
}

/// A category that has no line may have moved furthest, so the title limits itself to those drawn.
#[test]
fn the_chart_of_averages_says_where_it_draws_only_some() {
    let mut findings = gallery::full();
    findings.categories.retain(|row| row.id != "legal");
    let mut other = findings.categories[0].clone();
    other.id = "data_entry".to_owned();
    other.title = "Data entry".into();
    other.change = Some(market::estimate(-0.9, 0.01, 900));
    findings.categories.push(other);
    let title = picture(findings.clone(), "charts/averages.svg");
    assert!(title.starts_with("Of those drawn, "), "{title}");
    findings.categories.pop();
    let title = picture(findings, "charts/averages.svg");
    assert!(!title.contains("Of those drawn"), "{title}");
}

/// A skill whose last months are withheld had its last shown rate long ago: it does not lead the end.
#[test]
fn the_heat_map_is_headed_by_a_skill_of_its_last_month() {
    let mut findings = gallery::full();
    let months = findings.monthly.months.len();
    findings.monthly.universe = vec![Some(10_000); months];
    let row = |id: &str, counts: Vec<Option<u64>>| MonthlyCounts {
        id: id.to_owned(),
        title: id.into(),
        counts,
    };
    let mut faded: Vec<Option<u64>> = vec![Some(900); months];
    for count in faded.iter_mut().rev().take(4) {
        *count = None;
    }
    findings.monthly.tags = vec![row("faded", faded), row("steady", vec![Some(300); months])];
    let title = picture(findings, "charts/skills_by_month.svg");
    assert!(
        title.starts_with("steady") && title.contains("Jan 2024"),
        "{title}"
    );
}
