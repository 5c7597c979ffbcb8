//! Archives in `fixtures/collector` and what they become. A day after `as-of-` in a case's name is the snapshot's day.

use std::path::Path;

use collector::{Profile, find_profile, text_of_html};
use model::Day;
use testkit::check_cases;

use crate::printed::{lines_of, read_all};

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn as_of(name: &str) -> Option<Day> {
    let (_, day) = name.split_once("as-of-")?;
    day.get(..10)?.parse().ok()
}

fn check_shipped(profile: &str) {
    check_cases(&format!("collector/{profile}"), |path, bytes| {
        let name = name_of(path);
        let items = read_all(find_profile(profile).unwrap(), &name, as_of(&name), bytes);
        lines_of(&items)
    });
}

macro_rules! shipped {
    ($($test:ident $profile:literal),* $(,)?) => {
        $(#[test] fn $test() { check_shipped($profile); })*
    };
}

shipped! {
    greenhouse_snapshot "greenhouse-snapshot",
    hn_whoishiring "hn-whoishiring",
    simplify_newgrad "simplify-newgrad",
    upwork_2023_csv "upwork-2023-csv",
    upwork_2024_json "upwork-2024-json",
    upwork_2025_cleaned_csv "upwork-2025-cleaned-csv",
    upwork_2025_csv "upwork-2025-csv",
    upwork_rss_json "upwork-rss-json",
    upwork_rss_xml "upwork-rss-xml",
    usajobs "usajobs",
}

/// Each case brings the profile that stands beside it.
#[test]
fn own_profiles() {
    check_cases("collector/own", |path, bytes| {
        let name = name_of(path);
        let fact = name.split(".in.").next().unwrap();
        let profile_path = path.with_file_name(format!("{fact}.profile.toml"));
        let text = std::fs::read_to_string(&profile_path).unwrap();
        let profile = Profile::from_toml("own", &name_of(&profile_path), &text).unwrap();
        lines_of(&read_all(&profile, &name, as_of(&name), bytes))
    });
}

#[test]
fn text_of_html_is_clean() {
    check_cases("collector/html", |_, bytes| {
        text_of_html(std::str::from_utf8(bytes).unwrap()) + "\n"
    });
}

#[test]
fn a_faulty_profile_is_named_with_its_line() {
    check_cases("collector/faulty_profiles", |path, bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        match Profile::from_toml("own", &name_of(path), text) {
            Ok(_) => "no fault\n".to_owned(),
            Err(error) => format!("{error}\n"),
        }
    });
}

/// Nothing that a body may hold makes reading it slow: an unguarded parser needs minutes for each of these, and the
/// runner of the tests would give up on it.
#[test]
fn bodies_made_to_be_slow_are_read() {
    let mut attributes = "<p ".to_owned();
    let mut fonts = String::new();
    for number in 0..40_000 {
        attributes.push_str(&format!("a{number}=1 "));
        fonts.push_str(&format!("<p><font size={number}>x</p>"));
    }
    let bodies = [
        "<ul><li>".repeat(50_000),
        "<div>".repeat(100_000),
        "<table><tr><td>".repeat(30_000),
        "<b><i>".repeat(50_000),
        "<a href=x><p>".repeat(30_000),
        attributes + ">",
        fonts,
    ];
    for body in bodies {
        let text = text_of_html(&format!("<p>First</p>{body} last"));
        assert!(text.starts_with("First"), "{}", &text[..20]);
    }
    let nested = format!(
        "{} deep {} <p>after</p>",
        "<ul><li>".repeat(5_000),
        "</li></ul>".repeat(5_000)
    );
    let text = text_of_html(&nested);
    assert!(
        text.contains("deep") && text.ends_with("\n\nafter"),
        "{text:?}"
    );
    // What people write stays as it is, however often they leave out an end.
    let unclosed = text_of_html(&"<p>one<b>two".repeat(700));
    assert_eq!(unclosed.matches("\n\n").count(), 699);
    let long = format!("<p>{}</p>", "word ".repeat(200_000));
    assert!(text_of_html(&long).len() <= 512 * 1024);
}
