//! Trap sentences in, their tags out: each must carry what its probe names, or nothing at all. Knows no pattern.

use serde::Deserialize;
use tagger::{Tagger, Text, sets};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Probe {
    text: String,
    must_have: Vec<String>,
    must_be_empty: bool,
}

fn tags(text: &str) -> Vec<&'static str> {
    let tagger = Tagger::embedded();
    let matches = tagger.tag(Text {
        title: "",
        body: text,
        skills: &[],
    });
    sets(&matches)
        .mention
        .iter()
        .map(|tag| tagger.rules()[tag.number()].slug.as_str())
        .collect()
}

#[test]
fn every_probe_has_its_tags() {
    let bytes = std::fs::read(testkit::fixture("tagger/probes.json")).unwrap();
    let probes: Vec<Probe> = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(probes.len(), 60);
    let mut faults = Vec::new();
    for probe in probes {
        let found = tags(&probe.text);
        let missing: Vec<_> = probe
            .must_have
            .iter()
            .filter(|slug| !found.contains(&slug.as_str()))
            .collect();
        if !missing.is_empty() || (probe.must_be_empty && !found.is_empty()) {
            faults.push(format!(
                "{:?}: found {found:?}, missing {missing:?}",
                probe.text
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
