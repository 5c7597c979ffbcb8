//! One element of a document with everything in it: its names, attributes, text and markup. Knows no feed.

use quick_xml::escape::escape;

use super::names::local_part;

/// An element; its name is written with the usual prefix (`dc:creator`), or without one if it is a feed's own.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// Names as they are written, in lower case; values without entities.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|(own, value)| local_part(own) == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    }

    /// The elements right in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of this name right in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The text right in it, without outer blanks; the text of elements in it does not count.
    pub(super) fn own_text(&self) -> String {
        let mut text = String::new();
        for node in &self.children {
            if let Node::Text(own) = node {
                text.push_str(own);
            }
        }
        trimmed(text)
    }

    /// All text in it, whatever elements it stands in.
    pub(super) fn whole_text(&self) -> String {
        let mut text = String::new();
        self.walk(&mut |step| {
            if let Step::Text(own) = step {
                text.push_str(own);
            }
        });
        trimmed(text)
    }

    /// Whether elements stand in it.
    pub(super) fn has_markup(&self) -> bool {
        self.elements().next().is_some()
    }

    /// What stands in it, written as HTML again.
    pub(super) fn markup(&self) -> String {
        let mut out = String::new();
        self.walk(&mut |step| match step {
            Step::Open(element) => {
                out.push('<');
                out.push_str(local_part(&element.name));
                for (name, value) in &element.attributes {
                    if matches!(name.as_str(), "href" | "src" | "alt" | "title") {
                        out.push_str(&format!(" {name}=\"{}\"", escape(value.as_str())));
                    }
                }
                out.push('>');
            }
            Step::Text(text) => out.push_str(&escape(text)),
            Step::Close(element) => {
                let local = local_part(&element.name);
                // The end tag of an element that HTML knows as empty would open another.
                if !matches!(
                    local,
                    "br" | "hr" | "img" | "input" | "meta" | "link" | "area"
                ) {
                    out.push_str(&format!("</{local}>"));
                }
            }
        });
        trimmed(out)
    }

    /// Visits what stands in it, in order. By recursion, since the scanner bounds the depth.
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(Step<'a>)) {
        for node in &self.children {
            match node {
                Node::Text(text) => visit(Step::Text(text)),
                Node::Element(element) => {
                    visit(Step::Open(element));
                    element.walk(visit);
                    visit(Step::Close(element));
                }
            }
        }
    }
}

/// One step on the way through an element.
enum Step<'a> {
    Open(&'a Element),
    Text(&'a str),
    Close(&'a Element),
}

fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() {
        text
    } else {
        inner.to_owned()
    }
}
