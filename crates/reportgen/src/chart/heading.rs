//! The frame that all charts share: title and subtitle above, source line below. Knows no finding beyond what the source line says.

use analytics::claims::{Language, Text};
use analytics::said;
use model::DayRange;

use super::figure::{Anchor, Figure, bold_width, text_width};
use super::wrapping::{at_most, fit, wrap, wrap_by};
use super::{Drawing, watermark, words};

/// Width of every chart in its own units; the page scales it.
pub(crate) const WIDTH: f64 = 960.0;
/// Space left and right of everything.
pub(crate) const MARGIN: f64 = 16.0;
const TITLE: f64 = 21.0;
const SUBTITLE: f64 = 14.0;
const SOURCE: f64 = 12.0;
/// A title is a sentence; what is longer than this is cut, and whole only in the picture's `<title>`.
const MOST_TITLE_LINES: usize = 3;
/// A universe is a query, and may be as long as its writer likes.
pub(crate) const WIDEST_UNIVERSE: f64 = 500.0;

/// Sizes of the texts inside a plot.
pub(crate) const LABEL: f64 = 13.0;
pub(crate) const TICK: f64 = 12.0;

/// Writes title and subtitle; gives the height at which the plot may begin.
pub(crate) fn open(figure: &mut Figure, title: &str, subtitle: &str) -> f64 {
    figure.title = title.to_owned();
    let mut y = 8.0;
    let room = WIDTH - 2.0 * MARGIN;
    let measure = |line: &str| bold_width(line, TITLE);
    let lines = wrap_by(title, room, measure);
    for line in at_most(lines, MOST_TITLE_LINES, room, measure) {
        y += TITLE * 1.2;
        figure.text((MARGIN, y), Anchor::Start, TITLE, "jt-title", line);
    }
    y += 4.0;
    for line in wrap(subtitle, SUBTITLE, room) {
        y += SUBTITLE * 1.35;
        figure.text((MARGIN, y), Anchor::Start, SUBTITLE, "jt-subtitle", line);
    }
    y + 12.0
}

/// What a source line adds where a chart draws days before the window that its counts are of.
pub(crate) fn days_before_the_window(drawn: DayRange, drawing: &Drawing<'_>) -> Option<Text> {
    let window = drawing.findings.window;
    (drawn.first() < window.first()).then(|| {
        said!(
            "also drawn: the days before that, from {day} on",
            "另绘出此前的日子，自{day}起",
            day = words::day(drawn.first())
        )
    })
}

/// What a source line says of what is left out for want of postings.
pub(crate) fn not_drawn(missing: usize, noun: [&str; 3]) -> Option<Text> {
    (missing > 0).then(|| {
        said!(
            "not drawn: {n} with too few postings",
            "未绘出：{n}，职位太少",
            n = words::counted(missing, noun)
        )
    })
}

/// What a source line says of what was counted.
pub(crate) struct Source<'a> {
    pub(crate) postings: u64,
    /// What they are of; `None` where the subtitle says it.
    pub(crate) universe: Option<&'a str>,
    /// The days that the postings are of; `None` where they are of any.
    pub(crate) days: Option<DayRange>,
    pub(crate) synthetic: bool,
    pub(crate) code_version: &'a str,
    pub(crate) language: Language,
}

/// Writes the source line below `y` and closes the picture.
pub(crate) fn close(figure: &mut Figure, y: f64, source: &Source<'_>, remarks: &[Text]) {
    let mut y = y + 12.0;
    let room = WIDTH - 2.0 * MARGIN;
    for line in wrap(&source.line(remarks), SOURCE, room) {
        y += SOURCE * 1.4;
        figure.text((MARGIN, y), Anchor::Start, SOURCE, "jt-source", line);
    }
    let watermark = source.synthetic.then(watermark);
    figure.close(
        y + 12.0,
        watermark.as_ref().map(|words| words.of(source.language)),
    );
}

impl Source<'_> {
    /// The source line: what was counted, where and when, and by which version.
    fn line(&self, remarks: &[Text]) -> String {
        let mut parts = Vec::new();
        if self.synthetic {
            parts.push(said!(
                "{watermark}, not a real market",
                "{watermark}，并非真实市场",
                watermark = watermark()
            ));
        }
        let postings = match self.universe {
            Some(universe) => said!(
                "Source: {postings} of {universe}",
                "来源：{universe} 的 {postings}",
                postings = words::postings(self.postings),
                universe = fit(universe, SOURCE, WIDEST_UNIVERSE)
            ),
            // A picture of somebody's own query, to whom nothing is withheld.
            None => said!(
                "Source: {postings}",
                "来源：{postings}",
                postings = words::all_postings(self.postings)
            ),
        };
        parts.push(match self.days {
            Some(days) => said!(
                "{postings}, {days}",
                "{postings}，{days}",
                postings,
                days = words::days(days)
            ),
            None => postings,
        });
        parts.extend(remarks.iter().cloned());
        // A no-break space, so that the version never stands on a line by itself.
        parts.push(Text::same(format!("jobtide\u{a0}{}", self.code_version)));
        let parts: Vec<&str> = parts.iter().map(|part| part.of(self.language)).collect();
        parts.join(" · ")
    }
}

/// How high some text of the size of ticks stands over its line, and how much room a line of it takes.
pub(crate) const TICK_ROOM: f64 = TICK + 4.0;

/// Words below a number line, or above a column: left out where they would touch the one before.
#[derive(Debug)]
pub(crate) struct Row {
    end: f64,
    bounds: (f64, f64),
    size: f64,
}

impl Row {
    pub(crate) fn new(bounds: (f64, f64)) -> Row {
        Row::with_size(bounds, TICK)
    }

    pub(crate) fn with_size(bounds: (f64, f64), size: f64) -> Row {
        Row {
            end: f64::NEG_INFINITY,
            bounds,
            size,
        }
    }

    /// The place of the middle of some words that want to stand at `x`; `None` where there is no room.
    pub(crate) fn take(&mut self, x: f64, words: &str) -> Option<f64> {
        let half = text_width(words, self.size) / 2.0;
        let (from, to) = self.bounds;
        let x = x.min(to - half).max(from + half);
        if x - half < self.end + 6.0 || x + half > to {
            return None;
        }
        self.end = x + half;
        Some(x)
    }
}
