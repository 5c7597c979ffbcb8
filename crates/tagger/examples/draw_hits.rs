//! The real texts beside the checkout in; hits drawn by a fixed seed out, each in its context, to be judged by hand. Writes to stdout only.
//!
//! `cargo run -p tagger --example draw_hits -- "jobtide hand labels 1" 200 > /tmp/hits.txt`. What the judge decides goes into `fixtures/tagger/hand_labels.csv`,
//! without any of the text.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use std::collections::BTreeMap;

use tagger::{Field, TagMatch, Tagger, Text};

#[path = "../tests/it/real_texts.rs"]
mod real_texts;

/// How much text is shown on each side of a hit, in bytes.
const SHOWN: usize = 220;

struct Drawn {
    rank: [u8; 32],
    key: String,
    hit: TagMatch,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().expect("a seed");
    let wanted: usize = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .expect("how many");
    let texts = real_texts::real_texts(|path| testkit::shared_data(path, "draw_hits"))
        .expect("the real data beside the checkout");
    let tagger = Tagger::embedded();
    // By tag and by set, so that the largest set does not fill every tag.
    let mut strata: BTreeMap<(usize, &str), Vec<Drawn>> = BTreeMap::new();
    for (key, text) in &texts {
        let set = match key.as_str() {
            key if key.starts_with("hn/") => "hn",
            key if key.starts_with("upwork/02") => "upwork 2025",
            _ => "upwork rss",
        };
        let mut best: BTreeMap<usize, Drawn> = BTreeMap::new();
        for hit in tagger.tag(Text {
            title: &text.title,
            body: &text.body,
            skills: &text.skills,
        }) {
            let tag = hit.tag.number();
            let slug = &tagger.rules()[tag].slug;
            let name = format!(
                "{seed}|{key}|{slug}|{:?}|{:?}|{}",
                hit.field, hit.skill, hit.start
            );
            let rank = *blake3::hash(name.as_bytes()).as_bytes();
            if best.get(&tag).is_none_or(|drawn| rank < drawn.rank) {
                let key = key.to_string();
                best.insert(tag, Drawn { rank, key, hit });
            }
        }
        for (tag, drawn) in best {
            strata.entry((tag, set)).or_default().push(drawn);
        }
    }
    for drawn in strata.values_mut() {
        drawn.sort_by_key(|drawn| drawn.rank);
    }
    let mut chosen: BTreeMap<usize, Vec<Drawn>> = BTreeMap::new();
    let mut count = 0;
    'rounds: for round in 0.. {
        let mut any = false;
        // One of each tag a round, from its sets in turn.
        for tag in 0..tagger.rules().len() {
            let taken = chosen.entry(tag).or_default();
            let mut sets: Vec<_> = strata
                .iter_mut()
                .filter(|((of, _), drawn)| *of == tag && !drawn.is_empty())
                .collect();
            if sets.is_empty() {
                continue;
            }
            let at = round % sets.len();
            taken.push(sets[at].1.remove(0));
            any = true;
            count += 1;
            if count == wanted {
                break 'rounds;
            }
        }
        if !any {
            break;
        }
    }
    let mut number = 0;
    for (tag, drawn) in &chosen {
        for one in drawn {
            number += 1;
            let text = &texts[&model::PostingKey::from_text(&one.key).unwrap()];
            let skill = one.hit.skill.map(|at| at.to_string()).unwrap_or_default();
            println!(
                "#{number} {},{},{},{skill},{}  {}\n  title: {}\n  {}\n",
                one.key,
                tagger.rules()[*tag].slug,
                one.hit.field.slug(),
                one.hit.start,
                one.hit.polarity,
                text.title.chars().take(100).collect::<String>(),
                shown(text, &one.hit)
            );
        }
    }
}

fn shown(text: &real_texts::RealText, hit: &TagMatch) -> String {
    let content = match (hit.field, hit.skill) {
        (Field::Title, _) => &text.title,
        (Field::Body, _) => &text.body,
        (Field::Skills, at) => &text.skills[at.unwrap()],
    };
    let mut from = hit.start.saturating_sub(SHOWN);
    while !content.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (hit.end + SHOWN).min(content.len());
    while !content.is_char_boundary(to) {
        to += 1;
    }
    format!(
        "{}>>{}<<{}",
        &content[from..hit.start],
        &content[hit.start..hit.end],
        &content[hit.end..to]
    )
    .replace('\n', " / ")
}
