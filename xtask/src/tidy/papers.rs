//! The documents that contributors read come in; what they name and is not there goes out: paths, links, verbs, fixture folders.

use super::Finding;
use super::map::{self, quoted};
use super::tree::Tree;
use crate::verbs;

/// Every path in backticks in these must exist.
const WITH_PATHS: &[&str] = &[map::PATH, "CONTRIBUTING.md", FIXTURES];
/// Says what each folder of fixtures is.
const FIXTURES: &str = "fixtures/README.md";
/// The heading above the list of places, whose lines each start with a path.
const PLACES: &str = "where things live";
/// Marks a path that is made by running, and so is not in the tree.
const IGNORED: &str = "(ignored)";
/// A word without `/` is taken for a file by its ending.
const ENDINGS: &[&str] = &[".md", ".toml", ".rs", ".json", ".hbs", ".txt"];
/// Where the product's commands are declared.
const COMMANDS: &str = "crates/jobtide/src/arguments.rs";

/// Checks the documents against the tree.
pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for path in WITH_PATHS {
        match tree.text(path) {
            Some(text) => paths(tree, path, text, found),
            None => found.push(Finding::new(*path, 1, "the document is missing; write it")),
        }
    }
    for (path, text) in tree
        .texts_ending(".md")
        .filter(|(path, _)| !path.starts_with("fixtures/"))
    {
        links(tree, path, text, found);
    }
    fixture_folders(tree, found);
    product_verbs(tree, found);
}

fn paths(tree: &Tree, path: &str, text: &str, found: &mut Vec<Finding>) {
    let (mut in_code, mut in_places) = (false, false);
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') && !in_code {
            in_places = line.to_lowercase().contains(PLACES);
        }
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if line.contains(IGNORED) {
            continue;
        }
        let named = match (in_code, in_places) {
            (true, true) => line
                .split_whitespace()
                .next()
                .map(str::to_owned)
                .into_iter()
                .collect(),
            (true, false) => Vec::new(),
            (false, _) => quoted(line),
        };
        for name in named.iter().filter(|name| looks_like_a_path(name)) {
            let there = match name.contains('/') {
                true => tree.has(name) || beside(path, name).is_some_and(|name| tree.has(&name)),
                false => tree.has_name(name),
            };
            if !there {
                let what = format!(
                    "`{name}` is not in the tree; correct it, or mark the line {IGNORED} if running makes it"
                );
                found.push(Finding::new(path, index + 1, what));
            }
        }
    }
}

fn looks_like_a_path(word: &str) -> bool {
    let written_so = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-./*<>".contains(c));
    // A name may begin with a placeholder (`<platform>/<id>`); a path of ours begins with a folder's name.
    let begins = word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let climbs = word.starts_with("..") || word.starts_with("./");
    written_so
        && begins
        && !climbs
        && (word.contains('/')
            || ENDINGS
                .iter()
                .any(|ending| word.ends_with(ending) && word != *ending))
}

/// A path as seen from a document's own folder.
fn beside(document: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `[text](target)` must lead somewhere; addresses and anchors in the same document are not followed.
fn links(tree: &Tree, path: &str, text: &str, found: &mut Vec<Finding>) {
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            let rest = &line[at + 2..];
            let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !beside(path, target).is_some_and(|target| tree.has(&target)) {
                let what =
                    format!("the link leads to `{target}`, which is not in the tree; correct it");
                found.push(Finding::new(path, index + 1, what));
            }
        }
    }
}

fn fixture_folders(tree: &Tree, found: &mut Vec<Finding>) {
    let readme = tree.text(FIXTURES).unwrap_or_default();
    let named: Vec<String> = readme
        .lines()
        .flat_map(quoted)
        .map(|name| name.trim_end_matches('/').to_owned())
        .collect();
    let mut folders: Vec<&str> = tree
        .sizes()
        .filter_map(|(path, _)| path.strip_prefix("fixtures/")?.rsplit_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    folders.dedup();
    for folder in folders {
        // A line about a folder covers what lies deeper in it.
        let covered = named.iter().any(|name| {
            folder == name
                || folder
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        });
        if !covered {
            let what = format!("`{folder}/` is not explained; say in a line what it holds");
            found.push(Finding::new(FIXTURES, 1, what));
        }
    }
}

/// The verbs that `cargo xtask` hands over are the commands that the binary has.
fn product_verbs(tree: &Tree, found: &mut Vec<Finding>) {
    let Some(text) = tree.text(COMMANDS) else {
        found.push(Finding::new(
            COMMANDS,
            1,
            "the product's commands are not here; tell xtask's tidy where they went",
        ));
        return;
    };
    let commands = commands(text);
    for (name, line) in &commands {
        if !verbs::PRODUCT.iter().any(|(verb, _, _)| verb == name) {
            let what = format!(
                "`cargo xtask {name}` would not be handed over; add it to PRODUCT in xtask/src/verbs.rs"
            );
            found.push(Finding::new(COMMANDS, *line, what));
        }
    }
    for (verb, _, _) in verbs::PRODUCT {
        if !commands.iter().any(|(name, _)| name == verb) {
            let what = format!("`{verb}` is no command of jobtide; drop it from PRODUCT");
            found.push(Finding::new("xtask/src/verbs.rs", 1, what));
        }
    }
}

/// The variants of `enum Command`, as clap names them.
fn commands(text: &str) -> Vec<(String, usize)> {
    text.lines()
        .enumerate()
        .skip_while(|(_, line)| !line.contains("enum Command {"))
        .skip(1)
        .take_while(|(_, line)| *line != "}")
        .filter_map(|(index, line)| {
            let variant = line.strip_prefix("    ")?;
            let name: String = variant
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            name.starts_with(|c: char| c.is_ascii_uppercase())
                .then(|| (kebab(&name), index + 1))
        })
        .collect()
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_gone_is_found_and_a_placeholder_or_an_ignored_one_is_not() {
        let text = "See `crates/a/src/lib.rs`, `crates/<room>/src/`, `lib.rs`, `<platform>/<id>` and `N/A thing`.\n\
                    `data/` (ignored)\n`crates/gone/` and `gone.toml`\n## Where things live\n```text\ncrates/a/  code\nold/  gone\n```\n";
        let tree = Tree::of(&[("crates/a/src/lib.rs", ""), (map::PATH, text)]);
        let mut found = Vec::new();
        paths(&tree, map::PATH, text, &mut found);
        let found: Vec<String> = found.iter().map(Finding::to_string).collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("ARCHITECTURE.md:3: `crates/gone/`"));
        assert!(found[1].starts_with("ARCHITECTURE.md:3: `gone.toml`"));
        assert!(found[2].starts_with("ARCHITECTURE.md:7: `old/`"));
    }

    #[test]
    fn a_dead_link_is_found() {
        let text = "[a](docs/b.md#part) [b](https://example.com/x.md) [c](#here) [d](docs/gone.md)\n```\n[e](gone.md)\n```\n";
        let tree = Tree::of(&[
            ("README.md", text),
            ("docs/b.md", "[up](../README.md) [off](../../x.md)"),
        ]);
        let mut found = Vec::new();
        for (path, text) in tree.texts() {
            links(&tree, path, text, &mut found);
        }
        let found: Vec<String> = found.iter().map(Finding::to_string).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("README.md:1: the link leads to `docs/gone.md`"));
        assert!(found[1].contains("docs/b.md:1: the link leads to `../../x.md`"));
    }

    #[test]
    fn a_folder_of_fixtures_without_a_line_is_found() {
        let tree = Tree::of(&[
            (FIXTURES, "- `tagger/probes/`: said"),
            ("fixtures/tagger/probes/deep/a.in.txt", ""),
            ("fixtures/tagger/probes_two/a.in.txt", ""),
        ]);
        let mut found = Vec::new();
        fixture_folders(&tree, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].what.contains("`tagger/probes_two/`"));
    }

    #[test]
    fn a_command_that_the_front_door_does_not_know_is_found() {
        let mut text = String::from(
            "pub enum Command {\n    /// Words\n    #[command(subcommand)]\n    NewThing(New),\n",
        );
        for (verb, _, _) in &verbs::PRODUCT[1..] {
            text.push_str(&format!(
                "    {}{},\n",
                verb[..1].to_uppercase(),
                &verb[1..]
            ));
        }
        text.push_str("}\nstruct New;\n");
        let mut found = Vec::new();
        product_verbs(&Tree::of(&[(COMMANDS, &text)]), &mut found);
        let found: Vec<String> = found.iter().map(Finding::to_string).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("arguments.rs:4: `cargo xtask new-thing`"));
        assert!(found[1].contains(&format!("`{}` is no command", verbs::PRODUCT[0].0)));
    }
}
