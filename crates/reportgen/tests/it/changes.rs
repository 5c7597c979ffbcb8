//! What changed since an earlier report: flips with what may have caused them, revised numbers on the same window, and the feed of reports.

use analytics::findings::{Findings, Verdict};
use quick_xml::Reader;
use quick_xml::events::Event;
use reportgen::{Cause, FeedEntry, Manifest, Previous, Recipe, feed};

use analytics::claims::Language;

use crate::market;

fn manifest() -> Manifest {
    Manifest {
        claims_hash: "c1".to_owned(),
        recipe: Recipe {
            name: "ai-and-jobs".to_owned(),
            period: "2024-02".to_owned(),
            languages: vec!["en".to_owned(), "zh-CN".to_owned()],
            ..Recipe::default()
        },
        ..market::manifest(false)
    }
}

fn earlier(findings: &Findings, manifest: &Manifest) -> Previous {
    let files = market::rendered(findings, manifest);
    let text = market::file(&files, "claims.json");
    Previous::parse("claims.json", text.as_bytes(), Some(2)).unwrap()
}

#[test]
fn the_same_report_changes_nothing() {
    let (findings, manifest) = (market::full(), manifest());
    let previous = earlier(&findings, &manifest);
    assert!(previous.rests_on_the_same(&manifest, &findings));
    assert!(previous.is_edition_of(&manifest, &findings.universe));
    assert!(!previous.is_edition_of(&manifest, "platform:other"));
    let changes = reportgen::since(Some(&previous), &findings, &manifest).unwrap();
    assert!(
        changes.is_empty() && changes.causes.is_empty(),
        "{changes:?}"
    );
    assert_eq!(
        changes.unchanged,
        findings.claims.len() + findings.on_your_window.len()
    );
    assert_eq!(reportgen::since(None, &findings, &manifest), None);
}

#[test]
fn a_flip_names_what_differs_and_a_revision_stays_on_its_window() {
    let (before, old) = (market::full(), manifest());
    let previous = earlier(&before, &old);
    let mut now = before.clone();
    let new = Manifest {
        postings_hash: "p2".to_owned(),
        rules_hash: "r2".to_owned(),
        ..manifest()
    };
    let place = now
        .claims
        .iter()
        .position(|claim| claim.estimate.is_some_and(|one| one.n >= 10) && claim.n_start >= 10)
        .unwrap();
    let flipped = match now.claims[place].verdict {
        Verdict::Contradicted => Verdict::Robust,
        _ => Verdict::Contradicted,
    };
    now.claims[place].verdict = flipped;
    if let Some(estimate) = &mut now.claims[place].estimate {
        estimate.value += 0.2;
    }
    let changes = reportgen::since(Some(&previous), &now, &new).unwrap();
    assert_eq!(changes.causes, [Cause::NewData, Cause::NewRules]);
    assert_eq!(changes.flips.len(), 1);
    let flip = &changes.flips[0];
    assert_eq!(flip.before, Some(before.claims[place].verdict));
    assert_eq!(
        (flip.after, flip.why.as_slice()),
        (flipped, &changes.causes[..])
    );
    assert_eq!(changes.revisions.len(), 1, "{:?}", changes.revisions);
    assert_eq!(
        changes.against.en,
        "Held against version 2 of this report on 2024-02, as of 2024-03-01."
    );

    // On another window it is another number, and no revision of the old one.
    now.claims[place].window = market::days("2022-12-01", "2024-01-31");
    let changes = reportgen::since(Some(&previous), &now, &new).unwrap();
    assert!(changes.flips[0].why.contains(&Cause::NewWindow));
    assert!(changes.revisions.is_empty());

    let gone = now.claims.remove(place);
    let changes = reportgen::since(Some(&previous), &now, &new).unwrap();
    assert_eq!(changes.withdrawn[0].id, gone.id);
    assert!(changes.flips.is_empty());
}

/// A number that moved without being written otherwise is no revision; one that is written otherwise is, however little it moved.
#[test]
fn a_revision_is_a_number_that_reads_otherwise() {
    let (before, manifest) = (market::full(), manifest());
    let set = |value: f64| {
        let mut findings = before.clone();
        let estimate = findings.claims[0].estimate.as_mut().unwrap();
        (estimate.value, estimate.low, estimate.high) = (value, None, None);
        findings
    };
    for (first, second, revised) in [(-0.3116, -0.3124, 0), (-0.31249, -0.31251, 1)] {
        let previous = earlier(&set(first), &manifest);
        let changes = reportgen::since(Some(&previous), &set(second), &manifest).unwrap();
        assert_eq!(changes.revisions.len(), revised, "{first} {second}");
    }
}

/// Where the postings do not reach a claim's own days, page and feed both lead with the same sentence on the report's.
#[test]
fn the_feed_leads_with_the_sentences_of_the_page() {
    let mut findings = market::full();
    assert_eq!(market::definition().headline()[0], "C01");
    findings.claims[0].verdict = Verdict::NotCovered;
    let twin = findings.on_your_window[0].sentence.en.clone();
    let files = market::rendered(&findings, &manifest());
    let written: serde_json::Value =
        serde_json::from_str(market::file(&files, "manifest.json")).unwrap();
    let summary = written["summary"]["en"].as_str().unwrap();
    assert!(summary.starts_with(&twin), "{summary}");
}

#[test]
fn a_file_that_is_no_claims_json_says_what_to_do() {
    let error = Previous::parse("reports/x/claims.json", b"{\"schema\":1}", None).unwrap_err();
    let error = error.to_string();
    assert!(
        error.starts_with("reports/x/claims.json is not") && error.contains("remove it"),
        "{error}"
    );
}

#[test]
fn a_feed_is_well_formed_whatever_a_folder_is_called() {
    let files = market::rendered(&market::full(), &manifest());
    let bytes = market::file(&files, "manifest.json").as_bytes();
    let folders = ["ai-and-jobs/2024-02", "a&b \"<\u{7}>/2024-01"];
    let entries: Vec<FeedEntry> = folders
        .iter()
        .map(|folder| FeedEntry::read(folder, bytes).unwrap())
        .collect();
    for language in Language::ALL {
        let xml = feed(&entries, "me@example.org", language).unwrap();
        let text = String::from_utf8(xml.clone()).unwrap();
        let mut reader = Reader::from_str(&text);
        let (mut depth, mut entries) = (0_i32, 0);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => {
                    depth += 1;
                    entries += i32::from(tag.name().as_ref() == "entry");
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!((depth, entries), (0, 2));
        assert!(
            text.contains("a%26b%20%22%3C%07%3E/2024-01/claims.json"),
            "{text}"
        );
        assert!(!text.contains('\u{7}'));
    }
    assert_eq!(feed(&[], "me@example.org", Language::En), None);
    let ours = feed(&entries, "me@example.org", Language::En);
    assert_ne!(ours, feed(&entries, "you@example.org", Language::En));
}
