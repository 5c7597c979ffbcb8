//! Writing for people and programs: data on stdout, everything else on stderr, and a quiet end when the reader has gone.

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use serde::Serialize;

use crate::arguments::Colour;

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
        let text = workbench::enveloped(schema, value)?;
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

/// For writers of other forms; it never gives an error, since a stdout that takes nothing ends the program.
impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.check(|writer| writer.write_all(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.check(std::io::Write::flush);
        Ok(())
    }
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

/// What the caller asked for; the number of a [`Colour`].
static CHOSEN: AtomicU8 = AtomicU8::new(Colour::Auto as u8);

/// From now on stdout carries colours as the caller wants it.
pub fn choose_colour(wanted: Colour) {
    CHOSEN.store(wanted as u8, Ordering::Relaxed);
}

/// Whether stdout may carry colours: as the caller wants it, else not where NO_COLOR is set, else where CLICOLOR_FORCE is, else on a
/// terminal that is not dumb.
pub fn colour() -> bool {
    let chosen = CHOSEN.load(Ordering::Relaxed);
    if chosen != Colour::Auto as u8 {
        return chosen == Colour::Always as u8;
    }
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    !refused && (forced || (std::io::stdout().is_terminal() && !dumb))
}

/// Bold.
pub const BOLD: &str = "1";
/// Less than the rest.
pub const DIM: &str = "2";
/// A word that matched.
pub const MARK: &str = "1;33";

/// A text in a way of writing (the number of an SGR sequence), where stdout may carry it.
pub fn painted(way: &str, text: &str) -> String {
    match colour() && !text.is_empty() {
        true => format!("\u{1b}[{way}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}

/// Columns of a page that nobody looks at.
const COLUMNS_OF_A_PAGE: usize = 100;
/// Fewer columns hold no chart.
const FEWEST_COLUMNS: usize = 40;

/// How many columns a line on stdout may take: what COLUMNS says, else the terminal's width, else a page's.
pub fn width() -> usize {
    let told = std::env::var("COLUMNS").ok();
    let told = told.and_then(|text| text.parse::<usize>().ok());
    let measured = || {
        let seen = std::io::stdout().is_terminal();
        let (width, _) = seen.then(terminal_size::terminal_size).flatten()?;
        Some(usize::from(width.0))
    };
    let width = told.or_else(measured).unwrap_or(COLUMNS_OF_A_PAGE);
    width.max(FEWEST_COLUMNS)
}

/// Foreign text on one line, without what moves a terminal's cursor or turns the reading direction round.
pub fn plain(text: &str) -> String {
    reportgen::plain(text)
}

/// The beginning of a text that takes at most so many columns; an ellipsis stands for the rest.
pub fn fitted(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        let mut buffer = [0; 4];
        if columns(&cut) + columns(character.encode_utf8(&mut buffer)) > most.saturating_sub(1) {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
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

/// A count, or nothing where nobody counted.
pub fn counted_or_none(number: Option<u64>) -> String {
    number.map(thousands).unwrap_or_default()
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

/// Where a text is broken into lines of at most so many columns: at line feeds, at spaces, and between wide characters, which stand in
/// texts without spaces; inside a word only where it is longer than a line.
pub fn lines_of(text: &str, most: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut from = 0;
    for paragraph in text.split('\n') {
        let end = from + paragraph.len();
        break_paragraph(text, from..end, most.max(2), &mut lines);
        from = end + 1;
    }
    lines
}

fn break_paragraph(
    text: &str,
    paragraph: Range<usize>,
    most: usize,
    lines: &mut Vec<Range<usize>>,
) {
    // A line goes from `start`; it can end before `room`, and the next one then begins at `next`.
    let (mut start, mut wide) = (paragraph.start, 0);
    let mut place: Option<(usize, usize)> = None;
    let part = text.get(paragraph.clone()).unwrap_or("");
    for (at, character) in part.char_indices() {
        let at = paragraph.start + at;
        let mut buffer = [0; 4];
        let own = columns(character.encode_utf8(&mut buffer));
        if wide + own > most && at > start {
            let (end, next) = place.filter(|_| character != ' ').unwrap_or((at, at));
            lines.push(start..end);
            start = next;
            wide = text.get(start..at).map_or(0, columns);
            place = None;
        }
        match character {
            // A space at the end of a full line stands for the break.
            ' ' if at == start && !lines.is_empty() && wide == 0 && at > paragraph.start => {
                start = at + 1;
                continue;
            }
            ' ' => place = Some((at, at + 1)),
            _ if own == 2 => place = Some((at + character.len_utf8(), at + character.len_utf8())),
            _ => {}
        }
        wide += own;
    }
    lines.push(start..paragraph.end);
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
    use super::{fitted, lines_of, table, thousands};

    fn broken(text: &str, most: usize) -> Vec<&str> {
        let lines = lines_of(text, most).into_iter();
        lines.map(|range| &text[range]).collect()
    }

    #[test]
    fn a_text_is_broken_at_spaces_and_between_wide_characters() {
        assert_eq!(broken("one two three", 7), ["one two", "three"]);
        assert_eq!(broken("one two  three", 7), ["one two", "three"]);
        assert_eq!(broken("a\n\nb", 7), ["a", "", "b"]);
        assert_eq!(broken("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(broken("机器学习 ab", 5), ["机器", "学习", "ab"]);
        assert_eq!(broken("", 5), [""]);
    }

    #[test]
    fn a_label_that_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(fitted("chatbot", 7), "chatbot");
        assert_eq!(fitted("chatbots", 7), "chatbo…");
        assert_eq!(fitted("机器学习", 6), "机器…");
    }

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
