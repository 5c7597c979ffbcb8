//! `jobtide tags`, `categories` and `completions`: listings that work without an index too, and scripts that a shell takes.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::{Workplace, market};

#[test]
fn tags_and_categories_are_counted_where_there_is_an_index() {
    let place = Workplace::new("listings-empty");
    let bare = place.json(0, &["tags", "--json"]);
    assert_eq!(bare["schema"], "jobtide.tags/2");
    assert!(
        bare["postings"].is_null() && bare["tags"][0]["postings"].is_null(),
        "{bare}"
    );
    assert_eq!(bare["rules_hash"].as_str().unwrap().len(), 16);
    assert!(place.stderr(0, &["categories"]).contains("no index"));

    let place = market::imported("listings");
    let tags = place.json(0, &["tags", "--json"]);
    let row = |tag: &str| {
        let rows = tags["tags"].as_array().unwrap().iter();
        let mut found = rows.filter(|row| row["tag"] == tag);
        found.next().unwrap().clone()
    };
    let count = |query: &str| place.json(0, &["search", query, "--json"])["total"].clone();
    for tag in ["chatbot", "chatgpt"] {
        assert_eq!(row(tag)["postings"], count(&format!("tag:{tag}")), "{tag}");
        assert_eq!(
            row(tag)["mentions"],
            count(&format!("mention:{tag}")),
            "{tag}"
        );
    }
    assert_eq!(tags["rules_hash"], tags["rules_hash_of_index"]);
    let categories = place.json(0, &["categories", "--json"]);
    let sum = categories["categories"].as_array().unwrap().iter();
    let sum: u64 = sum.map(|row| row["postings"].as_u64().unwrap()).sum();
    assert_eq!(categories["postings"], sum, "each posting has one category");
    let text = place.stdout(0, &["tags"]);
    assert!(
        text.contains("asked for") && text.contains("tagged by rules"),
        "{text}"
    );
}

#[test]
fn every_shell_has_completions_and_bash_takes_them() {
    let place = Workplace::new("completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.stdout(0, &["completions", shell]);
        for verb in ["search", "watch", "categories"] {
            assert!(script.contains(verb), "{shell} lacks {verb}");
        }
    }
    assert!(place.stderr(2, &["completions", "bsh"]).contains("bash"));
    let bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn();
    let Ok(mut bash) = bash else {
        eprintln!("skipped: there is no bash on this machine");
        return;
    };
    let script = place.stdout(0, &["completions", "bash"]);
    let mut stdin = bash.stdin.take().unwrap();
    stdin.write_all(script.as_bytes()).unwrap();
    drop(stdin);
    assert!(bash.wait().unwrap().success());
}
