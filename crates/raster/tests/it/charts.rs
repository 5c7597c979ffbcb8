//! A chart in the look of the reports, set in the machine's own fonts; skips loudly where there are none. Reads the charts' style sheet.

use std::io::Write;

use raster::{Error, Fonts};

use crate::{at, drawn, ink, svg};

/// The machine's fonts, or a loud line and nothing.
fn machine(test: &str) -> Option<Fonts> {
    let fonts = Fonts::of_this_machine();
    if fonts.is_empty() {
        let line = format!("\nSKIPPED {test}: no font is installed here\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
        return None;
    }
    Some(fonts)
}

fn chart(title: &str) -> String {
    let sheet = std::fs::read_to_string(testkit::root().join("crates/reportgen/style/chart.css"));
    svg(
        400,
        100,
        &format!(
            r#"<style>{}</style><rect class="jt-paper" width="400" height="100"/>
<g class="jt"><text class="jt-title" x="16" y="40" font-size="21">{title}</text></g>
<path class="jt-line jt-c1" d="M0 80L400 80"/>"#,
            sheet.unwrap()
        ),
    )
}

#[test]
fn a_title_is_set_on_white_paper_above_a_coloured_line() {
    let Some(fonts) = machine("a_title_is_set_on_white_paper_above_a_coloured_line") else {
        return;
    };
    let picture = drawn(&chart("Writing fell most, −33.0%"), &fonts, 2.0);
    assert_eq!(at(&picture, 2, 2), [255, 255, 255]);
    assert_eq!(at(&picture, 400, 160), [0x0b, 0x64, 0xa0]);
    let [left, top, right, bottom] = ink(&picture).unwrap();
    assert!((32..40).contains(&left), "{left}");
    assert!((44..56).contains(&top), "{top}");
    // 24 letters of half an em to a whole one.
    assert!((400..800).contains(&right), "{right}");
    assert!(bottom < 170, "{bottom}");
}

/// Either the machine has the glyphs, and there is ink, or the refusal says which font to install.
#[test]
fn chinese_is_set_or_refused_by_name() {
    let Some(fonts) = machine("chinese_is_set_or_refused_by_name") else {
        return;
    };
    let chart = chart("写作类职位减少最多：−33.0%");
    match raster::png(chart.as_bytes(), &fonts, 2.0) {
        Ok(_) => {
            let [left, _, right, _] = ink(&drawn(&chart, &fonts, 2.0)).unwrap();
            assert!(right - left > 400, "{left} to {right}");
        }
        Err(Error::NoGlyphs(missing)) => {
            assert!(missing.contains(&'写'), "{missing:?}");
            assert!(
                Error::NoGlyphs(missing)
                    .to_string()
                    .contains("Noto Sans CJK SC")
            );
        }
        Err(other) => panic!("{other}"),
    }
}
