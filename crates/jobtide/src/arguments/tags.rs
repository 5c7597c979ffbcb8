//! The command lines of `jobtide tags` and `jobtide categories` as clap reads them.

use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide tags\n  jobtide tags 'No ChatGPT please. Build a chatbot with LangChain.'\n\nA posting asks for a tag where it wants it built, used or trained (tag:), and mentions it in any sense, the\nforbidden one included (mention:). Without an index the tags are listed without counts."
)]
pub struct Tags {
    /// A text to tag; without it the tags are listed
    pub text: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobtide categories\n  jobtide search category:writing\n\nWithout an index the categories are listed without counts."
)]
pub struct Categories {}
