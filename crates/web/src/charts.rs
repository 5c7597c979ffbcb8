//! Trends and pay in, pictures out: inside a page, as an SVG file, as a PNG. Draws nothing itself.

use analytics::claims::Language;
use analytics::pay::distribution::PayDistribution;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use reportgen::{PayChart, TrendChart, pay_chart, trend_chart};
use workbench::{PayDocument, TrendDocument};

use crate::fault::Fault;
use crate::frame;
use crate::site::Site;

/// A file that a picture is wanted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Sharp at any size, light and dark.
    Svg,
    /// Points of light, for a slide.
    Png,
}

/// The picture of a trend, or why there is none.
pub fn of_trend(site: &Site, document: &TrendDocument, by_share: bool) -> Result<String, String> {
    let lines = document.lines.iter();
    let lines: Vec<_> = lines
        .map(|line| (line.label.as_str(), &line.trend))
        .collect();
    trend_chart(&TrendChart {
        lines: &lines,
        by_share,
        language: Language::En,
        synthetic: document.synthetic,
        code_version: site.given.version,
        universe: &document.universe,
    })
}

/// The picture of one distribution of pay, or why there is none.
pub fn of_pay(
    site: &Site,
    document: &PayDocument,
    pay: &PayDistribution,
) -> Result<String, String> {
    pay_chart(&PayChart {
        query: &document.interpreted,
        pay,
        language: Language::En,
        synthetic: document.synthetic,
        code_version: site.given.version,
    })
}

/// A picture as a file.
pub fn file(site: &Site, drawn: Result<String, String>, form: Form) -> Result<Response, Fault> {
    let svg = drawn.map_err(|why| Fault::beyond("nothing_to_draw", why))?;
    if form == Form::Svg {
        return Ok(frame::text("image/svg+xml", svg));
    }
    let Some(draw) = &site.given.png else {
        return Err(Fault::absent(
            "this program was built without what draws PNG; take the SVG",
        ));
    };
    match draw(svg.as_bytes()) {
        Ok(png) => Ok(frame::text("image/png", png)),
        Err(why) => Err(Fault::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no_png",
            format!("{why}; take the SVG"),
        )),
    }
}

/// A policy under which a picture that is opened by itself may have its own style and nothing else.
pub fn by_itself(answer: Response) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    ([("content-security-policy", policy)], answer).into_response()
}
