//! What a person sees while sources are polled: a line for each that is running on a terminal, a line for each that ended elsewhere.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use model::{Poll, PollEnd, SourceId};

use crate::output;
use crate::settings::Settings;

/// The lines of one round of polls.
pub struct Lines {
    /// `None` where stderr is no terminal, or carries a log that bars would tear.
    multi: Option<MultiProgress>,
    running: BTreeMap<SourceId, ProgressBar>,
    width: usize,
    quiet: bool,
}

impl Lines {
    /// For sources with names of so many letters.
    pub fn new(settings: &Settings, width: usize) -> Lines {
        let draws = std::io::stderr().is_terminal() && !settings.quiet && settings.verbose == 0;
        Lines {
            multi: draws.then(MultiProgress::new),
            running: BTreeMap::new(),
            width,
            quiet: settings.quiet,
        }
    }

    /// A poll began.
    pub fn started(&mut self, source: &SourceId) {
        let Some(multi) = &self.multi else {
            return;
        };
        let bar = multi.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(format!(
            "{source:<width$}",
            source = source.as_str(),
            width = self.width
        ));
        bar.enable_steady_tick(Duration::from_millis(200));
        self.running.insert(source.clone(), bar);
    }

    /// A document was read; so many items came so far.
    pub fn read(&self, source: &SourceId, document: &str, items: u64) {
        if let Some(bar) = self.running.get(source) {
            bar.set_message(format!("{}  {document}", output::counted(items, "item")));
        }
    }

    /// A poll ended.
    pub fn ended(&mut self, poll: &Poll) {
        if let Some(bar) = self.running.remove(&poll.source) {
            bar.finish_and_clear();
        }
        if !self.quiet {
            let source = format!("{:<width$}", poll.source.as_str(), width = self.width);
            self.say(&format!("{source}  {}", summary(poll)));
        }
    }

    /// Says a line without tearing those that move.
    pub fn say(&self, line: &str) {
        match &self.multi {
            Some(multi) => multi.suspend(|| output::say(line)),
            None => output::say(line),
        }
    }
}

/// One poll in one line.
fn summary(poll: &Poll) -> String {
    let mut parts = Vec::new();
    match poll.end {
        PollEnd::Failed => parts.push("failed".to_owned()),
        PollEnd::Unchanged => parts.push("unchanged".to_owned()),
        PollEnd::Complete | PollEnd::Partial => {
            parts.push(output::counted(poll.items, "item"));
            parts.push(format!("{} new", output::thousands(poll.new)));
        }
    }
    if poll.problems > 0 {
        parts.push(format!("{} not read", output::thousands(poll.problems)));
    }
    if poll.end == PollEnd::Partial {
        parts.push("in part".to_owned());
    }
    if let Some((from, to)) = poll.gap {
        parts.push(format!(
            "{} lost before it",
            crate::moments::span(to - from)
        ));
    }
    parts.extend(poll.suspicion.clone());
    parts.extend(poll.error.clone());
    parts.join(", ")
}
