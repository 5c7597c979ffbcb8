//! The files that belong to the project, by path from the root, with `/` between folders. Knows git's list and, without git, `.gitignore`; no rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// One file.
pub struct File {
    /// Its size.
    pub bytes: u64,
    /// Its text, where it is UTF-8 and not too large to be a source.
    pub text: Option<String>,
}

/// What git tracks, and what it would track if it were added now.
pub struct Tree {
    files: BTreeMap<String, File>,
}

/// No text is read beyond this size; larger files are themselves a finding.
pub const LARGEST: u64 = 1 << 20;

impl Tree {
    /// Reads the tree below a root.
    pub fn read(root: &Path) -> Result<Tree, String> {
        let paths = match from_git(root) {
            Some(paths) => paths,
            None => from_disk(root)?,
        };
        let mut files = BTreeMap::new();
        for path in paths {
            // Git lists a file that was deleted but not yet removed from the index, and submodules as folders.
            let full = root.join(&path);
            let Ok(meta) = fs::symlink_metadata(&full) else {
                continue;
            };
            if !meta.is_file() {
                continue;
            }
            let text = match meta.len() {
                0..=LARGEST => fs::read(&full)
                    .map_err(|error| format!("{path}: {error}"))
                    .map(|bytes| String::from_utf8(bytes).ok())?,
                _ => None,
            };
            let bytes = meta.len();
            files.insert(path, File { bytes, text });
        }
        Ok(Tree { files })
    }

    /// A tree for a test.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let file = |text: &str| File {
            bytes: text.len() as u64,
            text: Some(text.to_owned()),
        };
        Tree {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), file(text)))
                .collect(),
        }
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.text.as_deref()
    }

    /// Every file with its size.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, u64)> {
        self.files
            .iter()
            .map(|(path, file)| (path.as_str(), file.bytes))
    }

    /// Every file that has text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, file)| Some((path.as_str(), file.text.as_deref()?)))
    }

    /// Every file whose name ends so.
    pub fn texts_ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(path, _)| path.ends_with(ending))
    }

    /// The names of the folders directly in a folder.
    pub fn folders_in(&self, folder: &str) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'))
            .filter_map(|rest| Some(rest.split_once('/')?.0))
            .collect();
        names.dedup();
        names
    }

    /// Whether a file or folder is there; `*` and `<name>` stand for any one part.
    pub fn has(&self, pattern: &str) -> bool {
        let wanted: Vec<&str> = pattern.trim_end_matches('/').split('/').collect();
        self.files.keys().any(|path| {
            let mut parts = path.split('/');
            wanted
                .iter()
                .all(|want| parts.next().is_some_and(|part| part_fits(want, part)))
        })
    }

    /// Whether any folder holds a file of this name.
    pub fn has_name(&self, name: &str) -> bool {
        self.files
            .keys()
            .any(|path| path.rsplit('/').next() == Some(name))
    }
}

fn part_fits(want: &str, part: &str) -> bool {
    if want.starts_with('<') && want.ends_with('>') {
        return true;
    }
    match want.split_once('*') {
        Some((before, after)) => {
            part.len() >= before.len() + after.len()
                && part.starts_with(before)
                && part.ends_with(after)
        }
        None => want == part,
    }
}

/// `None` where git is absent or the folder is no checkout (a source archive).
fn from_git(root: &Path) -> Option<Vec<String>> {
    if !root.join(".git").exists() {
        return None;
    }
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let list = String::from_utf8_lossy(&output.stdout);
    Some(
        list.split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

fn from_disk(root: &Path) -> Result<Vec<String>, String> {
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let mut found = Vec::new();
    walk(root, "", &ignored, &mut found).map_err(|error| format!("{}: {error}", root.display()))?;
    Ok(found)
}

fn walk(root: &Path, folder: &str, ignored: &str, found: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = match folder {
            "" => name.clone(),
            _ => format!("{folder}/{name}"),
        };
        if name == ".git" || ignores(ignored, &path) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(root, &path, ignored, found)?;
        } else if kind.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// The form of `.gitignore` that this project keeps to: one anchored pattern a line, `*` for one part.
fn ignores(rules: &str, path: &str) -> bool {
    rules.lines().any(|rule| {
        let Some(rule) = rule.trim().strip_prefix('/') else {
            return false;
        };
        let rule: Vec<&str> = rule.trim_end_matches('/').split('/').collect();
        let parts: Vec<&str> = path.split('/').collect();
        rule.len() == parts.len()
            && rule
                .iter()
                .zip(&parts)
                .all(|(want, part)| part_fits(want, part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_and_folders() {
        let tree = Tree::of(&[("crates/a/src/lib.rs", ""), ("README.md", "")]);
        for there in [
            "crates/a",
            "crates/a/",
            "crates/<room>/src/",
            "crates/*/src/*.rs",
            "README.md",
        ] {
            assert!(tree.has(there), "{there}");
        }
        for absent in [
            "crates/b",
            "crates/*/tests",
            "README",
            "crates/a/src/lib.rs/x",
        ] {
            assert!(!tree.has(absent), "{absent}");
        }
        assert_eq!(tree.folders_in("crates"), ["a"]);
    }

    #[test]
    fn without_git_the_ignored_folders_stay_out() {
        let rules = "/target\n/reports/*/*/\n";
        assert!(ignores(rules, "target"));
        assert!(ignores(rules, "reports/ai-and-jobs/2024-02"));
        assert!(!ignores(rules, "reports/ai-and-jobs"));
        assert!(!ignores(rules, "crates/target"));
    }
}
