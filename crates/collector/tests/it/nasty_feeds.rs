//! Feeds made to hurt, where they are, and two made here: none panics or hangs, and what each gives is written down.

use std::fmt::Write;

use collector::read_feed;

/// The name of each file, its entries, and whether a problem is named, as accepted after reading them.
const ACCEPTED: &str = include_str!("nasty_feeds.txt");

#[test]
fn nasty_feeds_give_what_is_in_them() {
    let test = "nasty_feeds_give_what_is_in_them";
    let Some(folder) = testkit::shared_data("feeds/nasty", test) else {
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut table = String::new();
    for file in files {
        let feed = read_feed(
            &std::fs::read(&file).unwrap(),
            None,
            "https://example.org/feed",
        );
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let problem = if feed.fault.is_some() { "problem" } else { "-" };
        writeln!(
            table,
            "{name} {} {} {problem}",
            feed.entries.len(),
            feed.lost
        )
        .unwrap();
    }
    if std::env::var_os("JOBTIDE_BLESS").is_some() {
        std::fs::write(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/nasty_feeds.txt"),
            &table,
        )
        .unwrap();
        return;
    }
    assert_eq!(table, ACCEPTED);
}

#[test]
fn an_attribute_of_twenty_megabytes_costs_its_item_alone() {
    let long = "x".repeat(20_000_000);
    let feed = format!(
        "<rss><channel><item><title a=\"{long}\">big</title></item><item><title>small</title></item></channel></rss>"
    );
    let feed = read_feed(feed.as_bytes(), None, "https://example.org/feed");
    assert_eq!((feed.entries.len(), feed.lost), (1, 1));
    assert_eq!(feed.entries[0].title, "small");
    assert!(feed.fault.is_some());
}

#[test]
fn of_a_million_items_as_many_are_read_as_a_feed_may_hold() {
    let mut text = "<rss><channel>".to_owned();
    for number in 0..1_000_000 {
        write!(text, "<item><title>{number}</title></item>").unwrap();
    }
    let feed = read_feed(text.as_bytes(), None, "https://example.org/feed");
    assert_eq!(feed.entries.len(), 200_000);
    assert!(feed.fault.unwrap().contains("200000"));
}

#[test]
fn elements_of_other_namespaces_end_no_item() {
    let feed = "<rss xmlns:x='urn:x'><channel><item><title>a</title><x:item>inner</x:item>\
        <media:entry>m</media:entry><link>https://example.org/1</link></item></channel></rss>";
    let feed = read_feed(feed.as_bytes(), None, "https://example.org/feed");
    assert_eq!(feed.entries.len(), 1);
    assert_eq!(
        feed.entries[0].link.as_deref(),
        Some("https://example.org/1")
    );
    assert_eq!(feed.entries[0].element("x:item"), Some("inner"));
}
