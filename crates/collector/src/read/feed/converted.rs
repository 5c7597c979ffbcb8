//! A feed's XML that somebody saved as JSON in, the feed out: what xmltodict and programs like it make of a document. Knows no format beside.
//!
//! An element is an object; `@name` is an attribute, `#text` the text beside them, and elements of one name are a list. Nothing
//! says in which order elements of different names stood, so text between elements has lost its place.

use serde_json::Value;
use url::Url;

use super::element::{Element, Node};
use super::names::Namespaces;
use super::{Bases, Feed, MOST_ENTRIES, entry, is_item, take_fact};

/// Objects in objects deeper than this are left out; an item of a feed has three.
const DEEPEST: usize = 64;

/// The outermost elements of feeds, as they are written.
const ROOTS: [&str; 3] = ["rss", "rdf:RDF", "feed"];

/// Whether a text begins as such a document does: with an object whose first key is the root of a feed.
pub(super) fn is_converted(json: &str) -> bool {
    let first = json.strip_prefix('{').map(str::trim_start);
    first.is_some_and(|rest| {
        ["\"rss\"", "\"rdf:RDF\"", "\"feed\""].iter().any(|root| {
            let after = rest.strip_prefix(root).map(str::trim_start);
            // `"feed": "title"` is somebody's own format.
            after
                .and_then(|after| after.strip_prefix(':'))
                .is_some_and(|value| value.trim_start().starts_with('{'))
        })
    })
}

/// Reads the document; `address` is what relative addresses are resolved against.
pub(super) fn read(json: &str, address: &str) -> Feed {
    let mut feed = Feed::default();
    let document: Value = match serde_json::from_str(json) {
        Ok(document) => document,
        Err(error) => {
            feed.fault = Some(format!(
                "the document is XML saved as JSON, and no JSON: {error}"
            ));
            return feed;
        }
    };
    let root = ROOTS
        .iter()
        .find_map(|root| Some((*root, document.get(*root)?)));
    let Some((written, root)) = root else {
        return feed;
    };
    let mut namespaces = Namespaces::default();
    let root = element_of(written, root, &mut namespaces, 0);
    let mut bases = Bases {
        address: Url::parse(address).ok(),
        link: None,
    };
    // RSS 1.0 has its items beside the channel, RSS 2.0 in it.
    let channels = root.elements().filter(|element| element.name == "channel");
    let around: Vec<&Element> = std::iter::once(&root).chain(channels).collect();
    for element in around.iter().flat_map(|element| element.elements()) {
        if !is_item(&element.name) && element.name != "channel" {
            let base = bases.within(&[], element);
            take_fact(&mut feed, element, base.as_ref());
        }
    }
    bases.link = feed.link.as_deref().and_then(|link| Url::parse(link).ok());
    for element in around.iter().flat_map(|element| element.elements()) {
        if is_item(&element.name) {
            if feed.entries.len() == MOST_ENTRIES {
                feed.fault = Some(format!("only the first {MOST_ENTRIES} entries are read"));
                break;
            }
            let base = bases.within(&[], element);
            feed.entries.push(entry::entry_of(element, base.as_ref()));
        }
    }
    feed
}

fn element_of(written: &str, value: &Value, namespaces: &mut Namespaces, depth: usize) -> Element {
    let mark = namespaces.mark();
    let mut attributes = Vec::new();
    let mut children = Vec::new();
    if let Value::Object(object) = value {
        let own_prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        for (key, value) in object {
            let Some(name) = key.strip_prefix('@') else {
                continue;
            };
            let value = text_of(value);
            if name == "xmlns" {
                namespaces.declare("", &value, depth == 0 && own_prefix.is_empty());
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                namespaces.declare(prefix, &value, depth == 0 && prefix == own_prefix);
            } else {
                attributes.push((name.to_ascii_lowercase(), value));
            }
        }
        for (key, value) in object.iter().filter(|(key, _)| !key.starts_with('@')) {
            match value {
                _ if key == "#text" => children.push(Node::Text(text_of(value))),
                _ if depth >= DEEPEST => {}
                Value::Array(all) => children.extend(
                    all.iter()
                        .map(|one| Node::Element(element_of(key, one, namespaces, depth + 1))),
                ),
                one => children.push(Node::Element(element_of(key, one, namespaces, depth + 1))),
            }
        }
    } else {
        children.push(Node::Text(text_of(value)));
    }
    let name = namespaces.name_of(written);
    namespaces.leave(mark);
    Element {
        name,
        attributes,
        children,
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => String::new(),
    }
}
