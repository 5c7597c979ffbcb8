//! Synthetic posting texts in, postings tagged per second out: without a hit, with the hits of an ordinary market, and with many; and the word rules for categories.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tagger::{Tagger, Text};

fn main() {
    divan::main();
}

struct Sample {
    title: String,
    body: String,
    skills: Vec<String>,
}

/// How many postings a set holds.
const POSTINGS: usize = 2_000;
/// About how long a body is, in bytes.
const BODY_BYTES: usize = 800;

/// Ordinary words of postings. "aim", "email" and "main" hold or begin with the shortest literal of the rules.
const WORDS: &str = "we need an experienced person to help with our main online store and email campaigns the work is \
    part time about twenty hours a week you will report to the owner please send samples of your past projects and your rate \
    our aim is to start next month with a small paid test good english is required and a stable connection attention to detail \
    matters most we sell handmade garden furniture in three countries design photos product pages customer questions invoices \
    orders returns suppliers shipping labels spreadsheets weekly calls available mornings europe details budget timeline";

const TITLES: [&str; 6] = [
    "Bookkeeper for a small garden furniture store",
    "Video editor for weekly product reels",
    "Virtual assistant, mornings in Europe",
    "Shopify developer for checkout fixes",
    "Logo and packaging design",
    "Spanish to English translation of a catalogue",
];

const AI_SENTENCES: [&str; 6] = [
    "You will build a chatbot on the OpenAI API with retrieval-augmented generation over our documents.",
    "No ChatGPT or AI-generated content please.",
    "Experience with machine learning in Python is a plus.",
    "Use Midjourney to create images for the catalogue.",
    "We are an AI startup looking for an accountant.",
    "Deliver the logo in AI, EPS and PDF.",
];

fn samples(one_in: u32, sentences: usize) -> Vec<Sample> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut pick = |of: usize| random.next_u32() as usize % of;
    (0..POSTINGS)
        .map(|_| {
            let mut body = String::new();
            if one_in > 0 && pick(one_in as usize) == 0 {
                for _ in 0..sentences {
                    body.push_str(AI_SENTENCES[pick(AI_SENTENCES.len())]);
                    body.push(' ');
                }
            }
            while body.len() < BODY_BYTES {
                for at in 0..8 + pick(10) {
                    body.push_str(if at == 0 { "" } else { " " });
                    body.push_str(words[pick(words.len())]);
                }
                body.push_str(". ");
            }
            Sample {
                title: TITLES[pick(TITLES.len())].to_owned(),
                body,
                skills: vec!["Data Entry".to_owned(), "Microsoft Excel".to_owned()],
            }
        })
        .collect()
}

static PLAIN: LazyLock<Vec<Sample>> = LazyLock::new(|| samples(0, 0));
/// Every eleventh posting mentions AI, as in the perf notes' market.
static ORDINARY: LazyLock<Vec<Sample>> = LazyLock::new(|| samples(11, 1));
static DENSE: LazyLock<Vec<Sample>> = LazyLock::new(|| samples(1, 6));

fn tag_all(bencher: Bencher<'_, '_>, samples: &[Sample]) {
    let tagger = Tagger::embedded();
    let bytes: usize = samples
        .iter()
        .map(|sample| sample.title.len() + sample.body.len())
        .sum();
    bencher
        .counter(ItemsCount::new(samples.len()))
        .counter(BytesCount::new(bytes))
        .bench(|| {
            samples
                .iter()
                .map(|sample| {
                    let text = Text {
                        title: &sample.title,
                        body: &sample.body,
                        skills: &sample.skills,
                    };
                    tagger.tag(black_box(text)).len()
                })
                .sum::<usize>()
        });
}

#[divan::bench]
fn without_a_hit(bencher: Bencher<'_, '_>) {
    tag_all(bencher, &PLAIN);
}

#[divan::bench]
fn ordinary_market(bencher: Bencher<'_, '_>) {
    tag_all(bencher, &ORDINARY);
}

#[divan::bench]
fn many_hits(bencher: Bencher<'_, '_>) {
    tag_all(bencher, &DENSE);
}

#[divan::bench]
fn category_by_words(bencher: Bencher<'_, '_>) {
    let tagger = Tagger::embedded();
    bencher.counter(ItemsCount::new(PLAIN.len())).bench(|| {
        PLAIN
            .iter()
            .map(|sample| {
                let found = tagger.category_by_rules(black_box(&sample.title), &sample.skills);
                usize::from(found.category.number())
            })
            .sum::<usize>()
    });
}

#[divan::bench]
fn compile_rules() -> Tagger {
    Tagger::from_toml(
        include_str!("../data/skills.toml"),
        include_str!("../data/categories.toml"),
    )
    .unwrap()
}
