//! What a page of the site shows in, its HTML out. Knows no query, no index and no address but those that it is given.

mod tables;
mod views;

use handlebars::Template;
use serde::Serialize;

pub use tables::{Cell, Column, Listing, Rules, Table};
pub use views::{
    Again, BarsView, Choice, Example, FacetRow, FacetView, Fact, FaultPlace, FaultView, Frame,
    HitView, Link, PayView, Piece, PostingView, QueryBox, ReadAs, SearchView, Step, TokenView,
    TrendView,
};

use crate::error::Error;
use crate::templates::{Kind, registry, syntax};
use crate::{CHART_STYLE, PAGE_STYLE, escape, inclusion};

/// Template files by the name that other templates include them by.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/site/", $name, ".html.hbs")))),*]
    };
}

const EMBEDDED: &[(&str, &str)] = embedded![
    "fault",
    "foot",
    "head",
    "how-to-ask",
    "links",
    "listing",
    "pay",
    "pieces",
    "posting",
    "read-as",
    "search",
    "table",
    "token",
    "trend",
];

/// A small drawing for the tab of a browser.
pub const ICON: &str = include_str!("../../style/site.svg");
/// What makes the pages more comfortable; all of them work without.
pub const PROGRAM: &str = include_str!("../../style/site.js");

/// The style sheet of the site: that of reports and charts, and what only the site has.
#[must_use]
pub fn style_sheet() -> String {
    [
        PAGE_STYLE,
        CHART_STYLE,
        include_str!("../../style/site.css"),
    ]
    .concat()
}

/// A picture that stands alone, as a part of a page: without its style, which the page's sheet has too, and which a page's policy would
/// refuse there.
#[must_use]
pub fn inside_a_page(svg: &str) -> String {
    const END: &str = "</style>";
    match (svg.find("<style>"), svg.find(END)) {
        (Some(from), Some(to)) if from < to => [&svg[..from], &svg[to + END.len()..]].concat(),
        _ => svg.to_owned(),
    }
}

/// What one page shows, and the name of its template.
pub trait View: Serialize {
    /// The template.
    const TEMPLATE: &'static str;
}

/// The templates of the site, ready to be filled.
pub struct Pages {
    templates: Kind,
}

#[derive(Serialize)]
struct Page<'a, V> {
    frame: &'a Frame,
    view: &'a V,
}

impl Pages {
    /// Parses and checks the templates.
    ///
    /// # Errors
    /// Never in a build whose tests pass: the templates are part of the program.
    pub fn new() -> Result<Pages, Error> {
        let mut templates = Kind::new(registry(escape::hypertext));
        for (name, text) in EMBEDDED {
            let parsed = Template::compile(text).map_err(|error| syntax(name, &error))?;
            templates.put(name, name, text, parsed, false)?;
        }
        inclusion::check(&templates.parsed, &templates.files)?;
        Ok(Pages { templates })
    }

    /// One page.
    ///
    /// # Errors
    /// Where a template names a field that the view does not have.
    pub fn render<V: View>(&self, frame: &Frame, view: &V) -> Result<String, Error> {
        self.templates.run(V::TEMPLATE, &Page { frame, view })
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultView, Frame, Link, Pages, TokenView, inside_a_page};

    fn frame(watermark: Option<&str>) -> Frame {
        Frame {
            title: "<b>\"'&".to_owned(),
            navigation: vec![Link::new("<i>", "javascript:alert(1)")],
            watermark: watermark.map(str::to_owned),
            synthetic: "made up".to_owned(),
            style_sheet: "/a.css".to_owned(),
            program: "/a.js".to_owned(),
            icon: "/a.svg".to_owned(),
            facts: vec!["{{frame}}".to_owned()],
        }
    }

    #[test]
    fn every_template_parses_and_foreign_text_stays_text() {
        let pages = Pages::new().unwrap();
        let view = TokenView {
            refused: Some("<script>".to_owned()),
            to: "\" onfocus=\"alert(1)".to_owned(),
        };
        let page = pages.render(&frame(Some("SYNTHETIC")), &view).unwrap();
        for live in ["<b>\"", "<i>", "javascript:", "<script>", "\" onfocus"] {
            assert!(!page.contains(live), "{live}: {page}");
        }
        assert!(page.contains("class=\"banner\"") && page.contains("{{frame}}"));
    }

    #[test]
    fn what_is_absent_leaves_nothing_behind() {
        let pages = Pages::new().unwrap();
        let view = FaultView {
            heading: "No".to_owned(),
            message: "No.".to_owned(),
            fault: None,
            suggestion: None,
            again: None,
            ways: Vec::new(),
        };
        let page = pages.render(&frame(None), &view).unwrap();
        assert!(!page.contains("banner") && !page.contains("<form") && !page.contains("<pre"));
    }

    #[test]
    fn a_picture_inside_a_page_has_no_style_of_its_own() {
        let svg = "<svg><title>a</title><style>\n.a{}\n</style><rect/></svg>";
        assert_eq!(inside_a_page(svg), "<svg><title>a</title><rect/></svg>");
        assert_eq!(inside_a_page("<svg/>"), "<svg/>");
    }
}
