//! Declared CSS selectors in, what they find on a page out. Knows no posting.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Selector};

use crate::document::RawDocument;
use crate::read::charset::text_of_bytes;
use crate::read::html::{clean_line, parse_html_guarded, text_of_html};

/// A selector, and of what it finds the attribute that is meant, where one is: `time@datetime`.
#[derive(Debug)]
pub(super) struct Select {
    /// `None` stands for the element itself (`@href`).
    selector: Option<Selector>,
    attribute: Option<String>,
}

impl Select {
    fn parse(key: &str, written: &str) -> Result<Select, String> {
        let (css, attribute) = match written.rsplit_once('@') {
            // An @ inside brackets or quotes belongs to the selector.
            Some((css, name)) if !name.contains([']', '"', '\'']) => {
                (css.trim(), Some(name.trim().to_owned()))
            }
            _ => (written.trim(), None),
        };
        if attribute.as_deref() == Some("") || (css.is_empty() && attribute.is_none()) {
            return Err(format!("`select.{key}` is empty"));
        }
        let selector = if css.is_empty() {
            None
        } else {
            let parsed = Selector::parse(css)
                .map_err(|_| format!("`select.{key}`: `{css}` is no CSS selector"))?;
            Some(parsed)
        };
        Ok(Select {
            selector,
            attribute,
        })
    }

    /// What it finds inside an element, in the page's order.
    pub(super) fn all<'a>(
        &'a self,
        scope: ElementRef<'a>,
    ) -> Box<dyn Iterator<Item = ElementRef<'a>> + 'a> {
        match &self.selector {
            Some(selector) => Box::new(scope.select(selector)),
            None => Box::new(std::iter::once(scope)),
        }
    }

    /// The first address that it finds: of the named attribute, else of `href`, else of the first link inside.
    pub(super) fn address(&self, scope: ElementRef<'_>) -> Option<String> {
        self.all(scope).find_map(|element| self.address_of(element))
    }

    pub(super) fn address_of(&self, element: ElementRef<'_>) -> Option<String> {
        let own = element.attr(self.attribute.as_deref().unwrap_or("href"));
        let inner = || {
            let mut inside = element.descendants().filter_map(ElementRef::wrap);
            inside.find_map(|element| element.attr("href"))
        };
        let address = own.or_else(inner)?.trim();
        (!address.is_empty()).then(|| address.to_owned())
    }

    /// The first line of text that it finds; of a `time` its `datetime`.
    pub(super) fn line(&self, scope: ElementRef<'_>) -> Option<String> {
        self.all(scope).find_map(|element| {
            let stated = match &self.attribute {
                Some(name) => element.attr(name),
                None => element.attr("datetime"),
            };
            let text = match (stated, &self.attribute) {
                (Some(text), _) => clean_line(text),
                (None, Some(_)) => return None,
                (None, None) => clean_line(&text_of_html(&element.html()).replace('\n', " ")),
            };
            (!text.is_empty()).then_some(text)
        })
    }

    /// Everything that it finds, as text with its paragraphs.
    pub(super) fn text(&self, scope: ElementRef<'_>) -> String {
        let parts: Vec<String> = self
            .all(scope)
            .map(|element| match &self.attribute {
                Some(name) => text_of_html(element.attr(name).unwrap_or_default()),
                None => text_of_html(&element.html()),
            })
            .filter(|part| !part.is_empty())
            .collect();
        parts.join("\n\n")
    }
}

/// The declared selectors by their keys.
#[derive(Debug)]
pub(super) struct Selectors(BTreeMap<String, Select>);

impl Selectors {
    /// Checks the declaration; `known` are the keys that hold selectors, `plain` those that hold other text.
    ///
    /// # Errors
    /// With the key that is unknown, missing or no selector.
    pub(super) fn check(
        written: &BTreeMap<String, String>,
        known: &[&str],
        plain: &[&str],
        needed: &[&str],
    ) -> Result<Selectors, String> {
        let mut all = BTreeMap::new();
        for (key, css) in written {
            if known.contains(&key.as_str()) {
                all.insert(key.clone(), Select::parse(key, css)?);
            } else if !plain.contains(&key.as_str()) {
                let names: Vec<String> = known
                    .iter()
                    .chain(plain)
                    .map(|name| format!("`{name}`"))
                    .collect();
                return Err(format!(
                    "`select.{key}` is unknown (expected one of {})",
                    names.join(", ")
                ));
            }
        }
        match needed.iter().find(|key| !all.contains_key(**key)) {
            Some(key) => Err(format!("`select.{key}` is missing, a CSS selector")),
            None => Ok(Selectors(all)),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Select> {
        self.0.get(key)
    }
}

/// The page as a tree.
///
/// # Errors
/// Where it is empty, or longer than any page that people read.
pub(super) fn tree_of(document: &RawDocument) -> Result<Html, String> {
    let text = text_of(document);
    if text.trim().is_empty() {
        return Err("the page is empty".to_owned());
    }
    parse_html_guarded(&text)
}

/// The page's text in the encoding that its header or its head names.
pub(super) fn text_of(document: &RawDocument) -> String {
    text_of_bytes(&document.body, document.header("content-type")).text
}
