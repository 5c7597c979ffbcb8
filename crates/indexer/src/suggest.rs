//! A query that finds nothing in, the nearest one whose words the index holds out. Knows words and counts, not meanings.

use std::collections::BTreeSet;

use tantivy::{Searcher, TantivyError, Term};

use crate::compile::{words_from, words_near};
use crate::query::tree::TextField;
use crate::query::{Leaf, LeafField, Query};
use crate::schema::Fields;
use crate::tokenizer::{STEM_MARK, Stems};

/// Shorter words are near to almost everything.
const SHORTEST: usize = 4;

/// Longer names with the same start that are looked at; a single letter starts very many.
const CANDIDATES: usize = 1000;

/// The query with each word or value that the index lacks replaced by the nearest that it holds; `None` where it lacks none.
pub(crate) fn suggest(
    query: &Query,
    fields: &Fields,
    searcher: &Searcher,
) -> Result<Option<String>, TantivyError> {
    let mut stems = Stems::default();
    let mut replacements = Vec::new();
    for leaf in &query.leaves {
        let found = match leaf.field {
            LeafField::Text { field, exact } => {
                let texts: Vec<TextField> =
                    field.map_or(TextField::ALL.to_vec(), |field| vec![field]);
                let stem = if exact {
                    None
                } else {
                    Some(stems.stem(&leaf.term))
                };
                nearest_word(leaf, stem.as_deref(), &texts, fields, searcher)?
            }
            LeafField::Value(field) => {
                let name = nearest_value(&leaf.term, fields.value(field), searcher)?;
                name.map(|name| quoted(query, leaf, name))
            }
        };
        replacements.extend(found.map(|word| (leaf.span.clone(), word)));
    }
    Ok((!replacements.is_empty()).then(|| query.with_replacements(&replacements)))
}

fn frequency(
    searcher: &Searcher,
    field: tantivy::schema::Field,
    text: &str,
) -> Result<u64, TantivyError> {
    searcher.doc_freq(&Term::from_field_text(field, text))
}

fn nearest_word(
    leaf: &Leaf,
    stem: Option<&str>,
    texts: &[TextField],
    fields: &Fields,
    searcher: &Searcher,
) -> Result<Option<String>, TantivyError> {
    let letters = leaf.term.chars().count();
    if letters < SHORTEST {
        return Ok(None);
    }
    let mut forms = vec![leaf.term.clone()];
    if let Some(stem) = stem {
        forms.push(stem.to_owned());
        forms.push(format!("{STEM_MARK}{stem}"));
    }
    for field in texts.iter().map(|field| fields.text(*field)) {
        for text in &forms {
            if frequency(searcher, field, text)? > 0 {
                return Ok(None);
            }
        }
    }
    for distance in 1..=(if letters > SHORTEST { 2 } else { 1 }) {
        let mut candidates = BTreeSet::new();
        for field in texts {
            candidates.extend(words_near(
                searcher,
                fields.text(*field),
                &leaf.term,
                distance,
            )?);
        }
        let mut best: Option<(u64, String)> = None;
        for word in candidates {
            let mut count = 0;
            for field in texts {
                count += frequency(searcher, fields.text(*field), &word)?;
            }
            if best.as_ref().is_none_or(|(most, _)| count > *most) {
                best = Some((count, word));
            }
        }
        if let Some((_, word)) = best {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

fn nearest_value(
    value: &str,
    field: tantivy::schema::Field,
    searcher: &Searcher,
) -> Result<Option<String>, TantivyError> {
    if value.is_empty() || frequency(searcher, field, value)? > 0 {
        return Ok(None);
    }
    let mut candidates = words_near(searcher, field, value, 1)?;
    if candidates.is_empty() {
        candidates = words_near(searcher, field, value, 2)?;
    }
    if candidates.is_empty() {
        candidates = words_from(searcher, field, value, CANDIDATES)?;
    }
    let mut best: Option<(u64, String)> = None;
    for name in candidates {
        let count = frequency(searcher, field, &name)?;
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, name));
        }
    }
    Ok(best.map(|(_, name)| name))
}

/// A value of several words in quotes, where it does not stand in quotes already.
fn quoted(query: &Query, leaf: &Leaf, name: String) -> String {
    let before = leaf
        .span
        .start
        .checked_sub(1)
        .and_then(|at| query.text().chars().nth(at));
    if name.contains(' ') && before != Some('"') {
        format!("\"{name}\"")
    } else {
        name
    }
}
