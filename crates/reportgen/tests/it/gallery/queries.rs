//! Made-up trends and pay of queries, and their pictures in both languages: what charts of any query hold, and what they find hardest to hold.

use analytics::claims::Language;
use analytics::pay::distribution::{PayDistribution, distributions};
use analytics::{AveragePoint, MonthRow, Trend};
use model::{Day, DayRange, Panel, PayGroup, Period};
use reportgen::{PayChart, TrendChart};

use super::Chance;
use crate::market::{day, days, estimate};

/// Days in an average.
const WINDOW: i32 = 84;

/// A picture with the name that it is kept under.
pub struct Drawn {
    pub name: String,
    pub language: Language,
    pub synthetic: bool,
    pub svg: Result<String, String>,
}

/// Queries side by side.
pub struct Trends {
    pub name: String,
    pub lines: Vec<(String, Trend)>,
    pub universe: String,
    pub synthetic: bool,
}

/// One query's pay.
pub struct Pay {
    pub name: String,
    pub query: String,
    pub pay: PayDistribution,
    pub synthetic: bool,
}

impl Trends {
    /// Counts and shares in both languages.
    pub fn drawn(&self) -> Vec<Drawn> {
        let both = [false, true].map(|by_share| Language::ALL.map(|one| self.draw(by_share, one)));
        both.into_iter().flatten().collect()
    }

    pub fn draw(&self, by_share: bool, language: Language) -> Drawn {
        let lines: Vec<(&str, &Trend)> = self
            .lines
            .iter()
            .map(|(label, trend)| (label.as_str(), trend))
            .collect();
        let of = if by_share { "shares" } else { "counts" };
        Drawn {
            name: format!("trend-{}-{of}.{}", self.name, language.tag()),
            language,
            synthetic: self.synthetic,
            svg: reportgen::trend_chart(&TrendChart {
                lines: &lines,
                by_share,
                language,
                synthetic: self.synthetic,
                code_version: "0.1.0",
                universe: &self.universe,
            }),
        }
    }
}

impl Pay {
    pub fn drawn(&self) -> Vec<Drawn> {
        Language::ALL.map(|language| self.draw(language)).into()
    }

    pub fn draw(&self, language: Language) -> Drawn {
        Drawn {
            name: format!("pay-{}.{}", self.name, language.tag()),
            language,
            synthetic: self.synthetic,
            svg: reportgen::pay_chart(&PayChart {
                query: &self.query,
                pay: &self.pay,
                language,
                synthetic: self.synthetic,
                code_version: "0.1.0",
            }),
        }
    }
}

fn month(first: Day, count: u64, universe: u64) -> MonthRow {
    MonthRow {
        month: first.month_label(),
        count,
        universe,
        share_per_10k: (universe > 0).then(|| count as f64 / universe as f64 * 10_000.0),
    }
}

/// A trend whose mean goes from one level to another, of a universe of a thousand postings a day.
pub fn trend(span: DayRange, (from, to): (f64, f64), chance: &mut Chance) -> Trend {
    let universe = 1_000.0;
    let (phase, reach) = (chance.between(0.0, 6.0), chance.between(0.04, 0.2));
    let level = |day: Day| {
        let part = f64::from(day - span.first()) / span.len().max(2) as f64;
        let wave = 1.0 + 0.08 * (f64::from(day.number()) / 58.1 + phase).sin();
        (from + (to - from) * part * part) * wave
    };
    let point = |day: Day| {
        let mean = level(day);
        let share = mean / universe * 10_000.0;
        AveragePoint {
            day,
            mean,
            mean_low: Some(mean * (1.0 - reach)),
            mean_high: Some(mean * (1.0 + reach)),
            share_per_10k: Some(share),
            share_low: Some(share * (1.0 - reach)),
            share_high: Some(share * (1.0 + reach)),
        }
    };
    let average: Vec<AveragePoint> = span.days().skip(WINDOW as usize - 1).map(point).collect();
    let mut months = Vec::new();
    let mut first = span.first().first_of_month();
    while first <= span.last() {
        let counted = first.last_of_month().min(span.last()) - first.max(span.first()) + 1;
        let n = (level(first + 14) * f64::from(counted)).round() as u64;
        months.push(month(
            first,
            n,
            universe as u64 * counted.unsigned_abs() as u64,
        ));
        first = first.last_of_month() + 1;
    }
    let n = months.iter().map(|month| month.count).sum();
    let ends = average.first().zip(average.last());
    let change = ends
        .filter(|_| span.len() >= 2 * WINDOW as usize)
        .map(|(first, last)| estimate(last.mean / first.mean - 1.0, reach, n));
    Trend {
        n,
        months,
        span: Some(span),
        change,
        change_of_share: change,
        season_matched: None,
        season_matched_share: None,
        left_out: 0,
        gaps: Vec::new(),
        average,
        arriving_from: None,
        why_not: Vec::new(),
    }
}

/// Leaves out the averages of some days, as days do that nobody saw.
pub fn with_hole(mut trend: Trend, hole: DayRange) -> Trend {
    trend.average.retain(|point| !hole.contains(point.day));
    trend.left_out += hole.len();
    trend.gaps.push(hole);
    trend
}

fn case(name: &str, lines: Vec<(&str, Trend)>) -> Trends {
    Trends {
        name: name.to_owned(),
        lines: lines
            .into_iter()
            .map(|(label, trend)| (label.to_owned(), trend))
            .collect(),
        universe: "source is upwork; published since 2021-01-01".to_owned(),
        synthetic: false,
    }
}

/// Labels that try to be something else than text, and such as no line has room for.
pub fn hostile() -> [String; 6] {
    [
        "<script>alert(\"1\")</script>&'\u{0}\u{202e}".to_owned(),
        "a query of its own ".repeat(30),
        "مترجم عربي أو كاتب".to_owned(),
        "👩‍💻🚀".repeat(40),
        "字幕翻译（英译中），不要机器翻译".repeat(12),
        "W".repeat(500),
    ]
}

/// The trends that are looked at, and that the tests measure.
pub fn trends() -> Vec<Trends> {
    let mut chance = Chance(11);
    let span = days("2021-01-01", "2024-02-14");
    let mut made = |ends| trend(span, ends, &mut chance);
    let six = [
        ("wordpress", (60.0, 44.0)),
        ("title:\"logo design\" -remote", (52.0, 55.0)),
        ("chatgpt OR claude", (4.0, 58.0)),
        ("字幕翻译", (30.0, 12.0)),
        ("n8n", (3.0, 25.0)),
        ("zapier", (14.0, 16.0)),
    ];
    let mut arriving = made((20.0, 35.0));
    arriving.arriving_from = Some(day("2024-01-20"));
    let (lone, other) = (made((3.0, 25.0)), made((14.0, 16.0)));
    let holes = with_hole(
        with_hole(made((30.0, 40.0)), days("2022-05-01", "2022-06-20")),
        days("2024-02-01", "2024-02-14"),
    );
    let hostile = hostile();
    let empty = Trend {
        n: 0,
        average: Vec::new(),
        ..made((0.0, 0.0))
    };
    let mut cases = vec![
        Trends {
            synthetic: true,
            ..case("one", vec![("n8n", lone.clone())])
        },
        case("two", vec![("n8n", lone.clone()), ("zapier", other)]),
        case("arriving", vec![("subtitle translation", arriving)]),
        case("holes", vec![("illustrator", holes)]),
        case("six", six.map(|(label, ends)| (label, made(ends))).to_vec()),
        case(
            "far_apart",
            vec![
                ("wordpress", made((60.0, 44.0))),
                ("n8n", made((0.02, 0.4))),
            ],
        ),
        case(
            "hostile",
            hostile
                .iter()
                .map(|label| (label.as_str(), made((10.0, 11.0))))
                .collect(),
        ),
        case("without", vec![("n8n", lone), ("nothing at all", empty)]),
    ];
    let short = |first, last, ends, chance: &mut Chance| trend(days(first, last), ends, chance);
    cases.push(case(
        "few_days",
        vec![(
            "n8n",
            short("2023-11-10", "2024-02-14", (8.0, 9.0), &mut chance),
        )],
    ));
    cases.push(case(
        "months",
        vec![
            (
                "n8n",
                short("2023-12-10", "2024-02-14", (8.0, 21.0), &mut chance),
            ),
            (
                "zapier",
                short("2023-12-10", "2024-02-14", (16.0, 12.0), &mut chance),
            ),
        ],
    ));
    cases.push(case(
        "one_month",
        vec![(
            "",
            short("2024-02-01", "2024-02-14", (8.0, 9.0), &mut chance),
        )],
    ));
    cases
}

/// Trends in which everything is drawn by lot.
pub fn trends_by_lot(seed: u64) -> Trends {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        chance.next();
    }
    let first = day("2021-06-01") + i32::try_from(chance.below(900)).unwrap();
    let span = DayRange::new(first, first + i32::try_from(chance.below(900)).unwrap()).unwrap();
    let names = hostile();
    let lines = (0..1 + chance.below(6)).map(|_| {
        let scale = 10f64.powf(chance.between(-3.0, 3.0));
        let ends = (chance.next() * scale, chance.next() * scale);
        let mut made = trend(span, ends, &mut chance);
        if chance.next() < 0.3 {
            let from = first + i32::try_from(chance.below(span.len())).unwrap();
            made = with_hole(made, DayRange::new(from, from + 20).unwrap());
        }
        if chance.next() < 0.3 {
            made.arriving_from = Some(span.last() - 10);
        }
        // A query that finds nothing has a line at zero.
        made.n = made.n.max(1);
        let name = match chance.next() < 0.3 {
            true => names[chance.below(names.len())].clone(),
            false => "any query ".repeat(1 + chance.below(3)),
        };
        (name, made)
    });
    Trends {
        name: format!("lot-{seed}"),
        lines: lines.collect(),
        universe: "every posting".to_owned(),
        synthetic: seed.is_multiple_of(2),
    }
}

/// The distribution of some midpoints, each with how often it is posted, as the analytics room makes it.
pub fn pay_of(period: Period, currency: &str, amounts: &[(f64, u32)]) -> PayDistribution {
    let group = |(amount, n): &(f64, u32)| {
        let hundredths = (amount * 100.0).round() as i64;
        PayGroup {
            cohort: None,
            source: 0,
            day: day("2024-01-01"),
            kind: period.kind(),
            period,
            currency: currency.parse().unwrap(),
            low: hundredths,
            high: hundredths,
            n: *n,
        }
    };
    let mut panel = Panel::empty(days("2024-01-01", "2024-01-01"));
    panel.pay = amounts.iter().map(group).collect();
    distributions(&panel).remove(0)
}

/// So many amounts around a middle, most of them round as people post them, and a few far away.
fn around(middle: f64, n: usize, round: f64, chance: &mut Chance) -> Vec<(f64, u32)> {
    let amounts = (0..n).map(|_| {
        let sum: f64 = (0..6).map(|_| chance.between(-0.5, 0.5)).sum();
        let amount = middle * (sum * 0.9).exp();
        ((amount / round).round().max(1.0) * round, 1)
    });
    amounts.chain([(middle * 40.0, 1)]).collect()
}

/// The pay that is looked at, and that the tests measure.
pub fn pay() -> Vec<Pay> {
    let mut chance = Chance(5);
    let hourly = Period::Hour;
    let case = |name: &str, pay: PayDistribution| Pay {
        name: name.to_owned(),
        query: "subtitle translation".to_owned(),
        pay,
        synthetic: false,
    };
    let five = [12.0, 15.0, 32.5, 40.0, 60.0].map(|amount| (amount, 1));
    let mut cases = vec![
        case("five", pay_of(hourly, "USD", &five)),
        Pay {
            synthetic: true,
            ..case(
                "thousands",
                pay_of(hourly, "USD", &around(32.0, 4_999, 2.5, &mut chance)),
            )
        },
        case("one", pay_of(hourly, "USD", &[(50.0, 1)])),
        case(
            "mostly_one",
            pay_of(hourly, "USD", &[(5.0, 1), (50.0, 400), (500.0, 1)]),
        ),
        case(
            "salary",
            pay_of(
                Period::Year,
                "EUR",
                &around(61_250.0, 240, 1_000.0, &mut chance),
            ),
        ),
        case(
            "budgets",
            pay_of(
                Period::Project,
                "USD",
                &around(180.0, 900, 5.0, &mut chance),
            ),
        ),
        case(
            "monthly",
            pay_of(
                Period::Month,
                "CNY",
                &around(15_000.0, 60, 500.0, &mut chance),
            ),
        ),
    ];
    for (at, query) in hostile().into_iter().enumerate() {
        cases.push(Pay {
            query,
            ..case(&format!("hostile_{at}"), pay_of(hourly, "USD", &five))
        });
    }
    cases
}

/// Pay in which everything is drawn by lot.
pub fn pay_by_lot(seed: u64) -> Pay {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        chance.next();
    }
    let period = Period::ALL[chance.below(Period::ALL.len())];
    let middle = 10f64.powf(chance.between(0.0, 6.0));
    let n = 1 + chance.below(10usize.pow(1 + u32::try_from(seed % 4).unwrap()));
    let names = hostile();
    Pay {
        name: format!("lot-{seed}"),
        query: names[chance.below(names.len())].clone(),
        pay: pay_of(
            period,
            "USD",
            &around(middle, n, middle / 40.0, &mut chance),
        ),
        synthetic: seed.is_multiple_of(2),
    }
}

/// Every picture of queries, in both languages.
pub fn pictures() -> Vec<Drawn> {
    let of_trends = trends().into_iter().flat_map(|case| case.drawn());
    of_trends
        .chain(pay().into_iter().flat_map(|case| case.drawn()))
        .collect()
}
