//! What somebody typed in, a name that a picture can hold out. Knows no chart.

use analytics::claims::Language;
use analytics::said;

use super::heading::LABEL;
use super::labels::Label;
use super::wrapping::fit;
use crate::escape;

/// Names inside sentences are cut at this width, so that the sentence around them can still be read.
const WIDEST_IN_A_SENTENCE: f64 = 260.0;
/// Behind words that run from right to left it keeps the number that follows on its side; it takes no room.
const LEFT_TO_RIGHT: char = '\u{200e}';

/// A query as a name: without what breaks a picture and without room for nothing; the query of no words has one too.
pub(crate) fn of(query: &str, language: Language) -> String {
    let plain = escape::plain(query);
    let words: Vec<&str> = plain.split_whitespace().collect();
    match words.is_empty() {
        true => said!("every posting", "全部职位").of(language).to_owned(),
        false => words.join(" "),
    }
}

/// A name as it stands inside a sentence.
pub(crate) fn short(name: &str) -> String {
    before_a_number(fit(name, LABEL, WIDEST_IN_A_SENTENCE))
}

/// A name with a number behind it, cut to the room that labels have.
pub(crate) fn label(name: &str, number: String) -> Label {
    let label = Label::new(name, number);
    Label {
        name: before_a_number(label.name),
        ..label
    }
}

fn before_a_number(mut name: String) -> String {
    if name.chars().any(runs_to_the_left) {
        name.push(LEFT_TO_RIGHT);
    }
    name
}

/// Hebrew, Arabic and the other scripts of the blocks that Unicode keeps for this direction.
fn runs_to_the_left(sign: char) -> bool {
    matches!(sign,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
