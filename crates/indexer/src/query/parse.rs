//! The grammar: operators, brackets, quotes and `field:`; the values themselves are read in `value`, the words in `word`.

use std::ops::Range;

use model::Day;

use crate::query::canonical::canonical;
use crate::query::field::{FieldName, nearest_field, preferred_names};
use crate::query::{Leaf, Node, Query, QueryError, Vocabulary};

/// A query while it is read. Positions are characters, counted from 0; each character of `chars` stands for one of the original.
pub(crate) struct Parser<'a> {
    original: &'a str,
    chars: Vec<char>,
    at: usize,
    /// How many NOTs stand around the place; what is under one is never corrected.
    pub(crate) negations: usize,
    pub(crate) vocabulary: &'a Vocabulary<'a>,
    pub(crate) today: Day,
    pub(crate) notes: Vec<String>,
    pub(crate) leaves: Vec<Leaf>,
    conditions: usize,
    pub(crate) expansions: usize,
}

pub(crate) type Parsed = Result<Option<Node>, QueryError>;

/// Brackets inside brackets beyond this are refused, since each level takes stack.
const DEEPEST: usize = 64;

/// Characters of a query, and of its canonical form. Claims and reports need 200.
const LONGEST: usize = 4_000;

/// Conditions of a query: each is up to six look-ups in the index.
const MOST_CONDITIONS: usize = 256;

/// Curly quotes and full-width punctuation as their plain forms; full-width commas and stops divide words.
fn plain(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' | '「' | '」' => '"',
        '‘' | '’' => '\'',
        '，' | '、' | '。' | '；' | '\u{3000}' | '\u{A0}' => ' ',
        '−' | '–' => '-',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c if c.is_control() => ' ',
        _ => c,
    }
}

/// Faults that a suggestion may hold in its turn: a bracket and a quote left open, a field and its value misspelt.
const REPAIRS: usize = 4;

/// Parses a query. A suggestion that a fault carries always parses: it is repaired further, or left out.
pub(crate) fn parse(
    text: &str,
    vocabulary: &Vocabulary<'_>,
    today: Day,
) -> Result<Query, QueryError> {
    parse_once(text, vocabulary, today).map_err(|mut fault| {
        for _ in 0..REPAIRS {
            let Some(suggestion) = &fault.suggestion else {
                break;
            };
            match parse_once(suggestion, vocabulary, today) {
                Ok(_) => return fault,
                Err(further) => fault.suggestion = further.suggestion,
            }
        }
        fault.suggestion = None;
        fault
    })
}

fn parse_once(text: &str, vocabulary: &Vocabulary<'_>, today: Day) -> Result<Query, QueryError> {
    let mut parser = Parser {
        original: text,
        chars: text.chars().map(plain).collect(),
        at: 0,
        negations: 0,
        vocabulary,
        today,
        notes: Vec::new(),
        leaves: Vec::new(),
        conditions: 0,
        expansions: 0,
    };
    parser.check_length(parser.chars.len())?;
    let node = parser.alternatives(None, 0)?;
    if parser.peek() == Some(')') {
        let at = parser.at;
        let repaired = parser.replaced(at..at + 1, "");
        return Err(parser.fault("this bracket closes nothing", at, Some(repaired)));
    }
    let node = node.unwrap_or(Node::Everything);
    // So that a permalink is never refused.
    parser.check_length(canonical(&node).chars().count())?;
    Ok(Query {
        text: parser
            .chars
            .iter()
            .collect::<String>()
            .trim_end()
            .to_owned(),
        // Whoever names duplicates or a single posting means what the words say, and nothing is left out unasked.
        with_duplicates: node.names_duplicates(),
        node,
        notes: parser.notes,
        leaves: parser.leaves,
    })
}

impl Parser<'_> {
    fn check_length(&self, characters: usize) -> Result<(), QueryError> {
        if characters <= LONGEST {
            return Ok(());
        }
        Err(QueryError {
            message: format!(
                "the query has {characters} characters, and at most {LONGEST} can be read; ask for less at once"
            ),
            position: None,
            suggestion: None,
            query: self.original.to_owned(),
        })
    }

    pub(crate) fn fault(
        &self,
        message: impl Into<String>,
        position: usize,
        suggestion: Option<String>,
    ) -> QueryError {
        QueryError {
            message: message.into(),
            position: Some(position),
            suggestion: suggestion
                .map(|query| query.split_whitespace().collect::<Vec<_>>().join(" ")),
            query: self.original.to_owned(),
        }
    }

    /// The query with some characters replaced.
    pub(crate) fn replaced(&self, span: Range<usize>, new: &str) -> String {
        let mut out: String = self.chars[..span.start].iter().collect();
        out.push_str(new);
        out.extend(&self.chars[span.end..]);
        out
    }

    pub(crate) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn at_end(&self) -> bool {
        matches!(self.peek(), None | Some(')'))
    }

    /// Whether an operator stands here, in capitals and as a word of its own.
    fn operator(&self) -> Option<&'static str> {
        ["AND", "OR", "NOT"].into_iter().find(|name| {
            let end = self.at + name.len();
            self.chars
                .get(self.at..end)
                .is_some_and(|c| c.iter().copied().eq(name.chars()))
                && self
                    .chars
                    .get(end)
                    .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '"'))
        })
    }

    /// `a OR b OR c`.
    fn alternatives(&mut self, field: Option<FieldName>, depth: usize) -> Parsed {
        if depth > DEEPEST {
            return Err(self.fault(
                "more brackets inside each other than can be read",
                self.at,
                None,
            ));
        }
        let mut found = Vec::new();
        loop {
            let start = self.at;
            let node = self.conjunction(field, depth)?;
            let is_or = self.operator() == Some("OR");
            let empty = self.chars[start..self.at].iter().all(|c| c.is_whitespace());
            if is_or && empty {
                return Err(self.dangling("OR", "before"));
            }
            found.extend(node);
            if !is_or {
                return Ok((!found.is_empty()).then(|| Node::any(found)));
            }
            let operator_at = self.at;
            self.at += 2;
            self.skip_spaces();
            if self.at_end() {
                self.at = operator_at;
                return Err(self.dangling("OR", "after"));
            }
        }
    }

    fn dangling(&self, operator: &str, side: &str) -> QueryError {
        let end = self.at + operator.len();
        let repaired = self.replaced(self.at..end, "");
        let suggestion = (!repaired.trim().is_empty()).then_some(repaired);
        self.fault(
            format!("{operator} needs something {side} it"),
            self.at,
            suggestion,
        )
    }

    /// `a b AND c`.
    fn conjunction(&mut self, field: Option<FieldName>, depth: usize) -> Parsed {
        let mut found = Vec::new();
        let mut pieces = 0;
        loop {
            self.skip_spaces();
            match self.operator() {
                _ if self.at_end() => break,
                Some("OR") => break,
                Some("AND") => {
                    if pieces == 0 {
                        return Err(self.dangling("AND", "before"));
                    }
                    let operator_at = self.at;
                    self.at += 3;
                    self.skip_spaces();
                    if self.at_end() || matches!(self.operator(), Some("AND" | "OR")) {
                        self.at = operator_at;
                        return Err(self.dangling("AND", "after"));
                    }
                }
                _ => {
                    found.extend(self.piece(field, depth)?);
                    pieces += 1;
                }
            }
        }
        Ok((!found.is_empty()).then(|| Node::all(found)))
    }

    /// One condition with what stands before it: `NOT a`, `-a`, `+a`, `(a)`, `"a"`, `a`.
    fn piece(&mut self, field: Option<FieldName>, depth: usize) -> Parsed {
        if depth > DEEPEST {
            return Err(self.fault(
                "more brackets inside each other than can be read",
                self.at,
                None,
            ));
        }
        if self.operator() == Some("NOT") {
            let operator_at = self.at;
            self.at += 3;
            self.skip_spaces();
            if self.at_end() || self.operator().is_some_and(|name| name != "NOT") {
                self.at = operator_at;
                return Err(self.dangling("NOT", "after"));
            }
            return self.negated(field, depth);
        }
        let next = self.chars.get(self.at + 1).copied();
        let joined = next.is_some_and(|c| !c.is_whitespace() && !matches!(c, '-' | '+' | ')'));
        if !matches!(self.peek(), Some('-' | '+' | '(')) {
            self.conditions += 1;
            if self.conditions > MOST_CONDITIONS {
                let message =
                    format!("more than {MOST_CONDITIONS} conditions are too many for one query");
                return Err(self.fault(message, self.at, None));
            }
        }
        match self.peek() {
            Some('-') if joined => {
                self.at += 1;
                self.negated(field, depth)
            }
            Some('+') if joined => {
                self.at += 1;
                self.piece(field, depth + 1)
            }
            Some('(') => self.brackets(field, depth),
            Some('"') => self.quoted(field),
            _ => self.word(field, depth),
        }
    }

    fn negated(&mut self, field: Option<FieldName>, depth: usize) -> Parsed {
        self.negations += 1;
        let node = self.piece(field, depth + 1);
        self.negations -= 1;
        Ok(node?.map(Node::not))
    }

    fn brackets(&mut self, field: Option<FieldName>, depth: usize) -> Parsed {
        let open = self.at;
        self.at += 1;
        let node = self.alternatives(field, depth + 1)?;
        if self.peek() != Some(')') {
            let repaired = self.replaced(self.chars.len()..self.chars.len(), ")");
            return Err(self.fault("this bracket is not closed", open, Some(repaired)));
        }
        self.at += 1;
        Ok(node)
    }

    fn quoted(&mut self, field: Option<FieldName>) -> Parsed {
        let open = self.at;
        let inside = open + 1;
        let Some(length) = self.chars[inside..].iter().position(|c| *c == '"') else {
            let repaired = self.replaced(self.chars.len()..self.chars.len(), "\"");
            return Err(self.fault("this quote is not closed", open, Some(repaired)));
        };
        let close = inside + length;
        self.at = close + 1;
        let slop = self.slop(open)?;
        if self.peek() == Some('*') {
            let repaired = self.replaced(self.at..self.at + 1, "");
            return Err(self.fault("a star cannot follow a phrase", self.at, Some(repaired)));
        }
        match field {
            Some(field) => self.field_value(field, inside..close, true, slop),
            None => Ok(self.phrase(None, inside..close, slop)),
        }
    }

    /// The `~2` after a phrase.
    fn slop(&mut self, open: usize) -> Result<u32, QueryError> {
        if self.peek() != Some('~') {
            return Ok(0);
        }
        let tilde = self.at;
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        digits.parse().ok().filter(|slop| *slop <= 100).ok_or_else(|| {
            let phrase: String = self.chars[open..tilde].iter().collect();
            let repaired = self.replaced(open..self.at, &format!("{phrase}~2"));
            self.fault("after a phrase, ~ takes the number of places that words may be apart, up to 100", tilde, Some(repaired))
        })
    }

    /// Where the word that begins here ends.
    fn word_end(&self) -> usize {
        let stops = |c: &char| c.is_whitespace() || matches!(c, '(' | ')' | '"');
        let length = self.chars[self.at..].iter().position(stops);
        length.map_or(self.chars.len(), |length| self.at + length)
    }

    fn word(&mut self, field: Option<FieldName>, depth: usize) -> Parsed {
        let start = self.at;
        let end = self.word_end();
        self.at = end;
        if let Some(field) = field {
            return self.field_value(field, start..end, false, 0);
        }
        let text = self.slice(start..end);
        let colon = self.chars[start..end].iter().position(|c| *c == ':');
        let Some(colon) = colon.map(|offset| start + offset) else {
            self.hint_operator(&text);
            return self.text_word(None, start..end);
        };
        let name = self.slice(start..colon);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
        let after: String = self.slice(colon + 1..end);
        if !is_name || after.starts_with(['/', ':', '\\']) {
            // An address, a time, a path or a name of two parts: words, not a field.
            return Ok(self.literal(None, start..end));
        }
        match FieldName::parse(&name) {
            Some(field) => self.after_colon(field, start..colon + 1, end, depth),
            None => self.unknown_field(&name, start..colon, end),
        }
    }

    /// A known field and its colon were read; what follows is its value.
    fn after_colon(
        &mut self,
        field: FieldName,
        head: Range<usize>,
        end: usize,
        depth: usize,
    ) -> Parsed {
        if head.end < end {
            if matches!(self.chars[head.end], '[' | '{') {
                return self.square_range(field, head.end);
            }
            return self.field_value(field, head.end..end, false, 0);
        }
        let spaced = self.peek().is_some_and(char::is_whitespace);
        self.skip_spaces();
        if self.at_end() || self.operator().is_some() {
            let quoted = format!("\"{}\"", field.name());
            let repaired = self.replaced(head.clone(), &quoted);
            let message = format!("`{}:` has no value", self.slice(head.start..head.end - 1));
            return Err(self.fault(message, head.end - 1, Some(repaired)));
        }
        if spaced {
            let note = format!(
                "`{}` and the word after it were read as one condition; quote the word if it is meant as text",
                self.slice(head)
            );
            self.note(note);
        }
        match self.peek() {
            Some('(') => self.brackets(Some(field), depth),
            Some('"') => self.quoted(Some(field)),
            Some('[' | '{') => self.square_range(field, self.at),
            _ => {
                let start = self.at;
                self.at = self.word_end();
                self.field_value(field, start..self.at, false, 0)
            }
        }
    }

    /// `[2023 TO 2024]`, as other search engines write ranges.
    fn square_range(&mut self, field: FieldName, open: usize) -> Parsed {
        let close = self.chars[open..]
            .iter()
            .position(|c| matches!(c, ']' | '}'));
        let Some(close) = close.map(|offset| open + offset) else {
            let repaired = self.replaced(self.chars.len()..self.chars.len(), "]");
            return Err(self.fault("this bracket is not closed", open, Some(repaired)));
        };
        self.at = close + 1;
        self.field_value(field, open..close + 1, false, 0)
    }

    fn unknown_field(&mut self, name: &str, span: Range<usize>, end: usize) -> Parsed {
        let nearest = nearest_field(name);
        let followed = self.peek().is_none_or(|c| c.is_whitespace() || c == ')');
        if end == span.end + 1 && followed {
            let hint = nearest.map_or(String::new(), |near| {
                format!("; the nearest field is `{near}:`")
            });
            self.note(format!(
                "`{name}:` is no field and was read as a word{hint}"
            ));
            return self.text_word(None, span);
        }
        let (message, repaired) = match nearest {
            Some(near) => (
                format!("there is no field `{name}`"),
                self.replaced(span.clone(), near),
            ),
            None => (
                format!(
                    "there is no field `{name}`; quote the text if it is meant as words (fields: {})",
                    preferred_names()
                ),
                self.replaced(
                    span.start..end,
                    &format!("\"{}\"", self.slice(span.start..end)),
                ),
            ),
        };
        Err(self.fault(message, span.start, Some(repaired)))
    }

    fn hint_operator(&mut self, text: &str) {
        let meaning = match text {
            "or" => "write OR to find either side",
            "and" => "words are joined by AND anyway",
            "not" => "write NOT or a leading - to leave something out",
            "&&" => "words are joined by AND anyway",
            "||" => "write OR to find either side",
            _ => return,
        };
        let note = if text.starts_with(char::is_alphabetic) {
            format!("`{text}` is searched as a word; {meaning}")
        } else {
            format!("`{text}` is no operator; {meaning}")
        };
        self.note(note);
    }

    pub(crate) fn slice(&self, span: Range<usize>) -> String {
        self.chars[span].iter().collect()
    }
}
