//! Postings that arrived, and those of a lake that they concern, in; the files that change, out. One key is one row, and each row names the posting
//! that stands for it. Knows no manifest but the list of files.
//!
//! # How it stays within memory
//!
//! Everything that is many goes through [`Sorter`]: first by key, so that records of one posting meet and the better date wins;
//! then by block, so that postings that can be one job meet and are folded; then by month and moment, as files are written. Of the lake
//! only those rows are read whole whose key or block is among what arrived; the others are passed over by one column. What is held in
//! memory: sixteen bytes a posting that arrived, sixteen a row that changes, 64 MiB for each sorting, one row group, and of a block
//! that does not fit 62 bytes a posting.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use fold::Blocks;
use model::{Dated, fill};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::encode::{self, Rules};
use crate::file::{Table, Wanted};
use crate::folding::Folding;
use crate::manifest::{DataFile, Manifest};
use crate::part::Parts;
use crate::place::Place;
use crate::row::{Order, Row};
use crate::sorter::Sorter;

/// A row on its way, and the file of the lake that holds it already.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Carried {
    pub(crate) row: Row,
    /// Its place among the manifest's files; `None` where it is to be written.
    pub(crate) file: Option<u32>,
}

/// What became of the postings that arrived; the three add up to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Postings whose key was not there.
    pub new: u64,
    /// Postings with a better date than what was there under their key.
    pub updated: u64,
    /// Postings that were there with a date as good.
    pub known: u64,
}

/// One run over a lake.
pub(crate) struct Settling<'a> {
    place: &'a dyn Place,
    scratch: &'a Path,
    rules: Rules<'a>,
    manifest: &'a Manifest,
    blocks: Blocks,
    by_block: Sorter<(u64, u64), Carried>,
    out: Sorter<Order, Row>,
    /// Blocks in which something changed.
    touched: Vec<i64>,
    /// Rows that leave their files: place of the file, number of the row.
    dropped: Vec<(u32, u64)>,
    /// Files that are written anew though nothing leaves them.
    pub(crate) rewritten: BTreeSet<u32>,
}

/// What a run leaves: files that go, files that come.
pub(crate) struct Settled {
    pub(crate) gone: BTreeSet<u32>,
    pub(crate) files: Vec<DataFile>,
}

impl<'a> Settling<'a> {
    pub(crate) fn new(
        place: &'a dyn Place,
        scratch: &'a Path,
        rules: Rules<'a>,
        manifest: &'a Manifest,
    ) -> Settling<'a> {
        Settling {
            place,
            scratch,
            rules,
            manifest,
            blocks: Blocks::default(),
            by_block: Sorter::new(scratch, "blocks"),
            out: Sorter::new(scratch, "rows"),
            touched: Vec::new(),
            dropped: Vec::new(),
            rewritten: BTreeSet::new(),
        }
    }

    fn tables(&self) -> impl Iterator<Item = (u32, Result<Table, Error>)> + use<'a> {
        let (place, manifest) = (self.place, self.manifest);
        let files = (0..).zip(&manifest.files);
        files.map(move |(at, file)| (at, Table::open(place, &file.path)))
    }

    /// Brings postings of one key together, those of the lake among them. `arrived` holds what came, by key and number; `hashes` of their keys.
    pub(crate) fn unite(
        &mut self,
        mut arrived: Sorter<(String, u64), Carried>,
        mut hashes: Vec<u64>,
    ) -> Result<Outcome, Error> {
        if hashes.is_empty() {
            return Ok(Outcome::default());
        }
        hashes.sort_unstable();
        hashes.dedup();
        let wanted = Wanted::Keys(Arc::new(hashes));
        for (at, table) in self.tables() {
            table?.each_row(&wanted, &mut |row| push(&mut arrived, row, Some(at)))?;
        }
        let mut outcome = Outcome::default();
        let mut held: Option<Carried> = None;
        let mut was_there = false;
        for one in arrived.sorted()? {
            let (_, one) = one?;
            let is_other = |held: &Carried| held.row.posting.key != one.row.posting.key;
            if held.as_ref().is_none_or(is_other) {
                if let Some(done) = held.take() {
                    self.united(done, was_there, &mut outcome)?;
                }
                was_there = one.file.is_some();
                held = Some(one);
            } else if let Some(before) = held.take() {
                held = Some(self.better(before, one, &mut outcome));
            }
        }
        if let Some(done) = held {
            self.united(done, was_there, &mut outcome)?;
        }
        Ok(outcome)
    }

    /// The one of two records of a posting that stays; the later one where it is better dated, with what it lacks from the other.
    fn better(&mut self, held: Carried, next: Carried, outcome: &mut Outcome) -> Carried {
        let dated = |one: &Carried| Dated::of(&one.row.posting.published);
        if !dated(&next).is_better_than(dated(&held)) {
            outcome.known += 1;
            return held;
        }
        outcome.updated += 1;
        if let Some(file) = held.file {
            self.dropped.push((file, held.row.sequence));
            let block = self.blocks.of(&held.row.posting);
            self.touched.extend(block.map(encode::signed));
        }
        let posting = fill(&next.row.posting, &held.row.posting);
        Carried {
            row: Row {
                posting,
                ..next.row
            },
            file: None,
        }
    }

    fn united(
        &mut self,
        one: Carried,
        was_there: bool,
        outcome: &mut Outcome,
    ) -> Result<(), Error> {
        outcome.new += u64::from(!was_there);
        match one.file {
            Some(_) => Ok(()),
            None => self.bring(one.row),
        }
    }

    /// Takes a row that is to be written, whomever it followed before.
    pub(crate) fn bring(&mut self, row: Row) -> Result<(), Error> {
        let row = Row {
            leader: None,
            ..row
        };
        let Some(block) = self.blocks.of(&row.posting) else {
            return self.write(row);
        };
        self.touched.push(encode::signed(block));
        let (key, bytes) = ((block, row.sequence), row.bytes());
        self.by_block.push(key, Carried { row, file: None }, bytes)
    }

    fn write(&mut self, row: Row) -> Result<(), Error> {
        let bytes = row.bytes();
        self.out.push(row.order(), row, bytes)
    }

    /// Says anew whom the postings of touched blocks follow. `lake` is false where all of its rows were brought.
    pub(crate) fn fold(&mut self, lake: bool) -> Result<(), Error> {
        self.touched.sort_unstable();
        self.touched.dedup();
        self.dropped.sort_unstable();
        let touched = std::mem::take(&mut self.touched);
        let mut by_block = std::mem::replace(&mut self.by_block, Sorter::new(self.scratch, "none"));
        if lake && !touched.is_empty() {
            let wanted = Wanted::Blocks(Arc::new(touched));
            for (at, table) in self.tables() {
                table?.each_row(&wanted, &mut |row| {
                    let is_gone = self.dropped.binary_search(&(at, row.sequence)).is_ok();
                    match self.blocks.of(&row.posting).filter(|_| !is_gone) {
                        None => Ok(()),
                        Some(block) => {
                            let (key, bytes) = ((block, row.sequence), row.bytes());
                            let file = Some(at);
                            by_block.push(key, Carried { row, file }, bytes)
                        }
                    }
                })?;
            }
        }
        let mut folding = Folding::new(self.scratch);
        let mut last = None;
        for one in by_block.sorted()? {
            let ((block, _), one) = one?;
            if last != Some(block) && folding.is_full() {
                folding.fold(&mut |one, leader| self.led(one, leader))?;
            }
            last = Some(block);
            folding.push(one)?;
        }
        folding.fold(&mut |one, leader| self.led(one, leader))
    }

    fn led(&mut self, one: Carried, leader: Option<model::PostingKey>) -> Result<(), Error> {
        if let Some(file) = one.file {
            if one.row.leader == leader {
                return Ok(());
            }
            self.dropped.push((file, one.row.sequence));
        }
        self.write(Row { leader, ..one.row })
    }

    /// Writes what was brought, with what stays of the files that lose rows.
    pub(crate) fn finish(mut self, generation: u64) -> Result<Settled, Error> {
        self.dropped.sort_unstable();
        let mut gone: BTreeSet<u32> = self.dropped.iter().map(|(file, _)| *file).collect();
        gone.append(&mut self.rewritten.clone());
        for (at, file) in (0..).zip(&self.manifest.files) {
            if !gone.contains(&at) {
                continue;
            }
            let table = Table::open(self.place, &file.path)?;
            table.each_row(&Wanted::Every, &mut |row| match self
                .dropped
                .binary_search(&(at, row.sequence))
            {
                Ok(_) => Ok(()),
                Err(_) => self.write(row),
            })?;
        }
        let files = self.written(generation)?;
        Ok(Settled { gone, files })
    }

    /// Writes what was brought and nothing else, in place of all files.
    pub(crate) fn finish_anew(self, generation: u64) -> Result<Settled, Error> {
        let gone = (0..).zip(&self.manifest.files).map(|(at, _)| at).collect();
        let files = self.written(generation)?;
        Ok(Settled { gone, files })
    }

    fn written(self, generation: u64) -> Result<Vec<DataFile>, Error> {
        let mut parts = Parts::new(self.place, self.scratch, self.rules, generation);
        for row in self.out.sorted()? {
            parts.push(row?.1)?;
        }
        parts.finish()
    }
}

/// Takes a record among those that are put in order by key.
pub(crate) fn push(
    arrived: &mut Sorter<(String, u64), Carried>,
    row: Row,
    file: Option<u32>,
) -> Result<(), Error> {
    let key = (row.posting.key.as_str().to_owned(), row.sequence);
    let bytes = row.bytes();
    arrived.push(key, Carried { row, file }, bytes)
}
