//! A text and a width in, the lines that fit it out, in scripts with spaces and in Chinese. Knows no chart.

use super::glyphs::text_width;

/// What no line begins with.
const CLOSING: &str = "，。、；：？！）】》」』〉”’…—·,.;:?!)]}%％";
/// What no line ends with.
const OPENING: &str = "（【《「『〈“‘([{";

/// The text in lines that fit the width, as texts of regular weight.
pub(crate) fn wrap(words: &str, size: f64, width: f64) -> Vec<String> {
    wrap_by(words, width, |line| text_width(line, size))
}

/// [`wrap`], for texts that are not of regular weight: `measure` says how wide a line comes out.
///
/// Chinese parts between its characters, but a line neither begins with a closing sign nor ends with an opening one, and a date stays
/// whole. A no-break space (before `%`) does not part words. A word that is wider than a line is cut.
pub(crate) fn wrap_by(words: &str, width: f64, measure: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (spaced, piece) in pieces(words) {
        let space = if spaced { " " } else { "" };
        match lines.last_mut() {
            Some(line) if measure(&format!("{line}{space}{piece}")) <= width => {
                line.push_str(space);
                line.push_str(&piece);
            }
            _ => lines.extend(cut(piece, width, &measure)),
        }
    }
    lines
}

/// What a line cannot part, each with whether a space stands before it.
fn pieces(words: &str) -> Vec<(bool, String)> {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut spaced = false;
    for sign in words.chars() {
        if sign == ' ' {
            spaced = true;
            continue;
        }
        match pieces.last_mut() {
            Some((_, piece)) if !spaced && belongs(piece, sign) => piece.push(sign),
            // A number stays with what it counts: 12 类别, 84 days, 1 Nov.
            Some((_, piece)) if spaced && counts(piece, sign) => {
                piece.push(' ');
                piece.push(sign);
            }
            _ => pieces.push((spaced && !pieces.is_empty(), sign.to_string())),
        }
        spaced = false;
    }
    pieces
}

/// Whether the end of a piece is a number of what begins with a sign.
fn counts(piece: &str, sign: char) -> bool {
    if is_square(sign) {
        return piece.ends_with(|c: char| c.is_ascii_digit() || c == '%');
    }
    let word = piece.rsplit(' ').next().unwrap_or(piece);
    let is_number = word.chars().all(|c| c.is_ascii_digit() || c == ',');
    is_number && sign.is_alphabetic()
}

/// Whether a sign cannot stand on another line than the piece before it.
fn belongs(piece: &str, sign: char) -> bool {
    let Some(last) = piece.chars().next_back() else {
        return true;
    };
    if CLOSING.contains(sign) || OPENING.contains(last) {
        return true;
    }
    let of_date = |c: char| matches!(c, '年' | '月' | '日');
    let is_date = last.is_ascii_digit() && of_date(sign) || of_date(last) && sign.is_ascii_digit();
    is_date && piece.starts_with(|c: char| c.is_ascii_digit())
        || !is_square(last) && !is_square(sign) && !CLOSING_OF_SQUARE.contains(last)
}

/// Behind these a line may part although they belong to no script.
const CLOSING_OF_SQUARE: &str = "”’…—·";

/// Chinese, Japanese and Korean signs, between which a line may part.
fn is_square(sign: char) -> bool {
    matches!(sign,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}')
}

/// A piece in as many lines as it takes.
fn cut(piece: String, width: f64, measure: &impl Fn(&str) -> f64) -> Vec<String> {
    if measure(&piece) <= width {
        return vec![piece];
    }
    let mut lines = vec![String::new()];
    for sign in piece.chars() {
        if let Some(line) = lines.last_mut() {
            line.push(sign);
            if line.chars().count() > 1 && measure(line) > width {
                line.pop();
                lines.push(sign.to_string());
            }
        }
    }
    lines
}

/// The text, cut with an ellipsis where it is wider than this.
pub(crate) fn fit(words: &str, size: f64, width: f64) -> String {
    fit_by(words, width, |line| text_width(line, size))
}

/// [`fit`], for texts that are not of regular weight: `measure` says how wide a text comes out.
pub(crate) fn fit_by(words: &str, width: f64, measure: impl Fn(&str) -> f64) -> String {
    if measure(words) <= width {
        return words.to_owned();
    }
    let room = width - measure("…");
    let mut out = String::new();
    for c in words.chars() {
        out.push(c);
        if measure(&out) > room {
            out.pop();
            break;
        }
    }
    format!("{}…", out.trim_end())
}

/// At most so many lines, the last cut with an ellipsis where there would be more.
pub(crate) fn at_most(
    mut lines: Vec<String>,
    most: usize,
    width: f64,
    measure: impl Fn(&str) -> f64,
) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let longer = format!("{last}…");
            *last = match measure(&longer) <= width {
                true => longer,
                false => fit_by(&format!("{longer}…"), width, measure),
            };
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each letter is one wide.
    fn lines(words: &str, width: f64) -> Vec<String> {
        wrap_by(words, width, |line| line.chars().count() as f64)
    }

    #[test]
    fn spaces_part_words_and_no_break_spaces_do_not() {
        assert_eq!(
            lines("fell by 33\u{a0}% since", 8.0),
            ["fell by", "33\u{a0}%", "since"]
        );
        assert_eq!(
            lines("the 84 days to 1 Nov", 9.0),
            ["the", "84 days", "to 1 Nov"]
        );
        assert_eq!(lines("", 8.0), Vec::<String>::new());
    }

    #[test]
    fn chinese_parts_anywhere_but_before_a_closing_sign_and_behind_an_opening_one() {
        assert_eq!(
            lines("写作与翻译，减少（最多）", 5.0),
            ["写作与翻", "译，减少", "（最多）"]
        );
        for width in 3..14 {
            for line in lines(
                "每日“新职位”，84 天平均；虚线：（尚未）到齐。",
                f64::from(width),
            ) {
                assert!(!line.starts_with(|c| CLOSING.contains(c)), "{line}");
                assert!(!line.ends_with(|c| OPENING.contains(c)), "{line}");
            }
        }
    }

    #[test]
    fn a_chinese_date_stays_whole() {
        assert_eq!(
            lines("自从2022年11月30日以来", 12.0),
            ["自从", "2022年11月30日以", "来"]
        );
    }

    #[test]
    fn a_word_wider_than_a_line_is_cut() {
        assert_eq!(lines("ab wxyzwxyz", 3.0), ["ab", "wxy", "zwx", "yz"]);
    }

    #[test]
    fn what_is_left_out_leaves_an_ellipsis() {
        let measure = |line: &str| line.chars().count() as f64;
        let cut = at_most(lines("one two three", 5.0), 2, 5.0, measure);
        assert_eq!(cut, ["one", "two…"]);
        let cut = at_most(lines("ones twos three", 4.0), 2, 4.0, measure);
        assert_eq!(cut, ["ones", "two…"]);
    }
}
