//! The arguments of `report` and `verify`.

use std::path::PathBuf;

use analytics::claims::Language;
use clap::{Args, Subcommand, ValueEnum};
use model::Day;

use super::CountedBy;

const EXAMPLES: &str = "\
Examples:
  jobtide report
  jobtide report --list
  jobtide report monthly --period 2024-02 --lang zh-CN
  jobtide report one-query --query 'n8n OR zapier'
  jobtide report ai-and-jobs --universe platform:hn --from 2014-11-01 --to 2016-02-14
  jobtide report new my-market

docs/reports.md says how a report is written.";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Report {
    #[command(subcommand)]
    pub command: Option<ReportCommand>,
    /// The report's name
    #[arg(default_value = "ai-and-jobs")]
    pub name: String,
    /// List the reports that there are, and where each comes from
    #[arg(long, conflicts_with_all = ["name", "period", "from", "query", "universe", "lang", "formats", "out", "no_fold", "rates"])]
    pub list: bool,
    /// 2024, 2024-02, 2024-Q1 or 2022-11-01_2024-02-14 [default: as the report's definition says]
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub period: Option<String>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    pub from: Option<Day>,
    /// Last day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    pub to: Option<Day>,
    /// What the report is about, where it is about a query; else the same as --universe
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// The universe, as a query, in place of the definition's
    #[arg(long, value_name = "QUERY")]
    pub universe: Option<String>,
    /// The languages, en and zh-CN, with a comma between them [default: the definition's]
    #[arg(long, value_name = "TAG", value_delimiter = ',', value_parser = language)]
    pub lang: Vec<Language>,
    /// The kinds of file, with a comma between them [default: all]
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub formats: Vec<FileKind>,
    /// Where to write [default: reports/NAME/PERIOD beside jobtide.toml]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Count duplicates as postings of their own
    #[arg(long)]
    pub no_fold: bool,
    /// A table of exchange rates; without it currencies stand apart (docs/claims.md)
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// Draw every chart as a PNG beside its SVG, for mail and slides; the manifest does not list them, since fonts differ between machines
    #[arg(long)]
    pub png: bool,
    #[command(flatten)]
    pub counted_by: CountedBy,
}

#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Write the files of a new report, ready to be edited
    New(NewReport),
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  jobtide report new my-market")]
pub struct NewReport {
    /// The report's name: lower-case letters, digits and hyphens
    pub name: String,
}

/// The kinds of file that a report is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileKind {
    /// report.md, with its charts beside it
    Md,
    /// report.html, one file
    Html,
    /// data/*.csv
    Csv,
    /// claims.json, which the next report is held against
    Json,
}

impl FileKind {
    /// Its name in manifests.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::Md => "md",
            FileKind::Html => "html",
            FileKind::Csv => "csv",
            FileKind::Json => "json",
        }
    }
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL.iter().map(|one| one.tag()).collect();
        format!("reports are written in {}", known.join(" and "))
    })
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide verify reports/monthly/2024-02\n  jobtide verify reports/monthly/2024-02/manifest.json --json\n\nEnds with status 4 where a file differs."
)]
pub struct Verify {
    /// A report's manifest.json, or its folder
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    #[command(flatten)]
    pub counted_by: CountedBy,
}
