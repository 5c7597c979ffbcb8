//! Where postings come from: source, platform and market names. Knows no address and no format.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A name that is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a name (expected 1 to 64 of a-z, 0-9, `-`, `_`, `.`, starting with a letter or digit)"
)]
pub struct BadSlug(String);

fn slug(text: &str) -> Result<String, BadSlug> {
    let fits = (1..=64).contains(&text.len())
        && text.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.')
        })
        && text.as_bytes()[0].is_ascii_alphanumeric();
    if fits {
        Ok(text.to_owned())
    } else {
        Err(BadSlug(text.to_owned()))
    }
}

macro_rules! slug_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadSlug;
            fn from_str(text: &str) -> Result<$name, BadSlug> {
                slug(text).map($name)
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadSlug;
            fn try_from(text: String) -> Result<$name, BadSlug> {
                slug(&text).map($name)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug_type! {
    /// One feed, board or archive, by the name that its configuration or profile gives it (`hn-whoishiring`).
    SourceId
}

slug_type! {
    /// The place where a job is offered, whichever source brought it (`upwork`, `hn`, `greenhouse`).
    Platform
}

/// What sort of market a platform is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Market {
    /// Freelance platforms.
    Freelance,
    /// Companies' own career pages.
    Company,
    /// Job boards.
    Board,
    /// Discussion threads.
    Thread,
    /// Public employers.
    Government,
}

/// A word that names no market.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a market (expected freelance, company, board, thread or government)")]
pub struct UnknownMarket(String);

impl Market {
    /// All markets.
    pub const ALL: [Market; 5] = [
        Market::Freelance,
        Market::Company,
        Market::Board,
        Market::Thread,
        Market::Government,
    ];

    /// The name in queries, files and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Market::Freelance => "freelance",
            Market::Company => "company",
            Market::Board => "board",
            Market::Thread => "thread",
            Market::Government => "government",
        }
    }
}

impl FromStr for Market {
    type Err = UnknownMarket;
    fn from_str(text: &str) -> Result<Market, UnknownMarket> {
        Market::ALL
            .into_iter()
            .find(|market| market.slug() == text)
            .ok_or_else(|| UnknownMarket(text.to_owned()))
    }
}

impl fmt::Display for Market {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
