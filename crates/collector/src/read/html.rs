//! HTML or plain text in, clean text out: paragraphs, list items and readable links, nothing invisible. Knows no field.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use scraper::{Html, Node};

use super::shallow::{begin_of, shallow};

/// The longest body that is read; what lies behind is no description of a job.
const LONGEST_TEXT: usize = 512 * 1024;
/// The longest page: career pages carry their scripts and data with them.
const LONGEST_PAGE: usize = 8 * 1024 * 1024;

/// Clean text of an HTML fragment.
///
/// Paragraphs are divided by an empty line, lines by a line feed, list items begin with `- `. Scripts, styles and
/// invisible characters are left out, blanks collapse, entities are decoded once. Of a link its text stays; where
/// the text is an abbreviation of the address (`https://example.org/a-long...`) the address takes its place, and
/// other addresses are dropped: they would be indexed and tagged as words of the posting. Of more than 512 KiB of markup
/// the end is left out, and elements nested deeper than 512 lose their form.
#[must_use]
pub fn text_of_html(html: &str) -> String {
    if !html.contains('<') {
        let html = begin_of(html, LONGEST_TEXT);
        return clean_text(&decode_entities(html));
    }
    let document = Html::parse_fragment(&shallow(html, LONGEST_TEXT).html);
    let root = document.tree.root();
    let mut walk = Walk::default();
    // By hand and not by recursion: pages nest deeper than a stack is high.
    let mut node = root;
    loop {
        walk.open(node.value());
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        walk.close(node.value());
        while node.next_sibling().is_none() {
            match node.parent() {
                Some(parent) if parent != root => {
                    node = parent;
                    walk.close(node.value());
                }
                _ => return walk.text.out,
            }
        }
        match node.next_sibling() {
            Some(sibling) => node = sibling,
            None => return walk.text.out,
        }
    }
}

/// The tree of a whole page.
///
/// # Errors
/// Where the page is longer, or nests deeper, than any that people read.
pub(crate) fn parse_html_guarded(html: &str) -> Result<Html, String> {
    let guarded = shallow(html, LONGEST_PAGE);
    if guarded.is_cut {
        return Err(format!(
            "the page is longer than {} MiB, more than any page that people read",
            LONGEST_PAGE >> 20
        ));
    }
    // Without the tags that were too deep its list could not be told from an empty one.
    if guarded.is_flattened {
        return Err("the page nests more elements deep than any page that people read".to_owned());
    }
    Ok(Html::parse_document(&guarded.html))
}

/// What is known between two nodes on the way through a document.
#[derive(Default)]
struct Walk {
    text: TextBuilder,
    hidden: usize,
    preformatted: usize,
    /// Where the text of each open link begins.
    links: Vec<usize>,
}

impl Walk {
    fn open(&mut self, node: &Node) {
        match node {
            Node::Text(own) if self.hidden == 0 => self.text.push(own, self.preformatted > 0),
            Node::Element(element) => {
                let name = element.name();
                self.hidden += usize::from(is_hidden(name));
                self.preformatted += usize::from(name == "pre");
                if name == "a" {
                    self.links.push(self.text.len());
                }
                self.text.break_for(name);
                if name == "li" && self.hidden == 0 {
                    self.text.start_item();
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, node: &Node) {
        let Node::Element(element) = node else { return };
        let name = element.name();
        self.hidden -= usize::from(is_hidden(name));
        self.preformatted -= usize::from(name == "pre");
        if name == "a"
            && let Some(start) = self.links.pop()
        {
            self.text.complete_link(start, element.attr("href"));
        }
        if name != "br" {
            self.text.break_for(name);
        }
    }
}

fn is_hidden(element: &str) -> bool {
    matches!(
        element,
        "script" | "style" | "head" | "template" | "noscript" | "iframe" | "svg" | "select"
    )
}

/// What stands between two pieces of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
    Paragraph,
}

#[derive(Default)]
struct TextBuilder {
    out: String,
    gap: Gap,
    /// Line breaks since the last text: two of them make a paragraph.
    line_breaks: usize,
}

impl TextBuilder {
    fn with_capacity(bytes: usize) -> TextBuilder {
        TextBuilder {
            out: String::with_capacity(bytes),
            ..TextBuilder::default()
        }
    }

    fn len(&self) -> usize {
        self.out.len()
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn break_for(&mut self, element: &str) {
        match element {
            "br" => {
                self.line_breaks += 1;
                let gap = if self.line_breaks > 1 {
                    Gap::Paragraph
                } else {
                    Gap::Line
                };
                self.widen(gap);
            }
            "p" | "ul" | "ol" | "dl" | "table" | "blockquote" | "pre" | "hr" | "section"
            | "article" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.widen(Gap::Paragraph),
            "div" | "li" | "tr" | "dt" | "dd" | "header" | "footer" | "form" | "option" => {
                self.widen(Gap::Line);
            }
            "td" | "th" => self.widen(Gap::Blank),
            _ => {}
        }
    }

    fn flush_gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str(match self.gap {
                Gap::None => "",
                Gap::Blank => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
        self.line_breaks = 0;
    }

    fn start_item(&mut self) {
        self.flush_gap();
        self.out.push_str("- ");
    }

    fn push(&mut self, text: &str, preformatted: bool) {
        if is_clean_line(text) {
            self.push_clean(text);
            return;
        }
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let word = rest.bytes().position(|byte| !byte.is_ascii_graphic());
            let word = word.unwrap_or(rest.len());
            if word > 0 {
                self.push_clean(&rest[..word]);
                rest = &rest[word..];
                continue;
            }
            rest = &rest[letter.len_utf8()..];
            match letter {
                '\n' if preformatted => self.widen(Gap::Line),
                _ if letter.is_whitespace() => {
                    if !self.out.ends_with([' ', '\n']) {
                        self.widen(Gap::Blank);
                    }
                }
                _ if is_invisible(letter) => {}
                _ => {
                    self.flush_gap();
                    self.out.push(letter);
                }
            }
        }
    }

    fn push_clean(&mut self, text: &str) {
        self.flush_gap();
        self.out.push_str(text);
    }

    /// Puts the whole address where the text of a link only begins it.
    fn complete_link(&mut self, start: usize, address: Option<&str>) {
        let (Some(address), Some(text)) = (address, self.out.get(start..)) else {
            return;
        };
        let text = text.trim_start();
        let Some(begun) = text.strip_suffix("...").or_else(|| text.strip_suffix('…')) else {
            return;
        };
        if !begun.is_empty() && address.starts_with(begun) {
            let rest = address[begun.len()..].to_owned();
            let kept = self.out.len() - (text.len() - begun.len());
            self.out.truncate(kept);
            self.out.push_str(&rest);
        }
    }
}

/// Characters without a glyph that only hinder comparison. The joiners U+200C and U+200D stay: emoji and Persian
/// words need them.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (letter.is_control() && letter != '\n' && letter != '\t')
}

/// Whether cleaning would change nothing in this line, as in nearly all; false where that would take a closer look.
///
/// Looks at every byte without a branch, so that the compiler takes many at once. Every character that is blank or invisible
/// beyond ASCII begins with one of the five bytes.
pub(super) fn is_clean_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let odd = bytes.iter().fold(false, |found, byte| {
        found
            | (*byte < b' ')
            | (*byte == 0x7F)
            | (*byte == 0xC2)
            | (*byte == 0xE1)
            | (*byte == 0xE2)
            | (*byte == 0xE3)
            | (*byte == 0xEF)
    });
    let run = bytes
        .iter()
        .zip(&bytes[1..])
        .fold(false, |found, (a, b)| found | ((*a == b' ') & (*b == b' ')));
    !(odd | run | (*first == b' ') | (*last == b' '))
}

/// Plain text with its lines: blanks collapse within a line, and more than one empty line becomes one.
pub(crate) fn clean_text(text: &str) -> String {
    let mut builder = TextBuilder::with_capacity(text.len());
    for line in text.split('\n') {
        if is_clean_line(line) {
            builder.push_clean(line);
            builder.break_for("br");
            continue;
        }
        for part in line.split(['\u{2028}', '\u{2029}']) {
            builder.push(part, false);
            builder.break_for("br");
        }
    }
    builder.out
}

/// Text as one line.
pub(crate) fn clean_line(text: &str) -> String {
    let mut builder = TextBuilder::with_capacity(text.len());
    builder.push(text, false);
    builder.out
}

/// The first line that is not empty, cut at the end of a word to at most `limit` characters.
pub(crate) fn first_line(text: &str, limit: usize) -> String {
    let line = text
        .lines()
        .map(|line| line.trim_start_matches("- ").trim())
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let Some((end, _)) = line.char_indices().nth(limit) else {
        return line.to_owned();
    };
    let cut = &line[..end];
    let at_word = cut.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    format!(
        "{}…",
        cut[..at_word].trim_end_matches([' ', ',', ';', '-', '|'])
    )
}

/// Decodes entities that end in a semicolon. The lenient form of HTML ("&copy" without one) is not followed, since
/// in plain text it turns up inside addresses.
pub(crate) fn decode_entities(text: &str) -> String {
    static ENTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});").ok()
    });
    match &*ENTITY {
        Some(entity) if text.contains('&') => entity
            .replace_all(text, |found: &Captures<'_>| decode_entity(&found[0]))
            .into_owned(),
        _ => text.to_owned(),
    }
}

fn decode_entity(entity: &str) -> String {
    match entity {
        "&amp;" => "&".to_owned(),
        "&lt;" => "<".to_owned(),
        "&gt;" => ">".to_owned(),
        "&quot;" => "\"".to_owned(),
        "&nbsp;" => " ".to_owned(),
        _ => {
            let fragment = Html::parse_fragment(entity);
            fragment.root_element().text().collect()
        }
    }
}
