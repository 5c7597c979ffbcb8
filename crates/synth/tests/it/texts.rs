//! What the texts say: planted tags, trap sentences, reposts.

use std::collections::{BTreeMap, BTreeSet};

use synth::{Market, SyntheticPosting, TRAPS};

/// Words of each planted tag's rules that its texts use, in lower case. None may stand in the texts of another tag.
const MARKERS: [(&str, &[&str]); 8] = [
    (
        "chatbot",
        &[
            "chatbot",
            "dialogflow",
            "botpress",
            "chat bot",
            "conversational",
        ],
    ),
    (
        "ai_agent",
        &["ai agent", "autonomous agent", "agentic", "multi-agent"],
    ),
    ("openai_api", &["openai"]),
    (
        "ai_app_integration",
        &[
            "ai app",
            "ai-powered",
            "ai integration",
            "ai tool",
            "ai platform",
            "ai software",
        ],
    ),
    (
        "ai_writing",
        &[
            "ai content",
            "ai writing",
            "ai-assisted",
            "ai copy",
            "ai text",
            "ai article",
        ],
    ),
    (
        "ai_image",
        &[
            "midjourney",
            "stable diffusion",
            "dall",
            "ai image",
            "ai art",
        ],
    ),
    (
        "data_annotation",
        &[
            "annotat",
            "bounding box",
            "cvat",
            "labeling",
            "labelling",
            "tagging",
        ],
    ),
    (
        "machine_learning",
        &["machine learning", "scikit-learn", "xgboost"],
    ),
];

fn markers_in(one: &SyntheticPosting) -> Vec<&'static str> {
    let posting = &one.posting;
    let text = format!(
        "{}\n{}\n{}",
        posting.title,
        posting.body,
        posting.skills.join("\n")
    );
    let text = text.to_lowercase();
    let fires = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let fired = MARKERS.iter().filter(|(_, words)| fires(words));
    fired.map(|(slug, _)| *slug).collect()
}

#[test]
fn a_text_says_its_own_tag_and_no_other() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for one in Market::planted(5, 40.0).postings() {
        // Trap sentences hold such words on purpose; what rules make of them is the tagger's business.
        if one.traps.is_empty() {
            let own: Vec<&str> = one.tag.into_iter().collect();
            assert_eq!(markers_in(&one), own, "{:#?}", one.posting);
            seen.extend(own);
        }
    }
    assert_eq!(seen.len(), Market::tag_slugs().len(), "{seen:?}");
}

#[test]
fn trap_rates_are_the_same_in_every_year() {
    let market = Market::planted(6, 60.0);
    let mut by_year: BTreeMap<i16, (f64, BTreeMap<&str, f64>)> = BTreeMap::new();
    for one in market.postings().filter(|one| !one.repost) {
        let (total, traps) = by_year
            .entry(one.posting.published.day.ymd().0)
            .or_default();
        *total += 1.0;
        for trap in one.traps {
            *traps.entry(trap).or_default() += 1.0;
        }
    }
    by_year.remove(&2024); // six weeks are too few to say anything
    assert_eq!(by_year.len(), 4);
    for (year, (total, traps)) in by_year {
        for trap in TRAPS {
            let error = traps[trap.id] / total - trap.rate;
            let standard_error = (trap.rate * (1.0 - trap.rate) / total).sqrt();
            assert!(
                error.abs() < 4.5 * standard_error,
                "{} in {year}: {error:+.4}",
                trap.id
            );
        }
    }
}

#[test]
fn postings_come_in_time_order_and_reposts_after_their_originals() {
    let mut first_seen: BTreeMap<String, SyntheticPosting> = BTreeMap::new();
    let (mut last, mut reposts) = (0, 0.0);
    for one in Market::planted(7, 30.0).postings() {
        let at = one.posting.published.at.unwrap();
        assert!(at >= last, "{}", one.id);
        last = at;
        match first_seen.get(&one.id) {
            None => {
                assert!(!one.repost, "{}", one.id);
                first_seen.insert(one.id.clone(), one);
            }
            Some(original) => {
                reposts += 1.0;
                assert!(one.repost && one.channel == original.channel);
                assert!(one.posting.published.day > original.posting.published.day);
                assert_eq!(one.posting.body, original.posting.body);
            }
        }
    }
    let share = reposts / first_seen.len() as f64;
    assert!((share - 0.03).abs() < 0.004, "{share}");
}

#[test]
fn bodies_are_of_natural_length_and_never_equal() {
    let (mut bodies, mut wordings, mut total) = (BTreeSet::new(), BTreeSet::new(), 0usize);
    for one in Market::null(8, 20.0).postings().filter(|one| !one.repost) {
        let body = one.posting.body;
        assert!((200..=900).contains(&body.len()), "{body}");
        assert!(body.contains("This is a synthetic posting"), "{body}");
        assert!(
            !body.contains(['{', '}']) && !one.posting.title.contains(['{', '}']),
            "{body}"
        );
        let wording = body.split("\n\nThis is").next().unwrap().to_owned();
        wordings.insert(wording);
        bodies.insert(body);
        total += 1;
    }
    // Folding by text may not eat postings: wordings repeat in fewer than one in two hundred, and the number in the footer never.
    assert_eq!(bodies.len(), total);
    assert!(
        200 * (total - wordings.len()) < total,
        "{} of {total}",
        wordings.len()
    );
}
