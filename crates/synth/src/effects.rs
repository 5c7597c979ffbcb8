//! What is planted: for each category and tag the change, the path it takes, and whether the article states the figure. Knows no counts.

use model::{Category, Day, DayRange};

/// A date written in this file; a date that the calendar lacks would be a fault of the source text, seen by the first test.
pub(crate) fn date(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).expect("a date that the calendar has")
}

pub(crate) fn range(first: Day, last: Day) -> DayRange {
    DayRange::new(first, last).expect("a range whose first day comes first")
}

/// The market's days: long enough before the release for seasons and placebo windows.
pub(crate) fn market_days() -> DayRange {
    range(date(2020, 1, 1), date(2024, 2, 14))
}

/// The article's windows under the reading `first_full_window`: the first and the last 84 days of 2022-11-01 to 2024-02-14.
pub(crate) fn windows() -> (DayRange, DayRange) {
    (
        range(date(2022, 11, 1), date(2023, 1, 23)),
        range(date(2023, 11, 23), date(2024, 2, 14)),
    )
}

/// The day from which [`Path::FasterFromAugust`] runs faster.
pub(crate) fn turn() -> Day {
    date(2023, 8, 1)
}

/// How far an effect has come by a day: 0 until the release of ChatGPT, 1 from the first day of the end window.
#[derive(Clone, Copy)]
pub(crate) enum Path {
    /// A smooth ramp over the whole year (cubic, flat at both ends).
    Smooth,
    /// Slow until 1 August 2023, then fast: the article's account of writing.
    FasterFromAugust,
    /// Complete by 14 April 2023, flat for the last ten months.
    EarlyThenFlat,
    /// Straight in the logarithm.
    Straight,
}

impl Path {
    /// In [0, 1].
    pub(crate) fn progress(self, day: Day) -> f64 {
        let release = date(2022, 11, 30);
        let august = turn();
        let end = windows().1.first();
        match self {
            Path::Smooth => {
                let x = part(release, end, day);
                x * x * (3.0 - 2.0 * x)
            }
            Path::FasterFromAugust => {
                0.3 * part(release, august, day) + 0.7 * part(august, end, day)
            }
            Path::EarlyThenFlat => part(release, date(2023, 4, 14), day),
            Path::Straight => part(release, end, day),
        }
    }
}

fn part(from: Day, to: Day, day: Day) -> f64 {
    (f64::from(day - from) / f64::from(to - from)).clamp(0.0, 1.0)
}

/// What is planted in a category.
pub(crate) struct CategoryEffect {
    pub(crate) category: Category,
    /// Share of all postings before anything is planted.
    pub(crate) share: f64,
    /// Change of the expected mean count between the windows, as a fraction.
    pub(crate) count: f64,
    /// The article's figure, where it states one.
    pub(crate) published_count: Option<f64>,
    pub(crate) path: Path,
    /// Change of the expected mean hourly midpoint. Nowhere a stated figure: the article says "more than 20 %", "next" and "slightly".
    pub(crate) pay: f64,
    /// Median hourly midpoint and median fixed budget in dollars before anything is planted.
    pub(crate) hourly: f64,
    pub(crate) budget: f64,
}

#[expect(clippy::too_many_arguments, reason = "one row of the table below")]
const fn category(
    category: Category,
    share: f64,
    count: f64,
    published_count: Option<f64>,
    path: Path,
    pay: f64,
    hourly: f64,
    budget: f64,
) -> CategoryEffect {
    CategoryEffect {
        category,
        share,
        count,
        published_count,
        path,
        pay,
        hourly,
        budget,
    }
}

/// The article's twelve. Columns: share, change of count, published figure, path, change of hourly pay, hourly, budget.
#[rustfmt::skip]
pub(crate) static CATEGORIES: [CategoryEffect; 12] = {
    use Category as C;
    use Path::{FasterFromAugust, Smooth};
    [
        category(C::Writing,         0.13, -0.33, Some(-0.33), FasterFromAugust, -0.04, 24.0, 150.0),
        category(C::Translation,     0.06, -0.19, Some(-0.19), Smooth,           -0.22, 22.0, 120.0),
        category(C::CustomerService, 0.06, -0.16, Some(-0.16), Smooth,           -0.03, 12.0, 160.0),
        category(C::SocialMedia,     0.09, -0.04, None,        Smooth,           -0.02, 19.0, 200.0),
        category(C::WebDev,          0.13,  0.04, Some(0.04),  Smooth,           -0.01, 28.0, 350.0),
        category(C::Backend,         0.07,  0.06, Some(0.06),  Smooth,            0.02, 36.0, 500.0),
        category(C::GraphicDesign,   0.12,  0.08, Some(0.08),  Smooth,            0.03, 22.0, 130.0),
        category(C::WebDesign,       0.08,  0.10, Some(0.10),  Smooth,            0.03, 29.0, 300.0),
        category(C::Video,           0.09,  0.39, Some(0.39),  Smooth,           -0.12, 25.0, 220.0),
        category(C::Accounting,      0.05,  0.07, None,        Smooth,            0.01, 27.0, 250.0),
        category(C::Sales,           0.07,  0.05, None,        Smooth,           -0.03, 17.0, 240.0),
        category(C::MarketResearch,  0.05,  0.02, None,        Smooth,           -0.10, 26.0, 200.0),
    ]
};

/// What is planted for an AI skill.
pub(crate) struct TagEffect {
    /// The tag's slug in the tagger's rules.
    pub(crate) slug: &'static str,
    /// Share of all postings before the release.
    pub(crate) base: f64,
    /// Share in the end window over share in the start window.
    pub(crate) ratio: f64,
    /// The article's ratio, where it states one.
    pub(crate) published_ratio: Option<f64>,
    pub(crate) path: Path,
    /// The first day on which a text may carry it: the birth date of its words, since a hit before it would be a false positive by definition.
    pub(crate) born: fn() -> Day,
    /// The categories in whose postings it occurs.
    pub(crate) hosts: &'static [Category],
}

fn always() -> Day {
    market_days().first()
}

const fn tag(
    slug: &'static str,
    base: f64,
    ratio: f64,
    published_ratio: Option<f64>,
    path: Path,
    born: fn() -> Day,
    hosts: &'static [Category],
) -> TagEffect {
    TagEffect {
        slug,
        base,
        ratio,
        published_ratio,
        path,
        born,
        hosts,
    }
}

/// The planted AI skills. Columns: slug, base share, ratio, published ratio, path, born, hosts.
///
/// `ai_agent` is the one tag with a base before its rule's birth date (2023-03-30): a ratio needs a base in the start window.
#[rustfmt::skip]
pub(crate) static TAGS: [TagEffect; 8] = {
    use Category::{Backend, CustomerService, GraphicDesign, MarketResearch, Sales, SocialMedia, Video, WebDesign, WebDev, Writing};
    use Path::{EarlyThenFlat, Smooth, Straight};
    [
        tag("chatbot",            0.0015, 21.0, Some(21.0), Smooth,        always,                     &[WebDev, Backend, CustomerService, SocialMedia]),
        tag("ai_agent",           0.0012, 12.0, None,       Smooth,        || date(2022, 1, 1),        &[WebDev, Backend, Sales]),
        tag("openai_api",         0.0015,  8.0, None,       Smooth,        || date(2020, 6, 11),       &[WebDev, Backend]),
        tag("ai_app_integration", 0.0025,  6.0, None,       Smooth,        always,                     &[WebDev, Backend, WebDesign]),
        tag("ai_writing",         0.0025,  4.0, None,       Smooth,        || date(2021, 1, 1),        &[Writing, SocialMedia]),
        tag("ai_image",           0.0025,  5.0, None,       Smooth,        || date(2022, 3, 14),       &[GraphicDesign, Video]),
        tag("data_annotation",    0.0050,  1.8, None,       EarlyThenFlat, always,                     &[Backend, MarketResearch]),
        tag("machine_learning",   0.0120,  0.7, None,       Straight,      always,                     &[Backend, MarketResearch]),
    ]
};
