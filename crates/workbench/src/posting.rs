//! The key of a posting in, all that is known of it out: its text, its tags with the words that they were read from, and its duplicates. Opens no archive.

use indexer::{Hit, Whole};
use model::PostingKey;
use serde::Serialize;
use tagger::{TagMatch, Tagger, Text};
use utoipa::ToSchema;

use crate::{Document, Error, SourceRow, Workbench};

/// So many duplicates are listed with their facts; their keys are all there.
const RELATED: usize = 50;

/// A place in which a posting mentions a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagSpan {
    /// The tag's slug.
    pub tag: String,
    /// Its name for readers.
    pub title: String,
    /// In what sense (`FORBID`).
    pub polarity: &'static str,
    /// Whether that sense counts as demand.
    pub counts_as_demand: bool,
    /// `title`, `body` or `skills`.
    pub field: &'static str,
    /// Which skill, counted from 0; `None` in title and body.
    pub skill: Option<usize>,
    /// The first byte of the span in that field, or in that one skill.
    pub start: usize,
    /// The byte after the span.
    pub end: usize,
    /// The words there.
    pub words: String,
}

/// Another posting with the same text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedPosting {
    /// Its identity.
    #[schema(value_type = String)]
    pub key: PostingKey,
    /// Its title.
    pub title: String,
    /// When it was published or seen.
    pub day: String,
    /// Which source brought it.
    pub source: String,
    /// Client, company or agency.
    pub organisation: Option<String>,
    /// Where a person can read it.
    pub url: Option<String>,
}

/// The first archived document in which the posting stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArchivedIn {
    /// The address that answered.
    pub url: String,
    /// When, RFC 3339.
    pub fetched_at: String,
    /// The BLAKE3 hash of its body, in hex.
    pub body_hash: String,
}

/// How far the archive was searched for the document that a posting came from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArchiveSearch {
    /// The first document in which it stands.
    pub document: Option<ArchivedIn>,
    /// How many documents were read for it.
    pub documents_read: u64,
    /// Whether the search ended before the archive did.
    pub cut_short: bool,
}

/// One posting whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostingDocument {
    /// Its facts, text and skills, and the keys of its duplicates.
    #[serde(flatten)]
    pub posting: Whole,
    /// Whether it comes from a market that was made up.
    pub synthetic: bool,
    /// The hash of the rules by which the spans were found.
    pub rules_hash: String,
    /// The hash of the rules by which the index was tagged; where they differ, so may `tags` and `spans`.
    pub rules_hash_of_index: String,
    /// Where it mentions tags: title, then body, then skills, in each by position.
    pub spans: Vec<TagSpan>,
    /// The posting that stands for it, where it is a duplicate.
    pub stands_for_it: Option<RelatedPosting>,
    /// Some of the postings that it stands for.
    pub duplicate_postings: Vec<RelatedPosting>,
    /// The state of its source, where it is polled.
    pub source_state: Option<SourceRow>,
    /// The document that it came from, where the archive was searched.
    pub archive: Option<ArchiveSearch>,
}

impl Document for PostingDocument {
    const SCHEMA: &'static str = "jobtide.posting/1";
}

impl Workbench {
    /// A posting whole, a duplicate too; `None` where the index does not hold it. What lies outside the index is for the caller to add.
    ///
    /// # Errors
    /// Faults of the index.
    pub fn posting(&self, key: &PostingKey) -> Result<Option<PostingDocument>, Error> {
        let Some(posting) = self.reader.posting(key)? else {
            return Ok(None);
        };
        let tagger = Tagger::embedded();
        let leader = posting.hit.leader.iter();
        let stands_for_it = self.related(leader)?.pop();
        let duplicate_postings = self.related(posting.duplicates.iter().take(RELATED))?;
        Ok(Some(PostingDocument {
            synthetic: posting.hit.platform == self.known.synthetic,
            rules_hash: tagger.rules_hash().to_owned(),
            rules_hash_of_index: self.reader.info().rules_hash,
            spans: spans(tagger, &posting),
            stands_for_it,
            duplicate_postings,
            source_state: None,
            archive: None,
            posting,
        }))
    }

    fn related<'k>(
        &self,
        keys: impl Iterator<Item = &'k PostingKey>,
    ) -> Result<Vec<RelatedPosting>, Error> {
        let mut related = Vec::new();
        for key in keys {
            let Some(Whole { hit, .. }) = self.reader.posting(key)? else {
                continue;
            };
            related.push(RelatedPosting::of(hit));
        }
        Ok(related)
    }
}

impl RelatedPosting {
    fn of(hit: Hit) -> RelatedPosting {
        RelatedPosting {
            key: hit.key,
            title: hit.title,
            day: hit.day.to_string(),
            source: hit.source.to_string(),
            organisation: hit.organisation,
            url: hit.url,
        }
    }
}

fn spans(tagger: &Tagger, posting: &Whole) -> Vec<TagSpan> {
    let found = tagger.tag(Text {
        title: &posting.hit.title,
        body: &posting.body,
        skills: &posting.skills,
    });
    let span = |one: TagMatch| {
        let rule = &tagger.rules()[one.tag.number()];
        let text = match (one.field, one.skill) {
            (tagger::Field::Title, _) => posting.hit.title.as_str(),
            (tagger::Field::Body, _) => posting.body.as_str(),
            (tagger::Field::Skills, at) => at
                .and_then(|at| posting.skills.get(at))
                .map_or("", String::as_str),
        };
        TagSpan {
            tag: rule.slug.clone(),
            title: rule.title.clone(),
            polarity: one.polarity.slug(),
            counts_as_demand: one.polarity.is_demand(),
            field: one.field.slug(),
            skill: one.skill,
            start: one.start,
            end: one.end,
            words: text.get(one.start..one.end).unwrap_or("").to_owned(),
        }
    };
    found.into_iter().map(span).collect()
}
