//! One item as elements in, its fields out, under one name whatever its format calls them. Knows no document.

use url::Url;

use super::element::Element;
use crate::read::html::{clean_line, clean_text, text_of_html};

/// One entry of a feed.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// `guid`, `id` or `rdf:about`, as it is written.
    pub id: Option<String>,
    /// Absolute address of its page; only `http` and `https`.
    pub link: Option<String>,
    /// Its title, as one line of clean text.
    pub title: String,
    /// When it was published, as it is written.
    pub published: Option<String>,
    /// When it was last changed, as it is written (`updated`, `modified`, `dc:date`).
    pub updated: Option<String>,
    /// What it says in short.
    pub summary: Markup,
    /// What it says in full.
    pub content: Markup,
    /// Who wrote it.
    pub author: Option<String>,
    /// The names of its categories, in its order.
    pub categories: Vec<String>,
    /// The address of the file that comes with it.
    pub enclosure: Option<String>,
    /// Its other elements by their usual name in lower case (`region`, `job:salary`), in its order.
    pub elements: Vec<(String, String)>,
}

/// Text of which it is known whether it is HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// As the feed holds it.
    pub value: String,
    /// Whether it is HTML.
    pub is_html: bool,
}

impl Markup {
    /// Clean text with its paragraphs.
    #[must_use]
    pub fn text(&self) -> String {
        if self.is_html {
            text_of_html(&self.value)
        } else {
            clean_text(&self.value)
        }
    }

    fn is_empty(&self) -> bool {
        self.value.is_empty()
    }
}

impl Entry {
    /// The clean text of the content, or of the summary where that says more.
    #[must_use]
    pub fn body(&self) -> String {
        let content = self.content.text();
        if self.summary.value.len() <= self.content.value.len() / 2 || self.summary == self.content
        {
            return content;
        }
        let summary = self.summary.text();
        if summary.len() > content.len() {
            summary
        } else {
            content
        }
    }

    /// The first element of this name that says anything.
    #[must_use]
    pub fn element(&self, name: &str) -> Option<&str> {
        let mut all = self.elements.iter();
        all.find(|(own, text)| own == name && !text.is_empty())
            .map(|(_, text)| text.as_str())
    }
}

/// The fields of an item; `base` is what its relative addresses are resolved against.
pub(super) fn entry_of(item: &Element, base: Option<&Url>) -> Entry {
    let mut entry = Entry {
        id: first_text(item, &["guid", "id", "referencenumber"])
            .or_else(|| item.attribute("about").map(str::to_owned)),
        published: first_text(
            item,
            &["pubdate", "published", "issued", "dcterms:issued", "date"],
        ),
        updated: first_text(
            item,
            &[
                "updated",
                "modified",
                "dcterms:modified",
                "dc:date",
                "lastbuilddate",
            ],
        )
        .or_else(|| item.attribute("lastmod").map(str::to_owned)),
        enclosure: enclosure_of(item, base),
        author: author_of(item),
        ..Entry::default()
    };
    entry.title = ["title", "dc:title", "media:title"]
        .iter()
        .flat_map(|name| item.all(name))
        .map(line_of)
        .find(|title| !title.is_empty())
        .unwrap_or_default();
    // The first of several short texts is the summary; a second one says more.
    let mut summaries = item
        .elements()
        .filter(|element| matches!(element.name.as_str(), "description" | "summary"))
        .map(markup_of)
        .filter(|markup| !markup.is_empty());
    entry.summary = summaries.next().unwrap_or_default();
    entry.content = first_markup(item, &CONTENTS);
    if entry.content.is_empty() {
        entry.content = summaries.next().unwrap_or_default();
    }
    if entry.summary.is_empty() {
        let mut places = vec![item];
        places.extend(item.all("media:group"));
        let found = places.iter().map(|place| first_markup(place, &SUMMARIES));
        entry.summary = found
            .into_iter()
            .find(|markup| !markup.is_empty())
            .unwrap_or_default();
    }
    if entry.summary.is_empty() {
        entry.summary = entry.content.clone();
    }
    entry.link = link_of(item, base);
    // Atom lets an id be relative, and a relative one is every site's.
    if let Some(id) = entry.id.as_deref().filter(|id| id.starts_with('/'))
        && let Some(whole) = resolved(id, base)
    {
        entry.id = Some(whole);
    }
    for element in item.elements() {
        match element.name.as_str() {
            "category" | "dc:subject" | "media:category" | "itunes:category" => {
                let label = element
                    .attribute("term")
                    .or_else(|| element.attribute("text"))
                    .map_or_else(|| clean_line(&element.own_text()), clean_line);
                if !label.is_empty() {
                    entry.categories.push(label);
                }
            }
            name if is_mapped(name) => {}
            name => {
                let text = element.whole_text();
                entry.elements.push((name.to_owned(), text));
            }
        }
    }
    entry
}

/// Where formats put the short text, the more usual first.
const SUMMARIES: [&str; 6] = [
    "description",
    "summary",
    "abstract",
    "dc:description",
    "itunes:summary",
    "media:description",
];

/// Where formats put the whole text.
const CONTENTS: [&str; 5] = [
    "content:encoded",
    "content",
    "xhtml:body",
    "body",
    "fullitem",
];

fn is_mapped(name: &str) -> bool {
    SUMMARIES.contains(&name)
        || CONTENTS.contains(&name)
        || matches!(name, "title" | "link" | "guid" | "id" | "pubdate")
}

fn first_text(item: &Element, names: &[&str]) -> Option<String> {
    names
        .iter()
        .flat_map(|name| item.all(name))
        .map(Element::whole_text)
        .find(|text| !text.is_empty())
}

fn first_markup(item: &Element, names: &[&str]) -> Markup {
    names
        .iter()
        .flat_map(|name| item.all(name))
        .map(markup_of)
        .find(|markup| !markup.is_empty())
        .unwrap_or_default()
}

fn author_of(item: &Element) -> Option<String> {
    let named = ["author", "dc:creator", "itunes:author"]
        .iter()
        .flat_map(|name| item.all(name))
        .map(|author| match author.all("name").next() {
            Some(name) => clean_line(&name.whole_text()),
            None => clean_line(&author.own_text()),
        });
    named.into_iter().find(|name| !name.is_empty())
}

fn enclosure_of(item: &Element, base: Option<&Url>) -> Option<String> {
    let related = item
        .all("link")
        .filter(|link| link.attribute("rel") == Some("enclosure"));
    item.all("enclosure").chain(related).find_map(|element| {
        let address = element
            .attribute("url")
            .or_else(|| element.attribute("href"))?;
        resolved(address, base)
    })
}

/// The page of an item: its link, else its guid where that is an address that may be followed.
fn link_of(item: &Element, base: Option<&Url>) -> Option<String> {
    let is_page = |link: &&Element| {
        matches!(link.attribute("rel"), None | Some("alternate"))
            && (link.name == "link" || link.name == "url")
    };
    let mut links = item.elements().filter(is_page);
    let page = links.find_map(|link| address_of(link, base));
    page.or_else(|| item.attribute("href").and_then(|href| resolved(href, base)))
        .or_else(|| {
            let guid = item.all("guid").next()?;
            let is_permanent = guid
                .attribute("ispermalink")
                .is_none_or(|word| !word.eq_ignore_ascii_case("false"));
            let address = guid.whole_text();
            let is_address = address.starts_with("http://") || address.starts_with("https://");
            (is_permanent && is_address).then_some(address)
        })
}

/// The address that a link states, in an attribute or as its text.
pub(super) fn address_of(link: &Element, base: Option<&Url>) -> Option<String> {
    let own = link.attributes.iter().find(|(name, _)| name == "xml:base");
    let inner = own.and_then(|(_, own)| joined(base, own));
    let text;
    let address = match link.attribute("href") {
        Some(address) => address,
        None => {
            text = link.whole_text();
            &text
        }
    };
    resolved(address, inner.as_ref().or(base))
}

/// An absolute address of a page. Scripts and data are dropped: an address is only there to be followed by people.
pub(in crate::read) fn resolved(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() {
        return None;
    }
    let url = joined(base, address)?;
    let is_web = matches!(url.scheme(), "http" | "https");
    // What is absolute stays as it is written: keys are made of it.
    let is_absolute = Url::parse(address).is_ok();
    is_web.then(|| {
        if is_absolute {
            address.to_owned()
        } else {
            url.to_string()
        }
    })
}

pub(super) fn joined(base: Option<&Url>, address: &str) -> Option<Url> {
    match base {
        Some(base) => base.join(address).ok(),
        None => Url::parse(address).ok(),
    }
}

/// An element's text as one clean line.
pub(super) fn line_of(element: &Element) -> String {
    let markup = markup_of(element);
    if markup.is_html {
        clean_line(&text_of_html(&markup.value))
    } else {
        clean_line(&markup.value)
    }
}

/// What an element holds, and whether that is HTML: by Atom's `type` and `mode`, else by what the element is for, else by
/// its look.
pub(super) fn markup_of(element: &Element) -> Markup {
    if element.has_markup() {
        return Markup {
            value: element.markup(),
            is_html: true,
        };
    }
    let kind = element.attribute("type").unwrap_or("").to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or("").trim();
    let mut value = element.own_text();
    // Only what has a slash is the type of a file; `plain`, `html` and the words that people invent are texts.
    let is_text_kind = !kind.contains('/') || kind.starts_with("text/") || kind.ends_with("xml");
    if element.attribute("mode") == Some("base64") || !is_text_kind {
        // Pictures and the like are no text.
        value = base64_text(&value).unwrap_or_default();
    }
    let is_html = match kind {
        "html" | "text/html" | "xhtml" | "application/xhtml+xml" => true,
        "text" | "text/plain" if element.attribute("mode") != Some("escaped") => false,
        _ => {
            let name = element.name.as_str();
            matches!(name, "description" | "content:encoded" | "fullitem")
                || looks_like_html(&value)
        }
    };
    Markup { value, is_html }
}

/// Whether text that may be either is HTML: it closes an element or holds an entity.
fn looks_like_html(text: &str) -> bool {
    let closes = text
        .match_indices("</")
        .any(|(at, _)| text[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic()));
    closes
        || text.match_indices('&').any(|(at, _)| {
            let name = &text[at + 1..];
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
            end.is_some_and(|end| (2..=10).contains(&end) && name[end..].starts_with(';'))
        })
        || ["<br>", "<br/>", "<br />", "<p>"]
            .iter()
            .any(|tag| text.contains(tag))
}

/// The text in base64; `None` where it is none.
fn base64_text(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_and_nothing_else() {
        assert_eq!(
            base64_text("RXhhbXBs\nZSA8Yj4=").as_deref(),
            Some("Example <b>")
        );
        assert_eq!(base64_text("not base64!"), None);
    }
}
