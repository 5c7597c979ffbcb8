//! The text of `categories.toml` in; a category for a platform's label, or for a title with skills, out. Knows no skill tag and no pay.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use model::{Category, Day, Label};
use serde::{Deserialize, Serialize};

use crate::Error;

const FILE: &str = "categories.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    #[serde(default)]
    label: Vec<RawLabel>,
    #[serde(default)]
    broad: Vec<RawBroad>,
    #[serde(default)]
    series: Vec<RawSeries>,
    #[serde(default)]
    title: Vec<RawPhrases>,
    #[serde(default)]
    skill: Vec<RawPhrases>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLabel {
    category: Category,
    leaves: Vec<String>,
    birth: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBroad {
    category: Category,
    names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSeries {
    category: Category,
    numbers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhrases {
    category: Category,
    weight: i32,
    phrases: Vec<String>,
}

/// What a category rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The platform's own label.
    Label,
    /// Words of the title.
    Title,
    /// The platform's skills alone.
    Skills,
    /// No rule fits; the category is `other`.
    Nothing,
}

/// A category and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Categorised {
    /// The category.
    pub category: Category,
    /// What it rests on.
    pub basis: Basis,
}

/// Everything that `categories.toml` says.
pub(crate) struct CategoryRules {
    leaves: BTreeMap<String, (Category, Option<Day>)>,
    broad: BTreeMap<String, Category>,
    series: Vec<(u16, u16, Category)>,
    titles: Phrases,
    skills: Phrases,
    written: Vec<(Category, String, Vec<String>)>,
}

/// The rules as they were written, each with its category and its kind.
fn written(file: &CategoryFile) -> Vec<(Category, String, Vec<String>)> {
    let mut all = Vec::new();
    for raw in &file.label {
        all.push((raw.category, "label".to_owned(), raw.leaves.clone()));
    }
    for raw in &file.broad {
        all.push((raw.category, "broad label".to_owned(), raw.names.clone()));
    }
    for raw in &file.series {
        let numbers = raw.numbers.clone();
        all.push((raw.category, "occupation series".to_owned(), numbers));
    }
    for (kind, phrases) in [("title", &file.title), ("skill", &file.skill)] {
        for raw in phrases {
            let kind = format!("{kind}, weight {}", raw.weight);
            all.push((raw.category, kind, raw.phrases.clone()));
        }
    }
    all
}

impl CategoryRules {
    pub(crate) fn parse(text: &str) -> Result<CategoryRules, Error> {
        let file: CategoryFile = toml::from_str(text).map_err(|error| Error::Toml {
            file: FILE,
            message: error.to_string().trim_end().to_owned(),
        })?;
        let mut leaves = BTreeMap::new();
        for raw in &file.label {
            for leaf in &raw.leaves {
                if leaves
                    .insert(folded(leaf), (raw.category, raw.birth))
                    .is_some()
                {
                    return Err(Error::Toml {
                        file: FILE,
                        message: format!("key `label.leaves`: `{leaf}` stands there twice"),
                    });
                }
            }
        }
        let broad = file
            .broad
            .iter()
            .flat_map(|raw| raw.names.iter().map(|name| (folded(name), raw.category)))
            .collect();
        let mut series = Vec::new();
        for raw in &file.series {
            for text in &raw.numbers {
                let (first, last) = number_range(text)?;
                series.push((first, last, raw.category));
            }
        }
        Ok(CategoryRules {
            leaves,
            broad,
            series,
            titles: Phrases::compile(&file.title)?,
            skills: Phrases::compile(&file.skill)?,
            written: written(&file),
        })
    }

    /// By leaf, else by the number that a government series begins with, else by the broad level.
    pub(crate) fn of_label(&self, label: &Label) -> Option<Category> {
        if let Some((category, _)) = self.leaves.get(&folded(&label.leaf)) {
            return Some(*category);
        }
        if let Some(number) = leading_number(&label.leaf) {
            let found = self
                .series
                .iter()
                .find(|(first, last, _)| (*first..=*last).contains(&number));
            return Some(found.map_or(Category::Other, |(_, _, category)| *category));
        }
        let broad = label.broad.as_deref().unwrap_or(&label.leaf);
        self.broad.get(&folded(broad)).copied()
    }

    /// The rules of a category as they were written: the kind of each, and what it takes.
    pub(crate) fn written(&self, category: Category) -> impl Iterator<Item = (&str, &[String])> {
        let own = self
            .written
            .iter()
            .filter(move |(own, _, _)| *own == category);
        own.map(|(_, kind, values)| (kind.as_str(), values.as_slice()))
    }

    pub(crate) fn birth(&self, leaf: &str) -> Option<Day> {
        self.leaves.get(&folded(leaf)).and_then(|(_, birth)| *birth)
    }

    /// The category whose phrases weigh most in title and skills; of equals the first in the article's order.
    pub(crate) fn by_words(&self, title: &str, skills: &[String]) -> Categorised {
        let mut of_title = Scores::default();
        self.titles.score(title, &mut of_title);
        let mut of_skills = Scores::default();
        for skill in skills {
            self.skills.score(skill, &mut of_skills);
        }
        let mut best: Option<(i32, Category)> = None;
        for category in Category::ALL {
            let at = usize::from(category.number());
            let score = of_title.0[at] + of_skills.0[at];
            if score > 0 && best.is_none_or(|(top, _)| score > top) {
                best = Some((score, *category));
            }
        }
        match best {
            None => Categorised {
                category: Category::Other,
                basis: Basis::Nothing,
            },
            Some((_, category)) => Categorised {
                category,
                basis: if of_title.0[usize::from(category.number())] > 0 {
                    Basis::Title
                } else {
                    Basis::Skills
                },
            },
        }
    }
}

/// A weight for each category.
#[derive(Default)]
struct Scores([i32; 32]);

/// Weighted phrases behind one automaton.
struct Phrases {
    automaton: AhoCorasick,
    /// By the automaton's pattern number: whether the last word may go on, and the weights.
    weights: Vec<(bool, Vec<(Category, i32)>)>,
}

impl Phrases {
    fn compile(raw: &[RawPhrases]) -> Result<Phrases, Error> {
        let mut by_phrase: BTreeMap<(String, bool), Vec<(Category, i32)>> = BTreeMap::new();
        for group in raw {
            for phrase in &group.phrases {
                let (text, open) = match phrase.strip_suffix('*') {
                    Some(stem) => (stem, true),
                    None => (phrase.as_str(), false),
                };
                by_phrase
                    .entry((words(text), open))
                    .or_default()
                    .push((group.category, group.weight));
            }
        }
        let texts: Vec<&String> = by_phrase.keys().map(|(text, _)| text).collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(&texts)
            .map_err(|error| Error::Toml {
                file: FILE,
                message: format!("the automaton over all phrases does not build: {error}"),
            })?;
        let weights = by_phrase
            .into_iter()
            .map(|((_, open), weights)| (open, weights))
            .collect();
        Ok(Phrases { automaton, weights })
    }

    /// Adds the weights of the phrases that stand in the text; a phrase counts once however often it stands there.
    fn score(&self, text: &str, scores: &mut Scores) {
        let text = words(text);
        let bytes = text.as_bytes();
        let mut seen: Vec<usize> = Vec::new();
        for found in self.automaton.find_overlapping_iter(&text) {
            let number = found.pattern().as_usize();
            let (open, weights) = &self.weights[number];
            let begins = found.start() == 0 || bytes[found.start() - 1] == b' ';
            let ends = *open || bytes.get(found.end()).is_none_or(|b| *b == b' ');
            if begins && ends && !seen.contains(&number) {
                seen.push(number);
                for (category, weight) in weights {
                    scores.0[usize::from(category.number())] += weight;
                }
            }
        }
    }
}

/// Lower case, and one space for each run of anything but letters, digits and the signs in `c++`, `c#`, `.net` and `node.js`.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let inside_dot = c == '.'
            && text[at + 1..]
                .chars()
                .next()
                .is_some_and(char::is_alphanumeric);
        if c.is_ascii_alphanumeric() || c == '+' || c == '#' || inside_dot {
            out.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// A label's name for comparison: entities of the feeds undone, lower case, single spaces.
fn folded(name: &str) -> String {
    let lower = if name.contains('&') {
        name.replace("&amp;", "&").to_lowercase()
    } else {
        name.to_lowercase()
    };
    let mut out = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// `0855 - Electronics Engineering` begins with a series of four digits.
fn leading_number(leaf: &str) -> Option<u16> {
    let digits = leaf.trim().get(..4)?;
    let alone = leaf.trim()[4..]
        .chars()
        .next()
        .is_none_or(|c| !c.is_ascii_alphanumeric());
    (alone && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

/// `2210` or `0800-0899`.
fn number_range(text: &str) -> Result<(u16, u16), Error> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok((first, last)),
        _ => Err(Error::Toml {
            file: FILE,
            message: format!(
                "key `series.numbers`: `{text}` is not a series or a range of them (`0800-0899`)"
            ),
        }),
    }
}
