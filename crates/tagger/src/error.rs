//! What can be wrong with a rule file: in comes nothing, out goes a message that names the file, the tag, the key and the pattern. Knows no rule.

/// A fault in the rules. The embedded rules have none; a user's own file may.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not TOML, an unknown key, or a value of another kind.
    #[error("{file}: {message}")]
    Toml {
        /// `skills.toml` or `categories.toml`.
        file: &'static str,
        /// What the parser says, with line and column.
        message: String,
    },
    /// A pattern that is not a regular expression.
    #[error("skills.toml, `{tag}`, key `{key}`: pattern `{pattern}` does not compile: {reason}")]
    Pattern {
        /// The tag's slug, or the number of a polarity rule.
        tag: String,
        /// The key that holds it.
        key: &'static str,
        /// The pattern as written.
        pattern: String,
        /// What the regex parser says.
        reason: String,
    },
    /// A pattern without a literal beginning, so that the automaton could not find it.
    #[error(
        "skills.toml, `{tag}`, key `{key}`: pattern `{pattern}` begins with no literal text; move it to `spanning` and list its cores"
    )]
    NoLiteral {
        /// The tag's slug.
        tag: String,
        /// The key that holds it.
        key: &'static str,
        /// The pattern as written.
        pattern: String,
    },
    /// A pattern for any letter case that is written with capitals.
    #[error(
        "skills.toml, `{tag}`, key `{key}`: pattern `{pattern}` holds a capital; write it in lower case, or move it to `case_sensitive`"
    )]
    Capital {
        /// The tag's slug.
        tag: String,
        /// The key that holds it.
        key: &'static str,
        /// The pattern as written.
        pattern: String,
    },
    /// Two tags of one name.
    #[error("skills.toml, `{tag}`: this slug stands there twice")]
    Twice {
        /// The tag's slug.
        tag: String,
    },
    /// More tags than a set of 64 bits holds.
    #[error("skills.toml, `{tag}`: more than 64 tags do not fit in a set; remove one")]
    TooMany {
        /// The first tag that does not fit.
        tag: String,
    },
    /// A rule that names something that is not there.
    #[error("{file}, key `{key}`: `{name}` is not known here")]
    Unknown {
        /// `skills.toml` or `categories.toml`.
        file: &'static str,
        /// The key that names it.
        key: &'static str,
        /// The unknown name.
        name: String,
    },
    /// A line of a file of hand labels that does not fit.
    #[error("hand labels, line {line}: {what}")]
    Label {
        /// Counted from 1.
        line: usize,
        /// What does not fit.
        what: String,
    },
}
