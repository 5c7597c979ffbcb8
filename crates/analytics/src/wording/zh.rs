//! Numbers, days and lists as Simplified Chinese sentences write them, one way of writing each. Knows no claim.
//!
//! A space stands between Chinese characters and the digits and Latin letters beside them, and none beside full-width signs. Days are
//! written without spaces, outside as inside: 在2022年11月30日之前.

use model::{Day, DayRange};

use super::{SMALLEST_CELL, count, en, is_small};
use crate::findings::Estimate;

/// A change as signed percent with a true minus sign: `−33.0%`, `+8.2%`, `0.0%`; from 1,000 % on without decimals: `+2,000%`.
#[must_use]
pub fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    let digits = en::magnitude(percent.abs());
    format!("{}{digits}%", en::sign(percent, &digits))
}

/// A share or a margin as percent without a sign: `80.0%`.
#[must_use]
pub fn share(fraction: f64) -> String {
    format!("{}%", en::magnitude((fraction * 100.0).abs()))
}

/// A p- or q-value: `0.04`, or `小于 0.01`.
#[must_use]
pub fn probability(p: f64) -> String {
    if p < 0.005 {
        return "小于 0.01".to_owned();
    }
    format!("{p:.2}")
}

/// A number of postings of a cohort, as sentences may say it: `少于 10` where it is small.
#[must_use]
pub fn cell(n: u64) -> String {
    if is_small(n) {
        return format!("少于 {SMALLEST_CELL}");
    }
    count(n)
}

/// A number with so many decimals and a true minus sign.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('-', "−")
}

/// A change with its interval: `−33.0%（−40.1% 至 −25.2%）`.
#[must_use]
pub fn change(estimate: &Estimate) -> String {
    let value = percent(estimate.value);
    match estimate.low.zip(estimate.high) {
        Some((low, high)) => format!("{value}（{} 至 {}）", percent(low), percent(high)),
        None => format!("{value}（无区间）"),
    }
}

/// A day: `2022年11月30日`.
#[must_use]
pub fn day(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("{year}年{month}月{date}日")
}

/// Days from the first to the last: `2022年11月1日至2024年2月14日`.
#[must_use]
pub fn days(days: DayRange) -> String {
    format!("{}至{}", day(days.first()), day(days.last()))
}

/// A calendar month by one of its days: `2022年11月`.
#[must_use]
pub fn month(day: Day) -> String {
    let (year, month, _) = day.ymd();
    format!("{year}年{month}月")
}

/// A list in words: `甲`, `甲和乙`, `甲、乙和丙`.
#[must_use]
pub fn list(items: &[String]) -> String {
    let [rest @ .., last] = items else {
        return String::new();
    };
    let mut text = rest.join("、");
    if !rest.is_empty() {
        join(&mut text, "和");
    }
    join(&mut text, last);
    text
}

/// A reading that sentences name, by its words in English; `None` for another.
pub(super) fn reading(words: &str) -> Option<&'static str> {
    Some(match words {
        "trailing with preperiod" => "含窗口之前天数的移动平均",
        "first full window" => "首个完整窗口",
        "first full window; a year earlier is not covered" => "首个完整窗口；上年同期未覆盖",
        "first full window; a year earlier there are too few postings to compare with" => {
            "首个完整窗口；上年同期可供比较的职位太少"
        }
        "min periods 1" => "最少 1 天的移动平均",
        "centred truncated" => "居中截断的移动平均",
        "season matched" => "同比",
        "season matched share" => "占比同比",
        "stated windows" => "所述窗口",
        "two samplings" => "两种抽样",
        "weekly count" => "每周职位数",
        "weekly count without season" => "去除季节性的每周职位数",
        "weekly share" => "每周占比",
        "weekly share without season" => "去除季节性的每周占比",
        "poisson with fixed effects" => "固定效应泊松回归",
        _ => return None,
    })
}

/// Puts a part behind a text, with a space between them where Chinese asks for one: spaces that stood at the seam are dropped first.
pub(super) fn join(text: &mut String, part: &str) {
    if part.chars().all(|sign| sign == ' ') {
        text.push_str(part);
        return;
    }
    let had_space = text.ends_with(' ') || part.starts_with(' ');
    text.truncate(text.trim_end_matches(' ').len());
    let part = part.trim_start_matches(' ');
    let neighbours = text.chars().next_back().zip(part.chars().next());
    let space = neighbours.is_some_and(|(left, right)| match (side(left), side(right)) {
        (Side::Chinese, Side::Latin) => !begins_with_day(part),
        (Side::Latin, Side::Chinese) => true,
        (Side::Latin, Side::Latin) => had_space,
        _ => false,
    });
    if space {
        text.push(' ');
    }
    text.push_str(part);
}

/// What a sign is to its neighbour.
enum Side {
    /// A Chinese character.
    Chinese,
    /// A letter, a digit or a half-width sign.
    Latin,
    /// A full-width sign, which brings its own room.
    Wide,
}

fn side(sign: char) -> Side {
    match sign {
        '“' | '”' | '‘' | '’' | '…' | '—' => Side::Wide,
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => Side::Wide,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Side::Chinese,
        _ => Side::Latin,
    }
}

fn begins_with_day(text: &str) -> bool {
    let year = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    text.len() - year.len() == 4 && year.starts_with('年')
}
