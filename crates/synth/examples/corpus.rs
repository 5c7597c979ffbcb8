//! A market as one file of JSON lines: a number of postings in, about as many lines out, with how many they are on stdout.
//!
//! `cargo run --release -p synth --example corpus -- 1000000 OUT.jsonl [SEED]`. The same numbers give the same bytes.
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

/// Lines a day for each posting a day that the market is asked for: half of its postings go to this channel, some are offered
/// again, and the mean is that of a year before anything changed.
const LINES_FOR_EACH: f64 = 0.5355;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seed = words.get(2).map_or(Ok(1), |seed| seed.parse());
    let wanted = words.first().map(|wanted| wanted.parse());
    let (Some(Ok(wanted)), Some(path), Ok(seed)) = (wanted, words.get(1), seed) else {
        eprintln!("corpus: takes a number of postings, the file to write and perhaps a seed");
        return ExitCode::from(2);
    };
    match write(wanted, path, seed) {
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

fn write(wanted: u32, path: &str, seed: u64) -> std::io::Result<(u64, u64)> {
    let days = f64::from(u32::try_from(Market::planted(seed, 1.0).days().len()).unwrap_or(1));
    let market = Market::planted(seed, f64::from(wanted) / days / LINES_FOR_EACH);
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
