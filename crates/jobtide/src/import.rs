//! `jobtide import`: archives of postings through the reader into the store, then into the index. Every row becomes a posting or a problem.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context;
use collector::{FileContext, Item, Profile};
use indicatif::ProgressBar;
use model::{Posting, Problem, ProblemKind};
use serde::Serialize;
use store::Store;

use crate::arguments::Import;
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::progress::{self, Counted};
use crate::settings::Settings;
use crate::{interrupt, profiles, sync};

/// Postings that become visible in the store together.
const BATCH: usize = 1_000;
/// How many problems stderr shows before it refers to the file that holds them all.
const SHOWN_PROBLEMS: usize = 5;
/// What a dry run shows.
const DRY_POSTINGS: usize = 10;
const DRY_PROBLEMS: usize = 20;

/// What an import did.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Summary {
    /// The profile's name.
    pub profile: String,
    /// Files read.
    pub files: usize,
    /// Rows read: new, known, left out or a problem.
    pub read: u64,
    /// Postings that the store did not have.
    pub new: u64,
    /// Postings that the store had already, or that came twice.
    pub known: u64,
    /// Rows that the profile leaves out (replies, deleted items).
    pub left_out: u64,
    /// Problems by kind.
    pub problems: BTreeMap<&'static str, u64>,
    /// Where all problems are written, one JSON object a line.
    pub problems_file: Option<PathBuf>,
    /// Postings added to the index.
    pub indexed: u64,
    /// Whether Ctrl-C ended it early.
    pub interrupted: bool,
}

impl Summary {
    /// Rows that brought no posting. Pay that does not parse loses the pay only.
    fn lost(&self) -> u64 {
        let all: u64 = self.problems.values().sum();
        all - self
            .problems
            .get(ProblemKind::BadPay.slug())
            .copied()
            .unwrap_or(0)
    }
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Import) -> anyhow::Result<Exit> {
    let profile = profiles::find(&wanted.profile)?;
    let files = collector::expand_paths(&wanted.paths, &profile).map_err(exit::usage)?;
    if wanted.dry_run {
        return dry_run(settings, wanted, &profile, &files);
    }
    let store = sync::open_store(settings)?;
    let summary = import(settings, &store, &profile, &files, wanted.as_of)?;
    report(settings, &summary)?;
    Ok(match &summary {
        summary if summary.interrupted => Exit::Interrupted,
        summary if summary.lost() > 0 => Exit::Partly,
        _ => Exit::Done,
    })
}

/// Reads files into the store, catches the index up, and writes the record of the import beside them.
pub fn import(
    settings: &Settings,
    store: &Store,
    profile: &Profile,
    files: &[PathBuf],
    as_of: Option<model::Day>,
) -> anyhow::Result<Summary> {
    let mut sink = Sink::new(settings, store, profile)?;
    let total: u64 = files
        .iter()
        .filter_map(|file| file.metadata().ok())
        .map(|facts| facts.len())
        .sum();
    let bar = progress::bytes(total, settings.quiet);
    for file in files {
        sink.summary.files += 1;
        bar.set_message(short_name(file));
        read_file(file, profile, as_of, settings.now, &bar, &mut |item| {
            sink.take(item)
        })?;
        if sink.stopped() {
            break;
        }
    }
    bar.finish_and_clear();
    sink.put()?;
    store.flush()?;
    let mut summary = sink.finish()?;
    summary.interrupted = interrupt::asked();
    let synced = sync::catch_up(settings, store)?;
    summary.indexed = synced.added;
    summary.interrupted |= !synced.complete;
    Ok(summary)
}

/// Opens a file and hands its items on; a file that cannot be opened is a problem, not the end of the run.
pub fn read_file(
    file: &Path,
    profile: &Profile,
    as_of: Option<model::Day>,
    now: i64,
    bar: &ProgressBar,
    sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> anyhow::Result<()> {
    let name = file.display().to_string();
    let context = FileContext {
        name: &name,
        as_of,
        now,
    };
    match File::open(file) {
        Ok(open) => collector::read_archive(
            Box::new(Counted::new(open, bar.clone())),
            profile,
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
    Ok(())
}

fn short_name(file: &Path) -> String {
    file.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Takes items, puts postings in batches, writes problems down and counts.
struct Sink<'a> {
    store: &'a Store,
    batch: Vec<Posting>,
    summary: Summary,
    record: PathBuf,
    problems: Option<std::io::BufWriter<File>>,
    failed: Option<anyhow::Error>,
}

impl<'a> Sink<'a> {
    fn new(settings: &Settings, store: &'a Store, profile: &Profile) -> anyhow::Result<Sink<'a>> {
        let folder = settings.imports();
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        // Records are numbered, so that two imports within a second do not overwrite each other.
        let number = std::fs::read_dir(&folder)?.count();
        let record = folder.join(format!("{number:06}-{}", profile.name()));
        Ok(Sink {
            store,
            batch: Vec::with_capacity(BATCH),
            summary: Summary {
                profile: profile.name().to_owned(),
                ..Summary::default()
            },
            record,
            problems: None,
            failed: None,
        })
    }

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
            Item::Posting(posting) => {
                self.batch.push(*posting);
                if self.batch.len() >= BATCH || interrupt::asked() {
                    self.put()?;
                }
            }
            Item::LeftOut => self.summary.left_out += 1,
            Item::Problem(problem) => self.note(&problem)?,
        }
        Ok(())
    }

    fn put(&mut self) -> anyhow::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let outcome = self.store.put(&self.batch)?;
        self.summary.new += outcome.new;
        self.summary.known += outcome.known;
        self.batch.clear();
        Ok(())
    }

    fn note(&mut self, problem: &Problem) -> anyhow::Result<()> {
        *self
            .summary
            .problems
            .entry(problem.kind.slug())
            .or_default() += 1;
        let so_far: u64 = self.summary.problems.values().sum();
        if so_far <= SHOWN_PROBLEMS as u64 {
            output::say(&format!("jobtide: {problem}"));
        }
        let path = self.record.with_extension("problems.jsonl");
        let writer = match &mut self.problems {
            Some(writer) => writer,
            None => {
                let file = File::create(&path)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                self.summary.problems_file = Some(path);
                self.problems.insert(std::io::BufWriter::new(file))
            }
        };
        serde_json::to_writer(&mut *writer, problem)?;
        writer.write_all(b"\n")?;
        Ok(())
    }

    fn stopped(&self) -> bool {
        self.failed.is_some() || interrupt::asked()
    }

    fn finish(mut self) -> anyhow::Result<Summary> {
        if let Some(writer) = &mut self.problems {
            writer.flush()?;
        }
        let lost = self.summary.lost();
        self.summary.read = self.summary.new + self.summary.known + self.summary.left_out + lost;
        let path = self.record.with_extension("json");
        std::fs::write(&path, serde_json::to_vec_pretty(&self.summary)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(self.summary)
    }
}

fn report(settings: &Settings, summary: &Summary) -> anyhow::Result<()> {
    let mut out = Out::stdout();
    if settings.json {
        return out.json("jobtide.import/1", summary);
    }
    out.line(&format!(
        "{} read from {}: {} new, {} already known, {} left out by the profile, {} not read",
        output::counted(summary.read, "row"),
        output::counted(summary.files as u64, "file"),
        output::thousands(summary.new),
        output::thousands(summary.known),
        output::thousands(summary.left_out),
        output::thousands(summary.lost()),
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

/// What would mend problems of a kind, where something would.
fn mend(kind: &str) -> &'static str {
    match kind {
        "no_date" => {
            " (no date and no snapshot day: pass --as-of YYYY-MM-DD, the day on which the archive was taken)"
        }
        "future_date" => " (more than 48 hours ahead: is the profile's date format or zone right?)",
        "bad_pay" => " (the postings are kept, without pay)",
        "missing_field" => " (does the profile name the right columns?)",
        _ => "",
    }
}

#[derive(Serialize)]
struct DryRun {
    rows: u64,
    left_out: u64,
    total: u64,
    postings: Vec<Posting>,
    problems: Vec<Problem>,
    problems_by_kind: BTreeMap<&'static str, u64>,
}

fn dry_run(
    settings: &Settings,
    wanted: &Import,
    profile: &Profile,
    files: &[PathBuf],
) -> anyhow::Result<Exit> {
    let mut seen = DryRun {
        rows: 0,
        left_out: 0,
        total: 0,
        postings: Vec::new(),
        problems: Vec::new(),
        problems_by_kind: BTreeMap::new(),
    };
    let bar = progress::bytes(0, true);
    for file in files {
        read_file(
            file,
            profile,
            wanted.as_of,
            settings.now,
            &bar,
            &mut |item| {
                seen.rows += 1;
                match item {
                    Item::Posting(posting) => {
                        seen.total += 1;
                        if seen.postings.len() < DRY_POSTINGS {
                            seen.postings.push(*posting);
                        }
                    }
                    Item::LeftOut => seen.left_out += 1,
                    Item::Problem(problem) => {
                        *seen
                            .problems_by_kind
                            .entry(problem.kind.slug())
                            .or_default() += 1;
                        // The row of a posting whose pay alone is wrong is counted with the posting.
                        seen.rows -= u64::from(problem.kind == ProblemKind::BadPay);
                        if seen.problems.len() < DRY_PROBLEMS {
                            seen.problems.push(problem);
                        }
                    }
                }
                if interrupt::asked() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        )?;
    }
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.import.dry_run/1", &seen)?;
        return Ok(Exit::Done);
    }
    for posting in &seen.postings {
        out.text(&show(posting));
    }
    out.line(&format!(
        "dry run, nothing stored: {}, {} parsed, {} left out by the profile",
        output::counted(seen.rows, "row"),
        output::counted(seen.total, "posting"),
        output::thousands(seen.left_out)
    ));
    for (kind, count) in &seen.problems_by_kind {
        out.line(&format!(
            "  {kind}: {}{}",
            output::thousands(*count),
            mend(kind)
        ));
    }
    for problem in &seen.problems {
        out.line(&format!("  {problem}"));
    }
    Ok(Exit::Done)
}

fn show(posting: &Posting) -> String {
    let none = "not stated";
    let label = posting.label.as_ref().map(|label| match &label.broad {
        Some(broad) => format!("{broad} > {}", label.leaf),
        None => label.leaf.clone(),
    });
    let body: String = posting
        .body
        .chars()
        .take(120)
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    format!(
        "{}\n  key {}   {} {}   pay {}\n  label {}   country {}   organisation {}\n  skills {}\n  {}\n\n",
        posting.title,
        posting.key,
        posting.published.kind.slug(),
        posting.published.day,
        posting.pay.map_or(none.to_owned(), |pay| pay.to_string()),
        label.as_deref().unwrap_or(none),
        posting.country.as_deref().unwrap_or(none),
        posting.organisation.as_deref().unwrap_or(none),
        if posting.skills.is_empty() {
            none.to_owned()
        } else {
            posting.skills.join(", ")
        },
        body
    )
}
