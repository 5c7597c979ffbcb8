//! The declared sources of this run, chosen by name and tag, and whether they may be polled at all. Opens no store and no socket.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::anyhow;
use collector::{Declaration, Declared, PollSettings, RawDocument, Reading, Source};

use crate::exit;
use crate::settings::{Settings, nearest};

/// All declared sources, those that are switched off included; what had to be changed in them is hinted.
pub fn declared(settings: &Settings) -> anyhow::Result<Vec<Source>> {
    let polling = &settings.polling;
    let (file, text) = match &polling.file {
        Some((file, text)) => (file.display().to_string(), text.as_str()),
        None => ("jobtide.toml".to_owned(), ""),
    };
    let declaration = Declaration {
        file: &file,
        text,
        base: &polling.root,
        starter: polling.starter,
        companies: polling.companies.clone(),
        env: &|name| std::env::var(name).ok(),
    };
    let Declared { sources, notices } =
        collector::declared_sources(&declaration).map_err(exit::usage)?;
    for notice in notices {
        settings.hint(&format!("note: {notice}"));
    }
    Ok(sources)
}

/// The source of this name.
pub fn find<'a>(sources: &'a [Source], name: &str) -> anyhow::Result<&'a Source> {
    let mut all = sources.iter();
    all.find(|source| source.name.as_str() == name)
        .ok_or_else(|| {
            let names = sources.iter().map(|source| source.name.as_str());
            let near = nearest(name, names)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            exit::usage(anyhow!(
                "there is no source `{name}`{near} (`jobtide sources --all` lists them)"
            ))
        })
}

/// What a person chose: named sources even where they are switched off, else those that are on; of these the ones with a tag.
pub fn chosen(
    sources: &[Source],
    names: &[String],
    tags: &[String],
) -> anyhow::Result<Vec<Source>> {
    let mut chosen: Vec<Source> = Vec::new();
    if names.is_empty() {
        chosen.extend(sources.iter().filter(|source| source.enabled).cloned());
    } else {
        for name in names {
            let source = find(sources, name)?;
            if chosen.iter().all(|own| own.name != source.name) {
                chosen.push(source.clone());
            }
        }
    }
    if !tags.is_empty() {
        for tag in tags {
            if !sources.iter().any(|source| source.tags.contains(tag)) {
                let all = sources.iter().flat_map(|source| &source.tags);
                let near = nearest(tag, all.map(String::as_str))
                    .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Err(exit::usage(anyhow!("no source has the tag `{tag}`{near}")));
            }
        }
        chosen.retain(|source| source.tags.iter().any(|own| tags.contains(own)));
    }
    Ok(chosen)
}

/// Refuses to ask other people's servers for anything in nobody's name.
pub fn check_contact(settings: &Settings, sources: &[Source]) -> anyhow::Result<()> {
    let is_live = |source: &&Source| !source.local && source.replay.is_empty();
    let polling = &settings.polling;
    if !collector::is_placeholder(&polling.contact) {
        return Ok(());
    }
    let Some(first) = sources.iter().find(is_live) else {
        return Ok(());
    };
    let place = polling.file.as_ref().map_or_else(
        || "a file jobtide.toml".to_owned(),
        |(file, _)| file.display().to_string(),
    );
    Err(exit::usage(anyhow!(
        "the contact `{}` reaches nobody, an example or no mail or web address: set contact = \"...\" in {place} to an address under which you can be reached. It is sent with every request, so that whoever runs `{}` and the others can ask you to slow down before they lock you out",
        polling.contact,
        first.name
    )))
}

/// How sources are polled.
pub fn poll_settings(settings: &Settings) -> PollSettings {
    PollSettings::new(settings.polling.fetch(), settings.archive())
}

/// What a source's reader makes of a document; `None` where the reader fails. It is not to, and one that does loses its document and not
/// the run.
pub fn read(source: &Source, document: &RawDocument) -> Option<Reading> {
    catch_unwind(AssertUnwindSafe(|| (source.kind.read)(source, document))).ok()
}
