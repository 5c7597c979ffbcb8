//! The parts of a drawn chart, as `chart.svg.hbs` writes them: rules, bars, paths and texts with their places. Knows no finding.

use analytics::claims::Language;
use serde::{Serialize, Serializer};

pub(crate) use super::glyphs::{bold_width, text_width};
use super::heading::LABEL;
use super::labels::Label;

/// A place or length in the picture's own units, written with one decimal: more would be noise in the file.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct Px(pub(crate) f64);

impl Serialize for Px {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&px(self.0))
    }
}

/// `12.3`, without a trailing zero or a negative one.
pub(crate) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0" } else { text }.to_owned()
}

/// One picture. The lists are drawn in their order, each over the ones before it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) id: String,
    /// The tag of the language that its words are in.
    pub(crate) language: &'static str,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) width: Px,
    pub(crate) height: Px,
    pub(crate) watermark: Option<Watermark>,
    pub(crate) grid: Vec<Rule>,
    /// Areas under everything but the grid.
    pub(crate) ribbons: Vec<Path>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) paths: Vec<Path>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) texts: Vec<Text>,
    /// The charts' style sheet where the picture stands alone, absent where the page holds it.
    pub(crate) style: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Watermark {
    pub(crate) words: String,
    pub(crate) x: Px,
    pub(crate) y: Px,
    pub(crate) size: Px,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Rule {
    pub(crate) x1: Px,
    pub(crate) y1: Px,
    pub(crate) x2: Px,
    pub(crate) y2: Px,
    pub(crate) class: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Bar {
    pub(crate) x: Px,
    pub(crate) y: Px,
    pub(crate) width: Px,
    pub(crate) height: Px,
    pub(crate) class: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Path {
    pub(crate) d: String,
    pub(crate) class: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Text {
    pub(crate) x: Px,
    pub(crate) y: Px,
    pub(crate) anchor: Anchor,
    pub(crate) size: Px,
    pub(crate) class: String,
    pub(crate) words: String,
    /// What follows the words in another weight.
    pub(crate) tail: Option<String>,
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Figure {
    pub(crate) fn new(id: &str, width: f64, language: Language) -> Figure {
        Figure {
            id: id.to_owned(),
            language: language.tag(),
            title: String::new(),
            description: String::new(),
            width: Px(width),
            height: Px(0.0),
            watermark: None,
            grid: Vec::new(),
            ribbons: Vec::new(),
            bars: Vec::new(),
            paths: Vec::new(),
            rules: Vec::new(),
            texts: Vec::new(),
            style: None,
        }
    }

    pub(crate) fn text(
        &mut self,
        (x, y): (f64, f64),
        anchor: Anchor,
        size: f64,
        class: &str,
        words: impl Into<String>,
    ) {
        self.texts.push(Text {
            x: Px(x),
            y: Px(y),
            anchor,
            size: Px(size),
            class: class.to_owned(),
            words: words.into(),
            tail: None,
        });
    }

    /// A name in bold with a number behind it.
    pub(crate) fn label(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, label: &Label) {
        self.text((x, y), anchor, LABEL, class, label.name.clone());
        if let Some(text) = self.texts.last_mut() {
            text.tail = Some(label.number.clone()).filter(|number| !number.is_empty());
        }
    }

    pub(crate) fn path(&mut self, d: String, class: impl Into<String>) {
        self.paths.push(Path {
            d,
            class: class.into(),
        });
    }

    pub(crate) fn bar(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        class: &'static str,
    ) {
        self.bars.push(Bar {
            x: Px(x),
            y: Px(y),
            width: Px(width),
            height: Px(height),
            class,
        });
    }

    pub(crate) fn grid(&mut self, from: (f64, f64), to: (f64, f64), class: &'static str) {
        self.grid.push(rule(from, to, class));
    }

    pub(crate) fn rule(&mut self, from: (f64, f64), to: (f64, f64), class: &'static str) {
        self.rules.push(rule(from, to, class));
    }

    /// The height, and what depends on it.
    pub(crate) fn close(&mut self, height: f64, watermark: Option<&str>) {
        self.height = Px(height);
        self.watermark = watermark.map(|words| Watermark {
            words: words.to_owned(),
            x: Px(self.width.0 / 2.0),
            y: Px(height / 2.0),
            // As wide as four fifths of the picture, but no higher than it.
            size: Px((self.width.0 * 0.8 / bold_width(words, 1.0)).min(height * 0.8)),
        });
    }
}

fn rule((x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &'static str) -> Rule {
    Rule {
        x1: Px(x1),
        y1: Px(y1),
        x2: Px(x2),
        y2: Px(y2),
        class,
    }
}
