//! `jobtide import`: archives of postings through the reader into the store, then into the index. Every row becomes a posting or a problem.

pub mod dry_run;
pub mod record;

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ::lake::JsonRows;
use collector::{FileContext, Item, Profile};
use indicatif::ProgressBar;
use model::{Day, Problem, ProblemKind};
use store::Store;

pub use record::Summary;

use crate::arguments::Import;
use crate::beside::beside;
use crate::exit::{self, Exit};
use crate::forget::list::List;
use crate::intake::Intake;
use crate::output::{self, Out};
use crate::progress::{self, Counted, Stage, Stages, Telling};
use crate::settings::Settings;
use crate::{forget, interrupt, lake, profiles, sync};
use record::{Record, mend};

/// Postings of a refresh that become visible in the store together.
pub const BATCH: usize = 1_000;
/// How many problems stderr shows before it refers to the file that holds them all.
pub const SHOWN_PROBLEMS: u64 = 5;
/// A snapshot cannot have been taken later than this after now; the same slack as for postings' own dates.
const FUTURE_DAYS: i32 = 2;

/// How to read the files of one run.
pub struct Archive<'a> {
    /// Which column is what.
    pub profile: &'a Profile,
    /// The day on which the archive was taken, where it was told.
    pub as_of: Option<Day>,
    /// Unix seconds, for dates ahead of now.
    pub now: i64,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Import) -> anyhow::Result<Exit> {
    let profile = profiles::find(&wanted.profile)?;
    let files = collector::expand_paths(&wanted.paths, &profile).map_err(exit::usage)?;
    if let Some(as_of) = wanted.as_of.filter(|day| {
        settings
            .today()
            .is_ok_and(|today| *day > today + FUTURE_DAYS)
    }) {
        return Err(exit::usage(anyhow::anyhow!(
            "--as-of {as_of} lies ahead: it is the day on which the archive was taken"
        )));
    }
    if wanted.dry_run {
        return dry_run::run(settings, &profile, &files, wanted.as_of);
    }
    let archive = Archive {
        profile: &profile,
        as_of: wanted.as_of,
        now: settings.now,
    };
    let summary = match &wanted.to_lake {
        Some(place) => lake::import(settings, place, &archive, &files)?,
        None => import(settings, &sync::open_store(settings)?, &archive, &files)?,
    };
    report(settings, &summary)?;
    Ok(match &summary {
        summary if summary.interrupted => Exit::Interrupted,
        summary if summary.is_failure() => Exit::Failed,
        summary if summary.is_partial() => Exit::Partly,
        _ => Exit::Done,
    })
}

/// Reads files into the store, catches the index up, and writes the record of the import beside them.
pub fn import(
    settings: &Settings,
    store: &Store,
    archive: &Archive<'_>,
    files: &[PathBuf],
) -> anyhow::Result<Summary> {
    let total: u64 = files
        .iter()
        .filter_map(|file| file.metadata().ok())
        .map(|facts| facts.len())
        .sum();
    let bar = progress::bytes(total, settings.quiet);
    settings.hint_at_limits();
    let stages = Stages::default();
    let summary = Summary {
        profile: archive.profile.name().to_owned(),
        platform: archive.profile.platform().to_string(),
        credit: archive.profile.credit(),
        ..Summary::default()
    };
    let mut sink = Sink {
        store,
        forgotten: List::read(settings)?,
        summary,
        record: Record::begin(&settings.imports(), archive.profile.name())?,
        bar: bar.clone(),
    };
    let synced = sync::with(settings, store, &stages, |intake| {
        let mut telling = Telling::new(&stages, bar.clone());
        beside(
            |hand_on| {
                for file in files {
                    let ended = hand_on(Step::File(file.display().to_string()));
                    if ended.is_break() || interrupt::asked() {
                        return;
                    }
                    let mut began = Instant::now();
                    read_file(file, archive, &bar, &mut |item| {
                        stages.worked(Stage::Reading, began, 1);
                        hand_on(Step::Item(item))?;
                        began = Instant::now();
                        match interrupt::asked() {
                            true => ControlFlow::Break(()),
                            false => ControlFlow::Continue(()),
                        }
                    });
                }
            },
            |steps| {
                sink.take(steps, intake)?;
                telling.tell();
                Ok(())
            },
        )?;
        intake.reaches(store.last_sequence());
        bar.finish_and_clear();
        Ok(())
    })?;
    let Sink {
        mut summary,
        record,
        ..
    } = sink;
    summary.indexed = synced.added;
    summary.worked_ms = stages.milliseconds();
    summary.unreadable = synced.unreadable;
    summary.interrupted = interrupt::asked();
    record.finish(&summary)?;
    Ok(summary)
}

/// Opens a file and hands its items on; a file that cannot be opened is a problem, not the end of the run.
pub fn read_file(
    file: &Path,
    archive: &Archive<'_>,
    bar: &ProgressBar,
    sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
) {
    let name = file.display().to_string();
    let context = FileContext {
        name: &name,
        as_of: archive.as_of,
        now: archive.now,
    };
    match open(file, archive.profile, bar) {
        Ok(open) => collector::read_archive(open, archive.profile, &context, sink),
        Err(error) => {
            let what = format!("the file could not be opened: {error}");
            // Whether to stop is asked again before the next file.
            let _ = sink(Item::Problem(Problem::new(
                ProblemKind::Unreadable,
                &name,
                None,
                what,
                "",
            )));
        }
    }
}

/// The bytes of a file, or the rows of a Parquet file as lines of JSON.
fn open(file: &Path, profile: &Profile, bar: &ProgressBar) -> std::io::Result<Box<dyn Read>> {
    let open = File::open(file)?;
    let bar = bar.clone();
    Ok(match profile.is_parquet() {
        true => Box::new(JsonRows::new(open, move |bytes| bar.inc(bytes))?),
        false => Box::new(Counted::new(open, bar)),
    })
}

/// What the reader meets.
enum Step {
    /// The next file begins.
    File(String),
    /// Something that it holds.
    Item(Item),
}

/// Puts postings batch by batch, hands on those that are new, writes problems down and counts.
struct Sink<'a> {
    store: &'a Store,
    forgotten: List,
    summary: Summary,
    record: Record,
    bar: ProgressBar,
}

impl Sink<'_> {
    fn take(&mut self, steps: Vec<Step>, intake: &mut Intake<'_>) -> anyhow::Result<()> {
        let mut batch = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::File(name) => self.summary.files.push(name),
                Step::Item(Item::Posting(posting)) => {
                    self.summary.read += 1;
                    match self.forgotten.has(&posting) {
                        true => self.summary.forgotten += 1,
                        false => batch.push(*posting),
                    }
                }
                Step::Item(Item::LeftOut) => {
                    self.summary.read += 1;
                    self.summary.left_out += 1;
                }
                Step::Item(Item::Problem(problem)) => self.note(&problem)?,
            }
        }
        let (began, count) = (Instant::now(), batch.len());
        let (outcome, kept) = self.store.put_kept(batch)?;
        intake.stages().worked(Stage::Storing, began, count);
        self.summary.new += outcome.new;
        self.summary.updated += outcome.updated;
        self.summary.known += outcome.known;
        for one in kept {
            intake.take(one.sequence, one.posting, one.replaces)?;
        }
        Ok(())
    }

    fn note(&mut self, problem: &Problem) -> anyhow::Result<()> {
        self.summary.count(problem);
        let so_far: u64 = self.summary.problems.values().sum();
        if so_far <= SHOWN_PROBLEMS {
            self.bar
                .suspend(|| output::say(&format!("jobtide: {problem}")));
        }
        self.summary.problems_file = Some(self.record.write(problem)?);
        Ok(())
    }
}

fn report(settings: &Settings, summary: &Summary) -> anyhow::Result<()> {
    let mut out = Out::stdout();
    if settings.json {
        return out.json("jobtide.import/1", summary);
    }
    out.line(&format!(
        "{} read from {}: {} new, {} with a better date, {} already known, {} left out by the profile, {} not read{}",
        output::counted(summary.read, "row"),
        output::counted(summary.files.len() as u64, "file"),
        output::thousands(summary.new),
        output::thousands(summary.updated),
        output::thousands(summary.known),
        output::thousands(summary.left_out),
        output::thousands(summary.lost),
        forget::left_out(summary.forgotten),
    ));
    for (kind, count) in &summary.problems {
        out.line(&format!(
            "  {kind}: {}{}",
            output::thousands(*count),
            mend(kind)
        ));
    }
    drop(out);
    if let Some(file) = &summary.problems_file {
        settings.hint(&format!("all problems, one a line: {}", file.display()));
    }
    if summary.interrupted {
        settings.hint("interrupted; run the same command again to go on");
    } else if summary.indexed > 0 {
        settings.hint("next: jobtide search QUERY, jobtide trend QUERY, jobtide report");
    }
    Ok(())
}
