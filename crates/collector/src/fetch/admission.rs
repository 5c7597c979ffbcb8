//! Whether an address may be asked for at all: its form, its host, the rest that its server asked for, and its `robots.txt`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, LOCATION};
use tokio::time::Instant;
use url::Url;

use super::body::{BodyLimits, End, collect};
use super::client::{Ask, Reach};
use super::fault::FetchFault;
use super::fetcher::{Fetcher, Trip};
use super::guard::judge_literal;
use super::memory::ROBOTS_KEPT;
use super::redirects::is_redirect;
use super::robots::{MAX_ROBOTS, Rules};

/// So many redirects of a `robots.txt` are followed (RFC 9309, section 2.3.1.2).
const ROBOTS_REDIRECTS: usize = 5;

/// An origin whose `robots.txt` could not be had is not asked again within one poll.
const UNREACHABLE_KEPT: i64 = 300;

/// What belongs to asking for `robots.txt`, beside the rules themselves.
#[derive(Default)]
pub(super) struct Robots {
    /// One lock an origin, so that two sources of a host do not both ask.
    busy: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
    unreachable: Mutex<BTreeMap<String, (i64, FetchFault)>>,
}

/// What a server said when it was asked for its `robots.txt`.
enum Asked {
    Rules(Rules),
    /// A part of the server's own trouble, which counts as forbidding everything.
    Unreachable(FetchFault),
    /// Our own guard; no answer of the server.
    Refused(FetchFault),
}

impl Fetcher {
    /// Lets an address through, with the gap that its host is owed, or says why not.
    pub(super) async fn admit(&self, trip: &Trip<'_>, url: &Url) -> Result<Duration, FetchFault> {
        let bad = |reason: String| FetchFault::BadRequest {
            url: trip.shown(url).chars().take(300).collect(),
            reason,
        };
        if !matches!(url.scheme(), "http" | "https") {
            let scheme = url.scheme();
            return Err(bad(format!(
                "`{scheme}:` is not fetched, only http and https"
            )));
        }
        if url.as_str().len() > self.settings.max_url {
            return Err(bad(format!(
                "the address is longer than {} bytes",
                self.settings.max_url
            )));
        }
        if trip.reach(url) == Reach::Public {
            judge_literal(url).map_err(|refused| FetchFault::Forbidden {
                url: trip.shown(url),
                reason: refused.to_string(),
            })?;
        }
        self.check_gate(trip, url)?;
        let gap = Duration::from_millis(trip.source.gap_ms);
        if trip.source.local && !self.settings.robots_for_local {
            return Ok(gap);
        }
        let rules = self.rules(trip, url).await?;
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        if let Some(line) = rules.forbids(path) {
            return Err(FetchFault::Robots {
                url: trip.shown(url),
                reason: format!(
                    "line {} of {}/robots.txt forbids it to programs: `{}`",
                    line.line,
                    url.origin().ascii_serialization(),
                    line.written
                ),
            });
        }
        Ok(gap.max(Duration::from_millis(rules.delay_ms())))
    }

    pub(super) fn check_gate(&self, trip: &Trip<'_>, url: &Url) -> Result<(), FetchFault> {
        match self.memory().gate(url, trip.clock.unix()) {
            None => Ok(()),
            Some(until) => Err(FetchFault::Gated {
                url: trip.shown(url),
                until,
            }),
        }
    }

    /// The rules of an origin: remembered for a day, then asked for; an old copy serves while the server cannot be reached.
    async fn rules(&self, trip: &Trip<'_>, url: &Url) -> Result<Rules, FetchFault> {
        let origin = url.origin().ascii_serialization();
        let busy = {
            let mut busy = self
                .robots
                .busy
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            Arc::clone(busy.entry(origin.clone()).or_default())
        };
        let _alone = busy.lock().await;
        let now = trip.clock.unix();
        let kept = self.memory().robots(&origin).cloned();
        if let Some(kept) = &kept
            && (0..ROBOTS_KEPT).contains(&now.saturating_sub(kept.at))
        {
            return Ok(kept.rules.clone());
        }
        let recent = self.unreachable().get(&origin).cloned();
        let asked = match recent {
            Some((at, fault)) if (0..UNREACHABLE_KEPT).contains(&now.saturating_sub(at)) => {
                Asked::Unreachable(fault)
            }
            _ => self.ask_for_rules(trip, url).await,
        };
        match asked {
            Asked::Rules(rules) => {
                self.memory().keep_robots(origin, now, rules.clone());
                Ok(rules)
            }
            Asked::Refused(fault) => Err(fault),
            Asked::Unreachable(fault) => {
                self.unreachable().insert(origin, (now, fault.clone()));
                kept.map(|kept| kept.rules).ok_or(fault)
            }
        }
    }

    fn unreachable(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (i64, FetchFault)>> {
        let unreachable = self.robots.unreachable.lock();
        unreachable.unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask_for_rules(&self, trip: &Trip<'_>, url: &Url) -> Asked {
        let mut at = url.clone();
        // Both fail only for addresses without a host, which were turned away before.
        let _ = at.set_username("");
        let _ = at.set_password(None);
        at.set_path("/robots.txt");
        at.set_query(None);
        at.set_fragment(None);
        for _ in 0..=ROBOTS_REDIRECTS {
            if trip.reach(&at) == Reach::Public
                && let Err(refused) = judge_literal(&at)
            {
                return Asked::Refused(FetchFault::Forbidden {
                    url: trip.shown(&at),
                    reason: refused.to_string(),
                });
            }
            match self.robots_hop(trip, &at).await {
                Ok(next) => at = next,
                Err(asked) => return asked,
            }
        }
        // Five redirects and no end: the file is unavailable, and so allows everything.
        Asked::Rules(Rules::default())
    }

    /// One hop towards the file: where it redirects to, or else what was found.
    async fn robots_hop(&self, trip: &Trip<'_>, at: &Url) -> Result<Url, Asked> {
        let unreachable = |why: String| {
            Asked::Unreachable(FetchFault::Network {
                url: trip.shown(at),
                reason: format!(
                    "the file could not be had, which forbids everything until it can: {why}"
                ),
            })
        };
        let settings = &self.settings;
        let gap = Duration::from_millis(trip.source.gap_ms);
        let host = at.host_str().unwrap_or("");
        let _turn = self.pace.turn(host, gap, trip.source.name.as_str()).await;
        let deadline = Instant::now() + settings.total_timeout;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        let ask = Ask {
            method: Method::GET,
            url: at,
            headers,
            body: None,
            reach: trip.reach(at),
        };
        let sent = self.clients.send(ask, settings, deadline).await;
        let mut response = sent.map_err(|fault| match self.send_fault(trip, at, fault) {
            refused @ FetchFault::Forbidden { .. } => Asked::Refused(refused),
            FetchFault::Network { reason, .. } => unreachable(reason),
            other => unreachable(other.to_string()),
        })?;
        let status = response.status().as_u16();
        tracing::debug!(url = %trip.shown(at), status, "asked for robots.txt");
        match status {
            200..=299 => {}
            _ if is_redirect(status) => {
                let location = response.headers().get(LOCATION);
                let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()));
                let next = location.and_then(|location| at.join(location.trim()).ok());
                let usable = next.filter(|next| matches!(next.scheme(), "http" | "https"));
                return usable.ok_or_else(|| Asked::Rules(Rules::default()));
            }
            // "Too many requests" is no statement that there is no file.
            429 | 500..=599 => {
                let retry_at = self.note_rest(at, &response, trip.clock.unix());
                return Err(Asked::Unreachable(FetchFault::Status {
                    url: trip.shown(at),
                    status,
                    retry_at,
                }));
            }
            _ => return Err(Asked::Rules(Rules::default())),
        }
        let limits = BodyLimits {
            bytes: MAX_ROBOTS + 1,
            idle: settings.idle_timeout,
            total: settings.total_timeout,
            deadline,
        };
        match collect(&mut response, limits).await {
            // What came of too long a file counts (RFC 9309, section 2.5).
            Ok((body, End::Whole | End::TooLarge)) => {
                Err(Asked::Rules(Rules::parse(&body, &settings.product_token)))
            }
            Ok((_, End::Silent(_))) => Err(unreachable("the server fell silent".to_owned())),
            Ok((_, End::Cut(why) | End::Broken(why) | End::Lost(why))) | Err(why) => {
                Err(unreachable(why))
            }
        }
    }
}
