//! How fetching is to behave: limits, times and who we say we are. Values only; knows no socket.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// Limits, times and the name that every request carries. [`FetchSettings::new`] gives what a public server should see.
#[derive(Clone, Debug)]
pub struct FetchSettings {
    /// The name that `robots.txt` is searched for, without a version.
    pub product_token: String,
    /// The whole `User-Agent`, with a way to reach whoever runs this.
    pub user_agent: String,
    /// A decoded body may have so many bytes.
    pub max_body: usize,
    /// The names and values of all headers of one answer together may have so many bytes.
    pub max_header_bytes: usize,
    /// One answer may have so many headers.
    pub max_headers: usize,
    /// An address may have so many bytes.
    pub max_url: usize,
    /// So many redirects are followed.
    pub max_redirects: usize,
    /// Name lookup, connection and TLS together may take so long.
    pub connect_timeout: Duration,
    /// A server may be silent for so long, before its headers and between two pieces of its body.
    pub idle_timeout: Duration,
    /// One request may take so long from its start to the last byte of its body.
    pub total_timeout: Duration,
    /// Requests under way at one time, over all hosts.
    pub requests_at_once: usize,
    /// The first request of a run to a host waits for a part of this, and of the source's gap, that the source's name decides:
    /// a run does not begin with a burst.
    pub first_jitter: Duration,
    /// Whether `robots.txt` binds sources declared local too. Off: who declares a source local runs its server.
    pub robots_for_local: bool,
    /// Addresses of names that are not looked up. The guard judges them like any other.
    pub pinned: BTreeMap<String, IpAddr>,
}

impl FetchSettings {
    /// What a public server should see: small in number, patient, and named.
    #[must_use]
    pub fn new(contact: &str) -> FetchSettings {
        let clean: String = contact
            .trim()
            .chars()
            .filter(|c| c.is_ascii_graphic() || *c == ' ')
            .collect();
        FetchSettings {
            product_token: "jobtide".to_owned(),
            user_agent: format!("jobtide/{} (+{clean})", env!("CARGO_PKG_VERSION")),
            max_body: 20 << 20,
            max_header_bytes: 64 << 10,
            max_headers: 128,
            max_url: 8 << 10,
            max_redirects: 10,
            connect_timeout: Duration::from_secs(15),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(120),
            requests_at_once: 8,
            first_jitter: Duration::from_secs(2),
            robots_for_local: false,
            pinned: BTreeMap::new(),
        }
    }
}

/// Whether a contact is none: empty, the one that an example shows, or neither a mail address nor a web address.
#[must_use]
pub fn is_placeholder(contact: &str) -> bool {
    let lower = contact.trim().to_ascii_lowercase();
    let host = match lower.split_once("://") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or(""),
        None => lower.rsplit_once('@').map_or("", |(_, host)| host),
    };
    let reserved = ["example", "invalid", "test", "localhost"];
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let last_is_reserved = labels.last().is_some_and(|last| reserved.contains(last));
    // example.com, example.org, example.co.uk and their subdomains are set aside for documents; nobody reads mail there.
    let is_example = labels.contains(&"example");
    labels.len() < 2
        || last_is_reserved
        || is_example
        || labels.iter().any(|label| label.is_empty())
}
