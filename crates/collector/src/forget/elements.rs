//! The bytes of a document in; the ranges of its arrays' elements (JSON), or of its elements of one name (XML), out. Knows no posting, and may be wrong: whoever cuts reads again.

use std::collections::BTreeMap;
use std::ops::Range;

/// Ranges in a document that may be its items, ascending and apart from each other.
pub(super) struct Elements {
    ranges: Vec<Range<usize>>,
    /// What stands between two of them: a comma, or nothing.
    between: &'static [u8],
}

impl Elements {
    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The body without those that are gone.
    pub(super) fn without(&self, body: &[u8], gone: &[bool]) -> Vec<u8> {
        let (Some(first), Some(last)) = (self.ranges.first(), self.ranges.last()) else {
            return body.to_vec();
        };
        let mut cut = body[..first.start].to_vec();
        let mut kept = self.ranges.iter().zip(gone).filter(|(_, gone)| !**gone);
        if self.between.is_empty() {
            let mut at = first.start;
            for (range, gone) in self.ranges.iter().zip(gone) {
                cut.extend_from_slice(&body[at..range.start]);
                if !gone {
                    cut.extend_from_slice(&body[range.clone()]);
                }
                at = range.end;
            }
        } else {
            if let Some((range, _)) = kept.next() {
                cut.extend_from_slice(&body[range.clone()]);
            }
            for (range, _) in kept {
                cut.extend_from_slice(self.between);
                cut.extend_from_slice(&body[range.clone()]);
            }
        }
        cut.extend_from_slice(&body[last.end..]);
        cut
    }
}

/// What may be the items of a document.
pub(super) fn of(body: &[u8]) -> Vec<Elements> {
    let start = body
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && byte.is_ascii());
    match start {
        Some(b'[' | b'{') => arrays(body),
        Some(b'<') => named(body),
        _ => Vec::new(),
    }
}

/// An array or object that is not closed yet.
struct Open {
    is_array: bool,
    elements: Vec<Range<usize>>,
    /// Where the element that is being passed begins.
    start: Option<usize>,
}

fn arrays(body: &[u8]) -> Vec<Elements> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // Behind the last byte that is no white space.
    let mut end = 0;
    let mut at = 0;
    while at < body.len() {
        let byte = body[at];
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if matches!(byte, b',' | b']' | b'}') {
            if let Some(start) = open.last_mut().and_then(|own| own.start.take())
                && let Some(own) = open.last_mut()
            {
                own.elements.push(start..end);
            }
            if byte != b','
                && let Some(closed) = open.pop()
                && closed.is_array
            {
                found.push(Elements {
                    ranges: closed.elements,
                    between: b",",
                });
            }
        } else {
            if let Some(own) = open.last_mut() {
                own.start.get_or_insert(at);
            }
            if matches!(byte, b'[' | b'{') {
                open.push(Open {
                    is_array: byte == b'[',
                    elements: Vec::new(),
                    start: None,
                });
            } else if byte == b'"' {
                at = end_of_string(body, at);
            }
        }
        at += 1;
        end = at;
    }
    found
}

/// Where the string that begins here has its closing quotation mark.
fn end_of_string(body: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < body.len() && body[at] != b'"' {
        at += if body[at] == b'\\' { 2 } else { 1 };
    }
    at
}

fn named(body: &[u8]) -> Vec<Elements> {
    let mut found: BTreeMap<&[u8], Vec<Range<usize>>> = BTreeMap::new();
    let mut open: Vec<(&[u8], usize)> = Vec::new();
    let mut at = 0;
    while let Some(start) = find(body, at, b"<") {
        let rest = &body[start..];
        let skipped = [
            (&b"<!--"[..], &b"-->"[..]),
            (b"<![CDATA[", b"]]>"),
            (b"<?", b"?>"),
            (b"<!", b">"),
        ];
        if let Some((_, close)) = skipped.iter().find(|(open, _)| rest.starts_with(open)) {
            let Some(end) = find(body, start + 2, close) else {
                break;
            };
            at = end + close.len();
            continue;
        }
        let Some(end) = end_of_tag(body, start) else {
            break;
        };
        at = end + 1;
        let tag = &body[start + 1..end];
        if let Some(name) = tag.strip_prefix(b"/") {
            // Tags that nobody closed are passed over.
            while let Some((own, start)) = open.pop() {
                if own == name.trim_ascii() {
                    found.entry(own).or_default().push(start..at);
                    break;
                }
            }
        } else {
            let length = tag
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || *byte == b'/')
                .unwrap_or(tag.len());
            if tag.ends_with(b"/") {
                found.entry(&tag[..length]).or_default().push(start..at);
            } else {
                open.push((&tag[..length], start));
            }
        }
    }
    let apart =
        |ranges: &Vec<Range<usize>>| ranges.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let found = found.into_values().filter(apart);
    found
        .map(|ranges| Elements {
            ranges,
            between: b"",
        })
        .collect()
}

fn find(body: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = body.get(from..)?;
    let place = rest.windows(what.len()).position(|part| part == what)?;
    Some(from + place)
}

/// Where the tag that begins here has its closing bracket; one in an attribute's value is none.
fn end_of_tag(body: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in body.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}
