//! The two kinds of files: deterministic, well-formed, and together every posting once (and its reposts).

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;
use synth::{Channel, Market};

fn digest(market: &Market) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for line in market.jsonl() {
        hasher.update(&line);
    }
    for (name, page) in market.rss_pages(40) {
        hasher.update(name.as_bytes());
        hasher.update(&page);
    }
    hasher.finalize()
}

#[test]
fn one_seed_makes_the_same_bytes_and_another_seed_others() {
    let first = digest(&Market::planted(11, 6.0));
    assert_eq!(first, digest(&Market::planted(11, 6.0)));
    assert_ne!(first, digest(&Market::planted(12, 6.0)));
    assert_ne!(first, digest(&Market::null(11, 6.0)));
}

/// Texts of an item's elements, by name.
fn items(page: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = Reader::from_reader(page);
    reader.config_mut().check_end_names = true;
    let mut items: Vec<BTreeMap<String, String>> = Vec::new();
    let mut element = String::new();
    let mut depth = 0;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                depth += 1;
                element = start.name().as_ref().to_owned();
                if element == "item" {
                    items.push(BTreeMap::new());
                }
            }
            Event::CData(text) => {
                let text = text.into_inner();
                if let Some(item) = items.last_mut() {
                    item.entry(element.clone()).or_default().push_str(&text);
                }
            }
            Event::Text(text) => {
                let text = text.into_inner();
                if let Some(item) = items.last_mut() {
                    item.entry(element.clone()).or_default().push_str(&text);
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element is closed");
    items
}

#[test]
fn lines_and_pages_together_hold_every_posting_in_order() {
    let market = Market::planted(13, 10.0);
    let of = |channel: Channel| -> Vec<_> {
        market
            .postings()
            .filter(|one| one.channel == channel)
            .collect()
    };
    let (in_lines, in_pages) = (of(Channel::Jsonl), of(Channel::Rss));
    let lines: Vec<serde_json::Value> = market
        .jsonl()
        .map(|line| serde_json::from_slice(&line).unwrap())
        .collect();
    assert_eq!(lines.len(), in_lines.len());
    for (line, one) in lines.iter().zip(&in_lines) {
        assert_eq!(line["id"], one.id.as_str());
        assert_eq!(
            line["leaf"],
            one.posting.label.as_ref().unwrap().leaf.as_str()
        );
        assert_eq!(line["low"].as_f64(), one.posting.pay.map(|pay| pay.low()));
    }
    let pages: Vec<(String, Vec<u8>)> = market.rss_pages(40).collect();
    assert!(
        pages.is_sorted_by(|a, b| a.0 < b.0),
        "names sort in time order"
    );
    let items: Vec<_> = pages.iter().flat_map(|(_, page)| items(page)).collect();
    assert_eq!(items.len(), in_pages.len());
    for (item, one) in items.iter().zip(&in_pages) {
        assert!(item["guid"].contains(&one.id.replace('~', "_%7E")));
        assert_eq!(
            item["title"],
            format!("{} - Upwork", one.posting.title.replace('&', "&amp;"))
        );
        let description = &item["description"];
        let leaf = one
            .posting
            .label
            .as_ref()
            .unwrap()
            .leaf
            .replace('&', "&amp;");
        assert!(
            description.contains(&format!("<b>Category</b>: {leaf}<br />")),
            "{description}"
        );
        assert_eq!(description.matches("<b>Skills</b>").count(), 2);
        let ranges = description.matches("<b>Hourly Range</b>: $").count();
        let hourly = one
            .posting
            .pay
            .filter(|pay| pay.kind() == model::PayKind::Hourly);
        assert_eq!(ranges, hourly.iter().count());
    }
}
