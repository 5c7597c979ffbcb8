//! Parsed templates in, a refusal out where rendering them could abort the process or let foreign text through unescaped. Knows no value.

use std::collections::{BTreeMap, BTreeSet};

use handlebars::Template;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};

use crate::error::Error;

/// The only values that may be written with `{{{ }}}`: our own SVG and style sheets, escaped where they were made.
const RAW: &[&str] = &["svg", "style", "chart_style"];

/// Checks that every inclusion exists and that none leads back to itself; mutual inclusion exhausts the stack in handlebars, which
/// ends the whole process instead of the report.
///
/// `files` are the files behind the names, for messages.
pub(crate) fn check(
    templates: &BTreeMap<String, Template>,
    files: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let mut edges: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (name, template) in templates {
        let mut found = Found {
            file: files.get(name).unwrap_or(name).clone(),
            partials: BTreeSet::new(),
        };
        found.template(template)?;
        for partial in &found.partials {
            if !templates.contains_key(partial) {
                let known: Vec<&str> = templates.keys().map(String::as_str).collect();
                return Err(Error::MissingPartial {
                    name: found.file,
                    partial: partial.clone(),
                    hint: format!("; there are {}", known.join(", ")),
                });
            }
        }
        edges.insert(name, found.partials);
    }
    let mut done = BTreeSet::new();
    for name in edges.keys() {
        walk(name, &edges, &mut Vec::new(), &mut done)?;
    }
    Ok(())
}

fn walk<'a>(
    name: &'a str,
    edges: &'a BTreeMap<&str, BTreeSet<String>>,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Result<(), Error> {
    if let Some(start) = path.iter().position(|step| *step == name) {
        let mut cycle: Vec<&str> = path[start..].to_vec();
        cycle.push(name);
        return Err(Error::PartialCycle(cycle.join(" > ")));
    }
    if done.contains(name) {
        return Ok(());
    }
    path.push(name);
    for next in edges.get(name).into_iter().flatten() {
        walk(next, edges, path, done)?;
    }
    path.pop();
    done.insert(name);
    Ok(())
}

struct Found {
    file: String,
    partials: BTreeSet<String>,
}

impl Found {
    fn template(&mut self, template: &Template) -> Result<(), Error> {
        for element in &template.elements {
            self.element(element)?;
        }
        Ok(())
    }

    fn element(&mut self, element: &TemplateElement) -> Result<(), Error> {
        match element {
            TemplateElement::HtmlExpression(raw) => {
                let name = name_of(&raw.name);
                let last = name.rsplit(['.', '/']).next().unwrap_or("");
                if raw.params.is_empty() && RAW.contains(&last) {
                    Ok(())
                } else {
                    Err(self.forbidden(
                        format!("{{{{{{{name}}}}}}}"),
                        "write it with two braces, so that it is escaped",
                    ))
                }
            }
            TemplateElement::HelperBlock(block) => self.block(block),
            TemplateElement::PartialExpression(partial)
            | TemplateElement::PartialBlock(partial) => self.partial(partial),
            TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) => {
                Err(self.forbidden(
                    "a decorator ({{*name}} or {{#*inline}})".to_owned(),
                    "put the part into a template of its own",
                ))
            }
            // Text, comments and escaped expressions include nothing.
            _ => Ok(()),
        }
    }

    fn block(&mut self, block: &HelperTemplate) -> Result<(), Error> {
        for inner in [&block.template, &block.inverse].into_iter().flatten() {
            self.template(inner)?;
        }
        Ok(())
    }

    fn partial(&mut self, partial: &DecoratorTemplate) -> Result<(), Error> {
        if matches!(partial.name, Parameter::Subexpression(_)) {
            return Err(self.forbidden(
                "a computed name in {{> }}".to_owned(),
                "name the included template itself",
            ));
        }
        let name = name_of(&partial.name);
        if name.starts_with('@') {
            return Err(self.forbidden(
                format!("{{{{> {name}}}}}"),
                "include a template by its name",
            ));
        }
        self.partials.insert(name);
        match &partial.template {
            Some(inner) => self.template(inner),
            None => Ok(()),
        }
    }

    fn forbidden(&self, construct: String, instead: &str) -> Error {
        Error::Forbidden {
            name: self.file.clone(),
            construct,
            instead: instead.to_owned(),
        }
    }
}

fn name_of(parameter: &Parameter) -> String {
    match parameter {
        Parameter::Literal(value) => value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
        other => other.as_name().unwrap_or("").to_owned(),
    }
}
