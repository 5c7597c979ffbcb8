//! An SVG in, a PNG of it out; the only room that reads the machine's fonts. Knows no report and opens no file that an SVG names.

mod error;
mod fonts;
mod guard;
mod letters;

pub use error::Error;
pub use fonts::Fonts;

use std::panic::{AssertUnwindSafe, catch_unwind};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{self, Tree};

use crate::letters::Letters;

/// Draws an SVG as a reader with a light screen sees it, on white paper, and gives the bytes of a PNG.
///
/// `scale` is in pixels per unit of the SVG. The same SVG, fonts and scale give the same bytes. Rules within `@media` are not
/// followed, the ones for dark screens among them; images are left out, whether they lie in the SVG or elsewhere.
///
/// # Errors
/// Where the bytes are no SVG, the picture would be too large, or a letter of it is in none of the fonts.
pub fn png(svg: &[u8], fonts: &Fonts, scale: f32) -> Result<Vec<u8>, Error> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(Error::Scale(scale));
    }
    let text = guard::text(svg)?;
    let document = guard::document(text)?;
    // The library panics at some numbers that no chart has (a pattern 1e38 wide is one), and one picture must not end a run. What it
    // leaves half done is dropped here; the fonts are only read.
    catch_unwind(AssertUnwindSafe(|| draw(&document, fonts, scale)))
        .unwrap_or_else(|_| Err(Error::NoSvg("the drawing library gave up on it".to_owned())))
}

fn draw(document: &Document<'_>, fonts: &Fonts, scale: f32) -> Result<Vec<u8>, Error> {
    let letters = Letters::default();
    let options = fonts.options(&letters);
    let tree =
        Tree::from_xmltree(document, &options).map_err(|error| Error::NoSvg(error.to_string()))?;
    letters.check(&tree)?;
    let (width, height) = guard::pixels(tree.size(), scale)?;
    let mut paper = Pixmap::new(width, height).ok_or(Error::Encoding)?;
    paper.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut paper.as_mut(),
    );
    paper.encode_png().map_err(|_| Error::Encoding)
}

/// Nothing that an SVG points to is looked at: a report must not carry a file of the machine that made it.
fn no_images() -> usvg::ImageHrefResolver<'static> {
    usvg::ImageHrefResolver {
        resolve_data: Box::new(|_, _, _| None),
        resolve_string: Box::new(|_, _| None),
    }
}
