//! The text of a `report.toml` in, a checked definition out, or which line and key is wrong and what to write instead. Knows no posting.

use analytics::claims::{Language, Text};
use model::{Day, DayRange};
use serde::Deserialize;
use toml::Spanned;

use super::{Article, Chart, Event, ReportDefinition, Section, Table};
use crate::error::Error;
use crate::period::{PeriodRule, SPAN_MONTHS};

/// The most claims that a headline block has room for.
const HEADLINE: usize = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReport {
    title: Spanned<RawText>,
    about: Option<RawText>,
    universe: Spanned<String>,
    period: Option<Spanned<RawPeriod>>,
    span: Option<Spanned<String>>,
    languages: Option<Spanned<Vec<String>>>,
    headline: Option<Spanned<Vec<String>>>,
    query: Option<RawQuery>,
    article: Option<Spanned<RawArticle>>,
    #[serde(default)]
    events: Vec<RawEvent>,
    #[serde(default)]
    sections: Vec<Spanned<RawSection>>,
}

/// One string for English alone, or a table with a key for each language.
#[derive(Clone, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected a text, or { en = \"...\", zh-CN = \"...\" }"
)]
enum RawText {
    English(String),
    Languages {
        en: String,
        #[serde(rename = "zh-CN")]
        zh_cn: Option<String>,
    },
}

impl From<RawText> for Text {
    fn from(raw: RawText) -> Text {
        match raw {
            RawText::English(en) => Text { en, zh_cn: None },
            RawText::Languages { en, zh_cn } => Text { en, zh_cn },
        }
    }
}

#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected \"month\", \"quarter\", \"covered\" or { first = \"YYYY-MM-DD\", last = \"YYYY-MM-DD\" }"
)]
enum RawPeriod {
    Rule(String),
    Days { first: Day, last: Day },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuery {
    required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArticle {
    title: RawText,
    author: String,
    publisher: String,
    url: Option<String>,
    published: RawText,
    first_day: Day,
    last_day: Day,
    about: RawText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    day: Day,
    label: RawText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    id: String,
    title: RawText,
    lead: Option<RawText>,
    #[serde(default)]
    claims: Vec<String>,
    #[serde(default)]
    claim_sections: Vec<String>,
    #[serde(default)]
    charts: Vec<Chart>,
    #[serde(default)]
    tables: Vec<Table>,
}

impl ReportDefinition {
    /// Reads a `report.toml`; `file` is how messages name it.
    ///
    /// # Errors
    /// [`Error::Definition`] with file, line and key: unknown keys, a chart or table that does not exist, an empty universe, a period,
    /// span or language that there is none of, two sections of one id, or days that end before they begin.
    pub fn parse(file: &str, text: &str) -> Result<ReportDefinition, Error> {
        let fault = |at: usize, message: String| Error::Definition {
            file: file.to_owned(),
            message: format!("line {}: {message}", line(text, at)),
        };
        let raw: RawReport = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            fault(at, error.message().to_owned())
        })?;
        read(raw).map_err(|(at, message)| fault(at, message))
    }
}

/// The line of a byte, counted from 1.
fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// What is wrong, and at which byte.
type Fault = (usize, String);

fn read(raw: RawReport) -> Result<ReportDefinition, Fault> {
    let title_at = raw.title.span().start;
    let title = Text::from(raw.title.into_inner());
    if title.en.trim().is_empty() {
        return Err((title_at, "title is empty".to_owned()));
    }
    if raw.universe.get_ref().trim().is_empty() {
        return Err((
            raw.universe.span().start,
            "universe is empty; write a query such as market:freelance, or * for every posting"
                .to_owned(),
        ));
    }
    let headline = raw.headline.map_or_else(
        || Ok(Vec::new()),
        |ids| match ids.get_ref().len() {
            0..=HEADLINE => Ok(ids.into_inner()),
            many => Err((
                ids.span().start,
                format!("headline names {many} claims; a reader takes in {HEADLINE} at most"),
            )),
        },
    )?;
    Ok(ReportDefinition {
        title,
        about: raw.about.map(Text::from),
        universe: raw.universe.into_inner(),
        rule: rule(raw.period, raw.span)?,
        languages: languages(raw.languages)?,
        headline,
        takes_query: raw.query.is_some(),
        needs_query: raw.query.is_some_and(|query| query.required),
        article: raw.article.map(article).transpose()?,
        events: raw
            .events
            .into_iter()
            .map(|event| Event {
                day: event.day,
                label: event.label.into(),
            })
            .collect(),
        sections: sections(raw.sections)?,
    })
}

fn rule(
    period: Option<Spanned<RawPeriod>>,
    span: Option<Spanned<String>>,
) -> Result<PeriodRule, Fault> {
    let months = span.as_ref().map(months).transpose()?;
    let at = period.as_ref().map_or(0, |period| period.span().start);
    let rule = match period.map(Spanned::into_inner) {
        None => PeriodRule::Covered,
        Some(RawPeriod::Days { first, last }) => {
            PeriodRule::Fixed(DayRange::new(first, last).ok_or((
                at,
                format!("period.last {last} comes before period.first {first}"),
            ))?)
        }
        Some(RawPeriod::Rule(rule)) => {
            let span_months = months.unwrap_or(SPAN_MONTHS);
            match rule.as_str() {
                "month" => PeriodRule::Month { span_months },
                "quarter" => PeriodRule::Quarter { span_months },
                "covered" => PeriodRule::Covered,
                other => {
                    return Err((
                        at,
                        format!(
                            "period is `{other}`; write \"month\", \"quarter\", \"covered\" or {{ first = \"YYYY-MM-DD\", last = \"YYYY-MM-DD\" }}"
                        ),
                    ));
                }
            }
        }
    };
    match (&rule, span) {
        (PeriodRule::Covered | PeriodRule::Fixed(_), Some(span)) => Err((
            span.span().start,
            "span is for period = \"month\" or \"quarter\" alone; remove it, or change the period"
                .to_owned(),
        )),
        _ => Ok(rule),
    }
}

/// `15 months` as a number.
fn months(span: &Spanned<String>) -> Result<u16, Fault> {
    let words: Vec<&str> = span.get_ref().split_whitespace().collect();
    let number = match words.as_slice() {
        [number, "month" | "months"] => number.parse().ok(),
        _ => None,
    };
    number
        .filter(|months| (1..=240).contains(months))
        .ok_or_else(|| {
            (
                span.span().start,
                format!(
                    "span is `{}`; write a number of months from 1 to 240, such as \"{SPAN_MONTHS} months\"",
                    span.get_ref()
                ),
            )
        })
}

fn languages(raw: Option<Spanned<Vec<String>>>) -> Result<Vec<Language>, Fault> {
    let Some(raw) = raw else {
        return Ok(Language::ALL.to_vec());
    };
    let at = raw.span().start;
    let mut languages = Vec::new();
    for tag in raw.into_inner() {
        let language = Language::from_tag(&tag).ok_or_else(|| {
            let known: Vec<&str> = Language::ALL.iter().map(|one| one.tag()).collect();
            (
                at,
                format!(
                    "languages names `{tag}`; reports are written in {}",
                    known.join(" and ")
                ),
            )
        })?;
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    match languages.is_empty() {
        true => Err((
            at,
            "languages is empty; name one, or remove the key".to_owned(),
        )),
        false => Ok(languages),
    }
}

fn article(raw: Spanned<RawArticle>) -> Result<Article, Fault> {
    let at = raw.span().start;
    let raw = raw.into_inner();
    let days = DayRange::new(raw.first_day, raw.last_day).ok_or_else(|| {
        (
            at,
            format!(
                "article.last_day {} comes before article.first_day {}",
                raw.last_day, raw.first_day
            ),
        )
    })?;
    Ok(Article {
        title: raw.title.into(),
        author: raw.author,
        publisher: raw.publisher,
        url: raw.url,
        published: raw.published.into(),
        days,
        about: raw.about.into(),
    })
}

fn sections(raw: Vec<Spanned<RawSection>>) -> Result<Vec<Section>, Fault> {
    let mut sections: Vec<Section> = Vec::with_capacity(raw.len());
    for section in raw {
        let at = section.span().start;
        let raw = section.into_inner();
        if sections.iter().any(|known| known.id == raw.id) {
            return Err((
                at,
                format!("two sections have the id `{}`; rename one", raw.id),
            ));
        }
        sections.push(Section {
            id: raw.id,
            title: raw.title.into(),
            lead: raw.lead.map(Text::from),
            claims: raw.claims,
            claim_sections: raw.claim_sections,
            charts: raw.charts,
            tables: raw.tables,
        });
    }
    Ok(sections)
}
