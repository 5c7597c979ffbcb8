//! The room from outside: an SVG and fonts go in, and what must be seen is looked for in the pixels. Knows no report.
#![allow(clippy::unwrap_used)]

mod charts;
mod fonts;
mod hostile;
mod picture;

use raster::Fonts;
use resvg::tiny_skia::Pixmap;

/// Fonts whose letters are boxes; `letters` has ASCII in two weights, `square` five ideographs, and both lie in the folder without a name.
fn fonts(folder: &str) -> Fonts {
    Fonts::of_folder(&testkit::fixture("raster/fonts").join(folder))
}

/// What lies between the tags of a picture of this size.
fn svg(width: u32, height: u32, inner: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" width="{width}" height="{height}">{inner}</svg>"#
    )
}

fn drawn(svg: &str, fonts: &Fonts, scale: f32) -> Pixmap {
    Pixmap::decode_png(&raster::png(svg.as_bytes(), fonts, scale).unwrap()).unwrap()
}

fn refused(svg: &str, fonts: &Fonts) -> String {
    raster::png(svg.as_bytes(), fonts, 1.0)
        .unwrap_err()
        .to_string()
}

/// Red, green and blue of a pixel; nothing on the paper may be transparent.
fn at(picture: &Pixmap, x: u32, y: u32) -> [u8; 3] {
    let pixel = picture.pixel(x, y).unwrap();
    assert_eq!(pixel.alpha(), 255);
    [pixel.red(), pixel.green(), pixel.blue()]
}

const WHITE: [u8; 3] = [255, 255, 255];
const BLACK: [u8; 3] = [0, 0, 0];

/// Left, top, right and bottom of all that is darker than grey, in pixels; `None` on empty paper.
fn ink(picture: &Pixmap) -> Option<[u32; 4]> {
    let mut bounds: Option<[u32; 4]> = None;
    for y in 0..picture.height() {
        for x in 0..picture.width() {
            if at(picture, x, y).iter().all(|part| *part < 128) {
                let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
                bounds = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
            }
        }
    }
    bounds
}
