//! `jobtide completions`: the command line as clap knows it in, a shell's completions on stdout out.

use clap::CommandFactory;

use crate::arguments::{Arguments, Completions};
use crate::exit::Exit;
use crate::output::Out;

/// Runs the command.
pub fn run(wanted: &Completions) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(wanted.shell, &mut command, "jobtide", &mut script);
    Out::stdout().text(&String::from_utf8(script)?);
    Ok(Exit::Done)
}
