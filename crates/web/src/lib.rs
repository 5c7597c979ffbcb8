//! A request in; a page, a document or a file of a report out, within limits. Changes nothing, and knows no store and no template.
//!
//! What it may not make itself the hallway gives it ([`Given`]): a way to open the index, the state of the sources, where the reports
//! lie, what draws a PNG. Every answer comes from one commit of the index; a refresh beside it is seen within about a second, and until
//! the new commit is open the old one serves. The numbers are those of [`workbench`]'s documents, the pages are written by
//! [`reportgen::site`].

mod address;
mod assets;
mod charts;
mod commits;
mod door;
mod examples;
mod fault;
mod frame;
mod guard;
mod limits;
mod lists;
mod parameters;
mod pay;
mod posting_page;
mod reports;
mod routes;
mod search;
mod search_page;
mod server;
mod site;
mod tokens;
mod trend;
mod trend_page;
mod work;

pub use limits::Limits;
pub use server::{Error, serve};
pub use site::{Draw, Given, Hosts, Open};

/// The OpenAPI document of the API, as JSON: it is made of the routes themselves.
#[must_use]
pub fn openapi() -> String {
    routes::document()
}
