//! Findings in, the sentences at the head of a page out: verdict counts, what the data covers, what moved most. Words, no statistic.

use std::collections::BTreeSet;

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
        return format!(
            "The postings here do not reach the days that the {} about, so none is judged.{}",
            if total == 1 {
                "sentence is".to_owned()
            } else {
                format!("{} sentences are", wording::count(total))
            },
            on_your_window(findings)
        );
    }
    format!(
        "Of {}: {}.{}",
        wording::counted(total, "sentence", "sentences"),
        verdict_counts(&findings.claims),
        on_your_window(findings)
    )
}

/// How the same sentences fare on the report's own window, as a second sentence; nothing where they are not judged there.
fn on_your_window(findings: &Findings) -> String {
    if findings.on_your_window.is_empty() {
        return String::new();
    }
    format!(
        " On your window, {}: {}.",
        wording::days(findings.window),
        verdict_counts(&findings.on_your_window)
    )
}

fn verdict_counts(claims: &[JudgedClaim]) -> String {
    let counts: Vec<String> = wording::VERDICTS
        .iter()
        .filter_map(|verdict| {
            let n = count_of(claims, *verdict);
            (n > 0).then(|| format!("{} {}", wording::count(n), wording::verdict(*verdict).0))
        })
        .collect();
    counts.join(", ")
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
        title: article.title.en.clone(),
        author: article.author.clone(),
        publisher: article.publisher.clone(),
        published: article.published.en.clone(),
        window: definition
            .article_window()
            .map(wording::days)
            .unwrap_or_default(),
        about: article.about.en.clone(),
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

/// Which fell and which rose most; `None` where no interval excludes zero on that side.
fn extremes<'a>(rows: impl Iterator<Item = Moved<'a>>) -> (Option<Moved<'a>>, Option<Moved<'a>>) {
    let moved = moved(rows, 0.0);
    let fell = moved.first().copied().filter(|(_, e)| e.value < 0.0);
    let rose = moved.last().copied().filter(|(_, e)| e.value > 0.0);
    (fell, rose)
}

/// A category's name inside a sentence; what no category holds is not one among the others.
fn name(row: &CohortFinding) -> String {
    if row.id == "other" {
        format!("the category \u{201c}{}\u{201d}", row.title.en)
    } else {
        row.title.en.clone()
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What a superlative is limited to, since a row that is withheld may have moved further.
fn among(findings: &Findings, shown: usize) -> &'static str {
    let all = findings.categories.iter().filter(|row| row.n > 0).count();
    if shown < all {
        "of the categories that can be shown, "
    } else {
        ""
    }
}

fn postings(row: &CohortFinding) -> String {
    wording::counted(row.n, "posting", "postings")
}

/// What moved most; "fell" and "rose" are said only where the interval excludes no change.
pub(crate) fn highlights(findings: &Findings) -> Vec<String> {
    let mut out = of_counts(findings);
    out.extend(of_pay(findings));
    out.extend(of_skills(findings));
    if !out.is_empty() {
        out.push(format!(
            "In brackets: {}; the window is {}.",
            wording::INTERVAL,
            wording::days(findings.window)
        ));
    }
    out
}

fn of_counts(findings: &Findings) -> Vec<String> {
    let rows = suppression::shown(findings, |row| row.change.as_ref());
    let among = among(findings, rows.len());
    let (fell, rose) = extremes(rows.iter().copied());
    let mut out: Vec<String> = [(fell, "fell"), (rose, "rose")]
        .into_iter()
        .filter_map(|(most, verb)| {
            let (row, e) = most?;
            let changed = wording::change_with_interval(e);
            let sentence = format!(
                "{among}{} {verb} most: {changed}, {}.",
                name(row),
                postings(row)
            );
            Some(capitalised(&sentence))
        })
        .collect();
    if out.is_empty() && !rows.is_empty() {
        out.push(if among.is_empty() {
            "No category's count moved by more than its interval.".to_owned()
        } else {
            capitalised(&format!(
                "{among}none moved in its count by more than its interval."
            ))
        });
    }
    if fell.is_none() && rose.is_none() {
        out.extend(of_shares(findings));
    }
    out
}

/// The largest moves of a share: they can be clear where no count's is, since a share is free of what moved all counts alike.
fn of_shares(findings: &Findings) -> Vec<String> {
    let first_full = suppression::shown(findings, |row| row.change_of_share.as_ref());
    let season = suppression::shown(findings, |row| row.season_matched.as_ref());
    let ids: BTreeSet<&str> = first_full
        .iter()
        .chain(&season)
        .map(|(row, _)| row.id.as_str())
        .collect();
    let among = among(findings, ids.len());
    // A category whose two readings exclude zero on opposite sides has no direction to name.
    let clear = moved(first_full.into_iter().chain(season), 0.0);
    let has_one_direction = |(row, e): &Moved<'_>| {
        clear
            .iter()
            .all(|(other, o)| other.id != row.id || (o.value < 0.0) == (e.value < 0.0))
    };
    let (fell, rose) = extremes(clear.iter().copied().filter(has_one_direction));
    [(fell, "fell"), (rose, "rose")]
        .into_iter()
        .filter_map(|(most, verb)| {
            let (row, e) = most?;
            let is_season = row
                .season_matched
                .as_ref()
                .is_some_and(|s| std::ptr::eq(s, e));
            Some(format!(
                "As a share of all postings, {among}{} {verb} most: {}, {}, {}.",
                name(row),
                wording::change_with_interval(e),
                if is_season {
                    "against the same dates a year earlier"
                } else {
                    "the window's end against its start"
                },
                postings(row)
            ))
        })
        .collect()
}

fn of_pay(findings: &Findings) -> Option<String> {
    let paid: Vec<Moved<'_>> = findings
        .categories
        .iter()
        .filter_map(|row| Some((row, row.mean_hourly_pay_change.as_ref()?)))
        .filter(|(_, e)| e.n >= SMALLEST_CELL)
        .collect();
    let among = among(findings, paid.len());
    let (row, e) = extremes(paid.into_iter()).0?;
    let sentence = format!(
        "{among}hourly pay fell most in {}: {}, {} with an hourly range.",
        name(row),
        wording::change_with_interval(e),
        wording::counted(e.n, "posting", "postings")
    );
    Some(capitalised(&sentence))
}

fn of_skills(findings: &Findings) -> Option<String> {
    let grown: Vec<Moved<'_>> = findings
        .tags
        .iter()
        .zip(suppression::of_rows(&findings.tags))
        .filter(|(_, hide)| !hide.comparison())
        .filter_map(|(row, _)| Some((row, row.rate_ratio.as_ref()?)))
        .collect();
    let all = findings.tags.iter().filter(|row| row.n > 0).count();
    let among = if grown.len() < all {
        "Among the AI skills that can be shown"
    } else {
        "Among AI skills"
    };
    let moved = moved(grown.into_iter(), 1.0);
    let (row, e) = moved.last().filter(|(_, e)| e.value > 1.0)?;
    Some(format!(
        "{among} {} grew most: asked for {} times as often as at the start, {}.",
        row.title.en,
        wording::with_interval(e, wording::times),
        postings(row)
    ))
}
