//! The command line of `jobtide completions` as clap reads it.

use clap::Args;
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  jobtide completions bash > ~/.local/share/bash-completion/completions/jobtide
  jobtide completions zsh > ~/.zfunc/_jobtide
  jobtide completions fish > ~/.config/fish/completions/jobtide.fish";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}
