//! The rules of the house that no compiler knows: the tracked files come in, findings with path and line go out. Mends nothing.

mod leftovers;
mod manifest;
mod map;
mod papers;
mod sources;
mod templates;
mod tree;
mod twins;
mod walls;

use std::fmt;
use std::process::ExitCode;

use self::tree::Tree;
use crate::program;

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    /// Counted from 1.
    line: usize,
    /// What is wrong and what to do.
    what: String,
}

impl Finding {
    fn new(path: impl Into<String>, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: path.into(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Every rule over every file; sorted by place.
fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let map = map::read(tree, &mut found);
    walls::check(tree, &map, &mut found);
    papers::check(tree, &mut found);
    sources::check(tree, &mut found);
    templates::check(tree, &mut found);
    leftovers::check(tree, &mut found);
    twins::check(tree, &mut found);
    found.sort();
    found.dedup();
    found
}

/// Prints the findings; status 1 where there are any.
pub fn run() -> ExitCode {
    program::exit(status())
}

/// The same for a caller that goes on.
pub fn status() -> u8 {
    let tree = match Tree::read(&program::root()) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: {error}");
            return 1;
        }
    };
    let found = findings(&tree);
    for finding in &found {
        eprintln!("{finding}");
    }
    match found.len() {
        0 => 0,
        n => {
            eprintln!("tidy: {n} to mend");
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let tree = Tree::read(&program::root()).expect("a readable tree");
        assert!(
            tree.text("crates/model/src/lib.rs").is_some(),
            "the walk found no source, so no rule was tried"
        );
        let found: Vec<String> = findings(&tree).iter().map(Finding::to_string).collect();
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }
}
