//! A list of postings in, the page that shows it out: words, links, marks and facets. Asks nothing itself but the list.

use std::sync::Arc;

use analytics::wording;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use indexer::{Facets, Hit, SearchRequest, Sort};
use model::Category;
use reportgen::site::{
    Choice, Example, FacetRow, FacetView, HitView, Link, Piece, ReadAs, SearchView, Step,
};
use workbench::SearchDocument;

use crate::address::{self, address, narrowed};
use crate::commits::Commit;
use crate::examples::EXAMPLES;
use crate::fault::Fault;
use crate::frame::{self, counted};
use crate::parameters::Parameters;
use crate::search::{ORDERS, PAGE, parsed, text, usual_order};
use crate::site::Site;

/// Values of a facet that are shown.
const VALUES: usize = 12;
/// Facets that are unfolded.
const UNFOLDED: usize = 2;
/// Examples under the box.
const UNDER_THE_BOX: usize = 8;

struct Place<'a> {
    query: &'a str,
    /// The one spelling of the query, which its permalink has.
    canonical: &'a str,
    /// The order that was chosen, which goes along to every other list.
    chosen: Option<Sort>,
    order: Sort,
    number: usize,
}

impl Place<'_> {
    fn href(&self, query: &str, number: usize) -> String {
        let number = match number {
            0 | 1 => String::new(),
            number => number.to_string(),
        };
        let sort = self.chosen.map_or("", name_of);
        address("/", &[("q", query), ("sort", sort), ("page", &number)])
    }
}

/// `/`.
pub async fn page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let parameters = Parameters::of(&uri, &["q", "sort", "page"])?;
    let last = site.limits.depth / PAGE;
    let number = parameters.number("page", 1, (1, last))?;
    let query = text(&parameters, &site.limits)?;
    let chosen = parameters.choice("sort", ORDERS)?;
    let order = chosen.unwrap_or_else(|| usual_order(&query));
    let answer = site.ask(move |site, commit| {
        let parsed = parsed(&commit.bench, &query)?;
        let request = SearchRequest {
            sort: order,
            limit: PAGE,
            offset: (number - 1) * PAGE,
            facets: true,
            highlight: true,
        };
        let document = commit.bench.search(&parsed, &request)?;
        // A query of nothing is spelt `*`, and its list is the front page.
        let canonical = match query.is_empty() {
            true => String::new(),
            false => parsed.canonical(),
        };
        let place = Place {
            query: &query,
            canonical: &canonical,
            chosen,
            order,
            number,
        };
        let view = view(site, commit, &document, &place);
        let title = match query.is_empty() {
            true => "Search".to_owned(),
            false => format!("{query}, search"),
        };
        let frame = frame::frame(site, Some(commit), (&title, "/", &query));
        frame::page(site, &frame, &view)
    });
    answer.await
}

fn view(site: &Site, commit: &Commit, document: &SearchDocument, place: &Place<'_>) -> SearchView {
    let found = &document.page;
    let first = document.offset + 1;
    let last = document.offset + found.hits.len();
    let facets = found.facets.as_ref();
    SearchView {
        query: place.query.to_owned(),
        longest: site.limits.query_characters,
        orders: orders(place.chosen),
        syntax: examples().take(UNDER_THE_BOX).collect(),
        empty_index: commit.postings == 0,
        first_steps: first_steps(),
        read: read_as(document, place),
        total: counted(found.total, "posting"),
        span: match (found.first_day, found.last_day) {
            (Some(first), Some(last)) if first == last => Some(first.to_string()),
            (Some(first), Some(last)) => Some(format!("{first} to {last}")),
            _ => None,
        },
        place: (!found.hits.is_empty() && (found.total > found.hits.len() as u64)).then(|| {
            format!(
                "{} to {} shown",
                wording::count(first as u64),
                wording::count(last as u64)
            )
        }),
        links: links(document, place),
        first,
        hits: found.hits.iter().map(|hit| hit_view(hit, place)).collect(),
        beyond: found.total > 0,
        advice: advice(document, place),
        paging: paging(site, document, place),
        facets: facets.map_or_else(Vec::new, |facets| facet_views(facets, place)),
    }
}

fn name_of(order: Sort) -> &'static str {
    let found = ORDERS.iter().find(|(_, own)| *own == order);
    found.map_or("date", |(name, _)| name)
}

fn orders(chosen: Option<Sort>) -> Vec<Choice> {
    let usual = Choice {
        value: String::new(),
        text: "best match, or newest".to_owned(),
        chosen: chosen.is_none(),
    };
    let all = ORDERS.iter().map(|(name, order)| Choice {
        value: (*name).to_owned(),
        text: match order {
            Sort::Date => "newest first",
            Sort::Relevance => "best match first",
            Sort::Pay => "best paid first",
        }
        .to_owned(),
        chosen: chosen == Some(*order),
    });
    std::iter::once(usual).chain(all).collect()
}

/// The examples, each with the link that asks it.
pub fn examples() -> impl Iterator<Item = Example> {
    EXAMPLES.iter().map(|(_, query, means)| Example {
        query: (*query).to_owned(),
        means: (*means).to_owned(),
        href: address("/", &[("q", query)]),
    })
}

fn first_steps() -> Vec<Step> {
    let steps = [
        ("jobtide refresh", "polls the sources of jobtide.toml"),
        (
            "jobtide import FILE --profile NAME",
            "reads an archive; `jobtide profiles` names the profiles",
        ),
        ("jobtide demo", "makes a market up, to look around in"),
    ];
    let steps = steps.map(|(command, means)| Step {
        command: command.to_owned(),
        means: means.to_owned(),
    });
    steps.to_vec()
}

fn read_as(document: &SearchDocument, place: &Place<'_>) -> ReadAs {
    ReadAs {
        interpreted: document.interpreted.clone(),
        notes: document.notes.clone(),
        did_you_mean: document
            .did_you_mean
            .as_ref()
            .map(|text| Link::new(text.as_str(), place.href(text, 1))),
    }
}

fn links(document: &SearchDocument, place: &Place<'_>) -> Vec<Link> {
    let (query, sort) = (place.query, name_of(place.order));
    let (offset, limit) = (document.offset.to_string(), PAGE.to_string());
    let shown = [
        ("q", query),
        ("sort", sort),
        ("offset", &offset),
        ("limit", &limit),
    ];
    let with_facets = [shown.as_slice(), &[("facets", "true")]].concat();
    let total = document.page.total;
    let mut links = vec![
        Link::new("Trend", address("/trend", &[("q", query)])),
        Link::new("Pay", address("/pay", &[("q", query)])),
        Link::new(
            "Link to this list",
            place.href(place.canonical, place.number),
        ),
        Link::new("JSON", address("/api/v1/search", &with_facets)),
        Link::file("CSV", address("/search.csv", &shown), "postings.csv"),
    ];
    if total > document.page.hits.len() as u64 {
        let all = address("/search.csv", &[("q", query), ("sort", sort)]);
        let words = format!("CSV of all {}", wording::count(total));
        links.push(Link::file(&words, all, "postings.csv"));
    }
    links
}

fn advice(document: &SearchDocument, place: &Place<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    if document.page.total > 0 {
        links.push(Link::new(
            "The first page of the list",
            place.href(place.query, 1),
        ));
    }
    if document.folded > 0 {
        let words = format!(
            "Show {} that others of the same text stand for",
            counted(document.folded, "duplicate")
        );
        links.push(Link::new(
            words,
            place.href(&narrowed(place.query, "is", "any"), 1),
        ));
    }
    links.push(Link::new("All postings", "/"));
    links.push(Link::new("The query language, with examples", "/help"));
    links
}

fn paging(site: &Site, document: &SearchDocument, place: &Place<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |text: &str, number: usize, rel: &str| {
        links.push(Link {
            rel: rel.to_owned(),
            ..Link::new(text, place.href(place.query, number))
        });
    };
    if place.number > 1 {
        add("Before", place.number - 1, "prev");
    }
    let last = (document.offset + document.page.hits.len()) as u64;
    let there_is_more = last < document.page.total && !document.page.hits.is_empty();
    if there_is_more && place.number < site.limits.depth / PAGE {
        add("Next", place.number + 1, "next");
    }
    links
}

fn hit_view(hit: &Hit, place: &Place<'_>) -> HitView {
    let key = hit.key.as_str();
    let mut facts = vec![match hit.date_kind {
        model::DateKind::Exact => hit.day.to_string(),
        kind => format!("{} {}", hit.day, kind.slug()),
    }];
    facts.push(hit.source.to_string());
    facts.push(hit.category.title().to_owned());
    facts.push(
        hit.pay
            .map_or_else(|| "pay not stated".to_owned(), |pay| pay.to_string()),
    );
    facts.extend(hit.country.clone());
    facts.extend(hit.organisation.clone());
    let mut beside = Vec::new();
    if let Some(url) = hit.url.as_deref().and_then(address::elsewhere) {
        beside.push(Link::new(format!("At {}", hit.platform), url));
    }
    if hit.copies > 0 {
        let copies = narrowed("", "leader", key);
        beside.push(Link::new(
            format!("Stands for {} more", wording::count(hit.copies)),
            place.href(&copies, 1),
        ));
    }
    if let Some(leader) = &hit.leader {
        beside.push(Link::new("Duplicate of", address::posting(leader.as_str())));
    }
    HitView {
        href: address::posting(key),
        title: match hit.title.trim().is_empty() {
            true => pieces("(without a title)", &[]),
            false => pieces(&hit.title, &hit.title_marks),
        },
        facts,
        snippet: pieces(&hit.snippet.text, &hit.snippet.marks),
        tags: tag_links(&hit.tags, place),
        beside,
    }
}

fn tag_links(tags: &[String], place: &Place<'_>) -> Vec<Link> {
    let links = tags.iter().map(|tag| {
        let query = narrowed(place.query, "tag", tag);
        Link::new(tag.as_str(), place.href(&query, 1))
    });
    links.collect()
}

/// A text in parts, those in the ranges marked.
fn pieces(text: &str, marks: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |text: Option<&str>, class: Option<&'static str>| {
        let text = text.unwrap_or_default();
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                class,
                says: None,
            });
        }
    };
    let mut from = 0;
    for &(start, end) in marks {
        add(text.get(from..start), None);
        add(text.get(start..end), Some("match"));
        from = end;
    }
    add(text.get(from..), None);
    pieces
}

/// A value of a facet as hits have it.
fn worded(field: &str, value: &str) -> String {
    match (field, value) {
        (_, "none") => "not stated".to_owned(),
        ("category", slug) => slug
            .parse::<Category>()
            .map_or(slug.to_owned(), |category| category.title().to_owned()),
        (_, value) => value.to_owned(),
    }
}

/// What a facet is called above its values.
fn heading(field: &'static str) -> &'static str {
    match field {
        "category" => "Category",
        "tag" => "Tag",
        "polarity" => "Sense of tags",
        "source" => "Source",
        "platform" => "Platform",
        "market" => "Market",
        "country" => "Country",
        "pay" => "Pay",
        "date" => "Month",
        other => other,
    }
}

fn facet_views(facets: &Facets, place: &Place<'_>) -> Vec<FacetView> {
    let all = facets.by_field();
    let shown = all.into_iter().filter(|(_, counts)| !counts.is_empty());
    let views = shown.enumerate().map(|(at, (field, counts))| {
        // No query can spell a value with a quotation mark in it.
        let spelt = counts.iter().filter(|(value, _)| !value.contains('"'));
        let spelt: Box<dyn Iterator<Item = &(String, u64)>> = match field {
            // Months come in order, and people want the latest.
            "date" => Box::new(spelt.rev()),
            _ => Box::new(spelt),
        };
        let rows = spelt.take(VALUES).map(|(value, count)| FacetRow {
            text: worded(field, value),
            href: place.href(&narrowed(place.query, field, value), 1),
            count: wording::count(*count),
        });
        let left = counts.len().saturating_sub(VALUES);
        FacetView {
            name: heading(field),
            open: at < UNFOLDED,
            rows: rows.collect(),
            more: (left > 0).then(|| format!("and {} more", wording::count(left as u64))),
        }
    });
    views.collect()
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn marks_part_a_text_and_lose_nothing_of_it() {
        let text = "ein Café, <b>zwei</b>";
        let parts = pieces(text, &[(4, 9), (11, 14)]);
        let words: Vec<(&str, bool)> = parts
            .iter()
            .map(|part| (part.text.as_str(), part.class.is_some()))
            .collect();
        assert_eq!(
            words,
            [
                ("ein ", false),
                ("Café", true),
                (", ", false),
                ("<b>", true),
                ("zwei</b>", false)
            ]
        );
        assert_eq!(pieces("", &[]), []);
    }
}
