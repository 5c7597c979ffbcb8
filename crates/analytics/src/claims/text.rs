//! Sentences in the languages of their readers, with slots for numbers. Knows which slots exist; computes no number.

use serde::Serialize;

/// The slots that a sentence may have. The first two are the ends of the window, the others come from the finding.
pub const SLOTS: [&str; 8] = [
    "start", "end", "claimed", "estimate", "low", "high", "n", "window",
];

/// A sentence in English and, where somebody wrote it, in Simplified Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN", skip_serializing_if = "Option::is_none")]
    pub zh_cn: Option<String>,
}

impl Text {
    /// The same in each language, with its slots filled: `fill` sees the name of a slot and gives its text.
    #[must_use]
    pub fn filled(&self, fill: impl Fn(&str, Language) -> String) -> Text {
        let one = |text: &str, language| {
            SLOTS.iter().fold(text.to_owned(), |text, slot| {
                let mark = format!("{{{slot}}}");
                match text.contains(&mark) {
                    true => text.replace(&mark, &fill(slot, language)),
                    false => text,
                }
            })
        };
        Text {
            en: one(&self.en, Language::En),
            zh_cn: self.zh_cn.as_ref().map(|text| one(text, Language::ZhCn)),
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

/// A language that sentences are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    ZhCn,
}
