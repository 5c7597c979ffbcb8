//! XML of a feed in, its items out: RSS 0.9x, 1.0 (RDF) and 2.0, Atom, and any list of one element. Knows no profile.
//!
//! Feeds in the wild are seldom well-formed, so nothing here depends on it: an item is what stands between the tags
//! of its name, wherever they stand; end tags that fit nothing are passed over; entities that nobody declared stay
//! as they are written. Entities that a document declares are never expanded.
//!
//! Why this stands beside `read::feed`: an archive may hold gigabytes and is read as a stream with one item in memory, and
//! profiles name elements as the document writes them. A feed of a live source is small and in memory as a whole, which lets
//! its reader look ahead behind a fault, mend it and go on, and give one name to what formats call differently. What an
//! element's prefix means is found for both by the same `Namespaces`.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::feed::{Namespaces, local_part};
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
        namespaces: Namespaces::default(),
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
    /// Declarations that stand around the items hold to the end: where an element ends that was never closed is not known.
    namespaces: Namespaces,
    row: u64,
}

impl Items<'_> {
    /// The name of the item that a tag would begin, `None` where it begins none. `x:item` is an item only where `x` stands
    /// for the feed's own namespace; without a prefix the namespace may be any, since people invent them.
    fn item_name(&self, written: &str) -> Option<String> {
        let local = local_part(written);
        let is_item = match self.named {
            Some(named) => local.eq_ignore_ascii_case(named),
            None => local.eq_ignore_ascii_case("item") || local.eq_ignore_ascii_case("entry"),
        };
        let name = is_item.then(|| self.namespaces.name_of(written))?;
        (!name.contains(':') || !written.contains(':')).then_some(name)
    }

    fn declare(&mut self, tag: &BytesStart<'_>) {
        let raw: &str = tag;
        if !raw.contains("xmlns") {
            return;
        }
        let name = tag.name();
        let written: &str = name.as_ref();
        let own_prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        let is_root = self.root.is_none() || is_feed(written);
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let key: &str = attribute.key.as_ref();
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => match rest.strip_prefix(':') {
                    Some(prefix) => prefix,
                    None => continue,
                },
                None => continue,
            };
            let is_of_root = is_root && prefix == own_prefix;
            self.namespaces
                .declare(prefix, &attribute.value, is_of_root);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, take: &mut Take<'_>) -> io::Result<ControlFlow<()>> {
        let written = tag.name().as_ref().to_owned();
        let mark = self.namespaces.mark();
        self.declare(tag);
        self.root.get_or_insert_with(|| written.clone());
        let name = self.item_name(&written);
        if let Some(item) = &mut self.open {
            // An item that begins right inside another of its name: the other was never closed.
            if name.as_ref() != Some(&item.name) || !item.path.is_empty() {
                item.start(&written, mark, tag)?;
                return Ok(ControlFlow::Continue(()));
            }
        }
        let Some(name) = name else {
            return Ok(ControlFlow::Continue(()));
        };
        let step = self.deliver(take);
        let mark = self.namespaces.mark();
        self.declare(tag);
        let mut item = OpenItem {
            name,
            written,
            mark,
            ..OpenItem::default()
        };
        item.add_attributes("item", tag);
        self.open = Some(item);
        Ok(step)
    }

    fn end(&mut self, written: &str, take: &mut Take<'_>) -> ControlFlow<()> {
        match &mut self.open {
            Some(item) if item.is_ended_by(written) => self.deliver(take),
            Some(item) => {
                if let Some(mark) = item.end(written) {
                    self.namespaces.leave(mark);
                }
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
                self.namespaces.leave(item.mark);
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
        if self.row == 0 && self.named.is_none() && !is_feed(root) {
            let what = format!("the file is not a feed; its outermost element is `{root}`");
            let _ = take(0, Err(Fault::malformed(what, root)));
        }
        Ok(())
    }
}

fn is_feed(written: &str) -> bool {
    let local = local_part(written);
    let known = ["rss", "feed", "rdf"];
    known.iter().any(|name| local.eq_ignore_ascii_case(name))
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
    /// Its own name, and as it is written.
    name: String,
    written: String,
    /// How many declarations were in force before it.
    mark: usize,
    path: Vec<OpenElement>,
    /// Inner markup of the outermost open element, once it has any.
    markup: Option<String>,
    size: usize,
}

struct OpenElement {
    name: String,
    text: String,
    /// How many declarations were in force before it.
    mark: usize,
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

    fn start(&mut self, name: &str, mark: usize, tag: &BytesStart<'_>) -> io::Result<()> {
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
            mark,
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

    /// Whether this end tag is the item's own.
    fn is_ended_by(&self, written: &str) -> bool {
        written.eq_ignore_ascii_case(&self.written)
            && !self.path.iter().any(|element| element.name == written)
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

    /// Closes the innermost element of this name and whatever was left open inside it, and gives how many declarations
    /// were in force before.
    fn end(&mut self, name: &str) -> Option<usize> {
        let depth = self.path.iter().rposition(|element| element.name == name)?;
        let mark = self.path.get(depth).map(|element| element.mark);
        while self.path.len() > depth {
            self.close_innermost();
        }
        mark
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
