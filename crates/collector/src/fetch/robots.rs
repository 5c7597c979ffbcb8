//! `robots.txt` as RFC 9309 wants it read: bytes in, the rules that bind one product token out. Pure.
//!
//! Written here because neither library would do: one lets `/%61dmin` past a rule for `/admin` and misses a token with
//! a version behind it; the other wants a newer compiler than this project promises; neither names the line that forbids.

use serde::{Deserialize, Serialize};

/// Rules after so many bytes are not read (RFC 9309, section 2.5).
pub(super) const MAX_ROBOTS: usize = 500 << 10;

/// A server may slow us down by so many milliseconds a request and no more; some files ask for 1e12 seconds.
const LONGEST_DELAY_MS: u64 = 60_000;

/// What one file says to us. Empty: everything is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rules {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rules: Vec<Rule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rule {
    allow: bool,
    /// With percent signs as [`normal`] writes them; `*` is any text, a last `$` the end.
    pattern: String,
    /// Counted from 1.
    line: usize,
    /// As the file has it, for messages.
    written: String,
}

/// The line that forbids an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Forbids {
    pub(super) line: usize,
    pub(super) written: String,
}

impl Rules {
    /// The rules for `token`: of all groups that name it, else of all groups for `*`.
    pub(super) fn parse(bytes: &[u8], token: &str) -> Rules {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = match bytes.get(..MAX_ROBOTS) {
            // Half a line would be another rule than the one that was written.
            Some(head) => {
                let end = head.iter().rposition(|b| matches!(b, b'\n' | b'\r'));
                &head[..end.unwrap_or(0)]
            }
            None => bytes,
        };
        let (mut ours, mut everyone) = (Rules::default(), Rules::default());
        let (mut named, mut is_ours, mut is_everyone) = (false, false, false);
        let mut in_rules = true;
        for (at, line) in lines(text).enumerate() {
            let line = String::from_utf8_lossy(line);
            let statement = line.split('#').next().unwrap_or("");
            let Some((key, value)) = statement.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if in_rules {
                        (is_ours, is_everyone, in_rules) = (false, false, false);
                    }
                    is_everyone |= value.starts_with('*');
                    is_ours |= token_of(value).eq_ignore_ascii_case(token);
                    named |= is_ours;
                }
                "allow" | "disallow" => {
                    in_rules = true;
                    let written = statement.trim();
                    let rule = rule_of(key == "allow", value, at + 1, written);
                    let Some(rule) = rule else { continue };
                    if is_ours {
                        ours.rules.push(rule.clone());
                    }
                    if is_everyone {
                        everyone.rules.push(rule);
                    }
                }
                // No part of the standard, and so it does not end a list of user agents.
                "crawl-delay" => {
                    let delay = delay_of(value);
                    if is_ours {
                        ours.delay_ms = ours.delay_ms.max(delay);
                    }
                    if is_everyone {
                        everyone.delay_ms = everyone.delay_ms.max(delay);
                    }
                }
                _ => {}
            }
        }
        if named { ours } else { everyone }
    }

    /// Milliseconds that the file asks for between two requests, clamped.
    pub(super) fn delay_ms(&self) -> u64 {
        self.delay_ms.unwrap_or(0).min(LONGEST_DELAY_MS)
    }

    /// The line that forbids a path with its query, if one does: the longest match counts, and of two as long the one that allows.
    pub(super) fn forbids(&self, path: &str) -> Option<Forbids> {
        if path == "/robots.txt" {
            return None;
        }
        let path = normal(path.as_bytes(), true);
        let matching = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path));
        let strongest = matching.max_by_key(|rule| (rule.pattern.len(), rule.allow))?;
        (!strongest.allow).then(|| Forbids {
            line: strongest.line,
            written: strongest.written.clone(),
        })
    }
}

/// Lines that end in CR, LF or both; a CR LF counts once, so that line numbers are those of an editor.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let own = rest?;
        match own.iter().position(|b| matches!(b, b'\n' | b'\r')) {
            Some(end) => {
                let skip = if own[end..].starts_with(b"\r\n") {
                    2
                } else {
                    1
                };
                rest = Some(&own[end + skip..]);
                Some(&own[..end])
            }
            None => {
                rest = None;
                Some(own)
            }
        }
    })
}

/// The product token at the head of a value: "Jobtide/2.0 (x)" names jobtide.
fn token_of(value: &str) -> &str {
    let end = value.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    &value[..end.unwrap_or(value.len())]
}

fn rule_of(allow: bool, value: &str, line: usize, written: &str) -> Option<Rule> {
    // `Disallow:` with nothing behind it forbids nothing.
    if value.is_empty() {
        return None;
    }
    let mut pattern = normal(value.as_bytes(), false);
    if !pattern.starts_with(['/', '*']) {
        pattern.insert(0, '/');
    }
    Some(Rule {
        allow,
        pattern,
        line,
        written: written.chars().take(200).collect(),
    })
}

fn delay_of(value: &str) -> Option<u64> {
    let seconds: f64 = value.parse().ok()?;
    // The cast is safe: the value lies between 0 and 60,000 after the clamp, and a NaN is no number of seconds.
    (seconds >= 0.0).then(|| (seconds * 1000.0).min(60_000.0) as u64)
}

/// One spelling for each path: unreserved characters plain, everything else that is not plain ASCII in upper-case percent
/// signs. In a path `*` and `$` are ordinary characters and become percent signs too, as they must be in a pattern.
fn normal(input: &[u8], is_path: bool) -> String {
    let mut out = String::with_capacity(input.len());
    let mut at = 0;
    while at < input.len() {
        let byte = input[at];
        let hex = |byte: u8| char::from(byte).to_digit(16);
        let encoded = match (byte, input.get(at + 1), input.get(at + 2)) {
            (b'%', Some(high), Some(low)) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = encoded {
            // Two digits of 16 fit a byte.
            push_byte(&mut out, (high * 16 + low) as u8, false);
            at += 3;
            continue;
        }
        let is_end = byte == b'$' && !is_path && at + 1 == input.len();
        let is_any = byte == b'*' && !is_path;
        push_byte(
            &mut out,
            byte,
            is_end || is_any || !matches!(byte, b'$' | b'*'),
        );
        at += 1;
    }
    out
}

/// `plain`: the byte stood there as itself, and may stay so where it is printable.
fn push_byte(out: &mut String, byte: u8, plain: bool) {
    let unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let printable =
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'{' | b'}');
    if unreserved || (plain && printable) {
        out.push(char::from(byte));
    } else {
        out.push_str(&format!("%{byte:02X}"));
    }
}

/// Whether a pattern matches the head of a path. Each part between two stars is taken at its first place, which is enough
/// for all but the last, and keeps the work linear however many stars there are.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, anchored) = match pattern.strip_suffix('$') {
        Some(head) => (head, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| path.strip_prefix(head)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !anchored || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() && anchored {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}
