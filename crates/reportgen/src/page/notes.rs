//! Findings and manifest in, the notes at the end of a page out: coverage, problems, methods, how to make it again.

use analytics::findings::Findings;

use super::tables::{number, table, text};
use super::{Cell, Notes};
use crate::manifest::{Duplicates, Manifest};
use crate::wording;

pub(crate) fn build(
    findings: &Findings,
    manifest: &Manifest,
    window_days: u32,
    files: &[&str],
) -> Notes {
    Notes {
        sources: table(
            "Sources",
            "manifest.json",
            &[
                ("Source", false),
                ("First day", false),
                ("Last day", false),
                ("Postings with an exact date", true),
                ("Days not fully seen", true),
                ("In changes", false),
            ],
            findings.sources.iter().map(source_row).collect(),
            "No source has a posting of this universe.",
        ),
        data: data(findings, manifest),
        problems: table(
            "Rows that became no posting",
            "manifest.json",
            &[("Problem", false), ("Rows", true)],
            manifest
                .problems
                .iter()
                .map(|(kind, rows)| {
                    vec![text(&kind.replace('_', " ")), number(wording::count(*rows))]
                })
                .collect(),
            "No row was left out for a problem.",
        ),
        methods: methods(window_days),
        parameters: table(
            "Parameters",
            "manifest.json",
            &[("Parameter", false), ("Value", false)],
            manifest
                .parameters
                .iter()
                .map(|(name, value)| vec![text(&name.en), text(&value.en)])
                .collect(),
            "No parameter was changed.",
        ),
        reproduce: reproduce(findings, manifest),
        files: files.iter().map(|file| (*file).to_owned()).collect(),
    }
}

fn source_row(source: &analytics::findings::SourceCoverage) -> Vec<Cell> {
    let day = |day: Option<model::Day>| day.map_or_else(|| "none".to_owned(), wording::day);
    vec![
        text(source.source.as_str()),
        text(&day(source.days.map(model::DayRange::first))),
        text(&day(source.days.map(model::DayRange::last))),
        number(wording::count(source.postings)),
        // Whoever imports an archive does not know what it lacks.
        source.incomplete.map_or_else(
            || text("not known"),
            |days| number(wording::count(days as u64)),
        ),
        text(if source.used { "yes" } else { "no" }),
    ]
}

fn data(findings: &Findings, manifest: &Manifest) -> Vec<String> {
    let mut out = vec![if findings.undated == 0 {
        "Every posting of the universe has an exact date.".to_owned()
    } else {
        format!(
            "{} of the universe {} no exact date; {} searchable, and no count or change here holds {}.",
            wording::counted(findings.undated, "posting", "postings"),
            if findings.undated == 1 { "has" } else { "have" },
            if findings.undated == 1 {
                "it is"
            } else {
                "they are"
            },
            if findings.undated == 1 { "it" } else { "them" },
        )
    }];
    out.extend(duplicates(manifest.duplicates));
    out.extend(findings.external.iter().map(|one| {
        let season = match one.seasonally_adjusted {
            Some(true) => ", seasonally adjusted by its publisher",
            Some(false) => ", not seasonally adjusted",
            None => "",
        };
        let unit = one.unit.as_ref();
        let unit = unit.map_or_else(String::new, |unit| format!(", {unit}"));
        format!(
            "The series {} ({}{unit}{season}) is published by others: {}.",
            one.id, one.title, one.attribution
        )
    }));
    out.push(
        "A change uses only sources that cover both windows, so that a source added later never looks like growth."
            .to_owned(),
    );
    if findings
        .sources
        .iter()
        .any(|source| source.incomplete.is_some_and(|days| days > 0))
    {
        out.push(
            "A day of which the polls of a source saw less than four fifths is a hole; where the sources of a change together have one, the day is left out of every mean, and the sentence says how many such days there are."
                .to_owned(),
        );
    }
    if manifest.synthetic {
        out.push(
            "The postings are made up by a program with planted effects: nothing here is about a real market."
                .to_owned(),
        );
    }
    out
}

/// The same job offered again or copied is one posting, unless the reader wants it otherwise.
fn duplicates(found: Duplicates) -> Option<String> {
    let many = wording::counted(found.postings, "posting", "postings");
    let (repeat, is) = match found.postings {
        0 => return None,
        1 => ("repeats", "is"),
        _ => ("repeat", "are"),
    };
    Some(if found.counted {
        format!(
            "{many} {repeat} another one's text and {is} counted all the same, as was asked for."
        )
    } else {
        format!(
            "{many} {repeat} another one's text within 30 days and {is} in no count: that one stands for the job. \"jobtide duplicates\" lists them, and a report made with --no-fold counts them."
        )
    })
}

fn methods(window_days: u32) -> Vec<String> {
    vec![
        format!(
            "A count is of postings by the UTC day on which they were first published; the average of a day is over it and the {} days before.",
            window_days - 1
        ),
        format!(
            "Change is the last {window_days}-day average of the window against the first full one, unless a sentence names another reading; where a sentence leaves the reading open, all readings are listed with it."
        ),
        format!(
            "Intervals are {}s from weekly totals, with a long-run variance that allows for weeks that resemble their neighbours.",
            wording::INTERVAL
        ),
        "Share is of all postings of the universe, so that a market that grows as a whole does not count as growth of each part.".to_owned(),
        "Pay is the middle of the hourly range that a posting states; fixed prices and salaries are never pooled with it.".to_owned(),
        "A skill is counted where a posting asks for it, not where it is only mentioned or forbidden.".to_owned(),
        "A verdict follows from the numbers by fixed rules, the first that applies; the words of this page are chosen by the verdict, never the other way round.".to_owned(),
        "Counts show what was offered, not why: no sentence here shows that AI caused a change.".to_owned(),
    ]
}

fn reproduce(findings: &Findings, manifest: &Manifest) -> Vec<String> {
    vec![
        format!(
            "Made as of {} by version {}.",
            manifest.as_of, manifest.code_version
        ),
        format!("Universe: {}.", findings.universe),
        format!("Hash of the postings used: {}.", manifest.postings_hash),
        format!("Hash of the rules: {}.", manifest.rules_hash),
        "The same postings, rules and parameters give the same bytes; manifest.json holds them all."
            .to_owned(),
    ]
}
