//! A picture's markup in, its parts with the room that its texts take out. Knows no finding.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A text with the room that it takes.
#[derive(Clone, Debug)]
pub struct Placed {
    pub words: String,
    pub class: String,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Placed {
    pub fn touches(&self, other: &Placed) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A line between two places.
#[derive(Clone, Debug)]
pub struct Rule {
    pub class: String,
    pub from: (f64, f64),
    pub to: (f64, f64),
}

#[derive(Default)]
pub struct Picture {
    pub view: (f64, f64),
    pub texts: Vec<Placed>,
    pub rules: Vec<Rule>,
    /// Class and path data.
    pub paths: Vec<(String, String)>,
    /// Classes of the rectangles.
    pub bars: Vec<String>,
    pub elements: BTreeSet<String>,
    pub ids: Vec<String>,
    pub title: String,
    pub description: String,
    pub role: String,
    pub language: String,
    pub labelled_by: String,
    pub watermark: String,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.try_get_attribute(name).unwrap();
    found.map_or_else(String::new, |found| {
        quick_xml::escape::unescape(&found.value)
            .unwrap()
            .into_owned()
    })
}

pub fn number(tag: &BytesStart<'_>, name: &str) -> f64 {
    attribute(tag, name).parse().unwrap()
}

/// The table that the layout measures with, read a second time so that a slip of the layout shows.
const WIDTHS: &str = include_str!("../../data/glyph_widths.tsv");

/// Character, regular and bold width in em.
static EMS: LazyLock<Vec<(char, f64, f64)>> = LazyLock::new(|| {
    let lines = WIDTHS.lines().filter(|line| !line.starts_with('#'));
    let mut ems: Vec<(char, f64, f64)> = lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let code = u32::from_str_radix(cells.next()?, 16).ok()?;
            let mut em = || Some(cells.next()?.parse::<f64>().ok()? / 1000.0);
            Some((char::from_u32(code)?, em()?, em()?))
        })
        .collect();
    ems.sort_by_key(|(character, ..)| *character);
    ems
});

/// The widest that a text comes out, in em; what the table lacks is set square, and what only turns or joins letters takes no room.
fn ems(words: &str, bold: bool) -> f64 {
    let em = |character: char| {
        if matches!(character, '\u{200b}'..='\u{200f}') {
            return 0.0;
        }
        let found = EMS.binary_search_by_key(&character, |(one, ..)| *one);
        found.map_or(1.0, |at| if bold { EMS[at].2 } else { EMS[at].1 })
    };
    words.chars().map(em).sum()
}

/// What the charts' style sheet sets in weight 700.
fn is_bold(class: &str) -> bool {
    let has = |name| class.split(' ').any(|one| one == name);
    has("jt-title") || has("jt-paneltitle") || (has("jt-label") && !has("jt-c0"))
}

/// `inner` is the markup inside the element: words, and perhaps a span of regular weight behind them.
fn placed(tag: &BytesStart<'_>, inner: &str) -> Placed {
    let size = number(tag, "font-size");
    let class = attribute(tag, "class");
    let (name, tail) = inner
        .split_once("<tspan class=\"jt-tail\">")
        .unwrap_or((inner, ""));
    let plain = |text: &str| quick_xml::escape::unescape(text).unwrap().into_owned();
    let (name, tail) = (plain(name), plain(tail.trim_end_matches("</tspan>")));
    let width = size * (ems(&name, is_bold(&class)) + ems(&tail, false));
    let x = number(tag, "x");
    let left = match attribute(tag, "text-anchor").as_str() {
        "middle" => x - width / 2.0,
        "end" => x - width,
        _ => x,
    };
    let baseline = number(tag, "y");
    Placed {
        words: format!("{name}{tail}"),
        class,
        left,
        right: left + width,
        // What browsers give as a text's box in the fonts of the style sheet.
        top: baseline - 0.91 * size,
        bottom: baseline + 0.22 * size,
    }
}

pub fn read(svg: &str) -> Picture {
    let mut reader = Reader::from_str(svg);
    let mut picture = Picture::default();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let tag = tag.into_owned();
                let name = tag.name().as_ref().to_owned();
                picture.elements.insert(name.clone());
                picture
                    .ids
                    .extend(Some(attribute(&tag, "id")).filter(|id| !id.is_empty()));
                if name == "svg" {
                    picture.view = (number(&tag, "width"), number(&tag, "height"));
                    picture.role = attribute(&tag, "role");
                    picture.language = attribute(&tag, "lang");
                    picture.labelled_by = attribute(&tag, "aria-labelledby");
                    continue;
                }
                let inner = reader.read_text(tag.name()).unwrap();
                let words = quick_xml::escape::unescape(&inner).unwrap().into_owned();
                match name.as_str() {
                    "title" => picture.title = words,
                    "desc" => picture.description = words,
                    // The watermark lies behind everything on purpose.
                    "text" if attribute(&tag, "class") == "jt-watermark" => {
                        picture.watermark = words;
                    }
                    "text" => picture.texts.push(placed(&tag, &inner)),
                    _ => {}
                }
            }
            Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let class = attribute(&tag, "class");
                match name.as_str() {
                    "path" => picture.paths.push((class, attribute(&tag, "d"))),
                    "rect" => picture.bars.push(class),
                    "line" => picture.rules.push(Rule {
                        class,
                        from: (number(&tag, "x1"), number(&tag, "y1")),
                        to: (number(&tag, "x2"), number(&tag, "y2")),
                    }),
                    _ => {}
                }
                picture.elements.insert(name);
            }
            Event::Eof => return picture,
            _ => {}
        }
    }
}
