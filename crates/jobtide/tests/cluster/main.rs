//! A scheduler and two executors as processes on this machine, over a lake of planted postings: the same panels and report bytes as the index gives, one executor killed
//! in the middle of a query, then both, then the scheduler. `JOBTIDE_CLUSTER_POSTINGS` says how many postings, about; only processes that it started are ended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs
)]

mod duckdb;
mod objects;
mod panels;
mod processes;
mod reports;
/// What is asked of it here is less than the other test asks.
#[allow(dead_code)]
#[path = "../s3/server.rs"]
mod server;
mod trends;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use processes::{Cluster, Part};

/// Few enough for every run of all tests.
const POSTINGS: f64 = 30_000.0;
/// Reads every text: long enough to be met in its middle.
const LONG: &str = "chatbot OR \"machine learning\" OR engin*";

/// The data folder of whoever asks an engine: it has the records of the imports, and neither store nor index.
const BARE: &str = "bare";

/// A fresh folder that is removed at the end, where nothing failed.
pub struct Place {
    folder: PathBuf,
    /// Of an S3 API, once there is one.
    pub endpoint: Option<String>,
}

impl Place {
    fn new() -> Place {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cluster");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Place {
            folder,
            endpoint: None,
        }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jobtide"));
        command
            .args(words)
            .current_dir(&self.folder)
            .env_remove("JOBTIDE_DATA")
            .env_remove("JOBTIDE_CONFIG");
        if let Some(endpoint) = &self.endpoint {
            command
                .env("AWS_ENDPOINT_URL", endpoint)
                .env("AWS_ALLOW_HTTP", "true")
                .env("AWS_ACCESS_KEY_ID", "anybody")
                .env("AWS_SECRET_ACCESS_KEY", "anything")
                .env("AWS_REGION", "us-east-1");
        }
        if words.contains(&"--engine") {
            command.env("JOBTIDE_DATA", BARE);
        }
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Runs to a good end and gives stdout back.
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

pub fn say(started: Instant, what: &str) {
    eprintln!("{:7.1} s  {what}", started.elapsed().as_secs_f64());
}

fn postings() -> f64 {
    let asked = std::env::var("JOBTIDE_CLUSTER_POSTINGS");
    asked.map_or(POSTINGS, |number| number.parse().unwrap())
}

/// Store, index and lake of the same planted postings.
fn filled(place: &Place, started: Instant) {
    // A market grows by as much with each posting a day more; two small ones say by how much.
    let [one, two] = [1.0, 2.0].map(|size| synth::Market::planted(29, size).jsonl().count() as f64);
    let market = synth::Market::planted(29, 1.0 + (postings() - one).max(0.0) / (two - one));
    std::fs::write(place.path().join("market.toml"), synth::JSONL_PROFILE).unwrap();
    let mut file = std::fs::File::create(place.path().join("market.jsonl")).unwrap();
    for line in market.jsonl() {
        std::io::Write::write_all(&mut file, &line).unwrap();
    }
    place.done(&["import", "market.jsonl", "--profile", "./market.toml", "-q"]);
    say(started, "imported");
    let (records, bare) = (place.path().join("data/imports"), place.path().join(BARE));
    std::fs::create_dir_all(bare.join("imports")).unwrap();
    for record in std::fs::read_dir(records).unwrap() {
        let record = record.unwrap();
        std::fs::copy(record.path(), bare.join("imports").join(record.file_name())).unwrap();
    }
    let written = place.done(&["lake", "write", "lake", "--json", "-q"]);
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    say(
        started,
        &format!(
            "a lake of {} postings, {} bytes",
            written["total"], written["bytes"]
        ),
    );
}

fn counted(engine: &str) -> Vec<&str> {
    vec![
        "trend", LONG, "--json", "-q", "--engine", engine, "--lake", "lake",
    ]
}

#[test]
fn a_cluster_answers_as_the_index_does_whatever_is_lost() {
    let started = Instant::now();
    let mut place = Place::new();
    let server = objects::served(&mut place);
    filled(&place, started);
    let mut cluster = Cluster::start(&place);
    say(started, "scheduler and two executors are there");
    panels::are_the_same(&place, &cluster.address, started);
    reports::are_the_same(&place, &cluster.address, started);
    if let Some(server) = &server {
        objects::are_read_as_files_are(&place, server, &cluster.address, started);
    }
    trends::are_the_same(&place, &cluster.address, started);

    let expected = place.done(&["trend", LONG, "--json", "-q"]);
    let address = cluster.address.clone();
    let words = counted(&address);
    let whole = Instant::now();
    assert_eq!(place.done(&words), expected);
    let whole = whole.elapsed();
    say(
        started,
        &format!("the long query takes {:.1} s", whole.as_secs_f64()),
    );

    executor_is_lost(&place, &mut cluster, &words, (&expected, whole, started));
    let executors: &[Part] = &[Part::FirstExecutor, Part::SecondExecutor];
    for lost in [
        (executors, "has no executor; start some"),
        (&[Part::Scheduler], "no scheduler answers at"),
    ] {
        nobody_is_left(
            &place,
            &mut cluster,
            &words,
            (&expected, whole, started),
            lost,
        );
    }
    let bare = std::fs::read_dir(place.path().join(BARE)).unwrap();
    let mut left: Vec<_> = bare.map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    // What DataFusion spills goes into the one, records of imports are in the other.
    assert_eq!(left, ["engines", "imports"]);
}

fn executor_is_lost(
    place: &Place,
    cluster: &mut Cluster,
    words: &[&str],
    (expected, whole, started): (&str, Duration, Instant),
) {
    let lost = Instant::now();
    let output = processes::while_running(place, words, whole.mul_f64(0.4), || {
        cluster.kill(Part::SecondExecutor);
    });
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "an executor was killed: {stderr}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    say(
        started,
        &format!(
            "an executor was killed: same rows after {:.1} s",
            lost.elapsed().as_secs_f64()
        ),
    );
    cluster.restart(place, Part::SecondExecutor);
    assert_eq!(place.done(words), expected, "after it was started again");
    say(started, "and started again: same rows");
}

/// Kills parts without which no query ends: it says so, and the same command works once they are there again.
fn nobody_is_left(
    place: &Place,
    cluster: &mut Cluster,
    words: &[&str],
    (expected, whole, started): (&str, Duration, Instant),
    (parts, says): (&[Part], &str),
) {
    let lost = Instant::now();
    let output = processes::while_running(place, words, whole.mul_f64(0.4), || {
        parts.iter().for_each(|part| cluster.kill(*part));
    });
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1) && stderr.contains(says) && stderr.contains("ask again"),
        "{parts:?}: {stderr}"
    );
    say(
        started,
        &format!(
            "killed {parts:?}; after {:.1} s: {}",
            lost.elapsed().as_secs_f64(),
            stderr.trim()
        ),
    );
    for part in parts {
        cluster.restart(place, *part);
    }
    let again = Instant::now();
    assert_eq!(place.done(words), expected, "after a new start");
    say(
        started,
        &format!(
            "and started again: same rows after {:.1} s",
            again.elapsed().as_secs_f64()
        ),
    );
}
