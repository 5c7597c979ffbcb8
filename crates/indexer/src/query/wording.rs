//! A query tree in, one line of plain words out, so that a reader sees how the query was understood.

use model::{Day, Period};

use crate::query::tree::{Node, PayBounds, TextField, ValueField};
use crate::schema::{ANY, NOT_STATED, ORIGINAL};
use crate::tokenizer::stands_alone;

/// The whole query.
pub(crate) fn wording(node: &Node) -> String {
    match node {
        Node::And(nodes) => joined(nodes, "; ", " and "),
        node => worded(node),
    }
}

fn joined(nodes: &[Node], between: &str, inside: &str) -> String {
    let parts: Vec<String> = nodes
        .iter()
        .map(|node| match node {
            Node::And(nodes) => format!("({})", joined(nodes, inside, inside)),
            Node::Or(nodes) => format!("({})", joined(nodes, " or ", " and ")),
            node => worded(node),
        })
        .collect();
    parts.join(between)
}

fn worded(node: &Node) -> String {
    match node {
        Node::Everything => "every posting".to_owned(),
        Node::Words {
            field,
            words,
            exact,
            slop,
        } => words_worded(*field, words, *exact, *slop),
        Node::Prefix { field, start } => format!("{} a word that starts with {start}", has(*field)),
        Node::Fuzzy {
            field,
            word,
            distance,
        } => {
            let letters = if *distance == 1 {
                "one letter"
            } else {
                "two letters"
            };
            format!("{} a word within {letters} of {word}", has(*field))
        }
        Node::Value { field, value } => value_worded(*field, value),
        Node::ValuePrefix { field, start } => format!("{} starts with {start}", field.name()),
        Node::Days { first, last, .. } => days_worded(*first, *last),
        Node::PayKind(kind) => format!("pay is {}", kind.slug()),
        Node::PayNone => "pay not stated".to_owned(),
        Node::PayBounds(bounds) => pay_worded(bounds),
        Node::Not(inner) => match inner.as_ref() {
            Node::And(_) | Node::Or(_) => format!("not ({})", joined_one(inner)),
            Node::PayNone => "pay stated".to_owned(),
            Node::Value {
                field: ValueField::Mention,
                value,
            } if value == NOT_STATED => "mentions a tag".to_owned(),
            Node::Value { field, value } if value == NOT_STATED => {
                format!("{} stated", field.name())
            }
            inner => format!("not {}", worded(inner)),
        },
        Node::And(nodes) => joined(nodes, " and ", " and "),
        Node::Or(nodes) => joined(nodes, " or ", " and "),
    }
}

fn joined_one(node: &Node) -> String {
    match node {
        Node::And(nodes) => joined(nodes, " and ", " and "),
        Node::Or(nodes) => joined(nodes, " or ", " and "),
        node => worded(node),
    }
}

fn has(field: Option<TextField>) -> String {
    match field {
        None => "has".to_owned(),
        Some(field) => format!("{} has", field.name()),
    }
}

/// Words as a person writes them: between characters that are words of their own no space stands.
pub(crate) fn written(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let glued = text.chars().last().is_none_or(stands_alone)
            && word.chars().next().is_some_and(stands_alone);
        if !text.is_empty() && !glued {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn words_worded(field: Option<TextField>, words: &[String], exact: bool, slop: u32) -> String {
    let text = written(words);
    let quoted = exact || words.len() > 1;
    let text = if quoted { format!("\"{text}\"") } else { text };
    let near = if slop > 0 {
        format!(" (up to {slop} places apart)")
    } else {
        String::new()
    };
    format!("{} {text}{near}", has(field))
}

fn value_worded(field: ValueField, value: &str) -> String {
    match (field, value) {
        (ValueField::Absent, name) => format!("{name} not stated"),
        (ValueField::Fold, ANY) => "duplicates counted too".to_owned(),
        (ValueField::Fold, ORIGINAL) => "an original".to_owned(),
        (ValueField::Fold, value) => format!("a {value}"),
        (ValueField::Leader, value) => format!("is a copy of {value}"),
        (ValueField::Tag, NOT_STATED) => "no tag".to_owned(),
        (ValueField::Mention, NOT_STATED) => "no mention of a tag".to_owned(),
        (field, NOT_STATED) => format!("{} not stated", field.name()),
        (ValueField::Mention, value) => format!("mentions {value}"),
        (ValueField::Polarity, value) => match value.split_once('/') {
            Some((tag, sense)) => format!("mentions {tag} in the sense of {sense}"),
            None => format!("mentions a tag in the sense of {value}"),
        },
        (ValueField::Kind, value) => format!("date is {value}"),
        (field, value) => format!("{} {value}", field.name()),
    }
}

fn days_worded(first: Option<Day>, last: Option<Day>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first == last => format!("published on {first}"),
        (Some(first), Some(last)) => format!("published {first} to {last}"),
        (Some(first), None) => format!("published since {first}"),
        (None, Some(last)) => format!("published until {last}"),
        (None, None) => "published on any day".to_owned(),
    }
}

pub(crate) fn amount(hundredths: i64) -> String {
    if hundredths % 100 == 0 {
        (hundredths / 100).to_string()
    } else {
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

fn pay_worded(bounds: &PayBounds) -> String {
    let per = match bounds.period {
        Period::Project => "a project",
        Period::Hour => "an hour",
        Period::Day => "a day",
        Period::Week => "a week",
        Period::Month => "a month",
        Period::Year => "a year",
    };
    let currency = match bounds.currency {
        Some(currency) => currency.to_string(),
        None => "any currency".to_owned(),
    };
    let range = match (bounds.high_from, bounds.low_to) {
        (Some(from), Some(to)) if from == to => format!("holds {}", amount(from)),
        (Some(from), Some(to)) => format!("overlaps {} to {}", amount(from), amount(to)),
        // In hundredths, "at least 40.01" and "above 40" are the same.
        (Some(from), None) if from % 100 == 1 => format!("goes above {}", amount(from - 1)),
        (Some(from), None) => format!("reaches {}", amount(from)),
        (None, Some(to)) if to % 100 == 99 => format!("starts below {}", amount(to + 1)),
        (None, Some(to)) => format!("starts at {} or less", amount(to)),
        (None, None) => "is stated".to_owned(),
    };
    format!("pay {per} {range} in {currency}")
}
