//! One document fetched: a source, a request and what is known of it in; the document, or that it is unchanged, or a fault out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::header::{HeaderValue, LOCATION};
use reqwest::{Method, Response};
use tokio::time::Instant;
use url::Url;

use super::admission::Robots;
use super::client::{Ask, Clients, Reach, SendFault};
use super::fault::FetchFault;
use super::memory::HostMemory;
use super::pace::{Pace, Turn};
use super::redirects::{is_redirect, next_hop};
use super::secrets::Secrets;
use super::settings::FetchSettings;
use super::validators::Validators;
use crate::document::{RawDocument, Request};
use crate::source::Source;

/// What one request brought.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The document; its body is empty where the server said that nothing changed (status 304).
    pub document: RawDocument,
    /// Nothing changed since the answer that the known validators are of: status 304, or the same body once more.
    pub unchanged: bool,
    /// What to know next time, by `document.final_url`; `None` where nothing may be concluded from this answer.
    pub validators: Option<Validators>,
    /// The address that it led to, where there were redirects and each was for good (301, 308).
    pub permanent: Option<String>,
}

/// Fetches documents, politely and within limits. Shared by all sources of a run.
pub struct Fetcher {
    pub(super) settings: FetchSettings,
    pub(super) clients: Clients,
    pub(super) pace: Pace,
    pub(super) robots: Robots,
    memory: Mutex<HostMemory>,
    latest: AtomicI64,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher")
            .field("user_agent", &self.settings.user_agent)
            .finish_non_exhaustive()
    }
}

/// The time, as the caller has it, moving on from there.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    now: i64,
    started: Instant,
}

impl Clock {
    pub(super) fn unix(self) -> i64 {
        let passed = i64::try_from(self.started.elapsed().as_secs()).unwrap_or(0);
        self.now.saturating_add(passed)
    }
}

/// All that stays the same over the hops of one request.
pub(super) struct Trip<'a> {
    pub(super) source: &'a Source,
    pub(super) request: &'a Request,
    pub(super) secrets: Secrets,
    pub(super) clock: Clock,
    pub(super) known: &'a BTreeMap<String, Validators>,
}

impl Trip<'_> {
    pub(super) fn shown(&self, url: &Url) -> String {
        self.secrets.redact(url.as_str())
    }

    /// What is known of the last whole document at this address.
    pub(super) fn known(&self, url: &Url) -> Option<&Validators> {
        let known = self.known.get(&self.shown(url))?;
        self.secrets.is_told_apart(url).then_some(known)
    }

    pub(super) fn reach(&self, url: &Url) -> Reach {
        // A local source may not be turned against its neighbours: only hosts of its own declaration are open to it.
        if self.source.local && self.secrets.is_home_host(url) {
            Reach::Local
        } else {
            Reach::Public
        }
    }
}

/// An answer that is not a redirect, with the turn that it was asked in.
pub(super) struct Arrived {
    pub(super) response: Response,
    pub(super) turn: Turn,
    pub(super) url: Url,
    pub(super) method: Method,
    pub(super) conditional: bool,
    pub(super) permanent: Option<String>,
    pub(super) deadline: Instant,
}

impl Fetcher {
    /// Ready to fetch. An error means that the TLS library could not be set up.
    pub fn new(settings: FetchSettings, memory: HostMemory) -> Result<Fetcher, FetchFault> {
        let clients = Clients::new(&settings).map_err(FetchFault::Setup)?;
        Ok(Fetcher {
            clients,
            pace: Pace::new(settings.requests_at_once, settings.first_jitter),
            robots: Robots::default(),
            memory: Mutex::new(memory),
            latest: AtomicI64::new(i64::MIN),
            settings,
        })
    }

    /// What is to be remembered of hosts until the next run.
    #[must_use]
    pub fn host_memory(&self) -> HostMemory {
        self.memory().pruned(self.latest.load(Ordering::Relaxed))
    }

    pub(super) fn memory(&self) -> MutexGuard<'_, HostMemory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches one document. `known` holds what earlier answers said, by their final addresses; `now` is Unix seconds.
    ///
    /// A body that breaks off is a document with `cut` set, not a fault: complete items can be salvaged from it.
    pub async fn fetch(
        &self,
        source: &Source,
        request: &Request,
        known: &BTreeMap<String, Validators>,
        now: i64,
    ) -> Result<Fetched, FetchFault> {
        self.latest.fetch_max(now, Ordering::Relaxed);
        let bad = |reason: &str| FetchFault::BadRequest {
            url: super::secrets::redact(&request.url),
            reason: reason.to_owned(),
        };
        let asked = Url::parse(&request.url)
            .map_err(|_| bad("not an absolute address; it must begin with https:// or http://"))?;
        let secrets = Secrets::of(source, &asked);
        let start = secrets
            .prepare(&asked)
            .ok_or_else(|| bad("a link to another host holds the source's credentials"))?;
        let trip = Trip {
            source,
            request,
            secrets,
            clock: Clock {
                now,
                started: Instant::now(),
            },
            known,
        };
        let (fetched, damage) = self.attempt(&trip, &start, "gzip").await?;
        let Some(damage) = damage else {
            return Ok(fetched);
        };
        // The body is not what its headers say. Once more without any encoding; if that is no better, what came is kept.
        tracing::debug!(url = %trip.shown(&start), %damage, "asking again without encoding");
        match self.attempt(&trip, &start, "identity").await {
            Ok((second, None)) => Ok(second),
            _ if !fetched.document.body.is_empty() => Ok(fetched),
            _ => Err(FetchFault::BadEncoding {
                url: trip.shown(&start),
                reason: damage,
            }),
        }
    }

    /// Asks once, with one word for `Accept-Encoding`. Beside the document stands the damage of its encoding, if there is any.
    async fn attempt(
        &self,
        trip: &Trip<'_>,
        start: &Url,
        encoding: &'static str,
    ) -> Result<(Fetched, Option<String>), FetchFault> {
        let started = Instant::now();
        let arrived = self.follow(trip, start, encoding).await;
        let arrived = arrived.inspect_err(
            |fault| tracing::debug!(source = %trip.source.name.as_str(), %fault, "not fetched"),
        )?;
        let method = arrived.method.clone();
        let status = arrived.response.status().as_u16();
        let shown = trip.shown(&arrived.url);
        let result = self.receive(trip, arrived).await;
        let bytes = result
            .as_ref()
            .map_or(0, |(fetched, _)| fetched.document.body.len());
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(source = %trip.source.name.as_str(), %method, url = %shown, status, bytes, ms, "fetched");
        result
    }

    /// Goes from hop to hop until an answer is no redirect.
    async fn follow(
        &self,
        trip: &Trip<'_>,
        start: &Url,
        encoding: &'static str,
    ) -> Result<Arrived, FetchFault> {
        let mut url = start.clone();
        let mut method = match trip.request.post {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        let mut seen = BTreeSet::new();
        let mut permanent = true;
        loop {
            if !seen.insert((url.clone(), method.clone())) {
                return Err(FetchFault::TooManyRedirects {
                    url: trip.shown(start),
                    reason: format!("redirects lead in a circle over {}", trip.shown(&url)),
                });
            }
            let gap = self.admit(trip, &url).await?;
            let host = url.host_str().unwrap_or("");
            let turn = self.pace.turn(host, gap, trip.source.name.as_str()).await;
            // The one before us in the lane may have been told to stop.
            self.check_gate(trip, &url)?;
            let deadline = Instant::now() + self.settings.total_timeout;
            let (headers, conditional) = self.headers(trip, &url, &method, encoding)?;
            let ask = Ask {
                method: method.clone(),
                url: &url,
                headers,
                body: (method == Method::POST)
                    .then(|| trip.request.post.clone())
                    .flatten(),
                reach: trip.reach(&url),
            };
            let response = self.clients.send(ask, &self.settings, deadline).await;
            let response = response.map_err(|fault| self.send_fault(trip, &url, fault))?;
            let status = response.status().as_u16();
            if !is_redirect(status) {
                let moved = seen.len() > 1 && permanent;
                return Ok(Arrived {
                    permanent: moved.then(|| trip.shown(&url)),
                    response,
                    turn,
                    url,
                    method,
                    conditional,
                    deadline,
                });
            }
            if seen.len() > self.settings.max_redirects {
                return Err(FetchFault::TooManyRedirects {
                    url: trip.shown(start),
                    reason: format!("more than {} redirects", self.settings.max_redirects),
                });
            }
            let location = response.headers().get(LOCATION).map(HeaderValue::as_bytes);
            let hop =
                next_hop(status, location, &url, &method, &trip.secrets).map_err(|reason| {
                    FetchFault::BadRedirect {
                        url: trip.shown(&url),
                        reason,
                    }
                })?;
            tracing::debug!(from = %trip.shown(&url), to = %trip.shown(&hop.url), status, "redirected");
            permanent &= hop.permanent;
            (url, method) = (hop.url, hop.method);
        }
    }

    pub(super) fn send_fault(&self, trip: &Trip<'_>, url: &Url, fault: SendFault) -> FetchFault {
        let url = trip.shown(url);
        match fault {
            SendFault::Refused(refused) => FetchFault::Forbidden {
                url,
                reason: refused.to_string(),
            },
            SendFault::Timeout(what, limit) => FetchFault::Timeout {
                url,
                what,
                seconds: limit.as_secs(),
            },
            SendFault::HeadersTooLarge => FetchFault::TooLarge {
                url,
                what: "the headers are",
                limit: self.settings.max_header_bytes,
            },
            SendFault::Network(said) => FetchFault::Network {
                url,
                reason: trip.secrets.scrub(&said),
            },
        }
    }
}
