//! Records a second through decoding, mapping and cleaning: archives, feeds of live sources, and HTML bodies, each beside what the bare parser takes.
//!
//! `cargo bench -p collector --bench read`; the rate is the bench's items a second. The `bare_*` benches parse the same bytes
//! with the library alone and keep nothing, so that their ratio to the others says what reading costs on any machine.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::ops::ControlFlow;

use collector::{
    FileContext, Item, PayHints, Profile, RawDocument, Request, Source, find_kind, find_profile,
    pay_of_text, read_archive, read_feed, text_of_html,
};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

const ROWS: usize = 2_000;

fn main() {
    divan::main();
}

fn run(bencher: Bencher<'_, '_>, profile: &Profile, archive: &str) {
    let context = FileContext {
        name: "bench",
        as_of: None,
        now: testkit::FIXED_NOW,
    };
    bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::of_str(archive))
        .bench(|| {
            let mut postings = 0;
            read_archive(
                Box::new(archive.as_bytes()),
                profile,
                &context,
                &mut |item| {
                    postings += usize::from(matches!(item, Item::Posting(_)));
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(postings, ROWS);
        });
}

#[divan::bench]
fn csv(bencher: Bencher<'_, '_>) {
    let mut archive =
        "uid,title,type,hourly_rate,amount_amount,published_on,client_company_org_uid,\
        client_location_country,occupations_category_pref_label,occupations_oservice_pref_label\n"
            .to_owned();
    for row in 0..ROWS {
        let uid = 1_609_603_731_584_323_584 + row;
        writeln!(
            archive,
            "{uid},\"Write &amp; edit, part {row}\",hourly,30,,2023-01-01T17:33:29Z,77,Canada,Writing,Copywriting"
        )
        .unwrap();
    }
    run(bencher, find_profile("upwork-2023-csv").unwrap(), &archive);
}

#[divan::bench]
fn json_lines(bencher: Bencher<'_, '_>) {
    let profile = "describe = \"bench\"\nformat = \"jsonl\"\nfiles = [\"*\"]\nplatform = \"bench\"\nmarket = \"board\"\n\
        id = { field = \"id\" }\ntitle = { field = \"text\", html = true, first_line = 120 }\n\
        body = { field = \"text\", html = true }\n[[published]]\nfield = \"time\"\nformat = \"unix-seconds\"\n";
    let profile = Profile::from_toml("bench", "bench.toml", profile).unwrap();
    let paragraph =
        "We build &quot;small&quot; things with <i>care</i> and need help.<p>".repeat(20);
    let mut archive = String::new();
    for row in 0..ROWS {
        writeln!(
            archive,
            r#"{{"id":{row},"time":1709000000,"text":"Company {row} | Engineer | Remote<p>{paragraph}"}}"#
        )
        .unwrap();
    }
    run(bencher, &profile, &archive);
}

/// A feed in the shape of Upwork's, of many items.
fn upwork_feed() -> String {
    let paragraph = "A client&#039;s text of some length &amp; detail.<br />\n".repeat(20);
    let mut feed = "<rss version=\"2.0\"><channel><title>x</title>".to_owned();
    for row in 0..ROWS {
        let link = format!("https://www.upwork.com/jobs/Thing_%7E01{row:016x}?source=rss");
        write!(
            feed,
            "<item><title><![CDATA[Job {row} - Upwork]]></title><link>{link}</link><description><![CDATA[{paragraph}\
             <br /><br /><b>Hourly Range</b>: $25.00-$60.00\n\n<br /><b>Posted On</b>: February 20, 2024 09:46 UTC\
             <br /><b>Category</b>: Data Entry<br /><b>Skills</b>:Excel,     SQL    \n<br /><b>Country</b>: Peru\n<br />\
             <a href=\"{link}\">click to apply</a>\n]]></description><pubDate>Tue, 20 Feb 2024 09:46:45 +0000</pubDate>\
             <guid>{link}</guid></item>"
        )
        .unwrap();
    }
    feed + "</channel></rss>"
}

#[divan::bench]
fn rss_archive(bencher: Bencher<'_, '_>) {
    run(
        bencher,
        find_profile("upwork-rss-xml").unwrap(),
        &upwork_feed(),
    );
}

/// From the bytes of a feed to its postings, as a poll reads it.
#[divan::bench(args = ["upwork-rss", "rss"])]
fn feed_postings(bencher: Bencher<'_, '_>, kind: &str) {
    let kind = find_kind(kind).unwrap();
    let source = Source {
        name: "bench".parse().unwrap(),
        kind,
        url: Some("https://example.org/feed".to_owned()),
        board: None,
        replay: Vec::new(),
        platform: kind.platform.parse().unwrap(),
        market: kind.market,
        organisation: None,
        tags: Vec::new(),
        enabled: true,
        local: false,
        every: 3_600,
        gap_ms: 0,
        max_documents: 1,
        details: None,
        headers: std::collections::BTreeMap::new(),
        select: std::collections::BTreeMap::new(),
        profile: None,
    };
    let request = Request::get("https://example.org/feed", "feed");
    let document = RawDocument {
        source: source.name.clone(),
        final_url: request.url.clone(),
        request,
        status: 200,
        headers: Vec::new(),
        fetched_at: testkit::FIXED_NOW,
        body: upwork_feed().into_bytes(),
        cut: None,
    };
    let bytes = BytesCount::new(document.body.len());
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(bytes);
    bencher.bench(|| {
        let reading = (kind.read)(&source, &document);
        assert_eq!((reading.items.len(), reading.fault), (ROWS, None));
    });
}

/// From the bytes of a feed to its entries, before any of them is a posting.
#[divan::bench]
fn feed_entries(bencher: Bencher<'_, '_>) {
    let feed = upwork_feed();
    bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::of_str(&feed))
        .bench(|| {
            let read = read_feed(feed.as_bytes(), None, "https://example.org/feed");
            assert_eq!(read.entries.len(), ROWS);
        });
}

/// The events of the same feed, one after the other, and nothing made of them.
#[divan::bench]
fn bare_quick_xml_events(bencher: Bencher<'_, '_>) {
    let feed = upwork_feed();
    bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::of_str(&feed))
        .bench(|| {
            let mut reader = quick_xml::Reader::from_str(&feed);
            let mut items = 0;
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::End(tag) => {
                        items += usize::from(tag.name().as_ref() == "item");
                    }
                    _ => {}
                }
            }
            assert_eq!(items, ROWS);
        });
}

/// One HTML body of a posting of some length, as boards send them.
fn html_body(row: usize) -> String {
    let paragraph = "<p>We build <strong>small</strong> things &amp; need <a href=\"https://example.org/\">help</a>.</p>";
    format!(
        "<h2>Part {row}</h2>{}<ul><li>one</li><li>two</li></ul>",
        paragraph.repeat(20)
    )
}

#[divan::bench]
fn html_postings(bencher: Bencher<'_, '_>) {
    let bodies: Vec<String> = (0..ROWS).map(html_body).collect();
    let bytes = BytesCount::new(bodies.iter().map(String::len).sum::<usize>());
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(bytes);
    bencher.bench(|| {
        bodies
            .iter()
            .map(|body| text_of_html(body).len())
            .sum::<usize>()
    });
}

/// The trees of the same bodies, and no text made of them.
#[divan::bench]
fn bare_html5ever_trees(bencher: Bencher<'_, '_>) {
    let bodies: Vec<String> = (0..ROWS).map(html_body).collect();
    let bytes = BytesCount::new(bodies.iter().map(String::len).sum::<usize>());
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(bytes);
    bencher.bench(|| {
        bodies
            .iter()
            .map(|body| scraper::Html::parse_fragment(body).tree.nodes().len())
            .sum::<usize>()
    });
}

/// The body that costs an unguarded parser a minute.
#[divan::bench]
fn html_nested_50_000(bencher: Bencher<'_, '_>) {
    let body = "<ul><li>".repeat(50_000) + "end";
    bencher.bench(|| text_of_html(&body).len());
}

#[divan::bench]
fn pay_of_bodies(bencher: Bencher<'_, '_>) {
    let texts: Vec<String> = (0..ROWS)
        .map(|row| {
            let filler =
                "We are a team of 12 in 3 places, raised $35 million and offer 25 days off. "
                    .repeat(10);
            format!(
                "{filler}\nThe salary range is ${},000 to $150,000 per year.\n{filler}",
                90 + row % 50
            )
        })
        .collect();
    let hints = PayHints {
        currency: Some(model::Currency::USD),
        ..PayHints::default()
    };
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let found = texts
            .iter()
            .filter(|text| pay_of_text(text, hints).is_some());
        assert_eq!(found.count(), ROWS);
    });
}
