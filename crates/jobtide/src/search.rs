//! `jobtide search`: a query to the index, its hits to the terminal, JSON or CSV. Never opens the store.

mod export;

use std::io::IsTerminal;

use indexer::{Facets, Hit, Panels, Query, SearchRequest, Vocabulary};
use model::Day;
use workbench::{Document, SearchDocument, Workbench};

use crate::arguments::Search;
use crate::asking;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

/// Hits on the terminal and in a document.
const SHOWN: usize = 10;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Search) -> anyhow::Result<Exit> {
    let bench = asking::open(settings)?;
    let query = asking::parse(&bench, &wanted.query)?;
    let found = match wanted.csv || wanted.jsonl {
        true => export::run(&bench, &query, wanted)?,
        false => page(settings, &bench, &query, wanted)?,
    };
    Ok(match wanted.exit_status && found == 0 {
        true => Exit::Nothing,
        false => Exit::Done,
    })
}

/// Shows one page, and gives how many postings match.
fn page(
    settings: &Settings,
    bench: &Workbench,
    query: &Query,
    wanted: &Search,
) -> anyhow::Result<u64> {
    let request = SearchRequest {
        sort: wanted.sort.into(),
        limit: wanted.limit.unwrap_or(SHOWN),
        offset: wanted.offset,
        facets: wanted.facets,
        highlight: true,
    };
    let document = asking::answered(bench.search(query, &request))?;
    let page = &document.page;
    let mut out = Out::stdout();
    if settings.json {
        out.json(SearchDocument::SCHEMA, &document)?;
        return Ok(page.total);
    }
    hints(settings, &document);
    heading(&mut out, &document);
    for hit in &page.hits {
        out.text(&shown(hit));
    }
    if let Some(facets) = &page.facets {
        out.text(&show_facets(facets));
    }
    drop(out);
    let seen = wanted.offset as u64 + page.hits.len() as u64;
    if seen < page.total && std::io::stdout().is_terminal() {
        settings.hint(&format!("more: --offset {seen}"));
    }
    Ok(page.total)
}

fn hints(settings: &Settings, document: &SearchDocument) {
    for note in &document.notes {
        settings.hint(&format!("note: {note}"));
    }
    if let Some(words) = &document.did_you_mean {
        settings.hint(&format!("did you mean: {words}"));
    }
    if document.folded > 0 {
        settings.hint(&format!(
            "{} folded into others of the same text; add is:any to see them",
            output::counted(document.folded, "posting")
        ));
    }
}

/// Parses a query; a fault is shown with a caret under it and means status 2.
pub fn parse(panels: &dyn Panels, text: &str, today: Day) -> anyhow::Result<Query> {
    let tags = panels.info().tags;
    asking::read(Query::parse(text, &Vocabulary { tags: &tags }, today))
}

fn heading(out: &mut Out, document: &SearchDocument) {
    let page = &document.page;
    out.line(&output::plain(&document.interpreted));
    let span = match (page.first_day, page.last_day) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    out.line(&format!("{}{span}", output::counted(page.total, "posting")));
    out.line("");
}

/// A hit as the terminal shows it, with the words that matched marked where there is colour.
pub fn shown(hit: &Hit) -> String {
    let mut text = format!(
        "{}\n  {}\n",
        marked(&hit.title, &hit.title_marks, output::BOLD),
        output::painted(output::DIM, &output::plain(&facts(hit).join(" · ")))
    );
    if !hit.snippet.text.is_empty() {
        let snippet = marked(&hit.snippet.text, &hit.snippet.marks, "");
        text.push_str(&format!("  {snippet}\n"));
    }
    if hit.copies > 0 {
        text.push_str(&format!(
            "  stands for {} more (leader:\"{}\")\n",
            output::thousands(hit.copies),
            output::plain(hit.key.as_str())
        ));
    }
    if let Some(leader) = &hit.leader {
        let leader = output::plain(leader.as_str());
        text.push_str(&format!("  duplicate of {leader}\n"));
    }
    if !hit.tags.is_empty() {
        text.push_str(&format!("  tags {}\n", hit.tags.join(", ")));
    }
    let place = output::plain(hit.url.as_deref().unwrap_or(hit.key.as_str()));
    text.push_str(&format!("  {}\n\n", output::painted(output::DIM, &place)));
    text
}

/// Day, source, category, pay, country and organisation of a hit, as far as they are known.
pub fn facts(hit: &Hit) -> Vec<String> {
    let day = match hit.date_kind {
        model::DateKind::Exact => hit.day.to_string(),
        kind => format!("{} {}", hit.day, kind.slug()),
    };
    let pay = hit.pay.map(|pay| pay.to_string());
    let mut facts = vec![
        day,
        hit.source.to_string(),
        hit.category.to_string(),
        pay.unwrap_or_else(|| "pay not stated".to_owned()),
    ];
    facts.extend(hit.country.clone());
    facts.extend(hit.organisation.clone());
    facts
}

/// A text on one line in some way of writing, with the words that matched marked.
pub fn marked(text: &str, marks: &[(usize, usize)], way: &str) -> String {
    let written = |text: &str| match way {
        "" => output::plain(text),
        way => output::painted(way, &output::plain(text)),
    };
    let mut line = String::with_capacity(text.len() + marks.len() * 8);
    let mut from = 0;
    for &(start, end) in marks.iter().filter(|_| output::colour()) {
        let (Some(before), Some(word)) = (text.get(from..start), text.get(start..end)) else {
            continue;
        };
        line.push_str(&written(before));
        line.push_str(&output::painted(output::MARK, &output::plain(word)));
        from = end;
    }
    line.push_str(&written(text.get(from..).unwrap_or("")));
    line
}

fn show_facets(facets: &Facets) -> String {
    let mut text = String::new();
    for (name, counts) in facets.by_field() {
        let rows: Vec<Vec<String>> = counts
            .iter()
            .map(|(value, count)| vec![output::plain(value), output::thousands(*count)])
            .collect();
        text.push_str(&output::table(&[name, "postings"], &rows, &[1]));
        text.push('\n');
    }
    text
}
