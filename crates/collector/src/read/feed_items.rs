//! XML of a feed in, its items out: RSS 0.9x, 1.0 (RDF) and 2.0, Atom, and any list of one element. Knows no profile.
//!
//! Feeds in the wild are seldom well-formed, so nothing here depends on it: an item is what stands between the tags
//! of its name, wherever they stand; end tags that fit nothing are passed over; entities that nobody declared stay
//! as they are written. Entities that a document declares are never expanded.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::leash::{Leash, too_long};
use super::record::{FeedItem, Record};
use super::{Fault, LONGEST_RECORD, Take};

/// Elements deeper than this inside an item have no name of their own; their text still counts as markup.
const DEEPEST_NAME: usize = 3;

/// Reads every item; `named` is the element of a record where it is neither `item` nor `entry`.
pub(super) fn read<R: BufRead>(
    reader: R,
    named: Option<&str>,
    take: &mut Take<'_>,
) -> io::Result<()> {
    let mut xml = Reader::from_reader(Leash::new(reader));
    let config = xml.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut items = Items {
        named,
        open: None,
        root: None,
        row: 0,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        xml.get_mut().reset();
        let step = match xml.read_event_into(&mut buffer).map_err(xml_error)? {
            Event::Eof => break,
            Event::Start(tag) => items.start(&tag, take)?,
            Event::End(tag) => items.end(tag.name().as_ref(), take),
            Event::Text(text) => items.text(&text)?,
            Event::CData(text) => items.text(&text)?,
            Event::GeneralRef(reference) => items.text(&resolved(&reference))?,
            _ => ControlFlow::Continue(()),
        };
        if step.is_break() {
            return Ok(());
        }
    }
    items.check_end(take)
}

/// The document on the way: at most one item is open.
struct Items<'a> {
    named: Option<&'a str>,
    open: Option<OpenItem>,
    /// The outermost element.
    root: Option<String>,
    row: u64,
}

impl Items<'_> {
    fn is_item(&self, name: &str) -> bool {
        let local = local_part(name);
        match self.named {
            Some(named) => local.eq_ignore_ascii_case(named),
            None => local.eq_ignore_ascii_case("item") || local.eq_ignore_ascii_case("entry"),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, take: &mut Take<'_>) -> io::Result<ControlFlow<()>> {
        let name = tag.name().as_ref().to_owned();
        self.root.get_or_insert_with(|| name.clone());
        let begins_item = self.is_item(&name);
        match &mut self.open {
            Some(item) if !(begins_item && item.path.is_empty()) => item.start(&name, tag)?,
            _ if begins_item => {
                // An item that begins right inside another: the other was never closed.
                let step = self.deliver(take);
                let mut item = OpenItem::default();
                item.add_attributes("item", tag);
                self.open = Some(item);
                return Ok(step);
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(&mut self, name: &str, take: &mut Take<'_>) -> ControlFlow<()> {
        let is_item = self.is_item(name);
        match &mut self.open {
            Some(item) if is_item && !item.has_open(name) => self.deliver(take),
            Some(item) => {
                item.end(name);
                ControlFlow::Continue(())
            }
            None => ControlFlow::Continue(()),
        }
    }

    fn text(&mut self, text: &str) -> io::Result<ControlFlow<()>> {
        if let Some(item) = &mut self.open {
            item.text(text)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Hands over the open item, if there is one.
    fn deliver(&mut self, take: &mut Take<'_>) -> ControlFlow<()> {
        match self.open.take() {
            Some(item) => {
                self.row += 1;
                take(self.row, Ok(Record::Feed(&item.finish())))
            }
            None => ControlFlow::Continue(()),
        }
    }

    /// A document must not end inside an item, and one without items must at least be a feed.
    fn check_end(self, take: &mut Take<'_>) -> io::Result<()> {
        if self.open.is_some() {
            let what = "the document ends inside an item";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        let root = self.root.as_deref().unwrap_or("none");
        let known = ["rss", "feed", "rdf"];
        let is_feed = known.contains(&local_part(root).to_ascii_lowercase().as_str());
        if self.row == 0 && self.named.is_none() && !is_feed {
            let what = format!("the file is not a feed; its outermost element is `{root}`");
            let _ = take(0, Err(Fault::malformed(what, root)));
        }
        Ok(())
    }
}

fn local_part(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The character, or the reference as it is written: HTML's names come up undeclared all the time, and the cleaning
/// of the text knows them.
fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => return letter.to_string(),
        Err(_) => return String::new(),
        Ok(None) => {}
    }
    match resolve_predefined_entity(reference) {
        Some(text) => text.to_owned(),
        None => format!("&{};", &**reference),
    }
}

fn xml_error(error: quick_xml::Error) -> io::Error {
    match error {
        quick_xml::Error::Io(error) => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}

/// An item on the way: the elements that are open inside it, outermost first.
#[derive(Default)]
struct OpenItem {
    item: FeedItem,
    path: Vec<OpenElement>,
    /// Inner markup of the outermost open element, once it has any.
    markup: Option<String>,
    size: usize,
}

struct OpenElement {
    name: String,
    text: String,
}

impl OpenItem {
    fn add_attributes(&mut self, prefix: &str, tag: &BytesStart<'_>) {
        let mut address = None;
        let mut relation = None;
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let name: &str = attribute.key.as_ref();
            let raw: &str = &attribute.value;
            let value = quick_xml::escape::unescape(raw)
                .map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned);
            match name {
                "href" => address = Some(value.clone()),
                "rel" => relation = Some(value.clone()),
                _ => {}
            }
            self.item.elements.push((format!("{prefix}@{name}"), value));
        }
        // Atom says the address of the page in an attribute; other relations are not the page.
        if let Some(address) = address
            && prefix == "link"
            && relation.is_none_or(|relation| relation == "alternate")
        {
            self.item.elements.push((prefix.to_owned(), address));
        }
    }

    fn start(&mut self, name: &str, tag: &BytesStart<'_>) -> io::Result<()> {
        self.grow(name.len())?;
        match self.path.first() {
            None => self.add_attributes(name, tag),
            Some(outermost) => {
                let markup = self
                    .markup
                    .get_or_insert_with(|| escape(&outermost.text).into_owned());
                markup.push('<');
                markup.push_str(name);
                markup.push('>');
            }
        }
        self.path.push(OpenElement {
            name: name.to_owned(),
            text: String::new(),
        });
        Ok(())
    }

    fn grow(&mut self, length: usize) -> io::Result<()> {
        self.size += length;
        if self.size > LONGEST_RECORD {
            return Err(too_long());
        }
        Ok(())
    }

    /// Whether an element of this name is open inside the item.
    fn has_open(&self, name: &str) -> bool {
        self.path.iter().any(|element| element.name == name)
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.grow(text.len())?;
        if let Some(innermost) = self.path.last_mut() {
            innermost.text.push_str(text);
        }
        if let Some(markup) = &mut self.markup {
            markup.push_str(&escape(text));
        }
        Ok(())
    }

    /// Closes the innermost element of this name and whatever was left open inside it.
    fn end(&mut self, name: &str) {
        let Some(depth) = self.path.iter().rposition(|element| element.name == name) else {
            return;
        };
        while self.path.len() > depth {
            self.close_innermost();
        }
    }

    fn close_innermost(&mut self) {
        let depth = self.path.len();
        let Some(element) = self.path.pop() else {
            return;
        };
        if depth == 1 {
            let value = self.markup.take().unwrap_or(element.text);
            self.item.elements.push((element.name, value));
            return;
        }
        if depth <= DEEPEST_NAME {
            let outer = self.path.iter().map(|outer| outer.name.as_str());
            let names: Vec<&str> = outer.chain([element.name.as_str()]).collect();
            self.item.elements.push((names.join("/"), element.text));
        }
        if let Some(markup) = &mut self.markup {
            markup.push_str("</");
            markup.push_str(&element.name);
            markup.push('>');
        }
    }

    fn finish(mut self) -> FeedItem {
        while !self.path.is_empty() {
            self.close_innermost();
        }
        self.item
    }
}
