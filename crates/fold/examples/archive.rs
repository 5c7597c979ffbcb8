//! An archive of JSON lines as `synth` writes it in; what folding it costs in time, memory and bytes, and how often a text was asked for, out.
//!
//! `cargo run --release -p fold --example archive -- FILE.jsonl [forward|backward|shuffled] [OUT]`. Keeps where each line
//! stands and no text, so that the peak is nearly the folder's own; a text that is asked for is read and parsed again.
// An example is a program: it reads its words and a file, measures and prints.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::cast_precision_loss
)]

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use fold::Folder;
use model::{DateKind, Day, Market, Posting, PostingKey, Published};

/// Where each line begins, and where the last one ends.
fn lines(path: &str) -> Vec<u64> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path).unwrap());
    let (mut starts, mut at, mut line) = (vec![0], 0, Vec::new());
    while reader.read_until(b'\n', &mut line).unwrap() > 0 {
        at += line.len() as u64;
        starts.push(at);
        line.clear();
    }
    starts
}

struct Archive {
    file: BufReader<File>,
    starts: Vec<u64>,
    line: Vec<u8>,
}

impl Archive {
    fn posting(&mut self, at: usize) -> Posting {
        let (start, end) = (self.starts[at], self.starts[at + 1]);
        let here = self.file.stream_position().unwrap();
        if here != start {
            self.file
                .seek_relative(i64::try_from(start).unwrap() - i64::try_from(here).unwrap())
                .unwrap();
        }
        self.line.resize(usize::try_from(end - start).unwrap(), 0);
        self.file.read_exact(&mut self.line).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&self.line).unwrap();
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let platform = "synthetic".parse().unwrap();
        Posting {
            key: PostingKey::from_native_id(&platform, value["id"].as_str().unwrap()).unwrap(),
            source: "synthetic-jsonl".parse().unwrap(),
            platform,
            market: Market::Freelance,
            title: text("title").unwrap(),
            body: text("body").unwrap(),
            skills: Vec::new(),
            label: None,
            published: Published {
                kind: DateKind::Exact,
                day: text("published").unwrap()[..10].parse::<Day>().unwrap(),
                at: None,
            },
            pay: None,
            country: text("country"),
            organisation: text("organisation"),
            url: None,
        }
    }
}

/// Resident memory now and at most, in MB.
fn memory() -> [f64; 2] {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ["VmRSS:", "VmHWM:"].map(|name| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or(0.0) / 1024.0
    })
}

/// CPU time of this thread so far: on a shared machine the only time that says something. A batch's, since reading it costs some.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn order(count: usize, how: &str) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(count).unwrap()).collect();
    match how {
        "backward" => order.reverse(),
        "shuffled" => {
            let mut state = 1_u64;
            for at in (1..count).rev() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                order.swap(
                    at,
                    usize::try_from((state >> 33) % (at as u64 + 1)).unwrap(),
                );
            }
        }
        _ => {}
    }
    order
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let path = words.first().expect("the archive's path");
    let starts = lines(path);
    let order = order(
        starts.len() - 1,
        words.get(1).map_or("forward", String::as_str),
    );
    let open = || BufReader::with_capacity(1 << 16, File::open(path).unwrap());
    let mut again = Archive {
        file: open(),
        starts: starts.clone(),
        line: Vec::new(),
    };
    again.file.seek(SeekFrom::Start(0)).unwrap();
    let mut archive = Archive {
        file: open(),
        starts,
        line: Vec::new(),
    };
    let [before, _] = memory();
    let mut folder = Folder::new("an archive");
    let (mut adding, mut asking, mut asked) = (Duration::ZERO, Duration::ZERO, 0_u64);
    let mut texts = |sequence: u64| {
        let start = cpu();
        let posting = again.posting(order[usize::try_from(sequence).unwrap() - 1] as usize);
        asking += cpu().saturating_sub(start);
        asked += 1;
        Some(posting)
    };
    let mut sequence = 0;
    for batch in order.chunks(1_000) {
        let batch: Vec<Posting> = batch
            .iter()
            .map(|at| archive.posting(*at as usize))
            .collect();
        let start = cpu();
        for posting in &batch {
            sequence += 1;
            folder.add(sequence, posting, &mut texts);
        }
        adding += cpu().saturating_sub(start);
    }
    let start = cpu();
    folder.settle(&mut texts);
    let settling = cpu().saturating_sub(start);
    let each = |time: Duration| time.as_secs_f64() * 1e6 / order.len() as f64;
    println!("{:?}", folder.stats());
    println!(
        "adding {:.2} us a posting, asking {:.2} us ({asked} texts), settling {settling:.2?}",
        each(adding.saturating_sub(asking)),
        each(asking)
    );
    let [now, peak] = memory();
    println!(
        "memory: {:.0} MB more than before, peak {:.0} MB more",
        now - before,
        peak - before
    );
    let start = cpu();
    let mut bytes = Vec::new();
    folder.write(&mut bytes).unwrap();
    let saving = cpu().saturating_sub(start);
    // Two threads read, so that it is the time on the wall.
    let start = Instant::now();
    let again = Folder::read(bytes.as_slice(), bytes.len() as u64).unwrap();
    println!(
        "{} bytes saved in {saving:.2?}, loaded in {:.2?} on the wall; {:?}",
        bytes.len(),
        start.elapsed(),
        again.stats()
    );
    if let Some(out) = words.get(2) {
        let groups = folder.groups().map(|group| {
            let members: Vec<&str> = group.members.iter().map(|one| one.key.as_str()).collect();
            format!("{} {}\n", group.leader.key, members.join(" "))
        });
        std::fs::write(out, groups.collect::<String>()).unwrap();
    }
}
