//! The flags `--engine` and `--lake` in, who counts in place of the index out. Counts nothing itself.

use indexer::{Panels, Reader};

use crate::arguments::CountedBy;
use crate::settings::Settings;

/// What counts, where another engine than the index shall; what hits and hashes come from is `reader` all the same, so both hold the same postings.
#[cfg(feature = "engines")]
pub fn panels(
    settings: &Settings,
    wanted: &CountedBy,
    reader: &Reader,
) -> anyhow::Result<Option<Box<dyn Panels>>> {
    use crate::{exit, output};

    let (Some(engine), Some(lake)) = (&wanted.engine, &wanted.lake) else {
        return Ok(None);
    };
    let place = crate::lake::place(settings, lake)?;
    let bucket = lake
        .starts_with("s3://")
        .then(|| bucket::Bucket::open(lake, None));
    let bucket = bucket.transpose()?;
    let engine = match engine.as_str() {
        "datafusion" => {
            let engine = lake_query::Engine::local(settings.engine_memory, &settings.engines())?;
            if let Some(bucket) = &bucket {
                engine.reads(bucket)?;
            }
            engine
        }
        _ if bucket.is_some() => {
            return Err(exit::usage(anyhow::anyhow!(
                "--lake {lake}: executors of Ballista 55 cannot read a bucket; name a folder that all of them have, or use `--engine datafusion`"
            )));
        }
        address => {
            let address: ::cluster::Address = address.parse().map_err(|error| {
                exit::usage(anyhow::anyhow!("--engine: {error}, or datafusion"))
            })?;
            ::cluster::connect(&address)?
        }
    };
    let quiet = settings.quiet;
    let name = engine.name().to_owned();
    let rules = reader.info().rules_hash;
    let lake = lake_query::LakePanels::open(place.as_ref(), engine, &rules, move |cost| {
        if !quiet {
            output::say(&format!("{name} reads {cost}"));
        }
    })?;
    let (held, indexed) = (lake.manifest().postings, reader.info().postings);
    anyhow::ensure!(
        held == indexed,
        "{}: the lake holds {} and the index {}; `jobtide lake write {0}` brings it up to the store",
        place.name(),
        output::counted(held, "posting"),
        output::counted(indexed, "posting"),
    );
    Ok(Some(Box::new(lake)))
}

/// This program has no other engine.
#[cfg(not(feature = "engines"))]
pub fn panels(
    _: &Settings,
    wanted: &CountedBy,
    _: &Reader,
) -> anyhow::Result<Option<Box<dyn Panels>>> {
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
