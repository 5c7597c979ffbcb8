//! Findings in, charts out: geometry by Rust, markup by `chart.svg.hbs`. Every chart is drawn, or says why it is not.

mod axis;
mod change_bars;
pub(crate) mod claim;
mod figure;
mod glyphs;
mod heading;
pub(crate) mod heat_map;
pub(crate) mod index_lines;
mod labels;
mod lines;
mod marks;
mod multiples;
mod names;
mod panels;
pub(crate) mod pay;
pub(crate) mod ratio_bars;
mod slope;
mod specifications;
mod time;
mod titles;
pub(crate) mod trend;
mod trend_lines;
mod watched;
mod words;
mod wrapping;

pub(crate) use figure::Figure;

use analytics::claims::{Language, Text};
use analytics::findings::Findings;
use analytics::said;

use crate::definition::{Chart, ReportDefinition};

/// Days in the average that the analytics room hands over.
pub(crate) const AVERAGE_DAYS: u32 = analytics::WINDOW_DAYS.unsigned_abs();

/// What stands across every page of a synthetic corpus.
pub(crate) const WATERMARK: &str = "SYNTHETIC DATA";

/// What stands across every chart of one; the English word stays, so that no reader and no program can miss it.
pub(crate) fn watermark() -> Text {
    said!("{words}", "{words} 合成数据", words = WATERMARK)
}

/// What a chart is drawn from, beside the findings.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    pub(crate) definition: &'a ReportDefinition,
    pub(crate) findings: &'a Findings,
    pub(crate) synthetic: bool,
    /// Goes into the source line, so that a chart that travels alone still says where it comes from.
    pub(crate) code_version: &'a str,
    /// What its words are in.
    pub(crate) language: Language,
}

impl Drawing<'_> {
    /// Words in the language of the picture.
    pub(crate) fn say(&self, text: &Text) -> String {
        text.of(self.language).to_owned()
    }

    /// What the source line says: the report's own window and universe.
    fn source(&self) -> heading::Source<'_> {
        heading::Source {
            postings: self.findings.postings,
            universe: Some(&self.findings.universe),
            days: Some(self.findings.window),
            synthetic: self.synthetic,
            code_version: self.code_version,
            language: self.language,
        }
    }
}

/// A chart's identity in files and pages.
pub(crate) struct Name {
    pub(crate) id: &'static str,
    pub(crate) file: &'static str,
    pub(crate) data: &'static str,
}

/// The names of a chart's element and files.
pub(crate) fn name(chart: Chart) -> Name {
    match chart {
        Chart::Averages => Name {
            id: "fig-averages",
            file: "charts/averages.svg",
            data: "data/averages.csv",
        },
        Chart::AveragesByCategory => Name {
            id: "fig-averages-by-category",
            file: "charts/averages_by_category.svg",
            data: "data/averages.csv",
        },
        Chart::Adjusted => Name {
            id: "fig-adjusted",
            file: "charts/adjusted.svg",
            data: "data/averages.csv",
        },
        Chart::Shares => Name {
            id: "fig-shares",
            file: "charts/shares.svg",
            data: "data/categories.csv",
        },
        Chart::Changes => Name {
            id: "fig-changes",
            file: "charts/changes.svg",
            data: "data/categories.csv",
        },
        Chart::Pay => Name {
            id: "fig-pay",
            file: "charts/pay.svg",
            data: "data/categories.csv",
        },
        Chart::PayLevels => Name {
            id: "fig-pay-levels",
            file: "charts/pay_levels.svg",
            data: "data/categories.csv",
        },
        Chart::Specifications => Name {
            id: "fig-specifications",
            file: "charts/specifications.svg",
            data: "data/specifications.csv",
        },
        Chart::SkillsByMonth => Name {
            id: "fig-skills-by-month",
            file: "charts/skills_by_month.svg",
            data: "data/monthly.csv",
        },
        Chart::Watched => Name {
            id: "fig-watched",
            file: "charts/watched.svg",
            data: "data/alerts.csv",
        },
        Chart::Skills => Name {
            id: "fig-skills",
            file: "charts/skills.svg",
            data: "data/tags.csv",
        },
    }
}

/// A chart, or one sentence that says why there is none.
pub(crate) fn draw(chart: Chart, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let id = name(chart).id;
    match chart {
        Chart::Averages => lines::draw(id, drawing),
        Chart::AveragesByCategory => multiples::draw(id, drawing),
        Chart::Adjusted => multiples::adjusted(id, drawing),
        Chart::Changes => change_bars::counts(id, drawing),
        Chart::Shares => change_bars::shares(id, drawing),
        Chart::Pay => change_bars::pay(id, drawing),
        Chart::PayLevels => slope::draw(id, drawing),
        Chart::Specifications => specifications::draw(id, drawing),
        Chart::Skills => ratio_bars::draw(id, drawing),
        Chart::SkillsByMonth => heat_map::draw(id, drawing),
        Chart::Watched => watched::draw(id, drawing),
    }
}
