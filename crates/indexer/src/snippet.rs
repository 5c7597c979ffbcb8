//! A body and a query in, the two hundred characters that match best out, with the places to mark. Knows no index.

use std::collections::BTreeSet;

use crate::query::Node;
use crate::query::tree::TextField;
use crate::tokenizer::{Stems, WordScanner};

/// Characters of a snippet, without the dots at its ends.
const LENGTH: usize = 200;

/// Characters before the first mark, where the body has them.
const LEAD: usize = 50;

/// A part of a posting's body, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Snippet {
    /// The text; `…` stands where something was cut off.
    pub text: String,
    /// Byte ranges of `text` that matched, in order, not overlapping.
    pub marks: Vec<(usize, usize)>,
}

/// What makes a word match.
enum Wanted {
    Word(String),
    Stem(String),
    Start(String),
    Near(String, usize),
    Phrase(Vec<String>),
}

/// Cuts snippets and marks titles for one query. A prefix and a misspelling mark the words that they found.
pub(crate) struct Highlighter {
    in_title: Vec<Wanted>,
    in_body: Vec<Wanted>,
    stems: Stems,
}

/// A word of a text, its place, and which of the wanted it fulfils.
struct Word {
    from: usize,
    to: usize,
    text: String,
    fulfils: BTreeSet<usize>,
}

impl Highlighter {
    pub(crate) fn new(node: &Node) -> Highlighter {
        let mut stems = Stems::default();
        Highlighter {
            in_title: wanted_in(node, TextField::Title, &mut stems),
            in_body: wanted_in(node, TextField::Body, &mut stems),
            stems,
        }
    }

    /// What matches in a title, as byte ranges in order; neighbours that touch are one.
    pub(crate) fn marks(&mut self, title: &str) -> Vec<(usize, usize)> {
        let words = words_of(title, &self.in_title, &mut self.stems);
        let mut marks: Vec<(usize, usize)> = words
            .iter()
            .filter(|word| !word.fulfils.is_empty())
            .map(|word| (word.from, word.to))
            .collect();
        join_touching(&mut marks);
        marks
    }

    /// The part of the body with the most of what is wanted; its start where nothing is found.
    pub(crate) fn cut(&mut self, body: &str) -> Snippet {
        let words = words_of(body, &self.in_body, &mut self.stems);
        let marked: Vec<&Word> = words
            .iter()
            .filter(|word| !word.fulfils.is_empty())
            .collect();
        let Some(first) = best_start(body, &marked) else {
            return start_of(body);
        };
        let from = lead_in(body, &words, first);
        let to = end_of(body, &words, from);
        let marks: Vec<(usize, usize)> = marked
            .iter()
            .filter(|word| from <= word.from && word.to <= to)
            .map(|word| (word.from, word.to))
            .collect();
        one_line(body, from, to, &marks)
    }
}

/// What a query wants of one text.
fn wanted_in(node: &Node, text: TextField, stems: &mut Stems) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let there = |field: &Option<TextField>| field.is_none_or(|field| field == text);
    node.each_wanted(&mut |leaf| match leaf {
        Node::Words {
            field,
            words,
            exact,
            slop,
        } if there(field) => match words.as_slice() {
            [word] if !exact => wanted.push(Wanted::Stem(stems.stem(word))),
            words if *slop > 0 => {
                wanted.extend(words.iter().cloned().map(Wanted::Word));
            }
            [word] => wanted.push(Wanted::Word(word.clone())),
            words => wanted.push(Wanted::Phrase(words.to_vec())),
        },
        Node::Prefix { field, start } if there(field) => {
            wanted.push(Wanted::Start(start.clone()));
        }
        Node::Fuzzy {
            field,
            word,
            distance,
        } if there(field) => {
            wanted.push(Wanted::Near(word.clone(), usize::from(*distance)));
        }
        _ => {}
    });
    wanted
}

fn words_of(content: &str, wanted: &[Wanted], stems: &mut Stems) -> Vec<Word> {
    let mut scanner = WordScanner::new(content);
    let mut text = String::new();
    let mut words = Vec::new();
    // Only a phrase looks at a word once more.
    let has_phrase = wanted.iter().any(|one| matches!(one, Wanted::Phrase(_)));
    while let Some(place) = scanner.next_into(&mut text) {
        let fulfils = fulfilled(&text, wanted, stems);
        words.push(Word {
            from: place.start,
            to: place.end,
            text: match has_phrase {
                true => text.clone(),
                false => String::new(),
            },
            fulfils,
        });
    }
    for (id, wanted) in wanted.iter().enumerate() {
        let Wanted::Phrase(phrase) = wanted else {
            continue;
        };
        for start in 0..words.len().saturating_sub(phrase.len() - 1) {
            let run = &mut words[start..start + phrase.len()];
            if run.iter().map(|word| &word.text).eq(phrase.iter()) {
                for word in run {
                    word.fulfils.insert(id);
                }
            }
        }
    }
    words
}

fn fulfilled(text: &str, wanted: &[Wanted], stems: &mut Stems) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (id, wanted) in wanted.iter().enumerate() {
        let fits = match wanted {
            Wanted::Word(word) => word == text,
            Wanted::Stem(stem) => stems.is_of(text, stem),
            Wanted::Start(start) => text.starts_with(start.as_str()),
            Wanted::Near(word, distance) => strsim::osa_distance(word, text) <= *distance,
            Wanted::Phrase(_) => false,
        };
        if fits {
            found.insert(id);
        }
    }
    found
}

/// The marked word from which a window holds most: different conditions first, then words, then the earliest.
fn best_start(body: &str, marked: &[&Word]) -> Option<usize> {
    let mut best: Option<(usize, usize, usize)> = None;
    for (start, word) in marked.iter().enumerate() {
        let limit = char_end(body, word.from, LENGTH - LEAD);
        let inside = marked[start..].iter().take_while(|word| word.to <= limit);
        let mut different: BTreeSet<usize> = BTreeSet::new();
        let mut count = 0;
        for word in inside {
            different.extend(word.fulfils.iter());
            count += 1;
        }
        let score = (different.len(), count, word.from);
        if best.is_none_or(|(d, n, _)| (score.0, score.1) > (d, n)) {
            best = Some(score);
        }
    }
    best.map(|(_, _, from)| from)
}

/// The byte that lies `chars` characters after `from`, or the end.
fn char_end(text: &str, from: usize, chars: usize) -> usize {
    text[from..]
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(offset, _)| from + offset)
}

/// Where the window begins, so that some words stand before the first mark.
fn lead_in(body: &str, words: &[Word], first: usize) -> usize {
    let left = char_end(body, first, LENGTH - LEAD);
    let after = body[first..left].chars().count();
    // Near the end of the body there is more room before the mark.
    let lead = LENGTH - after.min(LENGTH);
    let earliest = body[..first]
        .char_indices()
        .rev()
        .nth(lead.saturating_sub(1))
        .map_or(0, |(offset, _)| offset);
    if earliest == 0 {
        return 0;
    }
    words
        .iter()
        .map(|word| word.from)
        .find(|from| *from >= earliest)
        .unwrap_or(first)
}

fn end_of(body: &str, words: &[Word], from: usize) -> usize {
    let limit = char_end(body, from, LENGTH);
    if limit == body.len() {
        return limit;
    }
    let last = words.iter().take_while(|word| word.to <= limit).last();
    last.map(|word| word.to)
        .filter(|to| *to > from)
        .unwrap_or(limit)
}

/// The first characters of a body, unmarked.
pub(crate) fn start_of(body: &str) -> Snippet {
    let limit = char_end(body, 0, LENGTH);
    let to = if limit == body.len() {
        limit
    } else {
        let space = body[..limit].rfind(char::is_whitespace);
        space.filter(|at| *at > limit / 2).unwrap_or(limit)
    };
    one_line(body, 0, to, &[])
}

/// Han characters are words of their own; a run of them is one mark.
fn join_touching(marks: &mut Vec<(usize, usize)>) {
    marks.dedup_by(|next, last| {
        let touch = last.1 == next.0;
        if touch {
            last.1 = next.1;
        }
        touch
    });
}

/// The range on one line: runs of blanks become one, dots stand where something is cut off, marks move along.
fn one_line(body: &str, from: usize, to: usize, marks: &[(usize, usize)]) -> Snippet {
    let mut snippet = Snippet::default();
    if from > 0 {
        snippet.text.push('…');
    }
    let mut marks = marks.iter().peekable();
    let mut open = None;
    for (offset, c) in body[from..to].char_indices() {
        let at = from + offset;
        if marks.peek().is_some_and(|(_, end)| at >= *end) {
            snippet
                .marks
                .extend(open.take().map(|open| (open, snippet.text.len())));
            marks.next();
        }
        if marks.peek().is_some_and(|(start, _)| at == *start) {
            open = Some(snippet.text.len());
        }
        if !c.is_whitespace() {
            snippet.text.push(c);
        } else if !snippet.text.is_empty() && !snippet.text.ends_with([' ', '…']) {
            snippet.text.push(' ');
        }
    }
    snippet
        .marks
        .extend(open.map(|open| (open, snippet.text.len())));
    join_touching(&mut snippet.marks);
    while snippet.text.ends_with(' ') {
        snippet.text.pop();
    }
    if !body[to..].trim().is_empty() {
        snippet.text.push('…');
    }
    snippet
}
