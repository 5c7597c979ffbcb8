//! `report --png`: pictures beside the charts, drawn with the fonts that fontconfig's file names; a missing font is said, and costs no report.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{Workplace, thread};

/// A workplace with the month of postings, and a report folder.
fn place(name: &str) -> Workplace {
    let place = Workplace::new(name);
    let import = ["import", &thread(), "--profile", "hn-whoishiring", "-q"];
    place.stdout(0, &import);
    place
}

/// Runs a report on a machine whose fonts are those of this folder.
fn report(place: &Workplace, fonts: &Path, more: &[&str]) -> Output {
    let configuration = place.path().join("fonts.conf");
    let dir = fonts.display();
    std::fs::write(
        &configuration,
        format!("<?xml version=\"1.0\"?><fontconfig><dir>{dir}</dir></fontconfig>"),
    )
    .unwrap();
    let fixed = [
        "report",
        "--universe",
        "platform:hn",
        "--period",
        "2015-05",
        "--out",
        "made",
    ];
    Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(fixed)
        .args(more)
        .current_dir(place.path())
        .env_remove("JOBTIDE_DATA")
        .env_remove("JOBTIDE_CONFIG")
        .env("FONTCONFIG_FILE", configuration)
        .output()
        .unwrap()
}

/// The files in `made` with this ending, without it, sorted.
fn with_ending(place: &Workplace, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![place.path().join("made")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path.with_extension(""));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_picture_lies_beside_every_chart_until_a_report_without_them() {
    let place = place("png");
    let letters = testkit::fixture("raster/fonts/letters");
    let first = report(&place, &letters, &["--png"]);
    let said = String::from_utf8_lossy(&first.stderr);
    assert_eq!(first.status.code(), Some(0), "{said}");
    let charts = with_ending(&place, "svg");
    assert!(!charts.is_empty(), "{said}");
    assert_eq!(with_ending(&place, "png"), charts);
    let picture = std::fs::read(charts[0].with_extension("png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let manifest = std::fs::read_to_string(place.path().join("made/manifest.json")).unwrap();
    assert!(!manifest.contains(".png"), "{manifest}");

    assert_eq!(report(&place, &letters, &[]).status.code(), Some(0));
    assert!(with_ending(&place, "png").is_empty());
    assert_eq!(with_ending(&place, "svg"), charts);
}

#[test]
fn without_a_font_the_report_is_made_and_the_reason_said() {
    let place = place("png-without-fonts");
    let none = report(&place, &place.path().join("no-fonts"), &["--png", "--json"]);
    let said = String::from_utf8_lossy(&none.stderr);
    assert_eq!(none.status.code(), Some(3), "{said}");
    assert!(said.contains("no font is installed"), "{said}");
    assert!(said.contains("fonts-liberation"), "{said}");
    assert!(place.path().join("made/report.html").is_file());
    assert!(with_ending(&place, "png").is_empty());
    assert!(String::from_utf8_lossy(&none.stdout).contains("jobtide.report/1"));
}
