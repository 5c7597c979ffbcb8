//! Words and phrases of a query: plain, `start*`, `word~1` or in quotes, and what to answer where one cannot be searched. Knows no field's values.

use std::ops::Range;

use crate::query::parse::{Parsed, Parser};
use crate::query::tree::{Node, TextField};
use crate::query::{Leaf, LeafField, QueryError};
use crate::tokenizer::{LONGEST_WORD_BYTES, WordScanner, is_accent, words};

/// A shorter start finds thousands of words.
const SHORTEST_PREFIX: usize = 3;

/// Prefixes and misspellings, for each of which the words of the whole index are looked through.
const MOST_EXPANSIONS: usize = 24;

impl Parser<'_> {
    /// A word outside quotes: plain, `start*` or `word~1`.
    pub(crate) fn text_word(&mut self, field: Option<TextField>, span: Range<usize>) -> Parsed {
        let text = self.slice(span.clone());
        if text == "*" {
            return Ok(Some(Node::Everything));
        }
        if let Some(start) = text.strip_suffix('*') {
            return self.prefix(field, start, &text, span).map(Some);
        }
        if text.contains('*') {
            return Err(self.star_fault(&text, span));
        }
        if let Some((word, distance)) = text.rsplit_once('~')
            && !word.is_empty()
            && distance.chars().all(|c| c.is_ascii_digit())
        {
            return self.fuzzy(field, word, distance, span).map(Some);
        }
        Ok(self.literal(field, span))
    }

    pub(crate) fn star_fault(&self, text: &str, span: Range<usize>) -> QueryError {
        let at = span.start + text.chars().position(|c| c == '*').unwrap_or(0);
        let start: String = text.chars().take_while(|c| *c != '*').collect();
        let long = start.chars().count() >= SHORTEST_PREFIX;
        let repaired = long.then(|| self.replaced(span, &format!("{start}*")));
        self.fault("a star can only stand at the end of a word", at, repaired)
    }

    fn prefix(
        &mut self,
        field: Option<TextField>,
        start: &str,
        text: &str,
        span: Range<usize>,
    ) -> Result<Node, QueryError> {
        let star = span.end - 1;
        if start.contains('*') {
            return Err(self.star_fault(text, span));
        }
        let mut pieces = words(start);
        let last = start.chars().rev().find(|c| !is_accent(*c));
        let last_letter = last.is_some_and(char::is_alphanumeric);
        let (Some(piece), true) = (pieces.pop(), last_letter && pieces.is_empty()) else {
            let message = "a star can only follow a single word";
            return Err(self.fault(message, star, Some(self.replaced(star..star + 1, ""))));
        };
        if !piece.is_ascii() && piece.chars().count() == 1 {
            return Ok(self.literal(field, span).unwrap_or(Node::Everything));
        }
        if piece.chars().count() < SHORTEST_PREFIX {
            let message = format!(
                "`{text}` would find too many words: a star needs at least {SHORTEST_PREFIX} letters before it"
            );
            return Err(self.fault(message, star, Some(self.replaced(star..star + 1, ""))));
        }
        self.count_expansion(star)?;
        Ok(Node::Prefix {
            field,
            start: piece,
        })
    }

    fn count_expansion(&mut self, at: usize) -> Result<(), QueryError> {
        self.expansions += 1;
        if self.expansions <= MOST_EXPANSIONS {
            return Ok(());
        }
        let message = format!(
            "more than {MOST_EXPANSIONS} words with a star or a ~ are too many for one query"
        );
        Err(self.fault(message, at, None))
    }

    fn fuzzy(
        &mut self,
        field: Option<TextField>,
        text: &str,
        distance: &str,
        span: Range<usize>,
    ) -> Result<Node, QueryError> {
        let tilde = span.start + text.chars().count();
        let asked: u8 = if distance.is_empty() {
            1
        } else {
            distance.parse().unwrap_or(u8::MAX)
        };
        let mut pieces = words(text);
        let (Some(word), true) = (pieces.pop(), pieces.is_empty()) else {
            let message = "a ~ can only follow a single word, or a phrase in quotes";
            return Err(self.fault(message, tilde, Some(self.replaced(tilde..span.end, ""))));
        };
        if !(1..=2).contains(&asked) {
            let message = "a word may be searched one or two letters away";
            return Err(self.fault(message, tilde, Some(self.replaced(tilde..span.end, "~2"))));
        }
        let letters = word.chars().count();
        if letters <= 2 * usize::from(asked) {
            let message = format!(
                "`{text}~{asked}` would find too many words: {} away needs a word of at least {} letters",
                if asked == 1 {
                    "one letter"
                } else {
                    "two letters"
                },
                2 * asked + 1
            );
            let fewer = if asked == 2 && letters > 2 { "~1" } else { "" };
            return Err(self.fault(message, tilde, Some(self.replaced(tilde..span.end, fewer))));
        }
        if word.len() > LONGEST_WORD_BYTES {
            let message = format!("no word of more than {LONGEST_WORD_BYTES} bytes is searched");
            return Err(self.fault(message, span.start, None));
        }
        self.count_expansion(tilde)?;
        Ok(Node::Fuzzy {
            field,
            word,
            distance: asked,
        })
    }

    /// Words as they stand: one in all its forms, several (`machine-learning`, an address) next to each other.
    pub(crate) fn literal(&mut self, field: Option<TextField>, span: Range<usize>) -> Option<Node> {
        self.remember_words(field, &span, false);
        let text = self.slice(span);
        let words = words(&text);
        if words.is_empty() {
            if text != "-" {
                self.note(format!(
                    "`{text}` holds nothing that can be searched and was left out"
                ));
            }
            return None;
        }
        Some(Node::Words {
            field,
            // Several can only be found next to each other, as in quotes.
            exact: words.len() > 1,
            words,
            slop: 0,
        })
    }

    pub(crate) fn phrase(
        &mut self,
        field: Option<TextField>,
        span: Range<usize>,
        slop: u32,
    ) -> Option<Node> {
        self.remember_words(field, &span, true);
        let text = self.slice(span);
        let words = words(&text);
        if words.is_empty() {
            self.note(format!(
                "`\"{text}\"` holds nothing that can be searched and was left out"
            ));
            return None;
        }
        Some(Node::Words {
            field,
            slop: if words.len() > 1 { slop } else { 0 },
            words,
            exact: true,
        })
    }

    fn remember_words(&mut self, field: Option<TextField>, span: &Range<usize>, exact: bool) {
        if self.negations > 0 {
            return;
        }
        let text = self.slice(span.clone());
        let mut scanner = WordScanner::new(&text);
        let mut word = String::new();
        while let Some(bytes) = scanner.next_into(&mut word) {
            let from = span.start + text[..bytes.start].chars().count();
            let to = span.start + text[..bytes.end].chars().count();
            self.leaves.push(Leaf {
                span: from..to,
                field: LeafField::Text { field, exact },
                term: word.clone(),
            });
        }
    }
}
