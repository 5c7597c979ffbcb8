//! Entries in, an Atom feed out (RFC 4287): foreign text stays text, names stay for as long as what they name. Knows no report and no clock.

use std::fmt::Write;

use crate::escape;

/// A feed.
#[derive(Clone, Debug)]
pub struct AtomFeed {
    /// What its name is made of; the same parts give the same name.
    pub identity: Vec<String>,
    /// Its title.
    pub title: String,
    /// The language of its words, as a tag.
    pub language: &'static str,
    /// When something last changed, RFC 3339.
    pub updated: String,
    /// Where it lies, beside its pages.
    pub file: String,
    /// Its entries, in the order in which they are written.
    pub entries: Vec<AtomEntry>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct AtomEntry {
    /// What its name is made of.
    pub identity: Vec<String>,
    /// Its title.
    pub title: String,
    /// When it came into the feed or last changed, RFC 3339.
    pub updated: String,
    /// When what it is about was published, RFC 3339.
    pub published: Option<String>,
    /// A word to sort entries by.
    pub category: Option<String>,
    /// Where it can be read.
    pub links: Vec<AtomLink>,
    /// A few sentences.
    pub summary: String,
}

/// A page of an entry.
#[derive(Clone, Debug)]
pub struct AtomLink {
    /// Its address; one with another scheme than http or https is left out.
    pub href: String,
    /// Media type and language, where they are known.
    pub of: Option<(&'static str, &'static str)>,
}

/// The feed as a file.
#[must_use]
pub fn atom(feed: &AtomFeed) -> Vec<u8> {
    let text = |text: &str| escape::markup(text);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n  <id>{}</id>\n  <title>{}</title>\n  <updated>{}</updated>\n  <author><name>Jobtide</name></author>\n  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
        feed.language,
        name(&feed.identity),
        text(&feed.title),
        text(&feed.updated),
        text(&feed.file),
    );
    for entry in &feed.entries {
        entry_of(&mut xml, entry);
    }
    xml.push_str("</feed>\n");
    xml.into_bytes()
}

fn entry_of(xml: &mut String, entry: &AtomEntry) {
    let text = |text: &str| escape::markup(text);
    let _ = write!(
        xml,
        "  <entry>\n    <id>{}</id>\n    <title>{}</title>\n    <updated>{}</updated>\n",
        name(&entry.identity),
        text(&entry.title),
        text(&entry.updated),
    );
    if let Some(published) = &entry.published {
        let _ = writeln!(xml, "    <published>{}</published>", text(published));
    }
    if let Some(category) = &entry.category {
        let _ = writeln!(xml, "    <category term=\"{}\"/>", text(category));
    }
    let mut has_link = false;
    for link in entry.links.iter().filter(|link| is_of_the_web(&link.href)) {
        has_link = true;
        let of = link.of.map_or_else(String::new, |(media, language)| {
            format!(" type=\"{media}\" hreflang=\"{language}\"")
        });
        let href = text(&link.href);
        let _ = writeln!(xml, "    <link rel=\"alternate\"{of} href=\"{href}\"/>");
    }
    // An entry without a link has to hold what it is about (RFC 4287, 4.1.1.1).
    let element = if has_link { "summary" } else { "content" };
    let _ = write!(
        xml,
        "    <{element}>{}</{element}>\n  </entry>\n",
        text(&entry.summary)
    );
}

/// A relative address or one of the web: a posting's address is foreign, and a reader of feeds may follow whatever it is given.
fn is_of_the_web(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or("");
    match scheme.split_once(':') {
        Some((scheme, _)) => {
            scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
        }
        None => true,
    }
}

/// A name that stays for as long as its parts do: a UUID of version 8 out of their hash (RFC 9562).
fn name(parts: &[String]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::{AtomEntry, AtomFeed, AtomLink, atom};

    #[test]
    fn hostile_text_stays_text_and_only_the_web_is_linked() {
        let link = |href: &str| AtomLink {
            href: href.to_owned(),
            of: None,
        };
        let hostile = "</title><script>\u{7}alert(1)</script>\u{202e}&\"";
        let feed = AtomFeed {
            identity: vec!["me".to_owned()],
            title: hostile.to_owned(),
            language: "en",
            updated: "2024-02-03T00:00:00Z".to_owned(),
            file: "a\"b.xml".to_owned(),
            entries: vec![AtomEntry {
                identity: vec!["me".to_owned(), hostile.to_owned()],
                title: hostile.to_owned(),
                updated: "2024-02-03T00:00:00Z".to_owned(),
                published: None,
                category: Some(hostile.to_owned()),
                links: vec![
                    link("javascript:alert(1)"),
                    link("https://a.example/?q=\"><b>"),
                    link("monthly/2024-02/report.html"),
                ],
                summary: hostile.to_owned(),
            }],
        };
        let xml = String::from_utf8(atom(&feed)).expect("UTF-8");
        for never in [
            "<script",
            "javascript",
            "\u{7}",
            "\u{202e}",
            "\"><b>",
            "a\"b",
        ] {
            assert!(!xml.contains(never), "{never}: {xml}");
        }
        assert_eq!(xml.matches("rel=\"alternate\"").count(), 2, "{xml}");
    }
}
