//! Serves the planted site, or a folder of samples as it is, on a loopback port until it is ended; prints the address and the tables for `jobtide.toml`.

// A program for the terminal talks to it; the workspace's lints mean the libraries.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use feedserver::{Answer, Request, Route, Server};

const HELP: &str = "\
Serves sources with the faults that servers have, on 127.0.0.1, until it is ended.

  --port N             the port (a free one unless given)
  --samples DIR        serve the files of a folder as they are under /samples/, beside the planted sources
  --write-config FILE  write a configuration with the planted sources there (for jobtide --config FILE)
  -q, --quiet          print the address only
";

/// What the words ask for.
#[derive(Default)]
struct Wish {
    port: u16,
    samples: Option<PathBuf>,
    config: Option<PathBuf>,
    quiet: bool,
}

fn main() -> ExitCode {
    let wish = match understand(std::env::args_os().skip(1)) {
        Ok(Some(wish)) => wish,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(complaint) => {
            eprintln!("feedserver: {complaint}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match serve(&wish) {
        Ok(never) => match never {},
        Err(complaint) => {
            eprintln!("feedserver: {complaint}");
            ExitCode::FAILURE
        }
    }
}

fn understand(mut words: impl Iterator<Item = OsString>) -> Result<Option<Wish>, String> {
    let mut wish = Wish::default();
    while let Some(word) = words.next() {
        let name = word.to_string_lossy().into_owned();
        let mut value = || {
            words
                .next()
                .ok_or_else(|| format!("`{name}` needs a value"))
        };
        match name.as_str() {
            "-h" | "--help" => return Ok(None),
            "-q" | "--quiet" => wish.quiet = true,
            "--port" => {
                let text = value()?.to_string_lossy().into_owned();
                let port = text.parse();
                wish.port = port.map_err(|_| format!("`{text}` is no port (0 to 65535)"))?;
            }
            "--samples" => wish.samples = Some(value()?.into()),
            "--write-config" => wish.config = Some(value()?.into()),
            _ => return Err(format!("`{name}` is no option")),
        }
    }
    Ok(Some(wish))
}

fn serve(wish: &Wish) -> Result<std::convert::Infallible, String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let (mut site, sources) = testkit::planted_site(now.map_or(0, |now| now.as_secs()));
    if let Some(folder) = &wish.samples {
        if !folder.is_dir() {
            return Err(format!("{} is no folder", folder.display()));
        }
        let folder = folder.clone();
        site = site.route(Route::under("/samples/").with(move |request| sample(&folder, request)));
    }
    let server = Server::start_at(site, SocketAddr::from((Ipv4Addr::LOCALHOST, wish.port)))
        .map_err(|error| format!("cannot listen on port {}: {error}", wish.port))?;
    let tables = testkit::source_tables(&server.base_url(), &sources);
    println!("{}/", server.base_url());
    match &wish.config {
        // Nothing of it is polled in anybody's name.
        Some(file) => std::fs::write(file, format!("starter = false\n\n{tables}"))
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?,
        None if wish.quiet => {}
        None => print!("\n# for jobtide.toml\n{tables}"),
    }
    if let Some(folder) = wish.samples.as_ref().filter(|_| !wish.quiet) {
        println!("{}/samples/ serves {}", server.base_url(), folder.display());
    }
    // Ended from outside: with Ctrl-C by a person, with a signal by a script.
    loop {
        std::thread::park();
    }
}

/// A file of the folder as it is, or the list of what a folder holds.
fn sample(folder: &Path, request: &Request) -> Answer {
    let relative = request.path.trim_start_matches("/samples/");
    if relative
        .split('/')
        .any(|part| part == ".." || part.starts_with('.'))
    {
        return Answer::status(404);
    }
    let path = folder.join(relative);
    if path.is_dir() {
        return list(&path, relative);
    }
    match std::fs::read(&path) {
        Ok(bytes) => Answer::ok(content_type(relative), bytes),
        Err(_) => Answer::status(404),
    }
}

fn list(path: &Path, relative: &str) -> Answer {
    let Ok(entries) = std::fs::read_dir(path) else {
        return Answer::status(404);
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    let base = format!("/samples/{relative}");
    let base = base.trim_end_matches('/');
    let lines: String = names
        .iter()
        .map(|name| format!("<li><a href=\"{base}/{name}\">{name}</a></li>"))
        .collect();
    Answer::ok(
        "text/html; charset=utf-8",
        format!("<!doctype html><title>samples</title><ul>{lines}</ul>"),
    )
}

/// Without a charset where the file states its own, so that the file is what decides.
fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "rss" => "application/rss+xml",
        "atom" => "application/atom+xml",
        "xml" => "text/xml",
        "json" => "application/json",
        "html" => "text/html",
        "gz" => "application/gzip",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}
