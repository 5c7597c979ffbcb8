//! Charts of any query: they hold what every picture must, show what is known and nothing else, and take any query for text.

use std::collections::BTreeSet;
use std::path::Path;

use analytics::claims::Language;
use model::Period;
use reportgen::{PayChart, TrendChart};

use crate::gallery::Chance;
use crate::gallery::queries::{self, Drawn, Pay, Trends};
use crate::market::{day, days};
use crate::pictures::{self, Wanted};
use crate::svg::{Picture, Placed, read};

fn svg(drawn: &Drawn) -> &str {
    drawn.svg.as_ref().unwrap()
}

fn check(drawn: &Drawn) {
    let wanted = Wanted {
        name: &drawn.name,
        language: drawn.language,
        synthetic: drawn.synthetic,
        most_bytes: 60_000,
    };
    pictures::check_picture(&wanted, svg(drawn));
}

fn trends(name: &str) -> Trends {
    let mut cases = queries::trends().into_iter();
    cases.find(|case| case.name == name).unwrap()
}

fn pay(name: &str) -> Pay {
    let mut cases = queries::pay().into_iter();
    cases.find(|case| case.name == name).unwrap()
}

fn counts(name: &str) -> Picture {
    read(svg(&trends(name).draw(false, Language::En)))
}

fn of_class<'p>(picture: &'p Picture, class: &'p str) -> impl Iterator<Item = &'p Placed> {
    picture
        .texts
        .iter()
        .filter(move |text| text.class.split(' ').any(|one| one == class))
}

fn paths<'p>(picture: &'p Picture, class: &str) -> Vec<&'p str> {
    let of = |one: &&(String, String)| one.0.split(' ').any(|one| one == class);
    let paths = picture.paths.iter().filter(of);
    paths.map(|(_, d)| d.as_str()).collect()
}

fn joined(picture: &Picture, class: &str) -> String {
    let lines: Vec<&str> = of_class(picture, class)
        .map(|text| text.words.as_str())
        .collect();
    lines.join(" ")
}

#[test]
fn no_text_touches_another_or_leaves_the_picture() {
    let pictures = queries::pictures();
    assert!(pictures.len() > 60, "{}", pictures.len());
    for drawn in &pictures {
        check(drawn);
    }
}

#[test]
fn no_text_touches_another_whatever_the_numbers() {
    let mut drawn = 0;
    for seed in 1..=40 {
        for picture in queries::trends_by_lot(seed).drawn() {
            check(&picture);
            drawn += 1;
        }
        for picture in queries::pay_by_lot(seed).drawn() {
            check(&picture);
            drawn += 1;
        }
    }
    assert_eq!(drawn, 40 * 6);
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    for (once, again) in queries::pictures().iter().zip(queries::pictures()) {
        assert_eq!(once.svg, again.svg, "{}", once.name);
    }
}

/// Whole pictures without their style, which changes for reasons of its own.
#[test]
fn golden_pictures() {
    let cases = [
        trends("months").drawn(),
        trends("few_days").drawn(),
        pay("thousands").drawn(),
        pay("five").drawn(),
    ];
    for drawn in cases.iter().flatten() {
        let (before, rest) = svg(drawn).split_once("<style>").unwrap();
        let (_, after) = rest.split_once("</style>").unwrap();
        let path = format!("fixtures/reportgen/charts/{}.svg", drawn.name);
        testkit::check_text(&path, &format!("{before}{after}"));
    }
}

/// A query as the label of a line, as the title of its pay, and as what both say where they have nothing to draw.
#[test]
fn queries_stay_text() {
    let harmless = read(svg(&trends("one").draw(false, Language::En))).elements;
    let harmless_pay = read(svg(&pay("five").draw(Language::En))).elements;
    testkit::check_cases("reportgen/queries", |_: &Path, bytes| {
        let query = std::str::from_utf8(bytes).unwrap().trim_end_matches('\n');
        let mut trends = trends("one");
        trends.lines[0].0 = query.to_owned();
        let pay = Pay {
            query: query.to_owned(),
            ..pay("five")
        };
        let (trend, pay) = (trends.draw(false, Language::En), pay.draw(Language::En));
        let mut out = String::new();
        for (drawn, elements) in [(&trend, &harmless), (&pay, &harmless_pay)] {
            check(drawn);
            let svg = svg(drawn);
            assert_eq!(&read(svg).elements, elements, "{query}");
            let is_told = |line: &&str| {
                ["jt-title", "jt-label", "jt-subtitle"]
                    .iter()
                    .any(|class| line.starts_with(&format!("<text class=\"{class}")))
            };
            let told = svg
                .lines()
                .filter(|line| line.starts_with("<title") || is_told(line));
            out.extend(told.map(|line| format!("{line}\n")));
        }
        // What a reader of the fixture could not see.
        out.replace('\u{200e}', "<U+200E>")
            .replace('\u{200d}', "<U+200D>")
    });
}

#[test]
fn lines_have_their_names_and_last_values_at_their_ends() {
    let case = trends("six");
    let picture = counts("six");
    let labels: Vec<&Placed> = of_class(&picture, "jt-label").collect();
    assert_eq!(labels.len(), 6);
    for (at, (name, trend)) in case.lines.iter().enumerate() {
        let label = labels[at];
        let last = trend.average.last().unwrap().mean;
        assert_eq!(label.words, format!("{name} {last:.1}"));
        assert_eq!(label.class, format!("jt-label jt-c{}", at + 1));
    }
    let shares = read(svg(&case.draw(true, Language::En)));
    let last = case.lines[0]
        .1
        .average
        .last()
        .unwrap()
        .share_per_10k
        .unwrap();
    let label = of_class(&shares, "jt-label").next().unwrap();
    assert_eq!(label.words, format!("wordpress {last:.0}"));
}

#[test]
fn days_without_an_average_are_holes() {
    let picture = counts("holes");
    let lines = paths(&picture, "jt-line");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].matches('M').count(), 2, "{}", lines[0]);
    let ribbon = paths(&picture, "jt-ribbon");
    assert_eq!(ribbon[0].matches('Z').count(), 2, "{}", ribbon[0]);
    let holes = picture
        .bars
        .iter()
        .filter(|class| class.ends_with("jt-hole"));
    assert_eq!(holes.count(), 2);
    assert!(joined(&picture, "jt-subtitle").contains("Strip below"));
    let whole = counts("one");
    assert_eq!(paths(&whole, "jt-line")[0].matches('M').count(), 1);
    assert!(!joined(&whole, "jt-subtitle").contains("Strip below"));
}

#[test]
fn ribbons_are_drawn_of_two_lines_and_not_of_more() {
    for (name, ribbons) in [("one", 1), ("two", 2), ("six", 0)] {
        let picture = counts(name);
        assert_eq!(paths(&picture, "jt-ribbon").len(), ribbons, "{name}");
        let said = joined(&picture, "jt-subtitle").contains("95\u{a0}% interval");
        assert_eq!(said, ribbons > 0, "{name}");
    }
}

#[test]
fn what_still_arrives_is_dotted() {
    let picture = counts("arriving");
    assert_eq!(paths(&picture, "jt-arriving").len(), 1);
    assert!(joined(&picture, "jt-subtitle").contains("from 20 Jan 2024 on"));
    assert!(paths(&counts("one"), "jt-arriving").is_empty());
}

#[test]
fn events_are_marked_where_they_lie_in_the_span() {
    let marked = |picture: &Picture| joined(picture, "jt-eventlabel");
    assert_eq!(marked(&counts("one")), "ChatGPT released, 30 Nov 2022");
    let chinese = read(svg(&trends("one").draw(true, Language::ZhCn)));
    assert_eq!(marked(&chinese), "ChatGPT 发布，2022年11月30日");
    assert_eq!(marked(&counts("few_days")), "");
}

/// Fewer than 84 days have no average, and months stand in for it.
#[test]
fn where_no_average_is_known_months_are_drawn() {
    let picture = counts("months");
    let subtitle = joined(&picture, "jt-subtitle");
    assert!(subtitle.contains("by calendar month"), "{subtitle}");
    assert!(subtitle.contains("too few for an average of 84 days"));
    for points in paths(&picture, "jt-points") {
        assert_eq!(points.matches('M').count(), 3);
    }
    let last = trends("months").lines[0].1.months[2].count;
    let label = of_class(&picture, "jt-label").next().unwrap();
    assert_eq!(label.words, format!("n8n {last}"));
    // A single line with averages is enough for averages of all.
    let mut mixed = trends("months");
    mixed.lines.push(trends("one").lines.remove(0));
    let mixed = read(svg(&mixed.draw(false, Language::En)));
    assert!(paths(&mixed, "jt-points").is_empty());
    assert!(joined(&mixed, "jt-source").contains("not drawn: n8n and zapier"));
}

#[test]
fn lines_that_are_far_apart_share_a_logarithmic_scale() {
    let says = |name: &str| joined(&counts(name), "jt-subtitle").contains("logarithmic scale");
    assert!(says("far_apart"));
    assert!(!says("six"));
}

/// A query that finds little is at zero where it has nothing, whatever the others have: no scale of ratios holds a zero.
#[test]
fn a_line_at_zero_keeps_the_scale_linear() {
    let mut case = trends("far_apart");
    case.lines[1].1.average[0].mean = 0.0;
    let picture = read(svg(&case.draw(false, Language::En)));
    assert!(!joined(&picture, "jt-subtitle").contains("logarithmic"));
}

#[test]
fn without_a_posting_there_is_a_sentence_and_no_picture() {
    let drawn = |lines: &[(&str, &analytics::Trend)], language| {
        reportgen::trend_chart(&TrendChart {
            lines,
            by_share: false,
            language,
            synthetic: false,
            code_version: "0.1.0",
            universe: "every posting",
        })
    };
    let mut chance = Chance(3);
    let mut none = queries::trend(days("2022-01-01", "2023-01-01"), (0.0, 0.0), &mut chance);
    assert_eq!(none.n, 0);
    let why = drawn(&[("n8n", &none)], Language::En).unwrap_err();
    assert_eq!(
        why,
        "There is no chart of n8n: no posting with an exact date was found."
    );
    let why = drawn(&[("n8n", &none)], Language::ZhCn).unwrap_err();
    assert_eq!(why, "没有 n8n 的走势图：未找到日期确切的职位。");
    let why = drawn(&[], Language::En).unwrap_err();
    assert_eq!(why, "There is no chart of a trend: no query was given.");
    // Nor where postings are known and their days are not.
    none.n = 3;
    none.average.clear();
    none.months.clear();
    assert!(drawn(&[("n8n", &none)], Language::En).is_err());

    let mut five = pay("five");
    five.pay.bars.clear();
    let why = reportgen::pay_chart(&PayChart {
        query: &five.query,
        pay: &five.pay,
        language: Language::En,
        synthetic: false,
        code_version: "0.1.0",
    });
    assert_eq!(
        why.unwrap_err(),
        "There is no chart of pay for subtitle translation: no posting states any."
    );
}

/// Bars are as high as their counts, and the median stands on its amount: read off the picture with the ticks of its axes.
#[test]
fn bars_of_pay_are_drawn_to_scale() {
    let case = pay("thousands");
    let drawn = case.draw(Language::En);
    let picture = read(svg(&drawn));
    let bars: Vec<(f64, f64, f64)> = svg(&drawn)
        .lines()
        .filter(|line| line.contains("jt-paid\""))
        .map(|line| {
            let number = |name: &str| -> f64 {
                let (_, rest) = line.split_once(&format!(" {name}=\"")).unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            };
            (number("x"), number("width"), number("height"))
        })
        .collect();
    let counted: Vec<f64> = case.pay.bars.iter().map(|bar| bar.n as f64).collect();
    assert_eq!(bars.len(), counted.len());
    for (bar, n) in bars.iter().zip(&counted) {
        let a_posting = bars[0].2 / counted[0];
        assert!((bar.2 - n * a_posting).abs() < 0.2, "{bar:?} of {n}");
    }
    let median = picture.rules.iter().find(|rule| rule.class == "jt-mark");
    let at = median.unwrap().from.0;
    let first = &case.pay.bars[0];
    let a_unit = (bars[1].0 - bars[0].0) / (first.to - first.from);
    let wanted = bars[0].0 - 0.5 + (case.pay.median.value - first.from) * a_unit;
    assert!((at - wanted).abs() < 0.3, "{at} is not {wanted}");
}

#[test]
fn pay_says_its_unit_its_number_and_what_open_bars_hold() {
    let said = |name: &str, language| {
        let picture = read(svg(&pay(name).draw(language)));
        let words: Vec<String> = picture
            .texts
            .iter()
            .map(|text| text.words.clone())
            .collect();
        words
    };
    let thousands = said("thousands", Language::En);
    let has = |words: &[String], one: &str| words.iter().any(|text| text == one);
    for one in ["USD an hour", "less than 20", "120 and more", "1,000"] {
        assert!(has(&thousands, one), "{one}: {thousands:?}");
    }
    assert!(thousands.iter().any(|text| text.contains("5,000 postings")));
    assert!(thousands.iter().any(|text| text.starts_with("median ")));
    let five = said("five", Language::En);
    assert!(has(&five, "median 32.50 (no interval)"), "{five:?}");
    assert!(
        !five
            .iter()
            .any(|text| text.contains("less than") || text.contains("and more"))
    );
    // Counts are whole, however few.
    assert!(has(&five, "0") && has(&five, "1") && !has(&five, "0.5"));
    // One bar that holds everything says from where to where.
    assert!(has(&said("mostly_one", Language::En), "5 to 500"));
    assert!(has(&said("salary", Language::ZhCn), "EUR/年"));
}

/// A page may hold the pay of every kind at once.
#[test]
fn ids_are_unique_among_the_kinds_of_pay() {
    let mut ids = BTreeSet::new();
    for period in Period::ALL {
        let case = Pay {
            pay: queries::pay_of(period, "USD", &[(20.0, 3)]),
            ..pay("five")
        };
        for id in read(svg(&case.draw(Language::En))).ids {
            assert!(ids.insert(id.clone()), "{id}");
        }
    }
}

/// The last day of a span that has a hole there is still in the picture.
#[test]
fn a_hole_at_the_end_is_shown() {
    let picture = counts("holes");
    assert!(joined(&picture, "jt-source").contains("14 Feb 2024"));
    let case = trends("holes");
    assert_eq!(
        case.lines[0].1.average.last().unwrap().day,
        day("2024-01-31")
    );
    let line = paths(&picture, "jt-line")[0];
    let end = pictures::path_end(line).0;
    let right = picture.rules.iter().filter(|rule| rule.class == "jt-grid");
    let right = right.map(|rule| rule.to.0).fold(0.0, f64::max);
    assert!(end < right - 5.0, "{end} of {right}");
}
