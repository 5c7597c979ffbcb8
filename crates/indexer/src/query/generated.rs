//! Thousands of made-up trees and texts: each tree survives its own spelling, and no text makes the parser panic or its answers disagree.

use model::{Category, Day, Market, PayKind, Period, Polarity};

use crate::document::normalised;
use crate::query::tree::{Node, PayBounds, TextField, ValueField};
use crate::query::{Query, QueryError, Vocabulary};
use crate::schema::{ANY, DUPLICATE, NOT_STATED, ORIGINAL, polarity_name, polarity_term};
use crate::tokenizer::words;

const TAGS: [&str; 4] = ["chatbot", "ai_image", "llm", "machine_learning"];

const TEXTS: &[&str] = &[
    "engineer",
    "c++",
    "C#",
    ".net",
    "node.js",
    "don't",
    "café",
    "naïve",
    "机器学习",
    "助教 作业",
    "エンジニア",
    "개발자를",
    "Straße",
    "or",
    "none",
    "5 years",
    "html+css",
    "ﬁne",
    "⑴",
    "⒈",
    "Ⅷ",
    "ᴀbc",
    "İstanbul",
    "cafe\u{301}s",
    "Ελλάς",
    "йод",
    "x_1",
    "a.b'c",
    "gpt-4o",
    "AND",
    "″",
    "ＡＩ",
];

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        n ^ (n >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

fn today() -> Day {
    Day::from_ymd(2024, 3, 1).unwrap_or_else(|| unreachable!("a day of the calendar"))
}

fn parse(text: &str) -> Result<Query, QueryError> {
    let tags = TAGS.map(str::to_owned);
    Query::parse(text, &Vocabulary { tags: &tags }, today())
}

fn day(numbers: &mut Numbers) -> Day {
    let number = i32::try_from(numbers.below(20_000)).unwrap_or(0);
    match numbers.below(3) {
        0 => Day::from_number(number).map(Day::first_of_month),
        1 => Day::from_number(number).map(Day::last_of_month),
        _ => Day::from_number(number),
    }
    .unwrap_or_else(today)
}

fn text_leaf(numbers: &mut Numbers) -> Option<Node> {
    let field = numbers.one_of(&[
        None,
        None,
        Some(TextField::Title),
        Some(TextField::Body),
        Some(TextField::Skill),
    ]);
    let mut words = words(numbers.one_of(TEXTS));
    if numbers.below(3) == 0 {
        words.extend(self::words(numbers.one_of(TEXTS)));
    }
    let several = words.len() > 1;
    let word = words.first()?.clone();
    let letters = word.chars().count();
    let ends_in_letter = word.chars().last().is_some_and(char::is_alphanumeric);
    let absent = matches!(field, Some(TextField::Body | TextField::Skill)) && word == NOT_STATED;
    Some(match numbers.below(4) {
        0 if letters >= 3 && ends_in_letter => Node::Prefix { field, start: word },
        1 if letters >= 5 => Node::Fuzzy {
            field,
            word,
            distance: numbers.one_of(&[1, 2]),
        },
        2 if !several && !absent => Node::Words {
            field,
            words,
            exact: false,
            slop: 0,
        },
        _ => Node::Words {
            field,
            slop: if several {
                numbers.one_of(&[0, 0, 1, 7])
            } else {
                0
            },
            words,
            exact: true,
        },
    })
}

fn value_leaf(numbers: &mut Numbers) -> Node {
    let value = |field, value: &str| Node::Value {
        field,
        value: value.to_owned(),
    };
    let open = [
        ValueField::Source,
        ValueField::Platform,
        ValueField::Country,
        ValueField::Organisation,
        ValueField::Label,
    ];
    let tag = numbers.one_of(&TAGS);
    let polarity = numbers.one_of(&Polarity::ALL);
    match numbers.below(12) {
        0 => value(ValueField::Tag, numbers.one_of(&[tag, NOT_STATED])),
        1 => value(ValueField::Mention, tag),
        2 => value(ValueField::Polarity, &polarity_name(polarity)),
        3 => value(ValueField::Polarity, &polarity_term(tag, polarity)),
        4 => value(ValueField::Category, numbers.one_of(Category::ALL).slug()),
        5 => value(ValueField::Market, numbers.one_of(&Market::ALL).slug()),
        6 => value(
            ValueField::Fold,
            numbers.one_of(&[DUPLICATE, ORIGINAL, ANY]),
        ),
        7 => value(
            ValueField::Key,
            numbers.one_of(&["upwork/1", "hn/url:a.b/c?d=1&e", "none", "a b/(c)*"]),
        ),
        8 => value(ValueField::Absent, numbers.one_of(&["skill", "body"])),
        9 => Node::ValuePrefix {
            field: numbers.one_of(&open),
            start: normalised(numbers.one_of(&["HN", "é-t", "x:y"])),
        },
        _ => {
            let text = numbers.one_of(&[
                "united states",
                "Côte d'Ivoire",
                "none",
                "a*",
                "[x",
                "{y TO z}",
                "",
                "-x",
                "+",
                "中国",
                "a:b",
                "Q&A (1)",
            ]);
            value(numbers.one_of(&open), &normalised(text))
        }
    }
}

fn pay_leaf(numbers: &mut Numbers) -> Node {
    let (kind, period) = numbers.one_of(&[
        (PayKind::Hourly, Period::Hour),
        (PayKind::Fixed, Period::Project),
        (PayKind::Salary, Period::Day),
        (PayKind::Salary, Period::Week),
        (PayKind::Salary, Period::Month),
        (PayKind::Salary, Period::Year),
    ]);
    let low = numbers.one_of(&[0, 1, 99, 100, 4001, 4099, 123_456, 99_999_999_999_999]);
    let high = low + i64::try_from(numbers.below(3) * 50).unwrap_or(0);
    let (high_from, low_to) = match numbers.below(3) {
        0 => (Some(low), None),
        1 => (None, Some(low)),
        _ => (Some(low), Some(high.min(99_999_999_999_999))),
    };
    match numbers.below(5) {
        0 => Node::PayKind(kind),
        1 => Node::PayNone,
        _ => Node::PayBounds(PayBounds {
            kind,
            period,
            currency: numbers
                .one_of(&[None, Some("EUR"), Some("USD")])
                .and_then(|code| code.parse().ok()),
            high_from,
            low_to,
        }),
    }
}

fn days_leaf(numbers: &mut Numbers) -> Node {
    let (one, other) = (day(numbers), day(numbers));
    let (first, last) = match numbers.below(5) {
        0 => (Some(one), None),
        1 => (None, Some(one)),
        2 => (Some(one), Some(one)),
        3 => (Some(one.first_of_month()), Some(one.last_of_month())),
        _ => (Some(one.min(other)), Some(one.max(other))),
    };
    Node::Days {
        first,
        last,
        relative: None,
    }
}

fn tree(numbers: &mut Numbers, depth: usize) -> Node {
    let several = |numbers: &mut Numbers| {
        let count = 2 + numbers.below(3);
        (0..count)
            .map(|_| tree(numbers, depth - 1))
            .collect::<Vec<_>>()
    };
    match numbers.below(if depth == 0 { 4 } else { 8 }) {
        0 => value_leaf(numbers),
        1 => pay_leaf(numbers),
        2 => days_leaf(numbers),
        4 => Node::all(several(numbers)),
        5 => Node::any(several(numbers)),
        6 => tree(numbers, depth - 1).not(),
        _ => text_leaf(numbers).unwrap_or(Node::Everything),
    }
}

fn query_of(node: Node) -> Query {
    let with_duplicates = node.names_duplicates();
    Query {
        node,
        with_duplicates,
        ..Query::everything()
    }
}

/// That the spelling of a query is read as the query itself, and is its own spelling.
fn survives(query: &Query, written: &str) {
    let canonical = query.canonical();
    let again = parse(&canonical)
        .unwrap_or_else(|error| panic!("{written:?} is {canonical:?}, and {error}"));
    assert_eq!(again.node, query.node, "{written:?} is {canonical:?}");
    assert_eq!(again.canonical(), canonical, "{written:?}");
    assert_eq!(again.with_duplicates, query.with_duplicates, "{written:?}");
    assert_eq!(again.interpreted(), query.interpreted(), "{written:?}");
}

#[test]
fn every_tree_survives_its_own_spelling() {
    let mut numbers = Numbers(1);
    let mut longest = 0;
    for _ in 0..6_000 {
        let parts: Vec<Node> = (0..1 + numbers.below(12))
            .map(|_| tree(&mut numbers, 4))
            .collect();
        let query = query_of(Node::all(parts));
        longest = longest.max(query.canonical().len());
        survives(&query, "a tree");
    }
    assert!(longest > 1_000, "the trees are too small to show anything");
}

/// What a query is made of, good and bad.
const PIECES: &[&str] = &[
    "(",
    ")",
    "\"",
    "\"",
    "~",
    "~1",
    "~2",
    "*",
    "-",
    "+",
    ":",
    "..",
    "[",
    "]",
    "{",
    " TO ",
    "/",
    ">=",
    "<",
    " ",
    " ",
    " ",
    " ",
    " AND ",
    " OR ",
    " NOT ",
    "title:",
    "body:",
    "skill:",
    "tag:",
    "polarity:",
    "country:",
    "org:",
    "pay:",
    "date:",
    "since:",
    "before:",
    "is:",
    "key:",
    "leader:",
    "source:",
    "category:",
    "kind:",
    "nope:",
    "none",
    "any",
    "chatbot",
    "chatbot/forbid",
    "forbid",
    "engin*",
    "enginer~1",
    "40/h",
    ">=40",
    "20..40usd/year",
    "2023",
    "2023-06",
    "2023-06-01",
    "last-90-days",
    "\"last 3 months\"",
    "today",
    "yesterday",
    "90d",
    "99999999999",
    "1970",
    "2199-12-31",
    "“",
    "”",
    "（",
    "）",
    "：",
    "，",
    "’",
    "\u{301}",
    "\u{0}",
    "\t",
    "\n",
    "\u{FEFF}",
    "🦀",
    "ß",
    "İ",
    "ﬁ",
    "機",
    "\u{10FFFF}",
    "\\",
    "writing",
    "http://a.b/c",
    "c++",
];

fn made_up(numbers: &mut Numbers) -> String {
    let count = 1 + numbers.below(12);
    (0..count)
        .map(|_| match numbers.below(4) {
            0 => numbers.one_of(TEXTS),
            _ => numbers.one_of(PIECES),
        })
        .collect()
}

/// A valid query with some characters taken out, doubled or exchanged.
fn mutated(numbers: &mut Numbers) -> String {
    let mut text: Vec<char> = query_of(tree(numbers, 2)).canonical().chars().collect();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(text.len());
        match numbers.below(3) {
            0 if text.len() > 1 => drop(text.remove(at)),
            1 => text.insert(at, text[at]),
            _ => {
                let piece: Vec<char> = numbers.one_of(PIECES).chars().collect();
                text.splice(at..at, piece);
            }
        }
    }
    text.into_iter().collect()
}

/// What holds of any text: it is read and survives, or the fault points into it and suggests something that is read.
fn holds(text: &str) {
    match parse(text) {
        Ok(query) => survives(&query, text),
        Err(error) => {
            let characters = text.chars().count();
            assert!(
                error.position.is_none_or(|at| at <= characters),
                "{text:?}: {error:?}"
            );
            assert!(!error.to_string().is_empty());
            if let Some(suggestion) = error.suggestion {
                assert!(
                    parse(&suggestion).is_ok(),
                    "{text:?} suggests {suggestion:?}"
                );
            }
        }
    }
}

#[test]
fn no_text_makes_the_parser_panic() {
    let mut numbers = Numbers(2);
    let mut read = 0;
    for turn in 0..30_000 {
        let text = if turn % 2 == 0 {
            made_up(&mut numbers)
        } else {
            mutated(&mut numbers)
        };
        read += u32::from(parse(&text).is_ok());
        holds(&text);
    }
    assert!(
        (3_000..27_000).contains(&read),
        "{read} of 30,000 were read, so one side is hardly tried"
    );
}

#[test]
fn any_characters_at_all_are_read_or_refused() {
    let mut numbers = Numbers(3);
    for _ in 0..3_000 {
        let count = numbers.below(60);
        let text: String = (0..count)
            .filter_map(|_| {
                let bits = 1 + numbers.below(20);
                char::from_u32(u32::try_from(numbers.below(1 << bits)).unwrap_or(0))
            })
            .collect();
        holds(&text);
    }
}

#[test]
fn what_is_long_or_deep_is_refused_in_words() {
    let many = |piece: &str, times: usize| piece.repeat(times);
    for (text, message) in [
        (many("(", 100_000), "characters"),
        (many("(", 3_000), "more brackets"),
        (many("-(", 1_500), "more brackets"),
        (many("NOT ", 900), "more brackets"),
        (many("title:(", 500), "more brackets"),
        (many("\"", 99_999), "characters"),
        (many("a OR ", 300) + "a", "more than 256 conditions"),
        (many("word ", 700), "more than 256 conditions"),
        (many("engin* ", 100), "with a star or a ~"),
        (many("enginer~2 ", 100), "with a star or a ~"),
        (many("x", 3_000) + "~2", "no word of more than"),
        ("ab~1".to_owned(), "too many words"),
        ("机~1".to_owned(), "too many words"),
        ("cats~2".to_owned(), "too many words"),
        ("a*".to_owned(), "too many words"),
    ] {
        let error = parse(&text)
            .err()
            .map(|error| error.message)
            .unwrap_or_default();
        let start: String = text.chars().take(30).collect();
        assert!(error.contains(message), "{start}: {error}");
        holds(&text);
    }
    for text in [
        many("word ", 250),
        many("(", 60) + "a" + &many(")", 60),
        format!("\"{}\"", many("a ", 1_500)),
    ] {
        assert!(parse(&text).is_ok());
        holds(&text);
    }
}
