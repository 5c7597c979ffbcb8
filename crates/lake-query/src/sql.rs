//! A condition of a query in, the same condition over the columns of a lake's files out. Every part is true or false and never unknown, so that NOT means what it
//! means to the index. Knows no engine.

use indexer::{
    ANY, COPY, DUPLICATE, NOT_STATED, Node, ORIGINAL, PayBounds, REPOST, TextField, TextTest,
    ValueField,
};
use model::{Day, DayRange, Polarity, TagSet};

use crate::functions::Asked;

/// Why a condition cannot be said.
pub(crate) type Why = String;

/// A text in SQL.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A column in SQL.
pub(crate) fn column(prefix: &str, tag: &str) -> String {
    format!("\"{prefix}_{tag}\"")
}

fn any_of(parts: &[String]) -> String {
    match parts {
        [] => "FALSE".to_owned(),
        parts => format!("({})", parts.join(" OR ")),
    }
}

/// The day lies between two, where they are named.
pub(crate) fn days(first: Option<Day>, last: Option<Day>) -> String {
    let first = first.map(|day| format!("day >= DATE '{day}'"));
    let last = last.map(|day| format!("day <= DATE '{day}'"));
    let ends: Vec<String> = first.into_iter().chain(last).collect();
    match ends.as_slice() {
        [] => "TRUE".to_owned(),
        ends => format!("({})", ends.join(" AND ")),
    }
}

/// What is counted on the days of a plan. What has no exact date is needed whenever it is dated, since a panel says how much of it there is.
pub(crate) fn on_days(range: Option<DayRange>) -> String {
    match range {
        None => "TRUE".to_owned(),
        Some(range) => format!(
            "(date_kind <> 'exact' OR {})",
            days(Some(range.first()), Some(range.last()))
        ),
    }
}

/// The column is stated and equal.
fn is(column: &str, value: &str) -> String {
    format!("({column} IS NOT NULL AND {column} = {})", quoted(value))
}

/// The column is stated and starts so, in the order of bytes, as the index has it.
fn starts(column: &str, start: &str) -> String {
    let last = format!("{start}{}", char::MAX);
    let (first, last) = (quoted(start), quoted(&last));
    format!("({column} IS NOT NULL AND {column} >= {first} AND {column} <= {last})")
}

/// Says conditions over the files of postings.
pub(crate) struct Postings<'a> {
    /// The tags of the columns.
    pub(crate) tags: &'a [String],
}

impl Postings<'_> {
    pub(crate) fn condition(&self, node: &Node) -> Result<String, Why> {
        Ok(match node {
            Node::Everything => "TRUE".to_owned(),
            Node::Words { field, .. } | Node::Prefix { field, .. } | Node::Fuzzy { field, .. } => {
                let test = TextTest::of(node).ok_or(
                    "words that may stand some places apart are counted by the places of an index",
                )?;
                texts(*field, &Asked::Words(test))
            }
            Node::Value { field, value } => self.value(*field, value),
            Node::ValuePrefix { field, start } => self.prefix(*field, start),
            Node::Days { first, last, .. } => days(*first, *last),
            Node::PayKind(kind) => is("pay_kind", kind.slug()),
            Node::PayNone => "(pay_kind IS NULL)".to_owned(),
            Node::PayBounds(bounds) => pay(bounds),
            Node::Not(inner) => format!("(NOT {})", self.condition(inner)?),
            Node::And(nodes) => format!("({})", self.all(nodes)?.join(" AND ")),
            Node::Or(nodes) => any_of(&self.all(nodes)?),
        })
    }

    fn all(&self, nodes: &[Node]) -> Result<Vec<String>, Why> {
        nodes.iter().map(|node| self.condition(node)).collect()
    }

    /// Columns of tags under a prefix, of which one is true; false where there is none.
    fn flags<'t>(&self, prefix: &str, tags: impl Iterator<Item = &'t String>) -> String {
        let columns: Vec<String> = tags.map(|tag| column(prefix, tag)).collect();
        any_of(&columns)
    }

    /// A posting has one of the tags.
    pub(crate) fn tagged(&self, prefix: &str, set: TagSet) -> String {
        let tags = set.iter().filter_map(|tag| self.tags.get(tag.number()));
        self.flags(prefix, tags)
    }

    pub(crate) fn value(&self, field: ValueField, value: &str) -> String {
        let stated_none = value == NOT_STATED;
        match field {
            ValueField::Tag | ValueField::Mention if stated_none => {
                format!("(NOT {})", self.flags(of_tags(field), self.tags.iter()))
            }
            ValueField::Tag | ValueField::Mention => {
                self.flags(of_tags(field), self.tags.iter().filter(|tag| *tag == value))
            }
            ValueField::Polarity => self.polarities(|term| term == value),
            ValueField::Country | ValueField::Organisation if stated_none => {
                let column = plain(field);
                format!("({column} IS NULL OR {column} = {})", quoted(value))
            }
            ValueField::Label => {
                let [leaf, broad] = LABELS.map(|column| is(column, value));
                match stated_none {
                    true => format!("(label_leaf IS NULL OR {leaf} OR {broad})"),
                    false => format!("({leaf} OR {broad})"),
                }
            }
            ValueField::Absent => match value {
                "skill" => format!("(NOT {})", Asked::Any.call("skills", true)),
                _ => format!("(NOT {})", Asked::Any.call("body", false)),
            },
            ValueField::Fold => fold(value),
            field => is(plain(field), value),
        }
    }

    fn prefix(&self, field: ValueField, start: &str) -> String {
        let none_fits = NOT_STATED.starts_with(start);
        let also = |stated: String, none: &str| match none_fits {
            true => format!("({stated} OR {none})"),
            false => stated,
        };
        match field {
            ValueField::Tag | ValueField::Mention => {
                let prefix = of_tags(field);
                let fitting = self.tags.iter().filter(|tag| tag.starts_with(start));
                let none = format!("(NOT {})", self.flags(prefix, self.tags.iter()));
                also(self.flags(prefix, fitting), &none)
            }
            ValueField::Polarity => self.polarities(|term| term.starts_with(start)),
            ValueField::Country | ValueField::Organisation => {
                let column = plain(field);
                also(starts(column, start), &format!("({column} IS NULL)"))
            }
            ValueField::Label => {
                let [leaf, broad] = LABELS.map(|column| starts(column, start));
                also(format!("({leaf} OR {broad})"), "(label_leaf IS NULL)")
            }
            ValueField::Fold => {
                let terms = [DUPLICATE, REPOST, COPY];
                let fitting = terms.into_iter().filter(|term| term.starts_with(start));
                any_of(&fitting.map(fold).collect::<Vec<_>>())
            }
            ValueField::Absent => "FALSE".to_owned(),
            field => starts(plain(field), start),
        }
    }

    /// A posting is mentioned in a sense, or a tag in a sense, whose name is wanted.
    fn polarities(&self, wanted: impl Fn(&str) -> bool) -> String {
        let mut columns = Vec::new();
        for polarity in Polarity::ALL {
            let sense = polarity.slug().to_lowercase();
            let alone = wanted(&sense);
            let fitting = self.tags.iter();
            let fitting = fitting.filter(|tag| alone || wanted(&format!("{tag}/{sense}")));
            columns.extend(fitting.map(|tag| column(&sense, tag)));
        }
        any_of(&columns)
    }
}

const LABELS: [&str; 2] = ["label_leaf_plain", "label_broad_plain"];

/// What stands before a tag in the names of columns.
fn of_tags(field: ValueField) -> &'static str {
    match field {
        ValueField::Mention => "mention",
        _ => "tag",
    }
}

/// The column of a field that has one.
pub(crate) fn plain(field: ValueField) -> &'static str {
    match field {
        ValueField::Key => "key",
        ValueField::Leader => "leader",
        ValueField::Category => "category",
        ValueField::Source => "source",
        ValueField::Platform => "platform",
        ValueField::Market => "market",
        ValueField::Country => "country_plain",
        ValueField::Organisation => "organisation_plain",
        ValueField::Kind => "date_kind",
        // The others are said by columns of their own before this is asked.
        ValueField::Tag
        | ValueField::Mention
        | ValueField::Polarity
        | ValueField::Label
        | ValueField::Absent
        | ValueField::Fold => "NULL",
    }
}

fn fold(value: &str) -> String {
    match value {
        ANY => "TRUE".to_owned(),
        ORIGINAL => "(leader IS NULL)".to_owned(),
        DUPLICATE => "(leader IS NOT NULL)".to_owned(),
        kind => is("duplicate", kind),
    }
}

fn texts(field: Option<TextField>, asked: &Asked) -> String {
    let in_one = |field: TextField| match field {
        TextField::Title => asked.call("title", false),
        TextField::Body => asked.call("body", false),
        TextField::Skill => asked.call("skills", true),
    };
    match field {
        Some(field) => in_one(field),
        // The short ones first: a body is read where neither has it.
        None => any_of(&[TextField::Title, TextField::Skill, TextField::Body].map(in_one)),
    }
}

fn pay(bounds: &PayBounds) -> String {
    let mut parts = vec![
        is("pay_kind", bounds.kind.slug()),
        is("pay_period", bounds.period.slug()),
    ];
    parts.extend(
        bounds
            .currency
            .map(|currency| is("pay_currency", currency.code())),
    );
    parts.extend(
        bounds
            .high_from
            .map(|from| format!("pay_high_hundredths >= {from}")),
    );
    parts.extend(
        bounds
            .low_to
            .map(|to| format!("pay_low_hundredths <= {to}")),
    );
    format!("({})", parts.join(" AND "))
}

/// Whether a condition asks for words or for the lack of a text.
pub(crate) fn reads_texts(node: &Node) -> bool {
    match node {
        Node::Words { .. } | Node::Prefix { .. } | Node::Fuzzy { .. } => true,
        Node::Value { field, .. } => *field == ValueField::Absent,
        Node::Not(inner) => reads_texts(inner),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(reads_texts),
        _ => false,
    }
}

/// The days outside of which nothing fulfils the query.
pub(crate) fn bounds(node: &Node) -> (Option<Day>, Option<Day>) {
    let nodes = match node {
        Node::And(nodes) => nodes.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut all = (None, None);
    for node in nodes {
        if let Node::Days { first, last, .. } = node {
            all.0 = all.0.max(*first);
            all.1 = match (all.1, *last) {
                (Some(one), Some(other)) => Some(std::cmp::min::<Day>(one, other)),
                (one, other) => one.or(other),
            };
        }
    }
    all
}
