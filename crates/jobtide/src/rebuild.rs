//! `jobtide rebuild`: the index made anew from the store.

use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::sync;

#[derive(Serialize)]
struct Rebuilt {
    postings: u64,
    unreadable: u64,
    complete: bool,
}

/// Rebuilds and swaps in.
pub fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let store = sync::open_store(settings)?;
    let synced = sync::rebuild(settings, &store)?;
    let mut out = Out::stdout();
    if settings.json {
        out.json(
            "jobtide.rebuild/1",
            &Rebuilt {
                postings: synced.added,
                unreadable: synced.unreadable,
                complete: synced.complete,
            },
        )?;
    } else if synced.complete {
        out.line(&format!(
            "{} indexed",
            output::counted(synced.added, "posting")
        ));
    }
    if synced.complete {
        return Ok(if synced.unreadable > 0 {
            Exit::Partly
        } else {
            Exit::Done
        });
    }
    output::say("jobtide: interrupted; the index in use is the old one");
    Ok(Exit::Interrupted)
}
