//! A sentence in both languages and the values of its slots in, a [`Text`] out. Knows no number.

use analytics::claims::{Language, Text};
use model::{Day, DayRange};

/// What can stand in the slot of a sentence: it has words in every language.
pub(crate) trait Worded {
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
        super::both::day(*self).in_language(language)
    }
}

impl Worded for DayRange {
    fn in_language(&self, language: Language) -> String {
        super::both::days(*self).in_language(language)
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

impl Worded for usize {
    fn in_language(&self, _: Language) -> String {
        analytics::wording::count(*self as u64)
    }
}

impl<W: Worded + ?Sized> Worded for &W {
    fn in_language(&self, language: Language) -> String {
        W::in_language(self, language)
    }
}

/// A sentence in English and in Simplified Chinese with the same named slots: `said!("{n} weeks.", "{n} 周。", n = 3)`.
///
/// It does not compile where a language leaves a value out or has a slot without one.
macro_rules! said {
    ($en:literal, $zh:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        let text = |language: analytics::claims::Language| {
            $(let $name = $crate::wording::said::Worded::in_language(&$value, language);)*
            match language {
                analytics::claims::Language::En => format!($en $(, $name = $name)*),
                analytics::claims::Language::ZhCn => format!($zh $(, $name = $name)*),
            }
        };
        analytics::claims::Text {
            en: text(analytics::claims::Language::En),
            zh_cn: Some(text(analytics::claims::Language::ZhCn)),
        }
    }};
}
pub(crate) use said;
