//! A site of synthetic boards and of every fault that a server has, with what each source gives one poll. For tests and people; knows no room.

mod boards;
mod faults;

use std::fmt::Write;

use feedserver::boards::Job;
use feedserver::{Answer, Route, Site};

/// One source of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantedSource {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Its kind there.
    pub kind: &'static str,
    /// Where it lies.
    pub path: &'static str,
    /// Further lines of its table.
    pub lines: &'static str,
    /// What is peculiar about it, for the index page.
    pub note: &'static str,
    /// Distinct postings that one poll can have from it.
    pub postings: u64,
    /// The least that a poll must say of it.
    pub ends: Ends,
}

impl PlantedSource {
    /// The same with further lines in its table.
    fn with(self, lines: &'static str) -> PlantedSource {
        PlantedSource { lines, ..self }
    }
}

/// How a poll of a source should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// All was read.
    Complete,
    /// Something was read, and what is missing is named.
    Partial,
    /// Nothing was read, and why is named.
    Failed,
}

/// The site under construction.
struct Plan {
    site: Site,
    sources: Vec<PlantedSource>,
}

impl Plan {
    fn add(&mut self, source: PlantedSource, routes: impl IntoIterator<Item = Route>) {
        self.site = std::mem::take(&mut self.site).routes(routes);
        self.sources.push(source);
    }

    /// An RSS feed of ten postings whose answer is bent.
    fn bent(
        &mut self,
        name: &'static str,
        path: &'static str,
        note: &'static str,
        ends: Ends,
        jobs: &[Job],
        bend: impl Fn(Answer) -> Answer,
    ) {
        let answer = bend(feed(jobs));
        self.feed(
            name,
            path,
            note,
            ends,
            jobs.len() as u64,
            [Route::get(path).always(answer)],
        );
    }

    fn feed(
        &mut self,
        name: &'static str,
        path: &'static str,
        note: &'static str,
        ends: Ends,
        postings: u64,
        routes: impl IntoIterator<Item = Route>,
    ) {
        let source = PlantedSource {
            name,
            kind: "rss",
            path,
            lines: "",
            note,
            postings,
            ends,
        };
        self.add(source, routes);
    }
}

fn feed(jobs: &[Job]) -> Answer {
    Answer::ok(
        "application/rss+xml; charset=utf-8",
        feedserver::boards::rss_document(jobs, None),
    )
}

/// The site and its sources. The newest postings are of the given moment (Unix seconds). Every call gives a fresh count of requests.
#[must_use]
pub fn planted_site(newest: u64) -> (Site, Vec<PlantedSource>) {
    let mut plan = Plan {
        site: Site::new().robots("User-agent: *\nDisallow: /private/\n"),
        sources: Vec::new(),
    };
    boards::add(&mut plan, newest);
    faults::add(&mut plan, &feedserver::boards::jobs(10, newest));
    let index = index_page(&plan.sources);
    let site = plan
        .site
        .route(Route::get("/").always(Answer::ok("text/html; charset=utf-8", index)));
    (site, plan.sources)
}

/// The tables of the sources, as they stand in `jobtide.toml`.
#[must_use]
pub fn source_tables(base_url: &str, sources: &[PlantedSource]) -> String {
    sources.iter().fold(String::new(), |mut toml, source| {
        let PlantedSource { name, kind, path, lines, note, .. } = source;
        let _ = write!(
            toml,
            "[[source]] # {note}\nname = \"{name}\"\nkind = \"{kind}\"\nurl = \"{base_url}{path}\"\nlocal = true\n{lines}\n"
        );
        toml
    })
}

fn index_page(sources: &[PlantedSource]) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><title>Synthetic sources</title></head><body><h1>Synthetic sources</h1><table>",
    );
    for source in sources {
        let _ = write!(
            html,
            "<tr><td><a href=\"{path}\">{path}</a></td><td>{kind}</td><td>{note}</td></tr>",
            path = source.path,
            kind = source.kind,
            note = source.note,
        );
    }
    html.push_str("</table></body></html>\n");
    html
}
