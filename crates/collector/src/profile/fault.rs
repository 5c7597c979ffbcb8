//! What is wrong with a profile's text: file, line, key and the nearest right name.

/// A text that is not a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {key}: {what}{}", suggestion(nearest.as_deref()))]
pub struct ProfileError {
    file: String,
    line: usize,
    key: String,
    what: String,
    nearest: Option<String>,
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl ProfileError {
    /// A fault that belongs to no line.
    pub(crate) fn at_start(file: &str, key: &str, what: &str) -> ProfileError {
        ProfileError {
            file: file.to_owned(),
            line: 1,
            key: key.to_owned(),
            what: what.to_owned(),
            nearest: None,
        }
    }

    /// A fault of which the line is known, with the nearest right name where a wrong one was met.
    pub(crate) fn at_line(
        file: &str,
        line: usize,
        key: &str,
        what: String,
        nearest: Option<&str>,
    ) -> ProfileError {
        ProfileError {
            file: file.to_owned(),
            line,
            key: key.to_owned(),
            what,
            nearest: nearest.map(str::to_owned),
        }
    }

    /// A fault that the TOML reader found. The reader knows the place and the names it expected; the key is read
    /// from the line, and the nearest of the expected names is looked for here.
    #[must_use]
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> ProfileError {
        let message = error.message().trim();
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text[..start].matches('\n').count() + 1;
        let written = text.lines().nth(line - 1).unwrap_or_default().trim();
        let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let is_unknown = message.starts_with("unknown ");
        let key = match quoted.first() {
            Some(name)
                if message.starts_with("unknown field") || message.starts_with("missing field") =>
            {
                (*name).to_owned()
            }
            _ => written
                .split('=')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
        };
        let nearest = match quoted.split_first() {
            Some((wrong, right)) if is_unknown => nearest_of(wrong, right.iter().copied()),
            _ => None,
        };
        ProfileError {
            file: file.to_owned(),
            line,
            key,
            what: message.lines().next().unwrap_or_default().to_owned(),
            nearest: nearest.map(str::to_owned),
        }
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The key as it is written in the file.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The right name that is most like the wrong one.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

/// The name most like `wrong`, if it is like it at all: 0.75 lets two slips in eight letters pass, and in a short
/// word one slip always passes.
pub(crate) fn nearest_of<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(wrong, name), name))
        .filter(|(likeness, name)| {
            *likeness > 0.75 || strsim::damerau_levenshtein(wrong, name) <= 1
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
