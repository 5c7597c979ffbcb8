//! Trends of other forms than the long query: split by a field, compared, drawn; the same documents from every engine, and nothing but the index for what it alone can say.

use std::time::Instant;

use crate::{Place, say};

const ASKED: &[&[&str]] = &[
    &["developer", "--by", "category"],
    &["developer", "--by", "country", "--no-fold"],
    &["*", "--by", "source"],
    &["developer", "--by", "tag"],
    &[
        "python",
        "--vs",
        "wordpress",
        "--within",
        "market:freelance",
    ],
];

pub fn are_the_same(place: &Place, address: &str, started: Instant) {
    for words in ASKED {
        let mut words = [&["trend"], *words, &["--json", "-q"]].concat();
        let expected = place.done(&words);
        let asked = words.len();
        for engine in ["datafusion", address] {
            words.truncate(asked);
            words.extend(["--engine", engine, "--lake", "lake"]);
            assert!(place.done(&words) == expected, "{words:?}");
        }
    }
    say(
        started,
        &format!("{} trends are the same from every engine", ASKED.len()),
    );
}
