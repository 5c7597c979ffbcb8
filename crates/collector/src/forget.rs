//! A document and what must be forgotten in; what is left of the document out: all, all but some items, or nothing. Knows no file and no list of names.
//!
//! No reader says which bytes an item came from, and each kind's would have to learn it. So the items are looked for from
//! outside, as the elements of an array or the XML elements of one name; those that must go are taken out, and the reader
//! judges: where it then finds exactly the other postings, the cut was right. Else, and where nothing else was in the
//! document, all of it goes.

mod elements;

use std::borrow::Cow;

use model::Posting;

use crate::archive::ArchivedDocument;
use crate::document::{RawDocument, Reading, Request};
use crate::poll::read_contained;
use crate::read::Item;
use crate::source::Source;
use elements::Elements;

/// An id that is shorter says nothing: it stands in any document.
const LEAST_ID: usize = 5;

/// By what a posting is known in documents that no reader makes postings of: its address, or its id and title together.
#[derive(Clone, Debug)]
pub struct Trace {
    address: Option<String>,
    id_and_title: Option<(String, String)>,
}

/// What is left of a document.
#[derive(Debug)]
pub enum Left {
    /// All of it.
    All,
    /// All but the items that had to go.
    Some(RawDocument),
    /// The source, the time, the status and the reader's word for it.
    Nothing(RawDocument),
}

impl Trace {
    /// What a posting leaves behind.
    #[must_use]
    pub fn of(posting: &Posting) -> Trace {
        let key = posting.key.as_str();
        let id = key.split_once('/').map_or(key, |(_, id)| id);
        let address = posting.url.as_deref().map(|url| {
            let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
            bare.trim_end_matches('/').to_owned()
        });
        Trace {
            // An address without a path is a site's and no posting's.
            address: address.filter(|address| address.contains('/')),
            id_and_title: (id.len() >= LEAST_ID).then(|| (id.to_owned(), posting.title.clone())),
        }
    }

    /// Whether a text shows the posting.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let address = self.address.as_deref();
        address.is_some_and(|address| contains_whole(text, address))
            || self
                .id_and_title
                .as_ref()
                .is_some_and(|(id, title)| contains_whole(text, id) && contains_whole(text, title))
    }
}

/// Whether a text holds these words, and not only as the beginning of longer ones: `/jobs/1` is not in `/jobs/12`.
#[must_use]
pub fn contains_whole(text: &str, words: &str) -> bool {
    !words.is_empty()
        && text.match_indices(words).any(|(at, _)| {
            let next = text[at + words.len()..].chars().next();
            !next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        })
}

/// What is left of a document once the postings of which `goes` says so are taken out of it.
///
/// `source` says how it is read; `None` where nobody knows any more. Where no posting is read from a document (a list that
/// only leads to others, a page that is told to be unchanged, one that nobody can read), the traces decide, and a document
/// that shows one goes whole.
#[must_use]
pub fn without(
    source: Option<&Source>,
    archived: &ArchivedDocument,
    goes: &dyn Fn(&Posting) -> bool,
    traces: &[Trace],
) -> Left {
    if archived.is_emptied() {
        return Left::All;
    }
    let document = &archived.document;
    let reading = source
        .filter(|_| !archived.unchanged)
        .map(|source| (source, read_contained(source, document)));
    if let Some((source, reading)) = &reading
        && postings(reading).next().is_some()
    {
        return without_items(source, document, reading, goes);
    }
    let text = text_of(document);
    if traces.iter().any(|trace| trace.is_in(&text)) {
        return Left::Nothing(emptied(document));
    }
    Left::All
}

fn without_items(
    source: &Source,
    document: &RawDocument,
    reading: &Reading,
    goes: &dyn Fn(&Posting) -> bool,
) -> Left {
    let is_gone: Vec<bool> = postings(reading).map(goes).collect();
    if !is_gone.contains(&true) {
        return Left::All;
    }
    if !is_gone.contains(&false) {
        return Left::Nothing(emptied(document));
    }
    let rest = || postings(reading).filter(|posting| !goes(posting));
    let left_out = |reading: &Reading| {
        let items = reading.items.iter();
        items.filter(|item| matches!(item, Item::LeftOut)).count()
    };
    for elements in elements::of(&document.body) {
        let Some(gone) = elements_gone(source, document, &elements, &is_gone) else {
            continue;
        };
        let cut = with_body(document, elements.without(&document.body, &gone));
        let again = read_contained(source, &cut);
        if postings(&again).eq(rest())
            && left_out(&again) == left_out(reading)
            && again.fault.is_some() == reading.fault.is_some()
        {
            return Left::Some(cut);
        }
    }
    Left::Nothing(emptied(document))
}

/// Which of the elements are to go, as far as counting can tell; `None` where these are not the items.
///
/// Where there are as many elements as postings, each is one. Else (a notice stands first, an item is none or has faults)
/// the reader is given the first so many elements, and how many postings it finds in them tells where each one stands.
fn elements_gone(
    source: &Source,
    document: &RawDocument,
    elements: &Elements,
    is_gone: &[bool],
) -> Option<Vec<bool>> {
    let length = elements.len();
    if length == is_gone.len() {
        return Some(is_gone.to_vec());
    }
    let found_in_first = |many: usize| {
        let behind: Vec<bool> = (0..length).map(|at| at >= many).collect();
        let part = with_body(document, elements.without(&document.body, &behind));
        postings(&read_contained(source, &part)).count()
    };
    if length < is_gone.len() || found_in_first(0) > 0 {
        return None;
    }
    let mut gone = vec![false; length];
    for (place, _) in is_gone.iter().enumerate().filter(|(_, gone)| **gone) {
        // The fewest elements with which more than the postings before it are found.
        let (mut few, mut enough) = (0, length);
        while enough - few > 1 {
            let middle = few.midpoint(enough);
            if found_in_first(middle) > place {
                enough = middle;
            } else {
                few = middle;
            }
        }
        gone[enough - 1] = true;
    }
    Some(gone)
}

fn with_body(document: &RawDocument, body: Vec<u8>) -> RawDocument {
    RawDocument {
        body,
        ..document.clone()
    }
}

fn postings(reading: &Reading) -> impl Iterator<Item = &Posting> + Clone {
    reading.items.iter().filter_map(|item| match item {
        Item::Posting(posting) => Some(&**posting),
        _ => None,
    })
}

/// All that a document says, its addresses and headers included, as addresses are written in none of JSON and XML.
fn text_of(document: &RawDocument) -> String {
    let request = &document.request;
    let mut parts: Vec<Cow<'_, str>> = vec![
        request.url.as_str().into(),
        document.final_url.as_str().into(),
        request.carry.as_deref().unwrap_or_default().into(),
        request.post.as_deref().unwrap_or_default().into(),
    ];
    parts.extend(document.headers.iter().map(|(_, value)| value.into()));
    parts.push(String::from_utf8_lossy(&document.body));
    parts.join("\n").replace("\\/", "/").replace("&amp;", "&")
}

/// A document of which only source, time, status and role are left: addresses and headers can name a posting too.
fn emptied(document: &RawDocument) -> RawDocument {
    RawDocument {
        source: document.source.clone(),
        request: Request::get("", &document.request.role),
        final_url: String::new(),
        status: document.status,
        headers: Vec::new(),
        fetched_at: document.fetched_at,
        body: Vec::new(),
        cut: None,
    }
}
