//! Title, body and skills of a posting in; the tags they mention out, with field, span and polarity. Knows no posting and no category.

use std::ops::Range;

use model::{Polarity, TagId, TagSet};
use regex::Regex;
use serde::Serialize;

use crate::even_text::EvenText;
use crate::rule_file::Reach;
use crate::rules::{Pattern, SkillRules};
use crate::sentence::{sentence_at, sentences, window};

/// How many words from a hit its context may stand.
const CONTEXT_WORDS: usize = 12;

/// What is tagged.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// One line.
    pub title: &'a str,
    /// Paragraphs divided by line feeds; may be empty.
    pub body: &'a str,
    /// The platform's own skills.
    pub skills: &'a [String],
}

/// The part of a posting in which a tag was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The title.
    Title,
    /// The body.
    Body,
    /// One of the skills.
    Skills,
}

impl Field {
    /// The name in files and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Body => "body",
            Field::Skills => "skills",
        }
    }
}

/// One place in which a posting mentions a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagMatch {
    /// Which tag.
    pub tag: TagId,
    /// Where.
    pub field: Field,
    /// First byte of the span in that field, or in that one skill.
    pub start: usize,
    /// The byte after the span.
    pub end: usize,
    /// Which skill, counted from 0; `None` in title and body.
    pub skill: Option<usize>,
    /// In what sense.
    pub polarity: Polarity,
}

/// The tags of one posting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TagSets {
    /// Tags with at least one hit that counts as demand.
    pub demand: TagSet,
    /// Tags with any hit.
    pub mention: TagSet,
}

/// Folds matches into sets.
#[must_use]
pub fn sets(matches: &[TagMatch]) -> TagSets {
    let mut sets = TagSets::default();
    for found in matches {
        sets.mention.insert(found.tag);
        if found.polarity.is_demand() {
            sets.demand.insert(found.tag);
        }
    }
    sets
}

/// A pattern's match that has passed context and exclusion.
struct Hit {
    tag: TagId,
    span: Range<usize>,
    sentence: usize,
}

/// One field while it is tagged.
struct FieldText<'a> {
    content: &'a str,
    sentences: Vec<Range<usize>>,
}

impl SkillRules {
    /// All matches: title, body, skills; in each by start, then by tag. Matches of one tag do not overlap.
    pub(crate) fn tag(&self, text: Text<'_>) -> Vec<TagMatch> {
        let mut found = Vec::new();
        self.tag_field(text, Field::Title, None, text.title, &mut found);
        self.tag_field(text, Field::Body, None, text.body, &mut found);
        for (at, skill) in text.skills.iter().enumerate() {
            self.tag_field(text, Field::Skills, Some(at), skill, &mut found);
        }
        found
    }

    fn tag_field(
        &self,
        text: Text<'_>,
        field: Field,
        skill: Option<usize>,
        content: &str,
        found: &mut Vec<TagMatch>,
    ) {
        let even = EvenText::of(content);
        let content = even.as_ref().map_or(content, |even| even.content.as_str());
        let origin = |at: usize| even.as_ref().map_or(at, |even| even.origin(at));
        let Some((field_text, candidates)) = self.candidates(field, content) else {
            return;
        };
        let hits = self.hits(text, &field_text, candidates);
        for hit in &hits {
            found.push(TagMatch {
                tag: hit.tag,
                field,
                start: origin(hit.span.start),
                end: origin(hit.span.end),
                skill,
                polarity: self.polarity(text.title, &field_text, &hits, hit),
            });
        }
    }

    /// The one pass of the automaton; a pattern and the byte at which a literal announces it.
    fn candidates<'a>(
        &self,
        field: Field,
        content: &'a str,
    ) -> Option<(FieldText<'a>, Vec<(usize, usize)>)> {
        let bytes = content.as_bytes();
        let mut candidates: Vec<(usize, usize)> = Vec::new();
        for literal in self.automaton.find_overlapping_iter(content) {
            let start = literal.start();
            if start > 0 && is_word(bytes[start - 1]) {
                continue;
            }
            // A core may go on with a digit ("gpt4"), not with a letter.
            let ends = bytes
                .get(literal.end())
                .is_none_or(|next| !next.is_ascii_alphabetic());
            for announcement in &self.announcements[literal.pattern().as_usize()] {
                let exact = announcement
                    .exact
                    .as_ref()
                    .is_none_or(|exact| bytes[start..].starts_with(exact.as_bytes()));
                // An anchored expression fails within a few bytes; most texts thus end here, before any sentence is looked for.
                let pattern = &self.patterns[announcement.pattern];
                let may_match = if announcement.whole_word {
                    ends
                } else {
                    exact && pattern.regex.is_match(&content[start..])
                };
                if may_match {
                    candidates.push((announcement.pattern, start));
                }
            }
        }
        if candidates.is_empty() {
            return None;
        }
        // Title and skill are one sentence each: an exclusion anywhere in so short a text speaks of all of it.
        let sentences = match field {
            Field::Body => sentences(content),
            Field::Title | Field::Skills => std::iter::once(0..content.len()).collect(),
        };
        Some((FieldText { content, sentences }, candidates))
    }

    /// Confirms candidates, then looks at context and exclusion; of overlapping hits of one tag the first and longest stays.
    fn hits(
        &self,
        text: Text<'_>,
        field: &FieldText<'_>,
        candidates: Vec<(usize, usize)>,
    ) -> Vec<Hit> {
        let mut confirmed: Vec<(Hit, bool)> = Vec::new();
        let mut searched: Vec<(usize, usize)> = Vec::new();
        for (number, start) in candidates {
            let pattern = &self.patterns[number];
            let sentence = sentence_at(&field.sentences, start);
            if !pattern.spanning {
                let tail = &field.content[start..field.sentences[sentence].end];
                if let Some(found) = pattern.regex.find(tail) {
                    let span = start..start + found.end();
                    confirmed.push((hit(pattern, span, sentence), pattern.in_context));
                }
            } else if !searched.contains(&(number, sentence)) {
                searched.push((number, sentence));
                let from = field.sentences[sentence].start;
                let whole = &field.content[field.sentences[sentence].clone()];
                for found in pattern.regex.find_iter(whole) {
                    let span = from + found.start()..from + found.end();
                    confirmed.push((hit(pattern, span, sentence), pattern.in_context));
                }
            }
        }
        confirmed
            .sort_by_key(|(hit, _)| (hit.tag, hit.span.start, std::cmp::Reverse(hit.span.end)));
        let mut kept: Vec<Hit> = Vec::with_capacity(confirmed.len());
        for (hit, in_context) in confirmed {
            let covered = kept
                .last()
                .is_some_and(|last| last.tag == hit.tag && last.span.end > hit.span.start);
            if !covered
                && !self.excluded(field, &hit)
                && (!in_context || self.has_context(text, field, &hit))
            {
                kept.push(hit);
            }
        }
        kept.sort_by_key(|hit| (hit.span.start, hit.tag));
        kept
    }

    fn excluded(&self, field: &FieldText<'_>, hit: &Hit) -> bool {
        let sentence = &field.content[field.sentences[hit.sentence].clone()];
        self.tests[hit.tag.number()]
            .exclude
            .as_ref()
            .is_some_and(|exclude| exclude.is_match(sentence))
    }

    fn has_context(&self, text: Text<'_>, field: &FieldText<'_>, hit: &Hit) -> bool {
        let Some(context) = &self.tests[hit.tag.number()].context else {
            return true;
        };
        context.is_match(&field.content[window(field.content, &hit.span, CONTEXT_WORDS)])
            || context.is_match(text.title)
            || text.skills.iter().any(|skill| context.is_match(skill))
    }

    fn polarity(&self, title: &str, field: &FieldText<'_>, hits: &[Hit], hit: &Hit) -> Polarity {
        let mark = |of: &Hit| self.tests[of.tag.number()].mark;
        if let Some((polarity, _)) = mark(hit) {
            return polarity;
        }
        // FORBID comes before SCREEN and both before EMPLOYER: that is their order in `Polarity`.
        let marked = hits
            .iter()
            .filter(|other| other.sentence == hit.sentence)
            .filter_map(|other| mark(other).map(|(polarity, reach)| (other, polarity, reach)))
            .filter(|(other, _, reach)| match reach {
                Reach::Sentence => true,
                Reach::Span => other.span.start < hit.span.end && hit.span.start < other.span.end,
            })
            .map(|(_, polarity, _)| polarity)
            .min();
        if let Some(polarity) = marked {
            return polarity;
        }
        let sentence = &field.sentences[hit.sentence];
        let before = &field.content[sentence.start..hit.span.start];
        let after = &field.content[hit.span.end..sentence.end.max(hit.span.end)];
        let whole = &field.content[sentence.clone()];
        self.polarity
            .iter()
            .filter(|rule| rule.tags.contains(hit.tag))
            .find(|rule| {
                let fits = |cue: &Option<Regex>, text: &str| {
                    cue.as_ref().is_some_and(|regex| regex.is_match(text))
                };
                (fits(&rule.before, before)
                    || fits(&rule.after, after)
                    || fits(&rule.sentence, whole)
                    || fits(&rule.title, title))
                    && !fits(&rule.unless, whole)
            })
            .map(|rule| rule.means)
            .or(self.tests[hit.tag.number()].default)
            .unwrap_or(Polarity::Unknown)
    }
}

fn hit(pattern: &Pattern, span: Range<usize>, sentence: usize) -> Hit {
    Hit {
        tag: pattern.tag,
        span,
        sentence,
    }
}

/// ASCII only, as in the patterns.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
