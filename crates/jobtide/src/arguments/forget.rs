//! The command line of `jobtide forget` as clap reads it.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  jobtide forget hn/9471234
  jobtide forget 'Acme Ltd' --dry-run
  jobtide forget 'Acme Ltd' --exact --yes

docs/forget.md says what is gone afterwards, what stays, and why it does not come back.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Forget {
    /// A posting's key as `search --json` shows it, or the name of an organisation
    #[arg(value_name = "KEY|ORGANISATION")]
    pub what: String,
    /// Of an organisation: only what is written just so, capitals and punctuation aside
    #[arg(long, conflicts_with = "all_spellings")]
    pub exact: bool,
    /// Of an organisation: whatever legal form its name is written with
    #[arg(long)]
    pub all_spellings: bool,
    /// Show what would go and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    pub yes: bool,
}
