//! The last commit of the index becomes a workbench that knows the day, what the polls saw and which market was made up. Never opens the store.

use indexer::{Query, QueryError, Reader};
use workbench::{Known, Watched, Workbench};

use crate::settings::Settings;
use crate::{exit, published, sync};

/// Opens the last commit; a hint says what it lacks of the store.
pub fn open(settings: &Settings) -> anyhow::Result<Workbench> {
    over(settings, sync::open_reader(settings)?)
}

/// Opens the last commit for a command that counts whole columns and ends.
pub fn open_to_count(settings: &Settings) -> anyhow::Result<Workbench> {
    over(settings, sync::open_counter(settings)?)
}

/// Opens the last commit; `None` where there is no index yet.
pub fn open_if_any(settings: &Settings) -> anyhow::Result<Option<Workbench>> {
    match sync::open_reader(settings) {
        Ok(reader) => over(settings, reader).map(Some),
        Err(error) => match error.downcast_ref::<indexer::Error>() {
            Some(indexer::Error::Absent { .. }) => Ok(None),
            _ => Err(error),
        },
    }
}

/// Says that a listing of rules has no counts.
pub fn hint_no_index(settings: &Settings) {
    settings.hint("there is no index to count in; `jobtide import` or `jobtide refresh` makes one");
}

/// A workbench over a commit that is open.
pub fn over(settings: &Settings, reader: Reader) -> anyhow::Result<Workbench> {
    Ok(Workbench::new(reader, known(settings)?))
}

/// What is known beside the postings, whoever counts them.
pub fn known(settings: &Settings) -> anyhow::Result<Known> {
    let sources = published::read(settings)?.unwrap_or_default().sources;
    let watched = sources.into_iter().map(|one| Watched {
        source: one.name,
        stretches: one.covered,
    });
    Ok(Known {
        watched: watched.collect(),
        today: settings.today()?,
        synthetic: synth::PLATFORM.parse()?,
    })
}

/// Parses the words of a command line; a fault is shown with a caret under it and means status 2.
pub fn parse(bench: &Workbench, words: &[String]) -> anyhow::Result<Query> {
    read(bench.parse(&words.join(" ")))
}

/// A query that parsed, or the complaint of one that did not.
pub fn read(parsed: Result<Query, QueryError>) -> anyhow::Result<Query> {
    parsed.map_err(|error| exit::usage(anyhow::anyhow!("the query does not parse\n{error}")))
}

/// A document, or the complaint of a question that has none; what is wrong with the question means status 2.
pub fn answered<T>(answer: Result<T, workbench::Error>) -> anyhow::Result<T> {
    answer.map_err(|error| match error {
        workbench::Error::Index(error) => error.into(),
        asked => exit::usage(asked),
    })
}
