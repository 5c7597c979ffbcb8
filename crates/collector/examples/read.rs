//! Reads archives with a profile and prints what came out: counts, problems by kind, and the first postings.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::time::Instant;

use collector::{FileContext, Item, expand_paths, find_profile, read_archive};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let profile = find_profile(&arguments.next().expect("a profile")).unwrap();
    let mut show = 2;
    let mut as_of = None;
    let mut patterns = Vec::new();
    for argument in arguments {
        match argument.split_once('=') {
            Some(("--show", count)) => show = count.parse().unwrap(),
            Some(("--as-of", day)) => as_of = Some(day.parse().unwrap()),
            _ => patterns.push(argument),
        }
    }
    let started = Instant::now();
    let (mut postings, mut left_out) = (0, 0);
    let mut keys = std::collections::BTreeSet::new();
    let mut problems: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in expand_paths(&patterns, profile).unwrap() {
        let name = path.display().to_string();
        let context = FileContext {
            name: &name,
            as_of,
            now: 1_795_000_000,
        };
        read_archive(
            Box::new(File::open(&path).unwrap()),
            profile,
            &context,
            &mut |item| {
                match item {
                    Item::Posting(posting) => {
                        postings += 1;
                        if postings <= show {
                            println!("{posting:#?}");
                        }
                        keys.insert(posting.key);
                    }
                    Item::Problem(problem) => problems
                        .entry(problem.kind.slug())
                        .or_default()
                        .push(problem.to_string()),
                    Item::LeftOut => left_out += 1,
                }
                ControlFlow::Continue(())
            },
        );
    }
    println!(
        "{}: {postings} postings, {} keys, {left_out} left out, {:?}",
        profile.name(),
        keys.len(),
        started.elapsed()
    );
    for (kind, all) in &problems {
        println!("  {kind}: {}", all.len());
        for one in all.iter().take(5) {
            println!("    {one}");
        }
    }
}
