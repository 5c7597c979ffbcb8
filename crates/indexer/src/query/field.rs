//! The names that may stand before a colon in a query, and which of them is nearest to a misspelt one.

use crate::query::tree::{TextField, ValueField};

/// What a name before a colon stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldName {
    Text(TextField),
    Value(ValueField),
    /// `date:`: days, months, years and ranges of them.
    Date,
    /// `since:`: from a day on, or the last so many days.
    Since,
    /// `before:`: up to the day before.
    Before,
    Pay,
}

/// Every name, the preferred one of each field first.
const NAMES: &[(&str, FieldName)] = &[
    ("title", FieldName::Text(TextField::Title)),
    ("body", FieldName::Text(TextField::Body)),
    ("skill", FieldName::Text(TextField::Skill)),
    ("skills", FieldName::Text(TextField::Skill)),
    ("tag", FieldName::Value(ValueField::Tag)),
    ("tags", FieldName::Value(ValueField::Tag)),
    ("mention", FieldName::Value(ValueField::Mention)),
    ("mentions", FieldName::Value(ValueField::Mention)),
    ("polarity", FieldName::Value(ValueField::Polarity)),
    ("category", FieldName::Value(ValueField::Category)),
    ("source", FieldName::Value(ValueField::Source)),
    ("platform", FieldName::Value(ValueField::Platform)),
    ("market", FieldName::Value(ValueField::Market)),
    ("country", FieldName::Value(ValueField::Country)),
    ("organisation", FieldName::Value(ValueField::Organisation)),
    ("organization", FieldName::Value(ValueField::Organisation)),
    ("org", FieldName::Value(ValueField::Organisation)),
    ("company", FieldName::Value(ValueField::Organisation)),
    ("label", FieldName::Value(ValueField::Label)),
    ("kind", FieldName::Value(ValueField::Kind)),
    ("key", FieldName::Value(ValueField::Key)),
    ("is", FieldName::Value(ValueField::Fold)),
    ("leader", FieldName::Value(ValueField::Leader)),
    ("date", FieldName::Date),
    ("posted", FieldName::Date),
    ("since", FieldName::Since),
    ("after", FieldName::Since),
    ("before", FieldName::Before),
    ("pay", FieldName::Pay),
    ("rate", FieldName::Pay),
];

impl FieldName {
    /// The field of a name, in any case.
    pub(crate) fn parse(name: &str) -> Option<FieldName> {
        NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, field)| *field)
    }

    /// The preferred name.
    pub(crate) fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, field)| *field == self)
            .map_or("field", |(name, _)| name)
    }
}

/// The preferred name of every field, for messages.
pub(crate) fn preferred_names() -> String {
    let preferred = NAMES.iter().filter(|(name, field)| field.name() == *name);
    preferred
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The field name nearest to a misspelt one.
pub(crate) fn nearest_field(name: &str) -> Option<&'static str> {
    nearest(name, NAMES.iter().map(|(known, _)| *known))
}

/// The candidate that a misspelt word most likely means; `None` where none is near.
///
/// Near is a third of the letters, at least one and at most three, a swap of neighbours counting as one. Else a candidate that
/// the word begins, or that begins the word.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&word, candidate);
            let prefix = word.len() >= 3
                && candidate.len() >= 3
                && (candidate.starts_with(&word) || word.starts_with(candidate));
            let near = distance <= allowed && distance < word.chars().count().max(2);
            (near || prefix).then_some((!near, distance, candidate))
        })
        .min()
        .map(|(_, _, candidate)| candidate)
}
