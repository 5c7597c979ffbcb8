//! An index of the real postings and the judged queries in; how good each way of finding and weighing words is, as a table, out. Imports nothing.
//!
//! `cargo run --release -p indexer --example quality -- DIR`, where DIR is the index folder that the commands in
//! `docs/search-quality.md` make. With `--by-query` (or `--by-query=SETTING`) it prints the figure of each query instead, with `--unjudged` the
//! postings that are still to be judged, with their texts, in an order that does not tell which setting found them.
// An example is a program: it reads its words and prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod judged;
mod measure;
mod settings;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use indexer::{Error, Hit, Query, Reader, SearchRequest, Sort, Vocabulary};
use judged::Asked;
use measure::{DEPTH, interval, mean, ndcg};
use model::{Day, PostingKey};
use settings::{Setting, settings};

/// What one setting gives for one query.
struct List {
    keys: Vec<String>,
    hits: Vec<Hit>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("quality: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<(), String> {
    let (options, folders): (Vec<_>, Vec<_>) =
        words.iter().partition(|word| word.starts_with("--"));
    if testkit::shared_data("hn_whoishiring", "quality").is_none() {
        return Ok(());
    }
    let [dir] = folders.as_slice() else {
        eprintln!(
            "\nSKIPPED quality: name the index folder; docs/search-quality.md says how to make it\n"
        );
        return Ok(());
    };
    let reader = match Reader::open(Path::new(dir)) {
        Ok(reader) => reader,
        Err(error @ Error::Absent { .. }) => {
            eprintln!("\nSKIPPED quality: {error}\n");
            return Ok(());
        }
        Err(error) => return Err(error.to_string()),
    };
    let asked = judged::asked()?;
    match options.first().map(|option| option.as_str()) {
        None => table(&reader, &asked),
        Some("--by-query") => by_query(&reader, &asked, "as it is"),
        Some("--unjudged") => unjudged(&reader, &asked),
        Some(other) => match other.strip_prefix("--by-query=") {
            Some(name) => by_query(&reader, &asked, name),
            None => Err(format!(
                "`{other}` is no option; there are --by-query, --by-query=SETTING and --unjudged"
            )),
        },
    }
}

fn parsed(reader: &Reader, text: &str) -> Result<Query, String> {
    let tags = reader.info().tags;
    // No judged query counts from today.
    let today = Day::from_number(0).ok_or("no day")?;
    Query::parse(text, &Vocabulary { tags: &tags }, today)
        .map_err(|error| format!("the query `{text}`: {error}"))
}

fn list(reader: &Reader, one: &Asked, setting: &Setting, highlight: bool) -> Result<List, String> {
    let request = SearchRequest {
        sort: Sort::Relevance,
        limit: DEPTH,
        highlight,
        ..SearchRequest::default()
    };
    let search = |query: &Query| {
        reader
            .search_as(query, &request, setting.ranking)
            .map_err(|error| error.to_string())
    };
    let query = parsed(reader, &one.text)?;
    let mut page = search(&query)?;
    if page.total == 0
        && setting.follows_suggestions
        && let Some(better) = reader.suggest(&query)
    {
        page = search(&parsed(reader, &better)?)?;
    }
    Ok(List {
        keys: page.hits.iter().map(|hit| hit.key.to_string()).collect(),
        hits: page.hits,
    })
}

fn grades(list: &List, one: &Asked) -> Vec<u8> {
    let grade = |key: &String| one.grades.get(key).copied().unwrap_or(0);
    list.keys.iter().map(grade).collect()
}

fn figure(list: &List, one: &Asked) -> Option<f64> {
    let judged: Vec<u8> = one.grades.values().copied().collect();
    ndcg(&grades(list, one), &judged)
}

fn table(reader: &Reader, asked: &[Asked]) -> Result<(), String> {
    warn_of_lacking(reader, asked)?;
    let judgements: usize = asked.iter().map(|one| one.grades.len()).sum();
    println!(
        "{} queries, {judgements} judgements, {} postings in the index\n",
        asked.len(),
        reader.info().postings
    );
    println!(
        "| setting | NDCG@{DEPTH} | difference to the first, 95 % interval | better / worse | without a hit | unjudged in the top {DEPTH} |"
    );
    println!("|---|--:|--:|--:|--:|--:|");
    let mut first: Option<Vec<f64>> = None;
    for setting in settings() {
        let lists: Result<Vec<List>, String> = asked
            .iter()
            .map(|one| list(reader, one, &setting, false))
            .collect();
        let lists = lists?;
        let pairs = || lists.iter().zip(asked);
        let figures: Vec<f64> = pairs()
            .filter_map(|(list, one)| figure(list, one))
            .collect();
        let empty = lists.iter().filter(|list| list.keys.is_empty()).count();
        let shown: usize = lists.iter().map(|list| list.keys.len()).sum();
        let unknown: usize = pairs()
            .map(|(list, one)| {
                let known = |key: &&String| !one.grades.contains_key(*key);
                list.keys.iter().filter(known).count()
            })
            .sum();
        let difference = match &first {
            None => "| ".to_owned(),
            Some(first) => against(&figures, first),
        };
        println!(
            "| {} | {:.3} | {difference} | {:.1} % ({empty}) | {:.1} % |",
            setting.name,
            mean(&figures),
            percent(empty, asked.len()),
            percent(unknown, shown),
        );
        first.get_or_insert(figures);
    }
    Ok(())
}

/// The two cells that compare a row with the first.
fn against(figures: &[f64], first: &[f64]) -> String {
    let differences: Vec<f64> = figures.iter().zip(first).map(|(a, b)| a - b).collect();
    let (low, high) = interval(&differences);
    let better = differences.iter().filter(|one| **one > 1e-9).count();
    let worse = differences.iter().filter(|one| **one < -1e-9).count();
    format!(
        "{:+.3} ({low:+.3} to {high:+.3}) | {better} / {worse}",
        mean(&differences)
    )
}

fn percent(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

/// Judgements say little of an index that was made of other files.
fn warn_of_lacking(reader: &Reader, asked: &[Asked]) -> Result<(), String> {
    let mut lacking = 0;
    for key in asked.iter().flat_map(|one| one.grades.keys()) {
        let key = PostingKey::from_text(key).ok_or(format!("`{key}` is no posting key"))?;
        let body = reader.body(&key).map_err(|error| error.to_string())?;
        lacking += usize::from(body.is_none());
    }
    if lacking > 0 {
        eprintln!(
            "\nWARNING: {lacking} judged postings are not in this index; make it as docs/search-quality.md says\n"
        );
    }
    Ok(())
}

fn by_query(reader: &Reader, asked: &[Asked], name: &str) -> Result<(), String> {
    let setting = settings()
        .into_iter()
        .find(|setting| setting.name == name)
        .ok_or(format!(
            "no setting is called `{name}`; the table has their names"
        ))?;
    println!("| query | NDCG@{DEPTH} | grades in order |");
    println!("|---|--:|---|");
    for one in asked {
        let list = list(reader, one, &setting, false)?;
        let grades: String = list
            .keys
            .iter()
            .map(|key| match one.grades.get(key) {
                Some(grade) => grade.to_string(),
                None => "?".to_owned(),
            })
            .collect();
        match figure(&list, one) {
            Some(figure) => println!("| `{}` | {figure:.3} | {grades} |", one.text),
            None => println!("| `{}` | none is right | {grades} |", one.text),
        }
    }
    Ok(())
}

/// What stands in the top of any setting and has no grade, sorted by key, so that a judge does not see who ranked it where.
fn unjudged(reader: &Reader, asked: &[Asked]) -> Result<(), String> {
    let settings = settings();
    for one in asked {
        let mut waiting: BTreeMap<String, Hit> = BTreeMap::new();
        for setting in &settings {
            let list = list(reader, one, setting, true)?;
            let found = list.keys.into_iter().zip(list.hits);
            waiting.extend(found.filter(|(key, _)| !one.grades.contains_key(key)));
        }
        if waiting.is_empty() {
            continue;
        }
        println!("\n== {} | {} | {}", one.id, one.text, one.wanted);
        for (key, hit) in waiting {
            let kept = reader
                .posting(&hit.key)
                .map_err(|error| error.to_string())?;
            let skills = kept.map(|posting| posting.skills).unwrap_or_default();
            println!("{key}\t{}", hit.title);
            if !hit.snippet.text.is_empty() {
                println!("\t{}", hit.snippet.text);
            }
            if !skills.is_empty() {
                println!("\tskills: {}", skills.join(", "));
            }
        }
    }
    Ok(())
}
