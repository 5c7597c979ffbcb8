//! Small counts and what would give them away, looked for in every file of a report: claims, evidence, pay, notes, manifest and charts.

use analytics::findings::{Findings, JudgedClaim};
use reportgen::{Duplicates, Manifest, Polled, RenderedFile};

use crate::gallery::{self, Case};
use crate::market;

/// The files that hold some words, or a number as it is written raw and for readers.
fn holding(files: &[RenderedFile], words: &str) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    let stands = |text: &str, words: &str| {
        text.match_indices(words).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + words.len()..]);
            !before.ends_with(|c: char| is_digit(c) || c == '.') && !after.starts_with(is_digit)
        })
    };
    let raw = words.replace(',', "");
    let found = files.iter().filter(|file| {
        let text = String::from_utf8_lossy(&file.bytes);
        stands(&text, words) || stands(&text, &raw)
    });
    found.map(|file| file.path.clone()).collect()
}

/// Makes a claim one about a category, with counts and texts that stand nowhere else, and with its query as a judge writes it.
fn about(claim: &mut JudgedClaim, category: &str, n: (u64, u64)) {
    claim.evidence_query = format!("category:{category} date:{}", claim.window);
    (claim.n_start, claim.n_end) = n;
    claim.finding = format!("It went from {} to {}.", n.0, n.1).as_str().into();
    claim.reason = format!("It holds {} postings.", n.1).as_str().into();
    claim.evidence[0].title = "A posting of a withheld category".to_owned();
}

/// With `legal` of three postings, `market_research` hides it; so a claim about either says no number, at either end, and lists no posting.
#[test]
fn a_claim_about_a_withheld_category_says_no_number() {
    let mut findings = market::full();
    about(&mut findings.claims[0], "market_research", (71_234, 71_567));
    about(&mut findings.on_your_window[0], "legal", (4, 81_567));
    let files = market::rendered(&findings, &market::manifest(false));
    for number in ["71,234", "71,567", "81,567", "A posting of a withheld"] {
        assert_eq!(holding(&files, number), Vec::<String>::new(), "{number}");
    }
    let csv = market::file(&files, "data/claims.csv");
    let row = csv.lines().find(|line| line.starts_with("C01,")).unwrap();
    assert!(row.contains(",,,,,1,"), "{row}");
}

/// A claim about several categories would give a withheld one away by subtraction of the others.
#[test]
fn a_claim_about_a_withheld_category_among_others_says_no_number() {
    let mut findings = market::full();
    about(&mut findings.claims[0], "writing", (71_234, 71_567));
    findings.claims[0].evidence_query = format!(
        "(category:writing OR category:legal) date:{}",
        findings.claims[0].window
    );
    let files = market::rendered(&findings, &market::manifest(false));
    assert_eq!(holding(&files, "71,234"), Vec::<String>::new());
}

/// The pay of one posting: each end of a change has to rest on enough of them.
#[test]
fn pay_with_few_postings_at_one_end_is_in_no_file() {
    let mut findings = gallery::full();
    let row = &mut findings.categories[0];
    let title = row.title.en.clone();
    row.mean_hourly_pay_change = Some(market::estimate(-0.8765, 0.01, 401));
    row.hourly_pay_shift = Some(market::estimate(-77.125, 0.5, 401));
    row.median_hourly_pay = Some((
        market::estimate(88.125, 1.0, 400),
        market::estimate(11.375, 1.0, 1),
    ));
    row.median_hourly_pay_start = Some(88.125);
    row.median_hourly_pay_end = Some(11.375);
    let mut files = market::rendered(&findings, &market::manifest(false));
    files.extend(gallery::pictures(&case(findings)));
    for number in [
        "0.8765", "87.6 %", "87.7 %", "87.6%", "87.7%", "77.12", "77.13", "88.12", "88.13",
        "11.37", "11.38",
    ] {
        assert_eq!(holding(&files, number), Vec::<String>::new(), "{number}");
    }
    let pay = market::file(&files, "charts/pay.svg");
    assert!(!pay.contains(&format!("{title} −")), "{pay}");
    // With enough at both ends they are there.
    let mut shown = gallery::full();
    shown.categories[0].mean_hourly_pay_change = Some(market::estimate(-0.8765, 0.01, 401));
    let files = market::rendered(&shown, &market::manifest(false));
    assert!(market::file(&files, "data/categories.csv").contains("-0.8765"));
}

fn case(findings: Findings) -> Case {
    Case {
        name: "withheld".to_owned(),
        synthetic: false,
        events: 1,
        findings,
    }
}

/// A corpus so small that nearly every number about it is withheld.
fn few() -> (Findings, Manifest) {
    let mut findings = market::nothing_covered();
    findings.postings = 7;
    findings.undated = 6;
    findings.sources[0].postings = 5;
    findings.categories.clear();
    findings.claims.clear();
    let manifest = Manifest {
        duplicates: Duplicates {
            postings: 4,
            counted: false,
        },
        problems: Vec::new(),
        ..market::manifest(false)
    };
    (findings, manifest)
}

#[test]
fn a_small_count_is_the_same_in_every_file_and_that_is_withheld() {
    let (findings, manifest) = few();
    let files = market::rendered(&findings, &manifest);
    let written: serde_json::Value =
        serde_json::from_str(market::file(&files, "manifest.json")).unwrap();
    for place in [
        "/postings",
        "/undated",
        "/duplicates/postings",
        "/sources/0/postings",
    ] {
        assert_eq!(
            written.pointer(place).unwrap(),
            &serde_json::Value::Null,
            "{place}"
        );
    }
    assert_eq!(written["suppressed_below"], 10);
    let page = market::file(&files, "report.md");
    for said in ["7 postings", "6 postings", "4 postings", "| 5 "] {
        assert!(!page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("fewer than 10 postings"), "{page}");

    let mut findings = gallery::full();
    findings.postings = 7;
    for file in gallery::pictures(&case(findings)) {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        assert!(
            !text.contains(" 7 postings") && !text.contains("7 个职位"),
            "{}",
            file.path
        );
    }
}

/// What the table of alerts withholds, the chart of them does not draw.
#[test]
fn an_alert_of_few_postings_is_not_drawn() {
    let mut findings = gallery::full();
    findings.watched.as_mut().unwrap().alerts[0].n = 4;
    let title = findings.watched.as_ref().unwrap().alerts[0]
        .title
        .en
        .clone();
    let files = gallery::pictures(&case(findings));
    assert!(!market::file(&files, "charts/watched.svg").contains(&title));
    let files = gallery::pictures(&case(gallery::full()));
    assert!(market::file(&files, "charts/watched.svg").contains(&title));
}

/// What polls could not read stands beside what archives could not.
#[test]
fn what_polls_could_not_read_is_in_the_table_of_problems() {
    let mut manifest = Manifest {
        problems: Vec::new(),
        ..market::manifest(false)
    };
    let page = |manifest: &Manifest| {
        let files = market::rendered(&market::full(), manifest);
        market::file(&files, "report.md").to_owned()
    };
    assert!(page(&manifest).contains("No row was left out for a problem."));
    manifest.recipe.polled = vec![Polled {
        source: "late-feed".to_owned(),
        until: 1_700_000_000,
        problems: 321,
    }];
    let page = page(&manifest);
    assert!(!page.contains("No row was left out"));
    assert!(
        page.contains("| items of late-feed, summed over its polls | 321 |"),
        "{page}"
    );
}
