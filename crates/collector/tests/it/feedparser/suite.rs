//! The suite of Python's feedparser in, a table of what our reader makes of it out.
//!
//! Counted is each wellformed file whose expectation says something of how many entries there are, or of an entry's title,
//! link, id, dates, summary or content. Text is compared as text: the suite expects sanitised HTML, we keep clean text, so
//! what is expected goes through the same cleaning, as HTML, or as plain text where our reader took the field for plain. Which
//! attributes and harmless tags a sanitiser keeps is thereby not compared, but what it must take away is: no text of a script
//! may be left.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use collector::{Entry, Feed, Markup, published_of_text, read_feed, text_of_html};
use jiff::tz::TimeZone;
use model::Day;

#[path = "expect.rs"]
mod expect;
use expect::{Claim, Literal, Place, claims_in};

/// What came of the suite.
pub struct Report {
    pub counted: usize,
    pub passed: usize,
    pub table: String,
    /// Ill-formed and odd files that were neither read nor refused with a reason.
    pub silent: Vec<String>,
}

impl Report {
    pub fn percent(&self) -> f64 {
        100.0 * self.passed as f64 / self.counted.max(1) as f64
    }
}

pub fn run(suite: &Path) -> Report {
    let mut failures: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut excluded: BTreeMap<String, usize> = BTreeMap::new();
    let mut as_plain = Vec::new();
    let (mut counted, mut passed, mut all) = (0, 0, 0);
    for file in files_in(&suite.join("wellformed")) {
        all += 1;
        let bytes = std::fs::read(&file).unwrap();
        let name = file.strip_prefix(suite).unwrap().display().to_string();
        let Some(expectation) = expectation_of(&bytes) else {
            *excluded
                .entry("states no expectation in its first comment".to_owned())
                .or_default() += 1;
            continue;
        };
        let feed = read(&bytes, &name);
        let mut verdicts = Vec::new();
        for claim in claims_in(&expectation) {
            if let Some(verdict) = judged(&feed, &claim, &mut |_| as_plain.push(name.clone())) {
                verdicts.push(verdict);
            }
        }
        if verdicts.is_empty() {
            *excluded.entry(reason_of(&expectation)).or_default() += 1;
            continue;
        }
        counted += 1;
        match verdicts.into_iter().find_map(Result::err) {
            None => passed += 1,
            Some((group, detail)) => failures
                .entry(group)
                .or_default()
                .push(format!("{name}: {detail}")),
        }
    }
    let mut table = format!("{all} wellformed files, {counted} counted\n");
    for (reason, count) in excluded {
        writeln!(table, "  not counted {count:5}: {reason}").unwrap();
    }
    as_plain.dedup();
    writeln!(
        table,
        "  compared as plain text where HTML would read otherwise: {}",
        as_plain.len()
    )
    .unwrap();
    for name in &as_plain {
        writeln!(table, "    {name}").unwrap();
    }
    for (group, files) in failures {
        writeln!(table, "  failed {:5}: {group}", files.len()).unwrap();
        for file in files {
            writeln!(table, "    {file}").unwrap();
        }
    }
    let silent = odd_files(suite, &mut table);
    Report {
        counted,
        passed,
        table,
        silent,
    }
}

/// Reads the ill-formed files and those in odd encodings; the names of those that gave nothing and no reason.
fn odd_files(suite: &Path, table: &mut String) -> Vec<String> {
    let mut silent = Vec::new();
    for folder in ["illformed", "encoding"] {
        let (mut read_whole, mut refused) = (0, 0);
        for file in files_in(&suite.join(folder)) {
            let bytes = std::fs::read(&file).unwrap();
            let name = file.strip_prefix(suite).unwrap().display().to_string();
            let feed = read(&bytes, &name);
            let says_something =
                !feed.entries.is_empty() || !feed.title.is_empty() || !feed.description.is_empty();
            if feed.fault.is_some() {
                refused += 1;
            } else if says_something || is_bare_feed(&bytes) {
                read_whole += 1;
            } else {
                silent.push(name);
            }
        }
        writeln!(
            table,
            "{folder}: {read_whole} read, {refused} with a named problem, {} silent",
            silent.len()
        )
        .unwrap();
    }
    silent
}

/// Feeds that hold neither an item nor a title, which is no fault of theirs.
fn is_bare_feed(bytes: &[u8]) -> bool {
    let text: String = String::from_utf8_lossy(bytes)
        .chars()
        .filter(|c| *c != '\0')
        .collect();
    let lower = text.to_ascii_lowercase();
    !["<item", "<entry", "<title", "<description"]
        .iter()
        .any(|tag| lower.contains(tag))
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn expectation_of(bytes: &[u8]) -> Option<String> {
    field_of(bytes, "Expect:")
}

fn field_of(bytes: &[u8], field: &str) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let comment = text.split_once("<!--")?.1.split_once("-->")?.0;
    let (_, rest) = comment.split_once(field)?;
    Some(rest.lines().next()?.trim().to_owned())
}

fn read(bytes: &[u8], name: &str) -> Feed {
    let address = format!("http://127.0.0.1:8097/{name}");
    let header = field_of(bytes, "Header:");
    let value = |wanted: &str| {
        let (key, value) = header.as_deref()?.split_once(':')?;
        key.trim()
            .eq_ignore_ascii_case(wanted)
            .then(|| value.trim().to_owned())
    };
    let address = match value("Content-Location") {
        Some(place) if place.starts_with("http") => place,
        Some(place) if place.starts_with('/') => format!("http://127.0.0.1:8097{place}"),
        _ => address,
    };
    read_feed(bytes, value("Content-Type").as_deref(), &address)
}

/// Why a file is not counted: what its expectation is about.
fn reason_of(expectation: &str) -> String {
    let about = match expectation {
        text if text.contains("feed[") || text.contains("feed.") => "the feed itself, not an entry",
        text if text.contains("entries[") => {
            "a field of an entry beyond those counted (author, tags, language, type, media, places)"
        }
        _ => "neither feed nor entry (version, headers, encoding)",
    };
    format!("says something of {about}")
}

type Verdict = Result<(), (String, String)>;

/// What is to be said of a claim; `None` where it is about nothing that is counted.
fn judged(feed: &Feed, claim: &Claim, plain: &mut dyn FnMut(&Place)) -> Option<Verdict> {
    let verdict = |ok: bool, group: &str, detail: String| {
        if ok {
            Ok(())
        } else {
            Err((group.to_owned(), detail))
        }
    };
    match claim {
        Claim::Other => None,
        Claim::Count(count) => Some(verdict(
            feed.entries.len() == *count,
            "count",
            format!("{} entries", feed.entries.len()),
        )),
        Claim::Lacks(place) if place.path == "link" => {
            let link = feed
                .entries
                .get(place.entry)
                .and_then(|entry| entry.link.clone());
            Some(verdict(link.is_none(), "link", format!("{link:?}")))
        }
        Claim::Lacks(_) => None,
        Claim::Equal(places, literal) => {
            let mut known = false;
            for place in places {
                let group = group_of(&place.path)?;
                known = true;
                let Some(entry) = feed.entries.get(place.entry) else {
                    return Some(verdict(false, "count", format!("no entry {}", place.entry)));
                };
                let (ok, found) = compared(entry, group, literal, &mut || plain(place));
                if !ok {
                    return Some(verdict(
                        false,
                        group,
                        format!("found {found:?}, expected {literal:?}"),
                    ));
                }
            }
            known.then_some(Ok(()))
        }
    }
}

fn group_of(path: &str) -> Option<&'static str> {
    Some(match path {
        "title" | "title_detail/value" => "title",
        "link" => "link",
        "id" | "guid" => "id",
        "published" => "published",
        "published_parsed" => "published_parsed",
        "updated" | "modified" => "updated",
        "updated_parsed" | "modified_parsed" => "updated_parsed",
        "summary" | "description" | "summary_detail/value" | "description_detail/value" => {
            "summary"
        }
        "content/0/value" => "content",
        _ => return None,
    })
}

fn compared(
    entry: &Entry,
    group: &str,
    literal: &Literal,
    plain: &mut dyn FnMut(),
) -> (bool, String) {
    let exact = |own: &Option<String>, literal: &Literal| {
        let found = own.clone().unwrap_or_default();
        (
            matches!(literal, Literal::Text(text) if *text == found),
            found,
        )
    };
    let moment = |own: &Option<String>| {
        let text = own.as_deref().unwrap_or("");
        let found = published_of_text(text, &TimeZone::UTC, testkit::FIXED_NOW).ok();
        let found = found.map(|found| found.at.unwrap_or(found.day.unix_seconds()));
        let expected = match literal {
            Literal::Numbers(numbers) => seconds_of(numbers),
            Literal::Text(_) => None,
        };
        (
            found.is_some() && found == expected,
            format!("{text} as {found:?}, not {expected:?}"),
        )
    };
    match group {
        "title" => {
            let kept = Markup {
                value: entry.title.clone(),
                is_html: false,
            };
            text_fits(&kept, literal, plain)
        }
        "summary" => text_fits(&entry.summary, literal, plain),
        "content" => text_fits(&entry.content, literal, plain),
        "link" => exact(&entry.link, literal),
        "id" => exact(&entry.id, literal),
        "published" => exact(&entry.published, literal),
        "updated" => exact(&entry.updated, literal),
        "published_parsed" => moment(&entry.published),
        _ => moment(&entry.updated),
    }
}

fn text_fits(markup: &Markup, literal: &Literal, plain: &mut dyn FnMut()) -> (bool, String) {
    let Literal::Text(expected) = literal else {
        return (false, "not a text".to_owned());
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = words(&markup.text());
    if found == words(&text_of_html(expected)) {
        return (true, found);
    }
    let as_plain = Markup {
        value: expected.clone(),
        is_html: false,
    };
    let fits = !markup.is_html && found == words(&as_plain.text());
    if fits {
        plain();
    }
    (fits, found)
}

/// Unix seconds of a `time.struct_time`.
fn seconds_of(numbers: &[i64]) -> Option<i64> {
    let [year, month, day, hour, minute, second, ..] = numbers else {
        return None;
    };
    let day = Day::from_ymd(
        i16::try_from(*year).ok()?,
        i8::try_from(*month).ok()?,
        i8::try_from(*day).ok()?,
    )?;
    Some(day.unix_seconds() + hour * 3600 + minute * 60 + second)
}
