//! What an answer means: a status, headers and a body in; a document with its validators, or a fault out.

use reqwest::header::RETRY_AFTER;
use reqwest::{Method, Response};
use url::Url;

use super::body::{BodyLimits, End, collect};
use super::fault::FetchFault;
use super::fetcher::{Arrived, Fetched, Fetcher, Trip};
use super::memory::{UNSTATED_REST, retry_after};
use super::validators::Validators;
use crate::document::{RawDocument, Request};

impl Fetcher {
    /// Makes a document of an answer that is no redirect.
    pub(super) async fn receive(
        &self,
        trip: &Trip<'_>,
        mut arrived: Arrived,
    ) -> Result<(Fetched, Option<String>), FetchFault> {
        let shown = trip.shown(&arrived.url);
        let fetched_at = trip.clock.unix();
        let status = arrived.response.status().as_u16();
        if status == 304 {
            return self.not_modified(trip, &arrived, shown, fetched_at);
        }
        self.check_status(&arrived, &shown, fetched_at)?;
        let limit = self.settings.max_body;
        let too_large = |url: String| FetchFault::TooLarge {
            url,
            what: "the body is",
            limit,
        };
        let stated = arrived.response.content_length();
        if stated.is_some_and(|length| length > limit as u64) {
            return Err(too_large(shown));
        }
        let limits = BodyLimits {
            bytes: limit,
            idle: self.settings.idle_timeout,
            total: self.settings.total_timeout,
            deadline: arrived.deadline,
        };
        let (body, end) = match collect(&mut arrived.response, limits).await {
            Ok(collected) => collected,
            Err(reason) => return Err(FetchFault::BadEncoding { url: shown, reason }),
        };
        let (cut, damage) = match end {
            End::Whole => (None, None),
            End::Cut(why) => (Some(trip.secrets.scrub(&why)), None),
            End::Broken(why) => (Some(why.clone()), Some(why)),
            End::TooLarge => return Err(too_large(shown)),
            End::Silent(limit) => {
                return Err(FetchFault::Timeout {
                    url: shown,
                    what: "the body",
                    seconds: limit.as_secs(),
                });
            }
            End::Lost(why) => {
                return Err(FetchFault::Network {
                    url: shown,
                    reason: trip.secrets.scrub(&format!("the connection broke ({why})")),
                });
            }
        };
        drop(arrived.turn);
        let body = trip.secrets.scrub_bytes(body);
        // A POST has no version, and half a body must not stand for the whole one next time.
        let is_version = arrived.method == Method::GET
            && cut.is_none()
            && trip.secrets.is_told_apart(&arrived.url);
        let validators =
            is_version.then(|| Validators::of(arrived.response.headers(), &body, fetched_at));
        let known = trip.known(&arrived.url).map(|known| &known.body_hash);
        let unchanged = validators
            .as_ref()
            .is_some_and(|own| known == Some(&own.body_hash));
        let mut document = self.document(trip, &arrived.response, shown, fetched_at);
        document.body = body;
        document.cut = cut;
        let fetched = Fetched {
            document,
            unchanged,
            validators,
            permanent: arrived.permanent,
        };
        Ok((fetched, damage))
    }

    fn not_modified(
        &self,
        trip: &Trip<'_>,
        arrived: &Arrived,
        shown: String,
        fetched_at: i64,
    ) -> Result<(Fetched, Option<String>), FetchFault> {
        let known = trip.known(&arrived.url).filter(|_| arrived.conditional);
        let Some(known) = known else {
            return Err(FetchFault::UnaskedNotModified { url: shown });
        };
        let fetched = Fetched {
            validators: Some(known.clone()),
            document: self.document(trip, &arrived.response, shown, fetched_at),
            unchanged: true,
            permanent: arrived.permanent.clone(),
        };
        Ok((fetched, None))
    }

    /// Faults of every status that brings no document; a wish for rest is remembered.
    fn check_status(&self, arrived: &Arrived, shown: &str, now: i64) -> Result<(), FetchFault> {
        let url = shown.to_owned();
        let status = arrived.response.status().as_u16();
        match status {
            // A part that nobody asked for cannot be told from the whole.
            200..=205 | 207..=299 => Ok(()),
            410 => Err(FetchFault::Gone { url }),
            _ => {
                let retry_at = self.note_rest(&arrived.url, &arrived.response, now);
                Err(FetchFault::Status {
                    url,
                    status,
                    retry_at,
                })
            }
        }
    }

    /// Closes the gate where an answer asks for rest, and says until when.
    pub(super) fn note_rest(&self, url: &Url, response: &Response, now: i64) -> Option<i64> {
        let status = response.status().as_u16();
        // Some sites say 403 where they mean 429.
        if !matches!(status, 403 | 429 | 503) {
            return None;
        }
        let stated = response.headers().get(RETRY_AFTER);
        let stated = stated.and_then(|value| retry_after(value.to_str().ok()?, now));
        // "Too many requests" is meant for all that we ask there, also where it does not say for how long.
        let until =
            stated.or_else(|| (status == 429).then(|| now.saturating_add(UNSTATED_REST)))?;
        self.memory().close_gate(url, until);
        tracing::info!(host = url.host_str(), until, "the server asked for rest");
        Some(until)
    }

    /// A document without its body.
    fn document(
        &self,
        trip: &Trip<'_>,
        response: &Response,
        final_url: String,
        fetched_at: i64,
    ) -> RawDocument {
        let secret = [
            "set-cookie",
            "set-cookie2",
            "cookie",
            "authorization",
            "proxy-authorization",
            "www-authenticate",
        ];
        let headers = response
            .headers()
            .iter()
            .filter(|(name, _)| !secret.contains(&name.as_str()))
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.as_str().to_owned(), trip.secrets.scrub(&value))
            })
            .collect();
        RawDocument {
            source: trip.source.name.clone(),
            request: Request {
                url: trip.secrets.redact(&trip.request.url),
                post: trip
                    .request
                    .post
                    .as_deref()
                    .map(|body| trip.secrets.scrub(body)),
                role: trip.request.role.clone(),
                carry: trip.request.carry.clone(),
            },
            final_url,
            status: response.status().as_u16(),
            headers,
            fetched_at,
            body: Vec::new(),
            cut: None,
        }
    }
}
