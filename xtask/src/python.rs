//! Packages of Python in a folder of their own, installed once. Knows not what they are for.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::program;

/// The path of one of the folder's programs, after everything that pip is told to install is there.
pub fn installed(place: &Path, program: &str, what: &[&str]) -> Result<PathBuf, String> {
    let wanted = place.join("bin").join(program);
    // Written last, so that an install that was cut short is made anew.
    let done = place.join("installed");
    if std::fs::read_to_string(&done).is_ok_and(|text| text == what.join("\n")) {
        return Ok(wanted);
    }
    eprintln!(
        "xtask: installing {} into {}",
        what.join(" "),
        place.display()
    );
    let mut python = Command::new("python3");
    python.args(["-m", "venv"]).arg(place);
    let mut pip = Command::new(place.join("bin/pip"));
    pip.args(["install", "--quiet"]).args(what);
    for command in [&mut python, &mut pip] {
        let status = program::status(command.stdout(Stdio::null()));
        if status != 0 {
            return Err(format!(
                "{} ended with {status}; this needs Python 3.11 or later with venv and pip",
                command.get_program().display()
            ));
        }
    }
    std::fs::write(&done, what.join("\n"))
        .map_err(|error| format!("{}: {error}", done.display()))?;
    Ok(wanted)
}
