//! Feeds as platforms served them, where the real data lies: how many postings each holds, and what some of them say.

use std::collections::BTreeSet;

use collector::{Item, Reading, find_kind};
use model::{DateKind, PayKind, Posting};
use testkit::shared_data;

use crate::kinds::{document_of, source_of};

fn read(kind: &str, path: &str, test: &str) -> Option<Reading> {
    let body = std::fs::read(shared_data(path, test)?).unwrap();
    let kind = find_kind(kind).unwrap();
    let source = source_of(kind);
    let request = (kind.first)(&source).unwrap().remove(0);
    let reading = (kind.read)(&source, &document_of(&source, request, &body));
    assert_eq!(reading.fault, None, "{path}");
    Some(reading)
}

fn postings(reading: &Reading) -> Vec<&Posting> {
    let found = reading.items.iter().filter_map(|item| match item {
        Item::Posting(posting) => Some(&**posting),
        Item::Problem(problem) => panic!("{problem}"),
        Item::LeftOut => None,
    });
    found.collect()
}

/// Key, day, pay and country of each posting, a line each.
fn lines_of(reading: &Reading) -> Vec<String> {
    let line = |posting: &&Posting| {
        let pay = posting.pay.map_or("-".to_owned(), |pay| pay.to_string());
        let country = posting.country.as_deref().unwrap_or("-");
        format!("{} {} {pay} {country}", posting.key, posting.published.day)
    };
    postings(reading).iter().map(line).collect()
}

#[test]
fn upwork_feeds_of_2024() {
    // Items, and how many of them state an hourly range or a budget, counted in the files by another program.
    let expected = [
        ("java-us", 30, 14, 8),
        ("java", 30, 10, 11),
        ("javafx", 10, 1, 2),
        ("swing", 7, 2, 4),
    ];
    let mut keys = BTreeSet::new();
    for (name, items, hourly, fixed) in expected {
        let path = format!("feeds/upwork/idelstak-myrss/{name}.rss");
        let Some(reading) = read("upwork-rss", &path, "upwork_feeds_of_2024") else {
            return;
        };
        let postings = postings(&reading);
        let paid = |kind: PayKind| {
            let all = postings.iter().filter_map(|posting| posting.pay);
            all.filter(|pay| pay.kind() == kind).count()
        };
        assert_eq!(
            (postings.len(), paid(PayKind::Hourly), paid(PayKind::Fixed)),
            (items, hourly, fixed),
            "{name}"
        );
        for posting in postings {
            assert_eq!(posting.published.kind, DateKind::Exact);
            assert!(posting.label.is_some() && posting.country.is_some());
            let leftovers = ["click to apply", "&nbsp;", "&#", "<br", "Posted On"];
            let left = leftovers.iter().find(|text| posting.body.contains(**text));
            assert_eq!(left, None, "{}", posting.body);
            assert!(!posting.title.ends_with(" - Upwork"));
            keys.insert(posting.key.to_string());
        }
    }
    assert_eq!(keys.len(), 61);
}

#[test]
fn upwork_feeds_of_2017_and_2021() {
    let test = "upwork_feeds_of_2017_and_2021";
    let folder = "feeds/upwork/transcribed";
    let Some(reading) = read(
        "upwork-rss",
        &format!("{folder}/2017-01_topics_recommended.rss"),
        test,
    ) else {
        return;
    };
    // All are "posted on" the 7th at 18:20, which is when the feed was made; the third was shortened to its text.
    let expected = [
        "upwork/~016ade945b2231543f 2017-01-05 300 USD fixed Australia",
        "upwork/~01da4679bcd3897297 2017-01-04 - United States",
        "upwork/~01a7db4f1cd5b55533 2026-11-20 - -",
    ];
    assert_eq!(lines_of(&reading), expected);
    let broad = postings(&reading)[0].label.clone().unwrap().broad;
    assert_eq!(broad.as_deref(), Some("Design & Creative"));
    if let Some(reading) = read(
        "upwork-rss",
        &format!("{folder}/2021-09_search_fixed_budget.rss"),
        test,
    ) {
        let expected = [
            "upwork/~017bf2331fdb203e12 2021-08-31 10000 USD fixed United States",
            "upwork/~016d4e574d1caab0d0 2021-08-31 65000 USD fixed United States",
        ];
        assert_eq!(lines_of(&reading), expected);
    }
}

#[test]
fn larajobs() {
    let Some(reading) = read("larajobs", "feeds/larajobs/feed.xml", "larajobs") else {
        return;
    };
    assert_eq!(reading.ask_every, Some(3_600));
    let expected = [
        "larajobs/url:larajobs.com/job/3781 2025-12-04 - Germany",
        "larajobs/url:larajobs.com/job/3780 2025-12-03 - -",
        "larajobs/url:larajobs.com/job/3779 2025-12-02 - -",
        "larajobs/url:larajobs.com/job/3778 2025-11-29 - Brazil",
        "larajobs/url:larajobs.com/job/3776 2025-11-24 - United States",
        "larajobs/url:larajobs.com/job/3775 2025-11-22 135000–155000 USD/year -",
        "larajobs/url:larajobs.com/job/3774 2025-11-20 - -",
        "larajobs/url:larajobs.com/job/3772 2025-11-20 70–100 AUD/hour Australia",
        "larajobs/url:larajobs.com/job/3771 2025-11-19 150000–180000 USD/year United States",
        "larajobs/url:larajobs.com/job/3770 2025-11-14 92000–95000 USD/year -",
    ];
    assert_eq!(lines_of(&reading), expected);
    let named = postings(&reading);
    assert!(named.iter().all(|posting| posting.organisation.is_some()));
}

#[test]
fn we_work_remotely() {
    let path = "feeds/weworkremotely/hunt_2026-09_trimmed.rss";
    let Some(reading) = read("weworkremotely", path, "we_work_remotely") else {
        return;
    };
    let page = "weworkremotely/url:weworkremotely.com/remote-jobs";
    let expected = [
        format!(
            "{page}/fin-solutions-architect-spanish-speaking 2026-09-11 190800–227900 USD/year -"
        ),
        format!("{page}/toptal-power-platform-solutions-architect 2026-09-10 - -"),
    ];
    assert_eq!(lines_of(&reading), expected);
    let companies: Vec<_> = postings(&reading)
        .iter()
        .filter_map(|posting| posting.organisation.clone())
        .collect();
    assert_eq!(companies, ["Fin", "Toptal"]);
}

#[test]
fn shapes_of_other_feeds() {
    let freelancer = [
        "freelancer/url:www.freelancer.com/projects/x/scrape.html 2026-08-28 30–250 USD fixed -",
        "freelancer/url:www.freelancer.com/projects/x/hourly.html 2026-08-28 25 USD/hour -",
        "freelancer/url:www.freelancer.com/projects/x/inr.html 2026-08-28 400–750 INR fixed -",
    ];
    let agency = "rss/url:www.governmentjobs.com/careers/exampleagency/jobs";
    let government = [
        &*format!("{agency}/410001 2026-08-19 - -"),
        &*format!("{agency}/410002 2026-08-18 - -"),
    ];
    let jobicy = ["jobicy/url:jobicy.com/jobs/900002-devops-engineer 2026-10-02 - -"];
    let indeed = ["indeed-xml/own:unique123131 2021-06-29 - United States"];
    let cases: [(&str, &str, &[&str]); 4] = [
        (
            "freelancer-rss",
            "feeds/freelancer/2026-08_rss_shape.xml",
            &freelancer,
        ),
        ("jobicy-rss", "feeds/jobicy/feed_shape.xml", &jobicy),
        ("indeed-xml", "feeds/indeed/gist_basic_feed.xml", &indeed),
        ("rss", "feeds/ats/careerkit/neogov.xml", &government),
    ];
    for (kind, path, expected) in cases {
        let Some(reading) = read(kind, path, "shapes_of_other_feeds") else {
            return;
        };
        assert_eq!(lines_of(&reading), expected, "{kind}");
    }
}
