//! Documents as the boards served them in September 2026, where the real data lies: what must be read of each.

use collector::{Item, Reading, Request, find_kind};
use model::Posting;
use testkit::shared_data;

use crate::kinds::{document_of, source_of};

fn read(kind: &str, path: &str, role: Option<&str>) -> Option<Reading> {
    let body = std::fs::read(shared_data(path, kind)?).unwrap();
    let kind = find_kind(kind).unwrap();
    let source = source_of(kind);
    let mut request: Request = (kind.first)(&source).unwrap().remove(0);
    if let Some(role) = role {
        role.clone_into(&mut request.role);
    }
    let reading = (kind.read)(&source, &document_of(&source, request, &body));
    assert_eq!(reading.fault, None);
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

/// Key, day, pay and organisation of each posting, a line each.
fn check(kind: &str, path: &str, expected: &[&str]) -> Option<Reading> {
    let reading = read(kind, path, None)?;
    let lines: Vec<String> = postings(&reading)
        .iter()
        .map(|posting| {
            // The sample's author cut the texts, some of them within a tag.
            assert!(
                !posting.body.contains(['\u{ad}', '\u{a0}']),
                "{}",
                posting.body
            );
            format!(
                "{} {} {} {}",
                posting.key,
                posting.published.day,
                posting.pay.map_or("-".to_owned(), |pay| pay.to_string()),
                posting.organisation.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(lines, expected, "{kind}");
    Some(reading)
}

#[test]
fn himalayas() {
    let expected = [
        "himalayas/url:himalayas.app/companies/micro1/jobs/gmail-google-calendar-ai-assistant-evaluator 2026-09-26 15–30 USD/hour micro1",
        "himalayas/url:himalayas.app/companies/abridge/jobs/it-operations-specialist 2026-09-26 100000–115000 USD/year abridge",
    ];
    let Some(reading) = check("himalayas", "feeds/himalayas/hunt_2026-09.json", &expected) else {
        return;
    };
    assert_eq!(reading.claimed, Some(96_495));
    assert!(
        reading.follow[0]
            .url
            .contains("&cursor=MjAyNi0wOS0yNlQwNDozMToyMC42NTI3MzJafDIyODM1MTg")
    );
}

#[test]
fn boards_of_one_document() {
    check(
        "remotive",
        "feeds/remotive/hunt_2026-09.json",
        &[
            "remotive/2091144 2026-09-21 - TELUS Digital",
            "remotive/2091141 2026-09-18 90000–105000 USD/year KoboToolbox",
        ],
    );
    check(
        "workingnomads",
        "feeds/workingnomads/hunt_2026-09.json",
        &[
            "workingnomads/1891955 2026-09-25 - Beekman Social",
            "workingnomads/1889808 2026-09-24 - CloudGeometry",
        ],
    );
    let expected = [
        "remoteok/1137431 2026-09-24 - Mercier Consultancy Group",
        "remoteok/1137429 2026-09-24 - Workana",
    ];
    if let Some(reading) = check("remoteok", "feeds/remoteok/hunt_2026-09.json", &expected) {
        let mended = postings(&reading)[1];
        assert_eq!(
            mended.title,
            "Mecánico Automotriz Diagnóstico y Presupuestos"
        );
        assert!(
            mended.body.contains("diagnóstico técnico"),
            "{}",
            mended.body
        );
    }
}

#[test]
fn boards_of_pages() {
    check(
        "jobicy",
        "feeds/jobicy/hunt_2026-09.json",
        &[
            "jobicy/154087 2026-09-25 - Supabase",
            "jobicy/154084 2026-09-25 200000–250000 USD/year Phantom",
        ],
    );
    check(
        "arbeitnow",
        "feeds/arbeitnow/hunt_2026-09.json",
        &[
            "arbeitnow/werkstudent-customer-success-berlin-berlin-72879 2026-09-26 - Doctolib",
            "arbeitnow/senior-key-account-success-manager-berlin-berlin-316578 2026-09-26 - Doctolib",
        ],
    );
}

#[test]
fn hacker_news_threads() {
    check(
        "hn",
        "feeds/hackernews/hunt_2026-09_algolia_item.json",
        &[
            "hn/49522903 2026-09-01 75000–110000 EUR/year Modash.io",
            "hn/49522912 2026-09-01 150000–210000 USD/year Quill",
            "hn/49522929 2026-09-01 - Open Education Applications / Neon",
        ],
    );
    if let Some(reading) = read("hn", "feeds/hackernews/thread_with_deleted.json", None) {
        assert_eq!(postings(&reading).len(), 2);
        assert_eq!(reading.items.len(), 3);
    }
}

/// Half of the sample's comments seek work, and one of those speaks of seekers of freelancers.
#[test]
fn seekers_of_work_are_left_out() {
    let Some(path) = shared_data("feeds/hackernews/freelancer_comments.txt", "hn") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let comments: Vec<serde_json::Value> = text
        .split("---")
        .enumerate()
        .map(|(id, text)| serde_json::json!({"id": id, "created_at_i": 1_790_000_000, "text": text.trim()}))
        .collect();
    let thread = serde_json::json!({"id": 1, "title": "Ask HN: Freelancer? Seeking freelancer? (September 2026)", "children": comments});
    let kind = find_kind("hn").unwrap();
    let source = source_of(kind);
    let request = Request::get("https://hn.algolia.com/api/v1/items/1", "thread");
    let document = document_of(&source, request, thread.to_string().as_bytes());
    let reading = (kind.read)(&source, &document);
    let ids: Vec<&str> = postings(&reading)
        .iter()
        .map(|posting| posting.key.as_str())
        .collect();
    assert_eq!(ids, ["hn/0", "hn/2", "hn/3", "hn/4"]);
}
