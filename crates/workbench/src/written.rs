//! The rules of tags and categories as their files have them, for readers: an id, a name and lines for each. Counts nothing.

use model::Category;
use tagger::Tagger;

/// The rules of each tag: its slug, its name, and a line a pattern.
#[must_use]
pub fn tags_as_written() -> Vec<(String, String, Vec<String>)> {
    let rules = Tagger::embedded().rules().iter().map(|rule| {
        let mut lines = Vec::new();
        if !rule.note.is_empty() {
            lines.push(rule.note.clone());
        }
        for (kind, patterns) in &rule.patterns {
            lines.extend(patterns.iter().map(|pattern| format!("{kind}: {pattern}")));
        }
        (rule.slug.clone(), rule.title.clone(), lines)
    });
    rules.collect()
}

/// The rules of each category: its slug, its name, and a line a rule.
#[must_use]
pub fn categories_as_written() -> Vec<(String, String, Vec<String>)> {
    let tagger = Tagger::embedded();
    let rules = Category::ALL.iter().map(|category| {
        let lines = tagger.category_rules(*category);
        let lines = lines.map(|(kind, values)| format!("{kind}: {}", values.join("; ")));
        let (id, name) = (category.slug().to_owned(), category.title().to_owned());
        (id, name, lines.collect())
    });
    rules.collect()
}
