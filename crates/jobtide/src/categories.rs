//! `jobtide categories`: the categories that a posting can have, with how many of the index have each. Never opens the store.

use workbench::{CategoriesDocument, Document};

use crate::asking;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

/// Runs the command.
pub fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let document = match asking::open_if_any(settings)? {
        Some(bench) => asking::answered(bench.categories())?,
        None => CategoriesDocument::without_index(),
    };
    let mut out = Out::stdout();
    if settings.json {
        out.json(CategoriesDocument::SCHEMA, &document)?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = document
        .categories
        .iter()
        .map(|row| {
            let article = match row.of_the_article {
                true => "yes",
                false => "",
            };
            vec![
                row.category.to_owned(),
                row.title.to_owned(),
                article.to_owned(),
                output::counted_or_none(row.postings),
            ]
        })
        .collect();
    let head = ["category", "title", "of the article", "postings"];
    out.text(&output::table(&head, &rows, &[3]));
    if document.postings.is_none() {
        asking::hint_no_index(settings);
    }
    Ok(Exit::Done)
}
