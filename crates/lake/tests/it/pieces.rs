//! One archive at once, in pieces, and in pieces last first: the same postings, each once, folded alike.

use std::collections::BTreeMap;

use model::{Posting, PostingKey};

use crate::{Workplace, posting, write};

/// Postings of which every sixth is offered again twelve days later under another number, and every tenth comes twice.
fn archive() -> Vec<Posting> {
    let mut postings = Vec::new();
    for n in 1..=400 {
        postings.push(posting(n));
        if n.is_multiple_of(6) {
            let mut again = posting(n);
            let id = format!("~again{n}");
            again.key = PostingKey::from_native_id(&again.platform, &id).unwrap();
            again.published.day = again.published.day + 12;
            again.published.at = None;
            postings.push(again);
        }
        if n.is_multiple_of(10) {
            postings.push(posting(n));
        }
    }
    postings
}

type Held = BTreeMap<String, (Posting, Option<PostingKey>)>;

fn held(place: &Workplace, name: &str) -> Held {
    let rows = place.rows(name).into_iter();
    rows.map(|row| (row.posting.key.to_string(), (row.posting, row.leader)))
        .collect()
}

#[test]
fn an_archive_in_pieces_gives_the_rows_of_one_in_one_piece() {
    let place = Workplace::new("pieces");
    let archive = archive();
    write(&mut place.lake("whole"), &archive);
    let whole = held(&place, "whole");
    let folded = whole
        .values()
        .filter(|(_, leader)| leader.is_some())
        .count();
    assert!(folded > 20, "{folded} are folded");

    let pieces: Vec<&[Posting]> = archive.chunks(140).collect();
    for piece in &pieces {
        write(&mut place.lake("pieces"), piece);
    }
    for piece in pieces.iter().rev() {
        write(&mut place.lake("last-first"), piece);
    }
    for name in ["pieces", "last-first"] {
        assert_eq!(held(&place, name), whole, "{name}");
        let before = place.lake(name).manifest().clone();
        let changed = place.lake(name).compact(false, &mut |_| true).unwrap();
        assert!(changed.files_written > 0);
        let after = place.lake(name).manifest().clone();
        assert!(after.files.len() < before.files.len());
        assert_eq!(after.files.len(), after.months().count());
        assert_eq!(held(&place, name), whole, "{name} when compacted");
        assert_eq!(place.lake(name).verify().unwrap().faults, []);
        // Nothing is left to do.
        let again = place.lake(name).compact(false, &mut |_| true).unwrap();
        assert_eq!(again, lake::Changed::default());
    }
}

#[test]
fn what_is_forgotten_goes_and_the_next_one_stands_for_the_rest() {
    let place = Workplace::new("forgotten");
    write(&mut place.lake("a"), &archive());
    let whole = held(&place, "a");
    let leader = whole
        .values()
        .find_map(|(_, leader)| leader.clone())
        .unwrap();
    let followers = |held: &Held| -> Vec<String> {
        let of = held
            .iter()
            .filter(|(_, (_, own))| own.as_ref() == Some(&leader));
        of.map(|(key, _)| key.clone()).collect()
    };
    let before = followers(&whole);
    place
        .lake("a")
        .compact(true, &mut |posting| posting.key != leader)
        .unwrap();
    let rest = held(&place, "a");
    assert_eq!(rest.len(), whole.len() - 1);
    assert_eq!(followers(&rest), Vec::<String>::new());
    assert!(
        before
            .iter()
            .all(|key| rest[key].1.as_ref() != Some(&leader))
    );
    // The files that held it go with the next run.
    write(&mut place.lake("a"), &[posting(9_999)]);
    assert_eq!(place.lake("a").verify().unwrap().faults, []);
}
