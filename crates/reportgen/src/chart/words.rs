//! Numbers, days and lists in, what charts write for them in both languages out. Rounds for the eye; knows no chart.

use analytics::claims::{Language, Text};
use analytics::findings::Estimate;
use analytics::said;
use analytics::wording::both;
use model::{Day, DayRange};

use crate::wording;
// What sentences do not say, charts do not either.
pub(crate) use crate::wording::both::postings;

/// `30 Nov 2022`, `2022年11月30日`.
pub(crate) fn day(day: Day) -> Text {
    let zh = both::day(day).of(Language::ZhCn).to_owned();
    Text::both(wording::day(day), zh)
}

/// `1 Nov 2022 to 14 Feb 2024`, `2022年11月1日至2024年2月14日`.
pub(crate) fn days(range: DayRange) -> Text {
    let zh = both::days(range).of(Language::ZhCn).to_owned();
    Text::both(wording::days(range), zh)
}

/// A calendar month by one of its days: `Nov 2022`, `2022年11月`.
pub(crate) fn month(day: Day) -> Text {
    let (year, month, _) = day.ymd();
    let zh = both::month(day).of(Language::ZhCn).to_owned();
    Text::both(format!("{} {year}", wording::month_name(month)), zh)
}

/// A number with so many decimals, the same in every language.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    wording::decimal(value, decimals)
}

/// The same with a plus sign before what is above zero.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    wording::signed(value, decimals)
}

/// A round number in as few decimals as it needs.
pub(crate) fn tick(value: f64) -> String {
    let decimals = (0..9).find(|decimals| {
        let scaled = value * 10f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1e-3)
    });
    number(
        value,
        decimals.map_or(9, |decimals| decimals.unsigned_abs() as usize),
    )
}

/// A fraction as a change: `−33 %`, `−33%`; labels have no decimals where the number is not close to zero.
pub(crate) fn change(fraction: f64) -> Text {
    // What is not zero does not look like it, as far as a decimal can help.
    let decimals = usize::from(fraction != 0.0 && fraction.abs() < 0.005);
    let digits = wording::signed(fraction * 100.0, decimals);
    Text::both(format!("{digits}\u{a0}%"), format!("{digits}%"))
}

/// A fraction as a part of a whole: `94 %`, `94%`.
pub(crate) fn share(fraction: f64) -> Text {
    let digits = wording::decimal(fraction * 100.0, 0);
    Text::both(format!("{digits}\u{a0}%"), format!("{digits}%"))
}

/// What an interval is called, with its confidence, which the design fixes for every estimate.
pub(crate) fn interval() -> Text {
    said!("95\u{a0}% interval", "95% 区间")
}

/// What a subtitle says of the ribbons of averages.
pub(crate) fn band() -> Text {
    said!(
        "Band: {interval} of each average",
        "阴影：各平均值的 {interval}",
        interval = interval()
    )
}

/// A number a day, or per so many: whole where it is, else in about three figures; what is not zero does not look like it.
pub(crate) fn level(value: f64) -> String {
    let decimals = match value.abs() {
        size if size.fract() == 0.0 || size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        size if size >= 0.001 => 4,
        _ => 6,
    };
    number(value, decimals)
}

/// `1,234`.
pub(crate) fn count(n: u64) -> Text {
    both::count(n)
}

/// A number with its noun: `1 category`, `12 categories`, `12 个类别`; the Chinese noun comes with its measure word.
pub(crate) fn counted(n: usize, [one, many, zh]: [&str; 3]) -> Text {
    let noun = Text::both((if n == 1 { one } else { many }).to_owned(), zh.to_owned());
    said!("{n} {noun}", "{n} {noun}", n = count(n as u64), noun)
}

pub(crate) const CATEGORIES: [&str; 3] = ["category", "categories", "个类别"];
pub(crate) const SKILLS: [&str; 3] = ["skill", "skills", "项技能"];

/// `1,234 postings`, `1,234 个职位`, however few.
pub(crate) fn all_postings(n: u64) -> Text {
    let noun = Text::both(
        (if n == 1 { "posting" } else { "postings" }).to_owned(),
        "个职位".to_owned(),
    );
    said!("{n} {noun}", "{n} {noun}", n = both::count(n), noun)
}

/// An estimate with its interval, each number worded by `word`.
pub(crate) fn with_interval(estimate: &Estimate, word: impl Fn(f64) -> Text) -> Text {
    let value = word(estimate.value);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => said!(
            "{value} ({low} to {high})",
            "{value}（{low} 至 {high}）",
            value,
            low = word(low),
            high = word(high)
        ),
        None => said!("{value} (no interval)", "{value}（无区间）", value),
    }
}

/// Parts of a line with a stop between them that suits the language, and none at the end.
pub(crate) fn in_a_row(parts: &[Text]) -> Text {
    joined(parts, (". ", "。"))
}

/// Parts of a list that may hold commas themselves.
pub(crate) fn listed(parts: &[Text]) -> Text {
    joined(parts, ("; ", "；"))
}

fn joined(parts: &[Text], (en, zh): (&str, &str)) -> Text {
    let of = |language, between: &str| {
        let parts: Vec<&str> = parts.iter().map(|part| part.of(language)).collect();
        parts.join(between)
    };
    Text::both(of(Language::En, en), of(Language::ZhCn, zh))
}
