//! Records a second through decoding, mapping and cleaning, for CSV, JSON lines and RSS.
//!
//! `cargo bench -p collector`; the rate is the bench's items a second.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::ops::ControlFlow;

use collector::{
    FileContext, Item, PayHints, Profile, find_profile, pay_of_text, read_archive, text_of_html,
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

#[divan::bench]
fn rss(bencher: Bencher<'_, '_>) {
    let paragraph = "A client&#039;s text of some length &amp; detail.<br />\n".repeat(20);
    let mut archive = "<rss version=\"2.0\"><channel><title>x</title>".to_owned();
    for row in 0..ROWS {
        let link = format!("https://www.upwork.com/jobs/Thing_%7E01{row:016x}?source=rss");
        write!(
            archive,
            "<item><title><![CDATA[Job {row} - Upwork]]></title><link>{link}</link><description><![CDATA[{paragraph}\
             <br /><br /><b>Hourly Range</b>: $25.00-$60.00\n\n<br /><b>Posted On</b>: February 20, 2024 09:46 UTC\
             <br /><b>Category</b>: Data Entry<br /><b>Skills</b>:Excel,     SQL    \n<br /><b>Country</b>: Peru\n<br />\
             <a href=\"{link}\">click to apply</a>\n]]></description><pubDate>Tue, 20 Feb 2024 09:46:45 +0000</pubDate>\
             <guid>{link}</guid></item>"
        )
        .unwrap();
    }
    archive.push_str("</channel></rss>");
    run(bencher, find_profile("upwork-rss-xml").unwrap(), &archive);
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
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        bodies
            .iter()
            .map(|body| text_of_html(body).len())
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
