//! The table of rooms and the manifests come in, breaches of the walls go out: edges, owners, versions, lints, purity.

use std::collections::BTreeSet;

use super::Finding;
use super::manifest::{self, Dependency, Kind, Manifest};
use super::map::{self, Room};
use super::tree::Tree;

/// Libraries that shape a crate; whoever adds one to the workspace names its owner in the map.
const HEAVY: &[&str] = &[
    "anyhow",
    "axum",
    "ballista",
    "ballista-core",
    "ballista-executor",
    "ballista-scheduler",
    "clap",
    "datafusion",
    "handlebars",
    "hyper",
    "hyper-util",
    "object_store",
    "reqwest",
    "resvg",
    "scraper",
    "sled",
    "tantivy",
    "tokio",
];
/// Only tests and benches use these.
const DEV_ONLY: &[&str] = &["divan", "testkit"];
/// What a crate takes from the workspace besides versions.
const SHARED_FACTS: &[&str] = &["version", "edition", "rust-version", "license", "publish"];
/// Crates that state a newer Rust of their own, since a library of theirs needs it.
const OF_A_NEWER_RUST: &[&str] = &["cluster", "lake-query"];

/// Compares the map with the manifests.
pub fn check(tree: &Tree, rooms: &[Room], found: &mut Vec<Finding>) {
    let mut members: Vec<(String, String)> = tree
        .folders_in("crates")
        .into_iter()
        .map(|name| (name.to_owned(), format!("crates/{name}")))
        .collect();
    members.push(("xtask".to_owned(), "xtask".to_owned()));
    let ours: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();

    for room in rooms
        .iter()
        .filter(|room| !ours.contains(room.name.as_str()))
    {
        let what = format!(
            "the table names `{}`, which is no crate; drop the row",
            room.name
        );
        found.push(Finding::new(map::PATH, room.line, what));
    }
    let mut used = BTreeSet::new();
    for (name, folder) in &members {
        let path = format!("{folder}/Cargo.toml");
        let Some(text) = tree.text(&path) else {
            found.push(Finding::new(
                path,
                1,
                "a folder of the workspace without a manifest; add it or remove the folder",
            ));
            continue;
        };
        let manifest = manifest::read(text);
        used.extend(manifest.dependencies.iter().map(|one| one.name.clone()));
        shape(&path, name, &manifest, found);
        unused(tree, folder, &path, &manifest, found);
        match rooms.iter().find(|room| room.name == *name) {
            Some(room) => {
                for dependency in &manifest.dependencies {
                    if let Some(what) = breach(room, rooms, &ours, dependency) {
                        found.push(Finding::new(&path, dependency.line, what));
                    }
                }
            }
            None => {
                let what = format!(
                    "`{name}` has no row in the table of {}; say there what it may depend on",
                    map::PATH
                );
                found.push(Finding::new(&path, 1, what));
            }
        }
    }
    versions(tree, rooms, &used, found);
    purity(tree, rooms, found);
}

fn shape(path: &str, folder: &str, manifest: &Manifest, found: &mut Vec<Finding>) {
    if manifest.name.as_deref() != Some(folder) {
        let what = format!("the package is not named like its folder; name it `{folder}`");
        found.push(Finding::new(path, 1, what));
    }
    for fact in SHARED_FACTS {
        let is_own = *fact == "rust-version" && OF_A_NEWER_RUST.contains(&folder);
        if !is_own && !manifest.inherited_facts.iter().any(|given| given == fact) {
            found.push(Finding::new(
                path,
                1,
                format!("write `{fact}.workspace = true`"),
            ));
        }
    }
    if !manifest.inherits_lints {
        found.push(Finding::new(
            path,
            1,
            "the workspace's lints do not hold here; add `[lints]` with `workspace = true`",
        ));
    }
    for one in manifest.dependencies.iter().filter(|one| !one.inherits) {
        let what = format!(
            "`{0}` states its own version; move it to [workspace.dependencies] in the root and write `{0}.workspace = true`",
            one.name
        );
        found.push(Finding::new(path, one.line, what));
    }
}

/// What is wrong with one dependency, if anything.
fn breach(
    room: &Room,
    rooms: &[Room],
    ours: &BTreeSet<&str>,
    dependency: &Dependency,
) -> Option<String> {
    let (here, name) = (&room.name, &dependency.name);
    if here == "xtask" {
        return Some(format!(
            "`xtask` has no dependencies, so that it builds in seconds; do without `{name}`"
        ));
    }
    if DEV_ONLY.contains(&name.as_str()) {
        return (dependency.kind != Kind::Dev)
            .then(|| format!("`{name}` is for tests and benches; move it to [dev-dependencies]"));
    }
    if ours.contains(name.as_str()) {
        return (!room.may_depend_on.contains(name)).then(|| {
            format!("`{here}` must not know `{name}`; pass values through the hallway, or change the table in {} and say why", map::PATH)
        });
    }
    let owners = rooms.iter().filter(|room| room.owns.contains(name));
    let owners: Vec<&str> = owners.map(|room| room.name.as_str()).collect();
    (!owners.is_empty() && !owners.contains(&here.as_str())).then(|| {
        format!(
            "`{name}` belongs to `{}` alone; ask there for what is needed",
            owners.join("` and `")
        )
    })
}

/// A name that no source of the crate mentions.
fn unused(tree: &Tree, folder: &str, path: &str, manifest: &Manifest, found: &mut Vec<Finding>) {
    let inside = format!("{folder}/");
    for dependency in &manifest.dependencies {
        let ident = dependency.name.replace('-', "_");
        let mentioned = tree
            .texts_ending(".rs")
            .filter(|(path, _)| path.starts_with(&inside))
            .any(|(_, text)| mentions(text, &ident));
        if !mentioned {
            found.push(Finding::new(
                path,
                dependency.line,
                format!("nothing here uses `{}`; drop it", dependency.name),
            ));
        }
    }
}

/// Whether a text holds a word that is not part of a longer one.
pub fn mentions(text: &str, word: &str) -> bool {
    let part_of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(part_of_a_word)
            && !text[at + word.len()..].starts_with(part_of_a_word)
    })
}

fn versions(tree: &Tree, rooms: &[Room], used: &BTreeSet<String>, found: &mut Vec<Finding>) {
    let table = manifest::read(tree.text("Cargo.toml").unwrap_or_default()).versions;
    for (name, line) in &table {
        if !used.contains(name) {
            found.push(Finding::new(
                "Cargo.toml",
                *line,
                format!("no crate uses `{name}`; drop it"),
            ));
        }
        if HEAVY.contains(&name.as_str()) && !rooms.iter().any(|room| room.owns.contains(name)) {
            let what = format!(
                "`{name}` shapes the crate that uses it; name its owner in the table of {}",
                map::PATH
            );
            found.push(Finding::new("Cargo.toml", *line, what));
        }
    }
    for room in rooms {
        for owned in room
            .owns
            .iter()
            .filter(|owned| !table.iter().any(|(name, _)| name == *owned))
        {
            let what = format!(
                "`{}` owns `{owned}`, which the workspace does not have; drop it from the row",
                room.name
            );
            found.push(Finding::new(map::PATH, room.line, what));
        }
    }
}

/// The pure rooms have the same walls, and those of the root's clippy.toml, which theirs replaces.
fn purity(tree: &Tree, rooms: &[Room], found: &mut Vec<Finding>) {
    let rules = |path: &str| -> Option<Vec<String>> {
        let lines = tree.text(path)?.lines().map(str::trim);
        Some(
            lines
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .map(str::to_owned)
                .collect(),
        )
    };
    let root = rules("clippy.toml").unwrap_or_default();
    let mut first: Option<(String, Vec<String>)> = None;
    for room in rooms.iter().filter(|room| room.pure) {
        let path = format!("crates/{}/clippy.toml", room.name);
        let Some(own) = rules(&path) else {
            found.push(Finding::new(
                path,
                1,
                "a pure room needs walls; copy another pure room's clippy.toml",
            ));
            continue;
        };
        for line in root.iter().filter(|line| !own.contains(line)) {
            let what = format!(
                "this file replaces the root's clippy.toml, so `{line}` is lost; repeat it"
            );
            found.push(Finding::new(&path, 1, what));
        }
        for wall in [
            "SystemTime::now",
            "env::var",
            "fs::read",
            "fs::File",
            "TcpStream",
            "HashMap",
        ] {
            if !own.iter().any(|line| line.contains(wall)) {
                found.push(Finding::new(
                    &path,
                    1,
                    format!("`{wall}` is not banned; a pure room bans it"),
                ));
            }
        }
        match &first {
            Some((other, rules)) if *rules != own => {
                let what = format!("differs from {other}; the pure rooms have one set of walls");
                found.push(Finding::new(&path, 1, what));
            }
            Some(_) => {}
            None => first = Some((path, own)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str = "version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n[lints]\nworkspace = true\n";

    fn manifest(name: &str, rest: &str) -> String {
        format!("[package]\nname = \"{name}\"\n{PACKAGE}{rest}")
    }

    fn room(name: &str, may: &[&str], owns: &[&str]) -> Room {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Room {
            name: name.to_owned(),
            line: 1,
            pure: false,
            may_depend_on: words(may),
            owns: words(owns),
        }
    }

    /// Two crates and xtask; `above` may know `below`, which owns sled.
    fn what_is_found(above: &str, below: &str, xtask: &str, source: &str) -> Vec<String> {
        let tree = Tree::of(&[
            (
                "Cargo.toml",
                "[workspace.dependencies]\nabove = { path = \"a\" }\nbelow = { path = \"b\" }\nsled = \"1\"\ndivan = \"1\"\n",
            ),
            ("crates/above/Cargo.toml", &manifest("above", above)),
            ("crates/above/src/lib.rs", source),
            ("crates/below/Cargo.toml", &manifest("below", below)),
            ("crates/below/src/lib.rs", source),
            ("xtask/Cargo.toml", &manifest("xtask", xtask)),
            ("xtask/src/main.rs", source),
        ]);
        let rooms = [
            room("above", &["below"], &[]),
            room("below", &[], &["sled"]),
            room("xtask", &[], &[]),
        ];
        let mut found = Vec::new();
        check(&tree, &rooms, &mut found);
        found
            .iter()
            .filter(|one| one.path != "Cargo.toml")
            .map(Finding::to_string)
            .collect()
    }

    const USES_ALL: &str = "use above; use below; use sled; use divan;";

    #[test]
    fn what_the_table_allows_is_quiet() {
        let found = what_is_found(
            "[dependencies]\nbelow.workspace = true\n[dev-dependencies]\ndivan.workspace = true\n",
            "[dependencies]\nsled.workspace = true\n",
            "",
            USES_ALL,
        );
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn every_breach_of_a_wall_is_found_at_its_line() {
        let cases = [
            (
                "",
                "[dependencies]\nabove.workspace = true\n",
                "",
                "crates/below/Cargo.toml:11: `below` must not know `above`",
            ),
            (
                "",
                "[dev-dependencies]\nabove.workspace = true\n",
                "",
                "crates/below/Cargo.toml:11: `below` must not know `above`",
            ),
            (
                "[dependencies]\nsled.workspace = true\n",
                "",
                "",
                "crates/above/Cargo.toml:11: `sled` belongs to `below`",
            ),
            (
                "[dependencies]\ndivan.workspace = true\n",
                "",
                "",
                "crates/above/Cargo.toml:11: `divan` is for tests",
            ),
            (
                "[dependencies]\nbelow = { path = \"../below\" }\n",
                "",
                "",
                "crates/above/Cargo.toml:11: `below` states its own version",
            ),
            (
                "",
                "",
                "[dependencies]\nbelow.workspace = true\n",
                "xtask/Cargo.toml:11: `xtask` has no dependencies",
            ),
        ];
        for (above, below, xtask, expected) in cases {
            let found = what_is_found(above, below, xtask, USES_ALL);
            assert_eq!(found.len(), 1, "{expected}: {found:?}");
            assert!(found[0].starts_with(expected), "{found:?}");
        }
    }

    #[test]
    fn a_library_of_two_rooms_is_free_to_both_and_to_no_third() {
        let rooms = [
            room("one", &[], &["tokio"]),
            room("two", &[], &["tokio"]),
            room("three", &[], &[]),
        ];
        let breach_of = |at: usize| {
            let dependency = Dependency {
                name: "tokio".to_owned(),
                line: 1,
                kind: Kind::Normal,
                inherits: true,
            };
            breach(&rooms[at], &rooms, &BTreeSet::new(), &dependency)
        };
        assert_eq!((breach_of(0), breach_of(1)), (None, None));
        let found = breach_of(2).expect("a third room may not");
        assert!(
            found.starts_with("`tokio` belongs to `one` and `two` alone"),
            "{found}"
        );
    }

    #[test]
    fn a_dependency_that_no_source_names_is_found() {
        let found = what_is_found(
            "[dependencies]\nbelow.workspace = true\n",
            "",
            "",
            "use below_zero;",
        );
        assert_eq!(
            found,
            ["crates/above/Cargo.toml:11: nothing here uses `below`; drop it"]
        );
    }

    #[test]
    fn table_and_folders_must_agree() {
        let tree = Tree::of(&[
            ("crates/new/Cargo.toml", &manifest("new", "")),
            ("xtask/Cargo.toml", &manifest("other", "")),
        ]);
        let mut found = Vec::new();
        check(
            &tree,
            &[room("gone", &[], &["sled"]), room("xtask", &[], &[])],
            &mut found,
        );
        let found: Vec<String> = found.iter().map(Finding::to_string).collect();
        for expected in [
            "ARCHITECTURE.md:1: the table names `gone`",
            "ARCHITECTURE.md:1: `gone` owns `sled`, which the workspace does not have",
            "crates/new/Cargo.toml:1: `new` has no row",
            "xtask/Cargo.toml:1: the package is not named like its folder",
        ] {
            assert!(
                found.iter().any(|one| one.starts_with(expected)),
                "{expected}: {found:?}"
            );
        }
    }

    #[test]
    fn a_heavy_library_without_an_owner_and_a_version_without_a_user_are_found() {
        let tree = Tree::of(&[
            ("Cargo.toml", "[workspace.dependencies]\ntokio = \"1\"\n"),
            ("xtask/Cargo.toml", &manifest("xtask", "")),
        ]);
        let mut found = Vec::new();
        check(&tree, &[room("xtask", &[], &[])], &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].what.contains("no crate uses `tokio`"));
        assert!(found[1].what.contains("name its owner"));
    }

    #[test]
    fn a_pure_room_without_walls_or_with_a_hole_is_found() {
        let pure = |name: &str| Room {
            pure: true,
            ..room(name, &[], &[])
        };
        let walls =
            "allow-x = true\nSystemTime::now env::var fs::read fs::File TcpStream HashMap\n";
        let tree = Tree::of(&[
            ("clippy.toml", "allow-x = true\n"),
            ("crates/a/clippy.toml", walls),
            (
                "crates/b/clippy.toml",
                &walls.replace("HashMap", "").replace("allow-x = true", ""),
            ),
        ]);
        let mut found = Vec::new();
        purity(&tree, &[pure("a"), pure("b"), pure("c")], &mut found);
        let found: Vec<String> = found.iter().map(Finding::to_string).collect();
        for expected in [
            "b/clippy.toml:1: this file replaces",
            "b/clippy.toml:1: `HashMap`",
            "b/clippy.toml:1: differs",
            "c/clippy.toml:1: a pure room needs walls",
        ] {
            assert!(
                found.iter().any(|one| one.contains(expected)),
                "{expected}: {found:?}"
            );
        }
        assert_eq!(found.len(), 4, "{found:?}");
    }
}
