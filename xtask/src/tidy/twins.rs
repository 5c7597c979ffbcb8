//! A document and its twin in another language come in, where they fell out of step goes out: headings, commands and links. Reads no sentence.

use super::Finding;
use super::tree::Tree;

/// The documents that have a twin, with it.
const TWINS: &[(&str, &str)] = &[("README.md", "README.zh-CN.md")];

/// What has to be the same in both, with the line on which it stands.
#[derive(Debug, Default, PartialEq, Eq)]
struct Bones {
    /// The levels of the headings.
    headings: Vec<(usize, usize)>,
    /// The lines of fenced blocks, without what a `#` says of them.
    commands: Vec<(usize, String)>,
    /// What links lead to, except from one twin to the other.
    links: Vec<(usize, String)>,
}

/// Checks every document that has a twin.
pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for (first, twin) in TWINS {
        let (Some(ours), Some(theirs)) = (tree.text(first), tree.text(twin)) else {
            let what = format!("{first} and {twin} go together and one is missing; write it");
            found.push(Finding::new(*twin, 1, what));
            continue;
        };
        let pair = [*first, *twin];
        compare(twin, &bones(ours, &pair), &bones(theirs, &pair), found);
    }
}

fn bones(text: &str, pair: &[&str]) -> Bones {
    let mut bones = Bones::default();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            let command = line.split(" #").next().unwrap_or(line).trim_end();
            bones.commands.push((index + 1, command.to_owned()));
            continue;
        }
        let level = line.chars().take_while(|c| *c == '#').count();
        if level > 0 {
            bones.headings.push((index + 1, level));
        }
        for (at, _) in line.match_indices("](") {
            let target = line[at + 2..].split(')').next().unwrap_or_default();
            if !pair.contains(&target) {
                bones.links.push((index + 1, target.to_owned()));
            }
        }
    }
    bones
}

fn compare(twin: &str, ours: &Bones, theirs: &Bones, found: &mut Vec<Finding>) {
    let mut differ = |kind: &str, ours: Vec<String>, theirs: &[(usize, String)]| {
        let same = ours
            .iter()
            .zip(theirs)
            .take_while(|(a, b)| **a == b.1)
            .count();
        if same == ours.len() && same == theirs.len() {
            return;
        }
        let line = theirs.get(same).or(theirs.last()).map_or(1, |one| one.0);
        let wanted = ours.get(same).map_or("nothing more", String::as_str);
        let has = theirs.get(same).map_or("nothing", |one| one.1.as_str());
        let what = format!(
            "{kind} {}: the document it is a twin of has `{wanted}`, this one `{has}`; bring them in step",
            same + 1
        );
        found.push(Finding::new(twin, line, what));
    };
    let words = |all: &[(usize, String)]| all.iter().map(|one| one.1.clone()).collect();
    let levels = |all: &[(usize, usize)]| -> Vec<(usize, String)> {
        let all = all.iter();
        all.map(|(line, level)| (*line, "#".repeat(*level)))
            .collect()
    };
    differ(
        "heading",
        words(&levels(&ours.headings)),
        &levels(&theirs.headings),
    );
    differ("command", words(&ours.commands), &theirs.commands);
    differ("link", words(&ours.links), &theirs.links);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "# Jobtide\n[中](README.zh-CN.md)\n## Two\n```console\n$ cargo xtask demo    # the whole way\n$ cargo xtask test\n```\n[a](docs/a.md)\n";

    fn of(twin: &str) -> Vec<String> {
        let tree = Tree::of(&[("README.md", ENGLISH), ("README.zh-CN.md", twin)]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        found.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_twin_in_step_is_left_alone() {
        let twin = "# Jobtide\n[en](README.md)\n## 二\n```console\n$ cargo xtask demo  # 全程\n$ cargo xtask test\n```\n[甲](docs/a.md)\n";
        assert_eq!(of(twin), Vec::<String>::new());
    }

    #[test]
    fn a_heading_a_command_and_a_link_out_of_step_are_found() {
        let twin = "# Jobtide\n### 二\n```console\n$ cargo xtask demo\n$ cargo xtask tests\n```\n[甲](docs/b.md) [乙](docs/c.md)\n";
        let found = of(twin);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with(
            "README.zh-CN.md:2: heading 2: the document it is a twin of has `##`, this one `###`"
        ));
        assert!(found[1].starts_with("README.zh-CN.md:5: command 2: "));
        assert!(found[2].contains(
            "link 1: the document it is a twin of has `docs/a.md`, this one `docs/b.md`"
        ));
    }

    #[test]
    fn a_missing_twin_is_found() {
        let tree = Tree::of(&[("README.md", ENGLISH)]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
