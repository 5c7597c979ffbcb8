//! The command line of `jobtide search` as clap reads it.

use clap::{Args, ValueEnum};

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Newest first
    Date,
    /// Best match first
    Relevance,
    /// Best paid first, within one kind of pay and one currency; by the hour before whole jobs before salaries
    Pay,
}

impl From<Sort> for indexer::Sort {
    fn from(sort: Sort) -> indexer::Sort {
        match sort {
            Sort::Date => indexer::Sort::Date,
            Sort::Relevance => indexer::Sort::Relevance,
            Sort::Pay => indexer::Sort::Pay,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  jobtide search 'chatbot category:writing source:hn-whoishiring'
  jobtide search '\"machine learning\" -intern date:2023-01..2023-06' --facets
  jobtide search 'tag:ai_image pay:>40/h country:\"United States\"' --json
  jobtide search 'category:writing date:2023' --sort pay --csv > writing.csv

Words are all required; OR, NOT or a leading -, parentheses, \"exact phrases\", prefix* and
fuzzy~1 work. Fields: title body skill tag mention polarity category source platform market
country org label pay date since before kind is key leader. country:none finds what is not
stated, date:last-90-days counts back from today. docs/query.md has it all with examples.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Search {
    /// The query; several words need no quotes
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    pub sort: Sort,
    /// How many hits to show [default: 10, and all of them with --csv and --jsonl]
    #[arg(long)]
    pub limit: Option<usize>,
    /// How many hits to pass over
    #[arg(long, default_value_t = 0)]
    pub offset: usize,
    /// Counts by category, tag, polarity, source, platform, market, country, pay and month
    #[arg(long)]
    pub facets: bool,
    /// Print all hits as CSV
    #[arg(long, conflicts_with_all = ["json", "jsonl", "facets"])]
    pub csv: bool,
    /// Print all hits as JSON, one to a line
    #[arg(long, conflicts_with_all = ["json", "facets"])]
    pub jsonl: bool,
    /// End with status 1 where nothing is found
    #[arg(long)]
    pub exit_status: bool,
}
