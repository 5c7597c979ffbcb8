//! Text of an XML document in, its items and the facts around them out, however broken it is. Knows no field of a feed.
//!
//! quick-xml serves as the tokenizer only; what is open is kept here. Where the tokenizer gives up (an unclosed tag, quote
//! or comment) the scan goes on at the next item after the fault, so that a fault costs the item it stands in and no other.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::element::{Element, Node};
use super::names::Namespaces;
use super::tokens::{
    holds_tag, is_feed_root, is_field, is_plain_field, is_text, next_bracket, resolved, unescaped,
};

/// Elements nested deeper inside an item lose their tags and keep their text; HTML readers are quadratic in depth.
const DEEPEST: usize = 200;
/// More open elements than this are no feed.
const MOST_OPEN: usize = 100_000;
/// An item or a fact around the items longer than this is cut.
const LONGEST: usize = 4 * 1024 * 1024;
/// Facts of the feed itself that are kept.
const MOST_FACTS: usize = 500;
/// The tokenizer may read the document so many times over before the scan gives up mending it.
const MOST_REREADS: usize = 16;

/// What the scan hands over.
pub(super) enum Found {
    /// An item that was closed, and the `xml:base` of what stands around it, outermost first.
    Item(Element, Vec<String>),
    /// An element right in the feed that is no item: its title, its link.
    Fact(Element, Vec<String>),
}

/// How the document was.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The outermost element of the feed, by its usual name.
    pub(super) root: Option<String>,
    /// Whether an element of that sort was met at all.
    pub(super) saw_feed: bool,
    /// Items that were begun and not closed, or cut.
    pub(super) lost: u64,
    /// What is wrong with the document as a whole.
    pub(super) fault: Option<String>,
}

/// Scans the whole text. `is_item` is asked about the usual names of elements.
pub(super) fn scan(
    text: &str,
    is_item: fn(&str) -> bool,
    take: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Outcome {
    let mut scan = Scan {
        is_item,
        open: Vec::new(),
        named: BTreeMap::new(),
        namespaces: Namespaces::default(),
        record: None,
        facts: 0,
        outcome: Outcome::default(),
    };
    let mut budget = text.len().saturating_mul(MOST_REREADS).max(1 << 20);
    let mut rest = text;
    loop {
        match scan.run(rest, take) {
            Stop::End | Stop::Taken => break,
            Stop::Stumbled { at, resume } => {
                scan.outcome.fault.get_or_insert(at);
                let Some(next) = resume.and_then(|resume| rest.get(resume..)) else {
                    break;
                };
                budget = match budget.checked_sub(next.len()) {
                    Some(left) => left,
                    None => {
                        scan.outcome.fault =
                            Some("the document is broken in too many places".to_owned());
                        break;
                    }
                };
                rest = next;
            }
        }
    }
    scan.finish()
}

/// Why the tokenizer stopped.
enum Stop {
    End,
    /// Whoever takes the items has enough.
    Taken,
    /// What it stumbled over, and where in its text to go on.
    Stumbled {
        at: String,
        resume: Option<usize>,
    },
}

struct Scan {
    is_item: fn(&str) -> bool,
    /// What is open, outermost first.
    open: Vec<Open>,
    /// How many elements are open by written name, so that an end tag which fits nothing is known at once.
    named: BTreeMap<String, usize>,
    namespaces: Namespaces,
    record: Option<Record>,
    facts: usize,
    outcome: Outcome,
}

struct Open {
    written: String,
    namespaces: usize,
    base: Option<String>,
}

/// The item or fact on the way: a path of elements, the record itself first.
struct Record {
    is_item: bool,
    /// Where in `open` it stands.
    depth: usize,
    path: Vec<Element>,
    size: usize,
}

impl Scan {
    fn run(&mut self, text: &str, take: &mut dyn FnMut(Found) -> ControlFlow<()>) -> Stop {
        let mut xml = Reader::from_str(text);
        let config = xml.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        loop {
            let before = position(&xml);
            let event = match xml.read_event() {
                Ok(event) => event,
                Err(error) => {
                    return Stop::Stumbled {
                        at: format!("the document breaks off or is no XML: {error}"),
                        resume: self.next_item(text, before),
                    };
                }
            };
            let step = match event {
                Event::Eof => return Stop::End,
                Event::Start(tag) | Event::Empty(tag) if holds_tag(&tag) => {
                    // A quote or a bracket is missing, and the tag has swallowed what follows it.
                    let inner = next_bracket(text, before + 1);
                    self.text(&text[before..inner.unwrap_or(before)]);
                    return Stop::Stumbled {
                        at: "a tag is not closed".to_owned(),
                        resume: inner,
                    };
                }
                Event::Start(tag) if is_text(&tag) => {
                    let raw: &str = &tag;
                    self.text(&format!("<{raw}>"));
                    ControlFlow::Continue(())
                }
                Event::Start(tag) => self.start(&tag, take),
                Event::Empty(tag) => {
                    let written = tag.name().as_ref().to_owned();
                    match self.start(&tag, take) {
                        ControlFlow::Continue(()) => self.end(&written, take),
                        stop => stop,
                    }
                }
                Event::End(tag) => self.end(tag.name().as_ref(), take),
                Event::Text(text) => {
                    self.text(&text);
                    ControlFlow::Continue(())
                }
                Event::CData(text) => {
                    self.text(&text);
                    ControlFlow::Continue(())
                }
                Event::GeneralRef(reference) => {
                    self.text(&resolved(&reference));
                    ControlFlow::Continue(())
                }
                _ => ControlFlow::Continue(()),
            };
            if step.is_break() {
                return Stop::Taken;
            }
            if self.open.len() > MOST_OPEN {
                self.outcome.fault = Some(format!("more than {MOST_OPEN} elements are open"));
                return Stop::Taken;
            }
        }
    }

    /// Where the first item after a fault begins. The item that the fault stands in is lost.
    fn next_item(&mut self, text: &str, fault: usize) -> Option<usize> {
        let mut from = fault + 1;
        while let Some(at) = next_bracket(text, from) {
            let after = &text[at + 1..];
            let end = after.find(|c: char| c == '>' || c == '/' || c.is_whitespace());
            let name = &after[..end.unwrap_or(0)];
            if name.len() < 64 && (self.is_item)(&self.namespaces.name_of(name)) {
                self.drop_record();
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    /// Gives up the open item and everything in it.
    fn drop_record(&mut self) {
        if let Some(record) = self.record.take() {
            self.outcome.lost += u64::from(record.is_item);
            self.close_to(record.depth);
        }
    }

    /// Forgets what is open beyond a depth.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { return };
            self.namespaces.leave(open.namespaces);
            if let Some(count) = self.named.get_mut(&open.written) {
                *count -= 1;
                if *count == 0 {
                    self.named.remove(&open.written);
                }
            }
        }
    }

    fn start(
        &mut self,
        tag: &BytesStart<'_>,
        take: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let written = tag.name().as_ref().to_owned();
        let mark = self.namespaces.mark();
        let attributes = self.attributes(tag, &written);
        let name = self.namespaces.name_of(&written);
        let mut step = ControlFlow::Continue(());
        // Text that an author wrote may hold `<item>`; right in an item, or in a field that holds no markup, the tag
        // can only mean that an end tag is missing.
        if (self.is_item)(&name)
            && self.record.as_ref().is_none_or(|record| {
                !record.is_item
                    || record
                        .path
                        .iter()
                        .skip(1)
                        .all(|one| is_plain_field(&one.name))
            })
        {
            step = self.deliver(take);
            self.namespaces.leave(mark);
            let attributes = self.attributes(tag, &written);
            self.push_open(&written, mark, None);
            self.begin(true, name, attributes);
            return step;
        }
        if let Some(record) = &mut self.record {
            // A title holds no link: the title was never closed.
            if record.path.len() == 2
                && is_plain_field(&record.path[1].name)
                && is_field(&name)
                && record.is_item
            {
                let keep = record.depth + 2;
                record.close_last();
                self.close_to(keep - 1);
            }
        }
        if is_feed_root(&name) && self.record.as_ref().is_some_and(|record| !record.is_item) {
            // Junk before the feed was left open.
            self.drop_record();
        }
        let base = attributes.iter().find(|(name, _)| name == "xml:base");
        let base = base
            .filter(|_| self.record.is_none())
            .map(|(_, base)| base.clone());
        self.push_open(&written, mark, base);
        if self.record.is_some() {
            self.nest(name, attributes);
        } else if self.is_container(&name) {
            if is_feed_root(&name) && !self.outcome.saw_feed {
                self.outcome.saw_feed = true;
                self.outcome.root = Some(name);
            } else {
                self.outcome.root.get_or_insert(name);
            }
        } else if self.facts < MOST_FACTS {
            self.facts += 1;
            self.begin(false, name, attributes);
        }
        step
    }

    /// Feeds and channels hold items; so does whatever stands outermost.
    fn is_container(&self, name: &str) -> bool {
        is_feed_root(name) || name == "channel" || name == "items" || self.open.len() == 1
    }

    fn push_open(&mut self, written: &str, namespaces: usize, base: Option<String>) {
        self.open.push(Open {
            written: written.to_owned(),
            namespaces,
            base,
        });
        *self.named.entry(written.to_owned()).or_default() += 1;
    }

    /// Takes the declarations of a tag and gives its other attributes.
    fn attributes(&mut self, tag: &BytesStart<'_>, written: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let root_prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        let is_root = self.open.is_empty() || is_feed_root(&written.to_ascii_lowercase());
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let key: &str = attribute.key.as_ref();
            let value: &str = &attribute.value;
            if key == "xmlns" {
                self.namespaces
                    .declare("", value, is_root && root_prefix.is_empty());
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                self.namespaces
                    .declare(prefix, value, is_root && prefix == root_prefix);
            } else {
                all.push((key.to_ascii_lowercase(), unescaped(value)));
            }
        }
        all
    }

    fn begin(&mut self, is_item: bool, name: String, attributes: Vec<(String, String)>) {
        self.record = Some(Record {
            is_item,
            depth: self.open.len() - 1,
            path: vec![Element {
                name,
                attributes,
                children: Vec::new(),
            }],
            size: 0,
        });
    }

    /// An element inside the open record.
    fn nest(&mut self, name: String, attributes: Vec<(String, String)>) {
        if let Some(record) = &mut self.record {
            record.size += name.len() + attributes.iter().map(|(_, v)| v.len()).sum::<usize>();
            // Beyond the depth the path no longer grows, and the end tags below pass over what it lacks.
            if record.path.len() < DEEPEST && record.size <= LONGEST {
                record.path.push(Element {
                    name,
                    attributes,
                    children: Vec::new(),
                });
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(record) = &mut self.record {
            record.size += text.len();
            if record.size <= LONGEST
                && let Some(innermost) = record.path.last_mut()
            {
                match innermost.children.last_mut() {
                    Some(Node::Text(own)) => own.push_str(text),
                    _ => innermost.children.push(Node::Text(text.to_owned())),
                }
            }
        }
    }

    fn end(
        &mut self,
        written: &str,
        take: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if !self.named.contains_key(written) {
            // An end tag that fits nothing closes a field that holds no markup: its own end tag was misspelt.
            if let Some(record) = &mut self.record
                && record.path.len() == 2
                && is_plain_field(&record.path[1].name)
                && self.open.len() == record.depth + 2
            {
                record.close_last();
                self.close_to(self.open.len() - 1);
            }
            return ControlFlow::Continue(());
        }
        let Some(depth) = self.open.iter().rposition(|open| open.written == written) else {
            return ControlFlow::Continue(());
        };
        let mut step = ControlFlow::Continue(());
        if let Some(record) = &mut self.record {
            if depth <= record.depth {
                step = self.deliver(take);
            } else {
                let inside = depth - record.depth;
                while record.path.len() > inside {
                    record.close_last();
                }
            }
        }
        self.close_to(depth);
        step
    }

    /// Hands over the open record, if there is one, and forgets what is open inside it.
    fn deliver(&mut self, take: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
        let Some(mut record) = self.record.take() else {
            return ControlFlow::Continue(());
        };
        self.close_to(record.depth);
        while record.path.len() > 1 {
            record.close_last();
        }
        let Some(element) = record.path.pop() else {
            return ControlFlow::Continue(());
        };
        if record.size > LONGEST {
            self.outcome.lost += u64::from(record.is_item);
            let what = format!("an element is longer than {LONGEST} bytes");
            self.outcome.fault.get_or_insert(what);
            return ControlFlow::Continue(());
        }
        let around = self.open.iter().take(record.depth);
        let bases = around.filter_map(|open| open.base.clone()).collect();
        take(if record.is_item {
            Found::Item(element, bases)
        } else {
            Found::Fact(element, bases)
        })
    }

    fn finish(mut self) -> Outcome {
        let is_root = |open: &Open| is_feed_root(&open.written.to_ascii_lowercase());
        if self.open.iter().any(is_root) {
            let what = "the document ends before its feed does";
            self.outcome.fault.get_or_insert(what.to_owned());
        }
        self.drop_record();
        self.outcome
    }
}

impl Record {
    /// Puts the innermost element into the one around it.
    fn close_last(&mut self) {
        if self.path.len() > 1
            && let Some(element) = self.path.pop()
            && let Some(outer) = self.path.last_mut()
        {
            outer.children.push(Node::Element(element));
        }
    }
}

fn position(xml: &Reader<&[u8]>) -> usize {
    usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX)
}
