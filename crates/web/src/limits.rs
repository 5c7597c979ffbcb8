//! How much one request, one reader and all of them together may cost. Knows no request.

use std::time::Duration;

/// Every limit of the server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Characters of one query.
    pub query_characters: usize,
    /// Postings of one page of a list.
    pub page_size: usize,
    /// Postings that a list may pass over before its first; all of them are in the CSV.
    pub depth: usize,
    /// Questions that are answered at once; each takes a processor.
    pub running: usize,
    /// Questions that wait for their turn; more are sent away at once.
    pub waiting: usize,
    /// Downloads of whole lists that run at once.
    pub downloads: usize,
    /// How long a reader waits for an answer, its turn included.
    pub time: Duration,
    /// How long a download waits for a reader who takes nothing.
    pub idle: Duration,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub head: Duration,
    /// Bytes of an address.
    pub address_bytes: usize,
    /// Connections that are open at once.
    pub connections: usize,
    /// How long requests in flight may take once somebody wants an end.
    pub stopping: Duration,
    /// How often a folder is looked at for a new commit, at most.
    pub look: Duration,
    /// Wrong tokens in a minute; further ones are told to wait.
    pub wrong_tokens: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            query_characters: 1_000,
            page_size: 100,
            depth: 10_000,
            running: std::thread::available_parallelism().map_or(2, usize::from),
            waiting: 256,
            downloads: 2,
            time: Duration::from_secs(20),
            idle: Duration::from_secs(30),
            head: Duration::from_secs(20),
            address_bytes: 16 * 1024,
            connections: 512,
            stopping: Duration::from_secs(10),
            look: Duration::from_secs(1),
            wrong_tokens: 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn the_document_tells_these_limits() {
        let document = std::fs::read_to_string(testkit::root().join("docs/serve.md")).unwrap();
        let words: Vec<&str> = document.split_whitespace().collect();
        let text = words.join(" ");
        let limits = Limits::default();
        for told in [
            format!(
                "at most 1,{:03} characters",
                limits.query_characters - 1_000
            ),
            format!("an address {} KiB", limits.address_bytes / 1024),
            format!("shows {} postings at a time", limits.page_size),
            format!(
                "passes over {},{:03} at most",
                limits.depth / 1_000,
                limits.depth % 1_000
            ),
            format!("{} wait,", limits.waiting),
            format!("takes {} seconds", limits.time.as_secs()),
            format!("{} connections", limits.connections),
        ] {
            assert!(text.contains(&told), "docs/serve.md does not say `{told}`");
        }
        assert_eq!(limits.downloads, 2);
    }
}
