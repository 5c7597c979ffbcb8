//! `jobtide tags`: the AI-skill tags, and which ones a text gets, in what sense and by which words.

use serde::Serialize;
use tagger::{Tagger, Text};

use crate::arguments::Tags;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

#[derive(Serialize)]
struct Rule<'a> {
    tag: &'a str,
    title: &'a str,
    group: &'a str,
    born: Option<String>,
}

#[derive(Serialize)]
struct Listing<'a> {
    rules_hash: &'a str,
    total: usize,
    tags: Vec<Rule<'a>>,
}

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
    let tagger = Tagger::embedded();
    let mut out = Out::stdout();
    match &wanted.text {
        Some(text) => explain(settings, tagger, text, &mut out)?,
        None => list(settings, tagger, &mut out)?,
    }
    Ok(Exit::Done)
}

fn list(settings: &Settings, tagger: &Tagger, out: &mut Out) -> anyhow::Result<()> {
    let tags: Vec<Rule<'_>> = tagger
        .rules()
        .iter()
        .map(|rule| Rule {
            tag: &rule.slug,
            title: &rule.title,
            group: rule.group.slug(),
            born: rule.birth.map(|day| day.to_string()),
        })
        .collect();
    if settings.json {
        return out.json(
            "jobtide.tags/1",
            &Listing {
                rules_hash: tagger.rules_hash(),
                total: tags.len(),
                tags,
            },
        );
    }
    let rows: Vec<Vec<String>> = tags
        .iter()
        .map(|rule| {
            vec![
                rule.tag.to_owned(),
                rule.title.to_owned(),
                rule.group.to_owned(),
                rule.born.clone().unwrap_or_default(),
            ]
        })
        .collect();
    out.text(&output::table(
        &["tag", "title", "group", "born"],
        &rows,
        &[],
    ));
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
