//! The demo's postings come the way that everybody's do: sources are declared, polled, tried again where a server was unwilling, and polled once more.

use std::thread;
use std::time::Duration;

use anyhow::ensure;
use collector::Companies;
use serde::Serialize;
use synth::Market;

use super::market;
use crate::refresh::{self, Summary};
use crate::settings::Settings;
use crate::{live, output};

/// The market's server is unwilling once for each source; more rounds than this mean that something is broken.
const MOST_ROUNDS: u32 = 5;
/// The server asks for a second's rest.
const REST: Duration = Duration::from_millis(1_100);

/// What it took to collect the market.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Collected {
    /// Requests that the market's server answered.
    pub requests: usize,
    /// Documents that were read from them.
    pub documents: u64,
    /// Rounds until every source had been read whole.
    pub rounds: u32,
    /// Requests of the refresh after that.
    pub requests_again: usize,
    /// Of these, the ones that were answered with 304.
    pub not_modified: usize,
    /// Postings that it brought, which should be none.
    pub new_again: u64,
}

/// Serves the market, collects it, and polls it a second time. `place` lies in the demo's folder.
pub fn collect(
    place: &Settings,
    market: &Market,
    folder: &std::path::Path,
) -> anyhow::Result<Collected> {
    let served = market::serve(market, folder)?;
    let place = configured(place, folder, &served.tables)?;
    // What ships with the program is listed too, switched off: the demo asks nobody's server but its own.
    let sources = live::chosen(&live::declared(&place)?, &[], &[])?;
    live::check_contact(&place, &sources)?;
    let mut collected = Collected::default();
    let mut left = sources.clone();
    while !left.is_empty() {
        ensure!(
            collected.rounds < MOST_ROUNDS,
            "the market's server was asked {MOST_ROUNDS} times and has not told everything"
        );
        if collected.rounds > 0 {
            thread::sleep(REST);
        }
        let summary = refresh::poll_now(&place, left.clone())?;
        ensure!(!summary.interrupted, "interrupted");
        collected.rounds += 1;
        collected.documents += documents(&summary);
        left.retain(|source| {
            summary.failed.contains_key(&source.name) || summary.partial.contains_key(&source.name)
        });
        for (source, reason) in summary.failed.iter().chain(&summary.partial) {
            place.hint(&format!("{source} will be asked again: {reason}"));
        }
    }
    collected.requests = served.server.requests().len();
    served.server.forget();
    let again = refresh::poll_now(&place, sources)?;
    ensure!(!again.interrupted, "interrupted");
    let requests = served.server.requests();
    collected.requests_again = requests.len();
    collected.not_modified = requests.iter().filter(|one| one.status == 304).count();
    collected.new_again = again.new;
    Ok(collected)
}

fn documents(summary: &Summary) -> u64 {
    summary.polls.iter().map(|poll| poll.documents).sum()
}

/// The settings of somebody whose configuration declares the market and nothing else.
fn configured(
    place: &Settings,
    folder: &std::path::Path,
    tables: &str,
) -> anyhow::Result<Settings> {
    let file = folder.join("jobtide.toml");
    std::fs::write(&file, tables)?;
    let mut place = place.clone();
    place.polling.file = Some((file, tables.to_owned()));
    place.polling.root = folder.to_path_buf();
    place.polling.starter = false;
    place.polling.companies = Companies::None;
    Ok(place)
}

impl Collected {
    /// The same in a sentence for people.
    pub fn sentence(&self) -> String {
        format!(
            "{} answered with {} in {} rounds; asked again, {} brought {} (304 for {})",
            output::counted(self.requests as u64, "request"),
            output::counted(self.documents, "document"),
            self.rounds,
            output::counted(self.requests_again as u64, "request"),
            match self.new_again {
                0 => "nothing new".to_owned(),
                new => output::counted(new, "new posting"),
            },
            self.not_modified,
        )
    }
}
