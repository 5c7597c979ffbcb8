//! Template texts in, rendered text out: which templates there are, and one registry for Markdown and one for markup. Knows no finding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use analytics::claims::Language;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Template,
};
use serde::Serialize;

use crate::error::Error;
use crate::page::Quotes;
use crate::{escape, inclusion};

/// Template files by name.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

const EMBEDDED: &[(&str, &str)] = embedded![
    "body.html.hbs",
    "body.md.hbs",
    "changes.html.hbs",
    "changes.md.hbs",
    "chart.svg.hbs",
    "claim.html.hbs",
    "claim.md.hbs",
    "figure.html.hbs",
    "figure.md.hbs",
    "leading.html.hbs",
    "leading.md.hbs",
    "notes.html.hbs",
    "notes.md.hbs",
    "report.html.hbs",
    "report.md.hbs",
    "section.html.hbs",
    "section.md.hbs",
    "sections.html.hbs",
    "sections.md.hbs",
    "table.html.hbs",
    "table.md.hbs",
];

/// The templates of a report by file name: the program's own, and what a report's folder puts in their place.
///
/// A template `claim.md.hbs` is included as `{{> claim}}` by other Markdown templates; `.html.hbs` and `.svg.hbs` likewise.
#[derive(Clone, Debug)]
pub struct Templates {
    texts: BTreeMap<String, String>,
}

impl Templates {
    /// The templates that come with the program.
    #[must_use]
    pub fn embedded() -> Templates {
        Templates {
            texts: EMBEDDED
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// Puts a text in the place of one template, or adds it; [`crate::render`] says whether it can be used.
    pub fn override_with(&mut self, name: &str, text: String) {
        self.texts.insert(name.to_owned(), text);
    }

    /// A hash of all templates with their names and of the style sheets.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let styles = [
            ("page.css", crate::PAGE_STYLE),
            ("chart.css", crate::CHART_STYLE),
        ];
        let texts = self
            .texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        for part in texts.chain(styles).flat_map(|(name, text)| [name, text]) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The file names of all templates, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Parses and checks every template of a language, with what they may quote.
    ///
    /// A template `body.zh-CN.md.hbs` stands for `body.md.hbs` in that language alone.
    pub(crate) fn compile(&self, language: Language, quotes: Quotes) -> Result<Compiled, Error> {
        let mut markdown = Kind::new(registry(escape::markdown));
        let mut markup = Kind::new(registry(escape::markup));
        let quotes = Arc::new(quotes);
        for (kind, form) in [(&mut markdown, Form::Markdown), (&mut markup, Form::Markup)] {
            let registry = &mut kind.registry;
            registry.register_helper("code", Box::new(Code(form)));
            registry.register_helper("lines", Box::new(Lines(form)));
            registry.register_helper("claim", Box::new(QuotedClaim(Arc::clone(&quotes), form)));
            registry.register_helper("metric", Box::new(QuotedMetric(Arc::clone(&quotes), form)));
        }
        for (file, text) in &self.texts {
            let parsed = Template::compile(text).map_err(|error| syntax(file, &error))?;
            let endings = [".md.hbs", ".html.hbs", ".svg.hbs"];
            let found = endings.iter().find_map(|ending| {
                let name = file.strip_suffix(ending)?;
                Some((*ending, name))
            });
            let Some((ending, name)) = found else {
                return Err(Error::TemplateName(file.clone()));
            };
            let kind = match ending {
                ".md.hbs" => &mut markdown,
                _ => &mut markup,
            };
            let of_language = name
                .rsplit_once('.')
                .and_then(|(name, tag)| Some((name, Language::from_tag(tag)?)));
            match of_language {
                Some((name, its)) if its == language => kind.put(name, file, text, parsed, true)?,
                Some(_) => {}
                None => kind.put(name, file, text, parsed, false)?,
            }
        }
        inclusion::check(&markdown.parsed, &markdown.files)?;
        inclusion::check(&markup.parsed, &markup.files)?;
        Ok(Compiled { markdown, markup })
    }
}

/// What a rendered text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Markdown,
    Markup,
}

impl Form {
    fn escaped(self, text: &str) -> String {
        match self {
            Form::Markdown => escape::markdown(text),
            Form::Markup => escape::markup(text),
        }
    }
}

/// The templates of one form.
pub(crate) struct Kind {
    registry: Handlebars<'static>,
    pub(crate) parsed: BTreeMap<String, Template>,
    /// The file behind each name.
    pub(crate) files: BTreeMap<String, String>,
    /// The names whose file is of the language that is rendered.
    own: BTreeSet<String>,
}

impl Kind {
    pub(crate) fn new(registry: Handlebars<'static>) -> Kind {
        Kind {
            registry,
            parsed: BTreeMap::new(),
            files: BTreeMap::new(),
            own: BTreeSet::new(),
        }
    }

    pub(crate) fn put(
        &mut self,
        name: &str,
        file: &str,
        text: &str,
        parsed: Template,
        is_own: bool,
    ) -> Result<(), Error> {
        if self.own.contains(name) {
            return Ok(());
        }
        if is_own {
            self.own.insert(name.to_owned());
        }
        self.registry
            .register_template_string(name, text)
            .map_err(|error| syntax(file, &error))?;
        self.parsed.insert(name.to_owned(), parsed);
        self.files.insert(name.to_owned(), file.to_owned());
        Ok(())
    }

    pub(crate) fn run(&self, name: &str, values: &impl Serialize) -> Result<String, Error> {
        self.registry.render(name, values).map_err(|error| {
            let inside = error.template_name.as_deref().unwrap_or(name);
            let file = self.files.get(inside).map_or(inside, String::as_str);
            Error::Render {
                name: file.to_owned(),
                message: match error.line_no {
                    Some(line) => format!("line {line}: {}", error.reason()),
                    None => error.reason().to_string(),
                },
            }
        })
    }
}

/// Templates that parsed and passed the checks.
pub(crate) struct Compiled {
    markdown: Kind,
    markup: Kind,
}

impl Compiled {
    pub(crate) fn markdown(&self, name: &str, page: &impl Serialize) -> Result<String, Error> {
        self.markdown.run(name, page)
    }

    pub(crate) fn html(&self, name: &str, page: &impl Serialize) -> Result<String, Error> {
        self.markup.run(name, page)
    }

    pub(crate) fn svg(&self, name: &str, figure: &impl Serialize) -> Result<String, Error> {
        self.markup.run(name, figure)
    }
}

/// A picture by the program's own template, whatever a report puts in its place.
pub(crate) fn picture(figure: &impl Serialize) -> Result<String, Error> {
    const FILE: &str = "chart.svg.hbs";
    let mut pictures = Kind::new(registry(escape::markup));
    for (file, text) in EMBEDDED.iter().filter(|(file, _)| *file == FILE) {
        let parsed = Template::compile(text).map_err(|error| syntax(file, &error))?;
        pictures.put("chart", file, text, parsed, false)?;
    }
    pictures.run("chart", figure)
}

pub(crate) fn registry(escape: fn(&str) -> String) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    // An indented inclusion would turn Markdown into a code block.
    registry.set_prevent_indent(true);
    registry.register_escape_fn(escape);
    registry.register_helper("url", Box::new(Url));
    registry
}

pub(crate) fn syntax(file: &str, error: &handlebars::TemplateError) -> Error {
    Error::TemplateSyntax {
        name: file.to_owned(),
        line: error.pos().map_or(0, |(line, _)| line),
        // The grammar's list of what it would have taken runs over many lines and helps nobody.
        message: error
            .reason()
            .to_string()
            .lines()
            .next()
            .unwrap_or("does not parse")
            .to_owned(),
    }
}

/// `{{url x}}`: the address if it is safe to follow, else `#`.
struct Url;

impl HelperDef for Url {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let address = text_parameter(helper, "url")?;
        let safe = escape::safe_url(&address).unwrap_or_else(|| "#".to_owned());
        // Encoded as it is, only the ampersand is left to escape; both Markdown and HTML read the entity.
        out.write(&safe.replace('&', "&amp;"))?;
        Ok(())
    }
}

/// `{{code x}}`: a code span.
struct Code(Form);

impl HelperDef for Code {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let text = text_parameter(helper, "code")?;
        out.write(&match self.0 {
            Form::Markdown => escape::code_span(&text),
            Form::Markup => format!("<code>{}</code>", escape::markup(&text)),
        })?;
        Ok(())
    }
}

/// `{{lines x}}`: a text with each of its sentences on a line of its own, so that a change of one is a change of one line.
struct Lines(Form);

impl HelperDef for Lines {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let text = text_parameter(helper, "lines")?;
        let sentences = escape::sentences(&text);
        let escaped: Vec<String> = sentences
            .iter()
            .map(|sentence| self.0.escaped(sentence))
            .collect();
        out.write(&escaped.join("\n"))?;
        Ok(())
    }
}

/// `{{claim "C01" "estimate"}}`: a field of a claim.
struct QuotedClaim(Arc<Quotes>, Form);

impl HelperDef for QuotedClaim {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let id = text_parameter(helper, "claim")?;
        let field = helper
            .param(1)
            .and_then(|value| value.value().as_str())
            .ok_or_else(|| {
                RenderErrorReason::Other("{{claim}} takes a claim's id and a field".to_owned())
            })?;
        let words = self.0.claim(&id, field).map_err(RenderErrorReason::Other)?;
        out.write(&self.1.escaped(words))?;
        Ok(())
    }
}

/// `{{metric "postings"}}`: a number about the report as a whole.
struct QuotedMetric(Arc<Quotes>, Form);

impl HelperDef for QuotedMetric {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let name = text_parameter(helper, "metric")?;
        let words = self.0.metric(&name).map_err(RenderErrorReason::Other)?;
        out.write(&self.1.escaped(words))?;
        Ok(())
    }
}

fn text_parameter(helper: &Helper<'_>, name: &str) -> Result<String, RenderErrorReason> {
    let parameter = helper
        .param(0)
        .filter(|value| !value.is_value_missing())
        .ok_or(RenderErrorReason::ParamNotFoundForIndex(
            "url, code, lines, claim or metric",
            0,
        ))?;
    parameter
        .value()
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| RenderErrorReason::Other(format!("{{{{{name}}}}} takes a text")))
}
