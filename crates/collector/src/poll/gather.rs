//! The documents of one poll, one by one: which to ask for next, and what they come to. Pure; shared by live polls, replays and rereading.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use model::{PollEnd, Posting, Problem, ProblemKind};

use crate::document::{RawDocument, Reading, Request};
use crate::fetch::{FetchFault, Validators, redact};
use crate::kinds::Lists;
use crate::read::Item;
use crate::schedule::{PollResult, SeenPosting, SourceState};
use crate::source::Source;

use super::order::Order;

/// The role of a page that holds one posting.
const DETAIL: &str = "detail";
/// Seconds after which a list is read to its end again.
const READ_ON_EVERY: i64 = 7 * 24 * 3600;
/// After so many faults in a row the host is left alone until the next poll.
const FAULTS_IN_A_ROW: u32 = 3;

/// One poll under way.
pub(super) struct Gathering {
    source: Arc<Source>,
    state: Arc<SourceState>,
    result: PollResult,
    known: BTreeSet<u64>,
    lists: VecDeque<Request>,
    /// Detail pages, those never read before those that may have changed.
    details: VecDeque<Request>,
    read_before: VecDeque<Request>,
    met: BTreeSet<(String, Option<String>)>,
    read_details: BTreeSet<String>,
    asked_for: u32,
    /// Documents whose reader refused them.
    refused: u64,
    order: Order,
    faults: u32,
    errors: Vec<String>,
    stopped: bool,
    /// The documents come from the archive.
    again: bool,
}

impl Gathering {
    /// A poll that begins with the first requests of the source's kind.
    pub(super) fn begin(source: Arc<Source>, state: Arc<SourceState>, at: i64) -> Gathering {
        let mut gathering = Gathering::without_requests(source, state, at);
        match (gathering.source.kind.first)(&gathering.source) {
            Ok(requests) => {
                for mut request in requests {
                    gathering.result.asked.push(redact(&request.url));
                    request.url = gathering.state.address_of(&gathering.source, &request.url);
                    gathering.want(request);
                }
            }
            Err(error) => gathering.fail(error),
        }
        gathering
    }

    /// A poll whose documents come from the archive. What it asked for and holds no answer to was not read.
    pub(super) fn again(source: Arc<Source>, state: Arc<SourceState>, at: i64) -> Gathering {
        let mut gathering = Gathering::begin(source, state, at);
        gathering.again = true;
        gathering
    }

    /// A poll whose one document is at hand.
    pub(super) fn without_requests(
        source: Arc<Source>,
        state: Arc<SourceState>,
        at: i64,
    ) -> Gathering {
        Gathering {
            known: state.known.iter().copied().collect(),
            source,
            state,
            result: PollResult::begun(at),
            lists: VecDeque::new(),
            details: VecDeque::new(),
            read_before: VecDeque::new(),
            met: BTreeSet::new(),
            read_details: BTreeSet::new(),
            asked_for: 0,
            refused: 0,
            order: Order::default(),
            faults: 0,
            errors: Vec::new(),
            stopped: false,
            again: false,
        }
    }

    /// The next document to ask for.
    pub(super) fn next(&mut self) -> Option<Request> {
        if self.stopped || self.asked_for >= self.source.max_documents {
            return None;
        }
        let queues = [&mut self.lists, &mut self.details, &mut self.read_before];
        let request = queues.into_iter().find_map(VecDeque::pop_front)?;
        self.asked_for += 1;
        Some(request)
    }

    /// Takes a request off the queues because its answer is at hand.
    pub(super) fn answered(&mut self, request: &Request) {
        let same = |own: &Request| redact(&own.url) == request.url && own.post == request.post;
        for queue in [&mut self.lists, &mut self.details, &mut self.read_before] {
            if let Some(place) = queue.iter().position(same) {
                queue.remove(place);
                return;
            }
        }
        // Asked for at another address: the source has moved, or is declared otherwise than it was then.
        let same_role = |own: &Request| own.role == request.role;
        if let Some(place) = self.lists.iter().position(same_role) {
            self.lists.remove(place);
        }
    }

    fn want(&mut self, request: Request) {
        // Some sites' last page names itself or the first as the next.
        if !self.met.insert((request.url.clone(), request.post.clone())) {
            return;
        }
        if request.role != DETAIL {
            self.lists.push_back(request);
        } else if self.state.validators.contains_key(&redact(&request.url)) {
            self.read_before.push_back(request);
        } else {
            self.details.push_back(request);
        }
    }

    /// Notes that an address of the declaration has moved for good.
    pub(super) fn note_move(&mut self, request: &Request, to: &str) {
        let first = self.result.asked.iter().find(|asked| {
            **asked == redact(&request.url)
                || self.state.address_of(&self.source, asked) == request.url
        });
        if let Some(from) = first.cloned() {
            self.result.moved.insert(from, to.to_owned());
        }
    }

    /// A document that is what it was.
    pub(super) fn unchanged(&mut self, document: &RawDocument, validators: Option<Validators>) {
        self.faults = 0;
        self.result.documents += 1;
        self.note_freshness(document);
        let address = document.final_url.clone();
        if let Some(validators) = validators {
            self.result.validators.insert(address.clone(), validators);
        }
        self.note_detail(document);
        self.result.unchanged.insert(address);
    }

    /// A document that was read; its items come back with what the caller should hear of.
    pub(super) fn read(
        &mut self,
        document: &RawDocument,
        reading: Reading,
        validators: Option<Validators>,
    ) -> Vec<Item> {
        self.faults = 0;
        self.result.documents += 1;
        self.note_freshness(document);
        let all_known = self.count(&reading.items);
        if document.request.role != DETAIL {
            let postings = reading.items.iter().filter_map(|item| match item {
                Item::Posting(posting) => posting.published.at,
                _ => None,
            });
            postings.for_each(|at| self.order.note(at));
        }
        let whole = reading.fault.is_none() && document.cut.is_none();
        let cut = document.cut.as_ref().map(|why| format!("cut short: {why}"));
        self.refused += u64::from(reading.fault.is_some());
        // A reader that met the cut may say what it cost, or only that there is one.
        let said = reading
            .fault
            .filter(|fault| document.cut.as_ref() != Some(fault));
        if let Some(fault) = said.or(cut) {
            self.errors.push(format!("{}: {fault}", document.final_url));
        }
        let result = &mut self.result;
        result.capped |= reading.capped;
        // Some boards state their total on the first page only, and 0 on the others.
        result.claimed = result.claimed.max(reading.claimed);
        result.suspicion = result.suspicion.take().or(reading.suspicion);
        result.ask_every = result.ask_every.max(reading.ask_every);
        let mut follow = reading.follow;
        // The newest come first and all of these are known, so that nothing new lies behind them. What the list claims to
        // hold in all is a matter for polls that read it to its end.
        let is_list = document.request.role != DETAIL;
        if all_known && whole && is_list && self.may_stop_early() {
            let before = follow.len();
            follow.retain(|request| request.role == DETAIL);
            self.result.stopped_early |= follow.len() < before;
            self.result.claimed = None;
        }
        // A list in several documents is always asked for whole. An unchanged first one would hide what the others hold
        // now, and of an unchanged other one the postings would be missing from what the poll saw.
        let stands_alone = document.request.role == DETAIL
            || (self.result.documents == 1 && self.result.asked.len() == 1);
        if follow.is_empty()
            && stands_alone
            && whole
            && let Some(validators) = validators
        {
            let address = document.final_url.clone();
            self.result.validators.insert(address, validators);
            self.note_detail(document);
        }
        for request in follow {
            self.want(request);
        }
        reading.items
    }

    /// Counts items and says whether each posting was known and no newer than the newest of the polls before.
    fn count(&mut self, items: &[Item]) -> bool {
        let mut all_known = true;
        let mut any = false;
        for item in items {
            match item {
                Item::Posting(posting) => {
                    any = true;
                    all_known &= self.is_old(posting);
                    self.result.seen.push(SeenPosting::of(posting));
                    self.result.items += 1;
                }
                // The posting follows, without its pay.
                Item::Problem(problem) if problem.kind == ProblemKind::BadPay => {}
                Item::Problem(_) => {
                    self.result.items += 1;
                    self.result.problems += 1;
                }
                Item::LeftOut => self.result.items += 1,
            }
        }
        any && all_known
    }

    /// Whether what was not read yet of the list is older than what was.
    fn shows_newest_first(&self) -> bool {
        self.source.kind.lists != Lists::Open && self.order.is_newest_first()
    }

    /// Once a week a list is read on all the same: boards let postings in late, under the day on which they were written.
    fn may_stop_early(&self) -> bool {
        let read = self.state.read_to_end;
        let is_recent =
            read.is_some_and(|read| (0..READ_ON_EVERY).contains(&(self.result.at - read)));
        is_recent && self.shows_newest_first()
    }

    fn is_old(&self, posting: &Posting) -> bool {
        let seen = SeenPosting::of(posting);
        let no_newer = seen
            .at
            .is_none_or(|at| self.state.newest.is_some_and(|newest| at <= newest));
        no_newer && self.known.contains(&seen.key)
    }

    fn note_detail(&mut self, document: &RawDocument) {
        if document.request.role == DETAIL {
            self.read_details.insert(document.final_url.clone());
        }
    }

    fn note_freshness(&mut self, document: &RawDocument) {
        if document.request.role != DETAIL {
            let fresh_for = super::freshness::seconds_fresh(document);
            self.result.fresh_for = self.result.fresh_for.max(fresh_for);
        }
    }

    /// A request that brought no document. Gives the problem to hand on, where the fault is one posting's own.
    pub(super) fn fault(&mut self, request: &Request, fault: &FetchFault) -> Option<Item> {
        self.result.retry_at = self.result.retry_at.max(fault.retry_at());
        let gone = fault.is_gone() || matches!(fault, FetchFault::Status { status: 404, .. });
        if request.role == DETAIL && gone {
            // The posting was taken down between the list and its page; the source is well.
            self.result.items += 1;
            self.result.problems += 1;
            let what = format!("the posting's page could not be had: {fault}");
            let problem = Problem::new(
                ProblemKind::Unreadable,
                &redact(&request.url),
                None,
                what,
                "",
            );
            return Some(Item::Problem(problem));
        }
        if fault.is_gone() && self.result.documents == 0 && self.result.asked.len() == 1 {
            self.result.gone = Some(fault.to_string());
        }
        self.errors.push(fault.to_string());
        self.faults += 1;
        if fault.retry_at().is_some() || self.faults >= FAULTS_IN_A_ROW {
            self.stopped = true;
        }
        None
    }

    /// Ends the poll before its time.
    pub(super) fn fail(&mut self, what: impl Into<String>) {
        self.errors.push(what.into());
        self.stopped = true;
    }

    /// The result so far, where only its newest posting is of interest.
    pub(super) fn newest(&self) -> Option<i64> {
        self.result.seen.iter().filter_map(|seen| seen.at).max()
    }

    /// What the poll came to. `at` is when it began, and `forget` whether even detail pages are to be asked for anew.
    pub(super) fn finish(mut self, at: i64, forget: bool) -> PollResult {
        self.result.at = at;
        let left: Vec<&Request> = [&self.lists, &self.details, &self.read_before]
            .into_iter()
            .flatten()
            .collect();
        if !left.is_empty() && !self.stopped {
            let only_older = left.iter().all(|request| request.role != DETAIL);
            if only_older && self.shows_newest_first() {
                self.result.capped = true;
                self.result.claimed = None;
            } else {
                let (many, most) = (left.len(), self.source.max_documents);
                self.errors.push(if self.again {
                    format!("the archive holds no answer to {many} of its requests")
                } else {
                    format!("{many} documents were not asked for: max_documents = {most} are read a poll")
                });
            }
        }
        let mut result = self.result;
        if !self.errors.is_empty() {
            // A page for people in the place of a feed is no part of it.
            let nothing = result.documents == self.refused && result.seen.is_empty();
            result.end = if nothing {
                PollEnd::Failed
            } else {
                PollEnd::Partial
            };
            result.error = Some(one_line(&self.errors));
            result
                .validators
                .retain(|address, _| !forget && self.read_details.contains(address));
        } else if result.documents > 0 && result.unchanged.len() as u64 == result.documents {
            result.end = PollEnd::Unchanged;
        }
        result
    }
}

/// The first faults; a board of a thousand pages can have a thousand.
fn one_line(errors: &[String]) -> String {
    let shown: Vec<&str> = errors.iter().take(3).map(String::as_str).collect();
    let mut line = shown.join("; ").replace(['\n', '\r'], " ");
    if errors.len() > 3 {
        line.push_str(&format!("; and {} more", errors.len() - 3));
    }
    line
}
