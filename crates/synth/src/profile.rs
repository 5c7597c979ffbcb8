//! How an importer reads the market's two kinds of files: profiles as TOML text. Knows no reader.

/// The profile `synthetic-jsonl`, which reads [`crate::Market::jsonl`].
pub const JSONL_PROFILE: &str = include_str!("../data/synthetic-jsonl.toml");

/// The profile `synthetic-rss`, which reads [`crate::Market::rss_pages`].
pub const RSS_PROFILE: &str = include_str!("../data/synthetic-rss.toml");
