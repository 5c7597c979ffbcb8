//! Ctrl-C in the middle of an import, then the same command again: nothing lost, nothing twice.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Workplace;

#[test]
fn an_interrupted_import_goes_on_where_it_stopped() {
    let place = Workplace::new("interrupt");
    let archive = place.path().join("market.jsonl");
    let mut writer = BufWriter::new(File::create(&archive).unwrap());
    let mut ids = std::collections::BTreeSet::new();
    for line in synth::Market::planted(7, 20.0).jsonl() {
        let record: serde_json::Value = serde_json::from_slice(&line).unwrap();
        ids.insert(record["id"].to_string());
        writer.write_all(&line).unwrap();
    }
    drop(writer);
    std::fs::write(place.path().join("market.toml"), synth::JSONL_PROFILE).unwrap();
    let arguments = [
        "import",
        "market.jsonl",
        "--profile",
        "./market.toml",
        "-q",
        "--json",
    ];

    let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(arguments)
        .current_dir(place.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The store's folder appears when the import has begun; a moment later it is in the middle.
    let patience = Instant::now();
    while !place.path().join("data/imports").exists()
        && patience.elapsed() < Duration::from_secs(20)
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(150));
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    assert_eq!(
        status.code(),
        Some(130),
        "the import ended before the signal; make the archive longer"
    );

    let again = place.json(0, &arguments);
    assert_eq!(again["interrupted"], false);
    let found = place.json(0, &["search", "*", "--limit", "0", "--json"]);
    assert_eq!(found["total"].as_u64().unwrap(), ids.len() as u64);
    let third = place.json(0, &arguments);
    assert_eq!((&third["new"], &third["indexed"]), (&0.into(), &0.into()));
}
