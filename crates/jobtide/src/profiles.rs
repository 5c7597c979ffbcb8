//! `jobtide profiles`: the shipped ways of reading an archive. Also finds the profile that an argument names.

use std::ops::Deref;
use std::path::Path;

use anyhow::{Context, anyhow};
use collector::Profile;
use serde::Serialize;

use crate::arguments::Profiles;
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::Settings;

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    format: &'a str,
    platform: &'a str,
    market: &'a str,
    about: &'a str,
}

#[derive(Serialize)]
struct Listing<'a> {
    total: usize,
    profiles: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Text<'a> {
    name: &'a str,
    toml: &'a str,
}

/// Lists the shipped profiles, or prints one.
pub fn run(settings: &Settings, wanted: &Profiles) -> anyhow::Result<Exit> {
    if let Some(name) = &wanted.name {
        return print(settings, name);
    }
    let rows: Vec<Row<'_>> = collector::shipped_profiles()
        .iter()
        .map(|profile| Row {
            name: profile.name(),
            format: profile.format_name(),
            platform: profile.platform().as_str(),
            market: profile.market().slug(),
            about: profile.describe(),
        })
        .collect();
    let mut out = Out::stdout();
    if settings.json {
        out.json(
            "jobtide.profiles/1",
            &Listing {
                total: rows.len(),
                profiles: rows,
            },
        )?;
    } else {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                [row.name, row.format, row.platform, row.market, row.about]
                    .map(str::to_owned)
                    .to_vec()
            })
            .collect();
        out.text(&output::table(
            &["name", "format", "platform", "market", "about"],
            &cells,
            &[],
        ));
    }
    Ok(Exit::Done)
}

fn print(settings: &Settings, name: &str) -> anyhow::Result<Exit> {
    collector::find_profile(name).map_err(exit::usage)?;
    let toml = collector::profile_text(name).unwrap_or_default();
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.profile/1", &Text { name, toml })?;
    } else {
        out.text(toml);
    }
    Ok(Exit::Done)
}

/// The profile of a run.
pub enum Chosen {
    /// One that comes with the program.
    Shipped(&'static Profile),
    /// The user's own.
    Own(Box<Profile>),
}

impl Deref for Chosen {
    type Target = Profile;
    fn deref(&self) -> &Profile {
        match self {
            Chosen::Shipped(profile) => profile,
            Chosen::Own(profile) => profile,
        }
    }
}

/// The profile that `--profile` names: a shipped one, or a TOML file.
pub fn find(argument: &str) -> anyhow::Result<Chosen> {
    let path = Path::new(argument);
    let is_file = path
        .extension()
        .is_some_and(|extension| extension == "toml")
        || argument.contains(std::path::MAIN_SEPARATOR);
    if is_file {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the profile {argument}"))
            .map_err(exit::usage)?;
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("profile");
        return Profile::from_toml(name, argument, &text)
            .map(|profile| Chosen::Own(Box::new(profile)))
            .map_err(exit::usage);
    }
    collector::find_profile(argument).map(Chosen::Shipped).map_err(|unknown| {
        exit::usage(anyhow!("{unknown}; `jobtide profiles` lists them, and a profile of your own is named by its .toml file"))
    })
}
