//! A lake: opened, written to, compacted, read in the order of arrival. Puts stages in order; what each does is in its own file.

use std::any::Any;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use model::Posting;
use serde::Serialize;

use crate::encode::Rules;
use crate::file::{Table, Wanted, key_hash};
use crate::manifest::{self, Manifest};
use crate::place::{Place, Version};
use crate::row::Row;
use crate::settle::{self, Carried, Outcome, Settled, Settling};
use crate::sorter::Sorter;
use crate::{Error, cube, part};

/// A lake, as its manifest says it was when it was opened.
pub struct Lake<'a> {
    pub(crate) place: Box<dyn Place>,
    rules: Rules<'a>,
    pub(crate) manifest: Manifest,
    /// `None` where there is no manifest yet.
    version: Option<Version>,
}

/// What a run changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Files that were written.
    pub files_written: u64,
    /// Files that the manifest names no more; the next run removes them.
    pub files_left: u64,
    /// Months whose cubes were counted anew.
    pub months: Vec<String>,
}

impl<'a> Lake<'a> {
    /// The lake at a place.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Format`] where it has another form.
    pub fn open(place: Box<dyn Place>, rules: Rules<'a>) -> Result<Lake<'a>, Error> {
        let lake = Lake::open_or_new(place, rules)?;
        match lake.version {
            Some(_) => Ok(lake),
            None => Err(Error::Missing {
                place: lake.place.name(),
            }),
        }
    }

    /// The lake at a place, or an empty one, which is there as soon as something is written to it.
    ///
    /// # Errors
    /// As for [`Lake::open`], but for a missing one.
    pub fn open_or_new(place: Box<dyn Place>, rules: Rules<'a>) -> Result<Lake<'a>, Error> {
        let (manifest, version) = match Manifest::at(place.as_ref())? {
            Some((manifest, version)) => (manifest, Some(version)),
            None => (Manifest::empty(rules.tagger), None),
        };
        Ok(Lake {
            place,
            rules,
            manifest,
            version,
        })
    }

    /// What it holds.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Begins to write. Nothing of it is seen before [`Writer::finish`].
    ///
    /// # Errors
    /// [`Error::Locked`] where another run writes, [`Error::OtherRules`] where the lake was tagged by other rules.
    pub fn write(&mut self) -> Result<Writer<'_, 'a>, Error> {
        self.check_rules()?;
        let (claim, scratch) = self.begin()?;
        Ok(Writer {
            next: self.manifest.last_sequence + 1,
            arrived: Sorter::new(&scratch, "keys"),
            hashes: Vec::new(),
            scratch,
            lake: self,
            _claim: claim,
        })
    }

    fn check_rules(&self) -> Result<(), Error> {
        let known = self.rules.tagger.rules_hash();
        if self.manifest.tag_rules == known {
            return Ok(());
        }
        Err(Error::OtherRules {
            place: self.place.name(),
            found: self.manifest.tag_rules.clone(),
            known: known.to_owned(),
        })
    }

    /// Claims the place, reads the manifest again and removes what it names no more.
    fn begin(&mut self) -> Result<(Box<dyn Any + Send>, PathBuf), Error> {
        let claim = self.place.claim()?;
        let is = self
            .place
            .whole(manifest::PATH)?
            .map(|(_, version)| version);
        if is != self.version {
            return Err(Error::Overtaken {
                place: self.place.name(),
            });
        }
        let named: BTreeSet<&str> = self.manifest.paths().collect();
        for file in self.place.list("")? {
            // A file of a later generation belongs to a run of somebody else that is not finished.
            let is_old = part::generation_of(&file.path)
                .is_some_and(|generation| generation <= self.manifest.generation);
            if is_old && !named.contains(file.path.as_str()) {
                self.place.remove(&file.path)?;
            }
        }
        let scratch = self.place.scratch()?;
        Ok((claim, scratch))
    }

    /// Makes small files of a month one, in order. With `all` everything is written anew: tagged by the rules of this
    /// program, folded, and without what `keep` refuses.
    ///
    /// # Errors
    /// As for [`Lake::write`].
    pub fn compact(
        &mut self,
        all: bool,
        keep: &mut dyn FnMut(&Posting) -> bool,
    ) -> Result<Changed, Error> {
        if !all {
            self.check_rules()?;
        }
        let (_claim, scratch) = self.begin()?;
        let place = self.place.as_ref();
        let mut settling = Settling::new(place, &scratch, self.rules, &self.manifest);
        let generation = self.manifest.generation + 1;
        let settled = if all {
            for file in &self.manifest.files {
                let table = Table::open(place, &file.path)?;
                table.each_row(&Wanted::Every, &mut |row| match keep(&row.posting) {
                    true => settling.bring(row),
                    false => Ok(()),
                })?;
            }
            settling.fold(false)?;
            settling.finish_anew(generation)?
        } else {
            settling.rewritten = scattered(&self.manifest);
            settling.finish(generation)?
        };
        let mut manifest = self.manifest.clone();
        if all {
            let fresh = Manifest::empty(self.rules.tagger);
            (manifest.tag_rules, manifest.tags) = (fresh.tag_rules, fresh.tags);
        }
        self.commit(manifest, settled, &scratch)
    }

    /// Counts the cubes of months that changed, and replaces the manifest.
    fn commit(
        &mut self,
        mut manifest: Manifest,
        settled: Settled,
        scratch: &Path,
    ) -> Result<Changed, Error> {
        let Settled { gone, files } = settled;
        if gone.is_empty()
            && files.is_empty()
            && manifest == self.manifest
            && self.version.is_some()
        {
            return Ok(Changed::default());
        }
        let leaving = (0..).zip(&self.manifest.files);
        let leaving = leaving.filter(|(at, _)| gone.contains(at));
        let mut months: BTreeSet<String> = leaving.map(|(_, file)| file.month.clone()).collect();
        months.extend(files.iter().map(|file| file.month.clone()));
        let mut changed = Changed {
            files_written: files.len() as u64,
            files_left: gone.len() as u64,
            months: months.into_iter().collect(),
        };
        let mut at = 0..;
        manifest
            .files
            .retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
        manifest.files.extend(files);
        manifest.generation += 1;
        manifest.postings = manifest.files.iter().map(|file| file.rows).sum();
        manifest.sort();
        let before = manifest.cubes.len();
        manifest
            .cubes
            .retain(|cube| !changed.months.contains(&cube.month));
        changed.files_left += (before - manifest.cubes.len()) as u64;
        let place = self.place.as_ref();
        for month in &changed.months {
            if manifest.files_of(month).next().is_none() {
                continue;
            }
            let counted = cube::count(place, &manifest, month)?;
            let cubes = counted.write(place, scratch, self.rules.tagger, &manifest, month)?;
            changed.files_written += cubes.len() as u64;
            manifest.cubes.extend(cubes);
        }
        manifest.sort();
        let bytes = manifest.to_bytes()?;
        place.replace(manifest::PATH, &bytes, self.version.as_ref())?;
        self.version = place.whole(manifest::PATH)?.map(|(_, version)| version);
        self.manifest = manifest;
        Ok(changed)
    }

    /// Every row in the order of arrival, so that a store that they are put into says the same. `scratch` is an empty folder.
    ///
    /// # Errors
    /// Those of the place and of `take`, and where a file is damaged.
    pub fn each_row<E: From<Error>>(
        &self,
        scratch: &Path,
        mut take: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut sorter = Sorter::new(scratch, "read");
        for file in &self.manifest.files {
            let table = Table::open(self.place.as_ref(), &file.path)?;
            table.each_row(&Wanted::Every, &mut |row| {
                let bytes = row.bytes();
                sorter.push(row.sequence, row, bytes)
            })?;
        }
        for row in sorter.sorted()? {
            take(row?.1)?;
        }
        Ok(())
    }
}

/// The files of months in which more than one is not full.
fn scattered(manifest: &Manifest) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for month in manifest.months() {
        let files = (0..).zip(&manifest.files);
        let small = files.filter(|(_, file)| file.month == month && !part::is_full(file));
        let small: Vec<u32> = small.map(|(at, _)| at).collect();
        if small.len() > 1 {
            found.extend(small);
        }
    }
    found
}

/// Takes postings in for a lake.
pub struct Writer<'l, 'a> {
    lake: &'l mut Lake<'a>,
    scratch: PathBuf,
    arrived: Sorter<(String, u64), Carried>,
    hashes: Vec<u64>,
    next: u64,
    _claim: Box<dyn Any + Send>,
}

impl Writer<'_, '_> {
    /// Takes a posting.
    ///
    /// # Errors
    /// Where there is no room on this machine for what waits.
    pub fn add(&mut self, posting: Posting) -> Result<(), Error> {
        self.hashes.push(key_hash(posting.key.as_str()));
        let row = Row {
            sequence: self.next,
            posting,
            leader: None,
        };
        self.next += 1;
        settle::push(&mut self.arrived, row, None)
    }

    /// Brings them together with what the lake holds, folds, writes files and cubes, and replaces the manifest. `reached` says up to which
    /// sequence number a store, by its identity, is in the lake now.
    ///
    /// # Errors
    /// [`Error::Overtaken`] where somebody else wrote meanwhile, and those of the place; then the lake is as it was.
    pub fn finish(self, reached: Option<(&str, u64)>) -> Result<(Outcome, Changed), Error> {
        let Writer {
            lake,
            scratch,
            arrived,
            hashes,
            next,
            _claim,
        } = self;
        let place = lake.place.as_ref();
        let mut settling = Settling::new(place, &scratch, lake.rules, &lake.manifest);
        let outcome = settling.unite(arrived, hashes)?;
        settling.fold(true)?;
        let settled = settling.finish(lake.manifest.generation + 1)?;
        let mut manifest = lake.manifest.clone();
        if outcome.new + outcome.updated > 0 {
            manifest.last_sequence = next - 1;
        }
        if let Some((store, sequence)) = reached {
            let reached = manifest.stores.entry(store.to_owned()).or_default();
            *reached = sequence.max(*reached);
        }
        let changed = lake.commit(manifest, settled, &scratch)?;
        Ok((outcome, changed))
    }
}
