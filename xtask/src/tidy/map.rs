//! ARCHITECTURE.md comes in, its table of rooms goes out: who may depend on whom, who owns which library. Does not look at the crates.

use super::Finding;
use super::tree::Tree;

/// Where the map is.
pub const PATH: &str = "ARCHITECTURE.md";
/// A map that is longer is not read.
const LONGEST: usize = 150;

/// One row of the table of rooms.
#[derive(Debug, PartialEq, Eq)]
pub struct Room {
    /// The crate.
    pub name: String,
    /// The row's line, counted from 1.
    pub line: usize,
    /// Marked `(pure)`: clippy keeps clock, environment, files and sockets out of it.
    pub pure: bool,
    /// Crates of ours that it may depend on.
    pub may_depend_on: Vec<String>,
    /// Libraries that no other crate may depend on.
    pub owns: Vec<String>,
}

/// Reads the table whose header is `crate | may depend on | owns`.
pub fn read(tree: &Tree, found: &mut Vec<Finding>) -> Vec<Room> {
    let Some(text) = tree.text(PATH) else {
        found.push(Finding::new(PATH, 1, "the map is missing; write it"));
        return Vec::new();
    };
    let length = text.lines().count();
    if length > LONGEST {
        let what = format!(
            "{length} lines; shorten the map to {LONGEST}, details belong into the crates' own docs"
        );
        found.push(Finding::new(PATH, length, what));
    }
    let rooms = rooms(text);
    if rooms.is_empty() {
        let what =
            "no table with the header `crate | may depend on | owns`; tidy reads the walls from it";
        found.push(Finding::new(PATH, 1, what));
    }
    rooms
}

fn rooms(text: &str) -> Vec<Room> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, cells(line)))
        .skip_while(|(_, cells)| {
            cells.len() != 3
                || cells[0] != "crate"
                || !cells[1].contains("may depend on")
                || !cells[2].contains("owns")
        })
        .skip(1)
        .take_while(|(_, cells)| cells.len() == 3)
        .filter_map(|(line, cells)| {
            Some(Room {
                name: quoted(cells[0]).into_iter().next()?,
                line,
                pure: cells[0].contains("(pure)"),
                may_depend_on: quoted(cells[1]),
                owns: quoted(cells[2]),
            })
        })
        .collect()
}

fn cells(line: &str) -> Vec<&str> {
    line.trim()
        .strip_prefix('|')
        .and_then(|rest| rest.strip_suffix('|'))
        .map(|rest| rest.split('|').map(str::trim).collect())
        .unwrap_or_default()
}

/// What stands between backticks.
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# Map\n\n| crate | may depend on | owns |\n|---|---|---|\n| `a` (pure) | nothing | |\n| `b` | `a` | `sled` |\n\nEnd.\n";

    #[test]
    fn the_table_is_read_with_its_lines() {
        let mut found = Vec::new();
        let rooms = read(&Tree::of(&[(PATH, TABLE)]), &mut found);
        assert_eq!(found, []);
        assert_eq!(rooms.len(), 2);
        assert!(rooms[0].pure && rooms[0].may_depend_on.is_empty());
        assert_eq!((rooms[1].name.as_str(), rooms[1].line), ("b", 6));
        assert_eq!(rooms[1].may_depend_on, ["a"]);
        assert_eq!(rooms[1].owns, ["sled"]);
    }

    #[test]
    fn a_map_without_its_table_or_too_long_is_found() {
        let mut found = Vec::new();
        read(&Tree::of(&[(PATH, &"words\n".repeat(151))]), &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|one| one.what.contains("151 lines")));
        assert!(found.iter().any(|one| one.what.contains("no table")));
    }
}
