//! The part of an address behind `?` in, the values of known names out; what is unknown, twice there or out of bounds is a fault.

use axum::http::Uri;
use url::form_urlencoded;

use crate::fault::Fault;

/// The values of an address, by name, in order.
pub struct Parameters {
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// Reads them; a name that is not among `known` is a fault, since a misspelt name that is passed over answers another question.
    pub fn of(uri: &Uri, known: &[&str]) -> Result<Parameters, Fault> {
        let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let pairs: Vec<(String, String)> = pairs.into_owned().collect();
        if let Some((name, _)) = pairs
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            let scored = known
                .iter()
                .map(|known| (strsim::jaro_winkler(name, known), known))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let near = scored
                .filter(|(score, _)| *score > 0.75)
                .map_or_else(String::new, |(_, near)| format!("; did you mean `{near}`?"));
            let known = known.join("`, `");
            return Err(Fault::bad(
                "unknown_parameter",
                format!("there is no parameter `{name}` here, only `{known}`{near}"),
            ));
        }
        Ok(Parameters { pairs })
    }

    /// All values of a name that are not blank.
    pub fn many(&self, name: &str) -> Vec<&str> {
        let own = self.pairs.iter().filter(|(own, _)| own == name);
        let values = own.map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty()).collect()
    }

    /// How often a name stands there, blank or not.
    pub fn written(&self, name: &str) -> usize {
        self.pairs.iter().filter(|(own, _)| own == name).count()
    }

    /// The value of a name; `None` where it is absent or blank.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.many(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(Fault::bad(
                "repeated_parameter",
                format!("`{name}` stands there more than once; leave one"),
            )),
        }
    }

    /// A whole number between two bounds. A blank one is none: no form has such a field, so that a program forgot its number.
    pub fn number(
        &self,
        name: &str,
        default: usize,
        (least, most): (usize, usize),
    ) -> Result<usize, Fault> {
        if self.written(name) == 0 {
            return Ok(default);
        }
        let text = self.one(name)?.unwrap_or_default();
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits {
            return Err(Fault::bad(
                "bad_parameter",
                format!("`{name}` must be a whole number, not `{text}`"),
            ));
        }
        match text.parse::<usize>() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(Fault::beyond(
                "out_of_bounds",
                format!("`{name}` must be from {least} to {most}, not {text}"),
            )),
        }
    }

    /// One of some words.
    pub fn choice<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Fault> {
        let Some(text) = self.one(name)? else {
            return Ok(None);
        };
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| Some(*value)).ok_or_else(|| {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let all = all.join("`, `");
            Fault::bad(
                "bad_parameter",
                format!("`{name}` must be one of `{all}`, not `{text}`"),
            )
        })
    }

    /// `true` or `false`; a blank one is neither.
    pub fn flag(&self, name: &str) -> Result<bool, Fault> {
        let words = [("true", true), ("false", false)];
        match self.choice(name, &words)? {
            Some(flag) => Ok(flag),
            None if self.written(name) == 0 => Ok(false),
            None => Err(Fault::bad(
                "bad_parameter",
                format!("`{name}` must be `true` or `false`, and not blank"),
            )),
        }
    }
}
