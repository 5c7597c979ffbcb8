//! A lake and an engine in, panels out. Chooses between cubes and files, and says beforehand what an answer reads.

use datafusion::arrow::record_batch::RecordBatch;
use indexer::{Info, Panels, Query, Shown};
use lake::{CubeFile, CubeKind, DataFile, Manifest, Place};
use model::{DayRange, Panel, PanelPlan, PayGroup};

use crate::cells::{self, Bad, Cell};
use crate::cube::{self, OverCubes, Slice};
use crate::tally::{Adds, Tally};
use crate::{Cost, Engine, Error, files, sql};

/// Panels of the postings that a lake holds at one moment.
pub struct LakePanels {
    engine: Engine,
    root: String,
    manifest: Manifest,
    say: Box<dyn Fn(&Cost) + Send + Sync>,
}

/// Which cohorts of a plan come from cubes, by the cells that each is counted from; the others come from the files.
struct Parts {
    over: OverCubes,
    slices: Vec<Option<Slice>>,
}

impl LakePanels {
    /// The lake at a place, as its manifest has it now, asked through an engine that can read the same files. `rules` is the hash of the tag rules that queries are
    /// read by; `say` is told what an answer reads before it is read.
    ///
    /// # Errors
    /// Where there is no lake or its manifest does not read, and [`Error::OtherRules`].
    pub fn open(
        place: &dyn Place,
        engine: Engine,
        rules: &str,
        say: impl Fn(&Cost) + Send + Sync + 'static,
    ) -> Result<LakePanels, Error> {
        let Some((manifest, _)) = Manifest::at(place)? else {
            let place = place.name();
            return Err(lake::Error::Missing { place }.into());
        };
        if manifest.tag_rules != rules {
            return Err(Error::OtherRules {
                path: place.name(),
                found: manifest.tag_rules,
                known: rules.to_owned(),
            });
        }
        Ok(LakePanels {
            engine,
            // An executor has another working folder.
            root: place.root()?,
            manifest,
            say: Box::new(say),
        })
    }

    /// What the lake holds.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What the answer to a plan reads.
    ///
    /// # Errors
    /// [`Error::Inexact`] where the engine cannot answer it.
    pub fn cost(&self, query: &Query, plan: &PanelPlan) -> Result<Cost, Error> {
        let parts = self.parts(query, plan);
        let rest = of_files(plan, parts.as_ref());
        let mut cost = Cost::default();
        if parts.is_some() {
            cost.cells = self
                .cubes(query, CubeKind::Counts)
                .iter()
                .map(|one| one.rows)
                .sum();
            if plan.pay {
                cost.cells += self
                    .cubes(query, CubeKind::Pay)
                    .iter()
                    .map(|one| one.rows)
                    .sum::<u64>();
            }
        }
        if parts.is_none() || !rest.is_empty() {
            self.files_statement(query, plan)?;
            cost = Cost {
                cells: cost.cells,
                ..cost_of_files(query, &self.files(query))
            };
        }
        Ok(cost)
    }

    /// What asks the files, or why this engine cannot answer as the index does.
    fn files_statement(&self, query: &Query, plan: &PanelPlan) -> Result<String, Error> {
        if sql::reads_texts(query.tree()) && !self.engine.knows_words() {
            return Err(self.inexact()(
                "it has no function that cuts texts into words as the index does".to_owned(),
            ));
        }
        files::statement(query, plan, &self.manifest.tags).map_err(self.inexact())
    }

    pub(crate) fn inexact(&self) -> impl FnOnce(String) -> Error {
        let engine = self.engine.name().to_owned();
        move |why| Error::Inexact { engine, why }
    }

    pub(crate) fn damaged(&self, what: Bad) -> Error {
        Error::Damaged {
            path: self.root.clone(),
            what,
        }
    }

    /// The files that can hold a posting that fulfils the query.
    pub(crate) fn files(&self, query: &Query) -> Vec<&DataFile> {
        let (first, last) = sql::bounds(query.tree());
        let inside = |file: &&DataFile| {
            first.is_none_or(|first| file.last_day >= first)
                && last.is_none_or(|last| file.first_day <= last)
        };
        self.manifest.files.iter().filter(inside).collect()
    }

    /// The cubes of the months of these files.
    fn cubes(&self, query: &Query, kind: CubeKind) -> Vec<&CubeFile> {
        let files = self.files(query);
        let months: Vec<&str> = files.iter().map(|file| file.month.as_str()).collect();
        let cubes = self.manifest.cubes.iter();
        cubes
            .filter(|one| one.cube == kind && months.contains(&one.month.as_str()))
            .collect()
    }

    /// What cubes can say of it; `None` where that is not even the universe, or a month lacks a cube that was counted from its files as they are.
    fn parts(&self, query: &Query, plan: &PanelPlan) -> Option<Parts> {
        let over = OverCubes::of(query, plan.pay)?;
        for file in self.files(query) {
            let of = self.manifest.month_hash(&file.month);
            let is_fresh = |kind| {
                let mut cubes = self.manifest.cubes.iter();
                cubes.any(|one| one.cube == kind && one.month == file.month && one.of == of)
            };
            if !is_fresh(CubeKind::Counts) || (plan.pay && !is_fresh(CubeKind::Pay)) {
                return None;
            }
        }
        let cohorts = plan.cohorts.iter();
        let slices = cohorts.map(|cohort| over.cohort(cohort, &self.manifest.tags));
        Some(Parts {
            slices: slices.collect(),
            over,
        })
    }

    fn count(&self, query: &Query, plan: &PanelPlan) -> Result<Counted, Error> {
        let Some(parts) = self.parts(query, plan) else {
            return self.over_files(query, plan);
        };
        let rest = of_files(plan, Some(&parts));
        let from_cubes = self.over_cubes(query, plan, &parts)?;
        let Some((panel, _)) = &from_cubes.panel else {
            return Ok(from_cubes);
        };
        if rest.is_empty() {
            return Ok(from_cubes);
        }
        let own = PanelPlan {
            days: Some(panel.days),
            cohorts: rest.iter().map(|at| plan.cohorts[*at].clone()).collect(),
            ..plan.clone()
        };
        let from_files = self.over_files(query, &own)?;
        self.joined(plan, &rest, from_cubes, from_files)
    }

    /// Both parts of a panel in one. They say the same of the universe, or the cubes were counted from other files.
    fn joined(
        &self,
        plan: &PanelPlan,
        rest: &[usize],
        cubes: Counted,
        files: Counted,
    ) -> Result<Counted, Error> {
        let (Some((mut panel, mut pay)), Some((part, theirs))) = (cubes.panel, files.panel) else {
            return Err(self.damaged("cubes and files differ in what they hold".to_owned()));
        };
        if panel.universe != part.universe || panel.sources != part.sources {
            return Err(
                self.damaged("cubes and files differ in how many postings a day has".to_owned())
            );
        }
        panel.cohorts.clone_from(&plan.cohorts);
        for (at, series) in rest.iter().zip(part.counts) {
            panel.counts[*at] = series;
        }
        pay.extend(theirs.into_iter().filter_map(|group| {
            let cohort = Some(*rest.get(group.cohort?)?);
            Some(PayGroup { cohort, ..group })
        }));
        pay.sort_unstable();
        Ok(Counted {
            panel: Some((panel, pay)),
            undated: cubes.undated,
        })
    }

    fn over_cubes(&self, query: &Query, plan: &PanelPlan, parts: &Parts) -> Result<Counted, Error> {
        let mut slices = vec![parts.over.universe().clone()];
        for slice in parts.slices.iter().flatten() {
            if !slices.contains(slice) {
                slices.push(slice.clone());
            }
        }
        let mut tally = Tally::new(plan);
        let kinds = [
            (CubeKind::Counts, cube::COUNTS, Adds::Counts),
            (CubeKind::Pay, cube::PAID, Adds::Pay),
        ];
        for (kind, table, adds) in kinds.into_iter().take(if plan.pay { 2 } else { 1 }) {
            let statement = parts.over.statement(plan, &slices, adds == Adds::Pay);
            let cubes = self.cubes(query, kind);
            let paths = cubes.iter().map(|cube| cube.path.as_str());
            self.each_cell(&statement, table, paths, 0, &mut |cell: Cell<'_>| {
                let in_universe = cell.slice == *parts.over.universe();
                let in_cohort = |at: usize| parts.slices[at].as_ref() == Some(&cell.slice);
                tally.add(&cell, adds, in_universe, in_cohort);
                Ok(())
            })?;
        }
        self.counted(tally)
    }

    fn over_files(&self, query: &Query, plan: &PanelPlan) -> Result<Counted, Error> {
        let statement = self.files_statement(query, plan)?;
        let sets = files::sets(plan);
        let place = |tags| sets.iter().position(|own| *own == tags);
        let flags: Vec<Option<usize>> = plan
            .cohorts
            .iter()
            .map(|cohort| files::tags_of(cohort).and_then(place))
            .collect();
        let mut tally = Tally::new(plan);
        let files = self.files(query);
        let paths = files.iter().map(|file| file.path.as_str());
        self.each_cell(
            &statement,
            files::TABLE,
            paths,
            files::numbers(sets.len()),
            &mut |cell: Cell<'_>| {
                let in_cohort = |at: usize| flags[at].is_none_or(|set| files::has(cell.flags, set));
                tally.add(&cell, Adds::Both, true, in_cohort);
                Ok(())
            },
        )?;
        self.counted(tally)
    }

    fn each_cell<'p>(
        &self,
        statement: &str,
        table: &str,
        paths: impl Iterator<Item = &'p str>,
        flags: usize,
        take: &mut impl FnMut(Cell<'_>) -> Result<(), Bad>,
    ) -> Result<(), Error> {
        for batch in self.rows(statement, table, paths)? {
            cells::each(&batch, flags, take).map_err(|what| self.damaged(what))?;
        }
        Ok(())
    }

    /// The rows of a statement over files; none where there is no file.
    fn rows<'p>(
        &self,
        statement: &str,
        table: &str,
        paths: impl Iterator<Item = &'p str>,
    ) -> Result<Vec<RecordBatch>, Error> {
        let paths: Vec<String> = paths.map(|path| format!("{}/{path}", self.root)).collect();
        match paths.is_empty() {
            true => Ok(Vec::new()),
            false => self.engine.rows(statement, table, &paths),
        }
    }

    /// The same over some files of postings, after what it reads was said.
    pub(crate) fn rows_of_files(
        &self,
        query: &Query,
        statement: &str,
        files: &[&DataFile],
    ) -> Result<Vec<RecordBatch>, Error> {
        if !files.is_empty() {
            (self.say)(&cost_of_files(query, files));
        }
        let paths = files.iter().map(|file| file.path.as_str());
        self.rows(statement, files::TABLE, paths)
    }

    fn counted(&self, tally: Tally<'_>) -> Result<Counted, Error> {
        let undated = tally.undated;
        let panel = tally.panel().map_err(|what| self.damaged(what))?;
        Ok(Counted { panel, undated })
    }
}

/// What a statement over files of postings reads.
fn cost_of_files(query: &Query, files: &[&DataFile]) -> Cost {
    Cost {
        cells: 0,
        files: files.len() as u64,
        postings: files.iter().map(|file| file.rows).sum(),
        bytes: files.iter().map(|file| file.bytes).sum(),
        texts: sql::reads_texts(query.tree()),
    }
}

/// As the index counts: no panel where nothing is exactly dated.
struct Counted {
    /// Without its pay, which stands beside it.
    panel: Option<(Panel, Vec<PayGroup>)>,
    undated: u64,
}

/// The cohorts that come from the files, where the universe comes from cubes.
fn of_files(plan: &PanelPlan, parts: Option<&Parts>) -> Vec<usize> {
    let Some(parts) = parts else {
        return Vec::new();
    };
    let cohorts = 0..plan.cohorts.len();
    cohorts.filter(|at| parts.slices[*at].is_none()).collect()
}

fn failed(error: Error) -> indexer::Error {
    indexer::Error::Engine(Box::new(error))
}

impl Panels for LakePanels {
    fn engine(&self) -> &str {
        self.engine.name()
    }

    fn info(&self) -> Info {
        Info {
            postings: self.manifest.postings,
            last_sequence: self.manifest.last_sequence,
            rules_hash: self.manifest.tag_rules.clone(),
            tags: self.manifest.tags.clone(),
        }
    }

    fn panel(&self, query: &Query, plan: &PanelPlan) -> Result<Panel, indexer::Error> {
        (self.say)(&self.cost(query, plan).map_err(failed)?);
        let counted = self.count(query, plan).map_err(failed)?;
        let (mut panel, pay) = counted.panel.ok_or(indexer::Error::NothingDated {
            undated: counted.undated,
        })?;
        panel.pay = pay.into_iter().collect();
        Ok(panel)
    }

    fn newest(
        &self,
        query: &Query,
        days: Option<DayRange>,
        limit: usize,
    ) -> Result<Vec<Shown>, indexer::Error> {
        self.newest_of(query, days, limit).map_err(failed)
    }

    fn fingerprint(&self, query: &Query) -> Result<String, indexer::Error> {
        self.fingerprint_by_sql(query).map_err(failed)
    }

    fn values(
        &self,
        query: &Query,
        field: &'static str,
    ) -> Result<Vec<(String, u64)>, indexer::Error> {
        self.values_of(query, field).map_err(failed)
    }
}
