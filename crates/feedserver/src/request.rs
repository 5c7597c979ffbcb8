//! What a client asked, as a script sees it. Knows no socket.

use serde_json::Value;

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST` and so on, as it was written.
    pub method: String,
    /// The path without its query, as it was written.
    pub path: String,
    /// What stands after `?`, as it was written; empty where nothing does.
    pub query: String,
    /// Header names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// The body, empty for most requests.
    pub body: Vec<u8>,
    /// How many requests its route had before this one.
    pub nth: u32,
}

impl Request {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first parameter of this name, its escapes undone.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(own, _)| unescaped(own) == name)
            .map(|(_, value)| unescaped(value))
    }

    /// A parameter as a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.parameter(name)?.parse().ok()
    }

    /// A number in the JSON object that was posted.
    #[must_use]
    pub fn posted_number(&self, name: &str) -> Option<usize> {
        let posted: Value = serde_json::from_slice(&self.body).ok()?;
        usize::try_from(posted.get(name)?.as_u64()?).ok()
    }

    /// `http://` and the host that was asked for, for absolute links in an answer.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("127.0.0.1"))
    }

    /// The host that was asked for, without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = self.header("host").unwrap_or_default();
        host.rsplit_once(':').map_or(host, |(name, _)| name)
    }
}

/// Percent escapes and `+` undone; what is no escape stays.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match escape {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_unescaped_and_the_host_loses_its_port() {
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: "a=1&cursor=x%2By+z%zz".to_owned(),
            headers: vec![("host".to_owned(), "localhost:81".to_owned())],
            body: br#"{"offset":20}"#.to_vec(),
            nth: 0,
        };
        assert_eq!(request.parameter("cursor").as_deref(), Some("x+y z%zz"));
        assert_eq!(request.number("a"), Some(1));
        assert_eq!(request.posted_number("offset"), Some(20));
        assert_eq!(
            (request.host(), request.base_url().as_str()),
            ("localhost", "http://localhost:81")
        );
    }
}
