//! A query tree in, its one spelling out, which parses into the same tree: the permalink of a query. Knows no index and no today.

use model::Day;

use crate::query::tree::{Node, PayBounds, TextField, ValueField};
use crate::query::wording::{amount, written};
use crate::schema::NOT_STATED;

/// The whole query.
pub(crate) fn canonical(node: &Node) -> String {
    match node {
        Node::And(nodes) => joined(nodes, " ", |node| matches!(node, Node::Or(_))),
        // AND binds closer than OR, so what it joins needs no brackets here.
        Node::Or(nodes) => joined(nodes, " OR ", |_| false),
        node => condition(node),
    }
}

fn joined(nodes: &[Node], between: &str, in_brackets: impl Fn(&Node) -> bool) -> String {
    let parts: Vec<String> = nodes
        .iter()
        .map(|node| match in_brackets(node) {
            true => format!("({})", canonical(node)),
            false => canonical(node),
        })
        .collect();
    parts.join(between)
}

fn condition(node: &Node) -> String {
    match node {
        Node::Everything => "*".to_owned(),
        Node::Words {
            field,
            words,
            exact,
            slop,
        } => format!("{}{}", head(*field), words_spelt(words, *exact, *slop)),
        Node::Prefix { field, start } => format!("{}{start}*", head(*field)),
        Node::Fuzzy {
            field,
            word,
            distance,
        } => format!("{}{word}~{distance}", head(*field)),
        Node::Value {
            field: ValueField::Absent,
            value,
        } => format!("{value}:{NOT_STATED}"),
        Node::Value { field, value } => format!("{}:{}", field.name(), value_spelt(value)),
        Node::ValuePrefix { field, start } => format!("{}:{start}*", field.name()),
        Node::Days {
            relative: Some(spelling),
            ..
        } => spelling.clone(),
        Node::Days { first, last, .. } => format!("date:{}", days(*first, *last)),
        Node::PayKind(kind) => format!("pay:{}", kind.slug()),
        Node::PayNone => format!("pay:{NOT_STATED}"),
        Node::PayBounds(bounds) => format!("pay:{}", pay(bounds)),
        Node::Not(inner) => negated(inner),
        Node::And(_) | Node::Or(_) => canonical(node),
    }
}

fn negated(inner: &Node) -> String {
    match inner {
        Node::And(_) | Node::Or(_) => format!("-({})", canonical(inner)),
        Node::PayNone => "pay:*".to_owned(),
        Node::Value {
            field: ValueField::Absent,
            value,
        } => format!("{value}:*"),
        Node::Value { field, value } if value == NOT_STATED && field.may_be_absent() => {
            format!("{}:*", field.name())
        }
        inner => format!("-{}", condition(inner)),
    }
}

fn head(field: Option<TextField>) -> String {
    field.map_or(String::new(), |field| format!("{}:", field.name()))
}

fn words_spelt(words: &[String], exact: bool, slop: u32) -> String {
    let text = written(words);
    match (exact, slop) {
        (false, _) => text,
        (true, 0) => format!("\"{text}\""),
        (true, slop) => format!("\"{text}\"~{slop}"),
    }
}

/// A value bare where nothing in it can be read otherwise, else in quotes, which no value holds.
fn value_spelt(value: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '?' | '=' | '&');
    let bare = value.starts_with(char::is_alphanumeric) && value.chars().all(plain);
    if bare {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

/// Days, as the year or month that they fill where they fill one.
fn days(first: Option<Day>, last: Option<Day>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => {
            let (year, month, day) = first.ymd();
            if first == last {
                first.to_string()
            } else if day == 1 && first.last_of_month() == last {
                first.month_label()
            } else if (month, day) == (1, 1) && Day::from_ymd(year, 12, 31) == Some(last) {
                format!("{year:04}")
            } else {
                format!("{first}..{last}")
            }
        }
        (Some(first), None) => format!("{first}.."),
        (None, Some(last)) => format!("..{last}"),
        (None, None) => "..".to_owned(),
    }
}

fn pay(bounds: &PayBounds) -> String {
    let range = match (bounds.high_from, bounds.low_to) {
        (Some(from), Some(to)) if from == to => amount(from),
        (Some(from), Some(to)) => format!("{}..{}", amount(from), amount(to)),
        // In hundredths, "at least 40.01" and "above 40" are the same.
        (Some(from), None) if from % 100 == 1 => format!(">{}", amount(from - 1)),
        (Some(from), None) => format!(">={}", amount(from)),
        (None, Some(to)) if to % 100 == 99 => format!("<{}", amount(to + 1)),
        (None, Some(to)) => format!("<={}", amount(to)),
        (None, None) => "..".to_owned(),
    };
    let currency = bounds
        .currency
        .map_or(String::new(), |currency| currency.code().to_lowercase());
    format!("{range}{currency}/{}", bounds.period.slug())
}
