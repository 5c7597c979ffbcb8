//! Claims as data: sentence, cohort, statistic, window and what is expected of it. Knows which statistics exist; computes none.

pub mod check;
mod cohort;
mod counted;
mod read;
mod statistic;
mod text;
mod window;

use std::collections::BTreeMap;

use model::{Category, CohortSpec, Day, TagId, TagSet};
use serde::{Deserialize, Serialize};

use crate::exposure::Occupation;

pub use cohort::{Cohort, tag_cohort_id};
pub use statistic::{
    BreakClaim, ChangeClaim, DifferenceClaim, Expected, FlatClaim, Measure, OrderClaim, Relation,
    SamplingsClaim, SlopeClaim, Statistic,
};
pub use text::{Language, SLOTS, Text};
pub use window::Window;

/// A claim file that cannot be used, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is not TOML, or has a key that no claim file has.
    #[error(
        "{file}: {what}; a claim file holds a table `[study]` and tables `[[claim]]` and `[[score]]`, and nothing else"
    )]
    File {
        /// The file's name.
        file: String,
        /// What the parser says.
        what: String,
    },
    /// The table of the study has a wrong or unknown key.
    #[error("{file}: [study]: {what}")]
    Study {
        /// The file's name.
        file: String,
        /// What is wrong, with the key, and what to write.
        what: String,
    },
    /// The file leaves a query to the run, and the run names none.
    #[error("{file}: `{{query}}` stands for a query that the run names; give one with `--query`")]
    Query {
        /// The file's name.
        file: String,
    },
    /// A score has a wrong, missing or unknown key.
    #[error("{file}: score {number}: {what}")]
    Score {
        /// The file's name.
        file: String,
        /// Its place among the scores, from 1.
        number: usize,
        /// What is wrong, with the key, and what to write.
        what: String,
    },
    /// A claim has a wrong, missing or unknown key.
    #[error("{file}: claim {id}: {what}")]
    Claim {
        /// The file's name.
        file: String,
        /// The claim's id, or its place if it has none.
        id: String,
        /// What is wrong, with the key, and what to write.
        what: String,
    },
}

/// What sort of sentence it is; the reports group by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A size or direction of one change.
    Descriptive,
    /// An order.
    Rank,
    /// A direction of a path.
    Slope,
    /// A day on which a path turned.
    Break,
    /// That something stayed as it was.
    Equivalence,
    /// A number of things.
    Count,
    /// One number against another.
    Ratio,
    /// That something exists.
    Existence,
    /// Several things at once.
    Joint,
    /// What another sentence rests on.
    Premise,
    /// Something that arithmetic decides.
    Logic,
    /// That some fared otherwise than others.
    Comparative,
    /// A cause.
    Causal,
}

/// What all claims of a file have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyHeader {
    /// What is checked, in words.
    pub title: Text,
    /// The days that a claim without a window of its own is about.
    pub window: Option<Window>,
    /// The query for the postings that the study is about, for a run that names none.
    pub universe: Option<String>,
    /// The day before which placebo windows end; a claim's first day where the file names none.
    pub event: Option<Day>,
    /// The categories that ranks and counts of signs are over.
    pub categories: Vec<Category>,
    /// Categories that the study's subject should not have touched, against which others are held.
    pub control: Vec<Category>,
    /// The name of an external series against which changes of postings are held, too.
    pub external_control: Option<String>,
}

/// One sentence of a study with what it is held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// `C01`.
    pub id: String,
    /// The section of the report.
    pub section: String,
    /// What sort of sentence it is.
    pub kind: Kind,
    /// The sentence.
    pub sentence: Text,
    /// The sentence for another window, with `{start}` and `{end}`; `None` where it makes sense only on its own.
    pub elsewhere: Option<Text>,
    /// What would refute it, in words.
    pub refuted_by: Option<Text>,
    /// A sentence that belongs to every finding of it: what is not here, or how a related number is void.
    pub note: Option<Text>,
    /// The claims among which its q-value is taken.
    pub family: String,
    /// Platform labels that take postings from its cohort, with the days on which they were born.
    pub label_births: Vec<(String, Day)>,
    /// The query that names its universe, where that is not the report's.
    pub universe: Option<String>,
    /// The days it is about.
    pub window: Window,
    /// What is computed.
    pub statistic: Statistic,
}

/// A claim file, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimFile {
    /// What the claims have in common.
    pub study: StudyHeader,
    /// Scores of occupations by category, for claims of exposure.
    pub scores: Vec<Occupation>,
    /// The claims in the order of the file.
    pub claims: Vec<Claim>,
    /// The query that the run named.
    pub query: Option<String>,
    tags: Vec<KnownTag>,
}

/// A tag that claims may name, as the rules define it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTag {
    /// Its name in files and queries.
    pub slug: String,
    /// Its name for readers.
    pub title: Text,
    /// Its number.
    pub id: TagId,
    /// The day before which a match must be false.
    pub birth: Option<Day>,
}

impl KnownTag {
    /// Its words in English, and in Chinese its title, where it has one.
    fn named(&self, en: String) -> Text {
        Text {
            en,
            zh_cn: self.title.zh_cn.clone(),
        }
    }
}

impl ClaimFile {
    /// All cohorts that the claims and the tables need: every category, every tag (as `tag:<slug>`) and the claims' unions.
    ///
    /// A cohort that only a query can name is not among them ([`ClaimFile::queries`]).
    #[must_use]
    pub fn cohorts(&self) -> Vec<CohortSpec> {
        let mut cohorts: Vec<CohortSpec> = Category::ALL
            .iter()
            .copied()
            .map(CohortSpec::category)
            .collect();
        for tag in &self.tags {
            cohorts.push(CohortSpec {
                tags: TagSet::from_iter([tag.id]),
                ..CohortSpec::everything(tag_cohort_id(&tag.slug))
            });
        }
        let mut unions: BTreeMap<String, CohortSpec> = BTreeMap::new();
        for claim in &self.claims {
            let specs = claim.statistic.cohorts().into_iter();
            let specs = specs.filter_map(|cohort| cohort.spec.clone());
            unions.extend(specs.map(|spec| (spec.id.clone(), spec)));
        }
        cohorts.extend(unions.into_values());
        cohorts
    }

    /// Whether any claim needs postings to be counted.
    #[must_use]
    pub fn needs_postings(&self) -> bool {
        self.claims
            .iter()
            .any(|claim| claim.statistic.needs_postings())
    }

    /// The names of the external series that the study and its claims use, in order.
    #[must_use]
    pub fn series(&self) -> std::collections::BTreeSet<&str> {
        let mut names: std::collections::BTreeSet<&str> =
            self.study.external_control.as_deref().into_iter().collect();
        for claim in &self.claims {
            match &claim.statistic {
                Statistic::SeriesChange {
                    series, against, ..
                } => {
                    names.insert(series);
                    names.extend(against.as_deref());
                }
                Statistic::ShareAgainstSeries(claim) => {
                    names.extend([claim.series.as_str(), claim.total.as_str()]);
                }
                _ => {}
            }
        }
        names
    }

    /// The cohort of exactly what the run asked for, where a claim has it: the panel's id of it, and the query.
    #[must_use]
    pub fn asked(&self) -> Option<(String, &str)> {
        let query = self.query.as_deref()?;
        let own = format!("({query})");
        let mut queries = self.queries().into_iter();
        let (id, _) = queries.find(|(_, one)| *one == own)?;
        Some((id, query))
    }

    /// The cohorts that only a query can name: the panel's id of each, and its query inside the universe.
    #[must_use]
    pub fn queries(&self) -> Vec<(String, String)> {
        let mut queries = BTreeMap::new();
        for claim in &self.claims {
            for cohort in claim.statistic.cohorts() {
                if let Some(id) = cohort.id.clone().filter(|_| cohort.by_query) {
                    queries.insert(id, cohort.query.clone());
                }
            }
        }
        queries.into_iter().collect()
    }
}
