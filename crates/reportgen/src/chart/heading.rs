//! The frame that all charts share: title and subtitle above, source line below. Knows no finding beyond what the source line says.

use model::DayRange;

use super::figure::{Anchor, Figure, bold_width, wrap, wrap_by};
use super::{Drawing, WATERMARK};
use crate::wording;

/// Width of every chart in its own units; the page scales it.
pub(crate) const WIDTH: f64 = 960.0;
/// Space left and right of everything.
pub(crate) const MARGIN: f64 = 16.0;
const TITLE: f64 = 21.0;
const SUBTITLE: f64 = 14.0;
const SOURCE: f64 = 12.0;

/// Sizes of the texts inside a plot.
pub(crate) const LABEL: f64 = 13.0;
pub(crate) const TICK: f64 = 12.0;

/// Writes title and subtitle; gives the height at which the plot may begin.
pub(crate) fn open(figure: &mut Figure, title: &str, subtitle: &str) -> f64 {
    figure.title = title.to_owned();
    let mut y = 8.0;
    for line in wrap_by(title, WIDTH - 2.0 * MARGIN, |line| bold_width(line, TITLE)) {
        y += TITLE * 1.2;
        figure.text((MARGIN, y), Anchor::Start, TITLE, "jt-title", line);
    }
    y += 4.0;
    for line in wrap(subtitle, SUBTITLE, WIDTH - 2.0 * MARGIN) {
        y += SUBTITLE * 1.35;
        figure.text((MARGIN, y), Anchor::Start, SUBTITLE, "jt-subtitle", line);
    }
    y + 12.0
}

/// What a source line adds where a chart draws days before the window that its counts are of.
pub(crate) fn days_before_the_window(drawn: DayRange, drawing: &Drawing<'_>) -> Option<String> {
    let window = drawing.findings.window;
    (drawn.first() < window.first()).then(|| {
        format!(
            "also drawn: the days before that, from {} on",
            wording::day(drawn.first())
        )
    })
}

/// Writes the source line below `y` and closes the picture.
pub(crate) fn close(figure: &mut Figure, y: f64, drawing: &Drawing<'_>, remarks: &[String]) {
    let findings = drawing.findings;
    let mut words = Vec::new();
    if drawing.synthetic {
        words.push(format!("{WATERMARK}, not a real market"));
    }
    words.push(format!(
        "Source: {} of {}, {}",
        wording::counted(findings.postings, "posting", "postings"),
        findings.universe,
        wording::days(findings.window)
    ));
    words.extend(remarks.iter().cloned());
    // A no-break space, so that the version never stands on a line by itself.
    words.push(format!("jobtide\u{a0}{}", drawing.code_version));
    let mut y = y + 12.0;
    for line in wrap(&words.join(" · "), SOURCE, WIDTH - 2.0 * MARGIN) {
        y += SOURCE * 1.4;
        figure.text((MARGIN, y), Anchor::Start, SOURCE, "jt-source", line);
    }
    figure.close(y + 12.0, drawing.synthetic.then_some(WATERMARK));
}
