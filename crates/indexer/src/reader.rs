//! An index folder and a query in; a page of hits, a panel or a better spelling out. Writes nothing and needs no writer.

use std::path::{Path, PathBuf};

use model::{Day, Panel, PanelPlan, PostingKey};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, Executor, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::compile::Compiler;
use crate::counted::{Counted, Segments};
use crate::document::Facts;
use crate::facets::Wanted;
use crate::fingerprint::{FingerprintCollector, fingerprint_of};
use crate::page::{Found, PageCollector};
use crate::panel::PanelCollector;
use crate::query::Query;
use crate::ranking::Ranking;
use crate::schema::{self, Fields};
use crate::snippet::{Highlighter, start_of};
use crate::suggest::suggest;
use crate::writer::{open_index, read_note, retired};
use crate::{Error, Hit, SearchPage, SearchRequest, Snippet, Sort};

/// The last commit of an index. It does not change while it is held, whatever a writer does meanwhile.
pub struct Reader {
    pub(crate) dir: PathBuf,
    pub(crate) fields: Fields,
    pub(crate) searcher: Searcher,
    pub(crate) info: Info,
    segments: Segments,
    /// What takes the segments of a pass over columns.
    pub(crate) threads: Executor,
}

/// What the index keeps of one posting.
pub(crate) struct Stored {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) facts: Facts,
}

/// What an index says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// Postings in it, duplicates among them.
    pub postings: u64,
    /// The last sequence number of the store that it holds.
    pub last_sequence: u64,
    /// Hash of the rules by which its postings were tagged; empty before the first commit.
    pub rules_hash: String,
    /// Slugs of the tags; the position is the tag's number.
    pub tags: Vec<String>,
}

impl Reader {
    /// Opens the last commit.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is no index, [`Error::Stale`] where it was written in another format.
    pub fn open(dir: &Path) -> Result<Reader, Error> {
        let (schema, fields) = schema::build();
        let index = match open_index(dir)? {
            Some(index) => Some(index),
            // A rebuild was cut short between taking the old folder away and putting the new one in.
            None => open_index(&retired(dir))?,
        };
        let Some(index) = index else {
            return Err(Error::Absent {
                dir: dir.to_path_buf(),
            });
        };
        if index.schema() != schema {
            return Err(Error::Stale {
                dir: dir.to_path_buf(),
                why: "the index has other fields".to_owned(),
            });
        }
        let note = read_note(dir, &index)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(Error::index(dir))?;
        let searcher = reader.searcher();
        let info = Info {
            postings: searcher.num_docs(),
            last_sequence: note.as_ref().map_or(0, |note| note.last_sequence),
            rules_hash: note
                .as_ref()
                .map(|note| note.rules_hash.clone())
                .unwrap_or_default(),
            tags: note.map(|note| note.tags).unwrap_or_default(),
        };
        Ok(Reader {
            dir: dir.to_path_buf(),
            segments: Segments::of(&searcher, fields.fold),
            fields,
            searcher,
            info,
            threads: Executor::single_thread(),
        })
    }

    /// What the index says about itself.
    #[must_use]
    pub fn info(&self) -> Info {
        self.info.clone()
    }

    /// The query for whoever takes every posting that it is given: duplicates are left out by it.
    pub(crate) fn compiled(&self, query: &Query) -> Result<Box<dyn tantivy::query::Query>, Error> {
        let mut compiler = Compiler::new(&self.fields, &self.searcher, Ranking::default());
        let compiled = compiler
            .compile(&query.node)
            .map_err(Error::index(&self.dir))?;
        Ok(match query.with_duplicates {
            true => compiled,
            false => compiler.without_duplicates(compiled),
        })
    }

    /// The query for whoever leaves out by itself what does not count.
    pub(crate) fn compiled_as(
        &self,
        query: &Query,
        ranking: Ranking,
    ) -> Result<Box<dyn tantivy::query::Query>, Error> {
        let mut compiler = Compiler::new(&self.fields, &self.searcher, ranking);
        compiler
            .compile(&query.node)
            .map_err(Error::index(&self.dir))
    }

    /// Which postings count for a query.
    pub(crate) fn counted(&self, query: &Query) -> Counted<'_> {
        Counted {
            segments: &self.segments,
            duplicates: query.with_duplicates,
        }
    }

    /// One page of hits, with what is true of all postings that match.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn search(&self, query: &Query, request: &SearchRequest) -> Result<SearchPage, Error> {
        self.search_as(query, request, Ranking::default())
    }

    /// The same with another way of finding and weighing words, to measure what it is worth. Snippets are marked as ever.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn search_as(
        &self,
        query: &Query,
        request: &SearchRequest,
        ranking: Ranking,
    ) -> Result<SearchPage, Error> {
        let collector = PageCollector {
            sort: order(query, request.sort),
            keep: request.offset.saturating_add(request.limit),
            after: None,
            facets: request.facets.then_some(Wanted::All),
            tags: &self.info.tags,
            counted: self.counted(query),
        };
        let found: Found = self
            .searcher
            .search(&self.compiled_as(query, ranking)?, &collector)
            .map_err(Error::index(&self.dir))?;
        let mut highlighter = request.highlight.then(|| Highlighter::new(&query.node));
        let mut hits = Vec::new();
        for (rank, address) in found.best.into_iter().skip(request.offset) {
            let score = (request.sort == Sort::Relevance).then(|| rank.score());
            hits.push(self.hit(address, score, highlighter.as_mut())?);
        }
        let day = |number: i32| Day::from_number(number);
        Ok(SearchPage {
            total: found.total,
            hits,
            facets: found.facets,
            first_day: found.days.and_then(|(first, _)| day(first)),
            last_day: found.days.and_then(|(_, last)| day(last)),
        })
    }

    /// How many postings that match have each value of one field: one of the [`Facets`](crate::Facets), by the name that
    /// [`Facets::by_field`](crate::Facets::by_field) gives it, without the cost of the others. Empty for any other name.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn values(&self, query: &Query, field: &'static str) -> Result<Vec<(String, u64)>, Error> {
        let collector = PageCollector {
            sort: Sort::Date,
            keep: 0,
            after: None,
            facets: Some(Wanted::One(field)),
            tags: &self.info.tags,
            counted: self.counted(query),
        };
        let found: Found = self
            .searcher
            .search(&self.compiled_as(query, Ranking::default())?, &collector)
            .map_err(Error::index(&self.dir))?;
        let facets = found.facets.unwrap_or_default();
        let all = facets.by_field().into_iter();
        let mut of_field = all.filter(|(name, _)| *name == field);
        Ok(of_field
            .next()
            .map_or_else(Vec::new, |(_, values)| values.to_vec()))
    }

    pub(crate) fn stored(&self, address: DocAddress) -> Result<Stored, Error> {
        let doc: TantivyDocument = self
            .searcher
            .doc(address)
            .map_err(Error::index(&self.dir))?;
        let text = |field| {
            let value = doc.get_first(field).and_then(|value| value.as_str());
            value.unwrap_or_default().to_owned()
        };
        let title = text(self.fields.title);
        let facts = doc
            .get_first(self.fields.facts)
            .and_then(|value| value.as_bytes());
        let facts: Facts =
            serde_json::from_slice(facts.unwrap_or_default()).map_err(|source| Error::Damaged {
                dir: self.dir.clone(),
                what: format!("the posting `{title}`"),
                source,
            })?;
        Ok(Stored {
            body: text(self.fields.body),
            title,
            facts,
        })
    }

    pub(crate) fn hit(
        &self,
        address: DocAddress,
        score: Option<f32>,
        highlighter: Option<&mut Highlighter>,
    ) -> Result<Hit, Error> {
        let Stored { title, body, facts } = self.stored(address)?;
        let (title_marks, snippet) = match highlighter {
            Some(highlighter) => (highlighter.marks(&title), highlighter.cut(&body)),
            None => (Vec::new(), start_of(&body)),
        };
        Ok(Hit {
            title_marks,
            snippet,
            score,
            ..self.hit_of(title, facts)?
        })
    }

    /// A hit without marks, snippet and score.
    pub(crate) fn hit_of(&self, title: String, facts: Facts) -> Result<Hit, Error> {
        let copies = self.copies(&facts.key)?;
        Ok(Hit {
            leader: facts.leader,
            copies,
            key: facts.key,
            title,
            day: facts.published.day,
            date_kind: facts.published.kind,
            source: facts.source,
            platform: facts.platform,
            market: facts.market,
            category: facts.category,
            tags: facts.tags,
            pay: facts.pay,
            country: facts.country,
            organisation: facts.organisation,
            label: facts.label,
            url: facts.url,
            title_marks: Vec::new(),
            snippet: Snippet::default(),
            score: None,
        })
    }

    /// How many postings another one stands for.
    fn copies(&self, leader: &PostingKey) -> Result<u64, Error> {
        let term = Term::from_field_text(self.fields.leader, leader.as_str());
        // Counts postings that were replaced meanwhile too, and so is only good for "none", which is the rule.
        if self
            .searcher
            .doc_freq(&term)
            .map_err(Error::index(&self.dir))?
            == 0
        {
            return Ok(0);
        }
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let count = self.searcher.search(&query, &Count);
        count
            .map(|count| count as u64)
            .map_err(Error::index(&self.dir))
    }

    /// The whole body of a posting; `None` where the index does not hold it.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn body(&self, key: &PostingKey) -> Result<Option<String>, Error> {
        match self.address(key)? {
            Some(address) => Ok(Some(self.stored(address)?.body)),
            None => Ok(None),
        }
    }

    /// Where the posting with this key lies in this commit.
    pub(crate) fn address(&self, key: &PostingKey) -> Result<Option<DocAddress>, Error> {
        let term = Term::from_field_text(self.fields.key, key.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = self
            .searcher
            .search(&query, &TopDocs::with_limit(1).order_by_score())
            .map_err(Error::index(&self.dir))?;
        Ok(found.first().map(|(_, address)| *address))
    }

    /// Daily counts, and pay where the plan asks for it, of the postings that match, in one pass over columns.
    ///
    /// Only exactly dated postings are counted. A source is in the panel where at least one of its postings was counted; every
    /// cohort then has a series for it. Days outside the plan's are left out.
    ///
    /// # Errors
    /// [`Error::NothingDated`] where the plan leaves the days open and no posting that matches is exactly dated; otherwise faults
    /// of the folder.
    pub fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, Error> {
        let compiled = self.compiled_as(query, Ranking::default())?;
        let collector = PanelCollector::new(plan, self.counted(query));
        let counted = self.passed_over(&*compiled, &collector)?;
        counted.panel.ok_or(Error::NothingDated {
            undated: counted.undated,
        })
    }

    /// A hash of the set of postings that match: the number of its form, a dash and 32 hex digits. It is the same on every machine,
    /// whenever and in whatever order they came.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn fingerprint(&self, query: &Query) -> Result<String, Error> {
        let sum = self.passed(query, &FingerprintCollector)?;
        Ok(fingerprint_of(sum))
    }

    /// The query as it was probably meant, where the index lacks some of its words; for a query that found nothing.
    #[must_use]
    pub fn suggest(&self, query: &Query) -> Option<String> {
        // A failed look-up costs a hint, not the answer.
        suggest(query, &self.fields, &self.searcher).ok().flatten()
    }
}

/// The order in which a query is answered. What only chooses postings gives all of them the score 0: by relevance they are in the
/// order of their days, which costs no score.
pub(crate) fn order(query: &Query, asked: Sort) -> Sort {
    match asked {
        Sort::Relevance if !query.node.scores() => Sort::Date,
        asked => asked,
    }
}
