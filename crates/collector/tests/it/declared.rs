//! `[[source]]` tables as an operator writes them, right and wrong: what they come to, and what they are told.

use std::path::Path;

use collector::{Companies, Declaration, Declared, Source, SourceError, declared_sources};

fn declare(text: &str) -> Result<Declared, SourceError> {
    declare_with(text, false, Companies::None)
}

fn declare_with(text: &str, starter: bool, companies: Companies) -> Result<Declared, SourceError> {
    declared_sources(&Declaration {
        file: "jobtide.toml",
        text,
        base: Path::new("/srv/jobtide"),
        starter,
        companies,
        env: &|name| (name == "BOARD_KEY").then(|| "secret".to_owned()),
    })
}

fn find<'a>(declared: &'a Declared, name: &str) -> &'a Source {
    let mut all = declared.sources.iter();
    all.find(|source| source.name.as_str() == name).unwrap()
}

const FULL: &str = r#"
data = "elsewhere"

[[source]]
name = "acme"
kind = "greenhouse"
board = "acme"
every = "2d"
gap = "90s"
max_documents = 7
tags = ["ours"]
organisation = "Acme"
market = "government"

[source.headers]
Authorization = "env:BOARD_KEY"

[[source]]
name = "here"
kind = "greenhouse"
board = "acme"
local = true
every = "5s"
replay = "dumps/*.json"
"#;

#[test]
fn a_declared_source_has_what_was_written_and_its_kinds_terms() {
    let declared = declare(FULL).unwrap();
    let acme = find(&declared, "acme");
    assert_eq!(
        (acme.every, acme.gap_ms, acme.max_documents),
        (172_800, 90_000, 7)
    );
    assert_eq!(acme.headers["authorization"], "secret");
    assert_eq!(
        (acme.market.slug(), acme.platform.as_str()),
        ("government", "greenhouse")
    );
    assert!(acme.enabled && !acme.local);
    let here = find(&declared, "here");
    assert_eq!(
        (here.every, here.gap_ms),
        (5, 0),
        "terms do not bind a server of one's own"
    );
    assert_eq!(here.replay, ["/srv/jobtide/dumps/*.json"]);
    assert_eq!(declared.notices, Vec::<String>::new());
}

#[test]
fn a_pace_beyond_the_terms_is_taken_back_and_said() {
    let text =
        "[[source]]\nname = \"acme\"\nkind = \"greenhouse\"\nboard = \"acme\"\nevery = \"1s\"\n";
    let declared = declare(text).unwrap();
    let acme = find(&declared, "acme");
    let polls_a_day = u64::from(acme.kind.terms.polls_a_day);
    assert!(acme.every * polls_a_day >= 86_400, "{}", acme.every);
    assert!(
        declared.notices[0].contains("source acme"),
        "{:?}",
        declared.notices
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_a_way_out() {
    let cases = [
        (
            "name = \"a\"\nkind = \"greenhose\"\nboard = \"x\"",
            "jobtide.toml:3: kind: `greenhose` is no kind of source; did you mean `greenhouse`?",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nbord = \"x\"",
            "jobtide.toml:4: bord: unknown field `bord`",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nbord = \"x\"",
            "did you mean `board`?",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"",
            "jobtide.toml:1: the source `a`: ",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nboard = \"x\"\nevery = \"soon\"",
            "jobtide.toml:5: every: `soon` is no time between polls",
        ),
        (
            "name = \"A B\"\nkind = \"greenhouse\"",
            "jobtide.toml:2: name: `A B` is not a name",
        ),
        ("name = \"a\"\nboard = \"x\"", "has no kind"),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nboard = \"x\"\nurl = \"https://me:pass@example.com/\"",
            "holds a name or password",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nboard = \"x\"\nurl = \"ftp://example.com/\"",
            "neither http nor https",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nboard = \"x\"\n[source.headers]\nx-key = \"env:NOT_SET\"",
            "headers.x-key: the variable NOT_SET is not set",
        ),
        (
            "name = \"a\"\nkind = \"greenhouse\"\nboard = \"x\"\n[[source]]\nname = \"a\"",
            "stands in line 1 already",
        ),
    ];
    for (table, expected) in cases {
        let told = declare(&format!("[[source]]\n{table}\n"))
            .unwrap_err()
            .to_string();
        assert!(
            told.contains(expected),
            "{table}\n  told: {told}\n  expected: {expected}"
        );
        assert!(!told.contains("pass@"), "{told}");
    }
}

#[test]
fn a_source_that_is_off_needs_no_variable() {
    let text = "[[source]]\nname = \"a\"\nkind = \"greenhouse\"\nboard = \"x\"\nenabled = false\n[source.headers]\nx-key = \"env:NOT_SET\"\n";
    assert!(find(&declare(text).unwrap(), "a").headers.is_empty());
}

#[test]
fn every_shipped_source_is_read_and_accepted() {
    for (list, starter, companies) in [
        ("sources.toml", true, Companies::None),
        ("companies.toml", false, Companies::All),
    ] {
        let path = testkit::root().join("crates/collector/data").join(list);
        let text = std::fs::read_to_string(path).unwrap();
        // Declared as an operator's own, so that a fault is told with its line instead of an empty list.
        let own = declare(&text).unwrap_or_else(|error| panic!("{list}: {error}"));
        let shipped = declare_with("", starter, companies).unwrap();
        // What is off stays in the list, so that only the names that are on and written are counted.
        let on: Vec<&str> = names(shipped.sources.iter().filter(|source| source.enabled));
        let written: Vec<&str> = names(own.sources.iter());
        let tables = text.lines().filter(|line| *line == "[[source]]").count();
        assert!(tables > 0, "{list}");
        assert_eq!(on.len(), tables, "{list}");
        assert!(on.iter().all(|name| written.contains(name)), "{list}");
        assert_eq!(shipped.notices, Vec::<String>::new(), "{list}");
    }
}

fn names<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<&'a str> {
    sources.map(|source| source.name.as_str()).collect()
}

#[test]
fn a_shipped_source_is_changed_by_its_name_alone() {
    let text = "[[source]]\nname = \"remotive\"\nenabled = false\n\n[[source]]\nname = \"arbeitnow\"\ntags = [\"mine\"]\n";
    let declared = declare_with(text, true, Companies::None).unwrap();
    let remotive = find(&declared, "remotive");
    assert!(!remotive.enabled && remotive.kind.name == "remotive");
    let arbeitnow = find(&declared, "arbeitnow");
    assert!(arbeitnow.enabled);
    assert_eq!(arbeitnow.tags, ["mine"]);
    let without = declare_with("", false, Companies::None).unwrap();
    assert!(without.sources.iter().all(|source| !source.enabled));
}

#[test]
fn a_company_is_named_from_the_list_and_a_misspelt_one_is_told() {
    let all = declare_with("", false, Companies::All).unwrap();
    let first = all.sources.iter().find(|source| source.enabled).unwrap();
    let named = Companies::Named(vec![first.name.to_string()]);
    let one = declare_with("", false, named).unwrap();
    assert_eq!(
        one.sources.iter().filter(|source| source.enabled).count(),
        1
    );
    let wrong = Companies::Named(vec![format!("{}x", first.name)]);
    let told = declare_with("starter = false\ncompanies = [\"x\"]\n", false, wrong);
    let told = told.unwrap_err().to_string();
    let expected = format!("did you mean `{}`?", first.name);
    assert!(
        told.starts_with("jobtide.toml:2: companies: ") && told.ends_with(&expected),
        "{told}"
    );
}
