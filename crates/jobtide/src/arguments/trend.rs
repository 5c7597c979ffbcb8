//! The command line of `jobtide trend` as clap reads it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use workbench::By;

use super::CountedBy;

const EXAMPLES: &str = "\
Examples:
  jobtide trend chatbot --within platform:hn
  jobtide trend 'n8n OR zapier' --csv > trend.csv
  jobtide trend kubernetes --vs docker --vs 'terraform OR ansible'
  jobtide trend translation --by category --svg translation.svg

Shares are postings per 10,000 of the universe. The chart shows them by month, one row of blocks
a query, all on one scale; a month without any posting of the universe is left empty.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Trend {
    /// The query; several words need no quotes
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// A query to compare with; may be given several times
    #[arg(long, value_name = "QUERY", conflicts_with = "by")]
    pub vs: Vec<String>,
    /// Split the query by a field, those values first that most postings have
    #[arg(long, value_enum, value_name = "FIELD")]
    pub by: Option<SplitBy>,
    /// The universe that shares are of [default: the queries' own source:, platform: and market: parts, else everything]
    #[arg(long, value_name = "QUERY")]
    pub within: Option<String>,
    /// Print the months of every query as CSV, a row each
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Draw the averages with their intervals as SVG into a file, or to stdout with -
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Count duplicates as postings of their own
    #[arg(long)]
    pub no_fold: bool,
    #[command(flatten)]
    pub counted_by: CountedBy,
}

/// What a query is split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SplitBy {
    /// The category
    Category,
    /// The country of the client or employer
    Country,
    /// The source that brought the posting
    Source,
    /// The AI-skill tags that it asks for
    Tag,
}

impl From<SplitBy> for By {
    fn from(by: SplitBy) -> By {
        match by {
            SplitBy::Category => By::Category,
            SplitBy::Country => By::Country,
            SplitBy::Source => By::Source,
            SplitBy::Tag => By::Tag,
        }
    }
}
