//! A record and a profile in, a posting and the problems on the way out. Knows no format of files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;

use model::{DateKind, Label, Pay, Posting, PostingKey, Problem, ProblemKind, Published};

use super::dates::{self, NoDate};
use super::html::{
    clean_line, clean_text, decode_entities, first_line, is_clean_line, text_of_html,
};
use super::record::{Fields, Record};
use super::{FileContext, Item, money, upwork};
use crate::profile::{
    BlockReader, IdForm, Origin, Profile, Rule, SkillsSource, TemplatePart, Test, TextSource,
};

/// Clocks differ and sites announce; what lies further ahead is a fault.
const AHEAD_SECONDS: i64 = 48 * 3600;

/// How many earlier records a reply may look back on. It bounds the memory; a monthly thread has a tenth of it.
const REMEMBERED: usize = 20_000;

/// Turns the records of one file into items.
pub(super) struct Assembler<'a> {
    profile: &'a Profile,
    context: &'a FileContext<'a>,
    earlier: Vec<Earlier>,
}

/// The latest values of one field.
#[derive(Default)]
struct Earlier {
    known: BTreeSet<String>,
    order: VecDeque<String>,
}

impl Earlier {
    fn remember(&mut self, value: &str) {
        if self.known.insert(value.to_owned()) {
            self.order.push_back(value.to_owned());
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

/// A fault that costs the posting.
struct Refusal {
    kind: ProblemKind,
    what: String,
    value: String,
}

impl Refusal {
    fn new(kind: ProblemKind, what: impl Into<String>, value: impl Into<String>) -> Refusal {
        Refusal {
            kind,
            what: what.into(),
            value: value.into(),
        }
    }
}

impl<'a> Assembler<'a> {
    pub(super) fn new(profile: &'a Profile, context: &'a FileContext<'a>) -> Assembler<'a> {
        let rules = &profile.mapping.leave_out;
        Assembler {
            profile,
            context,
            earlier: rules.iter().map(|_| Earlier::default()).collect(),
        }
    }

    /// Hands over what the record became: left out, a problem, or a posting with perhaps a problem before it.
    pub(super) fn assemble(
        &mut self,
        row: u64,
        record: &Record<'_>,
        sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut fields = Fields {
            record,
            block: BTreeMap::new(),
        };
        if let Some(block) = &self.profile.mapping.block
            && let Some(text) = fields.text(&block.field)
        {
            let found = match block.reader {
                BlockReader::UpworkDescription => upwork::description_block(&text),
            };
            drop(text);
            fields.block = found;
        }
        if self.is_left_out(&fields) {
            return sink(Item::LeftOut);
        }
        let problem = |kind, what: String, value: &str| {
            Item::Problem(Problem::new(
                kind,
                self.context.name,
                Some(row),
                what,
                value,
            ))
        };
        let (pay, fault) = self.pay(&fields);
        match self.posting(&fields, pay) {
            Ok(posting) => {
                if let Some(fault) = fault {
                    sink(problem(ProblemKind::BadPay, fault.what, &fault.value))?;
                }
                sink(Item::Posting(Box::new(posting)))
            }
            Err(refusal) => sink(problem(refusal.kind, refusal.what, &refusal.value)),
        }
    }

    fn is_left_out(&mut self, fields: &Fields<'_>) -> bool {
        let rules = &self.profile.mapping.leave_out;
        let mut left_out = false;
        for (rule, earlier) in rules.iter().zip(&mut self.earlier) {
            left_out = left_out || fits(rule, fields, Some(earlier));
            if let Test::InEarlier(field) = &rule.test
                && let Some(value) = fields.text(field)
            {
                // A record that is left out is still one that others answer.
                earlier.remember(&value);
            }
        }
        left_out
    }

    fn posting(&self, fields: &Fields<'_>, pay: Option<Pay>) -> Result<Posting, Refusal> {
        let mapping = &self.profile.mapping;
        let body = mapping
            .body
            .as_ref()
            .and_then(|source| body_of(source, fields));
        let title = match &mapping.body {
            Some(source) if mapping.title.is_start_of(source) => {
                let limit = mapping.title.first_line.unwrap_or(usize::MAX);
                body.as_deref().map(|body| first_line(body, limit))
            }
            _ => line_of(&mapping.title, fields),
        };
        let title = title.filter(|title| !title.is_empty()).ok_or_else(|| {
            Refusal::new(ProblemKind::MissingField, "the record has no title", "")
        })?;
        let body = body.unwrap_or_default();
        let published = self.published(fields)?;
        let url = mapping
            .url
            .as_ref()
            .and_then(|source| line_of(source, fields));
        let key = self.key(fields, url.as_deref(), &title, &body, &published);
        let line = |source: &Option<TextSource>| {
            source.as_ref().and_then(|source| line_of(source, fields))
        };
        Ok(Posting {
            key,
            source: self.profile.source.clone(),
            platform: self.profile.platform().clone(),
            market: self.profile.market(),
            title,
            body,
            skills: mapping
                .skills
                .as_ref()
                .map(|source| skills_of(source, fields))
                .unwrap_or_default(),
            label: self.label(fields),
            published,
            pay,
            country: line(&mapping.country),
            organisation: line(&mapping.organisation),
            url,
        })
    }

    fn key(
        &self,
        fields: &Fields<'_>,
        url: Option<&str>,
        title: &str,
        body: &str,
        published: &Published,
    ) -> PostingKey {
        let platform = self.profile.platform();
        let native = self.profile.mapping.id.as_ref().and_then(|id| {
            let text = fields.text(&id.field)?;
            match id.form {
                IdForm::Plain => Some(text.into_owned()),
                IdForm::Upwork => upwork::native_id(&text),
            }
        });
        native
            .and_then(|id| PostingKey::from_native_id(platform, &id))
            .or_else(|| PostingKey::from_url(platform, url?))
            .unwrap_or_else(|| PostingKey::from_content(platform, title, body, published.day))
    }

    fn label(&self, fields: &Fields<'_>) -> Option<Label> {
        let source = self.profile.mapping.category.as_ref()?;
        let leaf = line_of(&source.leaf, fields)?;
        let broad = source
            .broad
            .as_ref()
            .and_then(|broad| line_of(broad, fields));
        if let Some(divider) = &source.divider
            && let Some((parent, child)) = leaf.rsplit_once(divider.as_str())
        {
            return Some(Label {
                broad: Some(parent.trim().to_owned()),
                leaf: child.trim().to_owned(),
            });
        }
        Some(Label { broad, leaf })
    }

    /// The first place that states pay; a fault in it does not send the search on, since the next place would
    /// then say something that the record does not mean.
    fn pay(&self, fields: &Fields<'_>) -> (Option<Pay>, Option<money::PayFault>) {
        for source in &self.profile.mapping.pay {
            if !source.when.iter().all(|rule| fits(rule, fields, None)) {
                continue;
            }
            match money::pay_of(source, fields) {
                Ok(None) => {}
                Ok(pay) => return (pay, None),
                Err(fault) => return (None, Some(fault)),
            }
        }
        (None, None)
    }

    /// The first date that is stated and parses; else the snapshot's day as observed; else a refusal that says what would mend it.
    fn published(&self, fields: &Fields<'_>) -> Result<Published, Refusal> {
        let context = self.context;
        let mut relative = None;
        let mut unparsed = None;
        for source in &self.profile.mapping.published {
            let written: Option<Cow<'_, str>> = match &source.field {
                Some(field) => fields.text(field),
                // What the caller was told about the file outweighs its name.
                None if context.as_of.is_some() => None,
                None => Some(Cow::Borrowed(file_name(context.name))),
            };
            let Some(text) = written else { continue };
            let text = match &source.pattern {
                Some(pattern) => match pattern.0.captures(&text) {
                    Some(found) => {
                        let group = found.get(1).or_else(|| found.get(0));
                        group.map_or_else(Cow::default, |group| group.as_str().to_owned().into())
                    }
                    None => continue,
                },
                None => text,
            };
            match dates::parse(&text, &source.formats, &source.zone, context.as_of) {
                Ok(stated) if stated.seconds() > context.now + AHEAD_SECONDS => {
                    let what = "the date lies more than 48 hours ahead";
                    return Err(Refusal::new(ProblemKind::FutureDate, what, text));
                }
                Ok(stated) => {
                    return stated.published(source.kind).ok_or_else(|| {
                        let what = "the date lies outside 1970 to 2199";
                        Refusal::new(ProblemKind::BadDate, what, text)
                    });
                }
                Err(NoDate::Absent) => {}
                Err(NoDate::NeedsAsOf) => relative = Some(text),
                Err(NoDate::Unparsed) => unparsed = unparsed.or(Some(text)),
            }
        }
        // A record that states a date badly is not one without a date, so the snapshot's day does not stand in.
        if let Some(text) = unparsed {
            let what = "the date does not parse by the profile's format";
            return Err(Refusal::new(ProblemKind::BadDate, what, text));
        }
        if let Some(day) = context.as_of {
            return Ok(Published {
                kind: DateKind::Observed,
                day,
                at: None,
            });
        }
        let what = match relative {
            Some(_) => "the date counts from the day of the snapshot; pass --as-of YYYY-MM-DD",
            None => "the record has no date; pass --as-of YYYY-MM-DD, the day of the snapshot",
        };
        Err(Refusal::new(
            ProblemKind::NoDate,
            what,
            relative.unwrap_or_default(),
        ))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a rule fits; `earlier` is needed by a rule that looks back.
fn fits(rule: &Rule, fields: &Fields<'_>, earlier: Option<&Earlier>) -> bool {
    let text = fields.text(&rule.field);
    match (&rule.test, text) {
        (Test::Empty(wanted), text) => text.is_none() == *wanted,
        (_, None) => false,
        (Test::Equals(all), Some(text)) => all.iter().any(|one| *one == *text),
        (Test::IsNot(all), Some(text)) => all.iter().all(|one| *one != *text),
        (Test::Matches(pattern), Some(text)) => pattern.0.is_match(&text),
        (Test::DiffersFrom(other), Some(text)) => {
            fields.text(other).is_some_and(|other| other != text)
        }
        (Test::InEarlier(_), Some(text)) => {
            earlier.is_some_and(|earlier| earlier.known.contains(&*text))
        }
    }
}

/// The text as the record holds it, before any cleaning.
fn raw_of<'a>(source: &'a TextSource, fields: &'a Fields<'_>) -> Option<Cow<'a, str>> {
    match &source.origin {
        Origin::Fields(all) => all.iter().find_map(|field| fields.text(field)),
        Origin::Constant(text) => Some(Cow::Borrowed(text)),
        Origin::Template(template) => {
            let mut text = String::new();
            for part in &template.0 {
                match part {
                    TemplatePart::Literal(literal) => text.push_str(literal),
                    TemplatePart::Field(field) => text.push_str(&fields.text(field)?),
                }
            }
            Some(Cow::Owned(text))
        }
    }
}

/// Pattern, HTML and entities, in this order; still with its lines.
fn decoded<'a>(source: &'a TextSource, fields: &'a Fields<'_>) -> Option<Cow<'a, str>> {
    let raw = raw_of(source, fields)?;
    let chosen = match &source.pattern {
        Some(pattern) => {
            let found = pattern.0.captures(&raw)?;
            let group = found.get(1).or_else(|| found.get(0))?;
            Cow::Owned(group.as_str().to_owned())
        }
        None => raw,
    };
    let text = if source.html {
        Cow::Owned(text_of_html(&chosen))
    } else if source.entities {
        Cow::Owned(decode_entities(&chosen))
    } else {
        chosen
    };
    Some(if source.double_escaped {
        Cow::Owned(decode_entities(&text))
    } else {
        text
    })
}

fn body_of(source: &TextSource, fields: &Fields<'_>) -> Option<String> {
    let text = decoded(source, fields)?;
    // The text of HTML is clean already, unless a second decoding changed it.
    let text = if source.html && !source.double_escaped {
        text.into_owned()
    } else {
        clean_text(&text)
    };
    (!text.is_empty()).then_some(text)
}

fn line_of(source: &TextSource, fields: &Fields<'_>) -> Option<String> {
    let text = decoded(source, fields)?;
    let text = match source.first_line {
        Some(limit) => Cow::Owned(first_line(&clean_text(&text), limit)),
        None if is_clean_line(&text) => text,
        None => Cow::Owned(clean_line(&text)),
    };
    let mut line: &str = &text;
    if let Some(suffix) = &source.strip_suffix {
        line = line.strip_suffix(suffix.as_str()).unwrap_or(line);
    }
    if source.drop_query {
        line = line.split('?').next().unwrap_or(line);
    }
    let line = line.trim();
    let line = source.replace.get(line).map_or(line, String::as_str);
    (!line.is_empty()).then(|| line.to_owned())
}

impl TextSource {
    /// Whether this line is the first line of that body, so that one cleaning serves both.
    fn is_start_of(&self, body: &TextSource) -> bool {
        let same_field = match (&self.origin, &body.origin) {
            (Origin::Fields(own), Origin::Fields(other)) => own == other,
            _ => false,
        };
        same_field
            && self.first_line.is_some()
            && self.html == body.html
            && self.entities == body.entities
            && self.double_escaped == body.double_escaped
            && [&self.pattern, &body.pattern].iter().all(|p| p.is_none())
            && self.strip_suffix.is_none()
            && self.replace.is_empty()
            && !self.drop_query
    }
}

/// Each skill once, in the record's order; of two that differ in case only, the first.
fn skills_of(source: &SkillsSource, fields: &Fields<'_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut skills = Vec::new();
    let mut add = |text: &str| {
        let name = if source.entities {
            clean_line(&decode_entities(text))
        } else {
            clean_line(text)
        };
        let is_skill = source
            .skip
            .as_ref()
            .is_none_or(|skip| !skip.0.is_match(&name));
        if is_skill && !name.is_empty() && seen.insert(name.to_lowercase()) {
            skills.push(name);
        }
    };
    for field in &source.fields {
        for text in fields.texts(field) {
            match &source.separator {
                _ if source.python_list => python_list(&text).iter().for_each(|one| add(one)),
                Some(separator) => text.split(separator.as_str()).for_each(&mut add),
                None => add(&text),
            }
        }
    }
    skills
}

/// The texts of a list in Python's notation, in either quotes.
fn python_list(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut open: Option<(char, String)> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match &mut open {
            None if letter == '\'' || letter == '"' => open = Some((letter, String::new())),
            None => {}
            Some((_, own)) if letter == '\\' => own.extend(letters.next()),
            Some((quote, own)) if letter == *quote => {
                all.push(std::mem::take(own));
                open = None;
            }
            Some((_, own)) => own.push(letter),
        }
    }
    all
}
