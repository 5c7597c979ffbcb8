//! `jobtide search`: a query to the index, its hits to the terminal, JSON or CSV. Never opens the store.

use std::io::IsTerminal;

use indexer::{Facets, Hit, Query, Reader, SearchRequest, Vocabulary};
use model::Day;
use workbench::{Document, SearchDocument};

use crate::arguments::{Search, Sort};
use crate::asking;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Search) -> anyhow::Result<Exit> {
    let bench = asking::open(settings)?;
    let query = asking::parse(&bench, &wanted.query)?;
    let request = SearchRequest {
        sort: match wanted.sort {
            Sort::Date => indexer::Sort::Date,
            Sort::Relevance => indexer::Sort::Relevance,
            Sort::Pay => indexer::Sort::Pay,
        },
        limit: wanted.limit,
        offset: wanted.offset,
        facets: wanted.facets,
        highlight: true,
    };
    let document = bench.search(&query, &request)?;
    let mut out = Out::stdout();
    if settings.json {
        out.json(SearchDocument::SCHEMA, &document)?;
        return Ok(Exit::Done);
    }
    let page = &document.page;
    if wanted.csv {
        out.text(&csv(&page.hits)?);
        return Ok(Exit::Done);
    }
    hints(settings, &document);
    heading(&mut out, &document);
    for hit in &page.hits {
        out.text(&show(hit, output::colour()));
    }
    if let Some(facets) = &page.facets {
        out.text(&show_facets(facets));
    }
    drop(out);
    let shown = wanted.offset as u64 + page.hits.len() as u64;
    if shown < page.total && std::io::stdout().is_terminal() {
        settings.hint(&format!("more: --offset {shown}"));
    }
    Ok(Exit::Done)
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
pub fn parse(reader: &Reader, text: &str, today: Day) -> anyhow::Result<Query> {
    let tags = reader.info().tags;
    asking::read(Query::parse(text, &Vocabulary { tags: &tags }, today))
}

fn heading(out: &mut Out, document: &SearchDocument) {
    let page = &document.page;
    out.line(&document.interpreted);
    let span = match (page.first_day, page.last_day) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    out.line(&format!("{}{span}", output::counted(page.total, "posting")));
    out.line("");
}

fn show(hit: &Hit, colour: bool) -> String {
    let (bold, dim, end) = if colour {
        ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m")
    } else {
        ("", "", "")
    };
    let mut facts = vec![
        format!(
            "{} {}",
            hit.day,
            if hit.date_kind == model::DateKind::Exact {
                ""
            } else {
                hit.date_kind.slug()
            }
        )
        .trim()
        .to_owned(),
    ];
    facts.push(hit.source.to_string());
    facts.push(hit.category.to_string());
    facts.push(
        hit.pay
            .map_or("pay not stated".to_owned(), |pay| pay.to_string()),
    );
    facts.extend(hit.country.clone());
    facts.extend(hit.organisation.clone());
    let mut text = format!(
        "{bold}{}{end}\n  {dim}{}{end}\n",
        hit.title,
        facts.join(" · ")
    );
    if !hit.snippet.text.is_empty() {
        text.push_str(&format!(
            "  {}\n",
            marked(&hit.snippet.text, &hit.snippet.marks, colour)
        ));
    }
    if hit.copies > 0 {
        text.push_str(&format!(
            "  stands for {} more (leader:\"{}\")\n",
            output::thousands(hit.copies),
            hit.key
        ));
    }
    if let Some(leader) = &hit.leader {
        text.push_str(&format!("  duplicate of {leader}\n"));
    }
    if !hit.tags.is_empty() {
        text.push_str(&format!("  tags {}\n", hit.tags.join(", ")));
    }
    text.push_str(&format!(
        "  {dim}{}{end}\n\n",
        hit.url.as_deref().unwrap_or(hit.key.as_str())
    ));
    text
}

/// Puts a snippet on one line, with the matched words marked on a terminal.
fn marked(snippet: &str, marks: &[(usize, usize)], colour: bool) -> String {
    let mut text = String::with_capacity(snippet.len() + marks.len() * 8);
    let mut from = 0;
    for &(start, end) in marks.iter().filter(|_| colour) {
        let (Some(before), Some(word)) = (snippet.get(from..start), snippet.get(start..end)) else {
            continue;
        };
        text.push_str(before);
        text.push_str("\u{1b}[1;33m");
        text.push_str(word);
        text.push_str("\u{1b}[0m");
        from = end;
    }
    text.push_str(snippet.get(from..).unwrap_or(""));
    text.replace('\n', " ")
}

fn show_facets(facets: &Facets) -> String {
    let mut text = String::new();
    for (name, counts) in [
        ("category", &facets.category),
        ("tag", &facets.tag),
        ("polarity", &facets.polarity),
        ("source", &facets.source),
        ("market", &facets.market),
        ("country", &facets.country),
        ("pay", &facets.pay),
        ("month", &facets.month),
    ] {
        let rows: Vec<Vec<String>> = counts
            .iter()
            .map(|(value, count)| vec![value.clone(), output::thousands(*count)])
            .collect();
        text.push_str(&output::table(&[name, "postings"], &rows, &[1]));
        text.push('\n');
    }
    text
}

fn csv(hits: &[Hit]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(workbench::HIT_COLUMNS)?;
    for hit in hits {
        writer.write_record(workbench::hit_cells(hit))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
