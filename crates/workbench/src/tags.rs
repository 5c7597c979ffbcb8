//! The tags and categories of the rules, with how many postings of the index have them.

use indexer::{Query, SearchRequest};
use model::{Category, CohortSpec, PanelPlan, Sense, TagId, TagSet};
use serde::Serialize;
use tagger::Tagger;
use utoipa::ToSchema;

use crate::{Document, Error, Workbench};

/// One tag.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagRow {
    /// Its slug, which `tag:` takes.
    pub tag: String,
    /// Its name for readers.
    pub title: String,
    /// What it belongs to.
    pub group: &'static str,
    /// The day before which a match is a mistake, where there is one.
    pub born: Option<String>,
    /// Postings that ask for it (`tag:`).
    pub postings: u64,
    /// Postings that mention it in any sense (`mention:`).
    pub mentions: u64,
}

/// The tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagsDocument {
    /// Hash of the rules that the program has.
    pub rules_hash: String,
    /// Hash of the rules by which the index was tagged; another one until `rebuild` has run.
    pub rules_hash_of_index: String,
    /// Postings of the index, without duplicates.
    pub postings: u64,
    /// How many tags.
    pub total: usize,
    /// The tags, in the order of the rules.
    pub tags: Vec<TagRow>,
}

impl Document for TagsDocument {
    const SCHEMA: &'static str = "jobtide.tags/2";
}

/// One category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryRow {
    /// Its slug, which `category:` takes.
    pub category: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// Whether it is one of the article's twelve.
    pub of_the_article: bool,
    /// Postings in it.
    pub postings: u64,
}

/// The categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoriesDocument {
    /// Postings of the index, without duplicates.
    pub postings: u64,
    /// How many categories.
    pub total: usize,
    /// The categories, the article's twelve first.
    pub categories: Vec<CategoryRow>,
}

impl Document for CategoriesDocument {
    const SCHEMA: &'static str = "jobtide.categories/1";
}

impl Workbench {
    /// The tags of the rules, counted in the index.
    ///
    /// # Errors
    /// Faults of the index.
    pub fn tags(&self) -> Result<TagsDocument, Error> {
        let tagger = Tagger::embedded();
        let senses = [Sense::Demand, Sense::Mention];
        // Counted by the tags' numbers in the index, which are those of the rules that it was tagged by.
        let cohorts = (0..self.tags.len()).flat_map(|number| {
            senses.map(|sense| CohortSpec {
                tags: TagId::new(number).into_iter().collect::<TagSet>(),
                sense,
                ..CohortSpec::everything(cohort_id(&self.tags[number], sense))
            })
        });
        let plan = PanelPlan {
            days: None,
            cohorts: cohorts.collect(),
            pay: false,
            stock: true,
        };
        let panel = match self.panel(&Query::everything(), &plan) {
            Err(indexer::Error::NothingDated { .. }) => None,
            other => Some(other?),
        };
        let sum = |series: &[model::Series]| -> u64 {
            let counts = series.iter().flat_map(|one| &one.counts);
            counts.map(|n| u64::from(*n)).sum()
        };
        let count = |slug: &str, sense: Sense| {
            let panel = panel.as_ref()?;
            let at = panel.cohort(&cohort_id(slug, sense))?;
            Some(sum(&panel.counts[at]))
        };
        let rows = tagger.rules().iter().map(|rule| TagRow {
            tag: rule.slug.clone(),
            title: rule.title.clone(),
            group: rule.group.slug(),
            born: rule.birth.map(|day| day.to_string()),
            postings: count(&rule.slug, Sense::Demand).unwrap_or(0),
            mentions: count(&rule.slug, Sense::Mention).unwrap_or(0),
        });
        let tags: Vec<TagRow> = rows.collect();
        Ok(TagsDocument {
            rules_hash: tagger.rules_hash().to_owned(),
            rules_hash_of_index: self.reader.info().rules_hash,
            postings: panel.as_ref().map_or(0, |panel| sum(&panel.universe)),
            total: tags.len(),
            tags,
        })
    }

    /// The categories, counted in the index.
    ///
    /// # Errors
    /// Faults of the index.
    pub fn categories(&self) -> Result<CategoriesDocument, Error> {
        let request = SearchRequest {
            facets: true,
            ..SearchRequest::default()
        };
        let page = self.reader.search(&Query::everything(), &request)?;
        let counts = page.facets.unwrap_or_default().category;
        let count = |category: Category| {
            let found = counts.iter().find(|(slug, _)| slug == category.slug());
            found.map_or(0, |(_, n)| *n)
        };
        let rows = Category::ALL.iter().map(|category| CategoryRow {
            category: category.slug(),
            title: category.title(),
            of_the_article: Category::of_the_article().contains(category),
            postings: count(*category),
        });
        let categories: Vec<CategoryRow> = rows.collect();
        Ok(CategoriesDocument {
            postings: page.total,
            total: categories.len(),
            categories,
        })
    }
}

fn cohort_id(slug: &str, sense: Sense) -> String {
    match sense {
        Sense::Demand => format!("tag:{slug}"),
        Sense::Mention => format!("mention:{slug}"),
    }
}
