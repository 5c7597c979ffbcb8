//! A whole document of XML in, the elements of its items out, for readers that know their names. Knows no source.

use std::io::BufReader;
use std::ops::ControlFlow;

use super::record::Record;
use super::{decode, feed_items};

/// The texts of one item's elements in their order, under their names (`pubDate`, `author/name`). Markup inside an
/// element of the first level is part of its text.
#[derive(Debug, Default)]
pub(crate) struct XmlItem {
    elements: Vec<(String, String)>,
}

impl XmlItem {
    /// The first element of this name that holds anything.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.elements
            .iter()
            .filter(|(own, _)| own == name)
            .map(|(_, text)| text.trim())
            .find(|text| !text.is_empty())
    }

    /// All elements of this name, the empty ones too.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let own = self.elements.iter().filter(|(own, _)| own == name);
        own.map(|(_, text)| text.trim()).collect()
    }
}

/// The items of the document, which are the elements `named`, and why they are not all, where they are not.
pub(crate) fn items_of(body: &[u8], named: &str) -> (Vec<XmlItem>, Option<String>) {
    let mut items = Vec::new();
    let mut fault = None;
    let outcome = decode::utf8_of(Box::new(body), None).and_then(|text| {
        feed_items::read(BufReader::new(text), Some(named), &mut |_, record| {
            match record {
                Ok(Record::Feed(item)) => items.push(XmlItem {
                    elements: item.elements.clone(),
                }),
                Ok(_) => {}
                Err(found) => fault = Some(found.what),
            }
            ControlFlow::Continue(())
        })
    });
    if let Err(error) = outcome {
        fault = Some(format!("the document cannot be read to its end: {error}"));
    }
    (items, fault)
}
