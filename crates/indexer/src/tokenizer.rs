//! Text in, lower-case words with their places out, each followed by its marked English stem where that differs. Knows no field and no query.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, RawTokenizer, Stemmer, TextAnalyzer, Token, TokenFilter,
    TokenStream, Tokenizer,
};

/// The name under which the index knows this tokenizer.
pub(crate) const NAME: &str = "words_and_stems";

/// Stands before a stem, so that a stem never equals a word: it lies below every character that a word can hold.
pub(crate) const STEM_MARK: char = '\u{1}';

/// The first byte above every stem: word terms are found from here on.
pub(crate) const FIRST_WORD_BYTE: [u8; 1] = [2];

/// Longer words (encoded files, runs of underscores) are not indexed; they still take up a position.
pub(crate) const LONGEST_WORD_BYTES: usize = 100;

/// A month of postings has about this many distinct words; above it the cache no longer grows.
const CACHED_STEMS: usize = 65_536;

/// Cuts text into words.
///
/// A word is one character of a script that writes no spaces between words (Han, kana, Hangul), or a run of letters, digits and
/// `_` in which single `.` and `'` may stand, or `.net`. Words are in lower case and without accents (`café` is `cafe`).
/// `++` and `#` after a letter belong to it (`c++`, `c#`), a single `+` does not (`5+ years`, `html+css`): here it departs
/// from the expression that was tried first, `[\p{L}\p{N}_]+(?:[.+#'’][\p{L}\p{N}_]+)*[+#]*`, under which `css` would not
/// find `html+css`. Full-width letters and digits are read as their ordinary forms.
pub(crate) struct WordScanner<'a> {
    text: &'a str,
    at: usize,
}

fn ordinary(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '’' => '\'',
        _ => c,
    }
}

/// Whether a character is a word of its own: between words of these scripts no space is written, or (Hangul) none before endings,
/// so that a search for several in a row finds them inside of longer runs.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}' | '\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{20000}'..='\u{3FFFF}')
}

/// Accents that are characters of their own, after the letter that they belong to.
pub(crate) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

fn is_word(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && !stands_alone(c))
}

/// Takes accents off the letters of a lower-case text (`é` is `e`, `ß` is `ss`) by the table that the search library brings. Signs,
/// which the table turns into others (`″` into a quote), stay as they are.
pub(crate) fn without_accents(text: &mut String) {
    if text.is_ascii() {
        return;
    }
    let mut folding = AsciiFoldingFilter.transform(RawTokenizer::default());
    let mut out = String::with_capacity(text.len());
    let mut letter = String::new();
    for c in text.chars().filter(|c| !is_accent(*c)) {
        if c.is_ascii() || !c.is_alphanumeric() || stands_alone(c) {
            out.push(c);
            continue;
        }
        letter.clear();
        letter.push(c);
        let before = out.len();
        let mut stream = folding.token_stream(&letter);
        if stream.advance() {
            let folded = stream.token().text.chars().filter(|c| c.is_alphanumeric());
            out.extend(folded.map(|c| c.to_ascii_lowercase()));
        }
        if out.len() == before {
            out.push(c);
        }
    }
    *text = out;
}

impl<'a> WordScanner<'a> {
    pub(crate) fn new(text: &'a str) -> WordScanner<'a> {
        WordScanner { text, at: 0 }
    }

    fn peek(&self, from: usize) -> Option<(char, usize)> {
        let c = self.text.get(from..)?.chars().next()?;
        Some((ordinary(c), from + c.len_utf8()))
    }

    /// Writes the next word into `word` and gives its place in bytes; `None` at the end.
    pub(crate) fn next_into(&mut self, word: &mut String) -> Option<Range<usize>> {
        word.clear();
        while let Some((c, after)) = self.peek(self.at) {
            let start = self.at;
            if is_word(c) {
                self.scan_run(word);
                if !word.is_empty() {
                    return Some(start..self.at);
                }
                continue;
            }
            self.at = after;
            if stands_alone(c) {
                word.push(c);
                return Some(start..after);
            }
            if c == '.' && self.scan_dot_net(word) {
                return Some(start..self.at);
            }
        }
        None
    }

    fn scan_run(&mut self, word: &mut String) {
        let mut last = ' ';
        while let Some((c, after)) = self.peek(self.at) {
            if is_word(c) {
                push_lower(word, c);
                last = c;
                self.at = after;
            } else if is_accent(c) {
                self.at = after;
            } else if matches!(c, '.' | '\'') && self.peek(after).is_some_and(|(n, _)| is_word(n)) {
                word.push(c);
                self.at = after;
            } else {
                break;
            }
        }
        without_accents(word);
        if last.is_alphabetic() {
            self.scan_suffix(word);
        }
    }

    fn scan_suffix(&mut self, word: &mut String) {
        let rest = &self.text[self.at..];
        for suffix in ["++", "#"] {
            if let Some(after) = rest.strip_prefix(suffix) {
                let next = after.chars().next().map_or(' ', ordinary);
                if !next.is_alphabetic() && !matches!(next, '+' | '#') {
                    word.push_str(suffix);
                    self.at += suffix.len();
                }
            }
        }
    }

    fn scan_dot_net(&mut self, word: &mut String) -> bool {
        let Some(net) = self.text.get(self.at..self.at + 3) else {
            return false;
        };
        let ends = self.peek(self.at + 3).is_none_or(|(c, _)| !is_word(c));
        if !ends || !net.eq_ignore_ascii_case("net") {
            return false;
        }
        word.push_str(".net");
        self.at += 3;
        true
    }
}

fn push_lower(word: &mut String, c: char) {
    if c.is_ascii() {
        word.push(c.to_ascii_lowercase());
    } else {
        word.extend(c.to_lowercase());
    }
}

/// The words of a text, lower case, in order.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut scanner = WordScanner::new(text);
    let mut word = String::new();
    let mut all = Vec::new();
    while scanner.next_into(&mut word).is_some() {
        all.push(word.clone());
    }
    all
}

/// English stems, remembered: stemming anew costs several times a look-up.
#[derive(Clone)]
pub(crate) struct Stems {
    known: HashMap<Box<str>, Option<Box<str>>>,
    analyzer: TextAnalyzer,
    /// Room for one stem.
    found: String,
}

impl Default for Stems {
    fn default() -> Stems {
        let analyzer = TextAnalyzer::builder(RawTokenizer::default())
            .filter(Stemmer::new(Language::English))
            .build();
        Stems {
            known: HashMap::new(),
            analyzer,
            found: String::new(),
        }
    }
}

impl Stems {
    /// Writes the stem of a lower-case word into `stem` where it differs from the word.
    pub(crate) fn differing(&mut self, word: &str, stem: &mut String) -> bool {
        let stemmable = |b: u8| b.is_ascii_lowercase() || b == b'\'';
        if word.len() < 3 || !word.bytes().all(stemmable) {
            return false;
        }
        if let Some(known) = self.known.get(word) {
            let Some(known) = known else { return false };
            stem.clear();
            stem.push_str(known);
            return true;
        }
        let mut stream = self.analyzer.token_stream(word);
        let found = stream.advance().then(|| stream.token().text.as_str());
        let differs = found.filter(|text| *text != word && !text.is_empty());
        if let Some(text) = differs {
            stem.clear();
            stem.push_str(text);
        }
        let entry: Option<Box<str>> = differs.map(Box::from);
        let differs = entry.is_some();
        drop(stream);
        if self.known.len() < CACHED_STEMS {
            self.known.insert(word.into(), entry);
        }
        differs
    }

    /// Whether this is the stem of a lower-case word.
    pub(crate) fn is_of(&mut self, word: &str, stem: &str) -> bool {
        // No rule for English touches a word's first letter, which tells nearly all words apart without being stemmed.
        if word.as_bytes().first() != stem.as_bytes().first() {
            return false;
        }
        let mut found = std::mem::take(&mut self.found);
        let fits = match self.differing(word, &mut found) {
            true => found == stem,
            false => word == stem,
        };
        self.found = found;
        fits
    }

    /// The stem of a lower-case word; the word itself where nothing is to be cut off.
    pub(crate) fn stem(&mut self, word: &str) -> String {
        let mut stem = String::new();
        if self.differing(word, &mut stem) {
            stem
        } else {
            word.to_owned()
        }
    }
}

/// The tokenizer of the index: every word, and beside it, at the same position, its marked stem where that differs.
///
/// A word that is its own stem is not written twice. So a search for a stem asks for the plain and for the marked term, and an
/// exact search or a phrase asks for plain terms alone.
#[derive(Clone, Default)]
pub(crate) struct WordsAndStems {
    token: Token,
    stem: String,
    stems: Stems,
}

pub(crate) struct WordAndStemStream<'a> {
    scanner: WordScanner<'a>,
    owner: &'a mut WordsAndStems,
    stem_waits: bool,
}

impl Tokenizer for WordsAndStems {
    type TokenStream<'a> = WordAndStemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordAndStemStream<'a> {
        self.token.reset();
        WordAndStemStream {
            scanner: WordScanner::new(text),
            owner: self,
            stem_waits: false,
        }
    }
}

impl TokenStream for WordAndStemStream<'_> {
    fn advance(&mut self) -> bool {
        let WordsAndStems { token, stem, stems } = &mut *self.owner;
        if self.stem_waits {
            self.stem_waits = false;
            token.text.clear();
            token.text.push(STEM_MARK);
            token.text.push_str(stem);
            return true;
        }
        loop {
            let Some(place) = self.scanner.next_into(&mut token.text) else {
                return false;
            };
            token.position = token.position.wrapping_add(1);
            if token.text.len() > LONGEST_WORD_BYTES {
                continue;
            }
            token.offset_from = place.start;
            token.offset_to = place.end;
            self.stem_waits = stems.differing(&token.text, stem);
            return true;
        }
    }

    fn token(&self) -> &Token {
        &self.owner.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.owner.token
    }
}
