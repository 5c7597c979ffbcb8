//! `report --png`: pictures beside the charts, drawn with the fonts that fontconfig's file names; a missing font is said, and costs no report.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::Workplace;
use crate::report::market;

/// Makes a report on a machine whose fonts are those of this folder.
fn report(place: &Workplace, fonts: &Path, more: &[&str]) -> Output {
    let configuration = place.path().join("fonts.conf");
    let dir = fonts.display();
    std::fs::write(
        &configuration,
        format!("<?xml version=\"1.0\"?><fontconfig><dir>{dir}</dir></fontconfig>"),
    )
    .unwrap();
    Command::new(env!("CARGO_BIN_EXE_jobtide"))
        .args(["report", "ai-and-jobs", "--out", "made", "--data"])
        .arg(market())
        .args(more)
        .current_dir(place.path())
        .env_remove("JOBTIDE_DATA")
        .env_remove("JOBTIDE_CONFIG")
        .env("FONTCONFIG_FILE", configuration)
        .output()
        .unwrap()
}

/// The files of the report with this ending, without it, sorted.
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
    let place = Workplace::new("png");
    let letters = testkit::fixture("raster/fonts/letters");
    let first = report(&place, &letters, &["--lang", "en", "--png"]);
    let said = String::from_utf8_lossy(&first.stderr);
    assert_eq!(first.status.code(), Some(0), "{said}");
    let charts = with_ending(&place, "svg");
    assert!(charts.len() > 3, "{charts:?} {said}");
    assert_eq!(with_ending(&place, "png"), charts);
    for chart in &charts {
        let picture = std::fs::read(chart.with_extension("png")).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{}", chart.display());
    }
    let manifest = std::fs::read_to_string(place.path().join("made/manifest.json")).unwrap();
    assert!(
        manifest.contains(".svg") && !manifest.contains(".png"),
        "{manifest}"
    );

    let second = report(&place, &letters, &["--lang", "en"]);
    assert_eq!(second.status.code(), Some(0));
    assert!(with_ending(&place, "png").is_empty());
    assert_eq!(with_ending(&place, "svg"), charts);

    // A chart that the next report no longer has takes its picture with it.
    report(&place, &letters, &["--lang", "en", "--png"]);
    assert_eq!(with_ending(&place, "png"), charts);
    let chinese = report(&place, &letters, &["--lang", "zh-CN"]);
    assert_eq!(chinese.status.code(), Some(0));
    assert!(
        !with_ending(&place, "svg")
            .iter()
            .any(|chart| charts.contains(chart))
    );
    assert!(with_ending(&place, "png").is_empty());
}

#[test]
fn without_chinese_glyphs_only_the_english_pictures_are_drawn() {
    let place = Workplace::new("png-chinese");
    let letters = testkit::fixture("raster/fonts/letters");
    let both = report(&place, &letters, &["--lang", "en,zh-CN", "--png", "--json"]);
    let said = String::from_utf8_lossy(&both.stderr);
    assert_eq!(both.status.code(), Some(3), "{said}");
    assert!(said.contains("Noto Sans CJK SC"), "{said}");
    let charts = with_ending(&place, "svg");
    let drawn = with_ending(&place, "png");
    assert!(
        !drawn.is_empty() && drawn.len() * 2 == charts.len(),
        "{drawn:?} {charts:?}"
    );
    assert!(String::from_utf8_lossy(&both.stdout).contains("jobtide.report/1"));
}

#[test]
fn without_a_font_the_report_is_made_and_the_reason_said_once() {
    let place = Workplace::new("png-without-fonts");
    let none = report(&place, &place.path().join("no-fonts"), &["--png"]);
    let said = String::from_utf8_lossy(&none.stderr);
    assert_eq!(none.status.code(), Some(3), "{said}");
    assert_eq!(said.matches("no font is installed").count(), 1, "{said}");
    assert!(said.contains("fonts-liberation"), "{said}");
    assert!(place.path().join("made/report.html").is_file());
    assert!(with_ending(&place, "png").is_empty());
}
