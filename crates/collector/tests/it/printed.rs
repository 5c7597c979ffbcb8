//! Items in, readable lines out: what the cases compare.

use std::fmt::Write;
use std::io::Read;
use std::ops::ControlFlow;

use collector::{FileContext, Item, Profile, read_archive};
use model::{Day, Posting};

/// Everything that one archive became.
pub fn read_all(profile: &Profile, name: &str, as_of: Option<Day>, bytes: &[u8]) -> Vec<Item> {
    let context = FileContext {
        name,
        as_of,
        now: testkit::FIXED_NOW,
    };
    read_with(profile, &context, Box::new(bytes))
}

/// As [`read_all`], from any reader.
pub fn read_with<'a>(
    profile: &Profile,
    context: &FileContext<'_>,
    reader: Box<dyn Read + 'a>,
) -> Vec<Item> {
    let mut items = Vec::new();
    read_archive(reader, profile, context, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    items
}

/// One block of lines an item.
pub fn lines_of(items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        match item {
            Item::Posting(posting) => add_posting(&mut out, posting),
            Item::Problem(problem) => {
                writeln!(out, "PROBLEM {}: {problem}\n", problem.kind.slug()).unwrap();
            }
            Item::LeftOut => out.push_str("LEFT OUT\n\n"),
        }
    }
    out
}

fn add_posting(out: &mut String, posting: &Posting) {
    writeln!(out, "POSTING {}", posting.key).unwrap();
    let published = posting.published;
    let kind = published.kind.slug();
    let at = published
        .at
        .map(|at| format!(" at {at}"))
        .unwrap_or_default();
    writeln!(out, "  published: {} {kind}{at}", published.day).unwrap();
    writeln!(out, "  title: {}", posting.title).unwrap();
    let label = posting.label.as_ref().map(|label| match &label.broad {
        Some(broad) => format!("{broad} / {}", label.leaf),
        None => label.leaf.clone(),
    });
    let skills = (!posting.skills.is_empty()).then(|| posting.skills.join(" | "));
    let rest = [
        ("label", label),
        ("skills", skills),
        ("pay", posting.pay.map(|pay| pay.to_string())),
        ("country", posting.country.clone()),
        ("organisation", posting.organisation.clone()),
        ("url", posting.url.clone()),
    ];
    for (name, value) in rest {
        if let Some(value) = value {
            writeln!(out, "  {name}: {value}").unwrap();
        }
    }
    for line in posting.body.lines() {
        writeln!(out, "{}", format!("  > {line}").trim_end()).unwrap();
    }
    out.push('\n');
}
