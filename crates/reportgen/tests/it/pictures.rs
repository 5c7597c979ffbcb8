//! Every picture is well-formed XML, says what it shows in the language of its page, and no two of its texts touch or leave it.

use std::collections::BTreeSet;

use analytics::claims::Language;
use analytics::findings::Findings;
use reportgen::RenderedFile;

use crate::gallery::{self, Case};
use crate::market;
use crate::svg::{Picture, Placed, read};

fn text(file: &RenderedFile) -> &str {
    std::str::from_utf8(&file.bytes).unwrap()
}

fn picture(case: &Case, path: &str) -> Picture {
    let files = gallery::pictures(case);
    read(market::file(&files, path))
}

fn case(name: &str) -> Case {
    gallery::cases()
        .into_iter()
        .find(|case| case.name == name)
        .unwrap()
}

/// What a picture is, which its markup must say.
pub struct Wanted<'a> {
    pub name: &'a str,
    pub language: Language,
    pub synthetic: bool,
    /// What it may add to a page.
    pub most_bytes: usize,
}

fn check(case: &Case, file: &RenderedFile) {
    let language = match file.path.contains("zh-CN") {
        true => Language::ZhCn,
        false => Language::En,
    };
    let wanted = Wanted {
        name: &format!("{} {}", case.name, file.path),
        language,
        synthetic: case.synthetic,
        most_bytes: match file.path.contains("/claims/") {
            true => 3_000,
            false => 80_000,
        },
    };
    check_picture(&wanted, text(file));
}

/// What holds for every picture.
pub fn check_picture(wanted: &Wanted<'_>, svg: &str) {
    let name = wanted.name;
    let picture = read(svg);
    let (width, height) = picture.view;
    assert_eq!(picture.role, "img", "{name}");
    assert!(
        !picture.title.trim().is_empty() && picture.description.len() > 20,
        "{name}"
    );
    assert_eq!(picture.language, wanted.language.tag(), "{name}");
    let labels: Vec<&str> = picture.labelled_by.split(' ').collect();
    assert_eq!(
        picture.ids[1..],
        labels,
        "{name}: title and desc are the picture's label"
    );
    assert_eq!(
        picture.watermark.contains("SYNTHETIC"),
        wanted.synthetic,
        "{name}"
    );
    let source = |text: &Placed| text.class == "jt-source" && text.words.contains("jobtide");
    assert!(picture.texts.iter().any(source), "{name}: no source line");
    for text in &picture.texts {
        let inside =
            text.left >= 0.0 && text.right <= width && text.top >= 0.0 && text.bottom <= height;
        assert!(
            inside,
            "{name}: `{}` leaves {width} x {height}: {text:?}",
            text.words
        );
    }
    for (at, text) in picture.texts.iter().enumerate() {
        for other in &picture.texts[..at] {
            let apart = !text.touches(other);
            assert!(apart, "{name}: `{}` touches `{}`", text.words, other.words);
        }
    }
    let bytes = drawing_bytes(svg);
    assert!(bytes <= wanted.most_bytes, "{name}: {bytes} bytes");
}

/// The bytes that a picture adds to a page, which holds the style sheet once for all.
fn drawing_bytes(svg: &str) -> usize {
    let (before, rest) = svg.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    before.len() + after.len()
}

#[test]
fn no_text_touches_another_or_leaves_the_picture() {
    for case in gallery::cases() {
        let files = gallery::pictures(&case);
        let charts = files
            .iter()
            .filter(|file| !file.path.contains("/claims/"))
            .count();
        match case.name.as_str() {
            "nothing" => assert_eq!(files.len(), 0),
            _ => assert_eq!(charts, 2 * gallery::CHARTS.len(), "{}", case.name),
        }
        for file in &files {
            check(&case, file);
        }
    }
}

#[test]
fn no_text_touches_another_whatever_the_numbers() {
    for seed in 1..=24 {
        let case = gallery::by_lot(seed);
        for file in gallery::pictures(&case) {
            check(&case, &file);
        }
    }
}

/// A page may hold every picture at once, so no two may have an id in common.
#[test]
fn ids_are_unique_among_the_pictures_of_a_page() {
    let files = gallery::pictures(&case("full"));
    let of_page = files.iter().filter(|file| !file.path.contains("zh-CN"));
    let ids: Vec<String> = of_page.flat_map(|file| read(text(file)).ids).collect();
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert!(ids.len() > 60);
    assert_eq!(unique.len(), ids.len());
}

/// Numbers of changes never lie on the line of an interval.
#[test]
fn no_value_lies_on_an_interval() {
    let mut values = 0;
    for case in gallery::cases() {
        for file in gallery::pictures(&case) {
            let bars = ["changes", "shares", "pay."].map(|name| file.path.contains(name));
            if !bars.contains(&true) {
                continue;
            }
            let picture = read(text(&file));
            let intervals = || {
                picture
                    .rules
                    .iter()
                    .filter(|rule| rule.class == "jt-interval")
            };
            for value in picture.texts.iter().filter(|text| text.class == "jt-value") {
                values += 1;
                for rule in intervals() {
                    let beside = rule.from.1 < value.top
                        || rule.from.1 > value.bottom
                        || rule.to.0 <= value.left
                        || rule.from.0 >= value.right;
                    assert!(beside, "{} {}: `{}`", case.name, file.path, value.words);
                }
            }
        }
    }
    assert!(values > 100);
}

/// The last place that a path draws to.
pub fn path_end(d: &str) -> (f64, f64) {
    let last = d.rsplit(['M', 'L']).next().unwrap();
    let last = last.split('h').next().unwrap();
    let (x, y) = last.split_once(' ').unwrap();
    (x.parse().unwrap(), y.parse().unwrap())
}

/// In every panel a per cent is as high as in every other: read off the ends of the lines, whose values the findings give.
#[test]
fn small_multiples_share_a_scale() {
    let mut findings = gallery::full();
    let last = findings.days.len() - 1;
    let base = findings
        .days
        .index_of(findings.window.first() + 83)
        .unwrap();
    let mut wanted = Vec::new();
    for (at, line) in findings.averages.iter_mut().enumerate() {
        let change = [-0.4, 0.5, 0.1, -0.2][at % 4];
        for values in [&mut line.values, &mut line.adjusted] {
            let from = values[base].unwrap();
            values[last] = Some(from * (1.0 + change));
        }
        wanted.push(change * 100.0);
    }
    // What is not drawn for want of postings has no panel.
    wanted.truncate(11);
    let case = Case {
        findings,
        ..case("full")
    };
    for (path, class) in [
        ("charts/averages_by_category.svg", "jt-line jt-c"),
        ("charts/adjusted.svg", "jt-line jt-c"),
    ] {
        let picture = picture(&case, path);
        let lines: Vec<&str> = picture
            .paths
            .iter()
            .filter(|(of, _)| of.starts_with(class))
            .map(|(_, d)| d.as_str())
            .collect();
        let bases: Vec<f64> = picture
            .rules
            .iter()
            .filter(|rule| rule.class == "jt-base")
            .map(|rule| rule.from.1)
            .collect();
        assert_eq!((lines.len(), bases.len()), (11, 11), "{path}");
        let heights: Vec<f64> = lines
            .iter()
            .zip(&bases)
            .zip(&wanted)
            .map(|((d, base), wanted)| (base - path_end(d).1) / wanted)
            .collect();
        let largest = heights.iter().copied().fold(0.0, f64::max);
        for height in &heights {
            assert!(
                (height - largest).abs() < 0.02 && largest > 0.2,
                "{path}: {heights:?}"
            );
        }
    }
}

/// Thirty days without data in every line: each line is drawn in two strokes, and none crosses the gap.
#[test]
fn missing_days_are_gaps() {
    let picture = picture(&case("full"), "charts/averages.svg");
    let lines = picture
        .paths
        .iter()
        .filter(|(class, _)| class.starts_with("jt-line"));
    let lines: Vec<&String> = lines.map(|(_, d)| d).collect();
    assert_eq!(lines.len(), 11);
    for line in lines {
        assert_eq!(line.matches('M').count(), 2, "{line}");
    }
}

#[test]
fn ribbons_are_drawn_of_two_lines_and_not_of_more() {
    for (name, ribbons) in [("one", 1), ("two", 2), ("full", 0)] {
        let picture = picture(&case(name), "charts/averages.svg");
        let drawn = picture
            .paths
            .iter()
            .filter(|(class, _)| class.starts_with("jt-ribbon"));
        assert_eq!(drawn.count(), ribbons, "{name}");
    }
}

/// What still arrives is dotted, from the day named, and joins the line before it.
#[test]
fn what_still_arrives_is_dotted() {
    let picture = picture(&case("one"), "charts/averages.svg");
    let lines: Vec<&(String, String)> = picture
        .paths
        .iter()
        .filter(|(class, _)| class.starts_with("jt-line"))
        .collect();
    let [(whole, before), (dotted, after)] = lines[..] else {
        panic!("{lines:?}");
    };
    assert!(!whole.contains("jt-arriving") && dotted.contains("jt-arriving"));
    let start = after.strip_prefix('M').unwrap().split('L').next().unwrap();
    let (x, y) = path_end(before);
    assert_eq!(start, format!("{x} {y}"));
    let says =
        |text: &Placed| text.words.contains("20 Dec 2023") || text.words.contains("Dotted end");
    assert!(picture.texts.iter().any(says));
}

#[test]
fn days_that_were_not_seen_lie_under_every_chart_of_time() {
    for path in [
        "charts/averages.svg",
        "charts/averages_by_category.svg",
        "charts/adjusted.svg",
        "charts/watched.svg",
    ] {
        let says = |picture: &Picture| {
            let subtitle = picture
                .texts
                .iter()
                .filter(|text| text.class == "jt-subtitle");
            let words: Vec<&str> = subtitle.map(|text| text.words.as_str()).collect();
            words
                .join(" ")
                .contains("Strip below: marks days of which less than 80\u{a0}% was seen")
        };
        let holes = picture(&case("holes"), path);
        assert!(
            holes.bars.iter().any(|class| class.ends_with("jt-hole")),
            "{path}"
        );
        assert!(says(&holes), "{path}");
        let whole = picture(&case("full"), path);
        assert!(
            !whole.bars.iter().any(|class| class.ends_with("jt-hole")),
            "{path}"
        );
        assert!(!says(&whole), "{path}");
    }
}

/// The release lies before the first day of this span, so nothing may mark it.
#[test]
fn an_event_outside_the_span_is_not_marked() {
    let mut findings = market::full();
    let files = market::rendered(&findings, &market::manifest(false));
    assert!(market::file(&files, "charts/averages.svg").contains("ChatGPT released, 30 Nov 2022"));
    let offset = (market::day("2022-12-15") - findings.days.first()) as usize;
    findings.days = market::days("2022-12-15", "2024-02-14");
    findings.window = findings.days;
    for line in &mut findings.averages {
        line.values.drain(..offset);
    }
    let files = market::rendered(&findings, &market::manifest(false));
    assert!(!market::file(&files, "charts/averages.svg").contains("ChatGPT"));
}

#[test]
fn without_data_there_is_a_sentence_and_no_picture() {
    let files = market::rendered(&market::nothing_covered(), &market::manifest(true));
    assert!(!files.iter().any(|file| file.path.ends_with(".svg")));
    let html = market::file(&files, "report.html");
    assert!(!html.contains("<svg") && !html.contains("<figure"));
    assert!(html.contains("There is no chart of changes: no category has enough postings"));
}

#[test]
fn hostile_titles_stay_text() {
    let elements = |name: &str| -> BTreeSet<String> {
        let files = gallery::pictures(&case(name));
        files
            .iter()
            .flat_map(|file| read(text(file)).elements)
            .collect()
    };
    assert_eq!(elements("hostile"), elements("full"));
    for file in gallery::pictures(&case("hostile")) {
        let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text(&file).contains(bad), "{}", file.path);
    }
}

/// Months with fewer than ten postings, and one beside a single such month, show no rate.
#[test]
fn a_heat_map_shows_no_month_that_could_point_at_single_postings() {
    let mut findings = gallery::full();
    let months = findings.monthly.months.len();
    findings.monthly.universe = vec![Some(10_000); months];
    let tag = &mut findings.monthly.tags[0];
    tag.counts = (0..months as u64).map(|at| Some(100 + at)).collect();
    tag.counts[3] = Some(7);
    findings.monthly.tags.truncate(1);
    let case = Case {
        findings,
        ..case("full")
    };
    let picture = picture(&case, "charts/skills_by_month.svg");
    // One more is that of the key.
    let few = picture
        .bars
        .iter()
        .filter(|class| class.ends_with("jt-few"))
        .count();
    assert_eq!(few, 2 + 1);
    let cells = picture
        .paths
        .iter()
        .filter(|(class, _)| class.starts_with("jt-bar jt-h"));
    let cells: usize = cells.map(|(_, d)| d.matches('M').count()).sum();
    assert_eq!(cells, months - 2);
    assert!(
        !picture
            .texts
            .iter()
            .any(|text| text.words == "7.00" || text.words == "100")
    );
}

#[test]
fn a_claim_whose_numbers_are_withheld_has_no_picture() {
    let mut findings: Findings = gallery::full();
    findings.claims[0].n_start = 7;
    let with = |findings: Findings| {
        let files = gallery::pictures(&Case {
            findings,
            ..case("full")
        });
        files
            .iter()
            .any(|file| file.path.starts_with("charts/claims/C01-curve"))
    };
    assert!(!with(findings));
    assert!(with(gallery::full()));
}

/// Words that Chinese pictures keep: names, and the mark that no reader may miss.
const KEPT: [&str; 9] = [
    "jobtide",
    "market",
    "freelance",
    "SYNTHETIC",
    "DATA",
    "ChatGPT",
    "released",
    "OpenAI",
    "Gallery",
];

#[test]
fn chinese_pictures_are_in_chinese() {
    for file in gallery::pictures(&case("full")) {
        if !file.path.contains("zh-CN") {
            continue;
        }
        let picture = read(text(&file));
        let texts = picture.texts.iter().map(|text| text.words.as_str());
        for words in texts.chain([picture.title.as_str(), picture.description.as_str()]) {
            for word in words.split(|c: char| !c.is_ascii_alphabetic()) {
                // The fixtures' legal category has no name in Chinese.
                let is_kept = word.len() < 4 || KEPT.contains(&word);
                assert!(is_kept, "{}: `{word}` in `{words}`", file.path);
            }
            assert!(
                !words.contains("\u{a0}%") && !words.contains(" %"),
                "{}: `{words}`",
                file.path
            );
        }
    }
    for file in gallery::pictures(&case("full")) {
        let is_chinese = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c);
        if !file.path.contains("zh-CN") {
            assert!(
                !read(text(&file))
                    .texts
                    .iter()
                    .any(|text| text.words.contains(is_chinese)),
                "{}",
                file.path
            );
        }
    }
}
