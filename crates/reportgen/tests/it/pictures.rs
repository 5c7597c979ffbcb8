//! Every picture is well-formed XML, says what it shows, and no two of its texts touch or leave it.

use analytics::findings::Findings;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::market;

/// A text with the room that it takes.
#[derive(Clone, Debug)]
struct Placed {
    words: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

struct Picture {
    view: (f64, f64),
    texts: Vec<Placed>,
    paths: Vec<String>,
    has_title: bool,
    has_desc: bool,
    role: Option<String>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.try_get_attribute(name)
        .unwrap()
        .map(|found| found.value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> f64 {
    attribute(tag, name).unwrap().parse().unwrap()
}

/// The table that the layout measures with, read a second time so that a slip of the layout shows.
const WIDTHS: &str = include_str!("../../data/glyph_widths.tsv");

/// The widest that a letter comes out, in em; what the table lacks is set square.
fn em(character: char, bold: bool) -> f64 {
    let line = WIDTHS.lines().find(|line| {
        let code = line.split('\t').next().unwrap();
        u32::from_str_radix(code, 16) == Ok(u32::from(character))
    });
    let width = line.and_then(|line| line.split('\t').nth(if bold { 2 } else { 1 }));
    width.map_or(1.0, |width| width.parse::<f64>().unwrap() / 1000.0)
}

/// What the charts' style sheet sets in weight 700.
fn is_bold(class: &str) -> bool {
    let has = |name| class.split(' ').any(|one| one == name);
    has("jt-title") || has("jt-paneltitle") || (has("jt-label") && !has("jt-c0"))
}

fn placed(tag: &BytesStart<'_>, words: &str) -> Placed {
    let size = number(tag, "font-size");
    let bold = is_bold(&attribute(tag, "class").unwrap_or_default());
    let width = size * words.chars().map(|one| em(one, bold)).sum::<f64>();
    let x = number(tag, "x");
    let left = match attribute(tag, "text-anchor").as_deref() {
        Some("middle") => x - width / 2.0,
        Some("end") => x - width,
        _ => x,
    };
    let baseline = number(tag, "y");
    Placed {
        words: words.to_owned(),
        left,
        right: left + width,
        top: baseline - 0.75 * size,
        bottom: baseline + 0.2 * size,
    }
}

fn read(svg: &str) -> Picture {
    let mut reader = Reader::from_str(svg);
    let mut picture = Picture {
        view: (0.0, 0.0),
        texts: Vec::new(),
        paths: Vec::new(),
        has_title: false,
        has_desc: false,
        role: None,
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                match tag.name().as_ref() {
                    "svg" => {
                        picture.view = (number(&tag, "width"), number(&tag, "height"));
                        picture.role = attribute(&tag, "role");
                    }
                    "title" => picture.has_title = true,
                    "desc" => picture.has_desc = true,
                    "text" => {
                        let tag = tag.into_owned();
                        let words = reader.read_text(tag.name()).unwrap();
                        let words = quick_xml::escape::unescape(&words).unwrap().into_owned();
                        // The watermark lies behind everything on purpose.
                        if attribute(&tag, "class").as_deref() != Some("jt-watermark") {
                            picture.texts.push(placed(&tag, &words));
                        }
                    }
                    _ => {}
                }
            }
            Event::Empty(tag) if tag.name().as_ref() == "path" => {
                picture.paths.push(attribute(&tag, "d").unwrap());
            }
            Event::Eof => return picture,
            _ => {}
        }
    }
}

/// All lines end within a hair of each other, names are long, and events lie close together.
fn crowded() -> Findings {
    let mut findings = market::full();
    findings.categories.pop();
    for (at, line) in findings.averages.iter_mut().enumerate() {
        line.title = format!("A category with a long name, number {at}").into();
        for value in line.values.iter_mut().flatten() {
            *value = 20.0 + at as f64 * 0.001;
        }
    }
    for (at, row) in findings.categories.iter_mut().enumerate() {
        row.title =
            format!("A category with a name that is far too long for its column, number {at}")
                .into();
        row.change = Some(market::estimate(-0.9 + at as f64 * 0.9, 40.0, 500));
    }
    findings
}

#[test]
fn no_text_touches_another_or_leaves_the_picture() {
    for (market_name, findings, synthetic) in [
        ("full", market::full(), true),
        ("crowded", crowded(), false),
    ] {
        let files = market::rendered(&findings, &market::manifest(synthetic));
        let mut pictures = 0;
        for file in files.iter().filter(|file| file.path.ends_with(".svg")) {
            let name = format!("{market_name} {}", file.path);
            let picture = read(market::file(&files, &file.path));
            pictures += 1;
            assert_eq!(picture.role.as_deref(), Some("img"), "{name}");
            assert!(picture.has_title && picture.has_desc, "{name}");
            assert!(picture.texts.len() > 8, "{name}");
            for (at, text) in picture.texts.iter().enumerate() {
                let (width, height) = picture.view;
                assert!(
                    text.left >= 0.0
                        && text.right <= width
                        && text.top >= 0.0
                        && text.bottom <= height,
                    "{name}: `{}` leaves {width} x {height}: {text:?}",
                    text.words
                );
                for other in &picture.texts[..at] {
                    let apart = text.right <= other.left
                        || other.right <= text.left
                        || text.bottom <= other.top
                        || other.bottom <= text.top;
                    assert!(apart, "{name}: `{}` touches `{}`", text.words, other.words);
                }
            }
        }
        assert_eq!(pictures, 5, "{market_name}");
    }
}

/// Thirty days without data in every line: each line is drawn in two strokes, and none crosses the gap.
#[test]
fn missing_days_are_gaps() {
    let files = market::rendered(&market::full(), &market::manifest(false));
    let lines: Vec<String> = read(market::file(&files, "charts/averages.svg"))
        .paths
        .into_iter()
        .filter(|d| d.matches('L').count() > 2)
        .collect();
    assert_eq!(lines.len(), 11);
    for line in lines {
        assert_eq!(line.matches('M').count(), 2, "{line}");
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
