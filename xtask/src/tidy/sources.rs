//! Rust sources come in; files without a first sentence, rooms named after nothing, and tests that are switched off go out.

use super::Finding;
use super::tree::Tree;

/// Names that say nothing about what is inside, so that everything ends up there.
const BANNED: &[&str] = &[
    "common", "helper", "helpers", "misc", "types", "util", "utils",
];
/// Fewer words are a title, not a sentence.
const FEWEST_WORDS: usize = 6;

/// Checks every `.rs` file.
pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for (path, text) in tree.texts_ending(".rs") {
        first_line(path, text, found);
        names(path, text, found);
        for (index, line) in text.lines().enumerate() {
            if line.trim() == concat!("#[", "ignore]") {
                let what = "an ignored test is never run again; mend it, remove it, or give the reason (`#[ignore = \"...\"]`)";
                found.push(Finding::new(path, index + 1, what));
            }
        }
    }
}

fn first_line(path: &str, text: &str, found: &mut Vec<Finding>) {
    let words = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("//! "))
        .map_or(0, |sentence| sentence.split_whitespace().count());
    if words < FEWEST_WORDS {
        let what = "the first line is no `//!` sentence; say what comes in, what goes out and what the file does not know";
        found.push(Finding::new(path, 1, what));
    }
}

fn names(path: &str, text: &str, found: &mut Vec<Finding>) {
    let advice = "says nothing about what is inside; name it by the question it answers";
    for part in path.split('/') {
        let stem = part.strip_suffix(".rs").unwrap_or(part);
        if BANNED.contains(&stem) {
            found.push(Finding::new(path, 1, format!("`{stem}` {advice}")));
        }
    }
    for (index, line) in text.lines().enumerate() {
        let mut words = line
            .trim()
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub ")
            .split(' ');
        if words.next() != Some("mod") {
            continue;
        }
        let name = words
            .next()
            .unwrap_or_default()
            .trim_end_matches([';', '{']);
        if BANNED.contains(&name) {
            found.push(Finding::new(
                path,
                index + 1,
                format!("`mod {name}` {advice}"),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what_is_found(path: &str, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        check(&Tree::of(&[(path, text)]), &mut found);
        found.iter().map(Finding::to_string).collect()
    }

    const FIRST: &str = "//! Words come in, numbers go out. Knows no clock.\n";

    #[test]
    fn a_file_needs_a_sentence_in_its_first_line() {
        assert_eq!(what_is_found("src/a.rs", FIRST), Vec::<String>::new());
        for without in [
            "",
            "use std::fs;\n",
            "//! The store room.\n",
            "// Words come in, numbers go out. Knows no clock.\n",
        ] {
            let found = what_is_found("src/a.rs", without);
            assert_eq!(found.len(), 1, "{without:?}: {found:?}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_is_found_as_file_folder_and_module() {
        let module = format!("{FIRST}pub mod {} {{\n}}\nmod typesetting;\n", BANNED[0]);
        assert!(what_is_found("src/a.rs", &module)[0].starts_with("src/a.rs:2: `mod common`"));
        assert_eq!(what_is_found("src/a.rs", &module).len(), 1);
        assert_eq!(what_is_found("src/utils.rs", FIRST).len(), 1);
        assert_eq!(what_is_found("src/helpers/mod.rs", FIRST).len(), 1);
        assert_eq!(what_is_found("src/typesetting.rs", FIRST).len(), 0);
    }

    #[test]
    fn a_test_switched_off_without_a_reason_is_found() {
        let bare = format!("{FIRST}#[test]\n    #[{}]\nfn x() {{}}\n", "ignore");
        assert_eq!(what_is_found("src/a.rs", &bare).len(), 1);
        assert_eq!(
            what_is_found("src/a.rs", &bare.replace("ignore", "ignore = \"slow\"")).len(),
            0
        );
    }
}
