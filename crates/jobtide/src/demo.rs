//! `jobtide demo`: a synthetic market with planted effects is collected over HTTP and goes the whole way, and what was recovered is held against what was planted.

mod collect;
mod drawn;
mod market;

use std::path::Path;
use std::time::Instant;

use analytics::{Estimate, Findings, JudgedClaim};
use anyhow::{Context, ensure};
use model::Panel;
use serde::Serialize;
use synth::{Market, PlantedFigure, Statistic};

use collect::Collected;
use drawn::Agreement;

use crate::arguments::Demo;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::report::{self, Made, Wanted};
use crate::settings::Settings;

/// At least this part of the intervals must cover what was planted.
const COVERED: f64 = 0.85;
/// At most this part of the claims of change may exclude zero on a market without change.
const FALSE_ALARMS: f64 = 0.10;
/// A folder is emptied only if it carries this file, so that a slip of `--dir` costs nobody their data.
const MARKER: &str = "this-is-a-jobtide-demo";

/// One planted figure beside what was recovered.
#[derive(Serialize)]
struct Row {
    figure: String,
    planted: f64,
    chosen: bool,
    recovered: Option<Estimate>,
    covered: bool,
}

#[derive(Serialize)]
struct Document {
    synthetic: bool,
    seed: u64,
    postings: u64,
    folder: String,
    total: usize,
    covered: usize,
    figures: Vec<Row>,
    collected: Collected,
    false_alarms: Option<Vec<String>>,
    same_panel: Agreement,
    seconds: f64,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Demo) -> anyhow::Result<Exit> {
    let started = Instant::now();
    prepare(&wanted.dir)?;
    let market = if wanted.null {
        Market::null(wanted.seed, wanted.per_day)
    } else {
        Market::planted(wanted.seed, wanted.per_day)
    };
    settings.hint(&format!(
        "a SYNTHETIC market over {}, about {} postings a day, seed {}",
        market.days(),
        wanted.per_day,
        wanted.seed
    ));
    let place = Settings {
        data: wanted.dir.join("data"),
        reports: wanted.dir.join("reports"),
        ..settings.clone()
    };
    let collected = collect::collect(&place, &market, &wanted.dir)?;
    ensure!(
        collected.new_again == 0,
        "a second refresh of an unchanged market brought {}",
        output::counted(collected.new_again, "posting")
    );
    let made = report::make(
        &place,
        &Wanted {
            out: Some(wanted.dir.join("report")),
            ..Wanted::plain("ai-and-jobs")
        },
    )?;

    let same_panel = Agreement::of(&market, &made.panel);
    let figures = compare(&market.truth(), &made.panel);
    let covered = figures.iter().filter(|row| row.covered).count();
    let false_alarms = wanted.null.then(|| alarms(&made.findings));
    let recovered_badly = match &false_alarms {
        Some(alarms) => above(
            alarms.len(),
            claims_of_change(&made.findings).count(),
            FALSE_ALARMS,
        ),
        None => !above_or_at(covered, figures.len(), COVERED),
    };
    let document = Document {
        synthetic: true,
        seed: wanted.seed,
        postings: made.findings.postings,
        folder: made.folder.display().to_string(),
        total: figures.len(),
        covered,
        figures,
        collected,
        false_alarms,
        same_panel,
        seconds: started.elapsed().as_secs_f64(),
    };
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.demo/1", &document)?;
    } else {
        show(&mut out, &document, &made);
    }
    // Whatever text, store and index lose or double would otherwise hide inside the intervals.
    Ok(if recovered_badly || document.same_panel.differing > 0 {
        Exit::CheckFailed
    } else {
        Exit::Done
    })
}

fn prepare(dir: &Path) -> anyhow::Result<()> {
    let empty = std::fs::read_dir(dir)
        .map(|mut entries| entries.next().is_none())
        .unwrap_or(true);
    if !empty {
        ensure!(
            dir.join(MARKER).is_file(),
            "{} is not empty and was not made by the demo; give another folder with --dir",
            dir.display()
        );
        std::fs::remove_dir_all(dir).with_context(|| format!("cannot empty {}", dir.display()))?;
    }
    std::fs::create_dir_all(dir)
        .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    std::fs::write(dir.join(MARKER), "everything here is synthetic\n")
        .with_context(|| format!("cannot write in {}", dir.display()))
}

/// Recovers each planted figure from the panel that the report was made of.
fn compare(truth: &[PlantedFigure], panel: &Panel) -> Vec<Row> {
    truth
        .iter()
        .map(|figure| {
            let (start, end) = figure.windows;
            let recovered = match figure.statistic {
                Statistic::CountChange => panel
                    .cohort(&figure.cohort)
                    .and_then(|cohort| analytics::window_change(panel, Some(cohort), start, end)),
                Statistic::PayChange => panel
                    .cohort(&figure.cohort)
                    .and_then(|cohort| analytics::pay_change(panel, Some(cohort), start, end)),
                Statistic::RateRatio => panel
                    .cohort(&analytics::claims::tag_cohort_id(&figure.cohort))
                    .and_then(|cohort| analytics::rate_ratio_of(panel, Some(cohort), start, end)),
            };
            Row {
                figure: figure.id.clone(),
                planted: figure.planted,
                chosen: figure.chosen,
                recovered,
                covered: covers(recovered, figure.planted),
            }
        })
        .collect()
}

fn covers(recovered: Option<Estimate>, planted: f64) -> bool {
    recovered.is_some_and(|one| {
        one.low.is_some_and(|low| low <= planted) && one.high.is_some_and(|high| planted <= high)
    })
}

/// The claims that say that something rose or fell and that were given an interval.
fn claims_of_change(findings: &Findings) -> impl Iterator<Item = &JudgedClaim> {
    findings.claims.iter().filter(|claim| {
        claim
            .deciding
            .is_some_and(|one| one.low.is_some() && one.high.is_some())
    })
}

fn alarms(findings: &Findings) -> Vec<String> {
    claims_of_change(findings)
        .filter(|claim| {
            claim.deciding.is_some_and(|one| {
                one.low.is_some_and(|low| low > 0.0) || one.high.is_some_and(|high| high < 0.0)
            })
        })
        .map(|claim| {
            format!(
                "{} {}: {}",
                claim.id,
                report::words(claim.verdict),
                claim.reason
            )
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen figures")]
fn above(part: usize, whole: usize, limit: f64) -> bool {
    part as f64 > limit * whole as f64
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen figures")]
fn above_or_at(part: usize, whole: usize, limit: f64) -> bool {
    whole > 0 && part as f64 >= limit * whole as f64
}

fn show(out: &mut Out, document: &Document, made: &Made) {
    out.line("SYNTHETIC DATA: planted against recovered, with 95 % intervals");
    let rows: Vec<Vec<String>> = document
        .figures
        .iter()
        .map(|row| {
            let ratio = row.figure.starts_with("tag:");
            let word = |value: f64| {
                if ratio {
                    format!("×{value:.2}")
                } else {
                    analytics::wording::percent(value)
                }
            };
            let bounds = row.recovered.and_then(|one| Some((one.low?, one.high?)));
            vec![
                row.figure.clone(),
                format!(
                    "{}{}",
                    word(row.planted),
                    if row.chosen { " *" } else { "" }
                ),
                row.recovered
                    .map_or("none".to_owned(), |one| word(one.value)),
                bounds.map_or("none".to_owned(), |(low, high)| {
                    format!("{} to {}", word(low), word(high))
                }),
                row.recovered
                    .map_or(String::new(), |one| output::thousands(one.n)),
                if row.covered { "covered" } else { "MISSED" }.to_owned(),
            ]
        })
        .collect();
    out.text(&output::table(
        &["figure", "planted", "recovered", "interval", "n", ""],
        &rows,
        &[1, 2, 4],
    ));
    if document.figures.iter().any(|row| row.chosen) {
        out.line("* chosen here, since the article's figure is not known");
    }
    if document.false_alarms.is_some() {
        out.line("nothing was planted: what stands under `planted` is the season's own change between the two windows");
    }
    out.line(&format!(
        "{} of {} intervals cover what was planted (at least {:.0} % must)",
        document.covered,
        document.total,
        COVERED * 100.0
    ));
    if let Some(alarms) = &document.false_alarms {
        let judged = claims_of_change(&made.findings).count();
        out.line(&format!(
            "{} of {judged} claims of change have an interval that excludes zero (at most {:.0} % may)",
            alarms.len(),
            FALSE_ALARMS * 100.0
        ));
        for alarm in alarms {
            out.line(&format!("  {alarm}"));
        }
    }
    out.line(&document.collected.sentence());
    out.line(&document.same_panel.sentence());
    out.line(&format!(
        "{} in {:.1} s; the report:",
        output::counted(document.postings, "posting"),
        document.seconds
    ));
    for page in made.pages() {
        out.line(&page.display().to_string());
    }
}
