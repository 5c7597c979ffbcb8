//! `jobtide import`: archives of postings through the reader into the store, then into the index. Every row becomes a posting or a problem.

pub mod dry_run;
pub mod record;

use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use collector::{FileContext, Item, Profile};
use indicatif::ProgressBar;
use model::{Day, Posting, Problem, ProblemKind};
use store::Store;

pub use record::Summary;

use crate::arguments::Import;
use crate::exit::{self, Exit};
use crate::forget::list::List;
use crate::output::{self, Out};
use crate::progress::{self, Counted};
use crate::settings::Settings;
use crate::{forget, interrupt, profiles, sync};
use record::{Record, mend};

/// Postings that become visible in the store together.
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
    let store = sync::open_store(settings)?;
    let archive = Archive {
        profile: &profile,
        as_of: wanted.as_of,
        now: settings.now,
    };
    let summary = import(settings, &store, &archive, &files)?;
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
    let mut sink = Sink {
        store,
        forgotten: List::read(settings)?,
        batch: Vec::with_capacity(BATCH),
        summary: Summary {
            profile: archive.profile.name().to_owned(),
            platform: archive.profile.platform().to_string(),
            credit: archive.profile.credit(),
            ..Summary::default()
        },
        record: Record::begin(&settings.imports(), archive.profile.name())?,
        bar: bar.clone(),
        failed: None,
    };
    for file in files {
        sink.summary.files.push(file.display().to_string());
        bar.set_message(
            file.file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        );
        read_file(file, archive, &bar, &mut |item| sink.take(item));
        if sink.failed.is_some() || interrupt::asked() {
            break;
        }
    }
    bar.finish_and_clear();
    let (mut summary, record) = sink.finish()?;
    // What the index is told must be on disk first: its note of the last sequence may not run ahead of the store.
    store.flush()?;
    let synced = sync::catch_up(settings, store)?;
    summary.indexed = synced.added;
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
    match File::open(file) {
        Ok(open) => collector::read_archive(
            Box::new(Counted::new(open, bar.clone())),
            archive.profile,
            &context,
            sink,
        ),
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

/// Takes items, puts postings in batches, writes problems down and counts.
struct Sink<'a> {
    store: &'a Store,
    forgotten: List,
    batch: Vec<Posting>,
    summary: Summary,
    record: Record,
    bar: ProgressBar,
    failed: Option<anyhow::Error>,
}

impl Sink<'_> {
    fn take(&mut self, item: Item) -> ControlFlow<()> {
        match self.try_take(item) {
            Ok(()) if interrupt::asked() && self.batch.is_empty() => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn try_take(&mut self, item: Item) -> anyhow::Result<()> {
        match item {
            Item::Posting(posting) if self.forgotten.has(&posting) => {
                self.summary.read += 1;
                self.summary.forgotten += 1;
            }
            Item::Posting(posting) => {
                self.summary.read += 1;
                self.batch.push(*posting);
                if self.batch.len() >= BATCH || interrupt::asked() {
                    self.put()?;
                }
            }
            Item::LeftOut => {
                self.summary.read += 1;
                self.summary.left_out += 1;
            }
            Item::Problem(problem) => self.note(&problem)?,
        }
        Ok(())
    }

    fn put(&mut self) -> anyhow::Result<()> {
        let outcome = self.store.put(&self.batch)?;
        self.summary.new += outcome.new;
        self.summary.updated += outcome.updated;
        self.summary.known += outcome.known;
        self.batch.clear();
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

    fn finish(mut self) -> anyhow::Result<(Summary, Record)> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.put()?;
        Ok((self.summary, self.record))
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
    } else if summary.new > 0 {
        settings.hint("next: jobtide search QUERY, jobtide trend QUERY, jobtide report");
    }
    Ok(())
}
