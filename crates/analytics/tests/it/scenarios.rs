//! All shipped claim files, and one with every statistic, on markets good and poor: claim files and panels in, findings out. Asserts nothing.

use analytics::external::ExternalSeries;
use analytics::{ClaimFile, Findings, Request, judge};
use model::{Category, Day, DayRange, Panel};

use crate::market::{CLAIMS, Market, around, day, days, noise, tags, titles};

const FOLLOW_UPS: &str = include_str!("../../../../reports/ai-and-jobs/follow-ups.toml");
const EXPOSURE: &str = include_str!("../../../../reports/ai-and-jobs/exposure.toml");
const INDEED: &str = include_str!("../../../../reports/ai-and-jobs/indeed.toml");
const UPWORK: &str = include_str!("../../../../reports/ai-and-jobs/upwork-2026.toml");
/// One claim a line: its test, and further keys behind plus signs.
const EVERY: &str = include_str!("../../../../fixtures/analytics/every_statistic.txt");

const HEADER: &str = r#"
[study]
title = { en = "Every statistic", zh-CN = "每一种统计量" }
window = { first = "2022-11-01", last = "2024-02-14" }
event = "2022-11-30"
control = ["engineering", "legal"]
external_control = "control"
"#;
const SENTENCE: &str = r#"{ en = "{claimed}, {estimate} ({low} to {high}), {n}, {window}.", zh-CN = "{claimed}，{estimate}（{low} 至 {high}），{n}，{window}。" }"#;
const ELSEWHERE: &str = r#"elsewhere = { en = "From {start} on, until {end}.", zh-CN = "自 {start} 起，至 {end} 止。" }"#;

/// A claim of every statistic.
fn every_statistic() -> ClaimFile {
    let mut text = HEADER.to_owned();
    for (number, line) in (1..).zip(EVERY.lines()) {
        let (test, more) = line.split_once(" + ").unwrap_or((line, ""));
        let names_windows = test.contains("change_between") || test.contains("share_against");
        let elsewhere = if names_windows { "" } else { ELSEWHERE };
        let more = more.replace(" + ", "\n");
        text.push_str(&format!(
            "[[claim]]\nid = \"L{number}\"\nsection = \"s\"\nkind = \"descriptive\"\nsentence = {SENTENCE}\n{elsewhere}\n{more}\ntest = {test}\n"
        ));
    }
    file(&(text + &scores()))
}

/// A score for all but one of the article's categories.
fn scores() -> String {
    let scored = Category::of_the_article().iter().take(11).enumerate();
    let score = |(at, category): (usize, &Category)| {
        let rare = if at < 3 { ", rare_score = 1" } else { "" };
        let own = at * 7 % 11;
        format!(
            "[[score]]\ncategory = \"{category}\"\nmeasures = {{ own_score = {own}, flat_score = 1{rare} }}\n"
        )
    };
    scored.map(score).collect()
}

/// Seven categories, over whose scores every order can be tried.
const FEW: &str = r#"
[study]
title = { en = "Seven categories", zh-CN = "七个类别" }
window = { first = "2022-11-01", last = "2024-02-14" }
categories = ["writing", "translation", "customer_service", "web_dev", "backend", "video", "sales"]

[[claim]]
id = "S1"
section = "s"
kind = "comparative"
sentence = { en = "It is so.", zh-CN = "正是如此。" }
test = { statistic = "exposure_correlation", measure = "own_score", expected = "none" }
"#;

fn file(text: &str) -> ClaimFile {
    ClaimFile::parse("claims.toml", text, &tags()).unwrap()
}

fn request(universe: &str) -> Request {
    Request {
        universe: universe.to_owned(),
        tags: titles(),
        ..Request::default()
    }
}

/// A market with every cohort of a file, in which each follows a path of its own; pay follows it at a fifth.
fn market_of(
    file: &ClaimFile,
    span: DayRange,
    level: f64,
    path: impl Fn(&str, Day) -> f64,
) -> Panel {
    let mut market = Market::new(span, |day| around(level * 16.0, day, 0));
    let cohorts = file.cohorts().into_iter().map(|spec| spec.id);
    let queries = file.queries().into_iter().map(|(id, _)| id);
    for (key, id) in (1..).zip(cohorts.chain(queries)) {
        let path = |day: Day| path(&id, day);
        market = market
            .cohort(&id, |day| around(level * path(day), day, key))
            .pay(|day| {
                let rate = 20.0 * (1.0 + (path(day) - 1.0) / 5.0);
                let low = (rate * 0.75 + f64::from(day.weekday_from_monday()) / 7.0) as i64;
                vec![(low, (rate * 1.25) as i64, 4)]
            });
    }
    market.panel
}

/// An index with one whole number every `step` days, falling by a fifth a year.
fn series(id: &str, first: &str, step: i32, level: f64) -> ExternalSeries {
    let first = day(first);
    let values = (0..1_300).filter(|at| at % step == 0).map(|at| {
        let noise = f64::from((at / 7 * 7_919) % 13 - 6) / 200.0;
        let value = level * (-0.22 * f64::from(at) / 365.0 + noise).exp();
        (first + at, value.round())
    });
    ExternalSeries {
        id: id.to_owned(),
        title: "Index of somebody".to_owned(),
        attribution: "Somebody, CC BY 4.0".to_owned(),
        unit: None,
        seasonally_adjusted: None,
        trailing_days: if step == 1 { 7 } else { 1 },
        file: "f.csv".to_owned(),
        values: values.collect(),
    }
}

/// The same market twice as two sources, of which one was not seen on some days and the other came late.
fn of_two_sources(panel: &Panel) -> Panel {
    let mut panel = panel.clone();
    panel.sources.push("late".parse().unwrap());
    let from = panel.days.index_of(day("2023-06-01")).unwrap();
    for series in panel.counts.iter_mut().chain([&mut panel.universe]) {
        let mut more = series[0].clone();
        more.source = 1;
        more.counts[..from].fill(0);
        series.push(more);
    }
    let seen = panel.days.days().filter(|on| on.number() % 9 != 0);
    let stretches: Vec<(i64, i64)> = seen
        .map(|on| (on.unix_seconds(), on.unix_seconds() + 86_400))
        .collect();
    let source = panel.sources[0].clone();
    panel.watch(&source, &stretches);
    panel
}

/// Every cohort swings from week to week by a part, each in its own way, and on 2023-07-01 changes by another.
fn swinging(swing: f64, change: f64) -> impl Fn(&str, Day) -> f64 {
    move |id: &str, on: Day| {
        let key = id.bytes().map(u64::from).sum::<u64>();
        let week = on - (on.number() - 4).rem_euclid(7);
        let after = if on < day("2023-07-01") { 0.0 } else { change };
        (1.0 + after) * (1.0 + swing * (2.0 * noise(week, key) - 1.0))
    }
}

/// Some cohorts come, some go, some turn, and some are next to nothing.
fn turning(id: &str, on: Day) -> f64 {
    let step = |turn: &str, before: f64, after: f64| if on < day(turn) { before } else { after };
    // One posting every so many days.
    let rare = |every: i32| f64::from(u8::from(on.number() % every == 0)) / LEVEL;
    match id {
        "writing" => (-0.08 * f64::from((on - day("2023-08-01")).max(0)) / 30.4375).exp(),
        "translation" => step("2022-09-01", 1.0, 0.5),
        "sales" => step("2022-12-01", 0.03, 1.0),
        "video" => step("2023-10-01", 1.0, 0.0),
        "mobile" => step("2023-10-01", 0.0, 1.0),
        "accounting" | "market_research" => step("2022-05-01", 1.0, 0.2),
        "admin" => rare(20),
        "tag:chatbot" => step("2023-07-01", 0.05, 1.0),
        "tag:machine_learning" => rare(3),
        "tag:data_annotation" => 0.55,
        "tag:fine_tuning" => 2.0,
        "tag:rlhf_trainer" => 0.0,
        _ => 1.0,
    }
}

/// Postings a day of a cohort.
const LEVEL: f64 = 60.0;

/// All scenarios by name.
pub fn scenarios() -> Vec<(&'static str, Findings)> {
    let mut found = of_the_article();
    found.extend(of_every_statistic());
    found.extend(of_the_other_files());
    found
}

fn span() -> DayRange {
    days("2021-06-01", "2024-02-14")
}

fn of_the_article() -> Vec<(&'static str, Findings)> {
    let claims = file(CLAIMS);
    let usual = request("market:freelance");
    let planted = crate::judge::market(span(), day("2023-07-01"), LEVEL);
    let early = crate::judge::market(days("2014-06-01", "2016-12-31"), day("2016-01-01"), LEVEL);
    let other_window = Request {
        window: Some(days("2014-11-01", "2016-02-14")),
        ..usual.clone()
    };
    let with_duplicates = Request {
        unfolded: Some(planted.clone()),
        ..usual.clone()
    };
    let mut unpaid = planted.clone();
    unpaid.pay = model::PostedPay::default();
    let companies = request("market:company");
    let asked = [
        ("article", &planted, &usual),
        ("article, companies", &planted, &companies),
        ("article, another window", &early, &other_window),
        (
            "article, holes",
            &of_two_sources(&planted),
            &with_duplicates,
        ),
        ("article, unpaid", &unpaid, &usual),
    ];
    let judged = |(name, panel, request)| (name, judge(&claims, panel, request));
    asked.map(judged).into()
}

/// Series of others of every sort: daily, weekly, rarer than that, too short, all zero, and two that are numbers of postings.
fn indices() -> Vec<ExternalSeries> {
    let daily = |id: &str| series(id, "2020-12-28", 1, 1_000.0);
    let mut zero = daily("zero");
    zero.values.iter_mut().for_each(|(_, value)| *value = 0.0);
    vec![
        daily("control"),
        daily("falling"),
        daily("steady"),
        series("weekly", "2020-12-28", 7, 1_000.0),
        series("monthly", "2020-12-28", 30, 1_000.0),
        series("short", "2023-06-01", 1, 1_000.0),
        zero,
        series("all", "2023-06-26", 7, 4_000.0),
        series("own", "2023-06-26", 7, 300.0),
    ]
}

fn of_every_statistic() -> Vec<(&'static str, Findings)> {
    let claims = every_statistic();
    let usual = request("market:freelance");
    let with_series = Request {
        external: indices(),
        ..usual.clone()
    };
    let short = Request {
        window: Some(days("2023-01-01", "2023-01-02")),
        ..usual.clone()
    };
    let long = days("2019-06-01", "2024-02-14");
    let market = |days, path: &dyn Fn(&str, Day) -> f64| market_of(&claims, days, LEVEL, path);
    let mut constant = market(long, &|_, _| 1.0);
    let counts = constant.counts.iter_mut().chain([&mut constant.universe]);
    counts.flatten().for_each(|one| one.counts.fill(60));
    // One source ends before the other begins, so none reaches both windows.
    let mut relay = market(long, &turning);
    let from = relay.days.index_of(day("2023-06-01")).unwrap();
    relay.sources.push("later".parse().unwrap());
    for series in relay.counts.iter_mut().chain([&mut relay.universe]) {
        let mut later = series[0].clone();
        later.source = 1;
        later.counts[..from].fill(0);
        series[0].counts[from..].fill(0);
        series.push(later);
    }
    let four_days = days("2022-12-31", "2023-01-03");
    let asked = [
        ("even", market(long, &swinging(0.02, 0.0)), &with_series),
        ("a fall", market(long, &swinging(0.02, -0.33)), &with_series),
        ("a rise", market(long, &swinging(0.05, 0.3)), &usual),
        ("a doubt", market(long, &swinging(0.4, -0.06)), &with_series),
        ("wild", market(long, &swinging(0.7, -0.2)), &with_series),
        (
            "late",
            market(days("2022-12-10", "2024-02-14"), &swinging(0.1, -0.2)),
            &with_series,
        ),
        ("turning", market(long, &turning), &with_series),
        ("a relay", relay, &usual),
        ("constant", constant, &with_series),
        ("thin", market(span(), &|_, _| 1.0 / LEVEL), &usual),
        ("nothing", market(span(), &|_, _| 0.0), &usual),
        ("four days", market(four_days, &|_, _| 1.0), &with_series),
        ("no cohort", Panel::empty(span()), &short),
    ];
    let judged = asked.map(|(name, panel, request)| (name, judge(&claims, &panel, request)));
    judged.into()
}

fn of_the_other_files() -> Vec<(&'static str, Findings)> {
    let usual = request("market:freelance");
    let exposure = file(EXPOSURE);
    let few = file(&format!("{FEW}{}", scores()));
    let planted = synth::Market::planted(7, 600.0).panel(&[]);
    let follow_ups = file(FOLLOW_UPS);
    let years = days("2021-06-01", "2025-10-31");
    let companies = market_of(&follow_ups, years, 40.0, swinging(0.1, -0.2));
    let indeed = file(INDEED);
    let known = indeed
        .series()
        .into_iter()
        .filter(|id| !id.contains("genai"));
    let published = Request {
        external: known
            .map(|id| series(id, "2020-12-28", 1, 1_000.0))
            .collect(),
        ..usual.clone()
    };
    let upwork = file(UPWORK);
    let four_days = days("2022-12-31", "2023-01-03");
    let turn_of_the_year = market_of(&upwork, four_days, 300.0, |_, _| 1.0);
    let counted = upwork.series().into_iter().map(|id| {
        let level = if id.ends_with("all") { 9_000.0 } else { 400.0 };
        series(id, "2026-06-29", 7, level)
    });
    let counted = Request {
        external: counted.collect(),
        ..request("platform:upwork")
    };
    let uncounted = request("platform:upwork");
    let no_posting = Panel::empty(days("2020-12-28", "2024-07-01"));
    let asked = [
        ("exposure", &exposure, &planted, &usual),
        ("seven categories", &few, &planted, &usual),
        (
            "follow-ups",
            &follow_ups,
            &companies,
            &request("market:company"),
        ),
        ("indeed", &indeed, &no_posting, &published),
        ("upwork", &upwork, &turn_of_the_year, &counted),
        ("upwork, no series", &upwork, &turn_of_the_year, &uncounted),
    ];
    let judged = |(name, file, panel, request)| (name, judge(file, panel, request));
    asked.map(judged).into()
}
