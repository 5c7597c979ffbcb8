//! Numbers in sentences: signs, thousands, rounding to zero, and counts that could point at one posting; and the same in Chinese, with its spaces.

use analytics::Estimate;
use analytics::claims::{Language, Text};
use analytics::wording::{both, cell, count, percent, share, zh};

use crate::market::{day, days};

#[test]
fn percent_has_a_true_minus_and_no_signed_zero() {
    let cases = [
        (-0.33, "−33.0 %"),
        (0.0823, "+8.2 %"),
        (0.0, "0.0 %"),
        (-0.0004, "0.0 %"),
        (9.99951, "+1,000 %"),
        (20.0, "+2,000 %"),
        (-1.0, "−100.0 %"),
    ];
    for (fraction, text) in cases {
        assert_eq!(percent(fraction), text);
    }
    assert_eq!(share(0.8), "80.0 %");
}

#[test]
fn counts_have_commas_and_small_cells_are_not_said() {
    let counts = [
        (7, "7"),
        (999, "999"),
        (1_000, "1,000"),
        (5_000_000, "5,000,000"),
    ];
    for (n, text) in counts {
        assert_eq!(count(n), text);
    }
    let cells = [
        (0, "0"),
        (1, "fewer than 10"),
        (9, "fewer than 10"),
        (10, "10"),
    ];
    for (n, text) in cells {
        assert_eq!(cell(n), text);
    }
}

#[test]
fn both_languages_write_a_number_in_their_own_way() {
    let change = Estimate {
        value: -0.33,
        n: 1,
        low: Some(-0.401),
        high: Some(-0.252),
    };
    let bare = Estimate {
        low: None,
        high: None,
        ..change
    };
    let cases = [
        (both::percent(-0.33), "−33.0 %", "−33.0%"),
        (both::percent(20.0), "+2,000 %", "+2,000%"),
        (both::percent(-0.0004), "0.0 %", "0.0%"),
        (both::share(0.8), "80.0 %", "80.0%"),
        (both::whole_share(0.8), "80 %", "80%"),
        (both::points(-0.032), "−3.2", "−3.2"),
        (both::decimal(-0.456, 2), "-0.46", "−0.46"),
        (both::cell(3), "fewer than 10", "少于 10"),
        (both::count(1_234), "1,234", "1,234"),
        (both::added(-1_234.4), "−1,234", "−1,234"),
        (both::probability(0.001), "less than 0.01", "小于 0.01"),
        (
            both::change(&change),
            "−33.0 % (−40.1 % to −25.2 %)",
            "−33.0%（−40.1% 至 −25.2%）",
        ),
        (
            both::change(&bare),
            "−33.0 % (no interval)",
            "−33.0%（无区间）",
        ),
        (both::day(day("2022-11-30")), "2022-11-30", "2022年11月30日"),
        (
            both::days(days("2022-11-01", "2024-02-14")),
            "2022-11-01..2024-02-14",
            "2022年11月1日至2024年2月14日",
        ),
        (both::month(day("2023-02-01")), "2023-02", "2023年2月"),
        (
            both::reading("season_matched_share"),
            "season matched share",
            "占比同比",
        ),
        (both::reading("of_nobody"), "of nobody", "of nobody"),
        (
            both::category(model::Category::It),
            "it and networking",
            "IT 与网络",
        ),
    ];
    for (text, en, zh) in cases {
        assert_eq!((text.en.as_str(), text.of(Language::ZhCn)), (en, zh));
    }
}

#[test]
fn chinese_has_a_space_between_its_signs_and_latin_ones_and_nowhere_else() {
    let list = |items: &[&str]| {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        zh::list(&items)
    };
    assert_eq!(list(&[]), "");
    assert_eq!(list(&["写作"]), "写作");
    assert_eq!(list(&["写作", "翻译", "销售"]), "写作、翻译和销售");
    assert_eq!(list(&["写作 −3.0%", "AI 图像"]), "写作 −3.0% 和 AI 图像");

    let sentence = |zh: &str| Text {
        en: String::new(),
        zh_cn: Some(zh.to_owned()),
    };
    let filled = |zh: &str, value: &str| {
        let text = sentence(zh).filled(|_, _| value.to_owned());
        text.zh_cn.unwrap()
    };
    // Whatever stands in the sentence, a value gets the spaces that its neighbours ask for.
    for text in ["有{n}个", "有 {n} 个"] {
        assert_eq!(filled(text, "300"), "有 300 个");
        assert_eq!(filled(text, "少于 10"), "有少于 10 个");
        assert_eq!(filled(text, "2022年11月30日"), "有2022年11月30日个");
    }
    assert_eq!(filled("（{n}，{n}）", "AI"), "（AI，AI）");
    assert_eq!(filled("{n} {n}：{n}。", "AI"), "AI AI：AI。");
    assert_eq!(filled("{x} 和 {n", "AI"), "{x} 和 {n");
}

#[test]
fn sentences_are_joined_and_gone_on_with_in_each_language() {
    let both = |en: &str, zh: &str| Text {
        en: en.to_owned(),
        zh_cn: Some(zh.to_owned()),
    };
    let first = both("One is so.", "其一如此。");
    let next = both("Two is so.", "其二如此。");
    assert_eq!(
        first.clone().then(&next),
        both("One is so. Two is so.", "其一如此。其二如此。")
    );
    assert_eq!(first.clone().then(&Text::default()), first);
    assert_eq!(Text::default().then(&first), first);
    let english = Text::english("Nobody said it in Chinese.");
    assert_eq!(
        first.clone().then(&english),
        both(
            "One is so. Nobody said it in Chinese.",
            "其一如此。Nobody said it in Chinese."
        )
    );
    assert_eq!(english.clone().then(&english).zh_cn, None);
    assert_eq!(first.without_stop(), both("One is so", "其一如此"));
    assert_eq!(first.inside(), both("one is so.", "其一如此。"));
}
