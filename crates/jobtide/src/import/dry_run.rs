//! `jobtide import --dry-run`: what a profile makes of an archive, shown and not stored.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use collector::{Item, Profile};
use model::{Posting, Problem};
use serde::Serialize;

use super::record::{loses_its_row, mend};
use super::{Archive, read_file};
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{interrupt, progress};

const POSTINGS: usize = 10;
const PROBLEMS: usize = 20;

/// What was read, with the first postings and problems of it.
#[derive(Default, Serialize)]
pub struct Seen {
    rows: u64,
    left_out: u64,
    total: u64,
    postings: Vec<Posting>,
    problems: Vec<Problem>,
    problems_by_kind: BTreeMap<&'static str, u64>,
}

impl Seen {
    /// Takes an item, and asks to end when the person wants to.
    pub fn take(&mut self, item: Item) -> ControlFlow<()> {
        match item {
            Item::Posting(posting) => {
                self.rows += 1;
                self.total += 1;
                if self.postings.len() < POSTINGS {
                    self.postings.push(*posting);
                }
            }
            Item::LeftOut => {
                self.rows += 1;
                self.left_out += 1;
            }
            Item::Problem(problem) => {
                self.rows += u64::from(loses_its_row(&problem));
                *self
                    .problems_by_kind
                    .entry(problem.kind.slug())
                    .or_default() += 1;
                if self.problems.len() < PROBLEMS {
                    self.problems.push(problem);
                }
            }
        }
        if interrupt::asked() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Seen {
    /// Whether anything was read.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The first postings, the counts and the first problems, for people.
    pub fn show(&self, out: &mut Out) {
        for posting in &self.postings {
            out.text(&show(posting));
        }
        out.line(&format!(
            "dry run, nothing stored: {}, {} parsed, {} left out",
            output::counted(self.rows, "row"),
            output::counted(self.total, "posting"),
            output::thousands(self.left_out)
        ));
        for (kind, count) in &self.problems_by_kind {
            out.line(&format!(
                "  {kind}: {}{}",
                output::thousands(*count),
                mend(kind)
            ));
        }
        for problem in &self.problems {
            out.line(&format!("  {problem}"));
        }
    }
}

/// Reads everything, shows the first postings and problems, and stores nothing.
pub fn run(
    settings: &Settings,
    profile: &Profile,
    files: &[PathBuf],
    as_of: Option<model::Day>,
) -> anyhow::Result<Exit> {
    let mut seen = Seen::default();
    let bar = progress::bytes(0, true);
    let archive = Archive {
        profile,
        as_of,
        now: settings.now,
    };
    for file in files {
        read_file(file, &archive, &bar, &mut |item| seen.take(item));
        if interrupt::asked() {
            return Ok(Exit::Interrupted);
        }
    }
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.import.dry_run/1", &seen)?;
        return Ok(Exit::Done);
    }
    seen.show(&mut out);
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
