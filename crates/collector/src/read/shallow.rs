//! HTML from anyone in, HTML that a parser reads in time that grows with its length out. Knows no element's meaning.
//!
//! html5ever takes time that grows with the square of the depth of open elements, of the formatting elements that nobody
//! closed, and of one tag's attributes: half a megabyte of `<ul><li>` costs it minutes. No page that people read nests
//! deeper than a few dozen, so what lies deeper loses its tags and keeps its text.

use std::borrow::Cow;

/// Open elements that are passed on.
const DEEPEST: usize = 512;
/// Unclosed formatting elements, each of which is opened anew in every later paragraph.
const FORMATTING: usize = 16;
/// Marks in one tag (blanks and equals signs) that are passed on; a tag of more loses its attributes.
const MARKS: usize = 2_000;

/// What was done to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shallow<'a> {
    pub(crate) html: Cow<'a, str>,
    /// It was longer than the limit, and its end is missing.
    pub(crate) is_cut: bool,
    /// Elements that stood deeper than the limit lost their tags.
    pub(crate) is_flattened: bool,
}

/// The text without what makes parsing slow, and cut to `longest` bytes.
pub(crate) fn shallow(html: &str, longest: usize) -> Shallow<'_> {
    let is_cut = html.len() > longest;
    let kept = begin_of(html, longest);
    let mut scan = Scan::default();
    scan.run(kept);
    let html = if scan.dropped.is_empty() {
        Cow::Borrowed(kept)
    } else {
        Cow::Owned(without(kept, &scan.dropped))
    };
    Shallow {
        html,
        is_cut,
        is_flattened: scan.is_flattened,
    }
}

/// At most the first `longest` bytes, and no half of a letter.
pub(crate) fn begin_of(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A stretch of the text and what takes its place.
struct Dropped {
    start: usize,
    end: usize,
    /// The bare tag, where only its attributes were too many.
    bare: Option<String>,
}

fn without(html: &str, dropped: &[Dropped]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for piece in dropped {
        out.push_str(&html[at..piece.start]);
        // A blank, so that words on both sides stay two.
        out.push_str(piece.bare.as_deref().unwrap_or(" "));
        at = piece.end;
    }
    out.push_str(&html[at..]);
    out
}

#[derive(Default)]
struct Scan<'a> {
    open: Vec<&'a str>,
    formatting: Vec<&'a str>,
    /// Names of elements whose start was dropped, so that their ends are dropped too.
    headless: Vec<&'a str>,
    dropped: Vec<Dropped>,
    is_flattened: bool,
    /// No frame has an end from here on, which need not be looked for again.
    frames_are_endless: bool,
}

impl<'a> Scan<'a> {
    fn run(&mut self, html: &'a str) {
        let mut at = 0;
        while let Some(found) = html[at..].find('<') {
            let start = at + found;
            let rest = &html[start..];
            if rest.starts_with("<!--") {
                at = start + rest.find("-->").map_or(rest.len(), |end| end + 3);
                continue;
            }
            let is_end = rest.starts_with("</");
            let name_start = start + 1 + usize::from(is_end);
            let name = name_at(&html[name_start..]);
            if name.is_empty() {
                at = start + 1;
                continue;
            }
            let end = tag_end(html, name_start + name.len());
            at = end;
            if is_end {
                self.close(name, start, end);
            } else if !is_raw(name) {
                self.open(name, start, end, html);
            } else {
                // Within these a `<` is text, up to their own end.
                at = self.raw(name, start, end, html);
            }
        }
    }

    /// Passes an element of raw text on; where it ends.
    fn raw(&mut self, name: &str, start: usize, end: usize, html: &str) -> usize {
        let is_frame = name.eq_ignore_ascii_case("iframe");
        let behind = match is_frame && self.frames_are_endless {
            true => html.len(),
            false => raw_end(html, end, name),
        };
        // An XML writer's `<iframe/>` would take the rest of the text along.
        if is_frame && behind == html.len() {
            self.frames_are_endless = true;
            self.drop(start, end);
            return end;
        }
        self.strip_attributes(name, start, end, html);
        behind
    }

    fn open(&mut self, name: &'a str, start: usize, end: usize, html: &str) {
        if is_void(name) || self.is_whole(&html[start..end]) {
            self.strip_attributes(name, start, end, html);
            return;
        }
        self.close_implied(name);
        let is_formatting = is_formatting(name);
        self.is_flattened |= self.open.len() >= DEEPEST;
        if self.open.len() >= DEEPEST || (is_formatting && self.formatting.len() >= FORMATTING) {
            self.headless.push(name);
            self.drop(start, end);
            return;
        }
        self.strip_attributes(name, start, end, html);
        self.open.push(name);
        if is_formatting {
            self.formatting.push(name);
        }
    }

    /// Within a drawing or a formula a tag may end its own element, as in XML; elsewhere the slash means nothing.
    fn is_whole(&self, tag: &str) -> bool {
        let is_foreign =
            |own: &&str| own.eq_ignore_ascii_case("svg") || own.eq_ignore_ascii_case("math");
        tag.ends_with("/>") && self.open.iter().any(is_foreign)
    }

    fn close(&mut self, name: &str, start: usize, end: usize) {
        let same = |own: &&str| own.eq_ignore_ascii_case(name);
        // An end belongs to what was opened last, and what was opened last was dropped first.
        if self.headless.last().is_some_and(same) {
            self.headless.pop();
            self.drop(start, end);
            return;
        }
        if let Some(place) = self.formatting.iter().rposition(same) {
            self.formatting.remove(place);
        }
        if let Some(place) = self.open.iter().rposition(same) {
            self.open.truncate(place);
        }
    }

    /// Elements that the start of another closes: a paragraph ends where the next begins.
    fn close_implied(&mut self, name: &str) {
        let (closes, within): (&[&str], &[&str]) = match name.to_ascii_lowercase().as_str() {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "option" => (&["option"], &["select"]),
            "p" | "div" | "ul" | "ol" | "table" | "section" | "article" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" | "pre" | "blockquote" => {
                (&["p"], &["div", "li", "td", "th", "table", "section"])
            }
            _ => return,
        };
        let is_of =
            |names: &[&str], own: &str| names.iter().any(|name| own.eq_ignore_ascii_case(name));
        for place in (0..self.open.len()).rev() {
            if is_of(closes, self.open[place]) {
                self.open.truncate(place);
                return;
            }
            if is_of(within, self.open[place]) {
                return;
            }
        }
    }

    fn strip_attributes(&mut self, name: &str, start: usize, end: usize, html: &str) {
        let marks = html[start..end]
            .bytes()
            .filter(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'/'))
            .count();
        if marks > MARKS {
            self.dropped.push(Dropped {
                start,
                end,
                bare: Some(format!("<{name}>")),
            });
        }
    }

    fn drop(&mut self, start: usize, end: usize) {
        self.dropped.push(Dropped {
            start,
            end,
            bare: None,
        });
    }
}

/// The name with which a tag begins; empty where it is no tag.
fn name_at(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(text.len());
    &text[..end]
}

/// Behind the `>` that ends a tag: one within quotes does not.
fn tag_end(html: &str, from: usize) -> usize {
    let mut quote = None;
    let mut is_value = false;
    for (place, byte) in html.bytes().enumerate().skip(from) {
        match (quote, byte) {
            (Some(own), _) if own == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return place + 1,
            (None, b'=') => is_value = true,
            // A quote opens only where a value begins; elsewhere it is part of a name.
            (None, b'"' | b'\'') if is_value => (quote, is_value) = (Some(byte), false),
            (None, b' ' | b'\t' | b'\n' | b'\r') => {}
            (None, _) => is_value = false,
        }
    }
    html.len()
}

/// Where the end tag of an element of raw text begins.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found;
        if name_at(&html[start + 2..]).eq_ignore_ascii_case(name) {
            return start;
        }
        at = start + 2;
    }
    html.len()
}

fn is_raw(name: &str) -> bool {
    [
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
    ]
    .iter()
    .any(|own| own.eq_ignore_ascii_case(name))
}

fn is_void(name: &str) -> bool {
    [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr",
    ]
    .iter()
    .any(|own| own.eq_ignore_ascii_case(name))
}

fn is_formatting(name: &str) -> bool {
    [
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt",
        "u",
    ]
    .iter()
    .any(|own| own.eq_ignore_ascii_case(name))
}
