//! The command line of `jobtide watch` as clap reads it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What is wanted of the saved searches.
#[derive(Debug, Subcommand)]
pub enum WatchCommand {
    /// Save a search
    Add(AddWatch),
    /// List the saved searches
    #[command(after_help = "Example:\n  jobtide watch list")]
    List,
    /// Remove a saved search
    #[command(after_help = "Example:\n  jobtide watch remove chatbots")]
    Remove {
        /// Its name
        name: String,
    },
    /// Show what the saved searches find that they have not shown before
    Run(RunWatches),
}

const ADD: &str = "\
Examples:
  jobtide watch add chatbots 'tag:chatbot pay:>40/h'
  jobtide watch add translation '\"subtitle translation\" -intern'

A watch is a file in data/watches, which may be edited by hand.";

#[derive(Debug, Args)]
#[command(after_help = ADD)]
pub struct AddWatch {
    /// Its name: lower-case letters, digits and hyphens
    pub name: String,
    /// The query; several words need no quotes
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
}

const RUN: &str = "\
Examples:
  jobtide watch run
  jobtide watch run chatbots --atom chatbots.xml
  jobtide watch run --json -q --exit-status

New is what a watch finds and has never shown, whenever it was published: what was imported late or tagged
anew is new too. The first run takes what is there as known. A watch whose query does not parse any more is
named, the others run, and the status is 3. Hits count as shown when all output is written, so a run that is
cut short shows them again.";

#[derive(Debug, Args)]
#[command(after_help = RUN)]
pub struct RunWatches {
    /// The watches [default: all]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// In the first run of a watch, show all that it finds
    #[arg(long)]
    pub all: bool,
    /// Write the latest hits as an Atom feed, the earlier ones included
    #[arg(long, value_name = "FILE")]
    pub atom: Option<PathBuf>,
    /// End with status 1 where nothing is new
    #[arg(long)]
    pub exit_status: bool,
}
