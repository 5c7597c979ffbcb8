//! The front door for people in the source tree: a verb and its words come in, cargo or the product `jobtide` is started. Knows nothing about postings and depends on nothing.

// A program for the terminal talks to it; the workspace's lints mean the libraries.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod ci;
mod cluster_test;
mod pages;
mod program;
mod proof;
mod python;
mod s3_test;
mod site;
mod tidy;
mod verbs;

use std::process::ExitCode;

use crate::program::{Bless, Rooms};
use crate::verbs::Wish;

fn main() -> ExitCode {
    let words = std::env::args_os().skip(1).collect();
    match verbs::understand(words) {
        Wish::Help => {
            // A closed pipe (`cargo xtask | head -1`) is no failure.
            let _ = std::io::Write::write_all(&mut std::io::stdout(), verbs::help().as_bytes());
            ExitCode::SUCCESS
        }
        Wish::Product(words) => program::hand_over(&words),
        Wish::Ci(rooms) => ci::run(rooms),
        Wish::ClusterTest(words) => program::exit(cluster_test::run(&words)),
        Wish::Test(words) => program::exit(program::cargo_test(
            &words,
            Bless::No,
            Rooms::WithoutEngines,
        )),
        Wish::Bless(words) => program::exit(program::cargo_test(
            &words,
            Bless::Yes,
            Rooms::WithoutEngines,
        )),
        Wish::Bench(words) if bench::is_asked(&words) => program::exit(bench::run(&words)),
        Wish::Bench(words) => program::exit(program::cargo_bench(&words)),
        Wish::Coverage(words) => program::exit(proof::coverage(&words)),
        Wish::Planted(words) => program::exit(proof::planted(&words)),
        Wish::Feedserver(words) => program::exit(program::feedserver(&words)),
        Wish::Pages(words) => program::exit(pages::run(&words)),
        Wish::Site(words) => program::exit(site::run(&words)),
        Wish::S3Test(words) => program::exit(s3_test::run(&words)),
        Wish::Tidy => tidy::run(),
        Wish::Unclear(complaint) => {
            eprintln!("xtask: {complaint}");
            ExitCode::from(2)
        }
    }
}
