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
