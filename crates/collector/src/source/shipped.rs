//! The sources that come with the program: the starter set, and the boards of large companies. Knows no file of a user.

use std::sync::LazyLock;

use toml::Spanned;

use super::written::{Tables, Written};

/// A shipped list: the name that errors give it, and its text.
pub(super) struct List {
    pub(super) file: &'static str,
    pub(super) text: &'static str,
    tables: LazyLock<Vec<Spanned<Written>>>,
}

/// Boards and feeds that may be polled without a key; on unless the operator says otherwise.
pub(super) static STARTER: List = List {
    file: "crates/collector/data/sources.toml",
    text: include_str!("../../data/sources.toml"),
    tables: LazyLock::new(|| tables(include_str!("../../data/sources.toml"))),
};

/// Boards of large companies; off unless the operator asks for them.
pub(super) static COMPANIES: List = List {
    file: "crates/collector/data/companies.toml",
    text: include_str!("../../data/companies.toml"),
    tables: LazyLock::new(|| tables(include_str!("../../data/companies.toml"))),
};

impl List {
    /// Its tables, in their order.
    pub(super) fn tables(&self) -> &[Spanned<Written>] {
        &self.tables
    }
}

/// A broken list is empty here; a test reads both and fails on the first key that is wrong.
fn tables(text: &str) -> Vec<Spanned<Written>> {
    toml::from_str::<Tables>(text).unwrap_or_default().source
}
