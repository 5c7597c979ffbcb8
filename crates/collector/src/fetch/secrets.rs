//! What must not be seen: credentials in addresses and headers. Text in, text without them out; knows no socket.
//!
//! Two nets: [`redact`] goes by the names of query parameters, and so works on any address; [`Secrets`] knows the very
//! values of one source, and finds them wherever a server echoes them (a feed's own `self` link does that).

use regex::bytes::{Regex, RegexBuilder};
use url::{Url, form_urlencoded};

use crate::source::Source;

/// What stands in place of a value that must not be seen.
pub(crate) const REDACTED: &str = "REDACTED";

/// Values shorter than this are not searched for in texts: they would be found by chance.
const SEARCHED_FROM: usize = 8;

/// A whole value of at least so many bytes is taken for a secret that it equals, whatever its parameter is called.
const TOLD_FROM: usize = 4;

/// An address as it may be logged and stored: no user, no fragment, and no value of a parameter whose name sounds like a credential.
#[must_use]
pub(crate) fn redact(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        // What cannot be read cannot be searched; everything that could hold a secret goes.
        let bare = address.split(['?', '#']).next().unwrap_or("");
        return match (bare.find("//"), bare.rfind('@')) {
            (Some(slashes), Some(at)) if slashes < at => {
                format!("{}{}", &bare[..slashes + 2], &bare[at + 1..])
            }
            (None, Some(at)) => bare[at + 1..].to_owned(),
            _ => bare.to_owned(),
        };
    };
    // Both fail only for addresses that have no host, and so no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    if let Some(query) = url.query() {
        let kept = map_values(query, |name, _| {
            sounds_secret(name).then(|| REDACTED.to_owned())
        });
        url.set_query(Some(&kept));
    }
    url.to_string()
}

/// The query with the values that `change` gives a new text for; everything else stays as it was written.
fn map_values(query: &str, change: impl Fn(&str, &str) -> Option<String>) -> String {
    let pairs = query.split('&').map(|pair| {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        match change(&decoded(raw_name), &decoded(raw_value)) {
            Some(value) => format!("{raw_name}={value}"),
            None => pair.to_owned(),
        }
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// One name or value of a query without its percent signs.
fn decoded(raw: &str) -> String {
    // A bare `=` would be taken for a separator.
    let guarded = raw.replace('=', "%3D");
    form_urlencoded::parse(guarded.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

fn sounds_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // A place in a list is no credential, and pages must stay distinguishable.
    let place = ["page", "next", "continuation", "cursor", "scroll", "sync"];
    if place.iter().any(|word| plain.starts_with(word)) {
        return false;
    }
    let inside = [
        "token",
        "secret",
        "password",
        "passwd",
        "apikey",
        "signature",
        "credential",
        "accesskey",
        "authkey",
        "privatekey",
        "session",
        "useruid",
        "orguid",
    ];
    let whole = [
        "key",
        "sig",
        "pass",
        "pwd",
        "auth",
        "authorization",
        "sid",
        "jwt",
        "bearer",
        "appkey",
        "appid",
        "clientkey",
        "hmac",
    ];
    inside.iter().any(|word| plain.contains(word)) || whole.contains(&plain.as_str())
}

/// Headers that say nothing about who asks; their values are ordinary words.
fn is_harmless_header(name: &str) -> bool {
    let harmless = [
        "accept",
        "accept-language",
        "content-type",
        "referer",
        "origin",
        "x-requested-with",
        "cache-control",
        "pragma",
        "dnt",
        "from",
    ];
    harmless.contains(&name.to_ascii_lowercase().as_str())
}

/// The credentials of one source: where they may go, and their very values.
pub(super) struct Secrets {
    /// Addresses that the operator or the kind declared; only their origins are sent credentials.
    home: Vec<Url>,
    has_headers: bool,
    values: Vec<String>,
    search: Option<Regex>,
}

impl Secrets {
    /// Those of a source. `asked` stands in for its home where neither the declaration nor the kind names one.
    pub(super) fn of(source: &Source, asked: &Url) -> Secrets {
        let first = (source.kind.first)(source).unwrap_or_default();
        let declared = source.url.iter().map(String::as_str);
        let mut home: Vec<Url> = declared
            .chain(first.iter().map(|request| request.url.as_str()))
            .filter_map(|address| Url::parse(address).ok())
            .collect();
        if home.is_empty() {
            home.push(asked.clone());
        }
        let mut values = Vec::new();
        // What a link to another host carries was given by a document, and is no secret of ours.
        let at_home = home.iter().any(|home| home.origin() == asked.origin());
        for url in home.iter().chain(at_home.then_some(asked)) {
            values_of_url(url, &mut values);
        }
        for (name, value) in &source.headers {
            if !is_harmless_header(name) {
                values_of_header(value, &mut values);
            }
        }
        // Longest first, so that no part of a secret is left behind a shorter one.
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        let long: Vec<String> = values
            .iter()
            .filter(|value| value.len() >= SEARCHED_FROM && *value != REDACTED)
            .map(|value| regex::escape(value))
            .collect();
        let search = (!long.is_empty()).then(|| {
            RegexBuilder::new(&long.join("|"))
                .unicode(true)
                .size_limit(64 << 20)
                .build()
                .ok()
        });
        Secrets {
            home,
            has_headers: source.headers.keys().any(|name| !is_harmless_header(name)),
            values,
            search: search.flatten(),
        }
    }

    /// Whether credentials may go to this address.
    pub(super) fn belong_to(&self, url: &Url) -> bool {
        self.home.iter().any(|home| home.origin() == url.origin())
    }

    /// Whether this host is one that the operator declared.
    pub(super) fn is_home_host(&self, url: &Url) -> bool {
        self.home.iter().any(|home| home.host() == url.host())
    }

    /// Whether there is anything to lose.
    pub(super) fn any(&self) -> bool {
        self.has_headers || !self.values.is_empty()
    }

    /// The address as it is sent: at home with the credentials that were redacted from it, elsewhere without any.
    ///
    /// A reader sees only redacted addresses, so a next page that it builds from one comes back with `REDACTED` in it.
    /// `None` where a secret sits in the path of an address elsewhere and cannot be taken out.
    pub(super) fn prepare(&self, url: &Url) -> Option<Url> {
        let mut url = url.clone();
        url.set_fragment(None);
        if let Some(home) = self.home.iter().find(|home| home.origin() == url.origin()) {
            if url.username().is_empty() && url.password().is_none() {
                let _ = url.set_username(home.username());
                let _ = url.set_password(home.password());
            }
            if let Some(query) = url.query() {
                let restored = map_values(query, |name, value| {
                    (value == REDACTED).then(|| self.declared(name)).flatten()
                });
                url.set_query(Some(&restored));
            }
            return Some(url);
        }
        let _ = url.set_username("");
        let _ = url.set_password(None);
        if let Some(query) = url.query() {
            let kept: Vec<&str> = query
                .split('&')
                .filter(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    let plain = decoded(value);
                    // A secret as short as a page number is known by the name that it stands under.
                    let tells = plain.len() >= TOLD_FROM || sounds_secret(&decoded(name));
                    let is_ours = |secret: &String| *secret == plain || secret == value;
                    let whole = tells && self.values.iter().any(is_ours);
                    !whole && !self.is_in(&plain) && !self.is_in(value)
                })
                .collect();
            let kept = kept.join("&");
            url.set_query((!kept.is_empty()).then_some(kept.as_str()));
        }
        (!self.is_in(url.as_str())).then_some(url)
    }

    /// Whether the shown form of an address stands for it alone: `?key=1` and `?key=2` of a document's own links look the same.
    pub(super) fn is_told_apart(&self, url: &Url) -> bool {
        let shown = Url::parse(&self.redact(url.as_str())).ok();
        shown.and_then(|shown| self.prepare(&shown)).as_ref() == Some(url)
    }

    /// The raw value of a parameter as it was declared.
    fn declared(&self, wanted: &str) -> Option<String> {
        let queries = self.home.iter().filter_map(Url::query);
        let mut pairs = queries.flat_map(|query| query.split('&'));
        pairs.find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (decoded(name) == wanted && sounds_secret(wanted)).then(|| value.to_owned())
        })
    }

    fn is_in(&self, text: &str) -> bool {
        let search = self.search.as_ref();
        search.is_some_and(|search| search.is_match(text.as_bytes()))
    }

    /// An address as it may be logged and stored.
    pub(super) fn redact(&self, address: &str) -> String {
        self.scrub(&redact(address))
    }

    /// A text without the values of this source's credentials.
    pub(super) fn scrub(&self, text: &str) -> String {
        match &self.search {
            Some(search) if search.is_match(text.as_bytes()) => {
                let clean = search.replace_all(text.as_bytes(), REDACTED.as_bytes());
                String::from_utf8_lossy(&clean).into_owned()
            }
            _ => text.to_owned(),
        }
    }

    /// A body without them.
    pub(super) fn scrub_bytes(&self, body: Vec<u8>) -> Vec<u8> {
        match &self.search {
            Some(search) if search.is_match(&body) => {
                search.replace_all(&body, REDACTED.as_bytes()).into_owned()
            }
            _ => body,
        }
    }
}

fn values_of_url(url: &Url, values: &mut Vec<String>) {
    let mut add = |value: &str| {
        if !value.is_empty() && value != REDACTED {
            values.push(value.to_owned());
            values.push(decoded(value));
        }
    };
    if let Some(password) = url.password() {
        add(password);
    }
    // A key is often given as the user, with an empty password.
    if url.password().is_none_or(str::is_empty) {
        add(url.username());
    }
    for pair in url.query().unwrap_or("").split('&') {
        if let Some((name, value)) = pair.split_once('=')
            && sounds_secret(&decoded(name))
        {
            add(value);
        }
    }
}

fn values_of_header(value: &str, values: &mut Vec<String>) {
    values.push(value.trim().to_owned());
    // The second word of "Bearer x", and each part of a cookie.
    if let Some((_, rest)) = value.trim().split_once(' ') {
        values.push(rest.trim().to_owned());
    }
    for part in value.split(';') {
        if let Some((_, own)) = part.split_once('=') {
            values.push(own.trim().to_owned());
        }
    }
}
