//! The text of a Cargo.toml comes in, its dependencies with their lines go out. Reads the forms that this workspace uses, not all of TOML.

/// Which of the three lists a dependency stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Part of what is built.
    Normal,
    /// For tests and benches.
    Dev,
    /// For build scripts.
    Build,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// Its line, counted from 1.
    pub line: usize,
    /// Its list.
    pub kind: Kind,
    /// Whether the version comes from the workspace.
    pub inherits: bool,
}

/// What tidy wants to know of a manifest.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// `package.name`.
    pub name: Option<String>,
    /// Keys of `[package]` that the workspace gives.
    pub inherited_facts: Vec<String>,
    /// Whether the workspace's lints hold.
    pub inherits_lints: bool,
    /// Dependencies of every kind, for every target.
    pub dependencies: Vec<Dependency>,
    /// The workspace's own table of versions (root manifest only): name and line.
    pub versions: Vec<(String, usize)>,
}

/// Reads a manifest.
pub fn read(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut section = String::new();
    for (index, raw) in text.lines().enumerate() {
        let line = raw.trim();
        if let Some(name) = line.strip_prefix('[') {
            name.trim_start_matches('[')
                .split(']')
                .next()
                .unwrap_or("")
                .trim()
                .clone_into(&mut section);
            if let Some((kind, name)) = own_section(&section) {
                manifest.dependencies.push(Dependency {
                    name,
                    line: index + 1,
                    kind,
                    inherits: false,
                });
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let (key, value) = (key.trim().replace('"', ""), value.trim());
        let inherits = (key.ends_with(".workspace") && value.starts_with("true"))
            || value.replace(' ', "").contains("workspace=true");
        let name = key.split('.').next().unwrap_or(&key).to_owned();
        if own_section(&section).is_some() {
            if let Some(last) = manifest
                .dependencies
                .last_mut()
                .filter(|_| key == "workspace")
            {
                last.inherits = value.starts_with("true");
            }
        } else if section == "workspace.dependencies" {
            manifest.versions.push((name, index + 1));
        } else if let Some(kind) = list(&section) {
            manifest.dependencies.push(Dependency {
                name,
                line: index + 1,
                kind,
                inherits,
            });
        } else if section == "package" && key == "name" {
            manifest.name = Some(value.trim_matches('"').to_owned());
        } else if section == "package" && inherits {
            manifest.inherited_facts.push(name);
        } else if section == "lints" && key == "workspace" {
            manifest.inherits_lints = value.starts_with("true");
        }
    }
    manifest
}

/// `dependencies`, `target.'cfg(unix)'.dev-dependencies`.
fn list(section: &str) -> Option<Kind> {
    match section.rsplit('.').next()? {
        "dependencies" => Some(Kind::Normal),
        "dev-dependencies" => Some(Kind::Dev),
        "build-dependencies" => Some(Kind::Build),
        _ => None,
    }
}

/// `dependencies.serde`: a dependency with a section of its own.
fn own_section(section: &str) -> Option<(Kind, String)> {
    let (before, name) = section.rsplit_once('.')?;
    if before == "workspace" || name.contains("dependencies") {
        return None;
    }
    list(before).map(|kind| (kind, name.replace('"', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_dependency_is_seen() {
        let manifest = read(
            r#"
[package]
name = "x"
version.workspace = true
[lints]
workspace = true
[dependencies]
a.workspace = true # with a reason
b = { workspace = true, features = ["f"] }
c = "1.0"
[dev-dependencies]
d = { version = "1.0" }
[dependencies.e]
workspace = true
[target.'cfg(unix)'.dependencies]
f.workspace = true
[build-dependencies.g]
version = "1"
"#,
        );
        let seen: Vec<(&str, Kind, bool)> = manifest
            .dependencies
            .iter()
            .map(|one| (one.name.as_str(), one.kind, one.inherits))
            .collect();
        assert_eq!(
            seen,
            [
                ("a", Kind::Normal, true),
                ("b", Kind::Normal, true),
                ("c", Kind::Normal, false),
                ("d", Kind::Dev, false),
                ("e", Kind::Normal, true),
                ("f", Kind::Normal, true),
                ("g", Kind::Build, false),
            ]
        );
        assert_eq!(manifest.name.as_deref(), Some("x"));
        assert_eq!(manifest.inherited_facts, ["version"]);
        assert!(manifest.inherits_lints);
    }

    #[test]
    fn the_workspace_table_is_no_list_of_dependencies() {
        let manifest = read("[workspace.dependencies]\n# Ours.\na = { path = \"a\" }\nb = \"1\"\n");
        assert_eq!(
            manifest.versions,
            [("a".to_owned(), 3), ("b".to_owned(), 4)]
        );
        assert!(manifest.dependencies.is_empty());
    }
}
