//! A posting in; out come the AI skills that it mentions, in what sense and where in its text, and its category. Rules are data (`data/*.toml`). Knows no index and no store.

mod analysed;
pub mod audit;
mod category_rules;
mod error;
pub mod evaluate;
mod even_text;
mod pattern;
mod rule_file;
mod rules;
mod sentence;
mod skill_match;

use std::sync::OnceLock;

use model::{Category, Day, Label, Posting, TagId};

pub use analysed::Analysed;
pub use category_rules::{Basis, Categorised};
pub use error::Error;
pub use rule_file::Group;
pub use rules::TagRule;
pub use skill_match::{Field, TagMatch, TagSets, Text, sets};

/// The rules without the titles in Chinese: a translation changes no tag, so it makes no index anew.
fn decisive(skills: &str) -> String {
    let lines = skills.split_inclusive('\n');
    lines
        .filter(|line| !line.starts_with("title_zh = "))
        .collect()
}

/// The rules that the product ships.
const SKILLS: &str = include_str!("../data/skills.toml");
const CATEGORIES: &str = include_str!("../data/categories.toml");

/// Compiled rules: which skills a text mentions, and which category a posting belongs to.
pub struct Tagger {
    hash: String,
    skills: rules::SkillRules,
    categories: category_rules::CategoryRules,
}

impl Tagger {
    /// The rules that the product ships, compiled on first use.
    ///
    /// # Panics
    /// Never in a build whose tests pass: a test compiles the same text.
    #[must_use]
    pub fn embedded() -> &'static Tagger {
        static EMBEDDED: OnceLock<Tagger> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            Tagger::from_toml(SKILLS, CATEGORIES).expect("the embedded rules compile")
        })
    }

    /// Rules from the text of the two files.
    ///
    /// # Errors
    /// Names file, tag, key and pattern of the first fault.
    pub fn from_toml(skills: &str, categories: &str) -> Result<Tagger, Error> {
        let mut hasher = blake3::Hasher::new();
        for file in [&decisive(skills), categories] {
            hasher.update(&(file.len() as u64).to_le_bytes());
            hasher.update(file.as_bytes());
        }
        Ok(Tagger {
            hash: hasher.finalize().to_hex()[..16].to_owned(),
            skills: rules::SkillRules::parse(skills)?,
            categories: category_rules::CategoryRules::parse(categories)?,
        })
    }

    /// 16 hex digits over both files, titles in Chinese left out; another hash means that stored tags are out of date.
    #[must_use]
    pub fn rules_hash(&self) -> &str {
        &self.hash
    }

    /// Every tag, in the order of its number.
    #[must_use]
    pub fn rules(&self) -> &[TagRule] {
        &self.skills.rules
    }

    /// The tag of this name.
    #[must_use]
    pub fn tag_id(&self, slug: &str) -> Option<TagId> {
        self.rules()
            .iter()
            .find(|rule| rule.slug == slug)
            .map(|rule| rule.id)
    }

    /// Where the text mentions a tag, and in what sense: title, then body, then skills, in each by position.
    #[must_use]
    pub fn tag(&self, text: Text<'_>) -> Vec<TagMatch> {
        self.skills.tag(text)
    }

    /// The posting's category: by the platform's label where a rule knows it, else by title and skills.
    #[must_use]
    pub fn category(&self, posting: &Posting) -> Categorised {
        let labelled = posting
            .label
            .as_ref()
            .and_then(|label| self.category_of_label(label));
        match labelled {
            Some(category) => Categorised {
                category,
                basis: Basis::Label,
            },
            None => self.category_by_rules(&posting.title, &posting.skills),
        }
    }

    /// The category that title and skills alone suggest.
    #[must_use]
    pub fn category_by_rules(&self, title: &str, skills: &[String]) -> Categorised {
        self.categories.by_words(title, skills)
    }

    /// The category of a platform's label; `None` where no rule knows it.
    #[must_use]
    pub fn category_of_label(&self, label: &Label) -> Option<Category> {
        self.categories.of_label(label)
    }

    /// The rules of a category as they were written: the kind of each (`label`, `title, weight 3`), and what it takes.
    pub fn category_rules(&self, category: Category) -> impl Iterator<Item = (&str, &[String])> {
        self.categories.written(category)
    }

    /// The day before which the platform cannot have used this label; `None` where it is as old as the platform's taxonomy, or unknown.
    #[must_use]
    pub fn label_birth(&self, leaf: &str) -> Option<Day> {
        self.categories.birth(leaf)
    }
}
