//! Patterns as they are written in, compiled expressions and the literals that announce them out. Knows no text and no sentence.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use crate::Error;

/// Literals are cut to this many bytes. At 8 the automaton takes 1.3 MB and reads 0.42 GB/s; at 4 it takes 0.5 MB and reads no faster,
/// and common words ("with", "time") announce patterns in vain.
const LITERAL_BYTES: usize = 8;

/// Room for the states that an expression comes by while it searches, made once and kept. Those that end a few words behind a cue come by
/// some thousands of large ones in real texts; with the usual 2 MiB they were forgotten and made anew all the time, which took four
/// fifths of an import.
const STATES_BYTES: usize = 16 << 20;

/// Where a pattern stands, for messages.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) tag: &'a str,
    pub(crate) key: &'static str,
}

/// Whether a pattern is written for one case or for any.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Any,
    Exact,
}

/// The literals with which a match of the pattern can begin, as written.
pub(crate) fn literals(place: Place<'_>, pattern: &str) -> Result<Vec<String>, Error> {
    let hir = regex_syntax::parse(pattern).map_err(|error| bad(place, pattern, &error))?;
    let none = || Error::NoLiteral {
        tag: place.tag.to_owned(),
        key: place.key,
        pattern: pattern.to_owned(),
    };
    let mut sequence = Extractor::new().kind(ExtractKind::Prefix).extract(&hir);
    sequence.keep_first_bytes(LITERAL_BYTES);
    sequence.minimize_by_preference();
    let found = sequence.literals().ok_or_else(none)?;
    let mut texts = Vec::with_capacity(found.len());
    for literal in found {
        // Cutting may have halved a character; its whole part still begins every match.
        let bytes = literal.as_bytes();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
        };
        if text.is_empty() {
            return Err(none());
        }
        texts.push(text.to_owned());
    }
    if texts.is_empty() {
        return Err(none());
    }
    Ok(texts)
}

/// Patterns for any case are written in lower case, since their literals are read off the text of the pattern.
pub(crate) fn check_lower_case(place: Place<'_>, pattern: &str) -> Result<(), Error> {
    let mut escaped = false;
    for character in pattern.chars() {
        if character.is_uppercase() && !escaped {
            return Err(Error::Capital {
                tag: place.tag.to_owned(),
                key: place.key,
                pattern: pattern.to_owned(),
            });
        }
        escaped = character == '\\' && !escaped;
    }
    Ok(())
}

/// Compiles a pattern to match exactly at the beginning of a text and to end at the end of a word.
///
/// Words are bounded by ASCII letters, digits and `_` alone, so that `AI` is found in Chinese text, which has no spaces.
pub(crate) fn anchored(place: Place<'_>, pattern: &str, case: Case) -> Result<Regex, Error> {
    compile(
        place,
        pattern,
        &format!(r"{}\A(?:{pattern})(?-u:\b{{end-half}})", flags(case)),
    )
}

/// Compiles a pattern to match whole words anywhere.
pub(crate) fn anywhere(place: Place<'_>, pattern: &str) -> Result<Regex, Error> {
    compile(
        place,
        pattern,
        &format!(
            r"{}(?-u:\b{{start-half}})(?:{pattern})(?-u:\b{{end-half}})",
            flags(Case::Any)
        ),
    )
}

/// Compiles patterns into one that matches whole words anywhere; `None` where there are none.
pub(crate) fn any_of(place: Place<'_>, patterns: &[String]) -> Result<Option<Regex>, Error> {
    check_each(place, patterns)?;
    if patterns.is_empty() {
        return Ok(None);
    }
    anywhere(place, &patterns.join("|")).map(Some)
}

/// Compiles patterns into one that must end at the end of a text, up to `gap` words before it.
pub(crate) fn before(
    place: Place<'_>,
    patterns: &[String],
    gap: usize,
) -> Result<Option<Regex>, Error> {
    check_each(place, patterns)?;
    if patterns.is_empty() {
        return Ok(None);
    }
    let cue = patterns.join("|");
    let whole = format!(
        r"{}(?-u:\b{{start-half}})(?:{cue})(?-u:\b{{end-half}})(?:[^\w\n]+\w+){{0,{gap}}}[^\w\n]*\z",
        flags(Case::Any)
    );
    compile(place, &cue, &whole).map(Some)
}

/// Compiles patterns into one that must begin at the beginning of a text, up to `gap` words after it.
pub(crate) fn after(
    place: Place<'_>,
    patterns: &[String],
    gap: usize,
) -> Result<Option<Regex>, Error> {
    check_each(place, patterns)?;
    if patterns.is_empty() {
        return Ok(None);
    }
    let cue = patterns.join("|");
    let whole = format!(
        r"{}\A[^\w\n]*(?:\w+[^\w\n]+){{0,{gap}}}(?:{cue})(?-u:\b{{end-half}})",
        flags(Case::Any)
    );
    compile(place, &cue, &whole).map(Some)
}

/// Compiles each alone first, so that a message names the one at fault and no pattern closes another's bracket.
fn check_each(place: Place<'_>, patterns: &[String]) -> Result<(), Error> {
    for pattern in patterns {
        check_lower_case(place, pattern)?;
        regex_syntax::parse(pattern).map_err(|error| bad(place, pattern, &error))?;
    }
    Ok(())
}

fn flags(case: Case) -> &'static str {
    match case {
        Case::Any => "(?i)",
        Case::Exact => "",
    }
}

fn compile(place: Place<'_>, pattern: &str, whole: &str) -> Result<Regex, Error> {
    RegexBuilder::new(whole)
        .dfa_size_limit(STATES_BYTES)
        .build()
        .map_err(|error| bad(place, pattern, &error))
}

fn bad(place: Place<'_>, pattern: &str, reason: &dyn std::fmt::Display) -> Error {
    // The regex crates draw the pattern with a caret over several lines; the last line says what is wrong.
    let text = reason.to_string();
    let last = text.lines().last().unwrap_or("").trim();
    Error::Pattern {
        tag: place.tag.to_owned(),
        key: place.key,
        pattern: pattern.to_owned(),
        reason: last.strip_prefix("error: ").unwrap_or(last).to_owned(),
    }
}
