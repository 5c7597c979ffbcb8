//! The command line of `jobtide series` as clap reads it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum SeriesCommand {
    /// Read the series of a CSV file, long or wide; one of the same name is replaced
    Import(ImportSeries),
    /// List the series that were imported
    List,
    /// Print the values of one as CSV
    Show {
        /// Its name
        #[arg(value_name = "SERIES")]
        id: String,
    },
    /// Remove one
    Remove {
        /// Its name
        #[arg(value_name = "SERIES")]
        id: String,
    },
}

const EXAMPLES: &str = "\
Examples:
  jobtide series import postings_by_sector.csv --id indeed-gb --attribution 'Indeed Hiring Lab, CC BY 4.0' \\
      --unit 'index, 1 February 2020 = 100' --where 'variable=total postings' --adjusted --trailing-days 7
  jobtide series list

Columns of text that differ from row to row are part of the series' names. docs/series.md says the rest.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportSeries {
    /// The CSV file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Who made it and under which licence; printed with everything that uses it
    #[arg(long, value_name = "TEXT")]
    pub attribution: String,
    /// What the names of its series begin with [default: the file's name]
    #[arg(long, value_name = "NAME")]
    pub id: Option<String>,
    /// The column of dates [default: the one that holds dates]
    #[arg(long, value_name = "COLUMN")]
    pub date: Option<String>,
    /// A column of values; may be given several times [default: every column of numbers]
    #[arg(long, value_name = "COLUMN")]
    pub value: Vec<String>,
    /// Only rows with this value in that column; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = column_and_value)]
    pub only: Vec<(String, String)>,
    /// The unit of the values, in words
    #[arg(long, value_name = "TEXT")]
    pub unit: Option<String>,
    /// The publisher took the season out
    #[arg(long, conflicts_with = "unadjusted")]
    pub adjusted: bool,
    /// The publisher left the season in
    #[arg(long)]
    pub unadjusted: bool,
    /// Days over which each value is a trailing mean
    #[arg(long, value_name = "DAYS", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=366))]
    pub trailing_days: u16,
}

fn column_and_value(text: &str) -> Result<(String, String), String> {
    let (column, value) = text
        .split_once('=')
        .ok_or("expected COLUMN=VALUE, such as `variable=total postings`")?;
    Ok((column.trim().to_owned(), value.trim().to_owned()))
}
