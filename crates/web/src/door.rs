//! Who may come in: a token in, yes or no out, in a time that does not depend on it. Knows no page.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, header};

/// The name of the cookie.
const COOKIE: &str = "jobtide";
/// What the cookie's value is derived for, so that it is not the token itself.
const CONTEXT: &str = "jobtide serve 2026-11 session cookie";
/// The stretch in which wrong tokens are counted.
const STRETCH: Duration = Duration::from_secs(60);

/// What a request showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The right token, or none is needed.
    Right,
    /// A wrong one.
    Wrong,
    /// None.
    Nothing,
}

struct Token {
    itself: blake3::Hash,
    cookie: blake3::Hash,
}

/// The door.
pub struct Door {
    token: Option<Token>,
    most_wrong: u32,
    wrong: Mutex<(Option<Instant>, u32)>,
}

impl Door {
    /// Open where there is no token.
    pub fn new(token: Option<&str>, most_wrong: u32) -> Door {
        let token = token.map(|token| Token {
            itself: blake3::hash(token.as_bytes()),
            cookie: blake3::Hash::from(blake3::derive_key(CONTEXT, token.as_bytes())),
        });
        Door {
            token,
            most_wrong,
            wrong: Mutex::new((None, 0)),
        }
    }

    /// What a request's headers show: `Authorization: Bearer`, else the cookie.
    pub fn shown(&self, headers: &HeaderMap) -> Shown {
        let Some(token) = &self.token else {
            return Shown::Right;
        };
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let value = value.as_bytes();
            let bearer = value
                .split_at_checked(7)
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "));
            return match bearer {
                Some((_, given)) => verdict(token.is(given)),
                None => Shown::Wrong,
            };
        }
        let cookies = headers.get_all(header::COOKIE).iter();
        let pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'));
        let own = pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE);
        match own {
            // The comparison of two hashes takes the same time wherever they differ.
            Some((_, hex)) => {
                verdict(blake3::Hash::from_hex(hex).is_ok_and(|given| given == token.cookie))
            }
            None => Shown::Nothing,
        }
    }

    /// Whether this is the token.
    pub fn opens(&self, given: &str) -> bool {
        self.token
            .as_ref()
            .is_none_or(|token| token.is(given.as_bytes()))
    }

    /// The cookie that opens the door from now on, until the browser is closed.
    pub fn cookie(&self) -> Option<HeaderValue> {
        let hex = self.token.as_ref()?.cookie.to_hex();
        let value = format!("{COOKIE}={hex}; HttpOnly; SameSite=Strict; Path=/");
        HeaderValue::from_str(&value).ok()
    }

    /// Counts a wrong token; whether there were too many within a minute, so that a program with an old one learns to stop. A right one is
    /// let in whatever others do.
    pub fn count_wrong(&self) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.0.is_none_or(|since| since.elapsed() > STRETCH) {
            *wrong = (Some(Instant::now()), 0);
        }
        wrong.1 += 1;
        wrong.1 > self.most_wrong
    }
}

impl Token {
    fn is(&self, given: &[u8]) -> bool {
        // Hashes have one length, and two of them are compared in a time that does not depend on where they differ.
        blake3::hash(given) == self.itself
    }
}

fn verdict(right: bool) -> Shown {
    match right {
        true => Shown::Right,
        false => Shown::Wrong,
    }
}
