//! A report's folder and its files come in, a PNG beside every SVG goes out; fonts differ between machines, so no manifest lists them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use crate::exit::{self, Exit};
use crate::settings::Settings;

/// Pixels per unit of an SVG: sharp on the dense screens of today, and wide enough for a slide.
#[cfg(feature = "png")]
const SCALE: f32 = 2.0;

/// Refuses, before anything is computed, what this program was built without.
pub fn check(wanted: bool) -> anyhow::Result<()> {
    if wanted && cfg!(not(feature = "png")) {
        return Err(exit::usage(anyhow!(
            "--png: this jobtide was built without the feature `png`; build it without `--no-default-features`"
        )));
    }
    Ok(())
}

/// Takes away the picture of a chart, if the file is a chart and has one.
pub fn remove(file: &Path) -> anyhow::Result<()> {
    let path = file.with_extension("png");
    if file.extension().is_some_and(|ending| ending == "svg") && path.is_file() {
        std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Draws the SVGs among `files` as PNGs, or, where they are not wanted, takes away those that an earlier run left: they would show
/// other numbers than the charts beside them.
///
/// A chart that cannot be drawn is named on stderr and makes the run one that was done in part.
pub fn beside(
    settings: &Settings,
    folder: &Path,
    files: &[String],
    wanted: bool,
) -> anyhow::Result<Exit> {
    let svgs: Vec<PathBuf> = files
        .iter()
        .filter(|file| file.ends_with(".svg"))
        .map(|file| folder.join(file))
        .collect();
    for svg in &svgs {
        remove(svg)?;
    }
    if !wanted {
        return Ok(Exit::Done);
    }
    let failed = draw(&svgs)?;
    for (why, charts) in &failed {
        crate::output::say(&format!("no PNG of {}: {why}", charts.join(", ")));
    }
    let undrawn: usize = failed.values().map(Vec::len).sum();
    settings.hint(&format!(
        "{} of {} charts drawn as PNG",
        svgs.len() - undrawn,
        svgs.len()
    ));
    Ok(if failed.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
}

/// A chart as PNG.
#[cfg(feature = "png")]
pub fn of(svg: &[u8], fonts: &raster::Fonts) -> Result<Vec<u8>, raster::Error> {
    raster::png(svg, fonts, SCALE)
}

/// Gives the charts that could not be drawn by the reason, since a missing font is one reason for many charts.
#[cfg(feature = "png")]
fn draw(svgs: &[PathBuf]) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let fonts = raster::Fonts::of_this_machine();
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for svg in svgs {
        let bytes = std::fs::read(svg).with_context(|| format!("cannot read {}", svg.display()))?;
        match of(&bytes, &fonts) {
            Ok(png) => {
                let path = svg.with_extension("png");
                std::fs::write(&path, png)
                    .with_context(|| format!("cannot write {}", path.display()))?;
            }
            Err(error) => failed
                .entry(error.to_string())
                .or_default()
                .push(svg.display().to_string()),
        }
    }
    Ok(failed)
}

#[cfg(not(feature = "png"))]
fn draw(_svgs: &[PathBuf]) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    check(true)?;
    Ok(BTreeMap::new())
}
