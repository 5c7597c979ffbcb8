//! A machine's fonts come in, in an order that does not depend on its folders; which face sets which text goes out. Draws nothing.

use std::path::Path;
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, FaceInfo, Family, ID, Query, Source, Stretch, Style, Weight};
use resvg::usvg::{self, Font, FontResolver, FontStretch, FontStyle, Options};

use crate::letters::Letters;

/// Sans-serif families, the likeliest to be meant first: for the generic family, and for letters that a text's own families lack.
/// After these come all others, so the list decides only which of several is taken.
const PREFERRED: &[&str] = &[
    "Liberation Sans",
    "Arial",
    "Arimo",
    "Helvetica Neue",
    "Helvetica",
    "Nimbus Sans",
    "DejaVu Sans",
    "Noto Sans",
    "Open Sans",
    "Roboto",
    "Ubuntu",
    "Cantarell",
    "Segoe UI",
    "FreeSans",
    // The Japanese, Korean and Taiwanese twins of these hold the same characters in other shapes.
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];

/// From this weight on a face counts as bold.
const BOLD: Weight = Weight::SEMIBOLD;

/// The fonts that a picture may be set in.
#[derive(Clone, Debug)]
pub struct Fonts {
    faces: Arc<Database>,
    /// The family for texts whose own families are not there.
    sans_serif: Option<String>,
}

impl Fonts {
    /// The fonts that are installed here: in the folders that fontconfig's files name, else in the usual ones.
    ///
    /// A machine without fonts gives an empty collection; only a text needs more.
    #[must_use]
    pub fn of_this_machine() -> Fonts {
        let mut found = Database::new();
        found.load_system_fonts();
        Fonts::sorted(&found)
    }

    /// The fonts in a folder and the folders in it, and no others.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Fonts {
        let mut found = Database::new();
        found.load_fonts_dir(folder);
        Fonts::sorted(&found)
    }

    /// Whether there is no font at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// A folder lists its files in no order of its own, and of equals the library takes the first.
    fn sorted(found: &Database) -> Fonts {
        let mut faces: Vec<&FaceInfo> = found.faces().collect();
        faces.sort_by_cached_key(|face| {
            let family = family(face);
            let path = match &face.source {
                Source::File(path) | Source::SharedFile(path, _) => path.clone(),
                Source::Binary(_) => Path::new("").to_path_buf(),
            };
            (
                rank(family, face.monospaced),
                family.to_owned(),
                face.weight.0,
                path,
                face.index,
            )
        });
        let mut sorted = Database::new();
        for face in &faces {
            sorted.push_face_info((*face).clone());
        }
        Fonts {
            faces: Arc::new(sorted),
            sans_serif: faces.first().map(|face| family(face).to_owned()),
        }
    }

    /// How the library shall read an SVG: with these fonts and nothing else of the machine. What cannot be set is told to `letters`.
    pub(crate) fn options<'a>(&'a self, letters: &'a Letters) -> Options<'a> {
        Options {
            font_resolver: FontResolver {
                select_font: Box::new(|font, _| {
                    let face = self.face(font);
                    if face.is_none() {
                        letters.no_font();
                    }
                    face
                }),
                select_fallback: Box::new(|character, used, _| {
                    let face = self.face_with(character, used);
                    if face.is_none() {
                        letters.missing(character);
                    }
                    face
                }),
            },
            fontdb: Arc::clone(&self.faces),
            image_href_resolver: crate::no_images(),
            ..Options::default()
        }
    }

    /// The face of the first family that is there; a generic family, and one that is not there, means sans-serif.
    fn face(&self, font: &Font) -> Option<ID> {
        let named = font.families().iter().filter_map(|family| match family {
            usvg::FontFamily::Named(name) => Some(name.as_str()),
            _ => None,
        });
        let families: Vec<Family<'_>> = named
            .chain(self.sans_serif.as_deref())
            .map(Family::Name)
            .collect();
        self.faces.query(&Query {
            families: &families,
            weight: Weight(font.weight()),
            stretch: stretch(font.stretch()),
            style: match font.style() {
                FontStyle::Normal => Style::Normal,
                FontStyle::Italic => Style::Italic,
                FontStyle::Oblique => Style::Oblique,
            },
        })
    }

    /// A face that has the character and is none of those used: as bold as the text if there is one, else any.
    fn face_with(&self, character: char, used: &[ID]) -> Option<ID> {
        let base = self.faces.face(*used.first()?)?;
        let bold = base.weight >= BOLD;
        let others = self.faces.faces().filter(|face| {
            (face.weight >= BOLD) != bold
                || face.style != Style::Normal
                || face.stretch != Stretch::Normal
        });
        let unlike: Vec<ID> = used
            .iter()
            .copied()
            .chain(others.map(|face| face.id))
            .collect();
        // The library's own way takes the first that has the character, and these faces lie in order of preference. It expects the
        // text's face in front of those which it must not take.
        let first_with = FontResolver::default_fallback_selector();
        let mut faces = Arc::clone(&self.faces);
        first_with(character, &unlike, &mut faces)
            .or_else(|| first_with(character, used, &mut faces))
    }
}

/// The family's English name if it has one.
fn family(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name.as_str())
}

/// Lower is better.
fn rank(family: &str, monospaced: bool) -> usize {
    let known = PREFERRED.iter().position(|name| *name == family);
    known.unwrap_or_else(|| {
        let sans = family.contains("Sans") && !monospaced && !family.contains("Mono");
        PREFERRED.len() + usize::from(!sans) + usize::from(monospaced)
    })
}

fn stretch(stretch: FontStretch) -> Stretch {
    match stretch {
        FontStretch::UltraCondensed => Stretch::UltraCondensed,
        FontStretch::ExtraCondensed => Stretch::ExtraCondensed,
        FontStretch::Condensed => Stretch::Condensed,
        FontStretch::SemiCondensed => Stretch::SemiCondensed,
        FontStretch::Normal => Stretch::Normal,
        FontStretch::SemiExpanded => Stretch::SemiExpanded,
        FontStretch::Expanded => Stretch::Expanded,
        FontStretch::ExtraExpanded => Stretch::ExtraExpanded,
        FontStretch::UltraExpanded => Stretch::UltraExpanded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(fonts: &Fonts) -> Vec<String> {
        let faces = fonts.faces.faces();
        faces.map(|face| face.post_script_name.clone()).collect()
    }

    #[test]
    fn faces_lie_in_the_same_order_whatever_the_folder_says() {
        let folder = testkit::fixture("raster/fonts");
        let files = [
            "square/regular.ttf",
            "letters/bold.ttf",
            "letters/regular.ttf",
        ];
        let loaded = |order: [usize; 3]| {
            let mut found = Database::new();
            for at in order {
                found.load_font_file(folder.join(files[at])).unwrap();
            }
            names(&Fonts::sorted(&found))
        };
        let expected = [
            "LettersSans-Regular",
            "LettersSans-Bold",
            "SquareSans-Regular",
        ];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            assert_eq!(loaded(order), expected, "{order:?}");
        }
    }

    #[test]
    fn likely_families_come_before_others_and_monospaced_ones_last() {
        let order = [
            ("Liberation Sans", false),
            ("DejaVu Sans", false),
            ("Noto Sans CJK SC", false),
            ("Noto Sans CJK JP", false),
            ("DejaVu Serif", false),
            ("DejaVu Sans Mono", true),
        ];
        let ranks: Vec<usize> = order.map(|(family, mono)| rank(family, mono)).to_vec();
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    }
}
