//! A query tree in, a query of the search library out. Prefixes and misspellings become the words that the index holds.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

use crate::document::period_term;
use crate::query::Node;
use crate::query::tree::{PayBounds, TextField, ValueField};
use crate::schema::{ANY, DUPLICATE, Fields, NOT_STATED, ORIGINAL};
use crate::tokenizer::{FIRST_WORD_BYTE, STEM_MARK, Stems};

type Compiled = Result<Box<dyn Query>, TantivyError>;

/// What a query is compiled against: the fields, and the words of the index as it stands.
pub(crate) struct Compiler<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    stems: Stems,
}

/// A hit in a title says more than one in a body.
fn boost(field: TextField) -> f32 {
    match field {
        TextField::Title => 2.0,
        TextField::Body => 1.0,
        TextField::Skill => 1.5,
    }
}

impl Fields {
    pub(crate) fn text(&self, field: TextField) -> Field {
        match field {
            TextField::Title => self.title,
            TextField::Body => self.body,
            TextField::Skill => self.skill,
        }
    }

    pub(crate) fn value(&self, field: ValueField) -> Field {
        match field {
            ValueField::Key => self.key,
            ValueField::Tag => self.tag,
            ValueField::Mention => self.mention,
            ValueField::Polarity => self.polarity,
            ValueField::Category => self.category,
            ValueField::Source => self.source,
            ValueField::Platform => self.platform,
            ValueField::Market => self.market,
            ValueField::Country => self.country,
            ValueField::Organisation => self.organisation,
            ValueField::Label => self.label,
            ValueField::Kind => self.kind,
            ValueField::Absent => self.absent,
            ValueField::Fold => self.fold,
            ValueField::Leader => self.leader,
        }
    }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A condition that chooses postings and says nothing about how well they fit.
fn unscored(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}

fn value_term(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    unscored(TermQuery::new(term, IndexRecordOption::Basic))
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(fields: &'a Fields, searcher: &'a Searcher) -> Compiler<'a> {
        Compiler {
            fields,
            searcher,
            stems: Stems::default(),
        }
    }

    pub(crate) fn compile(&mut self, node: &Node) -> Compiled {
        match node {
            Node::Everything => Ok(unscored(AllQuery)),
            Node::Words {
                field,
                words,
                exact,
                slop,
            } => self.in_texts(*field, |own, field| own.words(field, words, *exact, *slop)),
            Node::Prefix { field, start } => self.in_texts(*field, |own, field| {
                Ok(starting_with(own.fields.text(field), start))
            }),
            Node::Fuzzy {
                field,
                word,
                distance,
            } => self.in_texts(*field, |own, field| {
                let field = own.fields.text(field);
                let terms = words_near(own.searcher, field, word, *distance)?;
                Ok(set_of(field, terms))
            }),
            Node::Value {
                field: ValueField::Fold,
                value,
            } => Ok(match value.as_str() {
                ORIGINAL => self.without_duplicates(unscored(AllQuery)),
                ANY => unscored(AllQuery),
                value => value_term(self.fields.fold, value),
            }),
            Node::Value { field, value } => Ok(value_term(self.fields.value(*field), value)),
            Node::ValuePrefix { field, start } => {
                let query = starting_with(self.fields.value(*field), start);
                Ok(Box::new(ConstScoreQuery::new(query, 0.0)))
            }
            Node::Days { first, last, .. } => {
                let number = |day: &model::Day| u64::try_from(day.number()).unwrap_or(0);
                Ok(self.between(
                    self.fields.day,
                    first.as_ref().map(number),
                    last.as_ref().map(number),
                ))
            }
            Node::PayKind(kind) => Ok(value_term(self.fields.pay, kind.slug())),
            Node::PayNone => Ok(value_term(self.fields.pay, NOT_STATED)),
            Node::PayBounds(bounds) => Ok(self.pay(bounds)),
            Node::Not(_) => self.joined(std::slice::from_ref(node)),
            Node::And(nodes) => self.joined(nodes),
            Node::Or(nodes) => {
                let parts: Result<Vec<_>, _> =
                    nodes.iter().map(|node| self.compile(node)).collect();
                Ok(Box::new(BooleanQuery::union(parts?)))
            }
        }
    }

    /// What a query finds, without postings for which another one stands.
    pub(crate) fn without_duplicates(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        let duplicate = value_term(self.fields.fold, DUPLICATE);
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, query),
            (Occur::MustNot, duplicate),
        ]))
    }

    /// All of the nodes. Exclusions alone exclude from everything: the library would find nothing.
    fn joined(&mut self, nodes: &[Node]) -> Compiled {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for node in nodes {
            clauses.push(match node {
                Node::Not(excluded) => (Occur::MustNot, self.compile(excluded)?),
                node => (Occur::Must, self.compile(node)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(AllQuery)));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// The same in one text, or in any of the three.
    fn in_texts(
        &mut self,
        field: Option<TextField>,
        mut build: impl FnMut(&mut Self, TextField) -> Compiled,
    ) -> Compiled {
        if let Some(field) = field {
            return build(self, field);
        }
        let mut parts: Vec<Box<dyn Query>> = Vec::new();
        for field in TextField::ALL {
            let part = build(self, field)?;
            parts.push(Box::new(BoostQuery::new(part, boost(field))));
        }
        Ok(Box::new(BooleanQuery::union(parts)))
    }

    fn words(&mut self, field: TextField, words: &[String], exact: bool, slop: u32) -> Compiled {
        let field = self.fields.text(field);
        Ok(match words {
            [] => Box::new(EmptyQuery),
            [word] if exact => term(field, word),
            [word] => {
                // A word that is its own stem was indexed plainly, any other form with its marked stem beside it.
                let stem = self.stems.stem(word);
                let marked = format!("{STEM_MARK}{stem}");
                Box::new(BooleanQuery::union(vec![
                    term(field, &stem),
                    term(field, &marked),
                ]))
            }
            words => {
                let terms = words.iter().map(|word| Term::from_field_text(field, word));
                let mut phrase = PhraseQuery::new(terms.collect());
                phrase.set_slop(slop);
                Box::new(phrase)
            }
        })
    }

    fn between(&self, field: Field, first: Option<u64>, last: Option<u64>) -> Box<dyn Query> {
        let end = |value: Option<u64>| match value {
            Some(value) => Bound::Included(Term::from_field_u64(field, value)),
            None => Bound::Unbounded,
        };
        if first.is_none() && last.is_none() {
            return unscored(AllQuery);
        }
        unscored(RangeQuery::new(end(first), end(last)))
    }

    fn pay(&self, bounds: &PayBounds) -> Box<dyn Query> {
        let pay = self.fields.pay;
        let mut all = vec![
            value_term(pay, bounds.kind.slug()),
            value_term(pay, &period_term(bounds.period.slug())),
        ];
        if let Some(currency) = bounds.currency {
            all.push(value_term(pay, &currency.code().to_lowercase()));
        }
        if let Some(from) = bounds.high_from {
            let from = u64::try_from(from).unwrap_or(0);
            all.push(self.between(self.fields.pay_high, Some(from), None));
        }
        if let Some(to) = bounds.low_to {
            let to = u64::try_from(to).unwrap_or(0);
            all.push(self.between(self.fields.pay_low, None, Some(to)));
        }
        Box::new(BooleanQuery::intersection(all))
    }
}

fn set_of(field: Field, terms: BTreeSet<String>) -> Box<dyn Query> {
    if terms.is_empty() {
        return Box::new(EmptyQuery);
    }
    let terms = terms.iter().map(|text| Term::from_field_text(field, text));
    Box::new(TermSetQuery::new(terms))
}

/// Every posting with a term that starts so, which no stem does. Not capped: a panel of `engin*` counts every posting that it means.
/// As a range of terms, since a list of them would hold every key of the index for `key:upwork/*`.
fn starting_with(field: Field, start: &str) -> Box<dyn Query> {
    let first = Term::from_field_text(field, start);
    let last = Term::from_field_text(field, &format!("{start}{}", char::MAX));
    Box::new(RangeQuery::new(
        Bound::Included(first),
        Bound::Included(last),
    ))
}

/// The terms of a field that start so, at most so many in each segment.
pub(crate) fn words_from(
    searcher: &Searcher,
    field: Field,
    start: &str,
    at_most: usize,
) -> Result<BTreeSet<String>, TantivyError> {
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().range().ge(start.as_bytes()).into_stream()?;
        let mut taken = 0;
        while taken < at_most && stream.advance() {
            let Ok(text) = std::str::from_utf8(stream.key()) else {
                continue;
            };
            if !text.starts_with(start) {
                break;
            }
            found.insert(text.to_owned());
            taken += 1;
        }
    }
    Ok(found)
}

/// Every word of a field at most `distance` letters away, a swap of neighbours counting as one; stems left out.
pub(crate) fn words_near(
    searcher: &Searcher,
    field: Field,
    word: &str,
    distance: u8,
) -> Result<BTreeSet<String>, TantivyError> {
    let term = Term::from_field_text(field, word);
    let query = FuzzyTermQuery::new(term, distance, true);
    let mut found = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index
            .terms()
            .search(query.automaton()?)
            .ge(FIRST_WORD_BYTE)
            .into_stream()?;
        while stream.advance() {
            if let Ok(text) = std::str::from_utf8(stream.key()) {
                found.insert(text.to_owned());
            }
        }
    }
    Ok(found)
}
