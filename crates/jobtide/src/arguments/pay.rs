//! The command line of `jobtide pay` as clap reads it.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  jobtide pay 'tag:chatbot country:Germany'
  jobtide pay 'translation pay:>=0usd/h' --svg translation.svg
  jobtide pay kubernetes --csv > pay.csv

The amount of a posting is the middle of its range. Pay by the hour, for a whole job and by the year
are never put together, and neither are currencies. Postings without an exact date count too.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Pay {
    /// The query; several words need no quotes
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Print the distributions as CSV, a row each
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Draw the distribution with most postings as SVG into a file, or to stdout with -
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}
