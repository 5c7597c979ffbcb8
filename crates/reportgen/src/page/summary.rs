//! Findings in, the sentences at the head of a page out: verdict counts, what the data covers, what moved most. Words, no statistic.

use analytics::findings::{CohortFinding, Estimate, Findings, JudgedClaim, Verdict};

use super::{ArticleView, VerdictRow};
use crate::definition::ReportDefinition;
use crate::suppression::{self, SMALLEST_CELL};
use crate::{escape, wording};

/// The first sentence: how many of the sentences stand.
pub(crate) fn headline(findings: &Findings) -> String {
    let total = findings.claims.len() as u64;
    if total == 0 {
        return "This report has no sentence to judge; it shows what the data holds.".to_owned();
    }
    let unreached = findings
        .claims
        .iter()
        .filter(|claim| claim.verdict == Verdict::NotCovered)
        .count() as u64;
    if unreached == total {
        let elsewhere = if findings
            .on_your_window
            .iter()
            .any(|claim| claim.verdict != Verdict::NotCovered)
        {
            " The same sentences are judged below on the days that it does cover."
        } else {
            ""
        };
        return format!(
            "The postings here do not reach the days that the {} about, so none is judged.{elsewhere}",
            if total == 1 {
                "sentence is".to_owned()
            } else {
                format!("{} sentences are", wording::count(total))
            }
        );
    }
    let counts: Vec<String> = wording::VERDICTS
        .iter()
        .filter_map(|verdict| {
            let n = count_of(&findings.claims, *verdict);
            (n > 0).then(|| format!("{} {}", wording::count(n), wording::verdict(*verdict).0))
        })
        .collect();
    format!(
        "Of {}: {}.",
        wording::counted(total, "sentence", "sentences"),
        counts.join(", ")
    )
}

fn count_of(claims: &[JudgedClaim], verdict: Verdict) -> u64 {
    claims.iter().filter(|c| c.verdict == verdict).count() as u64
}

/// One row for each verdict that was given.
pub(crate) fn verdicts(findings: &Findings) -> Vec<VerdictRow> {
    wording::VERDICTS
        .iter()
        .filter_map(|verdict| {
            let own = count_of(&findings.claims, *verdict);
            let other = count_of(&findings.on_your_window, *verdict);
            let (words, meaning, family) = wording::verdict(*verdict);
            (own + other > 0).then(|| VerdictRow {
                words: words.to_owned(),
                family: family.to_owned(),
                meaning: meaning.to_owned(),
                count: wording::count(own),
                count_on_window: (!findings.on_your_window.is_empty())
                    .then(|| wording::count(other)),
            })
        })
        .collect()
}

/// What the data covers, said before anything is judged.
pub(crate) fn covers(
    definition: &ReportDefinition,
    findings: &Findings,
    window_days: u32,
) -> Vec<String> {
    let mut sentences = Vec::new();
    let window = wording::days(findings.window);
    if findings.postings == 0 {
        sentences.push(format!(
            "The data holds no exactly dated posting of this universe in the window {window}."
        ));
    } else {
        sentences.push(format!(
            "The report rests on {} of this universe with an exact date in the window {window}; {}.",
            wording::counted(findings.postings, "posting", "postings"),
            sources_in_changes(findings, window_days)
        ));
    }
    let reach = findings
        .sources
        .iter()
        .filter_map(|source| source.days)
        .fold(None, |whole: Option<(_, _)>, days| {
            Some(match whole {
                None => (days.first(), days.last()),
                Some((first, last)) => (days.first().min(first), days.last().max(last)),
            })
        });
    if let Some((first, last)) = reach {
        sentences.push(format!(
            "Taken together, the sources reach from {} to {}.",
            wording::day(first),
            wording::day(last)
        ));
    }
    if let Some(article) = definition.article_window() {
        if article == findings.window {
            sentences.push("This is the article's own window.".to_owned());
        } else {
            sentences.push(format!(
                "The article's window is {}; its sentences are judged on that, and charts and tables are about the window of this report{}.",
                wording::days(article),
                if is_too_short(findings, window_days) {
                    ", which is too short to judge them on as well"
                } else {
                    ""
                }
            ));
        }
    }
    sentences
}

/// Whether the window's first and last average would share days, so that it holds no change.
pub(crate) fn is_too_short(findings: &Findings, window_days: u32) -> bool {
    (findings.window.len() as u64) < 2 * u64::from(window_days)
}

fn sources_in_changes(findings: &Findings, window_days: u32) -> String {
    if is_too_short(findings, window_days) {
        return format!(
            "that window has {}, too few to compare its first {window_days} with its last {window_days}, so no change can be told",
            wording::counted(findings.window.len() as u64, "day", "days")
        );
    }
    let total = findings.sources.len() as u64;
    let used = findings.sources.iter().filter(|s| s.used).count() as u64;
    let both = "both its first and its last part";
    if used == 0 {
        format!("no source covers {both}, so no change can be told")
    } else if total == 1 {
        format!("its one source covers {both}")
    } else if used == total {
        format!("all {} sources cover {both}", wording::count(total))
    } else {
        format!(
            "{} of {} sources {} {both}, and changes rest on {} alone",
            wording::count(used),
            wording::count(total),
            if used == 1 { "covers" } else { "cover" },
            if used == 1 { "it" } else { "these" },
        )
    }
}

/// The article, worded.
pub(crate) fn article(definition: &ReportDefinition) -> Option<ArticleView> {
    let article = definition.article()?;
    Some(ArticleView {
        title: article.title.clone(),
        author: article.author.clone(),
        publisher: article.publisher.clone(),
        published: article.published.clone(),
        window: definition
            .article_window()
            .map(wording::days)
            .unwrap_or_default(),
        about: article.about.clone(),
        href: article.url.as_deref().and_then(escape::safe_url),
    })
}

/// A cohort with the estimate of it that is at issue.
type Moved<'a> = (&'a CohortFinding, &'a Estimate);

/// The cohorts whose interval lies wholly on one side, the lowest first.
fn moved<'a>(rows: impl Iterator<Item = Moved<'a>>, no_change: f64) -> Vec<Moved<'a>> {
    let mut moved: Vec<_> = rows
        .filter(|(_, e)| {
            e.high.is_some_and(|high| high < no_change) || e.low.is_some_and(|low| low > no_change)
        })
        .collect();
    moved.sort_by(|a, b| a.1.value.total_cmp(&b.1.value).then(a.0.id.cmp(&b.0.id)));
    moved
}

/// Which category fell and which rose most, in counts, for titles; `None` where the interval decides nothing.
fn extremes(findings: &Findings) -> (Option<Moved<'_>>, Option<Moved<'_>>) {
    let withheld = suppression::of_categories(findings);
    let rows = findings
        .categories
        .iter()
        .zip(&withheld)
        .filter(|(row, hide)| !hide.comparison() && row.id != "other")
        .filter_map(|(row, _)| Some((row, row.change.as_ref()?)));
    let moved = moved(rows, 0.0);
    let fell = moved.first().copied().filter(|(_, e)| e.value < 0.0);
    let rose = moved.last().copied().filter(|(_, e)| e.value > 0.0);
    (fell, rose)
}

/// What moved most; "fell" and "rose" are said only where the interval excludes no change.
pub(crate) fn highlights(findings: &Findings) -> Vec<String> {
    let mut out = Vec::new();
    let (fell, rose) = extremes(findings);
    let n_of = |row: &CohortFinding| wording::counted(row.n, "posting", "postings");
    let changed = |e: &Estimate| wording::change_with_interval(e);
    if let Some((row, e)) = fell {
        out.push(format!(
            "{} fell most: {}, {}.",
            row.title,
            changed(e),
            n_of(row)
        ));
    }
    if let Some((row, e)) = rose {
        out.push(format!(
            "{} rose most: {}, {}.",
            row.title,
            changed(e),
            n_of(row)
        ));
    }
    if out.is_empty() && findings.categories.iter().any(|row| row.change.is_some()) {
        out.push(
            "No category moved by more than its interval: chance alone could explain every change."
                .to_owned(),
        );
    }
    let paid = findings.categories.iter().filter_map(|row| {
        let e = row.mean_hourly_pay_change.as_ref()?;
        (e.n >= SMALLEST_CELL).then_some((row, e))
    });
    let paid = moved(paid, 0.0);
    if let Some((row, e)) = paid.first().filter(|(_, e)| e.value < 0.0) {
        out.push(format!(
            "Hourly pay fell most in {}: {}, {} with an hourly range.",
            row.title,
            changed(e),
            wording::counted(e.n, "posting", "postings")
        ));
    }
    let withheld = suppression::of_rows(&findings.tags);
    let grown = findings
        .tags
        .iter()
        .zip(&withheld)
        .filter(|(_, hide)| !hide.comparison())
        .filter_map(|(row, _)| Some((row, row.rate_ratio.as_ref()?)));
    if let Some((row, e)) = moved(grown, 1.0).last().filter(|(_, e)| e.value > 1.0) {
        out.push(format!(
            "Among AI skills {} grew most: asked for {} times as often as at the start, {}.",
            row.title,
            wording::with_interval(e, wording::times),
            n_of(row)
        ));
    }
    if !out.is_empty() {
        out.push(format!(
            "In brackets: {}; the window is {}.",
            wording::INTERVAL,
            wording::days(findings.window)
        ));
    }
    out
}

/// What a chart of counts is headed with: its finding, in one line.
pub(crate) fn headline_of_changes(findings: &Findings) -> String {
    let one = |row: &CohortFinding, e: &Estimate, verb: &str| {
        format!(
            "{} {verb} most ({})",
            row.title,
            wording::change_in_short(e.value)
        )
    };
    match extremes(findings) {
        (Some((fell, a)), Some((rose, b))) => {
            format!("{}, {}", one(fell, a, "fell"), one(rose, b, "rose"))
        }
        (Some((fell, a)), None) => format!("{}; none clearly rose", one(fell, a, "fell")),
        (None, Some((rose, b))) => format!("{}; none clearly fell", one(rose, b, "rose")),
        (None, None) => "No category clearly moved".to_owned(),
    }
}
