//! The key of a posting in, everything that the index holds of it out. Knows no query and no tag rule.

use model::{PostingKey, Published};
use serde::Serialize;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};
use utoipa::ToSchema;

use crate::reader::Stored;
use crate::{Error, Hit, Reader};

/// One posting whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Whole {
    /// Its facts; snippet, marks and score are empty, since no query found it.
    #[serde(flatten)]
    pub hit: Hit,
    /// When it was published or seen, with the second where the source states one.
    #[schema(value_type = Object)]
    pub published: Published,
    /// The whole body, paragraphs divided by line feeds; may be empty.
    pub body: String,
    /// The skills that its platform lists, as posted.
    pub skills: Vec<String>,
    /// The postings that it stands for, sorted.
    #[schema(value_type = Vec<String>)]
    pub duplicates: Vec<PostingKey>,
}

impl Reader {
    /// Everything of one posting, a duplicate too; `None` where the index does not hold it.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn posting(&self, key: &PostingKey) -> Result<Option<Whole>, Error> {
        let Some(address) = self.address(key)? else {
            return Ok(None);
        };
        let Stored { title, body, facts } = self.stored(address)?;
        let (published, skills) = (facts.published, facts.skills.clone());
        Ok(Some(Whole {
            hit: self.hit_of(title, facts)?,
            published,
            body,
            skills,
            duplicates: self.duplicates(key)?,
        }))
    }

    /// The keys of the postings that this one stands for, sorted.
    fn duplicates(&self, leader: &PostingKey) -> Result<Vec<PostingKey>, Error> {
        let term = Term::from_field_text(self.fields.leader, leader.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = self
            .searcher
            .search(&query, &DocSetCollector)
            .map_err(Error::index(&self.dir))?;
        let key = |address: DocAddress| Ok(self.stored(address)?.facts.key);
        let mut keys = found
            .into_iter()
            .map(key)
            .collect::<Result<Vec<_>, Error>>()?;
        keys.sort();
        Ok(keys)
    }
}
