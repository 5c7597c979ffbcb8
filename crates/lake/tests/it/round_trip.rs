//! What is put in comes out, and a record with a better date takes the place of a worse one.

use model::{DateKind, Posting};

use crate::{Workplace, posting, write};

#[test]
fn every_posting_comes_out_as_it_went_in_and_in_its_order() {
    let place = Workplace::new("round");
    let postings: Vec<Posting> = (1..=500).map(posting).collect();
    let outcome = write(&mut place.lake("a"), &postings);
    assert_eq!((outcome.new, outcome.known), (500, 0));
    let rows = place.rows("a");
    let back: Vec<Posting> = rows.iter().map(|row| row.posting.clone()).collect();
    assert_eq!(back, postings);
    assert!(rows.iter().map(|row| row.sequence).eq(1..=500));
    assert!(place.lake("a").manifest().months().count() >= 6);
    assert_eq!(place.lake("a").verify().unwrap().faults, []);
}

#[test]
fn a_posting_that_is_there_changes_nothing_and_one_with_a_better_date_takes_its_place() {
    let place = Workplace::new("dates");
    let seen = Posting {
        body: "What only the snapshot says.".to_owned(),
        ..posting(4)
    };
    assert_eq!(seen.published.kind, DateKind::Observed);
    write(&mut place.lake("a"), &[seen.clone(), posting(1)]);
    let before = place.lake("a").manifest().clone();
    let outcome = write(&mut place.lake("a"), &[posting(1)]);
    assert_eq!((outcome.new, outcome.updated, outcome.known), (0, 0, 1));
    assert_eq!(place.lake("a").manifest(), &before);

    let mut exact = posting(4);
    exact.body = String::new();
    exact.published.kind = DateKind::Exact;
    exact.published.day = exact.published.day - 70;
    exact.published.at = None;
    let outcome = write(&mut place.lake("a"), &[exact.clone(), seen]);
    assert_eq!((outcome.new, outcome.updated, outcome.known), (0, 1, 1));
    let rows = place.rows("a");
    assert_eq!(rows.len(), 2);
    let kept = &rows
        .iter()
        .find(|row| row.posting.key == exact.key)
        .unwrap()
        .posting;
    assert_eq!(kept.published, exact.published);
    assert_eq!(kept.body, "What only the snapshot says.");
    assert_eq!(place.lake("a").verify().unwrap().faults, []);
}

#[test]
fn a_store_is_written_on_from_where_it_was() {
    let place = Workplace::new("reached");
    let mut lake = place.lake("a");
    let mut writer = lake.write().unwrap();
    writer.add(posting(1)).unwrap();
    writer.finish(Some(("5t0re", 77))).unwrap();
    assert_eq!(place.lake("a").manifest().stores["5t0re"], 77);
}
