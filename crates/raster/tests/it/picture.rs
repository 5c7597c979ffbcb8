//! Paper is white, lines lie where they should, letters leave their ink, and dark rules are not followed. Needs no font of the machine.

use crate::{BLACK, WHITE, at, drawn, fonts, ink, svg};

const STYLE: &str = r#"<style>
.t { font-family: "Nowhere To Be Found", "Letters Sans", sans-serif; }
.b { font-weight: 700; }
</style>"#;

#[test]
fn paper_is_white_and_a_line_lies_where_it_should() {
    let line = svg(
        40,
        20,
        r#"<line x1="0" y1="10" x2="40" y2="10" stroke="black" stroke-width="2"/>"#,
    );
    for (scale, width) in [(1.0, 40), (2.0, 80), (2.5, 100)] {
        let picture = drawn(&line, &fonts("letters"), scale);
        assert_eq!((picture.width(), picture.height()), (width, width / 2));
        let row = |units: f32| (units * scale) as u32;
        assert_eq!(at(&picture, width / 2, row(10.0)), BLACK);
        assert_eq!(at(&picture, width / 2, row(8.0)), WHITE);
        assert_eq!(at(&picture, width / 2, row(12.5)), WHITE);
        assert_eq!(at(&picture, 0, 0), WHITE);
    }
}

/// The boxes are 0.4 em wide and 0.7 em high on an advance of 0.5 em; bold ones 0.5 em on 0.6 em.
#[test]
fn letters_leave_their_ink_in_the_weight_of_their_class() {
    let set = |class: &str, anchor: &str| {
        let text = format!(
            r#"{STYLE}<text class="{class}" x="50" y="30" font-size="20" text-anchor="{anchor}">abc</text>"#
        );
        ink(&drawn(&svg(100, 40, &text), &fonts("letters"), 1.0))
    };
    assert_eq!(set("t", "start"), Some([51, 16, 78, 29]));
    assert_eq!(set("t b", "start"), Some([51, 16, 84, 29]));
    assert_eq!(set("t", "end"), Some([21, 16, 48, 29]));
}

/// A generic family, and one that is nowhere, mean any sans-serif that there is.
#[test]
fn a_family_that_is_not_there_is_replaced() {
    for family in ["Nowhere To Be Found", "serif", "sans-serif", "monospace"] {
        let text = format!(r#"<text x="10" y="30" font-size="20" font-family="{family}">a</text>"#);
        let found = ink(&drawn(&svg(40, 40, &text), &fonts("letters"), 1.0));
        assert_eq!(found, Some([11, 16, 18, 29]), "{family}");
    }
}

/// The sheet of the charts ends in rules for dark screens; mail and slides are paper.
#[test]
fn rules_for_dark_screens_are_not_followed() {
    let paper = |sheet: &str| {
        let rect = format!(
            r#"<style>{sheet}</style><rect class="p" width="20" height="20"/><rect class="q" width="10" height="20"/>"#
        );
        let picture = drawn(&svg(20, 20, &rect), &fonts("letters"), 1.0);
        (at(&picture, 5, 10), at(&picture, 15, 10))
    };
    let light = ".p { fill: #ffffff; } .q { fill: #0000ff; }";
    let dark =
        "@media (prefers-color-scheme: dark) { .p { fill: #000000; } .q { fill: #ff0000; } }";
    let expected = ([0, 0, 255], WHITE);
    assert_eq!(paper(light), expected);
    assert_eq!(paper(&format!("{light}\n{dark}")), expected);
    assert_eq!(paper(&format!("{dark}\n{light}")), expected);
    // What follows the dark rules counts again.
    assert_eq!(
        paper(&format!(
            "{dark} .p {{ fill: #00ff00; }} .q {{ fill: #0000ff; }}"
        )),
        ([0, 0, 255], [0, 255, 0])
    );
}

#[test]
fn the_same_svg_gives_the_same_bytes() {
    let text = svg(
        100,
        40,
        &format!(r#"{STYLE}<text class="t" x="5" y="30">ab 写作</text>"#),
    );
    let once = raster::png(text.as_bytes(), &fonts(""), 2.0).unwrap();
    let again = raster::png(text.as_bytes(), &fonts(""), 2.0).unwrap();
    assert!(once == again);
}
