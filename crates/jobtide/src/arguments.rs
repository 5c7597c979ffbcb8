//! The command line as clap reads it. What it means is resolved in `settings` and by each stage.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use model::Day;

mod cluster;
mod completions;
mod counted_by;
mod forget;
mod lake;
mod pay;
mod query_words;
mod report;
mod search;
mod series;
mod serve;
mod show;
mod tags;
mod trend;
mod watch;

pub use cluster::ClusterCommand;
#[cfg(feature = "engines")]
pub use cluster::{RunExecutor, RunScheduler};
pub use completions::Completions;
pub use counted_by::CountedBy;
pub use forget::Forget;
pub use lake::{CompactLake, LakeCommand, ReadLake, VerifyLake, WriteLake};
pub use pay::Pay;
pub use report::{NewReport, Report, ReportCommand, Verify};
pub use search::Search;
pub use series::{ImportSeries, SeriesCommand};
pub use serve::Serve;
pub use show::Show;
pub use tags::{Categories, Tags};
pub use trend::Trend;
pub use watch::{AddWatch, RunWatches, WatchCommand};

const EXAMPLES: &str = "\
Examples:
  jobtide demo
  jobtide refresh
  jobtide import archive.csv --profile upwork-2023-csv
  jobtide search 'chatbot category:writing pay:>40/h'
  jobtide trend 'n8n OR zapier'
  jobtide report

Exit status:
  0 done   1 failed   2 wrong usage   3 done in part (named on stderr)
  4 stale or a check failed   5 another run holds the store   130 interrupted";

/// Watches a labour market through its postings: refresh, import, search, and reports whose every sentence carries a verdict.
#[derive(Debug, Parser)]
#[command(name = "jobtide", version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub shared: Shared,
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// The process's arguments as clap shall see them: in a query `-word` leaves a word out.
    pub fn words() -> Vec<OsString> {
        let commands = Arguments::command();
        let verbs: Vec<&str> = commands
            .get_subcommands()
            .map(|one| one.get_name())
            .collect();
        query_words::with_not(std::env::args_os().collect(), &verbs)
    }
}

/// A pace at which the market has postings at all.
fn postings_a_day(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(pace) if (1.0..=100_000.0).contains(&pace) => Ok(pace),
        _ => Err("expected 1 to 100000 postings a day".to_owned()),
    }
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Shared {
    /// Folder of store and index [default: data beside jobtide.toml]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "JOBTIDE_DATA",
        help_heading = "Everywhere"
    )]
    pub data: Option<PathBuf>,
    /// Configuration file [default: jobtide.toml here or in a folder above]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "JOBTIDE_CONFIG",
        help_heading = "Everywhere"
    )]
    pub config: Option<PathBuf>,
    /// Print one JSON document with a `schema` name on stdout
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Whether stdout carries colours; auto: on a terminal, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = Colour::Auto,
        help_heading = "Everywhere"
    )]
    pub color: Colour,
    /// No progress and no hints on stderr
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// Log what happens to stderr; twice: every detail
    #[arg(long, short, global = true, action = clap::ArgAction::Count, help_heading = "Everywhere")]
    pub verbose: u8,
    /// Form of the log; json logs without -v too
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, help_heading = "Everywhere")]
    pub log_format: LogFormat,
}

/// When stdout carries colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[repr(u8)]
pub enum Colour {
    /// On a terminal that is not dumb; NO_COLOR refuses, CLICOLOR_FORCE demands
    Auto,
    /// In files and pipes too
    Always,
    /// Nowhere
    Never,
}

impl Colour {
    /// What is asked for in words that clap could not read whole, or answered with its help.
    pub fn asked_in(words: impl Iterator<Item = String>) -> Colour {
        let words: Vec<String> = words.take_while(|word| word != "--").collect();
        let joined = words
            .iter()
            .filter_map(|word| word.strip_prefix("--color="));
        let apart = words.windows(2).filter(|pair| pair[0] == "--color");
        let last = joined.chain(apart.map(|pair| pair[1].as_str())).next_back();
        last.and_then(|word| Colour::from_str(word, true).ok())
            .unwrap_or(Colour::Auto)
    }
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Poll the sources that are due, and put what is new into store and index
    Refresh(Refresh),
    /// Read what was fetched again, with today's readers
    Reread(Reread),
    /// List the sources and their state, try one, or list their kinds
    Sources(Sources),
    /// Whether the collection is fresh, and which weeks each source was seen in
    Status(Status),
    /// Read archives of postings into the store and the index
    Import(Import),
    /// List the profiles that say how to read an archive
    Profiles(Profiles),
    /// Find postings
    Search(Search),
    /// Show one posting whole: its facts, its text, its tags and why it has them
    Show(Show),
    /// Any query over time: a chart, monthly counts and changes; several side by side
    Trend(Trend),
    /// What the postings of a query pay: medians with their intervals, by kind and currency
    Pay(Pay),
    /// Saved searches, and what came since they were last run
    #[command(subcommand)]
    Watch(WatchCommand),
    /// Serve a page to search in, and an API for programs, on this machine
    Serve(Serve),
    /// Judge a report's sentences and write it as Markdown, HTML, charts and tables
    Report(Report),
    /// Make a report again from its manifest, and say what differs and why
    Verify(Verify),
    /// Judge the claims of a file and print their verdicts
    Judge(Judge),
    /// Say what can be said of a claim file without a posting
    #[command(subcommand)]
    Claims(ClaimsCommand),
    /// Indices of others, to judge claims of and to hold postings against
    #[command(subcommand)]
    Series(SeriesCommand),
    /// Show which postings were folded into which, and how many
    Duplicates(Duplicates),
    /// Forget a posting, or all of an organisation, for good; asks first
    Forget(Forget),
    /// The same postings as Parquet files that other engines read
    #[command(subcommand)]
    Lake(LakeCommand),
    /// Processes that count the postings of a lake together
    #[command(subcommand)]
    Cluster(ClusterCommand),
    /// Make the index anew from the store
    #[command(after_help = "Example:\n  jobtide rebuild")]
    Rebuild,
    /// List the AI-skill tags with their counts, or show which ones a text gets and why
    Tags(Tags),
    /// List the categories with their counts
    Categories(Categories),
    /// Measure the rules against labelled data
    #[command(subcommand)]
    Evaluate(EvaluateCommand),
    /// Print the completions of a shell
    Completions(Completions),
    /// Run the whole way on a synthetic market with planted effects, and compare
    Demo(Demo),
}

const REFRESH_EXAMPLES: &str = "\
Examples:
  jobtide refresh
  jobtide refresh --source remotive --source hn-whoishiring --all
  jobtide refresh --watch

docs/refresh.md says how to run it from a timer and what to look at once a month.";

#[derive(Debug, Args)]
#[command(after_help = REFRESH_EXAMPLES)]
pub struct Refresh {
    /// Only this source, even where it is switched off; may be given several times
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Only sources with this tag; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Poll what is due, as without this flag
    #[arg(long, conflicts_with = "all")]
    pub due: bool,
    /// Poll what is not due too
    #[arg(long)]
    pub all: bool,
    /// Poll once and end, as without this flag
    #[arg(long, conflicts_with = "watch")]
    pub once: bool,
    /// Stay, and poll whatever becomes due
    #[arg(long)]
    pub watch: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide reread\n  jobtide reread --source remotive --since 2026-01-01"
)]
pub struct Reread {
    /// Only what this source fetched; may be given several times
    #[arg(long, value_name = "NAME")]
    pub source: Vec<String>,
    /// Only what was fetched on this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<Day>,
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  jobtide sources\n  jobtide sources check remotive\n  jobtide sources kinds"
)]
pub struct Sources {
    #[command(subcommand)]
    pub command: Option<SourcesCommand>,
    /// List those that are switched off too
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Subcommand)]
pub enum SourcesCommand {
    /// Fetch a source's first document once, and show what would be read
    #[command(after_help = "Example:\n  jobtide sources check remotive")]
    Check {
        /// The source's name
        name: String,
    },
    /// List the kinds of source and the terms of their sites
    #[command(after_help = "Example:\n  jobtide sources kinds")]
    Kinds,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide status\n  jobtide status --json\n\nEnds with status 4 where a source is stale: due since more than two intervals, failing for\nmore than three days, or retired by its server."
)]
pub struct Status {}

const IMPORT_EXAMPLES: &str = "\
Examples:
  jobtide import hn/*.json --profile hn-whoishiring
  jobtide import boards/all_jobs_2026-01-05.json.gz --profile greenhouse-snapshot
  jobtide import mine.csv --profile ./mine.toml --dry-run
  jobtide import mine.parquet --profile ./mine.toml --to-lake lake";

#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct Import {
    /// Files, folders or globs; .gz and .zst are read through
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// A shipped profile's name (`jobtide profiles`) or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: String,
    /// The day on which the archive was taken, for relative dates and snapshots
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Day>,
    /// Store nothing; show ten parsed postings and the problems
    #[arg(long)]
    pub dry_run: bool,
    /// Write the postings to this lake, a folder or s3://bucket/prefix, instead of store and index (docs/lake.md)
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    pub to_lake: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide profiles\n  jobtide profiles hn-whoishiring > mine.toml\n\ndocs/profiles.md says what each key takes."
)]
pub struct Profiles {
    /// A profile to print as TOML; without it the profiles are listed
    pub name: Option<String>,
}

const JUDGE_EXAMPLES: &str = "\
Examples:
  jobtide judge
  jobtide judge mine.toml --query platform:hn --from 2014-11-01 --to 2016-02-14
  jobtide judge mine.toml --out verdicts.json

docs/claims.md says how to write a file for somebody else's study.";

#[derive(Debug, Args)]
#[command(after_help = JUDGE_EXAMPLES)]
pub struct Judge {
    /// The claim file [default: the article's claims]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// First day of another window, on which the sentences are judged again
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    pub from: Option<Day>,
    /// Last day of it
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    pub to: Option<Day>,
    /// The universe [default: the file's, else all postings]
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// Write the verdicts with everything behind them as JSON, too
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Print the reason of each verdict under the table
    #[arg(long)]
    pub why: bool,
    /// Count duplicates as postings of their own
    #[arg(long)]
    pub no_fold: bool,
    /// A table of exchange rates; without it currencies stand apart (docs/claims.md)
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    #[command(flatten)]
    pub counted_by: CountedBy,
}

#[derive(Debug, Subcommand)]
pub enum ClaimsCommand {
    /// Check dates, orders and numbers of a claim file against each other; status 4 where one is wrong
    #[command(after_help = "Examples:\n  jobtide claims check\n  jobtide claims check mine.toml")]
    Check(CheckClaims),
}

#[derive(Debug, Args)]
pub struct CheckClaims {
    /// The claim file [default: the article's claims]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide duplicates\n  jobtide duplicates --source hn-whoishiring --limit 50\n\nThe same text by the same organisation within 30 days is one posting, and so is the same text under the\nsame title, country and source where no organisation is known. In a query is:duplicate finds what was\nfolded (is:repost on the same platform, is:copy on another), is:any counts it too."
)]
pub struct Duplicates {
    /// How many groups to show, newest first
    #[arg(long, default_value_t = 10)]
    pub limit: usize,
    /// Only what this source brought
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum EvaluateCommand {
    /// Precision and recall of the title and skill rules against the platform's labels
    Categories(EvaluateCategories),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  jobtide evaluate categories upwork/*.csv --profile upwork-2023-csv"
)]
pub struct EvaluateCategories {
    /// Files, folders or globs with labelled postings
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// A shipped profile's name or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: String,
    /// The day on which the archive was taken, where the profile needs it
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Day>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  jobtide demo\n  jobtide demo --null --seed 7")]
pub struct Demo {
    /// Plant nothing: a check that the judge stays silent
    #[arg(long)]
    pub null: bool,
    /// Seed of the market
    #[arg(long, default_value_t = 20_221_130)]
    pub seed: u64,
    /// Expected postings a day
    #[arg(long, default_value_t = 100.0, value_parser = postings_a_day)]
    pub per_day: f64,
    /// Where to work; the folder is emptied first
    #[arg(long, default_value = "target/demo", value_name = "DIR")]
    pub dir: PathBuf,
}
