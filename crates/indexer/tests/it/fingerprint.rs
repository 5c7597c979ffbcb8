//! The hash of a set of postings, from the columns of an index and from the postings themselves.

use indexer::{Hashed, Query, fingerprint_of, text_hash};
use model::Posting;
use tagger::Tagger;

use crate::corpus::{corpus, postings};

fn hashed(posting: &Posting) -> Hashed {
    let analysed = Tagger::embedded().analyse(posting);
    Hashed {
        key: text_hash(posting.key.as_str()),
        published: posting.published,
        category: analysed.category,
        demand: analysed.demand,
        mention: analysed.mention,
        pay: posting.pay,
        source: text_hash(posting.source.as_str()),
        platform: text_hash(posting.platform.as_str()),
    }
}

#[test]
fn postings_without_an_index_have_the_same_hash() {
    let (_folder, reader) = corpus("fingerprint");
    let expected = reader.fingerprint(&Query::everything()).unwrap();
    let postings = postings();
    let mut all: Vec<Hashed> = postings.iter().map(hashed).collect();
    let sum = |all: &[Hashed]| {
        let mixed = all.iter().map(Hashed::mixed);
        fingerprint_of(mixed.fold(0, u128::wrapping_add))
    };
    assert_eq!(sum(&all), expected);
    // One tag more of one posting is another set.
    all[0].mention.0 ^= 1;
    assert_ne!(sum(&all), expected);
}
