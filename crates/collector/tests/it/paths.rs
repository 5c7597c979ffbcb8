//! Files, folders and globs, in a folder of its own under the build's temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use collector::{expand_paths, find_profile};

fn tree(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    for file in [
        "b.json",
        "a.json.gz",
        "notes.txt",
        "deep/er/c.json.zst",
        "empty/readme.md",
    ] {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    root
}

fn names(root: &Path, patterns: &[&str]) -> Result<Vec<String>, String> {
    let patterns: Vec<String> = patterns
        .iter()
        .map(|pattern| root.join(pattern).display().to_string())
        .collect();
    let profile = find_profile("hn-whoishiring").unwrap();
    let files = expand_paths(&patterns, profile).map_err(|error| {
        error
            .to_string()
            .replace(&format!("{}/", root.display()), "")
    })?;
    Ok(files
        .iter()
        .map(|file| file.strip_prefix(root).unwrap().display().to_string())
        .collect())
}

#[test]
fn folders_and_globs_keep_what_the_profile_reads() {
    let root = tree("folders_and_globs");
    let all = ["a.json.gz", "b.json", "deep/er/c.json.zst"];
    assert_eq!(names(&root, &["."]).unwrap().len(), all.len());
    assert_eq!(names(&root, &[""]).unwrap(), all);
    assert_eq!(names(&root, &["*"]).unwrap(), all[..2]);
    assert_eq!(
        names(&root, &["**/*.zst", "b.json", "b.json"]).unwrap(),
        all[1..]
    );
    assert_eq!(
        names(&root, &["notes.txt"]).unwrap(),
        ["notes.txt"],
        "a named file is taken"
    );
}

#[test]
fn a_path_that_gives_nothing_is_named() {
    let root = tree("gives_nothing");
    assert_eq!(
        names(&root, &["b.json", "missing.json"]).unwrap_err(),
        "missing.json: there is no such file or folder"
    );
    assert_eq!(
        names(&root, &["empty"]).unwrap_err(),
        "empty: holds no file that the profile `hn-whoishiring` reads"
    );
    assert_eq!(
        names(&root, &["nowhere/*.json"]).unwrap_err(),
        "nowhere/*.json: there is no such file or folder"
    );
}

/// Run by root nothing is unlistable, so the folder is compared only where the system refuses it.
#[cfg(unix)]
#[test]
fn what_cannot_be_listed_does_not_lose_the_rest() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let root = tree("cannot_be_listed");
    symlink(&root, root.join("deep/loop")).unwrap();
    symlink(root.join("nowhere"), root.join("deep/dangling.json")).unwrap();
    symlink(root.join("nowhere"), root.join("deep/dangling.txt")).unwrap();
    let mut expected = vec![
        "a.json.gz",
        "b.json",
        "deep/dangling.json",
        "deep/er/c.json.zst",
    ];
    assert_eq!(names(&root, &[""]).unwrap(), expected);
    assert_eq!(names(&root, &["*.json"]).unwrap(), ["b.json"]);

    let locked = root.join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&locked).is_err() {
        expected.push("locked");
    }
    let found = names(&root, &[""]).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(found, expected);
}
