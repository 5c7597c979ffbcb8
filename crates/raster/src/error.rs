//! What can go wrong between an SVG and its PNG: no SVG, too much of one, or no font for it. Says what to install.

/// Why no PNG came out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What came in cannot be read as an SVG.
    #[error("this is no SVG that can be drawn: {0}")]
    NoSvg(String),
    /// The file is larger, or its elements lie deeper in each other, than any chart needs.
    #[error("the SVG has {found} {what}, and at most {limit} are drawn; make it simpler")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much is drawn.
        limit: usize,
    },
    /// The picture would have more pixels than fit a sensible amount of memory.
    #[error(
        "the picture would be {width} x {height} pixels, and at most {limit} are drawn in all; lower the scale, or width and height of the SVG"
    )]
    TooLarge {
        /// Pixels from left to right.
        width: f64,
        /// Pixels from top to bottom.
        height: f64,
        /// How many pixels are drawn.
        limit: u32,
    },
    /// A scale of which nothing can be drawn.
    #[error("a scale of {0} draws nothing; give a number above 0")]
    Scale(f32),
    /// The SVG has text, and there is no font at all.
    #[error(
        "no font is installed, so no text can be drawn; install one (Debian: fonts-liberation, and fonts-noto-cjk for Chinese)"
    )]
    NoFont,
    /// Characters that no font has; drawn, they would be empty boxes.
    #[error("no installed font has {}; install {}", shown(.0), package(.0))]
    NoGlyphs(Vec<char>),
    /// The pixels could not be held or written as a PNG.
    #[error("the picture could not be written as a PNG; is the memory exhausted?")]
    Encoding,
}

/// The first few are enough to see which script it is.
const SHOWN: usize = 8;

fn shown(missing: &[char]) -> String {
    let mut words: Vec<String> = missing
        .iter()
        .take(SHOWN)
        .map(|one| format!("{one} (U+{:04X})", u32::from(*one)))
        .collect();
    if missing.len() > SHOWN {
        words.push(format!("{} more", missing.len() - SHOWN));
    }
    words.join(", ")
}

fn package(missing: &[char]) -> &'static str {
    if missing.iter().any(|one| is_east_asian(*one)) {
        "Noto Sans CJK SC (Debian: fonts-noto-cjk)"
    } else {
        "a font that has it (Debian: fonts-dejavu-core, fonts-noto-core)"
    }
}

/// Ideographs, kana, hangul, and the signs that are set with them.
fn is_east_asian(one: char) -> bool {
    matches!(one,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
