//! Sentences with named slots and the values of these in, the sentences filled out, each value in the words of its language. Knows no number and no claim.

use model::{Day, DayRange};

use super::{both, zh};
use crate::claims::{Language, Text};

/// What can stand in the slot of a sentence: it has words in every language.
pub trait Worded {
    /// Its words.
    fn in_language(&self, language: Language) -> String;
}

impl Worded for Text {
    fn in_language(&self, language: Language) -> String {
        self.of(language).to_owned()
    }
}

impl Worded for Day {
    fn in_language(&self, language: Language) -> String {
        both::day(*self).in_language(language)
    }
}

impl Worded for DayRange {
    fn in_language(&self, language: Language) -> String {
        both::days(*self).in_language(language)
    }
}

/// Words of a user, and names in queries and files: nobody translates them.
impl Worded for str {
    fn in_language(&self, _: Language) -> String {
        self.to_owned()
    }
}

impl Worded for String {
    fn in_language(&self, _: Language) -> String {
        self.clone()
    }
}

/// Small numbers, of categories, weeks or days; numbers of postings have [`both::count`] and [`both::cell`].
impl Worded for usize {
    fn in_language(&self, _: Language) -> String {
        self.to_string()
    }
}

impl Worded for i32 {
    fn in_language(&self, _: Language) -> String {
        self.to_string()
    }
}

impl<W: Worded + ?Sized> Worded for &W {
    fn in_language(&self, language: Language) -> String {
        W::in_language(self, language)
    }
}

/// A sentence in English and in Simplified Chinese with the same named slots, filled: `said!("{n} weeks.", "{n} 周。", n = 3)`; `n` alone
/// takes the local of that name.
///
/// It does not compile where a language leaves a value out or has a slot without one.
#[macro_export]
macro_rules! said {
    ($en:literal, $zh:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        // The compiler reads the slots of both languages here; in a function of its own it finds no local of the caller's by accident.
        #[allow(dead_code, reason = "it is there to be compiled")]
        fn slots() -> [String; 2] {
            [format!($en $(, $name = "")*), format!($zh $(, $name = "")*)]
        }
        $crate::wording::slots::text(
            [$en, $zh],
            &[$((
                stringify!($name),
                &$crate::said!(@value $name $(= $value)?) as &dyn $crate::wording::slots::Worded,
            )),*],
        )
    }};
    (@value $name:ident) => { $name };
    (@value $name:ident = $value:expr) => { $value };
}
pub(crate) use said;

/// What `said!` calls: the sentence in English and in Chinese, and the values of its slots by name.
#[must_use]
pub fn text([en, zh]: [&str; 2], values: &[(&str, &dyn Worded)]) -> Text {
    let value = |name: &str, language| {
        let found = values.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| value.in_language(language))
    };
    Text {
        en: filled(en, Language::En, |name| value(name, Language::En)),
        zh_cn: Some(filled(zh, Language::ZhCn, |name| {
            value(name, Language::ZhCn)
        })),
    }
}

/// A sentence with its slots filled; one that has no value stays as it is. In Chinese the spaces at the ends of a value are those that its
/// neighbours ask for, whatever stands in the sentence.
pub(crate) fn filled(
    sentence: &str,
    language: Language,
    value: impl Fn(&str) -> Option<String>,
) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    // Whether the text ends with a value, so that the words behind it are joined to it and not merely put there.
    let mut open = false;
    let add = |text: &mut String, part: &str, joined: bool| match language {
        Language::ZhCn if joined => zh::join(text, part),
        _ => text.push_str(part),
    };
    while let Some((before, name, after)) = next_slot(rest) {
        add(&mut text, before, open);
        match value(name) {
            Some(value) => {
                add(&mut text, &value, true);
                open = true;
            }
            None => {
                text.push_str(&rest[before.len()..rest.len() - after.len()]);
                open = false;
            }
        }
        rest = after;
    }
    add(&mut text, rest, open);
    text
}

/// What stands before the first slot, its name, and what stands behind it.
fn next_slot(text: &str) -> Option<(&str, &str, &str)> {
    let (before, from) = text.split_once('{')?;
    let (name, after) = from.split_once('}')?;
    Some((before, name, after))
}
