//! Where the sentences of a text begin and end, and which stretch of text lies within some words of a place. Knows no rule.

use std::ops::Range;

/// Words that end in a full stop without ending a sentence.
const ABBREVIATIONS: [&str; 10] = [
    "e.g", "eg", "i.e", "ie", "etc", "vs", "incl", "approx", "no", "dr",
];

/// The sentences as byte ranges that cover the text without gap or overlap.
///
/// A sentence ends at a line feed, at a bullet, at `。！？`, and at `.`, `!` or `?` before white space, except after an
/// abbreviation or a single letter ("A.I. tools").
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut cut = |start: &mut usize, end: usize| {
        if end > *start {
            found.push(*start..end);
            *start = end;
        }
    };
    for (at, character) in text.char_indices() {
        match character {
            '\n' | '。' | '！' | '？' => cut(&mut start, at + character.len_utf8()),
            '•' | '●' | '▪' => cut(&mut start, at),
            '!' | '?' if followed_by_space(bytes, at) => cut(&mut start, at + 1),
            '.' if followed_by_space(bytes, at) && !is_abbreviation(&text[start..at]) => {
                cut(&mut start, at + 1);
            }
            _ => {}
        }
    }
    cut(&mut start, text.len());
    found
}

/// The sentence that holds the byte.
pub(crate) fn sentence_at(sentences: &[Range<usize>], at: usize) -> usize {
    sentences
        .partition_point(|range| range.end <= at)
        .min(sentences.len().saturating_sub(1))
}

fn followed_by_space(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace)
}

fn is_abbreviation(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(' || c == ',')
        .next()
        .unwrap_or(before);
    let last = word.rsplit('.').next().unwrap_or(word);
    (last.len() == 1 && last.bytes().all(|b| b.is_ascii_alphabetic()))
        || ABBREVIATIONS
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

/// The text from `words` words before the span to `words` words after it, the span included.
pub(crate) fn window(text: &str, span: &Range<usize>, words: usize) -> Range<usize> {
    let nth = words.saturating_sub(1);
    let before = &text[..span.start];
    let start = before
        .char_indices()
        .rev()
        .filter(|(at, c)| !c.is_whitespace() && ends_in_space(&before[..*at]))
        .nth(nth)
        .map_or(0, |(at, _)| at);
    let after = &text[span.end..];
    let end = after
        .char_indices()
        .map(|(at, c)| (at + c.len_utf8(), c))
        .filter(|(end, c)| !c.is_whitespace() && starts_with_space(&after[*end..]))
        .nth(nth)
        .map_or(text.len(), |(end, _)| span.end + end);
    start..end
}

fn ends_in_space(text: &str) -> bool {
    text.chars().next_back().is_none_or(char::is_whitespace)
}

fn starts_with_space(text: &str) -> bool {
    text.chars().next().is_none_or(char::is_whitespace)
}
