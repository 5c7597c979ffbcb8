//! A market as one file of JSON lines: a number of postings in, about as many lines out, with how many they are on stdout.
//!
//! `cargo run --release -p synth --example corpus -- 1000000 OUT.jsonl`. The same number gives the same bytes.
// An example is a program: it reads its words, writes a file and prints.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

use std::io::Write;
use std::process::ExitCode;

use synth::Market;

const SEED: u64 = 1;

/// Lines a day for each posting a day that the market is asked for: half of its postings go to this channel, some are offered
/// again, and the mean is that of a year before anything changed.
const LINES_FOR_EACH: f64 = 0.5355;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [wanted, path] = words.as_slice() else {
        eprintln!("corpus: takes a number of postings and the file to write");
        return ExitCode::from(2);
    };
    let Ok(wanted) = wanted.parse::<u32>() else {
        eprintln!("corpus: `{wanted}` is no number of postings");
        return ExitCode::from(2);
    };
    match write(wanted, path) {
        Ok((lines, bytes)) => {
            println!("{lines} postings, {bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("corpus: {path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(wanted: u32, path: &str) -> std::io::Result<(u64, u64)> {
    let days = f64::from(u32::try_from(Market::planted(SEED, 1.0).days().len()).unwrap_or(1));
    let market = Market::planted(SEED, f64::from(wanted) / days / LINES_FOR_EACH);
    let mut file = std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    let (mut lines, mut bytes) = (0, 0);
    for line in market.jsonl() {
        file.write_all(&line)?;
        lines += 1;
        bytes += line.len() as u64;
    }
    file.into_inner()
        .map_err(std::io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok((lines, bytes))
}
