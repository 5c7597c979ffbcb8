//! The command line of `jobtide show` as clap reads it.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  jobtide show hn/9471302
  jobtide show 'https://news.ycombinator.com/item?id=9471302' --json

`jobtide search QUERY --csv` and --json print the keys of what they find.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Show {
    /// The key of a posting, or its address
    #[arg(value_name = "KEY")]
    pub key: String,
}
