//! Words and a size in, the width that they may take out, whichever of the usual fonts a reader has. Knows no chart and reads no font.

use std::sync::LazyLock;

use unicode_width::UnicodeWidthChar;

/// Widths by character, as `glyph_widths.py` beside it measured them.
const MEASURED: &str = include_str!("../../data/glyph_widths.tsv");

/// What is neither measured nor square gets a whole em: the fonts that draw rarer scripts differ too much for a closer bound.
const EM: u16 = 1000;

/// What the fonts that draw emoji in colour need for one, up to 1.37 em.
const EMOJI: u16 = 1400;

/// One character's widths in 1/1000 em.
#[derive(Clone, Copy, Debug)]
struct Glyph {
    character: char,
    regular: u16,
    bold: u16,
}

static GLYPHS: LazyLock<Vec<Glyph>> =
    LazyLock::new(|| MEASURED.lines().filter_map(glyph).collect());

/// A line of the table; none where it is a remark.
fn glyph(line: &str) -> Option<Glyph> {
    let mut cells = line.split('\t');
    let code = u32::from_str_radix(cells.next()?, 16).ok()?;
    Some(Glyph {
        character: char::from_u32(code)?,
        regular: cells.next()?.parse().ok()?,
        bold: cells.next()?.parse().ok()?,
    })
}

/// How wide a text of regular weight may come out, in the unit of `size`: what the widest of the usual families needs.
pub(crate) fn text_width(words: &str, size: f64) -> f64 {
    width(words, size, |glyph| glyph.regular)
}

/// The same for a text of weight 700.
pub(crate) fn bold_width(words: &str, size: f64) -> f64 {
    width(words, size, |glyph| glyph.bold)
}

/// Kerning is left out: it draws letters together, and what it widens is less than what the families differ by.
fn width(words: &str, size: f64, of: fn(&Glyph) -> u16) -> f64 {
    let thousandths: u64 = words
        .chars()
        .map(|character| {
            match GLYPHS.binary_search_by_key(&character, |glyph| glyph.character) {
                Ok(at) => GLYPHS.get(at).map_or(EM, of),
                // Combining marks and joiners stand on the letter before them.
                Err(_) if character.width().unwrap_or(0) == 0 => 0,
                Err(_) if ('\u{1f000}'..='\u{1faff}').contains(&character) => EMOJI,
                Err(_) => EM,
            }
        })
        .map(u64::from)
        .sum();
    thousandths as f64 / f64::from(EM) * size
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels with their widths as HarfBuzz sets them in each family, made by the script that made the table.
    const LABELS: &str = include_str!("../../../../fixtures/reportgen/widths/labels.tsv");

    #[test]
    fn every_line_of_the_table_is_read_in_order() {
        let lines = MEASURED.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(GLYPHS.len(), lines.count());
        assert!(GLYPHS.is_sorted_by(|a, b| a.character < b.character));
        for character in (' '..='~').chain("−–—’“”×→·…≥\u{a0}éőßΩЖ".chars())
        {
            let found = GLYPHS.iter().find(|glyph| glyph.character == character);
            assert!(found.is_some(), "{character:?}");
        }
    }

    #[test]
    fn a_label_is_never_narrower_than_set_and_little_wider_than_the_widest() {
        let mut labels = 0;
        for line in LABELS.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let words = cells.next().unwrap();
            let measured: Vec<f64> = cells.map(|cell| cell.parse().unwrap()).collect();
            assert_eq!(
                measured.len(),
                8,
                "four families, regular and bold: {words}"
            );
            for (weight, ours) in [text_width(words, 1000.0), bold_width(words, 1000.0)]
                .into_iter()
                .enumerate()
            {
                let widest = measured.iter().skip(weight).step_by(2).copied();
                let widest = widest.fold(0.0, f64::max);
                assert!(ours >= widest, "`{words}`: {ours} of {widest}");
                assert!(ours <= widest * 1.15, "`{words}`: {ours} of {widest}");
            }
            labels += 1;
        }
        assert!(labels >= 12, "{labels}");
    }

    #[test]
    fn square_scripts_take_an_em_and_combining_marks_nothing() {
        for square in ["职", "か", "カ", "한", "（", "，", "。", "《", "Ａ", "𠀀"] {
            assert_eq!(text_width(square, 10.0), 10.0, "{square}");
            assert_eq!(bold_width(square, 10.0), 10.0, "{square}");
        }
        for mark in ["\u{301}", "\u{200d}", "\u{fe0f}", "\u{3099}"] {
            assert_eq!(text_width(mark, 10.0), 0.0, "{mark:?}");
        }
        assert_eq!(text_width("e\u{301}", 10.0), text_width("e", 10.0));
        // In colour they are wider than an em.
        assert_eq!(text_width("🚀", 10.0), 14.0);
    }
}
