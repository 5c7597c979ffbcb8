//! Every tracked file comes in; what belongs to one machine, one afternoon or no repository at all goes out.

use super::Finding;
use super::tree::{LARGEST, Tree};
use super::walls::mentions;

/// Written in two parts, so that this file does not find itself.
const MACHINES: &[(&str, &str)] = &[
    (
        concat!("index.crates", ".io"),
        "a registry's address belongs to a machine's own configuration",
    ),
    (
        concat!("arti", "factory"),
        "a registry's address belongs to a machine's own configuration",
    ),
    (
        concat!("/wo", "rk/"),
        "a path of one machine; write it from the root of the tree",
    ),
    (
        concat!("/ro", "ot/"),
        "a path of one machine; write it from the root of the tree",
    ),
    (
        concat!("/tm", "p/jt"),
        "a path of one machine; write it from the root of the tree",
    ),
];
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const UNFINISHED_CALL: &str = concat!("to", "do!(");
/// What people write; fixtures hold what others wrote.
const WRITTEN: &[&str] = &[
    ".rs", ".toml", ".md", ".hbs", ".css", ".html", ".svg", ".sh", "/run",
];

/// Checks every file.
pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for (path, bytes) in tree.sizes().filter(|(_, bytes)| *bytes > LARGEST) {
        let what = format!("{bytes} bytes; a clone carries it for ever, so keep files under 1 MiB");
        found.push(Finding::new(path, 1, what));
    }
    for (path, text) in tree.texts() {
        let written =
            !path.starts_with("fixtures/") && WRITTEN.iter().any(|ending| path.ends_with(ending));
        for (index, line) in text.lines().enumerate() {
            for what in of_a_machine(line) {
                found.push(Finding::new(path, index + 1, what));
            }
            if written && unfinished(line) {
                found.push(Finding::new(
                    path,
                    index + 1,
                    "unfinished; do it now, or open an issue and drop the mark",
                ));
            }
        }
    }
}

fn of_a_machine(line: &str) -> impl Iterator<Item = &'static str> {
    MACHINES.iter().filter_map(move |(mark, what)| {
        // A folder of that name inside an address or a longer path is no machine's.
        let starts_a_path = |at: usize| {
            !mark.starts_with('/')
                || !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-*>".contains(c))
        };
        line.match_indices(mark)
            .any(|(at, _)| starts_a_path(at))
            .then_some(*what)
    })
}

fn unfinished(line: &str) -> bool {
    line.contains(UNFINISHED_CALL) || UNFINISHED.iter().any(|mark| mentions(line, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        let mut found = Vec::new();
        check(&Tree::of(&[(path, text)]), &mut found);
        found.len()
    }

    #[test]
    fn what_belongs_to_one_machine_is_found_anywhere() {
        for (mark, _) in MACHINES {
            assert_eq!(
                count("fixtures/a.in.json", &format!("{{\"x\": \"{mark}y\"}}\n")),
                1,
                "{mark}"
            );
        }
        let (_, folder) = ("", MACHINES[2].0);
        assert_eq!(
            count(
                "a.md",
                &format!("https://example.com{folder}x and {}", &folder[1..])
            ),
            0
        );
    }

    #[test]
    fn unfinished_marks_are_found_in_what_people_write() {
        for mark in UNFINISHED.iter().chain(&[UNFINISHED_CALL]) {
            assert_eq!(count("src/a.rs", &format!("// {mark}: x\n")), 1, "{mark}");
            assert_eq!(count("fixtures/a.in.txt", mark), 0, "{mark}");
        }
        assert_eq!(count("src/a.rs", &format!("// {}S\n", UNFINISHED[0])), 0);
    }

    #[test]
    fn a_file_that_a_clone_carries_for_ever_is_found() {
        let large = "x".repeat(usize::try_from(LARGEST).unwrap_or(0) + 1);
        assert_eq!(count("fixtures/a.in.txt", &large), 1);
        assert_eq!(count("fixtures/a.in.txt", &large[1..]), 0);
    }
}
