//! A query as people write it in, a tree and what was noticed on the way out. Knows today and the tags only as it is told.

mod canonical;
mod dates;
mod fault;
mod field;
#[cfg(test)]
mod generated;
mod parse;
mod pay;
pub(crate) mod tree;
mod value;
mod word;
mod wording;

use std::ops::Range;

use model::Day;

pub use fault::QueryError;
pub use tree::{Node, PayBounds, TextField, ValueField};

use crate::schema::ANY;

/// The names that only the caller knows. Categories, markets and kinds of pay and date are fixed.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'a> {
    /// Slugs of the tags.
    pub tags: &'a [String],
}

/// Where a word or value that may be misspelt stands in the query's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    /// Characters of [`Query::text`].
    pub(crate) span: Range<usize>,
    pub(crate) field: LeafField,
    /// As the index would hold it.
    pub(crate) term: String,
}

/// Where a [`Leaf`] is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeafField {
    Text {
        field: Option<TextField>,
        /// In quotes, where a stem does not count.
        exact: bool,
    },
    Value(ValueField),
}

/// A query that parsed; `docs/query.md` is the language with examples.
///
/// Words are joined by AND; `OR`, `NOT`, a leading `-`, brackets, `"phrases"`, `engin*`, `enginer~1` and `field:value` mean what
/// they mean elsewhere. OR binds weaker than AND. A word without quotes is found in all its English forms, words in quotes only
/// as they stand.
///
/// Duplicates, for which another posting stands, are left out unless the query speaks of them: `is:duplicate` finds only them
/// (`is:repost` those of the same platform, `is:copy` those of another), `is:original` only the others, `is:any` both, joined with the rest like any condition. A query that names a `key:` or a
/// `leader:` finds that posting whatever it is.
#[derive(Clone, Debug)]
pub struct Query {
    text: String,
    pub(crate) node: Node,
    notes: Vec<String>,
    pub(crate) leaves: Vec<Leaf>,
    /// Whether duplicates are not left out.
    pub(crate) with_duplicates: bool,
}

impl Query {
    /// Parses a query. `today` is what `since:90d` counts back from.
    ///
    /// # Errors
    /// Where it does not parse: what is wrong, at which character, and what was probably meant.
    pub fn parse(text: &str, vocabulary: &Vocabulary<'_>, today: Day) -> Result<Query, QueryError> {
        parse::parse(text, vocabulary, today)
    }

    /// The query for one value of a field, as facets give it; `None` where no query can spell the value, as one with a quotation mark.
    #[must_use]
    pub fn of_value(
        field: &str,
        value: &str,
        vocabulary: &Vocabulary<'_>,
        today: Day,
    ) -> Option<Query> {
        let query = Query::parse(&format!("{field}:\"{value}\""), vocabulary, today).ok()?;
        matches!(query.node, Node::Value { .. }).then_some(query)
    }

    /// The same query with duplicates among what it finds and counts.
    #[must_use]
    pub fn with_duplicates(self) -> Query {
        Query {
            with_duplicates: true,
            ..self
        }
    }

    /// Whether duplicates are among what it finds and counts.
    #[must_use]
    pub fn has_duplicates(&self) -> bool {
        self.with_duplicates
    }

    /// What is asked, for an engine that has no index. Duplicates are left out beside it unless [`Query::has_duplicates`].
    #[must_use]
    pub fn tree(&self) -> &Node {
        &self.node
    }

    /// Whether both ask for the same, however they were written.
    #[must_use]
    pub fn same_as(&self, other: &Query) -> bool {
        self.node == other.node && self.with_duplicates == other.with_duplicates
    }

    /// The query that every posting fulfils.
    #[must_use]
    pub fn everything() -> Query {
        Query {
            text: String::new(),
            node: Node::Everything,
            notes: Vec::new(),
            leaves: Vec::new(),
            with_duplicates: false,
        }
    }

    /// The postings that fulfil both queries; with duplicates where either has them.
    #[must_use]
    pub fn and(self, other: Query) -> Query {
        let with_duplicates = self.with_duplicates || other.with_duplicates;
        if self.node == Node::Everything {
            return Query {
                with_duplicates,
                ..other
            };
        }
        if other.node == Node::Everything {
            return Query {
                with_duplicates,
                ..self
            };
        }
        let text = format!("({}) ({})", self.text, other.text);
        let mut leaves = self.leaves;
        for leaf in &mut leaves {
            leaf.span = leaf.span.start + 1..leaf.span.end + 1;
        }
        let shift = self.text.chars().count() + 4;
        leaves.extend(other.leaves.into_iter().map(|leaf| Leaf {
            span: leaf.span.start + shift..leaf.span.end + shift,
            ..leaf
        }));
        let mut notes = self.notes;
        notes.extend(other.notes);
        Query {
            text,
            node: Node::all(vec![self.node, other.node]),
            notes,
            leaves,
            with_duplicates,
        }
    }

    /// The query without its words: only what it says of every hit, outside of OR and NOT, about source, platform and market. What shares are of; with
    /// duplicates where the query has them, so that both count alike.
    #[must_use]
    pub fn universe(&self) -> Query {
        let names_the_market = |node: &Node| {
            matches!(
                node,
                Node::Value { field, .. } | Node::ValuePrefix { field, .. }
                    if matches!(field, ValueField::Source | ValueField::Platform | ValueField::Market)
            )
        };
        let conditions = match &self.node {
            Node::And(nodes) => nodes.as_slice(),
            one => std::slice::from_ref(one),
        };
        Query {
            node: Node::all(
                conditions
                    .iter()
                    .filter(|node| names_the_market(node))
                    .cloned()
                    .collect(),
            ),
            with_duplicates: self.with_duplicates,
            ..Query::everything()
        }
    }

    /// The query's text, with curly quotes and full-width punctuation made plain.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The one spelling of all queries that mean the same: its permalink.
    ///
    /// It parses into the same tree, and is then its own canonical form. Conditions keep their order; fields have their preferred
    /// names, AND is left out, brackets stand only where they are needed. Days that were counted from today stay so
    /// (`date:last-90-days`), any others are written out.
    #[must_use]
    pub fn canonical(&self) -> String {
        let node = match self.with_duplicates && !self.node.names_duplicates() {
            true => Node::all(vec![
                self.node.clone(),
                Node::Value {
                    field: ValueField::Fold,
                    value: ANY.to_owned(),
                },
            ]),
            false => self.node.clone(),
        };
        canonical::canonical(&node)
    }

    /// What is searched, in one line of words.
    #[must_use]
    pub fn interpreted(&self) -> String {
        wording::wording(&self.node)
    }

    /// What was read otherwise than it may have been meant, one sentence each, lower case.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The text with some of its characters replaced; the spans do not overlap.
    pub(crate) fn with_replacements(&self, replacements: &[(Range<usize>, String)]) -> String {
        let mut sorted = replacements.to_vec();
        sorted.sort_by_key(|(span, _)| span.start);
        let chars: Vec<char> = self.text.chars().collect();
        let mut out = String::new();
        let mut at = 0;
        for (span, new) in sorted {
            if span.start < at || span.end > chars.len() {
                continue;
            }
            out.extend(&chars[at..span.start]);
            out.push_str(&new);
            at = span.end;
        }
        out.extend(&chars[at..]);
        out
    }
}
