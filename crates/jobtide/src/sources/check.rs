//! `jobtide sources check NAME`: one document fetched and read, shown and not stored.

use std::ops::ControlFlow;

use collector::{HostMemory, PollEvent, SourceState};
use model::{Poll, PollEnd};
use serde::Serialize;

use crate::exit::Exit;
use crate::import::dry_run::Seen;
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{interrupt, live};

#[derive(Serialize)]
struct Checked {
    source: String,
    kind: &'static str,
    documents: Vec<String>,
    poll: Option<Poll>,
    #[serde(flatten)]
    seen: Seen,
}

/// Polls with a state of its own, which is forgotten, and at most one document.
pub fn run(settings: &Settings, name: &str) -> anyhow::Result<Exit> {
    let declared = live::declared(settings)?;
    let mut source = live::find(&declared, name)?.clone();
    live::check_contact(settings, std::slice::from_ref(&source))?;
    source.max_documents = 1;
    source.replay.truncate(1);
    let mut checked = Checked {
        source: source.name.to_string(),
        kind: source.kind.name,
        documents: Vec::new(),
        poll: None,
        seen: Seen::default(),
    };
    // What is only looked at is no part of the archive that `reread` goes through.
    let archive = std::env::temp_dir().join(format!("jobtide-check-{}", std::process::id()));
    let mut plan = live::poll_settings(settings);
    plan.archive.clone_from(&archive);
    let polled = collector::poll_sources(
        vec![(source, SourceState::default())],
        &plan,
        HostMemory::default(),
        interrupt::flag(),
        &mut |event| take(&mut checked, event),
    );
    let _ = std::fs::remove_dir_all(&archive);
    polled?;
    report(settings, &checked)?;
    Ok(match &checked.poll {
        _ if interrupt::asked() => Exit::Interrupted,
        Some(poll) if poll.end != PollEnd::Failed && !checked.seen.is_empty() => Exit::Done,
        _ => Exit::Failed,
    })
}

fn take(checked: &mut Checked, event: PollEvent) -> ControlFlow<()> {
    match event {
        PollEvent::Started { .. } => ControlFlow::Continue(()),
        PollEvent::Read {
            document, items, ..
        } => {
            checked.documents.push(document);
            for item in items {
                checked.seen.take(item)?;
            }
            ControlFlow::Continue(())
        }
        PollEvent::Ended { poll, .. } => {
            checked.poll = Some(*poll);
            ControlFlow::Continue(())
        }
    }
}

fn report(settings: &Settings, checked: &Checked) -> anyhow::Result<()> {
    let mut out = Out::stdout();
    if settings.json {
        return out.json("jobtide.sources.check/1", checked);
    }
    checked.seen.show(&mut out);
    for document in &checked.documents {
        out.line(&format!("  fetched {document}"));
    }
    let Some(poll) = &checked.poll else {
        return Ok(());
    };
    if let Some(claimed) = poll.claimed {
        let claimed = output::counted(claimed, "posting");
        out.line(&format!("  the source says that it has {claimed} in all"));
    }
    drop(out);
    for what in [&poll.suspicion, &poll.error].into_iter().flatten() {
        output::say(&format!("jobtide: {}: {what}", checked.source));
    }
    if checked.seen.is_empty() && poll.error.is_none() {
        output::say(&format!(
            "jobtide: {}: the document holds no posting; is the kind `{}` right for it?",
            checked.source, checked.kind
        ));
    }
    Ok(())
}
