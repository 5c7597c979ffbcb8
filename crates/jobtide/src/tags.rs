//! `jobtide tags`: the AI-skill tags with their counts, and which ones a text gets, in what sense and by which words.

use serde::Serialize;
use tagger::{Tagger, Text};
use workbench::{Document, TagsDocument};

use crate::arguments::Tags;
use crate::asking;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

#[derive(Serialize)]
struct Match<'a> {
    tag: &'a str,
    polarity: &'static str,
    counts_as_demand: bool,
    words: &'a str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Matches<'a> {
    rules_hash: &'a str,
    total: usize,
    matches: Vec<Match<'a>>,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Tags) -> anyhow::Result<Exit> {
    let mut out = Out::stdout();
    match &wanted.text {
        Some(text) => explain(settings, Tagger::embedded(), text, &mut out)?,
        None => list(settings, &mut out)?,
    }
    Ok(Exit::Done)
}

fn list(settings: &Settings, out: &mut Out) -> anyhow::Result<()> {
    let document = match asking::open_if_any(settings)? {
        Some(bench) => asking::answered(bench.tags())?,
        None => TagsDocument::without_index(),
    };
    if settings.json {
        return out.json(TagsDocument::SCHEMA, &document);
    }
    let rows: Vec<Vec<String>> = document
        .tags
        .iter()
        .map(|rule| {
            vec![
                rule.tag.clone(),
                rule.title.clone(),
                rule.group.to_owned(),
                rule.born.clone().unwrap_or_default(),
                output::counted_or_none(rule.postings),
                output::counted_or_none(rule.mentions),
            ]
        })
        .collect();
    let head = ["tag", "title", "group", "born", "asked for", "mentioned"];
    out.text(&output::table(&head, &rows, &[4, 5]));
    out.line(&format!("rules {}", document.rules_hash));
    match (&document.rules_hash_of_index, document.postings) {
        (Some(of_index), Some(postings)) => {
            out.line(&format!(
                "counted in {}, tagged by rules {of_index}",
                output::counted(postings, "posting")
            ));
            if *of_index != document.rules_hash {
                settings.hint(
                    "the index was tagged by other rules than the program has; `jobtide rebuild` tags it anew",
                );
            }
        }
        _ => asking::hint_no_index(settings),
    }
    Ok(())
}

fn explain(settings: &Settings, tagger: &Tagger, text: &str, out: &mut Out) -> anyhow::Result<()> {
    let found = tagger.tag(Text {
        title: "",
        body: text,
        skills: &[],
    });
    let rules = tagger.rules();
    let matches: Vec<Match<'_>> = found
        .iter()
        .map(|one| Match {
            tag: &rules[one.tag.number()].slug,
            polarity: one.polarity.slug(),
            counts_as_demand: one.polarity.is_demand(),
            words: text.get(one.start..one.end).unwrap_or(""),
            start: one.start,
            end: one.end,
        })
        .collect();
    if settings.json {
        return out.json(
            "jobtide.tags.matches/1",
            &Matches {
                rules_hash: tagger.rules_hash(),
                total: matches.len(),
                matches,
            },
        );
    }
    if matches.is_empty() {
        out.line("no tag");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = matches
        .iter()
        .map(|one| {
            vec![
                one.tag.to_owned(),
                one.polarity.to_owned(),
                if one.counts_as_demand {
                    "demand"
                } else {
                    "mention"
                }
                .to_owned(),
                one.words.to_owned(),
            ]
        })
        .collect();
    out.text(&output::table(
        &["tag", "polarity", "counts as", "words"],
        &rows,
        &[],
    ));
    Ok(())
}
