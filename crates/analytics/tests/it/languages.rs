//! Every sentence of the findings of many scenarios is there in both languages, each in its own words and with the same numbers.

use analytics::Findings;
use analytics::claims::Text;

use crate::scenarios::scenarios;

/// What stays in English inside a Chinese sentence: names of products, platforms and labels, and words of the user.
const KEPT: [&str; 13] = [
    "AI Apps & Integration",
    "AI Chatbot Development",
    "AI agent",
    "ChatGPT",
    "OpenAI API",
    "OpenAI",
    "GPT-4",
    "Upwork",
    "Index of somebody",
    "nowhere to be found",
    "Somebody, CC BY 4.0",
    "CC BY",
    "5M",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// All texts of some findings: every object of their JSON that has words in English.
fn texts(findings: &Findings) -> Vec<Text> {
    fn walk(value: &serde_json::Value, found: &mut Vec<Text>) {
        match value {
            serde_json::Value::Object(parts) => match parts.get("en").and_then(|en| en.as_str()) {
                Some(en) => found.push(Text {
                    en: en.to_owned(),
                    zh_cn: parts
                        .get("zh-CN")
                        .and_then(|zh| zh.as_str())
                        .map(str::to_owned),
                }),
                None => parts.values().for_each(|part| walk(part, found)),
            },
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&serde_json::to_value(findings).unwrap(), &mut found);
    found
}

fn is_chinese(sign: char) -> bool {
    matches!(sign, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// A sentence without names and what stands in backquotes: ids, slugs, queries and commands.
fn without_names(text: &str) -> String {
    let outside = text.split('`').step_by(2).collect::<Vec<_>>().join("甲");
    KEPT.iter()
        .fold(outside, |text, kept| text.replace(kept, "甲"))
}

/// The longest run of ASCII letters.
fn longest_word(text: &str) -> &str {
    let words = text.split(|sign: char| !sign.is_ascii_alphabetic());
    words.max_by_key(|word| word.len()).unwrap_or_default()
}

/// The numbers of a sentence and its dates, each sorted; a date is `2022-11-30` or `2022-11` however it was written.
fn numbers(text: &str) -> (Vec<String>, Vec<String>) {
    let mut spelt = text.to_owned();
    for (number, month) in (1..).zip(MONTHS) {
        for year in 2022..=2026 {
            spelt = spelt.replace(&format!("{month} {year}"), &format!("{year}-{number:02}"));
        }
    }
    let signs: Vec<char> = spelt.chars().collect();
    let digits = |from: usize| {
        let run = signs[from..].iter();
        run.take_while(|sign| sign.is_ascii_digit()).count()
    };
    // A part of a date, and what ends it: `11-` or `11月`.
    let part = |from: usize, end: &[char]| {
        let length = digits(from);
        let ends = signs
            .get(from + length)
            .is_some_and(|sign| end.contains(sign));
        (1..=4).contains(&length).then(|| {
            (
                signs[from..from + length].iter().collect::<String>(),
                from + length,
                ends,
            )
        })
    };
    let (mut found, mut dates, mut at) = (Vec::new(), Vec::new(), 0);
    while at < signs.len() {
        if !signs[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let year = part(at, &['-', '年']).filter(|(year, _, ends)| *ends && year.len() == 4);
        let month = year.and_then(|(year, to, _)| Some((year, part(to + 1, &['-', '月'])?)));
        if let Some((year, (month, to, ends))) = month {
            let day = Some(to + 1)
                .filter(|_| ends)
                .and_then(|from| part(from, &['日']));
            let (day, to) = day.map_or((String::new(), to), |(day, to, _)| {
                (format!("-{day:0>2}"), to)
            });
            dates.push(format!("{year}-{month:0>2}{day}"));
            at = to;
            continue;
        }
        let number: String = signs[at..]
            .iter()
            .take_while(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','))
            .collect();
        at += number.chars().count();
        found.push(number.trim_end_matches(['.', ',']).to_owned());
    }
    found.sort();
    dates.sort();
    (found, dates)
}

/// What is wrong with a text, if anything is.
fn fault(text: &Text) -> Option<&'static str> {
    let Some(zh) = &text.zh_cn else {
        return Some("it is not in Chinese");
    };
    let (plain, plain_zh) = (without_names(&text.en), without_names(zh));
    let faults = [
        (text.en.is_empty() || zh.is_empty(), "nothing is said"),
        (
            text.en.chars().any(is_chinese),
            "English with Chinese signs",
        ),
        (
            longest_word(&plain_zh).len() > 3,
            "Chinese with an English word",
        ),
        (text.en.contains('{') || zh.contains('{'), "a slot is open"),
        (
            [" %", ", ", "; ", "(", ")", "  "]
                .iter()
                .any(|sign| plain_zh.contains(sign)),
            "Chinese with half-width signs",
        ),
        (
            plain_zh.ends_with('.') || plain.ends_with('.') != plain_zh.ends_with('。'),
            "a full stop that only one of them has",
        ),
        (numbers(&text.en) != numbers(zh), "other numbers"),
    ];
    faults
        .into_iter()
        .find(|(is_wrong, _)| *is_wrong)
        .map(|(_, what)| what)
}

#[test]
fn every_sentence_says_the_same_in_both_languages() {
    let mut faults = Vec::new();
    for (name, findings) in scenarios() {
        let texts = texts(&findings);
        assert!(texts.len() > 20, "{name}: {}", texts.len());
        for text in texts {
            if let Some(what) = fault(&text) {
                faults.push(format!("{what}\n  {}\n  {:?}", text.en, text.zh_cn));
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn a_text_that_is_wrong_is_told() {
    let text = |en: &str, zh: &str| Text {
        en: en.to_owned(),
        zh_cn: Some(zh.to_owned()),
    };
    let cases = [
        (
            text(
                "5 of `abcd`, 2022-11-30.",
                "`abcd` 的 5 个，2022年11月30日。",
            ),
            None,
        ),
        (Text::english("5."), Some("it is not in Chinese")),
        (text("甲.", "甲。"), Some("English with Chinese signs")),
        (
            text("So it is.", "So it 是 this。"),
            Some("Chinese with an English word"),
        ),
        (text("{n}.", "{n}。"), Some("a slot is open")),
        (
            text("5.0 %.", "5.0 %。"),
            Some("Chinese with half-width signs"),
        ),
        (
            text("5.", "5"),
            Some("a full stop that only one of them has"),
        ),
        (
            text("5 of 1,000.", "1000 个中的 5 个。"),
            Some("other numbers"),
        ),
        (
            text("2022-11..2023-01.", "2022年11月至2023年2月。"),
            Some("other numbers"),
        ),
        (text("In May 2023.", "2023年5月。"), None),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(&text), expected, "{text:?}");
    }
}
