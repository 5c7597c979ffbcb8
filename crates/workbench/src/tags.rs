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
    /// Postings that ask for it (`tag:`); `None` where there is no index, or where its rules lack the tag.
    pub postings: Option<u64>,
    /// Postings that mention it in any sense (`mention:`).
    pub mentions: Option<u64>,
}

/// The tags.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagsDocument {
    /// Hash of the rules that the program has.
    pub rules_hash: String,
    /// Hash of the rules by which the index was tagged; another one until `rebuild` has run, `None` where there is no index.
    pub rules_hash_of_index: Option<String>,
    /// Postings of the index, without duplicates.
    pub postings: Option<u64>,
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
    /// Postings in it; `None` where there is no index.
    pub postings: Option<u64>,
}

/// The categories.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoriesDocument {
    /// Postings of the index, without duplicates; `None` where there is none.
    pub postings: Option<u64>,
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
        // Where nothing is dated there is nothing in the index.
        let count = |slug: &str, sense: Sense| match &panel {
            None => Some(0),
            Some(panel) => {
                let at = panel.cohort(&cohort_id(slug, sense))?;
                Some(sum(&panel.counts[at]))
            }
        };
        let rules = TagsDocument::without_index();
        let counted = |row: TagRow| TagRow {
            postings: count(&row.tag, Sense::Demand),
            mentions: count(&row.tag, Sense::Mention),
            ..row
        };
        Ok(TagsDocument {
            rules_hash_of_index: Some(self.reader.info().rules_hash),
            postings: Some(panel.as_ref().map_or(0, |panel| sum(&panel.universe))),
            tags: rules.tags.into_iter().map(counted).collect(),
            ..rules
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
        let rules = CategoriesDocument::without_index();
        let rows = Category::ALL.iter().zip(rules.categories);
        let counted = rows.map(|(category, row)| CategoryRow {
            postings: Some(count(*category)),
            ..row
        });
        Ok(CategoriesDocument {
            postings: Some(page.total),
            categories: counted.collect(),
            ..rules
        })
    }
}

impl TagsDocument {
    /// The tags of the rules that the program has, counted nowhere.
    #[must_use]
    pub fn without_index() -> TagsDocument {
        let tagger = Tagger::embedded();
        let rows = tagger.rules().iter().map(|rule| TagRow {
            tag: rule.slug.clone(),
            title: rule.title.clone(),
            group: rule.group.slug(),
            born: rule.birth.map(|day| day.to_string()),
            postings: None,
            mentions: None,
        });
        let tags: Vec<TagRow> = rows.collect();
        TagsDocument {
            rules_hash: tagger.rules_hash().to_owned(),
            rules_hash_of_index: None,
            postings: None,
            total: tags.len(),
            tags,
        }
    }
}

impl CategoriesDocument {
    /// The categories, counted nowhere.
    #[must_use]
    pub fn without_index() -> CategoriesDocument {
        let rows = Category::ALL.iter().map(|category| CategoryRow {
            category: category.slug(),
            title: category.title(),
            of_the_article: Category::of_the_article().contains(category),
            postings: None,
        });
        let categories: Vec<CategoryRow> = rows.collect();
        CategoriesDocument {
            postings: None,
            total: categories.len(),
            categories,
        }
    }
}

fn cohort_id(slug: &str, sense: Sense) -> String {
    match sense {
        Sense::Demand => format!("tag:{slug}"),
        Sense::Mention => format!("mention:{slug}"),
    }
}
