//! Template texts in, rendered text out: which templates there are, and one registry for Markdown and one for markup. Knows no finding.

use std::collections::BTreeMap;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Template,
};
use serde::Serialize;

use crate::error::Error;
use crate::{escape, inclusion};

const EMBEDDED: &[(&str, &str)] = &[
    ("report.md.hbs", include_str!("../templates/report.md.hbs")),
    ("body.md.hbs", include_str!("../templates/body.md.hbs")),
    (
        "sections.md.hbs",
        include_str!("../templates/sections.md.hbs"),
    ),
    (
        "section.md.hbs",
        include_str!("../templates/section.md.hbs"),
    ),
    ("claim.md.hbs", include_str!("../templates/claim.md.hbs")),
    ("table.md.hbs", include_str!("../templates/table.md.hbs")),
    ("notes.md.hbs", include_str!("../templates/notes.md.hbs")),
    (
        "report.html.hbs",
        include_str!("../templates/report.html.hbs"),
    ),
    ("body.html.hbs", include_str!("../templates/body.html.hbs")),
    (
        "sections.html.hbs",
        include_str!("../templates/sections.html.hbs"),
    ),
    (
        "section.html.hbs",
        include_str!("../templates/section.html.hbs"),
    ),
    (
        "claim.html.hbs",
        include_str!("../templates/claim.html.hbs"),
    ),
    (
        "table.html.hbs",
        include_str!("../templates/table.html.hbs"),
    ),
    (
        "notes.html.hbs",
        include_str!("../templates/notes.html.hbs"),
    ),
    ("chart.svg.hbs", include_str!("../templates/chart.svg.hbs")),
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

    /// Parses and checks every template.
    pub(crate) fn compile(&self) -> Result<Compiled, Error> {
        let mut markdown = registry(escape::markdown);
        markdown.register_helper("code", Box::new(CodeSpan));
        let mut markup = registry(escape::markup);
        let mut markdown_parsed = BTreeMap::new();
        let mut markup_parsed = BTreeMap::new();
        for (file, text) in &self.texts {
            let parsed = Template::compile(text).map_err(|error| syntax(file, &error))?;
            if let Some(name) = file.strip_suffix(".md.hbs") {
                markdown_parsed.insert(name.to_owned(), parsed);
                register(&mut markdown, file, name, text)?;
            } else if let Some(name) = file
                .strip_suffix(".html.hbs")
                .or_else(|| file.strip_suffix(".svg.hbs"))
            {
                markup_parsed.insert(name.to_owned(), parsed);
                register(&mut markup, file, name, text)?;
            } else {
                return Err(Error::TemplateName(file.clone()));
            }
        }
        inclusion::check(&markdown_parsed, ".md.hbs")?;
        inclusion::check(&markup_parsed, ".html.hbs")?;
        Ok(Compiled { markdown, markup })
    }
}

/// Templates that parsed and passed the checks.
pub(crate) struct Compiled {
    markdown: Handlebars<'static>,
    markup: Handlebars<'static>,
}

impl Compiled {
    pub(crate) fn markdown(&self, name: &str, page: &impl Serialize) -> Result<String, Error> {
        run(&self.markdown, name, ".md.hbs", page)
    }

    pub(crate) fn html(&self, name: &str, page: &impl Serialize) -> Result<String, Error> {
        run(&self.markup, name, ".html.hbs", page)
    }

    pub(crate) fn svg(&self, name: &str, figure: &impl Serialize) -> Result<String, Error> {
        run(&self.markup, name, ".svg.hbs", figure)
    }
}

fn registry(escape: fn(&str) -> String) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    // An indented inclusion would turn Markdown into a code block.
    registry.set_prevent_indent(true);
    registry.register_escape_fn(escape);
    registry.register_helper("url", Box::new(Url));
    registry
}

fn register(
    registry: &mut Handlebars<'static>,
    file: &str,
    name: &str,
    text: &str,
) -> Result<(), Error> {
    registry
        .register_template_string(name, text)
        .map_err(|error| syntax(file, &error))
}

fn syntax(file: &str, error: &handlebars::TemplateError) -> Error {
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

fn run(
    registry: &Handlebars<'static>,
    name: &str,
    ending: &str,
    values: &impl Serialize,
) -> Result<String, Error> {
    registry.render(name, values).map_err(|error| {
        let inside = error.template_name.as_deref().unwrap_or(name);
        Error::Render {
            name: format!("{inside}{ending}"),
            message: match error.line_no {
                Some(line) => format!("line {line}: {}", error.reason()),
                None => error.reason().to_string(),
            },
        }
    })
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

/// `{{code x}}`: a Markdown code span.
struct CodeSpan;

impl HelperDef for CodeSpan {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let text = text_parameter(helper, "code")?;
        out.write(&escape::code_span(&text))?;
        Ok(())
    }
}

fn text_parameter(helper: &Helper<'_>, name: &str) -> Result<String, RenderErrorReason> {
    let parameter = helper
        .param(0)
        .filter(|value| !value.is_value_missing())
        .ok_or_else(|| RenderErrorReason::ParamNotFoundForIndex("url or code", 0))?;
    parameter
        .value()
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| RenderErrorReason::Other(format!("{{{{{name}}}}} takes a text")))
}
