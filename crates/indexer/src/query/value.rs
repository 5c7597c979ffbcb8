//! Field values of a query: what each may be, and what to answer where it may not. Words and phrases are read in `word`.

use std::ops::Range;

use model::{Category, DateKind, Market, Polarity};

use crate::document::normalised;
use crate::query::field::{FieldName, nearest};
use crate::query::parse::{Parsed, Parser};
use crate::query::tree::{Node, TextField, ValueField};
use crate::query::{Leaf, LeafField, QueryError, dates, pay};
use crate::schema::{
    ANY, COPY, DUPLICATE, NOT_STATED, ORIGINAL, REPOST, polarity_name, polarity_term,
};
use crate::tokenizer::words;

fn one_value(field: ValueField, value: &str) -> Node {
    Node::Value {
        field,
        value: value.to_owned(),
    }
}

/// A slug as it may be written: any case, spaces and hyphens for underscores.
fn slug(value: &str) -> String {
    value.trim().to_lowercase().replace([' ', '-'], "_")
}

impl Parser<'_> {
    /// The value of a field, quoted or not.
    pub(crate) fn field_value(
        &mut self,
        field: FieldName,
        span: Range<usize>,
        quoted: bool,
        slop: u32,
    ) -> Parsed {
        let text = self.slice(span.clone());
        let today = self.today;
        match field {
            FieldName::Text(field) if quoted => Ok(self.phrase(Some(field), span, slop)),
            FieldName::Text(field) => self.text_value(field, &text, span),
            FieldName::Value(field) => self.value(field, &text, span, quoted).map(Some),
            FieldName::Date => match dates::date(&text, today) {
                Some(node) => Ok(Some(node)),
                None => Err(self.bad_date("date", &text, span)),
            },
            FieldName::Since => match dates::since(&text, today) {
                Some(node) => Ok(Some(node)),
                None => Err(self.bad_date("since", &text, span)),
            },
            FieldName::Before => match dates::before(&text, today) {
                Some(node) => Ok(Some(node)),
                None => Err(self.bad_date("before", &text, span)),
            },
            FieldName::Pay => self.pay_value(&text, span),
        }
    }

    fn text_value(&mut self, field: TextField, text: &str, span: Range<usize>) -> Parsed {
        let absent = |name: &str| one_value(ValueField::Absent, name);
        match (field, text) {
            (TextField::Title, "*") => Ok(Some(Node::Everything)),
            (TextField::Title, _) => self.text_word(Some(field), span),
            (_, "*") => Ok(Some(absent(field.name()).not())),
            _ if words(text) == [NOT_STATED] && !text.contains(['*', '~']) => {
                Ok(Some(absent(field.name())))
            }
            _ => self.text_word(Some(field), span),
        }
    }

    fn bad_date(&self, field: &str, text: &str, span: Range<usize>) -> QueryError {
        let counted = (field == "date")
            .then(|| dates::counted_instead(text))
            .flatten();
        let turned = text
            .split_once("..")
            .map(|(from, to)| format!("{to}..{from}"));
        let turned = turned.filter(|turned| dates::date(turned, self.today).is_some());
        let suggestion = if let Some(meant) = counted.or(turned) {
            Some(self.replaced(span.clone(), &meant))
        } else if dates::is_length(text) {
            let head = span.start - field.len().min(span.start) - 1;
            self.slice(head..span.start)
                .eq_ignore_ascii_case(&format!("{field}:"))
                .then(|| self.replaced(head..span.end, &format!("since:{text}")))
        } else {
            repaired_date(text).map(|repaired| self.replaced(span.clone(), &repaired))
        };
        let forms = if field == "since" {
            "90d, 12w, 6m, 1y, 2023, 2023-05 or 2023-05-14"
        } else {
            dates::FORMS
        };
        self.fault(
            format!("`{text}` is not a date (expected {forms})"),
            span.start,
            suggestion,
        )
    }

    fn pay_value(&mut self, text: &str, span: Range<usize>) -> Parsed {
        let Some(value) = pay::pay(text) else {
            let stem = text.trim_start_matches(['>', '<', '=']);
            let kinds = ["hourly", "fixed", "salary", NOT_STATED];
            let suggestion =
                nearest(stem, kinds.into_iter()).map(|kind| self.replaced(span.clone(), kind));
            let message = format!("`{text}` is not pay (expected {})", pay::FORMS);
            return Err(self.fault(message, span.start, suggestion));
        };
        if value.hour_assumed && matches!(value.node, Node::PayBounds(_)) {
            self.note(format!("`pay:{text}` was read as by the hour; write /project, /month or /year for other pay"));
        }
        Ok(Some(value.node))
    }

    fn value(
        &mut self,
        field: ValueField,
        text: &str,
        span: Range<usize>,
        quoted: bool,
    ) -> Result<Node, QueryError> {
        if !quoted && text.contains('*') {
            return self.starred(field, text, span);
        }
        if field == ValueField::Leader && text == NOT_STATED {
            return Ok(one_value(ValueField::Fold, ORIGINAL));
        }
        if field == ValueField::Polarity {
            return self.polarity(text, &span);
        }
        let value = self.known_value(field, text, &span)?;
        let open = matches!(
            field,
            ValueField::Source
                | ValueField::Platform
                | ValueField::Country
                | ValueField::Organisation
                | ValueField::Label
        );
        if open && self.negations == 0 && value != NOT_STATED {
            self.leaves.push(Leaf {
                span,
                field: LeafField::Value(field),
                term: value.clone(),
            });
        }
        Ok(Node::Value { field, value })
    }

    /// `*`, which every stated value fulfils, or `start*`.
    fn starred(
        &mut self,
        field: ValueField,
        text: &str,
        span: Range<usize>,
    ) -> Result<Node, QueryError> {
        if text == "*" {
            return match field {
                ValueField::Leader => Ok(one_value(ValueField::Fold, DUPLICATE)),
                // Whatever is mentioned is mentioned in some sense.
                ValueField::Polarity => Ok(one_value(ValueField::Mention, NOT_STATED).not()),
                ValueField::Fold => {
                    let repaired = self.replaced(span.clone(), ANY);
                    Err(self.fault("`is:` takes no star", span.start, Some(repaired)))
                }
                field if field.may_be_absent() => Ok(one_value(field, NOT_STATED).not()),
                // Every posting has one.
                _ => Ok(Node::Everything),
            };
        }
        let Some(written) = text.strip_suffix('*').filter(|start| !start.contains('*')) else {
            return Err(self.star_fault(text, span));
        };
        let start = match field {
            ValueField::Tag | ValueField::Mention | ValueField::Polarity | ValueField::Category => {
                slug(written)
            }
            ValueField::Key | ValueField::Leader => written.to_owned(),
            _ => normalised(written),
        };
        if !start.starts_with(char::is_alphanumeric) {
            return Err(self.star_fault(text, span));
        }
        Ok(Node::ValuePrefix { field, start })
    }

    /// `forbid`, `chatbot/forbid` in either order, or `none`.
    fn polarity(&self, text: &str, span: &Range<usize>) -> Result<Node, QueryError> {
        let names: Vec<String> = Polarity::ALL.into_iter().map(polarity_name).collect();
        let tags = &self.vocabulary.tags;
        let fault = |message: String, meant: Option<String>| {
            let repaired = meant.map(|meant| self.replaced(span.clone(), &meant));
            Err(self.fault(message, span.start, repaired))
        };
        let near = |name: &str, known: &[String]| {
            nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
        };
        let Some((one, other)) = text.split_once('/') else {
            let wanted = slug(text);
            if wanted == NOT_STATED {
                return Ok(one_value(ValueField::Mention, &wanted));
            }
            if names.contains(&wanted) {
                return Ok(one_value(ValueField::Polarity, &wanted));
            }
            if tags.contains(&wanted) {
                let message = format!(
                    "`{text}` is a tag; say in what sense, as in {wanted}/forbid, or write mention:{wanted}"
                );
                return fault(message, None);
            }
            let near = near(&wanted, &names);
            let known = format!(
                " (known: {}, alone or after a tag as in chatbot/forbid)",
                names.join(", ")
            );
            let message = format!(
                "no polarity is called `{text}`{}",
                if near.is_none() { &known } else { "" }
            );
            return fault(message, near);
        };
        let (one, other) = (slug(one), slug(other));
        let (tag, sense) = if names.contains(&one) && !names.contains(&other) {
            (other, one)
        } else {
            (one, other)
        };
        let polarity = Polarity::ALL
            .into_iter()
            .find(|polarity| polarity_name(*polarity) == sense);
        let tag_is_known = tags.contains(&tag);
        if let (true, Some(polarity)) = (tag_is_known, polarity) {
            return Ok(one_value(
                ValueField::Polarity,
                &polarity_term(&tag, polarity),
            ));
        }
        let message = match tag_is_known {
            true => format!(
                "no polarity is called `{sense}` (known: {})",
                names.join(", ")
            ),
            false => format!("no tag is called `{tag}`"),
        };
        let nearest_tag = if tag_is_known {
            Some(tag)
        } else {
            near(&tag, tags)
        };
        let nearest_sense = polarity.map(polarity_name).or_else(|| near(&sense, &names));
        let meant = nearest_tag.zip(nearest_sense);
        fault(message, meant.map(|(tag, sense)| format!("{tag}/{sense}")))
    }

    /// The value as the index holds it; for fields whose values are known, an error where it is none of them.
    fn known_value(
        &self,
        field: ValueField,
        text: &str,
        span: &Range<usize>,
    ) -> Result<String, QueryError> {
        let known: Vec<&str> = match field {
            ValueField::Tag | ValueField::Mention => {
                self.vocabulary.tags.iter().map(String::as_str).collect()
            }
            ValueField::Category => Category::ALL
                .iter()
                .map(|category| category.slug())
                .collect(),
            ValueField::Market => Market::ALL.iter().map(|market| market.slug()).collect(),
            ValueField::Kind => [DateKind::Exact, DateKind::Bound, DateKind::Observed]
                .iter()
                .map(|kind| kind.slug())
                .collect(),
            ValueField::Fold => vec![DUPLICATE, REPOST, COPY, ORIGINAL, ANY],
            ValueField::Key | ValueField::Leader => return Ok(text.trim().to_owned()),
            _ => return Ok(normalised(text)),
        };
        let wanted = slug(text);
        let may_be_none = matches!(field, ValueField::Tag | ValueField::Mention);
        if known.contains(&wanted.as_str()) || (may_be_none && wanted == NOT_STATED) {
            return Ok(wanted);
        }
        if field == ValueField::Category {
            let titled = Category::ALL
                .iter()
                .find(|category| slug(category.title()) == wanted);
            if let Some(category) = titled {
                return Ok(category.slug().to_owned());
            }
        }
        let near = nearest(&wanted, known.iter().copied());
        let mut message = match field {
            ValueField::Fold => format!("no posting is `{text}`"),
            _ => format!("no {} is called `{text}`", field.name()),
        };
        if near.is_none() {
            message.push_str(&format!(" (known: {})", known.join(", ")));
        }
        let suggestion = near.map(|near| self.replaced(span.clone(), near));
        Err(self.fault(message, span.start, suggestion))
    }
}

/// A date with other separators or without leading zeros, as it was probably meant.
fn repaired_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let digits = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !digits || parts[0].len() != 4 || !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut repaired = parts[0].to_owned();
    for part in &parts[1..] {
        let number: u8 = part.parse().ok()?;
        repaired.push_str(&format!("-{number:02}"));
    }
    let today = model::Day::from_number(0)?;
    dates::date(&repaired, today).map(|_| repaired)
}
