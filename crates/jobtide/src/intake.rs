//! Postings with their numbers in the log in; folds and an index that hold them, out. One way for all, whichever stage brings the postings:
//! an archive as it is read, or the log after a run that was cut short.
//!
//! Postings are folded where they come, in their order, since the next one is held against them. Behind a bounded queue another thread
//! tags them and hands them to the index. Whom a posting follows may change later on; such postings are indexed again at the end.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use anyhow::anyhow;
use fold::Folder;
use indexer::Writer;
use model::{Posting, PostingKey};
use store::Store;

use crate::progress::{Stage, Stages};

/// Postings that go to the index together.
const BATCH: usize = 250;

/// Batches that wait at most: with their texts a few megabytes.
const QUEUE: usize = 8;

/// A posting that was folded.
struct Folded {
    sequence: u64,
    posting: Posting,
    leader: Option<PostingKey>,
    /// Whether the index may hold a record of the same key.
    replaces: bool,
}

/// Takes postings in the order of their numbers.
pub struct Intake<'a> {
    store: &'a Store,
    folder: Folder,
    /// What the folds held at first is not folded again.
    folded: u64,
    moved: BTreeSet<u64>,
    added: u64,
    batch: Vec<Folded>,
    indexing: Option<SyncSender<Vec<Folded>>>,
    stages: &'a Stages,
}

/// What all postings left behind.
pub struct Taken {
    pub folder: Folder,
    /// The index, nothing of it committed.
    pub writer: Writer,
    /// Postings whose leader may be another than when they were indexed.
    pub moved: BTreeSet<u64>,
    /// Postings that were handed to the index.
    pub added: u64,
}

/// Lets `work` bring postings to an intake, and gives folds and index when all of them are in.
///
/// # Errors
/// Those of `work` and of the index.
pub fn through<'a, T>(
    store: &'a Store,
    (folder, writer): (Folder, Writer),
    stages: &'a Stages,
    work: impl FnOnce(&mut Intake<'a>) -> anyhow::Result<T>,
) -> anyhow::Result<(T, Taken)> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel(QUEUE);
        let indexing = scope.spawn(move || index(writer, &receive, stages));
        let mut intake = Intake {
            store,
            folded: folder.last_sequence(),
            folder,
            moved: BTreeSet::new(),
            added: 0,
            batch: Vec::with_capacity(BATCH),
            indexing: Some(send),
            stages,
        };
        let done = work(&mut intake).and_then(|done| intake.hand_over().map(|()| done));
        // Without a sender the thread ends once it has taken in what waits.
        intake.indexing = None;
        let joined = indexing.join().map_err(|_| anyhow!("indexing panicked"))?;
        // Where the index failed, that is why nothing could be handed over.
        let writer = joined?;
        let done = done?;
        let Intake {
            mut folder,
            mut moved,
            added,
            ..
        } = intake;
        moved.extend(folder.settle(&mut |sequence| text_of(store, sequence)));
        let taken = Taken {
            folder,
            writer,
            moved,
            added,
        };
        Ok((done, taken))
    })
}

/// Tags and adds what comes, until nothing can come any more.
fn index(
    mut writer: Writer,
    receive: &Receiver<Vec<Folded>>,
    stages: &Stages,
) -> Result<Writer, indexer::Error> {
    for batch in receive {
        let began = Instant::now();
        for one in &batch {
            let leader = one.leader.as_ref();
            match one.replaces {
                true => writer.add(one.sequence, &one.posting, leader)?,
                false => writer.add_new(one.sequence, &one.posting, leader)?,
            }
        }
        stages.worked(Stage::Indexing, began, batch.len());
    }
    Ok(writer)
}

impl<'a> Intake<'a> {
    /// Takes a posting. `replaces` where the index may hold one of the same key.
    ///
    /// # Errors
    /// Where the index failed and takes nothing more.
    pub fn take(&mut self, sequence: u64, posting: Posting, replaces: bool) -> anyhow::Result<()> {
        let leader = if sequence > self.folded {
            let store = self.store;
            let began = Instant::now();
            let changes = self
                .folder
                .add(sequence, &posting, &mut |sequence| text_of(store, sequence));
            self.moved.extend(changes.moved);
            self.stages.worked(Stage::Folding, began, 1);
            changes.leader
        } else {
            self.folder.leader_of(&posting.key)
        };
        self.added += 1;
        self.batch.push(Folded {
            sequence,
            posting,
            leader,
            replaces,
        });
        if self.batch.len() >= BATCH {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Notes that the log was seen up to here, records that nobody can read among it.
    pub fn reaches(&mut self, sequence: u64) {
        self.folder.reaches(sequence);
    }

    /// The clocks of the stages.
    pub fn stages(&self) -> &'a Stages {
        self.stages
    }

    fn hand_over(&mut self) -> anyhow::Result<()> {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        match &self.indexing {
            Some(indexing) if !batch.is_empty() => indexing
                .send(batch)
                .map_err(|_| anyhow!("the index takes nothing more")),
            _ => Ok(()),
        }
    }
}

/// The posting with this sequence number, unless it was superseded or cannot be read.
pub fn text_of(store: &Store, sequence: u64) -> Option<Posting> {
    let (found, posting) = store.after(sequence.checked_sub(1)?).next()?.ok()?;
    (found == sequence).then_some(posting)
}
