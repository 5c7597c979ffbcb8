//! The hits of tag rules that were judged by hand in, how many of each tag were right out. Knows no text: only verdicts are kept.

use std::collections::BTreeMap;

use serde::Serialize;
use tagger::Tagger;
use tagger::audit::read_labels;
use utoipa::ToSchema;

/// The judged hits that the project keeps; fixtures/tagger/README.md says how they were drawn.
const LABELS: [&str; 2] = [
    include_str!("../../../fixtures/tagger/hand_labels.csv"),
    include_str!("../../../fixtures/tagger/hand_labels_fresh.csv"),
];

/// How often a tag was right where a person looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Judged {
    /// Hits that were judged.
    pub judged: u64,
    /// Those whose text is about the tag's thing.
    pub right: u64,
}

/// The judged hits by the tag's slug; a tag that nobody looked at is not there.
#[must_use]
pub fn judged() -> BTreeMap<String, Judged> {
    let tagger = Tagger::embedded();
    let mut by_tag: BTreeMap<String, Judged> = BTreeMap::new();
    // A tag that was renamed since makes a file unreadable, which a test notices; the page does without its figures.
    let labels = LABELS
        .iter()
        .filter_map(|text| read_labels(tagger, text).ok());
    for label in labels.flatten() {
        let of_tag = by_tag
            .entry(tagger.rules()[label.tag.number()].slug.clone())
            .or_default();
        of_tag.judged += 1;
        of_tag.right += u64::from(label.right);
    }
    by_tag
}

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn both_files_are_read() {
        let all: u64 = judged().values().map(|one| one.judged).sum();
        assert_eq!(all, 269);
        assert!(judged().values().all(|one| one.right <= one.judged));
    }
}
