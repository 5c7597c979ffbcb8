//! The planted market, written in pages, goes over HTTP: an Upwork-shaped feed and an endpoint of JSON lines on a loopback port, with a few of the faults that servers have.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use feedserver::{Answer, Request, Route, Server, Site};
use synth::Market;

const ITEMS_A_PAGE: usize = 1_000;
/// The name under which the market's JSON lines are described to the reader.
const PROFILE: &str = "synthetic-jsonl.toml";

/// A server with the market's pages, and what `jobtide.toml` must say of it.
pub struct ServedMarket {
    /// Runs until it is dropped.
    pub server: Server,
    /// The tables of its two sources.
    pub tables: String,
}

/// Writes the market's pages into a folder and serves them from there, so that the market is never held in memory.
///
/// Each page links to the next and carries an `ETag`. The feed answers once with 429 and a second's rest; the endpoint has moved for
/// good, and its first answer breaks off.
pub fn serve(market: &Market, folder: &Path) -> anyhow::Result<ServedMarket> {
    let pages = folder.join("archive");
    let write = || -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
        std::fs::create_dir_all(&pages)?;
        std::fs::write(folder.join(PROFILE), synth::JSONL_PROFILE)?;
        Ok((write_feed(market, &pages)?, write_lines(market, &pages)?))
    };
    let (feed, lines) =
        write().with_context(|| format!("cannot write the market to {}", folder.display()))?;
    let site = Site::new()
        .route(
            Route::get("/rss")
                .first(1, Answer::retry_later(429, 1))
                .then_with(move |request| feed_page(&feed, request)),
        )
        .route(Route::get("/jobs").always(Answer::redirect(301, "/postings")))
        .route(Route::get("/postings").with(move |request| {
            let page = lines_page(&lines, request);
            match request.nth {
                0 => page.truncated_to(100_000),
                _ => page,
            }
        }));
    let server = Server::start(site).context("cannot serve the market on this machine")?;
    let mut tables = String::new();
    for (name, more) in [
        (
            "synthetic-rss",
            format!(
                "kind = \"upwork-rss\"\nurl = \"{}\"\nplatform = \"synthetic\"",
                server.url("/rss")
            ),
        ),
        (
            "synthetic-jsonl",
            format!(
                "kind = \"profile\"\nprofile = \"{PROFILE}\"\nurl = \"{}\"",
                server.url("/jobs")
            ),
        ),
    ] {
        let _ = writeln!(
            tables,
            "[[source]]\nname = \"{name}\"\n{more}\nmarket = \"freelance\"\nlocal = true\nmax_documents = 100000\n"
        );
    }
    Ok(ServedMarket { server, tables })
}

/// The newest postings stand on the first page and at its top, as feeds have it; the market tells its story from the beginning.
fn write_feed(market: &Market, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut pages = market
        .rss_pages(ITEMS_A_PAGE)
        .map(|(name, bytes)| written(folder.join(name), turned(&bytes).as_bytes()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    pages.reverse();
    Ok(pages)
}

/// A page of the feed with its last item first.
fn turned(page: &[u8]) -> String {
    const END: &str = "</item>";
    let text = String::from_utf8_lossy(page);
    let (Some(start), Some(end)) = (text.find("<item>"), text.rfind(END)) else {
        return text.into_owned();
    };
    let end = end + END.len();
    let items: Vec<&str> = text[start..end].split_inclusive(END).collect();
    let items: String = items.into_iter().rev().collect();
    format!("{}{items}{}", &text[..start], &text[end..])
}

fn write_lines(market: &Market, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut lines = market.jsonl().peekable();
    let mut pages = Vec::new();
    while lines.peek().is_some() {
        let page: Vec<Vec<u8>> = lines.by_ref().take(ITEMS_A_PAGE).collect();
        let page: Vec<u8> = page.into_iter().rev().flatten().collect();
        let name = format!("market_{:06}.jsonl", pages.len() + 1);
        pages.push(written(folder.join(name), &page)?);
    }
    pages.reverse();
    Ok(pages)
}

fn written(path: PathBuf, bytes: &[u8]) -> io::Result<PathBuf> {
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// The page that is asked for, and the number of the next one.
fn page(pages: &[PathBuf], request: &Request) -> Option<(Vec<u8>, usize, Option<usize>)> {
    let number = request.number("page").unwrap_or(1);
    let bytes = std::fs::read(pages.get(number.checked_sub(1)?)?).ok()?;
    let next = (number < pages.len()).then_some(number + 1);
    Some((bytes, number, next))
}

/// A page of the feed with its link to the next one (RFC 5005).
fn feed_page(pages: &[PathBuf], request: &Request) -> Answer {
    const OPENING: &str = "<channel>";
    let Some((bytes, number, next)) = page(pages, request) else {
        return Answer::status(404);
    };
    let mut xml = String::from_utf8_lossy(&bytes).into_owned();
    if let (Some(next), Some(at)) = (next, xml.find(OPENING)) {
        let link = format!(
            "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"next\" href=\"{}/rss?page={next}\"/>",
            request.base_url()
        );
        xml.insert_str(at + OPENING.len(), &link);
    }
    Answer::ok("application/rss+xml; charset=utf-8", xml).etag(&format!("\"rss-{number}\""))
}

/// A page of JSON lines with its link to the next one in a header (RFC 8288).
fn lines_page(pages: &[PathBuf], request: &Request) -> Answer {
    let Some((bytes, number, next)) = page(pages, request) else {
        return Answer::status(404);
    };
    let answer = Answer::ok("application/jsonl", bytes).etag(&format!("\"jsonl-{number}\""));
    match next {
        Some(next) => {
            let link = format!(
                "<{}/postings?page={next}>; rel=\"next\"",
                request.base_url()
            );
            answer.header("link", &link)
        }
        None => answer,
    }
}
