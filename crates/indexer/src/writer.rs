//! Tagged postings in, commits of an index folder out; and the exchange of one folder for another. Knows no query and no store.

use std::fs;
use std::path::{Path, PathBuf};

use model::{Posting, PostingKey};
use tagger::Tagger;
use tantivy::index::SegmentId;
use tantivy::indexer::{LogMergePolicy, NoMergePolicy, UserOperation};
use tantivy::schema::Schema;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexSettings, IndexWriter, SegmentMeta, TantivyDocument, Term};

use crate::Error;
use crate::document::document;
use crate::schema::{self, CommitNote, Fields, SCHEMA_VERSION};
use crate::tokenizer::{self, WordsAndStems};

/// Two threads: measured best on two cores, and a merge still finds a core half of the time.
const THREADS: usize = 2;

/// Bytes of postings lists in memory, over all threads, before a segment is written; unless somebody wants another bound.
pub const MEMORY: usize = 192 << 20;

/// The least that the threads can work with.
pub const LEAST_MEMORY: usize = 32 << 20;

/// Operations handed over at once. tantivy's queue holds 10,000 *batches*, so large batches let the reader of an archive run
/// far ahead of the indexer (1.2 GB at 500 a batch); single operations cost a lock each.
pub(crate) const BATCH: usize = 4;

/// Segments above this many postings are left alone; without the bound, a daily commit on a bulk-built index sets off a merge
/// of everything (70 s at five million postings).
const LARGEST_MERGED_SEGMENT: usize = 500_000;

/// Adds tagged postings to one index folder. One process may hold a writer on a folder; readers do not mind.
pub struct Writer {
    dir: PathBuf,
    tagger: &'static Tagger,
    fields: Fields,
    /// `None` where the folder was written with another schema, to which nothing can be added.
    writer: Option<IndexWriter>,
    note: CommitNote,
    stale: Option<String>,
    waiting: Vec<UserOperation<TantivyDocument>>,
}

/// Opens a folder's index with our tokenizer; `None` where there is none.
pub(crate) fn open_index(dir: &Path) -> Result<Option<Index>, Error> {
    if !dir.join("meta.json").exists() {
        return Ok(None);
    }
    let index = Index::open_in_dir(dir).map_err(Error::index(dir))?;
    register_tokenizer(&index);
    Ok(Some(index))
}

fn register_tokenizer(index: &Index) {
    let analyzer = TextAnalyzer::from(WordsAndStems::default());
    index.tokenizers().register(tokenizer::NAME, analyzer);
}

pub(crate) fn create_index(dir: &Path, schema: Schema) -> Result<Index, Error> {
    fs::create_dir_all(dir).map_err(Error::io(dir))?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor {
            compression_level: Some(3),
        }),
        ..IndexSettings::default()
    };
    let index = Index::builder()
        .schema(schema)
        .settings(settings)
        .create_in_dir(dir)
        .map_err(Error::index(dir))?;
    register_tokenizer(&index);
    Ok(index)
}

/// The note of the last commit; `None` before the first.
pub(crate) fn read_note(dir: &Path, index: &Index) -> Result<Option<CommitNote>, Error> {
    let metas = index.load_metas().map_err(Error::index(dir))?;
    let Some(payload) = metas.payload else {
        return Ok(None);
    };
    serde_json::from_str(&payload)
        .map(Some)
        .map_err(|source| Error::Damaged {
            dir: dir.to_path_buf(),
            what: "the note of the last commit".to_owned(),
            source,
        })
}

impl Writer {
    /// Opens the index in a folder for writing, and creates it where there is none.
    ///
    /// `store` names the store in which sequence numbers count. A folder of another schema version, of other tag rules or of
    /// another store opens too, and says so in [`Writer::needs_rebuild`].
    ///
    /// # Errors
    /// [`Error::Locked`] where another process writes; otherwise faults of the folder.
    pub fn open(dir: &Path, tagger: &'static Tagger, store: &str) -> Result<Writer, Error> {
        Writer::open_within(MEMORY, dir, tagger, store)
    }

    /// [`Writer::open`] with another bound on the bytes of postings lists in memory, at least [`LEAST_MEMORY`]: with less, more and
    /// smaller segments are written and merged.
    ///
    /// # Errors
    /// As [`Writer::open`].
    pub fn open_within(
        memory: usize,
        dir: &Path,
        tagger: &'static Tagger,
        store: &str,
    ) -> Result<Writer, Error> {
        finish_swap(dir)?;
        let (schema, fields) = schema::build();
        let index = match open_index(dir)? {
            Some(index) => index,
            None => create_index(dir, schema.clone())?,
        };
        let fresh = CommitNote {
            schema: SCHEMA_VERSION,
            last_sequence: 0,
            rules_hash: tagger.rules_hash().to_owned(),
            store: store.to_owned(),
            tags: tagger
                .rules()
                .iter()
                .map(|rule| rule.slug.clone())
                .collect(),
        };
        let found = read_note(dir, &index)?;
        let same_schema = index.schema() == schema;
        let stale = match &found {
            Some(note) if note.schema != SCHEMA_VERSION => {
                Some("the index has another format".to_owned())
            }
            _ if !same_schema => Some("the index has other fields".to_owned()),
            Some(note) if note.rules_hash != fresh.rules_hash => {
                Some("the tag rules changed".to_owned())
            }
            Some(note) if note.store != fresh.store => {
                Some("the index was made from another store".to_owned())
            }
            _ => None,
        };
        let writer = if same_schema {
            Some(index_writer(dir, &index, memory)?)
        } else {
            None
        };
        let note = CommitNote {
            last_sequence: found.map_or(0, |note| note.last_sequence),
            ..fresh
        };
        Ok(Writer {
            dir: dir.to_path_buf(),
            tagger,
            fields,
            writer,
            note,
            stale,
            waiting: Vec::with_capacity(2 * BATCH),
        })
    }

    /// Why the index must be made anew before anything can be added, in words; `None` where it need not.
    #[must_use]
    pub fn needs_rebuild(&self) -> Option<String> {
        self.stale.clone()
    }

    /// The last sequence number that was added, at first that of the last commit; 0 in an empty index.
    #[must_use]
    pub fn last_sequence(&self) -> u64 {
        self.note.last_sequence
    }

    /// Tags a posting and adds it; a posting of the same key is replaced. Visible to readers after the next commit.
    ///
    /// Where another posting stands for it, it is a duplicate: found where it is asked for, and else in no page and no count.
    ///
    /// # Errors
    /// [`Error::Stale`] where the index needs a rebuild; otherwise faults of the folder.
    pub fn add(
        &mut self,
        sequence: u64,
        posting: &Posting,
        leader: Option<&PostingKey>,
    ) -> Result<(), Error> {
        self.check_fresh()?;
        let key = Term::from_field_text(self.fields.key, posting.key.as_str());
        self.waiting.push(UserOperation::Delete(key));
        self.add_new(sequence, posting, leader)
    }

    /// [`Writer::add`] for a posting whose key the index does not hold: a fifth less work, since nothing is looked for to be replaced.
    ///
    /// # Errors
    /// As [`Writer::add`].
    pub fn add_new(
        &mut self,
        sequence: u64,
        posting: &Posting,
        leader: Option<&PostingKey>,
    ) -> Result<(), Error> {
        self.check_fresh()?;
        let analysed = self.tagger.analyse(posting);
        let doc = document(&self.fields, posting, leader, &analysed, &self.note.tags).map_err(
            |source| Error::Damaged {
                dir: self.dir.clone(),
                what: format!("posting {}", posting.key),
                source,
            },
        )?;
        self.waiting.push(UserOperation::Add(doc));
        self.note.last_sequence = self.note.last_sequence.max(sequence);
        if self.waiting.len() >= BATCH {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Takes the posting with this key out. Readers miss it from the next commit on; [`Writer::purge`] takes it out of the files too.
    ///
    /// # Errors
    /// [`Error::Stale`] where the index needs a rebuild; otherwise faults of the folder.
    pub fn remove(&mut self, key: &PostingKey) -> Result<(), Error> {
        self.check_fresh()?;
        let key = Term::from_field_text(self.fields.key, key.as_str());
        self.waiting.push(UserOperation::Delete(key));
        if self.waiting.len() >= BATCH {
            self.hand_over()?;
        }
        Ok(())
    }

    fn check_fresh(&self) -> Result<(), Error> {
        match &self.stale {
            Some(why) => Err(Error::Stale {
                dir: self.dir.clone(),
                why: why.clone(),
            }),
            None => Ok(()),
        }
    }

    fn hand_over(&mut self) -> Result<(), Error> {
        let Some(writer) = &self.writer else {
            return Ok(());
        };
        let batch = std::mem::take(&mut self.waiting);
        writer.run(batch).map_err(Error::index(&self.dir))?;
        Ok(())
    }

    /// Makes everything that was added visible to readers opened from now on, together with the sequence that it reaches to.
    ///
    /// # Errors
    /// Faults of the folder; what was added since the last commit is then lost, and the sequence with it.
    pub fn commit(&mut self) -> Result<(), Error> {
        self.check_fresh()?;
        self.hand_over()?;
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let payload = serde_json::to_string(&self.note).map_err(|source| Error::Damaged {
            dir: self.dir.clone(),
            what: "the note of this commit".to_owned(),
            source,
        })?;
        let mut commit = writer.prepare_commit().map_err(Error::index(&self.dir))?;
        commit.set_payload(&payload);
        commit.commit().map_err(Error::index(&self.dir))?;
        Ok(())
    }

    /// Commits and waits until the merges that are under way end.
    ///
    /// A writer that is dropped cancels them, and with every run the index would fall into more segments.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn finish(mut self) -> Result<(), Error> {
        self.commit()?;
        if let Some(writer) = self.writer.take() {
            writer
                .wait_merging_threads()
                .map_err(Error::index(&self.dir))?;
        }
        Ok(())
    }
}

impl Writer {
    /// Commits as [`Writer::finish`] does, then writes every segment anew that holds something removed or replaced, and removes
    /// the files of the old ones: texts that no reader is given any more are in no file either.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn purge(self) -> Result<(), Error> {
        let dir = self.dir.clone();
        self.finish()?;
        let Some(index) = open_index(&dir)? else {
            return Ok(());
        };
        let mut writer = index_writer(&dir, &index, MEMORY)?;
        // One segment at a time: a policy that merged the same ones meanwhile would get in the way.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        // What says that a segment exists keeps its files, so that only the numbers are held.
        let metas = index.searchable_segment_metas();
        let with_deletes: Vec<SegmentId> = metas
            .map_err(Error::index(&dir))?
            .iter()
            .filter(|meta| meta.has_deletes())
            .map(SegmentMeta::id)
            .collect();
        for id in with_deletes {
            let merged = writer.merge(&[id]).wait();
            merged.map_err(Error::index(&dir))?;
        }
        let collected = writer.garbage_collect_files().wait();
        collected.map_err(Error::index(&dir))?;
        writer.wait_merging_threads().map_err(Error::index(&dir))
    }
}

pub(crate) fn index_writer(dir: &Path, index: &Index, memory: usize) -> Result<IndexWriter, Error> {
    let writer = index
        .writer_with_num_threads(THREADS, memory.max(LEAST_MEMORY))
        .map_err(Error::index(dir))?;
    // A run that was stopped within a commit leaves files that no commit names. One that says what is deleted is called after
    // the number of the operation, which the next run counts up to again and then finds taken.
    let collected = writer.garbage_collect_files().wait();
    collected.map_err(Error::index(dir))?;
    let mut policy = LogMergePolicy::default();
    policy.set_max_docs_before_merge(LARGEST_MERGED_SEGMENT);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

pub(crate) fn retired(live: &Path) -> PathBuf {
    let mut name = live.file_name().unwrap_or_default().to_os_string();
    name.push(".old");
    live.with_file_name(name)
}

/// Puts the index in `new` into the place of the one in `live`, which is removed.
///
/// Readers that hold the old index keep working: they read files that are open. A crash between the two renames leaves the old
/// index under `<live>.old`, where the next writer finds it and puts it back.
///
/// # Errors
/// Faults of the folders.
pub fn swap_in(new: &Path, live: &Path) -> Result<(), Error> {
    finish_swap(live)?;
    let old = retired(live);
    if live.exists() {
        fs::rename(live, &old).map_err(Error::io(live))?;
    }
    fs::rename(new, live).map_err(Error::io(new))?;
    if old.exists() {
        fs::remove_dir_all(&old).map_err(Error::io(&old))?;
    }
    Ok(())
}

/// Ends an exchange that a crash cut short.
fn finish_swap(live: &Path) -> Result<(), Error> {
    let old = retired(live);
    if !old.exists() {
        return Ok(());
    }
    if live.exists() {
        fs::remove_dir_all(&old).map_err(Error::io(&old))
    } else {
        fs::rename(&old, live).map_err(Error::io(&old))
    }
}
