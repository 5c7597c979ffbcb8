//! Sentences in the languages of their readers, with slots for numbers. Knows which slots exist; computes no number.

use serde::{Deserialize, Serialize};

use crate::wording;

/// The slots that a sentence may have. The first two are the ends of the window, the others come from the finding.
pub const SLOTS: [&str; 8] = [
    "start", "end", "claimed", "estimate", "low", "high", "n", "window",
];

/// A sentence in English and, where somebody wrote it, in Simplified Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN", skip_serializing_if = "Option::is_none")]
    pub zh_cn: Option<String>,
}

impl Text {
    /// A sentence that nobody has put into Chinese.
    #[must_use]
    pub fn english(en: impl Into<String>) -> Text {
        Text {
            en: en.into(),
            zh_cn: None,
        }
    }

    /// The same sentence in both languages.
    #[must_use]
    pub fn both(en: impl Into<String>, zh_cn: impl Into<String>) -> Text {
        Text {
            en: en.into(),
            zh_cn: Some(zh_cn.into()),
        }
    }

    /// Words that both languages write alike.
    #[must_use]
    pub fn same(words: impl Into<String>) -> Text {
        let words = words.into();
        Text::both(words.clone(), words)
    }

    /// The sentence in a language, or in English where nobody has put it into that.
    #[must_use]
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::ZhCn => self.zh_cn.as_deref().unwrap_or(&self.en),
        }
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.en.is_empty()
    }

    /// The same in each language, with its slots filled: `fill` sees the name of a slot and gives its text.
    #[must_use]
    pub fn filled(&self, fill: impl Fn(&str, Language) -> String) -> Text {
        let one = |text: &str, language| {
            wording::filled(text, language, |slot| {
                SLOTS.contains(&slot).then(|| fill(slot, language))
            })
        };
        Text {
            en: one(&self.en, Language::En),
            zh_cn: self.zh_cn.as_ref().map(|text| one(text, Language::ZhCn)),
        }
    }

    /// This and another sentence behind it. Where only one of them is in Chinese, the other stands beside it in English.
    #[must_use]
    pub fn then(self, next: &Text) -> Text {
        if next.is_empty() {
            return self;
        }
        if self.is_empty() {
            return next.clone();
        }
        let en = format!("{} {}", self.en, next.en);
        let zh_cn = match (&self.zh_cn, &next.zh_cn) {
            (None, None) => None,
            // A full stop of Chinese brings its own room.
            (Some(_), _) => Some(format!(
                "{}{}",
                self.of(Language::ZhCn),
                next.of(Language::ZhCn)
            )),
            (None, Some(next)) => Some(format!("{} {next}", self.en)),
        };
        Text { en, zh_cn }
    }

    /// Without the full stop, for a sentence that goes on.
    #[must_use]
    pub fn without_stop(&self) -> Text {
        let without = |text: &String| text.trim_end_matches(['.', '。']).to_owned();
        Text {
            en: without(&self.en),
            zh_cn: self.zh_cn.as_ref().map(without),
        }
    }

    /// With a small first letter, for a sentence inside another one. Chinese has no such letters.
    #[must_use]
    pub fn inside(&self) -> Text {
        let mut letters = self.en.chars();
        let first = letters.next().map(char::to_lowercase);
        Text {
            en: first.into_iter().flatten().chain(letters).collect(),
            zh_cn: self.zh_cn.clone(),
        }
    }

    /// The first slot that no finding fills, if there is one.
    #[must_use]
    pub fn unknown_slot(&self) -> Option<String> {
        let texts = [Some(&self.en), self.zh_cn.as_ref()];
        texts.into_iter().flatten().find_map(|text| {
            let mut rest = text.as_str();
            while let Some(from) = rest.find('{') {
                let (name, after) = rest[from + 1..].split_once('}')?;
                if !SLOTS.contains(&name) {
                    return Some(name.to_owned());
                }
                rest = after;
            }
            None
        })
    }
}

impl From<String> for Text {
    fn from(en: String) -> Text {
        Text::english(en)
    }
}

impl From<&str> for Text {
    fn from(en: &str) -> Text {
        Text::english(en)
    }
}

/// The English sentence, as programs that know no reader print it.
impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.en)
    }
}

/// A language that sentences are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    ZhCn,
}

impl Language {
    /// Every language, English first.
    pub const ALL: [Language; 2] = [Language::En, Language::ZhCn];

    /// Its tag: `en`, `zh-CN`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::ZhCn => "zh-CN",
        }
    }

    /// The language of a tag, in any letter case.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Language> {
        Language::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(tag))
    }
}
