//! SVGs that want memory, time or somebody's files are refused, or drawn without what they ask for. Knows no report.

use std::fs;

use crate::{WHITE, at, drawn, fonts, refused, svg};

#[test]
fn an_entity_bomb_is_refused() {
    let mut bomb =
        String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE svg [<!ENTITY e0 \"aaaaaaaaaa\">");
    for level in 1..12 {
        let inside = format!("&e{};", level - 1).repeat(10);
        bomb += &format!("<!ENTITY e{level} \"{inside}\">");
    }
    bomb += &format!("]>{}", svg(10, 10, "<text>&e11;</text>"));
    let said = refused(&bomb, &fonts("letters"));
    assert!(said.contains("document type"), "{said}");
}

#[test]
fn an_external_entity_is_refused() {
    let outside = format!(
        "<!DOCTYPE svg [<!ENTITY file SYSTEM \"file:///etc/hostname\">]>{}",
        svg(10, 10, "<text>&file;</text>")
    );
    let said = refused(&outside, &fonts("letters"));
    assert!(said.contains("document type"), "{said}");
}

#[test]
fn a_picture_of_too_many_pixels_is_refused() {
    let huge = [
        svg(1_000_000, 1_000_000, ""),
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9"></svg>"#.to_owned(),
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="1e38" height="1e38"></svg>"#.to_owned(),
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="100000in" height="10"></svg>"#.to_owned(),
    ];
    for one in huge {
        let said = refused(&one, &fonts("letters"));
        assert!(said.contains("lower the scale"), "{one}: {said}");
    }
    let small = svg(10, 10, "");
    for scale in [1e6, f32::MAX] {
        let error = raster::png(small.as_bytes(), &fonts("letters"), scale).unwrap_err();
        assert!(error.to_string().contains("lower the scale"), "{error}");
    }
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let error = raster::png(small.as_bytes(), &fonts("letters"), scale).unwrap_err();
        assert!(error.to_string().contains("draws nothing"), "{error}");
    }
}

/// A large view on a small picture is only a scale.
#[test]
fn a_huge_view_on_small_paper_is_drawn() {
    let view = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1e9" width="10" height="10"><rect width="5e8" height="1e9"/></svg>"#;
    let picture = drawn(view, &fonts("letters"), 1.0);
    assert_eq!(at(&picture, 2, 5), [0, 0, 0]);
    assert_eq!(at(&picture, 8, 5), WHITE);
}

/// The library's own way would read the file; it is an SVG because those need no decoder that may be left out.
#[test]
fn files_and_pictures_that_an_svg_names_are_not_drawn() {
    let folder = std::env::temp_dir().join(format!("raster-hostile-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let secret = folder.join("secret.svg");
    let black = svg(10, 10, r#"<rect id="b" width="10" height="10"/>"#);
    fs::write(&secret, &black).unwrap();
    let path = secret.display();
    let escaped = black
        .replace('%', "%25")
        .replace('<', "%3C")
        .replace('#', "%23")
        .replace('"', "'");
    for inner in [
        format!(r#"<image href="{path}" width="10" height="10"/>"#),
        format!(r#"<image xlink:href="{path}" width="10" height="10"/>"#),
        format!(r#"<image href="file://{path}" width="10" height="10"/>"#),
        format!(r#"<image href="data:image/svg+xml,{escaped}" width="10" height="10"/>"#),
        format!(r#"<use href="{path}#b"/>"#),
        format!(
            r##"<filter id="f"><feImage href="{path}"/></filter><rect width="10" height="10" fill="white" filter="url(#f)"/>"##
        ),
        format!(
            r#"<style>@import url("{path}"); @font-face {{ font-family: x; src: url("{path}"); }}</style>"#
        ),
    ] {
        let picture = drawn(&svg(10, 10, &inner), &fonts("letters"), 1.0);
        assert_eq!(at(&picture, 5, 5), WHITE, "{inner}");
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_no_svg_is_refused() {
    let fonts = fonts("letters");
    for (bytes, reason) in [
        (&b""[..], "no SVG"),
        (b"<html></html>", "no SVG"),
        (b"<svg", "no SVG"),
        (b"\xff\xfe<\0s\0v\0g\0", "UTF-8"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "UTF-8"),
        (
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="0" height="5"/>"#,
            "size",
        ),
        (
            br#"<svg xmlns="http://www.w3.org/2000/svg" width="-4" height="5"/>"#,
            "size",
        ),
    ] {
        let said = raster::png(bytes, &fonts, 1.0).unwrap_err().to_string();
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

#[test]
fn too_many_or_too_deep_elements_are_refused() {
    let fonts = fonts("letters");
    let deep = svg(
        10,
        10,
        &format!(
            "{}{}",
            "<g opacity=\"0.9\">".repeat(3000),
            "</g>".repeat(3000)
        ),
    );
    assert!(refused(&deep, &fonts).contains("levels of elements"));
    let many = svg(10, 10, &"<g/>".repeat(300_000));
    assert!(refused(&many, &fonts).contains("no SVG"));
    let large = svg(10, 10, &" ".repeat(9 << 20));
    assert!(refused(&large, &fonts).contains("bytes"));
    // Each doubles the one before: two to the fortieth rectangles, were they drawn.
    let mut doubling = String::from(r#"<rect id="u0" width="1" height="1"/>"#);
    for level in 1..40 {
        let one = format!("<use href=\"#u{}\"/>", level - 1);
        doubling += &format!("<g id=\"u{level}\">{one}{one}</g>");
    }
    assert!(refused(&svg(10, 10, &doubling), &fonts).contains("no SVG"));
}

/// Found by mutating charts: the library's own rectangle overflows.
#[test]
fn a_picture_at_which_the_library_panics_is_refused() {
    let endless = r##"<pattern id="p" width="1e38" height="5"><rect width="3" height="3"/></pattern><rect width="9" height="9" fill="url(#p)"/>"##;
    assert!(refused(&svg(50, 50, endless), &fonts("letters")).contains("gave up"));
}
