//! `jobtide search`: a query to the index, its hits to the terminal, JSON or CSV. Never opens the store.

use std::io::IsTerminal;

use indexer::{Facets, Hit, Query, Reader, SearchPage, SearchRequest, Vocabulary};
use model::Day;
use serde::Serialize;

use crate::arguments::{Search, Sort};
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::sync;

#[derive(Serialize)]
struct Page<'a> {
    query: &'a str,
    interpreted: String,
    notes: &'a [String],
    offset: usize,
    limit: usize,
    did_you_mean: Option<String>,
    #[serde(flatten)]
    page: &'a SearchPage,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Search) -> anyhow::Result<Exit> {
    let reader = sync::open_reader(settings)?;
    let text = wanted.query.join(" ");
    let query = parse(&reader, &text, settings.today()?)?;
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
    let page = reader.search(&query, &request)?;
    let did_you_mean = if page.total == 0 {
        reader.suggest(&query)
    } else {
        None
    };
    let mut out = Out::stdout();
    if settings.json {
        let document = Page {
            query: &text,
            interpreted: query.interpreted(),
            notes: query.notes(),
            offset: wanted.offset,
            limit: wanted.limit,
            did_you_mean,
            page: &page,
        };
        out.json("jobtide.search/1", &document)?;
        return Ok(Exit::Done);
    }
    if wanted.csv {
        out.text(&csv(&page.hits)?);
        return Ok(Exit::Done);
    }
    for note in query.notes() {
        settings.hint(&format!("note: {note}"));
    }
    if let Some(words) = did_you_mean {
        settings.hint(&format!("did you mean: {words}"));
    }
    if page.total == 0 && !query.has_duplicates() {
        let all = query.clone().with_duplicates();
        let folded = reader.search(&all, &SearchRequest::default())?.total;
        if folded > 0 {
            settings.hint(&format!(
                "{} folded into others of the same text; add is:any to see them",
                output::counted(folded, "posting")
            ));
        }
    }
    heading(&mut out, &query, &page);
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

/// Parses a query; a fault is shown with a caret under it and means status 2.
pub fn parse(reader: &Reader, text: &str, today: Day) -> anyhow::Result<Query> {
    let tags = reader.info().tags;
    Query::parse(text, &Vocabulary { tags: &tags }, today)
        .map_err(|error| exit::usage(anyhow::anyhow!("the query does not parse\n{error}")))
}

fn heading(out: &mut Out, query: &Query, page: &SearchPage) {
    out.line(&query.interpreted());
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
    writer.write_record([
        "key",
        "title",
        "day",
        "date_kind",
        "source",
        "platform",
        "market",
        "category",
        "label",
        "tags",
        "pay_kind",
        "pay_low",
        "pay_high",
        "currency",
        "per",
        "country",
        "organisation",
        "url",
    ])?;
    for hit in hits {
        let pay = hit.pay;
        let field = |text: Option<String>| text.unwrap_or_default();
        writer.write_record([
            hit.key.to_string(),
            hit.title.clone(),
            hit.day.to_string(),
            hit.date_kind.slug().to_owned(),
            hit.source.to_string(),
            hit.platform.to_string(),
            hit.market.to_string(),
            hit.category.to_string(),
            field(hit.label.as_ref().map(|label| label.leaf.clone())),
            hit.tags.join(";"),
            field(pay.map(|pay| pay.kind().slug().to_owned())),
            field(pay.map(|pay| pay.low().to_string())),
            field(pay.map(|pay| pay.high().to_string())),
            field(pay.map(|pay| pay.currency().to_string())),
            field(pay.map(|pay| pay.period().slug().to_owned())),
            field(hit.country.clone()),
            field(hit.organisation.clone()),
            field(hit.url.clone()),
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
