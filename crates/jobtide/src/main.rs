//! The hallway: takes arguments, clock and paths, and runs the stages in order. Holds no logic that another room could own.

mod arguments;
mod asking;
mod beside;
mod categories;
mod claims;
mod completions;
mod demo;
mod drawing;
mod duplicates;
mod evaluate;
mod exit;
mod folds;
mod forget;
mod import;
mod intake;
mod interrupt;
mod judging;
mod lake;
mod live;
mod logging;
mod moments;
mod output;
mod pay;
mod profiles;
mod progress;
mod published;
mod rebuild;
mod refresh;
mod replace;
mod report;
mod reread;
mod search;
mod series;
mod serve;
mod settings;
mod show;
mod sources;
mod states;
mod status;
mod sync;
mod tags;
mod trend;
mod verify;
mod watch;

use clap::Parser;
use clap::error::ErrorKind;

use crate::arguments::{Arguments, ClaimsCommand, Colour, Command, EvaluateCommand};
use crate::exit::Exit;
use crate::output::Out;
use crate::settings::Settings;

/// A fifth less CPU in bulk indexing than the system's allocator, which fragments under tantivy's arenas.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let arguments = match Arguments::try_parse_from(Arguments::words()) {
        Ok(arguments) => arguments,
        Err(error) => {
            output::choose_colour(Colour::asked_in(std::env::args()));
            return usage(&error);
        }
    };
    match run(&arguments) {
        Ok(exit) => exit.into(),
        Err(error) => {
            // The whole chain in one line: what failed, because of what.
            output::say(&format!("jobtide: {}", exit::told(&error)));
            exit::of(&error).into()
        }
    }
}

/// Prints clap's help or complaint; help goes to stdout with status 0, a complaint to stderr with status 2.
fn usage(error: &clap::Error) -> std::process::ExitCode {
    let text = error.render();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let mut out = Out::stdout();
            let coloured = output::colour();
            out.text(&if coloured {
                text.ansi().to_string()
            } else {
                text.to_string()
            });
            Exit::Done.into()
        }
        _ => {
            output::say(text.to_string().trim_end());
            Exit::Usage.into()
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    interrupt::listen()?;
    logging::start(&arguments.shared);
    output::choose_colour(arguments.shared.color);
    let settings = Settings::resolve(&arguments.shared)?;
    match &arguments.command {
        Command::Refresh(wanted) => refresh::run(&settings, wanted),
        Command::Reread(wanted) => reread::run(&settings, wanted),
        Command::Sources(wanted) => sources::run(&settings, wanted),
        Command::Status(_) => status::run(&settings),
        Command::Import(wanted) => import::run(&settings, wanted),
        Command::Profiles(wanted) => profiles::run(&settings, wanted),
        Command::Search(wanted) => search::run(&settings, wanted),
        Command::Show(wanted) => show::run(&settings, wanted),
        Command::Trend(wanted) => trend::run(&settings, wanted),
        Command::Pay(wanted) => pay::run(&settings, wanted),
        Command::Watch(wanted) => watch::run(&settings, wanted),
        Command::Serve(wanted) => serve::run(&settings, wanted),
        Command::Report(wanted) => report::run(&settings, wanted),
        Command::Verify(wanted) => verify::run(&settings, wanted),
        Command::Judge(wanted) => claims::judge(&settings, wanted),
        Command::Claims(ClaimsCommand::Check(wanted)) => claims::check(&settings, wanted),
        Command::Series(wanted) => series::run(&settings, wanted),
        Command::Duplicates(wanted) => duplicates::run(&settings, wanted),
        Command::Forget(wanted) => forget::run(&settings, wanted),
        Command::Lake(wanted) => lake::run(&settings, wanted),
        Command::Rebuild => rebuild::run(&settings),
        Command::Tags(wanted) => tags::run(&settings, wanted),
        Command::Categories(_) => categories::run(&settings),
        Command::Completions(wanted) => completions::run(wanted),
        Command::Evaluate(EvaluateCommand::Categories(wanted)) => evaluate::run(&settings, wanted),
        Command::Demo(wanted) => demo::run(&settings, wanted),
    }
}
