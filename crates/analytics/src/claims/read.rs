//! Claim files: TOML text in, checked claims out, or which file, claim and key is wrong and what to write instead. Computes nothing.

mod given;
mod scores;
mod statistic;

use std::collections::BTreeMap;

use model::{Category, Day, DayRange};
use serde::Deserialize;

use super::{
    Claim, ClaimFile, Error, Kind, KnownTag, SLOTS, SamplingsClaim, Statistic, StudyHeader, Text,
    Window,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    study: Option<toml::Value>,
    #[serde(default)]
    score: Vec<toml::Value>,
    #[serde(default)]
    claim: Vec<toml::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawStudy {
    title: Option<RawText>,
    window: Option<toml::Value>,
    universe: Option<String>,
    event: Option<Day>,
    categories: Option<Vec<Category>>,
    control: Vec<Category>,
    external_control: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClaim {
    id: String,
    section: String,
    kind: Kind,
    sentence: RawText,
    elsewhere: Option<RawText>,
    refuted_by: Option<RawText>,
    note: Option<RawText>,
    family: Option<String>,
    #[serde(default)]
    label_births: BTreeMap<String, Day>,
    universe: Option<String>,
    window: Option<toml::Value>,
    test: toml::Table,
}

/// A sentence: one string for English alone, or a table with a key for each language.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "words for readers are a string, or a table with `en` and `zh-CN`"
)]
pub(super) enum RawText {
    English(String),
    Languages {
        en: String,
        #[serde(rename = "zh-CN")]
        zh_cn: Option<String>,
    },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWindow {
    first: Day,
    last: Day,
}

impl RawWindow {
    fn days(self, key: &str) -> Result<DayRange, String> {
        DayRange::new(self.first, self.last)
            .ok_or_else(|| format!("`{key}` has its `first` after its `last`; exchange them"))
    }
}

impl RawText {
    /// Words that are taken as they stand.
    pub(super) fn words(self) -> Text {
        match self {
            RawText::English(en) => Text { en, zh_cn: None },
            RawText::Languages { en, zh_cn } => Text { en, zh_cn },
        }
    }

    /// A sentence whose slots findings fill.
    fn text(self, key: &str) -> Result<Text, String> {
        let text = self.words();
        match text.unknown_slot() {
            None => Ok(text),
            Some(slot) => Err(format!(
                "`{key}` has the slot `{{{slot}}}`, which no finding fills; write one of {}",
                SLOTS.join(", ")
            )),
        }
    }
}

impl ClaimFile {
    /// Reads a claim file. `tags` are the rule file's.
    ///
    /// # Errors
    /// Where the text is not TOML or a claim has a wrong, missing or unknown key, category or tag; file, claim and key are named.
    pub fn parse(file_name: &str, text: &str, tags: &[KnownTag]) -> Result<ClaimFile, Error> {
        ClaimFile::parse_with(file_name, text, tags, None)
    }

    /// The same of a file in whose texts `{query}` stands for a query that the run names: in sentences, titles and queries alike.
    ///
    /// # Errors
    /// As [`ClaimFile::parse`], and where the file leaves a query to the run and none is given.
    pub fn parse_with(
        file_name: &str,
        text: &str,
        tags: &[KnownTag],
        query: Option<&str>,
    ) -> Result<ClaimFile, Error> {
        let mut raw: RawFile = toml::from_str(text).map_err(|error| Error::File {
            file: file_name.to_owned(),
            what: one_line(&error.to_string()),
        })?;
        let mut values = raw.study.iter_mut().chain(&mut raw.claim);
        if !values.all(|value| given::fill_query(value, query)) {
            return Err(Error::Query {
                file: file_name.to_owned(),
            });
        }
        let study = study(raw.study).map_err(|what| Error::Study {
            file: file_name.to_owned(),
            what,
        })?;
        let mut scores = Vec::new();
        for (at, value) in raw.score.into_iter().enumerate() {
            scores.push(scores::read(value).map_err(|what| Error::Score {
                file: file_name.to_owned(),
                number: at + 1,
                what,
            })?);
        }
        let mut file = ClaimFile {
            study,
            scores,
            claims: Vec::new(),
            query: query.map(str::to_owned),
            tags: tags.to_vec(),
        };
        for (at, value) in raw.claim.into_iter().enumerate() {
            let id = value
                .get("id")
                .and_then(toml::Value::as_str)
                .map_or_else(|| format!("number {}", at + 1), str::to_owned);
            let fault = |what: String| Error::Claim {
                file: file_name.to_owned(),
                id: id.clone(),
                what,
            };
            let raw =
                RawClaim::deserialize(value).map_err(|error| fault(one_line(error.message())))?;
            if file.claims.iter().any(|claim| claim.id == raw.id) {
                return Err(fault(
                    "`id` occurs twice; give each claim its own".to_owned(),
                ));
            }
            let claim = file.claim(raw).map_err(fault)?;
            file.claims.push(claim);
        }
        Ok(file)
    }

    fn claim(&self, raw: RawClaim) -> Result<Claim, String> {
        let statistic = statistic::read(&raw.id, raw.test, &self.study, &self.tags)?;
        if let Statistic::ExposureCorrelation { measure, .. } = &statistic
            && !self
                .scores
                .iter()
                .any(|one| one.measures.contains_key(measure))
        {
            return Err(format!(
                "`measure` is `{measure}`, and no `[[score]]` of the file has it"
            ));
        }
        let window = self.window(&statistic, raw.window)?;
        if raw.elsewhere.is_some() {
            match (&statistic, window) {
                (Statistic::ChangeBetween { .. } | Statistic::ShareAgainstSeries(_), _) => {
                    return Err("the statistic names its two windows itself, so it is about no other; remove `elsewhere`".to_owned());
                }
                (_, Window::Report) => {
                    return Err("the claim is about the report's window, whichever that is, so there is no other; remove `elsewhere`".to_owned());
                }
                _ => {}
            }
        }
        let text = |raw: Option<RawText>, key| raw.map(|raw| raw.text(key)).transpose();
        Ok(Claim {
            id: raw.id,
            section: raw.section,
            kind: raw.kind,
            sentence: raw.sentence.text("sentence")?,
            elsewhere: text(raw.elsewhere, "elsewhere")?,
            refuted_by: text(raw.refuted_by, "refuted_by")?,
            note: raw.note.map(RawText::words),
            family: raw.family.unwrap_or_else(|| family(&statistic).to_owned()),
            label_births: raw.label_births.into_iter().collect(),
            universe: raw.universe,
            window,
            statistic,
        })
    }
}

impl ClaimFile {
    /// The days of a claim: its own, those between the two windows that its statistic names, or the study's.
    fn window(&self, statistic: &Statistic, own: Option<toml::Value>) -> Result<Window, String> {
        let own = own.map(given::window).transpose()?;
        match (statistic, own) {
            (
                Statistic::ChangeBetween { pair, .. }
                | Statistic::ShareAgainstSeries(SamplingsClaim { pair, .. }),
                own,
            ) => match own {
                Some(Window::Report) => Err(
                    "the statistic names its two windows itself; remove `window = \"report\"`".to_owned(),
                ),
                Some(days) => Ok(days),
                None => DayRange::new(pair.start.first(), pair.end.last())
                    .map(Window::Days)
                    .ok_or_else(|| "`start` lies after `end`; exchange them".to_owned()),
            },
            (_, Some(window)) => Ok(window),
            (_, None) => self.study.window.ok_or_else(|| {
                "`window` is missing; write `window = { first = YYYY-MM-DD, last = YYYY-MM-DD }` or `window = \"report\"` here, or under `[study]` for every claim".to_owned()
            }),
        }
    }
}

fn study(raw: Option<toml::Value>) -> Result<StudyHeader, String> {
    let raw = raw.map_or_else(
        || Ok(RawStudy::default()),
        |raw| RawStudy::deserialize(raw).map_err(|error| one_line(error.message())),
    )?;
    let categories = raw
        .categories
        .unwrap_or_else(|| Category::of_the_article().to_vec());
    if let Some(both) = raw.control.iter().find(|one| categories.contains(one)) {
        return Err(format!(
            "`control` names `{both}`, which is among the study's `categories`; a control is none of them"
        ));
    }
    Ok(StudyHeader {
        title: raw.title.map(RawText::words).unwrap_or_default(),
        window: raw.window.map(given::window).transpose()?,
        universe: raw.universe,
        event: raw.event,
        categories,
        control: raw.control,
        external_control: raw.external_control,
    })
}

/// The claims among which a q-value is taken where the file does not say: looks of one kind at one study.
fn family(statistic: &Statistic) -> &'static str {
    match statistic {
        Statistic::HourlyPayChange(_) | Statistic::RankOfPayChanges(_) => "pay",
        Statistic::Slope(_) | Statistic::SlopeBreak(_) | Statistic::Flat(_) => "paths",
        Statistic::DifferenceInDifferences(_)
        | Statistic::RankCorrelation { .. }
        | Statistic::ExposureCorrelation { .. } => "comparisons",
        Statistic::Ma84Change(change)
        | Statistic::ShareChange(change)
        | Statistic::ShareAgainstSeries(SamplingsClaim { change, .. })
        | Statistic::ChangeBetween { change, .. } => {
            if change.cohort.of_tags_or_query() {
                "skills"
            } else {
                "categories"
            }
        }
        Statistic::TotalChange(_) => "total",
        Statistic::SeriesChange { .. } => "series",
        _ => "others",
    }
}

/// A parser's message without its drawing of the line, in one line and without a full stop.
fn one_line(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.contains('|'))
        .collect();
    lines.join(", ").trim_end_matches('.').to_owned()
}
