//! The profiles that come with the program, from `data/profiles/*.toml`. Knows no file of a user.

use std::sync::LazyLock;

use super::Profile;
use super::fault::nearest_of;

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/profiles/", $name, ".toml")))),*]
    };
}

const TEXTS: &[(&str, &str)] = shipped![
    "greenhouse-snapshot",
    "hn-whoishiring",
    "simplify-newgrad",
    "upwork-2023-csv",
    "upwork-2024-json",
    "upwork-2025-cleaned-csv",
    "upwork-2025-csv",
    "upwork-rss-json",
    "upwork-rss-xml",
    "usajobs",
];

/// A broken file is left out here; a test reads every one and fails on the first that is.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    TEXTS
        .iter()
        .filter_map(|(name, text)| Profile::from_toml(name, &format!("{name}.toml"), text).ok())
        .collect()
});

/// The profiles that come with the program, by name.
#[must_use]
pub fn shipped_profiles() -> &'static [Profile] {
    &PROFILES
}

/// The text of a shipped profile, for people who write their own.
#[must_use]
pub fn profile_text(name: &str) -> Option<&'static str> {
    TEXTS
        .iter()
        .find(|(shipped, _)| *shipped == name)
        .map(|(_, text)| *text)
}

/// A name that no shipped profile has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no profile `{name}`{}", nearest.as_ref().map_or_else(String::new, |right| format!("; did you mean `{right}`?")))]
pub struct UnknownProfile {
    /// The name that was asked for.
    pub name: String,
    /// The shipped name most like it.
    pub nearest: Option<String>,
}

/// The shipped profile of this name.
///
/// # Errors
/// Where there is none; with the nearest name.
pub fn find_profile(name: &str) -> Result<&'static Profile, UnknownProfile> {
    let profiles = shipped_profiles();
    profiles
        .iter()
        .find(|profile| profile.name() == name)
        .ok_or_else(|| UnknownProfile {
            name: name.to_owned(),
            nearest: nearest_of(name, profiles.iter().map(Profile::name)).map(str::to_owned),
        })
}
