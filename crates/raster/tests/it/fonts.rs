//! Fonts that lack letters, or are not there at all: a refusal that says what to install, and never a box. Draws made-up fonts.

use raster::Fonts;

use crate::{drawn, fonts, ink, refused, svg};

fn text(words: &str) -> String {
    svg(
        200,
        40,
        &format!(r#"<text x="10" y="30" font-size="20" font-family="Letters Sans">{words}</text>"#),
    )
}

#[test]
fn letters_that_the_family_lacks_come_from_another() {
    let found = ink(&drawn(&text("a写作"), &fonts(""), 1.0));
    // 0.5 em for the letter, and an em for each ideograph, of which the box takes 0.9.
    assert_eq!(found, Some([11, 14, 58, 31]));
}

#[test]
fn chinese_without_a_chinese_font_is_refused() {
    let said = refused(&text("a写作"), &fonts("letters"));
    assert_eq!(
        said,
        "no installed font has 写 (U+5199); install Noto Sans CJK SC (Debian: fonts-noto-cjk)"
    );
}

#[test]
fn a_letter_that_is_in_no_font_is_refused() {
    let said = refused(&text("a ж b"), &fonts(""));
    assert_eq!(
        said,
        "no installed font has ж (U+0436); install a font that has it (Debian: fonts-dejavu-core, fonts-noto-core)"
    );
    // What is in a font is not named, although the library asks no further once it met the first that is not.
    let said = refused(&text("ж写作"), &fonts(""));
    assert!(!said.contains('写'), "{said}");
}

#[test]
fn every_label_that_lacks_letters_is_named() {
    let both = svg(200, 40, "<text>写</text><text>作</text>");
    let said = refused(&both, &fonts("letters"));
    assert!(said.contains("作 (U+4F5C), 写 (U+5199)"), "{said}");
}

#[test]
fn without_a_font_a_text_is_refused_and_a_line_is_drawn() {
    let none = Fonts::of_folder(&testkit::fixture("raster/fonts/nowhere"));
    assert!(none.is_empty() && !fonts("letters").is_empty());
    let said = refused(&text("a"), &none);
    assert!(said.contains("no font is installed"), "{said}");
    assert!(said.contains("fonts-liberation"), "{said}");
    let line = svg(20, 20, r#"<rect width="10" height="10"/>"#);
    assert_eq!(ink(&drawn(&line, &none, 1.0)), Some([0, 0, 9, 9]));
}
