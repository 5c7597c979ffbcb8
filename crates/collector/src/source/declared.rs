//! `[[source]]` tables and the shipped lists in, checked sources out, in the order of their names. Knows no state and no clock.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use model::Platform;
use toml::Spanned;

use super::Source;
use super::shipped::{COMPANIES, List, STARTER};
use super::written::{Tables, Written};
use crate::profile::fault::nearest_of;
use crate::profile::{Profile, ProfileError, find_profile, profile_text};

/// A poll of a source that declares no bound ends after so many documents.
const DOCUMENTS_A_POLL: u32 = 100;

/// A declaration that is none: file, line, key, what is wrong and the nearest right name.
///
/// Declarations and profiles fail alike, so that the place is found and worded by the same code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct SourceError(#[from] ProfileError);

/// Which of the shipped companies' boards are polled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Companies {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// These.
    Named(Vec<String>),
}

/// What an operator declared, and what is needed to make sense of it.
pub struct Declaration<'a> {
    /// The configuration file, as errors name it.
    pub file: &'a str,
    /// Its text; keys other than `source` are passed over.
    pub text: &'a str,
    /// The folder that relative paths start from.
    pub base: &'a Path,
    /// Whether the starter set is wanted.
    pub starter: bool,
    /// Which companies are wanted.
    pub companies: Companies,
    /// Looks a variable of the environment up, for header values `env:NAME`.
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

/// What a declaration comes to.
#[derive(Debug, Default)]
pub struct Declared {
    /// All sources in the order of their names, those that are switched off included.
    pub sources: Vec<Source>,
    /// What was changed so that a site's terms are kept, one sentence each.
    pub notices: Vec<String>,
}

/// A table, and where it stands.
struct Placed<'a> {
    file: &'a str,
    line: usize,
    table: Written,
}

impl Placed<'_> {
    fn error(&self, key: &str, what: impl Into<String>) -> SourceError {
        ProfileError::at_line(self.file, self.line, key, what.into(), None).into()
    }
}

/// Reads and checks all that is declared. A table whose name is a shipped source's changes only the keys that it gives.
///
/// # Errors
/// On the first table that is wrong: an unknown key or kind, a missing board or address, a variable that is not set.
pub fn declared_sources(declaration: &Declaration<'_>) -> Result<Declared, SourceError> {
    let tables: Tables = toml::from_str(declaration.text)
        .map_err(|error| ProfileError::from_toml(declaration.file, declaration.text, &error))?;
    let mut all: BTreeMap<String, Placed<'_>> = BTreeMap::new();
    add_shipped(&mut all, &STARTER, |_| declaration.starter);
    let wanted = |name: &str| match &declaration.companies {
        Companies::None => false,
        Companies::All => true,
        Companies::Named(names) => names.iter().any(|wanted| wanted == name),
    };
    add_shipped(&mut all, &COMPANIES, wanted);
    check_companies(declaration)?;

    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for table in tables.source {
        let line = line_of(declaration.text, &table);
        let table = table.into_inner();
        let name = table.name.to_string();
        if let Some(first) = seen.insert(name.clone(), line) {
            let what = format!("the source `{name}` stands in line {first} already");
            return Err(ProfileError::at_line(declaration.file, line, "name", what, None).into());
        }
        let table = match all.get(&name) {
            Some(shipped) => table.over(&shipped.table),
            None => table,
        };
        let file = declaration.file;
        all.insert(name, Placed { file, line, table });
    }

    let mut declared = Declared::default();
    for placed in all.into_values() {
        let source = check(placed, declaration, &mut declared.notices)?;
        declared.sources.push(source);
    }
    Ok(declared)
}

/// Tables of a shipped list; those that nobody wants are there too, switched off, so that they can be listed and switched on.
fn add_shipped<'a>(
    all: &mut BTreeMap<String, Placed<'a>>,
    list: &'static List,
    wanted: impl Fn(&str) -> bool,
) {
    for table in list.tables() {
        let line = line_of(list.text, table);
        let mut table = table.get_ref().clone();
        let name = table.name.to_string();
        table.enabled = Some(table.enabled.unwrap_or(true) && wanted(&name));
        let file = list.file;
        all.insert(name, Placed { file, line, table });
    }
}

/// A misspelt company would silently stay off.
fn check_companies(declaration: &Declaration<'_>) -> Result<(), SourceError> {
    let Companies::Named(names) = &declaration.companies else {
        return Ok(());
    };
    let known = || {
        let tables = COMPANIES.tables().iter();
        tables.map(|table| table.get_ref().name.as_str())
    };
    match names.iter().find(|name| known().all(|own| own != **name)) {
        None => Ok(()),
        Some(wrong) => {
            let lines = declaration.text.lines();
            let line = lines
                .take_while(|line| !line.trim_start().starts_with("companies"))
                .count();
            let what =
                format!("`{wrong}` is no company of the shipped list (`jobtide sources` shows it)");
            let near = nearest_of(wrong, known());
            Err(ProfileError::at_line(declaration.file, line + 1, "companies", what, near).into())
        }
    }
}

fn line_of(text: &str, table: &Spanned<Written>) -> usize {
    let start = table.span().start.min(text.len());
    text[..start].matches('\n').count() + 1
}

fn check(
    placed: Placed<'_>,
    declaration: &Declaration<'_>,
    notices: &mut Vec<String>,
) -> Result<Source, SourceError> {
    let table = &placed.table;
    let name = &table.name;
    let Some(kind) = table.kind.map(|kind| kind.0) else {
        let what = format!(
            "the source `{name}` has no kind, and no shipped source has that name (`jobtide sources kinds` lists the kinds)"
        );
        return Err(placed.error("kind", what));
    };
    let local = table.local.unwrap_or(false);
    let replay: Vec<String> = table.replay.clone().map(Vec::from).unwrap_or_default();
    let terms = &kind.terms;
    let at_least = 86_400_u64.div_ceil(u64::from(terms.polls_a_day.max(1)));
    let mut every = table.every.map_or(at_least, |every| every.0);
    let mut gap_ms = table
        .gap
        .map_or(if local { 0 } else { terms.gap_ms }, |gap| gap.0);
    if !local && every < at_least {
        notices.push(format!(
            "source {name}: {} asks for at most {} polls a day, so it is polled every {} and not every {}",
            kind.name, terms.polls_a_day, span(at_least), span(every)
        ));
        every = at_least;
    }
    if !local && gap_ms < terms.gap_ms {
        notices.push(format!(
            "source {name}: {} is asked once in {} ms at most, so gap = {gap_ms} ms is raised to that",
            kind.name, terms.gap_ms
        ));
        gap_ms = terms.gap_ms;
    }
    let platform = match &table.platform {
        Some(platform) => platform.clone(),
        None => kind
            .platform
            .parse::<Platform>()
            .map_err(|error| placed.error("platform", error.to_string()))?,
    };
    let enabled = table.enabled.unwrap_or(true);
    let source = Source {
        name: name.clone(),
        kind,
        url: address(&placed, replay.is_empty())?,
        board: board(&placed)?,
        replay: replay
            .iter()
            .map(|path| declaration.base.join(path).display().to_string())
            .collect(),
        platform,
        market: table.market.unwrap_or(kind.market),
        organisation: table.organisation.clone(),
        tags: table.tags.clone().unwrap_or_default(),
        enabled,
        local,
        every,
        gap_ms,
        max_documents: table.max_documents.unwrap_or(DOCUMENTS_A_POLL).max(1),
        details: table.details,
        headers: headers(&placed, enabled, declaration.env)?,
        select: table.select.clone().unwrap_or_default(),
        profile: profile(&placed, declaration.base)?,
    };
    if source.replay.is_empty() {
        // A board that is missing or malformed is a fault of the configuration, met now and not at night.
        (kind.first)(&source)
            .map_err(|what| placed.error(&format!("the source `{name}`"), what))?;
    }
    Ok(source)
}

fn address(placed: &Placed<'_>, is_live: bool) -> Result<Option<String>, SourceError> {
    let table = &placed.table;
    let needed = is_live && table.kind.is_some_and(|kind| kind.0.needs_url);
    let Some(written) = &table.url else {
        if needed {
            let what = format!(
                "the source `{}` needs `url = \"https://...\"`, the address of what it reads",
                table.name
            );
            return Err(placed.error("url", what));
        }
        return Ok(None);
    };
    // The address itself stays out of every message, since it may hold a token.
    let url = url::Url::parse(written).map_err(|error| {
        placed.error(
            "url",
            format!("the address of `{}` is not absolute ({error})", table.name),
        )
    })?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        let what = format!("the address of `{}` is neither http nor https", table.name);
        return Err(placed.error("url", what));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let what = format!(
            "the address of `{}` holds a name or password; put it into [source.headers] as `authorization = \"env:NAME\"`",
            table.name
        );
        return Err(placed.error("url", what));
    }
    Ok(Some(written.clone()))
}

fn board(placed: &Placed<'_>) -> Result<Option<String>, SourceError> {
    let Written {
        board, kind, name, ..
    } = &placed.table;
    match (board, kind) {
        (Some(_), Some(kind)) if kind.0.board.is_none() => Err(placed.error(
            "board",
            format!(
                "the kind `{}` of the source `{name}` takes no board",
                kind.0.name
            ),
        )),
        _ => Ok(board.clone()),
    }
}

/// Header values with `env:NAME` replaced. A source that is switched off needs no variable.
fn headers(
    placed: &Placed<'_>,
    enabled: bool,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, SourceError> {
    let mut headers = BTreeMap::new();
    for (name, value) in placed.table.headers.iter().flatten() {
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let key = format!("headers.{name}");
        if !is_name {
            return Err(placed.error(&key, format!("`{name}` is no name of a header")));
        }
        let value = match value.strip_prefix("env:") {
            None => value.clone(),
            Some(variable) => match env(variable) {
                Some(value) => value,
                None if !enabled => continue,
                None => {
                    let what = format!(
                        "the variable {variable} is not set in the environment; set it, or switch the source `{}` off with `enabled = false`",
                        placed.table.name
                    );
                    return Err(placed.error(&key, what));
                }
            },
        };
        if value.bytes().any(|b| b < b' ' || b == 0x7f) {
            return Err(placed.error(&key, "the value holds a line break or a control character"));
        }
        headers.insert(name.to_ascii_lowercase(), value);
    }
    Ok(headers)
}

/// The profile that `profile = "..."` names: a shipped one, or a TOML file beside the configuration.
fn profile(placed: &Placed<'_>, base: &Path) -> Result<Option<Arc<Profile>>, SourceError> {
    let Some(wanted) = &placed.table.profile else {
        return Ok(None);
    };
    let (name, file, text);
    if Path::new(wanted)
        .extension()
        .is_some_and(|end| end == "toml")
    {
        let path = base.join(wanted);
        text = std::fs::read_to_string(&path).map_err(|error| {
            placed.error(
                "profile",
                format!("cannot read {}: {error}", path.display()),
            )
        })?;
        name = placed.table.name.to_string();
        file = path.display().to_string();
    } else {
        let shipped = find_profile(wanted).map_err(|unknown| {
            placed.error(
                "profile",
                format!("{unknown} (`jobtide profiles` lists them; one of your own is named by its .toml file)"),
            )
        })?;
        name = shipped.name().to_owned();
        file = format!("{name}.toml");
        text = profile_text(&name).unwrap_or_default().to_owned();
    }
    let profile = Profile::from_toml(&name, &file, &text)?;
    Ok(Some(Arc::new(profile)))
}

/// `6h`, `90m`: the largest unit that leaves no rest.
fn span(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    let unit = units
        .into_iter()
        .find(|(of_unit, _)| seconds > 0 && seconds.is_multiple_of(*of_unit));
    match unit {
        Some((of_unit, unit)) => format!("{}{unit}", seconds / of_unit),
        None => format!("{seconds}s"),
    }
}
