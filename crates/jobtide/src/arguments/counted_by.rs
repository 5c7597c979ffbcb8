//! The flags that name another engine than the index, as clap reads them.

use clap::Args;

/// What counts the postings.
#[derive(Clone, Debug, Default, Args)]
pub struct CountedBy {
    /// What counts the postings of a lake, beside which no index has to be: datafusion, or the scheduler of a cluster, ballista://HOST:PORT [default: the index counts its own]
    #[arg(long, value_name = "ENGINE", requires = "lake")]
    pub engine: Option<String>,
    /// The lake that it counts, as `jobtide lake write` or `jobtide import --to-lake` made it
    #[arg(long, value_name = "DIR|s3://BUCKET/PREFIX", requires = "engine")]
    pub lake: Option<String>,
}
