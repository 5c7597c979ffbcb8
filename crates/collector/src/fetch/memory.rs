//! What is remembered of hosts between runs: until when they asked for rest, and their `robots.txt`. Values only; knows no socket and no clock.

use std::collections::BTreeMap;

use jiff::civil;
use serde::{Deserialize, Serialize};
use url::Url;

use super::robots::Rules;

/// A `robots.txt` is asked for again after so long (RFC 9309, section 2.4).
pub(super) const ROBOTS_KEPT: i64 = 24 * 3600;

/// No server is left alone for longer than this on its word: a mistaken date must not end a source.
const LONGEST_REST: i64 = 7 * 24 * 3600;

/// Seconds of rest for a host and path that answered 429 without saying for how long.
pub(super) const UNSTATED_REST: i64 = 900;

/// Gates and `robots.txt` files by host. Made to be stored between runs; holds no credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostMemory {
    /// Unix seconds before which nothing is sent, by host and first segment of the path.
    #[serde(default)]
    gates: BTreeMap<String, i64>,
    /// The rules that bind us, by origin.
    #[serde(default)]
    robots: BTreeMap<String, KeptRobots>,
}

/// The rules of one origin and when they were fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptRobots {
    pub(super) at: i64,
    pub(super) rules: Rules,
}

impl HostMemory {
    /// Until when this address is not to be asked for.
    pub(super) fn gate(&self, url: &Url, now: i64) -> Option<i64> {
        let until = *self.gates.get(&gate_key(url))?;
        (until > now).then_some(until)
    }

    /// Remembers that the server wants rest.
    pub(super) fn close_gate(&mut self, url: &Url, until: i64) {
        let gate = self.gates.entry(gate_key(url)).or_insert(until);
        *gate = until.max(*gate);
    }

    /// The rules of this origin, however old.
    pub(super) fn robots(&self, origin: &str) -> Option<&KeptRobots> {
        self.robots.get(origin)
    }

    pub(super) fn keep_robots(&mut self, origin: String, at: i64, rules: Rules) {
        self.robots.insert(origin, KeptRobots { at, rules });
    }

    /// Without what no longer counts. Rules are kept for a month, for the days when a host cannot be reached.
    pub(super) fn pruned(&self, now: i64) -> HostMemory {
        let mut kept = self.clone();
        kept.gates.retain(|_, until| *until > now);
        kept.robots
            .retain(|_, robots| now.saturating_sub(robots.at) < 30 * 24 * 3600);
        kept
    }
}

/// Where a `Retry-After` holds: the origin and the first segment of the path.
///
/// The whole host is too wide: one busy feed would silence hundreds that are served happily beside it (`/r/..` of one site,
/// `/feeds/..` of another). The whole path is too narrow: the next page of the same API would be asked for at once.
fn gate_key(url: &Url) -> String {
    let segment = url
        .path_segments()
        .and_then(|mut segments| segments.next())
        .unwrap_or("");
    format!("{}/{segment}", url.origin().ascii_serialization())
}

/// The moment that a `Retry-After` names, in seconds or as any of the three dates of HTTP; `None` where it names none ahead.
pub(super) fn retry_after(value: &str, now: i64) -> Option<i64> {
    let value = value.trim();
    let at = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // Too many digits for a number are still a wish for a long rest.
        now.saturating_add(value.parse::<i64>().unwrap_or(i64::MAX))
    } else {
        http_date(value)?
    };
    (at > now).then(|| at.min(now.saturating_add(LONGEST_REST)))
}

fn http_date(value: &str) -> Option<i64> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    if let Ok(at) = parser.parse_timestamp(value) {
        return Some(at.as_second());
    }
    let obsolete = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    obsolete.iter().find_map(|format| {
        let at = civil::DateTime::strptime(format, value).ok()?;
        Some(at.in_tz("UTC").ok()?.timestamp().as_second())
    })
}
