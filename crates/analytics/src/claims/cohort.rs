//! Which postings a claim is about: a category, tags in a sense, a union, or a query. Knows the panel's names for them; counts nothing.

use model::{Category, CohortSpec, Day, Sense, TagSet};
use serde::Deserialize;

use super::read::RawText;
use super::{KnownTag, Text};
use crate::wording::{both, said};

/// A set of postings that a claim is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The panel's id for it; `None` for the universe.
    pub id: Option<String>,
    /// In words (`writing`).
    pub title: Text,
    /// A query for it inside the universe; empty for all of it.
    pub query: String,
    /// The births of its tags, by their slugs in English and their titles in Chinese: a window that begins before one of them is void.
    pub births: Vec<(Text, Day)>,
    /// Whether the panel cannot name it but by its query.
    pub(super) by_query: bool,
    pub(super) spec: Option<CohortSpec>,
}

impl Cohort {
    /// Whether tags or a query name it, and not categories alone.
    #[must_use]
    pub(crate) fn of_tags_or_query(&self) -> bool {
        self.by_query || self.query.contains("tag:") || self.query.contains("mention:")
    }

    /// Postings that no single cohort of the panel holds, under a name.
    #[must_use]
    pub(crate) fn named(title: Text) -> Cohort {
        Cohort {
            id: None,
            title,
            query: String::new(),
            births: Vec::new(),
            by_query: false,
            spec: None,
        }
    }
}

/// The panel's id of a tag's cohort, which is also a query for it.
#[must_use]
pub fn tag_cohort_id(slug: &str) -> String {
    format!("tag:{slug}")
}

/// Whether a tag counts as demand or in any sense.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawSense {
    #[default]
    Demand,
    Mention,
}

/// The keys by which a claim names its postings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawCohort {
    pub(super) categories: Vec<Category>,
    pub(super) tags: Vec<String>,
    pub(super) sense: RawSense,
    pub(super) query: Option<String>,
    pub(super) title: Option<RawText>,
}

impl RawCohort {
    /// Takes the keys of a cohort out of the table of a test.
    pub(super) fn taken_from(test: &mut toml::Table) -> Result<RawCohort, toml::de::Error> {
        let keys = ["categories", "tags", "sense", "query", "title"];
        let taken = keys.into_iter().filter_map(|key| test.remove_entry(key));
        RawCohort::deserialize(taken.collect::<toml::Table>())
    }

    pub(super) fn of_tags(tags: &[String]) -> RawCohort {
        RawCohort {
            tags: tags.to_vec(),
            ..RawCohort::default()
        }
    }

    pub(super) fn of_categories(categories: &[Category]) -> RawCohort {
        RawCohort {
            categories: categories.to_vec(),
            ..RawCohort::default()
        }
    }

    pub(super) fn is_universe(&self) -> bool {
        self.categories.is_empty() && self.tags.is_empty() && self.query.is_none()
    }

    /// One category or tag keeps its own cohort; a union or a query gets one under the claim's id.
    pub(super) fn cohort(&self, id: &str, known: &[KnownTag]) -> Result<Cohort, String> {
        let mut set = TagSet::default();
        let (mut births, mut titles) = (Vec::new(), Vec::new());
        for slug in &self.tags {
            let tag = known.iter().find(|tag| tag.slug == *slug).ok_or_else(|| {
                format!("`tags` names `{slug}`, which no rule defines; `jobtide tags` lists them")
            })?;
            set.insert(tag.id);
            births.extend(tag.birth.map(|birth| (tag.named(slug.clone()), birth)));
            titles.push(tag.named(slug.replace('_', " ")));
        }
        let field = match self.sense {
            RawSense::Demand => "tag",
            RawSense::Mention => "mention",
        };
        let query: Vec<String> = [
            either("category", self.categories.iter().map(|one| one.slug())),
            either(field, self.tags.iter().map(String::as_str)),
            self.query.as_ref().map(|query| format!("({query})")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let (id, spec) = match (self.categories.as_slice(), self.tags.as_slice(), self.sense) {
            _ if self.query.is_some() => (Some(id.to_owned()), None),
            ([], [], _) => (None, None),
            ([one], [], _) => (Some(one.slug().to_owned()), None),
            ([], [one], RawSense::Demand) => (Some(tag_cohort_id(one)), None),
            _ => {
                let sense = match self.sense {
                    RawSense::Demand => Sense::Demand,
                    RawSense::Mention => Sense::Mention,
                };
                let spec = CohortSpec {
                    id: id.to_owned(),
                    categories: self.categories.clone(),
                    tags: set,
                    sense,
                };
                (Some(id.to_owned()), Some(spec))
            }
        };
        Ok(Cohort {
            id,
            title: self.words(titles),
            query: query.join(" "),
            births,
            by_query: self.query.is_some(),
            spec,
        })
    }

    fn words(&self, tags: Vec<Text>) -> Text {
        if let Some(title) = &self.title {
            return title.clone().words();
        }
        let categories = self.categories.iter().map(|one| both::category(*one));
        let query = self.query.iter();
        let query = query.map(|query| said!("“{query}”", "“{query}”", query));
        let parts: Vec<Text> = categories.chain(tags).chain(query).collect();
        match parts.is_empty() {
            true => said!("all", "全部职位"),
            false => both::list(&parts),
        }
    }
}

fn either<'n>(field: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let parts: Vec<String> = names.map(|name| format!("{field}:{name}")).collect();
    match parts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("({})", several.join(" OR "))),
    }
}
