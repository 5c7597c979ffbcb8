//! Holds the commit of the index that answers, and opens a newer one when there is one. Knows no request.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use workbench::{TagsDocument, Workbench};

use crate::fault::Fault;
use crate::limits::Limits;
use crate::site::Given;

/// One commit, open.
pub struct Commit {
    /// What is asked.
    pub bench: Workbench,
    /// Postings in it, duplicates among them.
    pub postings: u64,
    /// Whether any of them was made up.
    pub synthetic: bool,
    mark: Option<String>,
    tags: OnceLock<TagsDocument>,
}

impl Commit {
    /// The tags with their counts. Each of them is a cohort of the whole index, so that they are counted once a commit.
    pub fn tags(&self) -> Result<&TagsDocument, workbench::Error> {
        if let Some(tags) = self.tags.get() {
            return Ok(tags);
        }
        let counted = self.bench.tags()?;
        Ok(self.tags.get_or_init(|| counted))
    }
}

#[derive(Default)]
struct Held {
    commit: Option<Arc<Commit>>,
    /// When somebody last looked for a newer one.
    looked: Option<Instant>,
    /// Whether somebody is at it.
    looking: bool,
}

/// The commit that answers.
#[derive(Default)]
pub struct Commits {
    held: Mutex<Held>,
}

impl Commits {
    /// The newest commit, as far as was looked; opens it in this thread, while others go on with the one before.
    pub fn current(&self, given: &Given, limits: &Limits) -> Result<Arc<Commit>, Fault> {
        {
            let mut held = self.held();
            let fresh = held.looked.is_some_and(|at| at.elapsed() < limits.look);
            if let (Some(commit), true) = (&held.commit, fresh || held.looking) {
                return Ok(Arc::clone(commit));
            }
            held.looking = true;
        }
        let found = self.look(given);
        let mut held = self.held();
        held.looking = false;
        held.looked = Some(Instant::now());
        match (found, &held.commit) {
            (Ok(Some(commit)), _) => {
                held.commit = Some(Arc::clone(&commit));
                Ok(commit)
            }
            (Ok(None), Some(commit)) => Ok(Arc::clone(commit)),
            (Err(why), Some(commit)) => {
                tracing::warn!("the new commit of the index cannot be opened: {why}");
                Ok(Arc::clone(commit))
            }
            (Ok(None), None) => Err(not_ready("the index is being made anew")),
            (Err(why), None) => Err(not_ready(&why)),
        }
    }

    /// The commit that answered last.
    pub fn seen(&self) -> Option<Arc<Commit>> {
        self.held().commit.clone()
    }

    /// A newer commit; `None` where the one that is held is the last.
    fn look(&self, given: &Given) -> Result<Option<Arc<Commit>>, String> {
        // The mark is taken before the opening: a commit in between is opened once more, and none is missed.
        let mark = (given.mark)();
        if self.seen().is_some_and(|held| held.mark == mark) {
            return Ok(None);
        }
        let bench = (given.open)()?;
        let synthetic = bench.holds_synthetic().map_err(|error| error.to_string())?;
        Ok(Some(Arc::new(Commit {
            postings: bench.reader().info().postings,
            synthetic,
            bench,
            mark,
            tags: OnceLock::new(),
        })))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // What is held is whole at any moment, so that a panic elsewhere did it no harm.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_ready(why: &str) -> Fault {
    Fault::later("no_index", why, 10)
}
