//! What the kinds that read lists of postings share: the address to begin with, the items of one document, the way from page to page. Knows no field's name.

use jiff::tz::TimeZone;
use model::{DateKind, Day, Problem, ProblemKind, Published};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::document::{RawDocument, Reading, Request};
use crate::read::Item;
use crate::read::dates::NoDate;
use crate::read::draft::Draft;
use crate::read::stated::published_of_text;
use crate::source::Source;

/// Totals at which interfaces stop counting more often than employers stop hiring.
const WALLS: [u64; 4] = [1_000, 2_000, 5_000, 10_000];

/// The address to begin with: the declared `url` (a mirror, another host of the same system), else the one that the
/// kind makes of the declared board. An error names the key.
pub(super) fn address(source: &Source, of_board: impl Fn(&str) -> String) -> Result<Url, String> {
    if let Some(url) = &source.url {
        return absolute(url);
    }
    let Some(board) = &source.board else {
        return Err("`board` is missing (or `url`, to give the whole address)".to_owned());
    };
    let fits = |letter: char| letter.is_alphanumeric() || "-_.~ %&+".contains(letter);
    if board.is_empty() || board.starts_with('.') || !board.chars().all(fits) {
        return Err(format!(
            "`board` is the name in the board's address and no address itself, and `{board}` is no such name"
        ));
    }
    let address = of_board(board);
    Url::parse(&address).map_err(|error| format!("`board`: `{address}` is no address: {error}"))
}

/// The declared `url`.
pub(super) fn absolute(url: &str) -> Result<Url, String> {
    let parsed =
        Url::parse(url).map_err(|error| format!("`url`: `{url}` is no address: {error}"))?;
    if matches!(parsed.scheme(), "http" | "https") {
        Ok(parsed)
    } else {
        Err(format!(
            "`url`: `{url}` begins with neither https:// nor http://"
        ))
    }
}

/// The address with parameters put in place of those of the same names.
pub(super) fn with_parameters(address: &Url, parameters: &[(&str, &str)]) -> Url {
    let is_set = |name: &str| parameters.iter().any(|(own, _)| *own == name);
    let kept: Vec<(String, String)> = address
        .query_pairs()
        .filter(|(name, _)| !is_set(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut address = address.clone();
    address
        .query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .extend_pairs(parameters);
    address
}

/// The value of a parameter of the address that was asked for, as a count; 0 where it is missing.
pub(super) fn count_in(address: &Url, name: &str) -> u64 {
    let mut all = address.query_pairs();
    let found = all.find(|(own, _)| own == name);
    found.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

/// A reading that holds nothing but its fault.
pub(super) fn faulty(what: impl Into<String>) -> Reading {
    Reading {
        fault: Some(what.into()),
        ..Reading::default()
    }
}

/// Why a total is not to be taken for a count, where it is a round number at which interfaces stop.
pub(super) fn suspicion_of(total: u64) -> Option<String> {
    WALLS.contains(&total).then(|| {
        format!("the source claims exactly {total} postings, which is where such interfaces stop counting")
    })
}

/// The items of one document as they are read, in its order.
pub(super) struct Page<'a> {
    source: &'a Source,
    pub(super) document: &'a RawDocument,
    /// The row of the item that is being read, from 1.
    row: u64,
    items: Vec<Item>,
}

impl<'a> Page<'a> {
    pub(super) fn new(source: &'a Source, document: &'a RawDocument) -> Page<'a> {
        Page {
            source,
            document,
            row: 0,
            items: Vec::new(),
        }
    }

    /// The name of the source that is being read.
    pub(super) fn source_name(&self) -> &str {
        self.source.name.as_str()
    }

    /// A name of the employer that is worth less than the declared one (a tenant, a brand, a legal entity).
    pub(super) fn unless_declared(&self, name: &str) -> Option<String> {
        let is_declared = self.source.organisation.is_some();
        (!is_declared).then(|| name.to_owned())
    }

    /// The next item of the document begins.
    pub(super) fn next_row(&mut self) {
        self.row += 1;
    }

    /// A date in any of the forms that sources use. One that cannot be read is a problem beside the posting, which
    /// then counts as seen today.
    pub(super) fn date(&mut self, text: Option<String>) -> Option<Published> {
        let text = text?;
        match published_of_text(&text, &TimeZone::UTC, self.document.fetched_at) {
            Ok(published) => Some(published),
            Err(NoDate::Absent) => None,
            Err(_) => {
                self.problem(
                    ProblemKind::BadDate,
                    "the date is of no known form; the posting counts as seen on the day of fetching",
                    &text,
                );
                None
            }
        }
    }

    /// A problem of the item that is being read.
    pub(super) fn problem(&mut self, kind: ProblemKind, what: &str, value: &str) {
        let origin = &self.document.final_url;
        let problem = Problem::new(
            kind,
            origin,
            (self.row > 0).then_some(self.row),
            what,
            value,
        );
        self.items.push(Item::Problem(problem));
    }

    /// A problem of the document as a whole.
    pub(super) fn problem_of_document(&mut self, kind: ProblemKind, what: &str) {
        let origin = &self.document.final_url;
        let problem = Problem::new(kind, origin, None, what, "");
        self.items.push(Item::Problem(problem));
    }

    /// The item that is being read is none to count (unlisted, closed, a repetition within the document).
    pub(super) fn leave_out(&mut self) {
        self.items.push(Item::LeftOut);
    }

    /// The item that is being read. Where neither it nor the declaration names the employer, the board's name does.
    pub(super) fn push(&mut self, mut draft: Draft) {
        if draft.organisation.is_none() && self.source.organisation.is_none() {
            draft.organisation.clone_from(&self.source.board);
        }
        self.push_unnamed(draft);
    }

    /// The item that is being read, of a kind whose `board` is a word to search for and names no employer.
    pub(super) fn push_unnamed(&mut self, draft: Draft) {
        let item = draft.into_item(self.source, self.document, self.row);
        self.items.push(item);
    }

    pub(super) fn finish(self) -> Reading {
        Reading {
            items: self.items,
            ..Reading::default()
        }
    }
}

/// A moment that is stated in seconds since 1970; `None` where it is nonsense.
pub(super) fn moment(seconds: i64) -> Option<Published> {
    let day = Day::from_unix_seconds(seconds).filter(|_| seconds > 365 * 86_400)?;
    Some(Published {
        kind: DateKind::Exact,
        day,
        at: Some(seconds),
    })
}

/// What is known on the way through the pages of a list; it travels in [`Request::carry`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Way {
    /// The total that the first page claimed; later pages may claim nothing or 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<u64>,
    /// Records on the pages before.
    #[serde(default)]
    pub(super) seen: u64,
    /// The id of the very first record, by which a list that begins anew is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    /// The id that the page before began with, by which a page that is given again is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<String>,
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Another page, with this to carry.
    More(Way),
    /// The list is at its end.
    End,
    /// The page is one of those before: the list loops.
    Loop,
}

impl Way {
    /// What the request for this document carried.
    pub(super) fn of(document: &RawDocument) -> Way {
        let carry = document.request.carry.as_deref().unwrap_or_default();
        serde_json::from_str(carry).unwrap_or_default()
    }

    /// The step after a page of `count` records that begins with the record `first`. `page` is how many records a
    /// full page holds; `claimed` the total that this page claims.
    pub(super) fn step(
        &self,
        first: Option<String>,
        count: u64,
        page: u64,
        claimed: Option<u64>,
    ) -> Step {
        let repeats = |earlier: &Option<String>| earlier.is_some() && *earlier == first;
        if count == 0 {
            return Step::End;
        }
        if repeats(&self.first) || repeats(&self.last) {
            return Step::Loop;
        }
        let total = self.total.or(claimed.filter(|total| *total > 0));
        let seen = self.seen + count;
        // Without a total only a short page tells the end; with one a short page tells nothing.
        let is_end = match total {
            Some(total) => seen >= total,
            None => count < page,
        };
        if is_end {
            return Step::End;
        }
        Step::More(Way {
            total,
            seen,
            first: self.first.clone().or_else(|| first.clone()),
            last: first,
        })
    }

    /// The carried text.
    pub(super) fn to_carry(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// Puts the step after a page into its reading; `next` makes the request for the page after so many records.
pub(super) fn go_on(
    reading: &mut Reading,
    way: &Way,
    step: Step,
    next: impl FnOnce(&Way) -> Request,
) {
    match step {
        Step::End => {
            // A first page that is empty claims 0 and means it; a list that ends early does not.
            if let Some(total) = way.total
                && way.seen < total
                && reading.items.is_empty()
                // A page whose postings stand in documents of their own is not empty.
                && reading.follow.is_empty()
            {
                let seen = way.seen;
                reading.capped = true;
                reading.suspicion = Some(format!(
                    "the list ended after {seen} of the {total} postings that it claims"
                ));
            }
        }
        Step::Loop => {
            // The page's postings were read before: they are not counted again.
            reading.items.clear();
            reading.follow.clear();
            reading.capped = true;
            let seen = way.seen;
            reading.suspicion = Some(format!(
                "the list begins anew after {seen} postings, so that those beyond are out of reach"
            ));
        }
        Step::More(way) => {
            let mut request = next(&way);
            request.carry = way.to_carry();
            reading.follow.push(request);
        }
    }
}
