//! The kinds and their terms as the documentation states them: docs/sources.md is made of them, so that neither can go its own way.

use std::fmt::Write;

use collector::{Lists, kinds};

#[test]
fn the_documentation_states_the_terms_of_every_kind() {
    let mut page = String::from(
        "# Kinds of source and their terms

Made from the code by the collector's tests (`JOBTIDE_BLESS=1 cargo test -p collector terms` after a change). The terms were read in
public code, issues and documentation up to November 2026 and not on the sites themselves: look at a site's own terms before you
publish what it gave you. `refresh` keeps them: it polls no more often than stated, however short an `every` is declared.

*Shows* tells what a poll proves: a source that shows the *latest* postings is complete back to the oldest one shown; one that shows
what is *open* is complete only from its first poll on. Of one that shows the newest *first* a poll reads back to what it knows.

| kind | reads | market | shows | polls a day | gap | delay |
|---|---|---|---|--:|--:|--:|
",
    );
    for kind in kinds() {
        let shows = match kind.lists {
            Lists::Latest => "latest",
            Lists::Open => "open",
            Lists::OpenNewestFirst => "open, newest first",
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {shows} | {} | {} s | {} |",
            kind.name,
            kind.describe,
            kind.market,
            kind.terms.polls_a_day,
            f64::from(u32::try_from(kind.terms.gap_ms).unwrap()) / 1000.0,
            match kind.terms.delay_hours {
                0 => "none".to_owned(),
                hours => format!("{hours} h"),
            },
        );
    }
    page.push_str("\n## Attribution, and what else is asked\n\n");
    for kind in kinds() {
        let _ = write!(page, "- `{}`: {}", kind.name, kind.terms.note);
        if !kind.terms.attribution.is_empty() {
            let _ = write!(page, " Credit: {}.", kind.terms.attribution);
        }
        page.push('\n');
    }
    let boards = kinds().iter().filter_map(|kind| Some((kind, kind.board?)));
    page.push_str("\n## What `board` means\n\n");
    for (kind, meaning) in boards {
        let _ = writeln!(page, "- `{}`: {meaning}", kind.name);
    }
    testkit::check_text("docs/sources.md", &page);
}
