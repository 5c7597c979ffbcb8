//! RSS, Atom and JSON feeds, generic and by platform: their terms, first requests and readers. Knows no format of feeds.

mod boards;
mod freelance;

use model::{DateKind, Label, Market, Pay, ProblemKind, Published};

use super::listing::{Page, address};
use super::{Kind, Lists, Terms};
use crate::document::{RawDocument, Reading, Request};
use crate::read::countries::dollar_of;
use crate::read::draft::Draft;
use crate::read::html::first_line;
use crate::read::stated::{PayHints, pay_of_text};
use crate::read::{Entry, Feed, read_feed};
use crate::source::Source;

/// The kinds of this room.
pub(super) static KINDS: &[Kind] = &[
    RSS,
    Kind {
        name: "feed",
        ..RSS
    },
    freelance::UPWORK,
    freelance::FREELANCER,
    boards::WE_WORK_REMOTELY,
    boards::LARAJOBS,
    boards::JOBICY,
    boards::INDEED,
];

const RSS: Kind = Kind {
    name: "rss",
    describe: "any feed of jobs: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed",
    platform: "rss",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 1_000,
        delay_hours: 0,
        attribution: "",
        note: "The terms are the publisher's own; `ttl` and `sy:updatePeriod` in the feed are followed.",
    },
    first,
    read: |source, document| {
        read_by(source, document, Window::Round, |_, entry| {
            let mut draft = draft_of(entry);
            draft.pay = pay_of_entry(entry, &draft.body, PayHints::default());
            draft
        })
    },
};

/// The one document of a feed.
fn first(source: &Source) -> Result<Vec<Request>, String> {
    let url = address(source, |board| board.to_owned())?;
    Ok(vec![Request::get(url.as_str(), "feed")])
}

/// How a feed that shows only its newest items is told from one that shows all.
#[derive(Clone, Copy, Debug)]
enum Window {
    /// It gives so many, or more.
    AtLeast(usize),
    /// Its length is not known; programs cut at round numbers.
    Round,
}

impl Window {
    fn is_full(self, count: usize) -> bool {
        match self {
            Window::AtLeast(length) => count >= length,
            Window::Round => count >= 10 && count.is_multiple_of(5),
        }
    }
}

/// Reads a feed; `draft` turns an entry into the fields of a posting, and may leave it out.
fn read_by(
    source: &Source,
    document: &RawDocument,
    window: Window,
    draft: fn(&mut Page<'_>, &Entry) -> Draft,
) -> Reading {
    let feed = feed_of(document);
    let mut page = Page::new(source, document);
    for entry in &feed.entries {
        page.next_row();
        let mut posting = draft(&mut page, entry);
        if posting.published.is_none() {
            posting.published = published_of(&mut page, entry);
        }
        page.push(posting);
    }
    finished(page, &feed, window)
}

/// What a page is asked for as that another one leads to.
const FURTHER_PAGE: &str = "further page";

fn feed_of(document: &RawDocument) -> Feed {
    let kind = document.header("content-type");
    read_feed(&document.body, kind, &document.final_url)
}

/// The reading of a feed whose entries are all pushed.
fn finished(mut page: Page<'_>, feed: &Feed, window: Window) -> Reading {
    let document = page.document;
    let cut = document.cut.as_ref().map(|why| format!("cut short: {why}"));
    let fault = cut
        .or_else(|| feed.fault.clone())
        .map(|why| match feed.lost {
            0 => why,
            1 => format!("{why}; one item could not be read"),
            lost => format!("{why}; {lost} items could not be read"),
        });
    if let Some(fault) = &fault {
        page.problem_of_document(ProblemKind::Malformed, fault);
    }
    // A page that names itself as the next would be asked for until the limit of documents.
    let next = feed
        .next
        .as_deref()
        .filter(|next| *next != document.final_url && *next != document.request.url);
    let mut reading = page.finish();
    reading.follow = next
        .map(|next| Request::get(next, FURTHER_PAGE))
        .into_iter()
        .collect();
    // Where pages lead on to others, the last one is the end of all and not of what a page can hold.
    let is_alone = reading.follow.is_empty() && document.request.role != FURTHER_PAGE;
    reading.capped = is_alone && window.is_full(feed.entries.len());
    reading.ask_every = feed.ask_every;
    reading.fault = fault;
    reading
}

/// What any feed says of a job, without its pay: whether a bare sign is a dollar depends on the board.
fn draft_of(entry: &Entry) -> Draft {
    let body = entry.body();
    let title = if entry.title.is_empty() {
        first_line(&body, 120)
    } else {
        entry.title.clone()
    };
    let organisation = [
        "job:company",
        "job_listing:company",
        "company",
        "g:employer",
    ];
    Draft {
        id: entry.id.clone().filter(|id| is_unique_everywhere(id)),
        url: entry.link.clone(),
        title,
        body,
        label: label_of(entry),
        organisation: organisation
            .iter()
            .find_map(|name| entry.element(name))
            .map(str::to_owned),
        ..Draft::default()
    }
}

/// The pay that an entry states in a field of its own, else in its text.
fn pay_of_entry(entry: &Entry, body: &str, hints: PayHints) -> Option<Pay> {
    let fields = [
        "job:salary",
        "job_listing:salary",
        "salary",
        "g:salary",
        "_jobs/salary",
    ];
    match fields.iter().find_map(|name| entry.element(name)) {
        Some(text) => {
            let is_pay_field = true;
            pay_of_text(
                text,
                PayHints {
                    is_pay_field,
                    ..hints
                },
            )
        }
        None => pay_of_text(body, hints),
    }
}

/// Pay on a board that states it in American dollars, so that the bare sign is one.
fn pay_in_dollars(entry: &Entry, draft: &Draft) -> Option<Pay> {
    let hints = PayHints {
        currency: dollar_of(draft.country.as_deref()),
        ..PayHints::default()
    };
    pay_of_entry(entry, &draft.body, hints)
}

/// Whether an id is one that no other feed can have. Addresses are not taken for ids: keys are made of the link, without
/// what only tells where a reader came from. Nor are bare numbers: every feed has an item 1.
fn is_unique_everywhere(id: &str) -> bool {
    ["urn:", "tag:"].iter().any(|scheme| id.starts_with(scheme))
}

fn label_of(entry: &Entry) -> Option<Label> {
    let leaf = entry.categories.first()?;
    Some(Label {
        broad: None,
        leaf: leaf.clone(),
    })
}

/// The date of publication; where only a change is dated the posting is from that day or before.
fn published_of(page: &mut Page<'_>, entry: &Entry) -> Option<Published> {
    let stated = entry.published.clone();
    let stated = stated.or_else(|| entry.element("dc:date").map(str::to_owned));
    let stated = stated.or_else(|| entry.element("dcterms:created").map(str::to_owned));
    let stated = stated.or_else(|| entry.element("created").map(str::to_owned));
    if stated.is_some() {
        return page.date(stated);
    }
    let changed = page.date(entry.updated.clone())?;
    Some(Published {
        kind: changed.kind.max(DateKind::Bound),
        ..changed
    })
}

/// The names in a list that is divided by commas, each once.
fn names_in(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        if !names.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    names
}
