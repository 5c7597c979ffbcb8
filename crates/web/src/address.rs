//! A path and values in, an address of this site out, encoded. Knows no route.

use url::form_urlencoded::Serializer;

/// An address with parameters; those without a value are left out.
pub fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    }
}

/// A text as one part of a path: everything but letters, digits, `-`, `.`, `_` and `~` encoded, the slash too.
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The page of a posting.
pub fn posting(key: &str) -> String {
    format!("/posting/{}", segment(key))
}

/// Where a link to somebody else's address may lead; `None` where it is no page of the web, as `javascript:` is not, and is shown as text alone.
pub fn elsewhere(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (web && !rest.is_empty()).then_some(url)
}

/// A query with one more condition. What is joined by OR would take the condition to its last part, and so is put in brackets.
pub fn narrowed(query: &str, field: &str, value: &str) -> String {
    let plain = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let condition = match plain {
        true => format!("{field}:{value}"),
        false => format!("{field}:\"{value}\""),
    };
    let query = query.trim();
    let has_or = query.split(['(', ')', ' ']).any(|word| word == "OR") || query.contains('|');
    match (query.is_empty(), has_or) {
        (true, _) => condition,
        (false, true) => format!("({query}) {condition}"),
        (false, false) => format!("{query} {condition}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{address, elsewhere, narrowed, segment};

    #[test]
    fn what_is_foreign_is_encoded() {
        assert_eq!(address("/", &[("q", ""), ("sort", "")]), "/");
        assert_eq!(
            address("/", &[("q", "c++ & \"<b>\""), ("sort", "date")]),
            "/?q=c%2B%2B+%26+%22%3Cb%3E%22&sort=date"
        );
        assert_eq!(segment("hn/a b?#/../é"), "hn%2Fa%20b%3F%23%2F..%2F%C3%A9");
    }

    #[test]
    fn a_link_leads_to_the_web_alone() {
        for good in ["https://jobs.example/1", "HTTP://jobs.example"] {
            assert_eq!(elsewhere(good), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            "javascript://%0aalert(1)",
            " https://jobs.example",
            "data:text/html,x",
            "file:///etc/passwd",
            "//jobs.example/x",
            "https://",
            "",
        ] {
            assert_eq!(elsewhere(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_condition_narrows_the_whole_query() {
        assert_eq!(narrowed(" ", "tag", "rag"), "tag:rag");
        assert_eq!(narrowed("a b", "tag", "rag"), "a b tag:rag");
        assert_eq!(
            narrowed("a OR b", "country", "Côte d'Ivoire"),
            "(a OR b) country:\"Côte d'Ivoire\""
        );
        assert_eq!(narrowed("FOR", "tag", "rag"), "FOR tag:rag");
    }
}
