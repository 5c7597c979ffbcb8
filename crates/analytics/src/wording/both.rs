//! Values in, their words in English and in Simplified Chinese out, for the slots of sentences. Knows how no number is written: each language does.

use model::{Category, Day, DayRange};

use super::{en, zh};
use crate::claims::{Language, Text};
use crate::findings::Estimate;

/// A change as signed percent: `−33.0 %`, `−33.0%`.
#[must_use]
pub fn percent(fraction: f64) -> Text {
    Text::both(en::percent(fraction), zh::percent(fraction))
}

/// A share or a margin as percent without a sign: `80.0 %`, `80.0%`.
#[must_use]
pub fn share(fraction: f64) -> Text {
    Text::both(en::share(fraction), zh::share(fraction))
}

/// A share as whole percent: `80 %`, `80%`.
#[must_use]
pub fn whole_share(fraction: f64) -> Text {
    let digits = format!("{:.0}", fraction * 100.0);
    Text::both(format!("{digits} %"), format!("{digits}%"))
}

/// A difference of shares in percentage points: `−3.2`.
#[must_use]
pub fn points(fraction: f64) -> Text {
    same(en::percent(fraction).replace(" %", ""))
}

/// A p- or q-value: `0.04`, or `less than 0.01` and `小于 0.01`.
#[must_use]
pub fn probability(p: f64) -> Text {
    Text::both(en::probability(p), zh::probability(p))
}

/// A number with so many decimals.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> Text {
    Text::both(format!("{value:.decimals$}"), zh::decimal(value, decimals))
}

/// A number of postings with commas between thousands.
#[must_use]
pub fn count(n: u64) -> Text {
    same(en::count(n))
}

/// A number of postings above or below another, estimated: `1,234`, `−56`.
#[must_use]
pub fn added(value: f64) -> Text {
    let size = super::rounded_count(value.abs());
    same(match value < 0.0 {
        true => format!("−{size}"),
        false => size,
    })
}

/// A number of postings of a cohort: `fewer than 10` and `少于 10` where it is small.
#[must_use]
pub fn cell(n: u64) -> Text {
    Text::both(en::cell(n), zh::cell(n))
}

/// A change with its interval: `−33.0 % (−40.1 % to −25.2 %)`, `−33.0%（−40.1% 至 −25.2%）`.
#[must_use]
pub fn change(estimate: &Estimate) -> Text {
    Text::both(en::change(estimate), zh::change(estimate))
}

/// A day: `2022-11-30`, `2022年11月30日`.
#[must_use]
pub fn day(day: Day) -> Text {
    Text::both(day.to_string(), zh::day(day))
}

/// Days from the first to the last: `2022-11-01..2024-02-14`, `2022年11月1日至2024年2月14日`.
#[must_use]
pub fn days(days: DayRange) -> Text {
    Text::both(days.to_string(), zh::days(days))
}

/// A calendar month by one of its days: `2022-11`, `2022年11月`.
#[must_use]
pub fn month(day: Day) -> Text {
    Text::both(day.month_label(), zh::month(day))
}

/// A list in words: `a, b and c`, `甲、乙和丙`.
#[must_use]
pub fn list(items: &[Text]) -> Text {
    let of = |language| -> Vec<String> {
        let items = items.iter().map(|item| item.of(language).to_owned());
        items.collect()
    };
    Text::both(en::list(&of(Language::En)), zh::list(&of(Language::ZhCn)))
}

/// A reading inside a sentence, by its name in findings: `season matched share`, `占比同比`.
#[must_use]
pub fn reading(name: &str) -> Text {
    let words = name.replace('_', " ");
    let zh = zh::reading(&words).map_or_else(|| words.clone(), str::to_owned);
    Text::both(words, zh)
}

/// A category inside a sentence: `web design`, `网页设计`.
#[must_use]
pub fn category(category: Category) -> Text {
    Text::both(
        category.title().to_lowercase(),
        category.title_zh().to_owned(),
    )
}

/// A category's name by itself: `Web design`, `网页设计`.
#[must_use]
pub fn category_title(category: Category) -> Text {
    Text::both(category.title().to_owned(), category.title_zh().to_owned())
}

fn same(words: String) -> Text {
    Text::both(words.clone(), words)
}
