//! What the two numbers of a claim are, and whose.

use analytics::claims::Language;
use analytics::{Request, judge};

use crate::market::{Market, around, claim_file, days, titles};

#[test]
fn a_claim_says_whose_numbers_it_shows_and_what_they_count() {
    let market = Market::new(days("2022-11-01", "2024-02-14"), |day| {
        around(400.0, day, 1)
    })
    .cohort("writing", |day| around(40.0, day, 2));
    let request = Request {
        tags: titles(),
        ..Request::default()
    };
    let claims = claim_file();
    let judged = judge(&claims, &market.panel, &request).claims;
    let of = |id: &str| judged.iter().find(|one| one.id == id).unwrap();
    let writing = judged
        .iter()
        .filter(|one| one.evidence_query.starts_with("category:writing "))
        .collect::<Vec<_>>();
    assert!(!writing.is_empty());
    for one in writing {
        assert_eq!(one.cohort.as_deref(), Some("writing"), "{}", one.id);
    }
    assert_eq!(of("C01").counts.en, "postings, first and last 84 days");
    let tag = judged
        .iter()
        .find(|one| one.evidence_query.starts_with("tag:chatbot "));
    assert_eq!(tag.unwrap().cohort.as_deref(), Some("tag:chatbot"));
    for one in &judged {
        let counted = one.n_start + one.n_end > 0;
        assert!(
            !counted || !one.counts.of(Language::En).is_empty(),
            "{}",
            one.id
        );
    }
}
