//! How often each nominal 95 % interval holds the true change, by simulation: draws and a seed in, a page in Markdown out. Writes no file.
//!
//! `cargo xtask coverage` runs it. The same draws and seed give the same page, on any number of threads.
// An example is a program: it reads its words and prints.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod intervals;
mod settings;
mod slopes;
mod tally;

use std::process::ExitCode;

use intervals::{CANDIDATES, Candidate, DEFAULT, Reference};
use settings::{SETTINGS, Setting, TRUE_RATIO};
use tally::Tally;

/// Where the coverage of the default must lie in the first settings.
const BAND: std::ops::RangeInclusive<f64> = 0.90..=0.98;
/// In how many of the settings, from the first.
const HELD: usize = 3;

fn main() -> ExitCode {
    let (mut draws, mut seed) = (2_000, 7);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let number = words.next().and_then(|word| word.parse::<u64>().ok());
        match (word.as_str(), number) {
            ("--draws", Some(number)) if number > 0 => draws = number,
            ("--seed", Some(number)) => seed = number,
            _ => {
                eprintln!("coverage: takes --draws N and --seed N, not `{word}`");
                return ExitCode::from(2);
            }
        }
    }
    let tallies: Vec<Vec<Tally>> = SETTINGS
        .iter()
        .map(|setting| tally::of_all(setting, draws, seed))
        .collect();
    print!("{}", page(&tallies, draws, seed));
    match default_holds(&tallies) {
        true => ExitCode::SUCCESS,
        false => {
            eprintln!(
                "coverage: the default interval leaves {BAND:?} in a setting in which it must hold"
            );
            ExitCode::FAILURE
        }
    }
}

/// The tallies of one candidate, one a setting.
fn row(tallies: &[Vec<Tally>], candidate: usize) -> Vec<&Tally> {
    tallies.iter().map(|setting| &setting[candidate]).collect()
}

fn honest(row: &[&Tally]) -> bool {
    row[..HELD]
        .iter()
        .all(|tally| BAND.contains(&tally.coverage))
}

fn default_holds(tallies: &[Vec<Tally>]) -> bool {
    let default = CANDIDATES.iter().position(|one| one.name == DEFAULT);
    default.is_some_and(|at| honest(&row(tallies, at)))
}

fn page(tallies: &[Vec<Tally>], draws: u64, seed: u64) -> String {
    let error = (0.95_f64 * 0.05 / draws as f64).sqrt();
    let mut page = format!(
        "# Which interval is honest\n\n\
         Written by `cargo xtask coverage --write`: {draws} draws a setting, seed {seed}. A coverage of 0.95 is known to ±{:.3} (two standard errors).\n\n\
         Each draw is two windows of {} days whose expected counts stand in the ratio {TRUE_RATIO}: a weekday pattern, swings of log demand that \
         persist from day to day (an AR(1) with persistence φ and standard deviation σ), a gamma factor on each day, and Poisson counts. The four \
         settings are those of the reference, whose figures (600 draws) stand in brackets. A nominal 95 % interval should hold the true \
         change in 0.95 of the draws.\n\n## Coverage\n\n",
        2.0 * error,
        settings::DAYS,
    );
    page += &table(
        tallies,
        |tally| tally.coverage,
        |reference| reference.coverage,
    );
    page += "\n## Mean width, in the logarithm\n\n";
    page += &table(tallies, |tally| tally.width, |reference| reference.width);
    page += "\n## What is taken, and why\n\n";
    page += &reasons(tallies);
    page += &slopes::section(draws, seed);
    page
}

fn table(
    tallies: &[Vec<Tally>],
    own: fn(&Tally) -> f64,
    reference: fn(&Reference) -> [f64; 4],
) -> String {
    let names: Vec<String> = SETTINGS.iter().map(Setting::name).collect();
    let mut text = format!(
        "| interval | {} |\n|---|{}\n",
        names.join(" | "),
        "---|".repeat(SETTINGS.len())
    );
    for (
        at,
        Candidate {
            name,
            reference: known,
            ..
        },
    ) in CANDIDATES.iter().enumerate()
    {
        let cells = row(tallies, at)
            .into_iter()
            .enumerate()
            .map(|(setting, tally)| {
                let known = known.as_ref().map(|known| reference(known)[setting]);
                known.map_or_else(
                    || format!("{:.3}", own(tally)),
                    |known| format!("{:.3} ({known:.3})", own(tally)),
                )
            });
        let cells: Vec<String> = cells.collect();
        let name = match *name == DEFAULT {
            true => format!("**{name}** (the default)"),
            false => (*name).to_owned(),
        };
        text += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    text
}

fn reasons(tallies: &[Vec<Tally>]) -> String {
    let mut text = format!(
        "Required is a coverage within {:.2} and {:.2} in the first three settings. These have it:\n\n",
        BAND.start(),
        BAND.end()
    );
    let mut honest_ones: Vec<(f64, &str)> = Vec::new();
    for (at, candidate) in CANDIDATES.iter().enumerate() {
        let row = row(tallies, at);
        if !honest(&row) {
            continue;
        }
        let width = row[..HELD].iter().map(|tally| tally.width).sum::<f64>() / HELD as f64;
        honest_ones.push((width, candidate.name));
        let coverage: Vec<String> = row
            .iter()
            .map(|one| format!("{:.3}", one.coverage))
            .collect();
        text += &format!(
            "- {}: coverage {}; mean width over the three {width:.3}\n",
            candidate.name,
            coverage.join(", "),
        );
    }
    let narrowest = honest_ones.iter().min_by(|a, b| a.0.total_cmp(&b.0));
    text += &match narrowest {
        Some((_, name)) if *name == DEFAULT => {
            format!("\nThe default, {DEFAULT}, is the narrowest of them, and so it is kept.\n")
        }
        Some((_, name)) => {
            format!("\nThe narrowest of them is {name}, and not the default, {DEFAULT}.\n")
        }
        None => "\nNone has it.\n".to_owned(),
    };
    text += "\nThe season-matched reading compares the same dates of two years, whose weeks lie in one season. There the default takes every swing of that season \
             for noise, and on a large synthetic market it held the truth always. So that reading takes the differences of weeks, by \
             Student, which has the required coverage too; this simulation has no season, so here it is only a little wider.\n";
    let best = (0..CANDIDATES.len())
        .map(|at| row(tallies, at)[SETTINGS.len() - 1].coverage)
        .fold(0.0, f64::max);
    text += &format!(
        "\nIn the last setting demand swings for weeks, and a window of twelve weeks does not show how far: no candidate holds the truth in more \
         than {best:.2} of the draws. That is why the placebo windows before a release stand beside every interval.\n"
    );
    text
}
