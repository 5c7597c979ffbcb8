//! A picture and where it is wanted in, a file replaced whole or stdout out. Draws nothing itself.

use std::path::Path;

use anyhow::anyhow;

use crate::output::Out;
use crate::settings::Settings;
use crate::{exit, replace};

/// What stands for stdout in place of a file's name.
const STDOUT: &str = "-";

/// Refuses a picture on stdout where something else goes there.
pub fn stdout_takes_one(file: Option<&Path>, taken: bool) -> anyhow::Result<()> {
    match file {
        Some(file) if taken && file == Path::new(STDOUT) => Err(exit::usage(anyhow!(
            "stdout takes one document; give --svg a file, or leave --json and --csv out"
        ))),
        _ => Ok(()),
    }
}

/// Writes a picture where it is wanted; whether that was stdout, which then holds nothing else.
pub fn deliver(
    settings: &Settings,
    out: &mut Out,
    file: &Path,
    drawn: Result<String, String>,
) -> anyhow::Result<bool> {
    let svg = drawn.map_err(|why| anyhow!("there is nothing to draw: {why}"))?;
    if file == Path::new(STDOUT) {
        out.text(&svg);
        return Ok(true);
    }
    replace::whole(file, svg.as_bytes())?;
    settings.hint(&format!("written: {}", file.display()));
    Ok(false)
}
