//! A folder comes back from its bytes as it was, and from any other bytes not at all; and what it costs in memory.

use fold::{Error, Folder};

use crate::{leaders, posting, read, saved_bytes, text};

#[test]
fn a_saved_folder_goes_on_as_if_it_had_never_been_saved() {
    let organisation = ["Acme", "Beta", "Gamma", "Delta"];
    let postings: Vec<_> = (0..120)
        .map(|at| {
            let changed: Vec<usize> = (0..at % 3).map(|n| 20 * n + 5).collect();
            let day = format!("2024-{:02}-{:02}", 1 + at % 4, 1 + at % 27);
            posting(
                &at.to_string(),
                &day,
                Some(organisation[at % 4]),
                text("a", 150, &changed),
            )
        })
        .collect();
    let mut texts = |sequence: u64| {
        postings
            .get(usize::try_from(sequence).unwrap() - 1)
            .cloned()
    };
    let mut whole = Folder::new("a store");
    let mut saved = Folder::new("a store");
    for (at, posting) in postings.iter().enumerate() {
        let sequence = at as u64 + 1;
        assert_eq!(
            whole.add(sequence, posting, &mut texts),
            saved.add(sequence, posting, &mut texts)
        );
        if at % 10 == 9 {
            saved = read(&saved_bytes(&saved)).unwrap();
        }
    }
    assert_eq!((saved.store(), saved.last_sequence()), ("a store", 120));
    assert_eq!(saved.stats().folded, whole.stats().folded);
    assert!(saved.stats().folded > 20);
    assert_eq!(leaders(&saved, &postings), leaders(&whole, &postings));
    assert!(saved.groups().eq(whole.groups()));
    let members: usize = saved.groups().map(|group| group.members.len()).sum();
    assert_eq!(members as u64, saved.stats().folded);
}

#[test]
fn damaged_cut_and_newer_bytes_are_refused() {
    let mut folder = Folder::new("a store");
    let both = ["1", "2"].map(|id| posting(id, "2024-05-01", Some("Acme"), text("a", 60, &[])));
    for (at, posting) in both.iter().enumerate() {
        folder.add(at as u64 + 1, posting, &mut |sequence| {
            both.get(usize::try_from(sequence).unwrap() - 1).cloned()
        });
    }
    let bytes = saved_bytes(&folder);
    assert!(read(&bytes).is_ok());
    for cut in 0..bytes.len() {
        assert!(read(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        assert!(read(&bad).is_err(), "changed at {at}");
    }
    let mut newer = bytes;
    newer[6] = 9;
    assert_eq!(
        read(&newer).err(),
        Some(Error::Format { found: 9, known: 3 })
    );
}

#[test]
fn a_posting_alone_in_its_block_costs_at_most_60_bytes_and_no_look_at_its_text() {
    let mut folder = Folder::new("a store");
    let count = 300_000;
    for at in 0..count {
        let one = posting(
            &at.to_string(),
            "2024-05-01",
            Some(&format!("organisation {at}")),
            text("a", 20, &[]),
        );
        folder.add(at + 1, &one, &mut |sequence| panic!("asked for {sequence}"));
    }
    let stats = folder.stats();
    assert_eq!((stats.postings, stats.in_company), (count, 0));
    assert!(
        stats.bytes <= 60 * count,
        "{} a posting",
        stats.bytes / count
    );
}
