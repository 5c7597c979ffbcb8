//! What can go wrong between findings and files: a definition or a template that cannot be used. Names the file and what to do.

/// Why no report came out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A `report.toml` that does not parse or names something that does not exist.
    #[error("{file}: {message}")]
    Definition {
        /// The file as the caller named it.
        file: String,
        /// What is wrong, with line and key.
        message: String,
    },
    /// A template whose name ends in none of the three known endings.
    #[error(
        "template `{0}`: a name ends in .md.hbs, .html.hbs or .svg.hbs; rename the file or remove it"
    )]
    TemplateName(String),
    /// A template that does not parse.
    #[error("template {name}, line {line}: {message}")]
    TemplateSyntax {
        /// The template's file name.
        name: String,
        /// The line, counted from 1; 0 where the parser gives none.
        line: usize,
        /// The parser's complaint, shortened to its first line.
        message: String,
    },
    /// A template that includes one which is not there.
    #[error("template {name} includes `{partial}`, which does not exist{hint}")]
    MissingPartial {
        /// The including template.
        name: String,
        /// The included name.
        partial: String,
        /// `; did you mean ...` or nothing.
        hint: String,
    },
    /// Templates that include each other: rendering them would exhaust the stack and abort the process.
    #[error("templates include each other without end: {0}; remove one of these inclusions")]
    PartialCycle(String),
    /// A construction that the checks cannot see through.
    #[error("template {name}: {construct} is not allowed; {instead}")]
    Forbidden {
        /// The template's file name.
        name: String,
        /// What was found.
        construct: String,
        /// What to write in its place.
        instead: String,
    },
    /// A template that failed on the values given to it, in strict mode usually for a misspelt field.
    #[error("template {name}: {message}")]
    Render {
        /// The template's file name.
        name: String,
        /// What handlebars says.
        message: String,
    },
    /// Findings or the manifest could not be written as JSON.
    #[error("manifest.json or claims.json: {0}")]
    Manifest(#[from] serde_json::Error),
    /// A period that the postings do not cover.
    #[error("{0}")]
    Period(String),
    /// The `claims.json` of an earlier report that cannot be read.
    #[error(
        "{file} is not the claims.json of a report: {message}; remove it to do without the comparison"
    )]
    Earlier {
        /// The file as the caller named it.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// A `manifest.json` that cannot be read.
    #[error("{file} is not the manifest.json of a report of this version: {message}")]
    NoManifest {
        /// The file as the caller named it.
        file: String,
        /// What is wrong.
        message: String,
    },
}
