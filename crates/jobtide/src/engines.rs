//! The flags `--engine` and `--lake` in, who counts out: the index, or an engine over a lake, beside which no index is opened. Counts nothing itself.

use indexer::{Panels, Reader};

use crate::arguments::CountedBy;
use crate::settings::Settings;

/// Who counts, and says of the postings what a report says of them; the index is opened where no engine is named.
pub fn panels(
    settings: &Settings,
    wanted: &CountedBy,
    index: impl FnOnce() -> anyhow::Result<Reader>,
) -> anyhow::Result<Box<dyn Panels>> {
    match elsewhere(settings, wanted)? {
        Some(engine) => Ok(engine),
        None => Ok(Box::new(index()?)),
    }
}

#[cfg(feature = "engines")]
fn elsewhere(settings: &Settings, wanted: &CountedBy) -> anyhow::Result<Option<Box<dyn Panels>>> {
    use crate::{exit, output};

    let (Some(engine), Some(lake)) = (&wanted.engine, &wanted.lake) else {
        return Ok(None);
    };
    let place = crate::lake::place(settings, lake)?;
    let engine = match engine.as_str() {
        "datafusion" => lake_query::Engine::local(settings.engine_memory, &settings.engines())?,
        address => {
            let address: ::cluster::Address = address.parse().map_err(|error| {
                exit::usage(anyhow::anyhow!("--engine: {error}, or datafusion"))
            })?;
            ::cluster::connect(&address)?
        }
    };
    let quiet = settings.quiet;
    let name = engine.name().to_owned();
    let rules = tagger::Tagger::embedded().rules_hash();
    let said = std::sync::Mutex::new(String::new());
    let lake = lake_query::LakePanels::open(place.as_ref(), engine, rules, move |cost| {
        // The postings behind many sentences lie in the same few files.
        let line = format!("{name} reads {cost}");
        let mut said = said
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if !quiet && *said != line {
            output::say(&line);
            *said = line;
        }
    })?;
    Ok(Some(Box::new(lake)))
}

/// This program has no other engine.
#[cfg(not(feature = "engines"))]
fn elsewhere(_: &Settings, wanted: &CountedBy) -> anyhow::Result<Option<Box<dyn Panels>>> {
    match wanted.engine {
        None => Ok(None),
        Some(_) => Err(missing()),
    }
}

/// What a program says that was built without engines.
#[cfg(not(feature = "engines"))]
pub fn missing() -> anyhow::Error {
    crate::exit::usage(anyhow::anyhow!(
        "this program was built without engines over a lake; build it with `cargo build --release --features engines` (docs/cluster.md)"
    ))
}
