//! The rule, one sentence a test.

use model::{DateKind, Market};

use crate::{folded, posting, read, saved_bytes, text};

fn same(id: &str, day: &str) -> model::Posting {
    posting(id, day, Some("Acme"), text("a", 60, &[]))
}

#[test]
fn the_same_text_of_one_organisation_is_one_job_and_of_two_it_is_two() {
    let mut all = vec![
        same("1", "2024-05-01"),
        same("2", "2024-05-03"),
        same("3", "2024-05-04"),
        same("4", "2024-05-05"),
    ];
    all[1].organisation = Some("ACME, Inc.".to_owned());
    all[2].organisation = Some("Other".to_owned());
    all[3].organisation = None;
    assert_eq!(
        folded(&all),
        [("test/2".to_owned(), "test/1".to_owned())].into()
    );
}

#[test]
fn without_an_organisation_title_country_and_source_must_agree() {
    let nameless = |id: &str| posting(id, "2024-05-01", None, text("a", 60, &[]));
    let mut all: Vec<_> = ["1", "2", "3", "4", "5"].map(nameless).into();
    all[1].title = "GARDENER!".to_owned();
    all[2].country = Some("France".to_owned());
    all[3].source = "another".parse().unwrap();
    all[4].title = "Gardener wanted".to_owned();
    assert_eq!(
        folded(&all),
        [("test/2".to_owned(), "test/1".to_owned())].into()
    );
}

#[test]
fn a_body_of_nineteen_words_is_none() {
    let short = |id: &str, words| posting(id, "2024-05-01", Some("Acme"), text("a", words, &[]));
    assert_eq!(folded(&[short("1", 19), short("2", 19)]).len(), 0);
    assert_eq!(folded(&[short("1", 20), short("2", 20)]).len(), 1);
}

#[test]
fn thirty_days_are_one_publication_and_thirty_one_are_two() {
    assert_eq!(
        folded(&[same("1", "2024-05-01"), same("2", "2024-05-31")]).len(),
        1
    );
    assert_eq!(
        folded(&[same("1", "2024-05-01"), same("2", "2024-06-01")]).len(),
        0
    );
}

#[test]
fn eighty_five_in_a_hundred_shingles_are_the_same_text_and_fewer_are_not() {
    // 104 shingles with the title; one changed word in the middle changes 5 of them: 99 of 109 are shared, 2 leave 94 of 114.
    let changed =
        |id: &str, at: &[usize]| posting(id, "2024-05-01", Some("Acme"), text("a", 107, at));
    assert_eq!(folded(&[changed("1", &[]), changed("2", &[50])]).len(), 1);
    assert_eq!(
        folded(&[changed("1", &[]), changed("2", &[30, 70])]).len(),
        0
    );
}

#[test]
fn a_board_s_copy_folds_into_the_company_s_own_even_where_it_is_older() {
    let mut copy = same("copy", "2024-05-01");
    copy.market = Market::Board;
    assert_eq!(
        folded(&[copy.clone(), same("own", "2024-05-03")]),
        [("test/copy".to_owned(), "test/own".to_owned())].into()
    );
    // But a date that counts comes before all: the job would vanish from every count.
    let mut seen = same("own", "2024-05-03");
    seen.published.kind = DateKind::Observed;
    assert_eq!(
        folded(&[seen, copy]),
        [("test/own".to_owned(), "test/copy".to_owned())].into()
    );
}

#[test]
fn a_text_posted_every_four_weeks_for_a_year_is_seven_postings_and_not_one() {
    let first: model::Day = "2024-01-01".parse().unwrap();
    let all: Vec<_> = (0..13)
        .map(|month| same(&format!("{month:02}"), &(first + 28 * month).to_string()))
        .collect();
    let led = folded(&all);
    assert_eq!(all.len() - led.len(), 7);
    assert_eq!(led["test/01"], "test/00");
    assert_eq!(led["test/03"], "test/02");
}

#[test]
fn signs_without_spaces_between_words_are_words() {
    let chinese = "我们正在寻找一位经验丰富的园丁来照顾我们在北京的三个花园并培训新员工";
    let post = |id: &str| posting(id, "2024-05-01", Some("园艺公司"), chinese.to_owned());
    assert_eq!(folded(&[post("1"), post("2")]).len(), 1);
}

/// Threads open on the first of the month, 28 to 31 days apart: in March a firm would be folded into February and in May not.
#[test]
fn threads_of_different_months_are_different_publications_and_one_thread_is_one() {
    let post = |id: &str, day: &str| model::Posting {
        market: Market::Thread,
        ..same(id, day)
    };
    let monthly = ["01-02", "02-01", "03-01", "04-01", "05-01"];
    let mut all: Vec<_> = monthly
        .iter()
        .map(|day| post(day, &format!("2024-{day}")))
        .collect();
    assert_eq!(folded(&all).len(), 0);
    all.push(post("again", "2024-02-03"));
    let again = [("test/again".to_owned(), "test/02-01".to_owned())];
    assert_eq!(folded(&all), again.into());
}

#[test]
fn a_leader_that_is_removed_leaves_its_place_to_the_next_and_no_trace_in_the_bytes() {
    let all = [
        same("1", "2024-05-01"),
        same("2", "2024-05-03"),
        same("3", "2024-05-04"),
    ];
    let mut texts = |sequence: u64| all.get(usize::try_from(sequence).unwrap() - 1).cloned();
    let mut folder = fold::Folder::new("a store");
    for (sequence, posting) in (1..).zip(&all) {
        folder.add(sequence, posting, &mut texts);
    }
    folder.remove(&all[0].key);
    assert_eq!(folder.settle(&mut texts), [2, 3]);
    assert_eq!(folder.leader_of(&all[1].key), None);
    assert_eq!(folder.leader_of(&all[2].key), Some(all[1].key.clone()));
    let bytes = saved_bytes(&folder);
    let holds = |key: &str| bytes.windows(key.len()).any(|part| part == key.as_bytes());
    assert!(!holds("test/1") && holds("test/2"));
    let mut saved = read(&bytes).unwrap();
    assert_eq!(saved.stats(), {
        let mut fresh = fold::Folder::new("a store");
        fresh.add(2, &all[1], &mut texts);
        fresh.add(3, &all[2], &mut texts);
        read(&saved_bytes(&fresh)).unwrap().stats()
    });
    // With the last of them goes the hash of their organisation.
    for posting in &all {
        saved.remove(&posting.key);
    }
    assert_eq!(saved.settle(&mut texts), [0; 0]);
    let empty = saved_bytes(&fold::Folder::new("a store")).len();
    assert_eq!(saved_bytes(&saved).len(), empty);
}
