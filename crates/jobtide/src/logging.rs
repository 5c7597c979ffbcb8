//! What the rooms say about their work (`tracing`), on stderr: nothing without being asked, one line an event, as text or JSON.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::arguments::{LogFormat, Shared};
use crate::output;

/// Starts the log. Only our own rooms speak: what the libraries below them log holds addresses with tokens in them.
pub fn start(shared: &Shared) {
    let level = match (shared.verbose, shared.log_format) {
        (0, LogFormat::Text) => return,
        (0 | 1, _) => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let ours = Targets::new()
        .with_target("collector", level)
        .with_target("jobtide", level)
        .with_target("web", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // A second subscriber is refused, and there is none before this.
    let _ = match shared.log_format {
        LogFormat::Json => {
            output::say_in_the_log();
            tracing_subscriber::registry()
                .with(ours)
                .with(lines.json().flatten_event(true))
                .try_init()
        }
        LogFormat::Text => tracing_subscriber::registry()
            .with(ours)
            .with(lines.with_ansi(false))
            .try_init(),
    };
}
