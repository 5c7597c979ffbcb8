//! SuccessFactors career sites through the feed that they make for job search engines: one document with every posting. Knows nothing of other systems.

use model::{Label, Market};

use crate::document::{RawDocument, Reading, Request};
use crate::kinds::listing::{Page, address, faulty, suspicion_of};
use crate::kinds::{Kind, Lists, Terms};
use crate::read::countries::country_of_place;
use crate::read::draft::Draft;
use crate::read::html::{clean_line, decode_entities, text_of_html};
use crate::read::xml_items::items_of;
use crate::source::Source;

pub(super) const KIND: Kind = Kind {
    name: "successfactors",
    describe: "all postings of one SuccessFactors career site through its googlefeed.xml, with their texts",
    platform: "successfactors",
    market: Market::Company,
    lists: Lists::Open,
    board: Some("the career site's host (jobs.example.com)"),
    needs_url: false,
    terms: Terms {
        polls_a_day: 2,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "none stated; the feed of a large employer is many megabytes, so it is asked for rarely",
    },
    first,
    read,
};

fn first(source: &Source) -> Result<Vec<Request>, String> {
    let mut address = address(source, |board| format!("https://{board}/googlefeed.xml"))?;
    if address.path() == "/" {
        address.set_path("/googlefeed.xml");
    }
    Ok(vec![Request::get(address, "list")])
}

fn read(source: &Source, document: &RawDocument) -> Reading {
    let head =
        String::from_utf8_lossy(&document.body[..document.body.len().min(2_000)]).to_lowercase();
    if !head.contains("<rss") && !head.contains("<feed") {
        return faulty("the answer is no feed: the site has none at /googlefeed.xml, or it moved");
    }
    let (items, broken) = items_of(&document.body, "item");
    let mut page = Page::new(source, document);
    for item in &items {
        page.next_row();
        let line = |names: &[&str]| {
            let text = names.iter().find_map(|name| item.text(name))?;
            Some(clean_line(&decode_entities(text)))
        };
        // Without a date of publication the posting counts as seen; the feed's own dates of expiry say nothing.
        let published = page.date(line(&["pubDate", "g:publish_date", "g:posting_date"]));
        page.push(Draft {
            url: line(&["link", "g:link", "guid"]),
            title: line(&["title", "g:title"]).unwrap_or_default(),
            body: text_of_html(
                item.text("description")
                    .or(item.text("g:description"))
                    .unwrap_or_default(),
            ),
            label: line(&["g:job_function", "g:job_industry"])
                .map(|leaf| Label { broad: None, leaf }),
            published,
            country: line(&["g:location"]).and_then(|place| country_of_place(&place)),
            // The feed names a brand or the system's tenant as often as the employer, so the declaration goes first.
            organisation: line(&["g:employer"]).and_then(|name| page.unless_declared(&name)),
            ..Draft::default()
        });
    }
    let mut reading = page.finish();
    reading.fault = document.cut.clone().or(broken);
    reading.suspicion = suspicion_of(items.len() as u64);
    reading
}
