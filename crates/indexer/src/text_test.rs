//! A condition on words in, whether a text fulfils it out: the answer of the index, for engines that read the texts themselves. Knows no index.

use crate::query::Node;
use crate::tokenizer::{LONGEST_WORD_BYTES, Stems, WordScanner};

/// What is asked of the words of a text. It holds for just the texts in which the index finds the condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// A word of which this is the stem, or the stem itself.
    Stem(String),
    /// These words next to each other, as they stand.
    Phrase(Vec<String>),
    /// A word that starts so.
    Prefix(String),
    /// A word at most so many letters away, a swap of neighbours counting as one.
    Near(String, u8),
}

impl TextTest {
    /// The test of a condition on words; `None` for other conditions, and for words that may stand apart, whose places only an index
    /// knows how to count.
    #[must_use]
    pub fn of(node: &Node) -> Option<TextTest> {
        match node {
            Node::Words {
                words,
                exact: false,
                ..
            } if words.len() == 1 => Some(TextTest::Stem(Stems::default().stem(&words[0]))),
            Node::Words { words, slop, .. } if *slop == 0 || words.len() < 2 => {
                Some(TextTest::Phrase(words.clone()))
            }
            Node::Prefix { start, .. } => Some(TextTest::Prefix(start.clone())),
            Node::Fuzzy { word, distance, .. } => Some(TextTest::Near(word.clone(), *distance)),
            _ => None,
        }
    }
}

/// Cuts texts into words and tests them; keeps what it learned of stems from one text to the next.
#[derive(Default)]
pub struct Words {
    stems: Stems,
    word: String,
}

impl Words {
    /// Whether a text fulfils a test.
    pub fn hold(&mut self, text: &str, test: &TextTest) -> bool {
        let Words { stems, word } = self;
        let mut scanner = WordScanner::new(text);
        // How many words of a phrase have just been read, for each way in which it may have begun.
        let mut begun: Vec<usize> = Vec::new();
        while scanner.next_into(word).is_some() {
            // The index lacks such words; they take up a place in it all the same.
            let is_indexed = word.len() <= LONGEST_WORD_BYTES;
            let found = is_indexed
                && match test {
                    TextTest::Stem(wanted) => *word == *wanted || stems.is_of(word, wanted),
                    TextTest::Prefix(start) => word.starts_with(start.as_str()),
                    TextTest::Near(wanted, distance) => {
                        strsim::osa_distance(wanted, word) <= usize::from(*distance)
                    }
                    TextTest::Phrase(_) => false,
                };
            if found {
                return true;
            }
            if let TextTest::Phrase(words) = test {
                begun.push(0);
                begun.retain_mut(|read| {
                    let goes_on = is_indexed && words.get(*read).is_some_and(|one| *one == *word);
                    *read += 1;
                    goes_on
                });
                if begun.contains(&words.len()) {
                    return true;
                }
            }
        }
        false
    }
}
