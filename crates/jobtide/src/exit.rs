//! Exit statuses and the errors that carry them. Knows no command.

use std::fmt;
use std::process::ExitCode;

/// How a run ended. The numbers are part of the public interface (`jobtide --help`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All done.
    Done,
    /// Nothing could be done.
    Failed,
    /// Done, and nothing was found, where the caller wants to know it by the status.
    Nothing,
    /// The arguments or the query were wrong.
    Usage,
    /// Done in part; stderr names what was not.
    Partly,
    /// A check failed.
    CheckFailed,
    /// Another run holds the store.
    Locked,
    /// Stopped by Ctrl-C, cleanly.
    Interrupted,
}

impl Exit {
    /// The status.
    pub fn status(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed | Exit::Nothing => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
            Exit::CheckFailed => 4,
            Exit::Locked => 5,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.status())
    }
}

/// An error that means another status than 1. It travels inside `anyhow::Error`, so that every stage can use `?`.
#[derive(Debug)]
struct Marked {
    error: anyhow::Error,
    exit: Exit,
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

impl std::error::Error for Marked {}

/// Wrong arguments or a wrong query: status 2.
pub fn usage(error: impl Into<anyhow::Error>) -> anyhow::Error {
    anyhow::Error::new(Marked {
        error: error.into(),
        exit: Exit::Usage,
    })
}

/// Another run holds the store: status 5.
pub fn locked(error: impl Into<anyhow::Error>) -> anyhow::Error {
    anyhow::Error::new(Marked {
        error: error.into(),
        exit: Exit::Locked,
    })
}

/// The status that an error means; 1 unless something on its chain says otherwise.
pub fn of(error: &anyhow::Error) -> Exit {
    let marked = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<Marked>());
    marked.map_or(Exit::Failed, |marked| marked.exit)
}

/// An error and its causes in one line. Some libraries say their cause themselves; it is not said twice.
pub fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}
