//! The command line of `jobtide serve` as clap reads it: the address, the names and the token.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  jobtide serve
  jobtide serve --addr 127.0.0.1:0
  jobtide serve --addr 0.0.0.0:8080 --host desk.example --token-file token.txt

Whoever can reach another address than this machine's own needs the token: at least 16 characters, in a file or in JOBTIDE_TOKEN.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Serve {
    /// Address and port; port 0 takes one that is free
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub addr: String,
    /// A further name under which it may be asked, as that of a proxy in front; needs a token
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// File that holds the token, which every request must then show
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}
