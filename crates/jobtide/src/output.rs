//! Writing for people and programs: data on stdout, everything else on stderr, and a quiet end when the reader has gone.

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

/// The status that a shell gives a process ended by SIGPIPE; what a filter in a closed pipe is expected to leave with.
const CLOSED_PIPE: i32 = 141;

/// Stdout, buffered. A closed pipe ends the program without a word, since the reader has what it wanted.
pub struct Out {
    writer: BufWriter<std::io::Stdout>,
}

impl Out {
    /// The process's stdout.
    pub fn stdout() -> Out {
        Out {
            writer: BufWriter::new(std::io::stdout()),
        }
    }

    /// Writes text as it is.
    pub fn text(&mut self, text: &str) {
        self.check(|writer| writer.write_all(text.as_bytes()));
    }

    /// Writes a line.
    pub fn line(&mut self, line: &str) {
        self.text(line);
        self.text("\n");
    }

    /// Writes one JSON document; `schema` is its first key, so that a reader knows what it holds.
    pub fn json(&mut self, schema: &str, value: &impl Serialize) -> anyhow::Result<()> {
        let text = document(schema, value)?;
        self.line(&text);
        Ok(())
    }

    fn check(
        &mut self,
        write: impl FnOnce(&mut BufWriter<std::io::Stdout>) -> std::io::Result<()>,
    ) {
        if let Err(error) = write(&mut self.writer) {
            leave(&error);
        }
    }
}

/// One JSON document as text; `schema` is its first key.
pub fn document(schema: &str, value: &impl Serialize) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Envelope<'a, T> {
        schema: &'a str,
        #[serde(flatten)]
        value: &'a T,
    }
    Ok(serde_json::to_string_pretty(&Envelope { schema, value })?)
}

impl Drop for Out {
    fn drop(&mut self) {
        if let Err(error) = self.writer.flush() {
            leave(&error);
        }
    }
}

fn leave(error: &std::io::Error) -> ! {
    if error.kind() != ErrorKind::BrokenPipe {
        say(&format!("jobtide: cannot write to stdout: {error}"));
        std::process::exit(1);
    }
    std::process::exit(CLOSED_PIPE);
}

/// Whether what is said goes into the log: a reader of JSON lines takes no others.
static IN_THE_LOG: AtomicBool = AtomicBool::new(false);

/// From now on everything that is said is an event of the log.
pub fn say_in_the_log() {
    IN_THE_LOG.store(true, Ordering::Relaxed);
}

/// Writes a line to stderr, or to the log that stands there; a closed stderr is nobody's concern.
pub fn say(line: &str) {
    if IN_THE_LOG.load(Ordering::Relaxed) {
        tracing::info!("{line}");
        return;
    }
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Asks on stderr and gives the line that was answered on stdin; an empty one at its end.
pub fn ask(question: &str) -> std::io::Result<String> {
    let mut stderr = std::io::stderr();
    write!(stderr, "{question} ")?;
    stderr.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer)
}

/// Whether stdout may carry colours: a terminal, and NO_COLOR not set.
pub fn colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    !refused && (forced || (std::io::stdout().is_terminal() && !dumb))
}

/// A number with commas between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 posting`, `2,000 postings`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// How many columns a text takes on a terminal: a Han, kana, Hangul or full-width character takes two.
pub fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x1100..=0x115F
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0x1F300..=0x1FAFF => 2,
            _ => 1,
        })
        .sum()
}

/// Rows under a head, columns padded; `right` names the columns that hold numbers.
pub fn table(head: &[&str], rows: &[Vec<String>], right: &[usize]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|name| columns(name)).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let mut text = String::new();
    let heads: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    for row in std::iter::once(&heads).chain(rows) {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width.saturating_sub(columns(cell)));
            if column > 0 {
                line.push_str("  ");
            }
            if right.contains(&column) {
                line.push_str(&gap);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&gap);
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{table, thousands};

    #[test]
    fn thousands_are_parted_by_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(12_345_678), "12,345,678");
    }

    #[test]
    fn a_table_aligns_wide_characters_too() {
        let rows = vec![
            vec!["机器".to_owned(), "7".to_owned()],
            vec!["ab".to_owned(), "12".to_owned()],
        ];
        assert_eq!(
            table(&["name", "n"], &rows, &[1]),
            "name   n\n机器   7\nab    12\n"
        );
    }
}
