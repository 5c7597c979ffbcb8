//! The command line of `jobtide lake` as clap reads it.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum LakeCommand {
    /// Append what the store holds beyond what was written before
    Write(WriteLake),
    /// Put the postings of a lake into the store and the index
    Read(ReadLake),
    /// Make the small files of each month one
    Compact(CompactLake),
    /// Read every file and hold it against the manifest; status 4 where something is wrong
    Verify(VerifyLake),
}

const WRITE_EXAMPLES: &str = "\
Examples:
  jobtide lake write lake
  jobtide lake write lake --since 0
  jobtide import archive.csv --profile upwork-2023-csv --to-lake lake

docs/lake.md describes the files for DuckDB, Polars, Spark and R.";

#[derive(Debug, Args)]
#[command(after_help = WRITE_EXAMPLES)]
pub struct WriteLake {
    /// The lake's folder, made where there is none; or s3://bucket/prefix
    #[arg(value_name = "DIR")]
    pub place: String,
    /// Only what has a higher number in the store's log [default: what the lake lacks of this store]
    #[arg(long, value_name = "SEQ")]
    pub since: Option<u64>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  jobtide lake read lake")]
pub struct ReadLake {
    /// The lake's folder, or s3://bucket/prefix
    #[arg(value_name = "DIR")]
    pub place: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  jobtide lake compact lake\n  jobtide lake compact lake --all")]
pub struct CompactLake {
    /// The lake's folder, or s3://bucket/prefix
    #[arg(value_name = "DIR")]
    pub place: String,
    /// Write everything anew: tagged by today's rules, and without what was forgotten
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  jobtide lake verify lake --json")]
pub struct VerifyLake {
    /// The lake's folder, or s3://bucket/prefix
    #[arg(value_name = "DIR")]
    pub place: String,
}
