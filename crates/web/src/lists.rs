//! Tags, categories, sources and the query language as documents and as pages of tables. Asks the commit and the hallway, computes nothing.

use std::sync::Arc;

use analytics::wording;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use reportgen::site::{Cell, Link, Listing, Rules, Table};
use workbench::{
    CategoriesDocument, Enveloped, SourcesDocument, TagsDocument, categories_as_written, judged,
    tags_as_written,
};

use crate::address::{address, narrowed};
use crate::commits::Commit;
use crate::examples::EXAMPLES;
use crate::fault::{Fault, Faults};
use crate::frame;
use crate::parameters::Parameters;
use crate::search::json;
use crate::site::Site;

/// The AI-skill tags.
#[utoipa::path(
    get,
    path = "/api/v1/tags",
    operation_id = "tags",
    responses((status = 200, description = "The tags, counted in the index", body = inline(Enveloped<'static, TagsDocument>)), Faults)
)]
pub async fn tags(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    site.ask(|_, commit| json(commit.tags()?)).await
}

/// The categories.
#[utoipa::path(
    get,
    path = "/api/v1/categories",
    operation_id = "categories",
    responses((status = 200, description = "The categories, counted in the index", body = inline(Enveloped<'static, CategoriesDocument>)), Faults)
)]
pub async fn categories(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    site.ask(|_, commit| json(&commit.bench.categories()?))
        .await
}

/// The sources and their state.
#[utoipa::path(
    get,
    path = "/api/v1/sources",
    operation_id = "sources",
    responses((status = 200, description = "The sources that are switched on, with their state", body = inline(Enveloped<'static, SourcesDocument>)), Faults)
)]
pub async fn sources(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let own = Arc::clone(&site);
    site.work.run(move || json(&listed(&own)?)).await
}

fn listed(site: &Site) -> Result<SourcesDocument, Fault> {
    let sources = (site.given.sources)();
    sources.map_err(|why| Fault::ours("the state of the sources could not be read", &why))
}

/// `/tags`.
pub async fn tags_page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    listing(&site, "/tags", |_, commit| Ok(of_tags(commit.tags()?))).await
}

/// `/categories`.
pub async fn categories_page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let view = |_: &Site, commit: &Commit| Ok(of_categories(&commit.bench.categories()?));
    listing(&site, "/categories", view).await
}

/// `/sources`. It needs no index: what was polled is told before anything is found.
pub async fn sources_page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let own = Arc::clone(&site);
    let question = move || {
        let commit = own.commit().ok();
        let view = of_sources(&listed(&own)?);
        let frame = frame::frame(&own, commit.as_deref(), (&view.heading, "/sources", ""));
        frame::page(&own, &frame, &view)
    };
    site.work.run(question).await
}

/// `/help`. It needs no index either.
pub async fn help_page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let view = of_the_language();
    let commit = site.seen();
    let frame = frame::frame(&site, commit.as_deref(), (&view.heading, "/help", ""));
    frame::page(&site, &frame, &view)
}

async fn listing(
    site: &Arc<Site>,
    here: &'static str,
    view: impl FnOnce(&Site, &Commit) -> Result<Listing, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let answer = site.ask(move |site, commit| {
        let view = view(site, commit)?;
        let frame = frame::frame(site, Some(commit), (&view.heading, here, ""));
        frame::page(site, &frame, &view)
    });
    answer.await
}

fn counted(n: impl Into<Option<u64>>) -> Cell {
    let n: Option<u64> = n.into();
    Cell::number(n.map_or_else(|| "not known".to_owned(), wording::count))
}

fn asks(field: &str, value: &str) -> String {
    address("/", &[("q", &narrowed("", field, value))])
}

fn of_tags(document: &TagsDocument) -> Listing {
    let judged = judged();
    let rows = document.tags.iter().map(|row| {
        let right = match judged.get(&row.tag) {
            Some(one) => format!("{} of {}", one.right, one.judged),
            None => "not judged".to_owned(),
        };
        vec![
            Cell::head(row.title.as_str()).to(asks("tag", &row.tag)),
            Cell::words(format!("tag:{}", row.tag)).to(format!("#rule-{}", row.tag)),
            Cell::words(row.group),
            Cell::words(row.born.as_deref().unwrap_or("")),
            counted(row.postings),
            counted(row.mentions),
            Cell::number(right),
        ]
    });
    let columns = [
        "Skill",
        "In a query",
        "Group",
        "Not before",
        "#Postings that ask for it",
        "#That mention it",
        "#Right where a person judged",
    ];
    Listing {
        heading: "AI-skill tags".to_owned(),
        words: vec![
            "A tag is found in a posting's title, text and skills by the rules below; in what sense it is meant is read from its sentence.".to_owned(),
            "What was judged by hand were hits of these rules in real postings; the samples are small, and the rules were improved since.".to_owned(),
        ],
        links: vec![Link::new("JSON", "/api/v1/tags")],
        tables: vec![Table::new(
            format!("Tags by the rules {}", document.rules_hash),
            &columns,
            rows.collect(),
        )],
        absent: String::new(),
        rules_heading: "The rules".to_owned(),
        rules: rules(tags_as_written()),
    }
}

fn of_categories(document: &CategoriesDocument) -> Listing {
    let rows = document.categories.iter().map(|row| {
        vec![
            Cell::head(row.title).to(asks("category", row.category)),
            Cell::words(format!("category:{}", row.category)).to(format!("#rule-{}", row.category)),
            Cell::words(if row.of_the_article { "yes" } else { "no" }),
            counted(row.postings),
        ]
    });
    Listing {
        heading: "Categories".to_owned(),
        words: vec![
            "The platform's own label decides where a rule knows it; else the words of title and skills do.".to_owned(),
            "How often the rules are right depends on the platform: `jobtide evaluate categories FILE --profile NAME` measures it on labelled postings.".to_owned(),
        ],
        links: vec![Link::new("JSON", "/api/v1/categories")],
        tables: vec![Table::new(
            "Categories, and the postings in them without duplicates",
            &["Category", "In a query", "One of the article's", "#Postings"],
            rows.collect(),
        )],
        absent: String::new(),
        rules_heading: "The rules".to_owned(),
        rules: rules(categories_as_written()),
    }
}

fn rules(written: Vec<(String, String, Vec<String>)>) -> Vec<Rules> {
    let rules = written.into_iter().map(|(id, name, lines)| Rules {
        id: format!("rule-{id}"),
        name,
        lines,
    });
    rules.collect()
}

fn of_sources(document: &SourcesDocument) -> Listing {
    let or_dash = |text: &Option<String>| Cell::words(text.as_deref().unwrap_or("–"));
    let rows: Vec<Vec<Cell>> = document
        .sources
        .iter()
        .map(|row| {
            vec![
                Cell::head(row.name.as_str()).to(asks("source", &row.name)),
                or_dash(&row.kind),
                Cell::words(row.state),
                or_dash(&row.last_success),
                or_dash(&row.next_poll),
                Cell::number(row.failures.to_string()),
                Cell::number(row.postings.map_or_else(|| "–".to_owned(), wording::count)),
                Cell::words(row.completeness.as_str()),
                Cell::words(row.last_error.as_deref().unwrap_or("")),
                Cell::words(row.attribution.as_str()),
            ]
        })
        .collect();
    let columns = [
        "Source",
        "Kind",
        "State",
        "Last success",
        "Next poll",
        "#Failures in a row",
        "#Postings",
        "Last poll saw",
        "Last error",
        "Credit",
    ];
    let mut words = vec!["The state that the last refresh left.".to_owned()];
    if document.switched_off > 0 {
        words.push(format!(
            "{} switched off; `jobtide sources --all` lists them.",
            frame::counted(document.switched_off as u64, "source")
        ));
    }
    let table = || Table::new("Sources that are switched on", &columns, rows);
    Listing {
        heading: "Sources".to_owned(),
        words,
        links: vec![Link::new("JSON", "/api/v1/sources")],
        tables: match document.sources.is_empty() {
            true => Vec::new(),
            false => vec![table()],
        },
        absent: "No source is switched on; jobtide.toml declares them, and archives need none."
            .to_owned(),
        rules_heading: String::new(),
        rules: Vec::new(),
    }
}

fn of_the_language() -> Listing {
    let mut tables: Vec<Table> = Vec::new();
    for (part, query, means) in EXAMPLES {
        let row = vec![
            Cell::head(*query).to(address("/", &[("q", query)])),
            Cell::words(*means),
        ];
        match tables.last_mut().filter(|table| table.caption == *part) {
            Some(table) => table.rows.push(row),
            None => tables.push(Table::new(*part, &["Query", "Finds"], vec![row])),
        }
    }
    Listing {
        heading: "The query language".to_owned(),
        words: vec![
            "It is the same in the box, in the terminal, in claims and in reports. Words are joined by AND, which binds more tightly than OR; letter case and accents do not matter.".to_owned(),
            "Words outside quotes are found in all their English forms, words inside quotes as they stand. Duplicates are left out unless the query speaks of them.".to_owned(),
        ],
        links: vec![Link::new("The API, as an OpenAPI document", "/api/v1/openapi.json")],
        tables,
        absent: String::new(),
        rules_heading: String::new(),
        rules: Vec::new(),
    }
}
