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

/// The first title of a feed whose bytes are these.
fn title_of(bytes: &[u8], content_type: Option<&str>) -> String {
    let feed = read_feed(bytes, content_type, "https://example.org/feed");
    assert_eq!(feed.entries.len(), 1, "{:?}", feed.fault);
    feed.entries[0].title.clone()
}

#[test]
fn a_feed_is_read_in_the_encoding_that_it_is_in_whatever_it_says() {
    let feed = |encoding: &str, title: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?><rss><channel><item><title>{title}</title></item></channel></rss>"
        )
    };
    let title = "Gärtner – Köln";
    let text = feed("UTF-16", title);
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(title_of(&big, None), title);
    assert_eq!(title_of(&little, None), title);
    assert_eq!(title_of(&[&[0xFE, 0xFF][..], &big].concat(), None), title);
    assert_eq!(
        title_of(&[&[0xFF, 0xFE][..], &little].concat(), None),
        title
    );
    // A declaration that lies: the bytes are UTF-8.
    assert_eq!(title_of(text.as_bytes(), Some("text/xml")), title);
    // Bytes of Windows-1252 under the names of UTF-8 and of Latin-1.
    for name in ["UTF-8", "ISO-8859-1"] {
        let bytes: Vec<u8> = feed(name, title)
            .chars()
            .map(|letter| match letter {
                '–' => 0x96,
                letter => u8::try_from(u32::from(letter)).unwrap(),
            })
            .collect();
        assert_eq!(title_of(&bytes, None), title, "{name}");
    }
}

#[test]
fn entities_that_a_document_declares_are_never_expanded() {
    let feed = |entities: &str, title: &str| {
        format!(
            "<?xml version=\"1.0\"?><!DOCTYPE rss [{entities}]><rss><channel><item><title>{title}</title></item></channel></rss>"
        )
    };
    let mut laughs = "<!ENTITY a0 \"ha\">".to_owned();
    for level in 1..20 {
        let inner = format!("&a{};", level - 1).repeat(10);
        write!(laughs, "<!ENTITY a{level} \"{inner}\">").unwrap();
    }
    assert_eq!(title_of(feed(&laughs, "&a19;").as_bytes(), None), "&a19;");
    let file = "<!ENTITY file SYSTEM \"file:///etc/hostname\">";
    assert_eq!(title_of(feed(file, "&file;").as_bytes(), None), "&file;");
}

#[test]
fn signs_that_nobody_sees_stay_out() {
    let feed = "<rss><channel><item><title>a\u{0}b&#1;c&#0;d\u{200b}e\u{202e}f &eacute;&#146;</title></item></channel></rss>";
    assert_eq!(title_of(feed.as_bytes(), None), "abcdef é’");
}
