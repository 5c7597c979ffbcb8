//! What is wanted of a report in, everything that rendering it takes out: definition, findings, manifest, folder. Writes nothing.

use std::path::PathBuf;

use analytics::claims::{Language, Text};
use analytics::{Findings, rank};
use anyhow::anyhow;
use model::{DayRange, Panel};
use reportgen::{
    Attribution, Formats, Manifest, NamedHash, Recipe, ReportDays, ReportDefinition, Templates,
    hash_of,
};
use tagger::Tagger;

use super::files::Files;
use super::{Asked, Wanted};
use crate::import::record;
use crate::judging::{self, Judged, Window};
use crate::settings::Settings;
use crate::{exit, published};

/// The version of the program with the commit that it was built from, since a version alone says little of one that is built from a tree.
const CODE_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("JOBTIDE_COMMIT"));

/// A report before it is rendered.
pub struct Prepared {
    /// What it says.
    pub definition: ReportDefinition,
    /// The program's templates with its own.
    pub templates: Templates,
    /// Its numbers.
    pub findings: Findings,
    /// What they were counted from.
    pub panel: Panel,
    /// What it rests on; the earlier report is not in it yet.
    pub manifest: Manifest,
    /// Its languages.
    pub languages: Vec<Language>,
    /// Its kinds of file.
    pub formats: Formats,
    /// What it is called after.
    pub period: DayRange,
    /// Where it shall lie.
    pub folder: PathBuf,
}

/// Reads a report's files and judges its claims.
pub fn prepare(settings: &Settings, wanted: &Wanted) -> anyhow::Result<Prepared> {
    let files = Files::load(settings, &wanted.name)?;
    let definition = files.definition()?;
    let (universe, query) = subject(wanted, &definition)?;
    let claims = judging::claims(
        &files.shown("claims.toml"),
        &files.claims_toml,
        query.as_deref(),
    )?;
    let definition = match &query {
        Some(query) => definition.on_query(query),
        None => definition,
    };
    let known: Vec<&str> = claims
        .claims
        .iter()
        .map(|claim| claim.id.as_str())
        .collect();
    definition
        .check_claims(&files.shown("report.toml"), &known)
        .map_err(exit::usage)?;
    let asked = judging::Asked {
        universe: universe.as_deref().unwrap_or_else(|| definition.universe()),
        window: match wanted.days {
            Asked::Both(days) => Window::Days(days.window),
            Asked::Days(days) => Window::Rule(definition.rule(), Some(days)),
            Asked::Rule => Window::Rule(definition.rule(), None),
        },
        no_fold: wanted.no_fold,
        rates: wanted.rates.as_deref(),
        again: wanted.again.as_ref(),
        counted_by: &wanted.counted_by,
    };
    let Judged {
        panel,
        findings,
        duplicates,
        postings_hash,
        coverage_hash,
        polled,
        today,
        days,
        engine,
    } = judging::judge(settings, &claims, asked)?;
    let days = match wanted.days {
        Asked::Both(days) => days,
        _ => days.unwrap_or_else(|| ReportDays::of(findings.window)),
    };
    let languages = wanted
        .languages
        .clone()
        .unwrap_or_else(|| definition.languages().to_vec());
    let rates = wanted.rates.as_deref().map(judging::hash_of_file);
    let records = record::all(&settings.imports())?;
    let imports = match &wanted.again {
        Some(again) => again.imports,
        None => record::last(&records),
    };
    let recipe = Recipe {
        name: wanted.name.clone(),
        period: days.period.period_name(),
        window_first: findings.window.first().to_string(),
        window_last: findings.window.last().to_string(),
        universe,
        query,
        languages: languages.iter().map(|one| one.tag().to_owned()).collect(),
        formats: wanted.formats.names().map(str::to_owned).collect(),
        no_fold: wanted.no_fold,
        rates: rates.transpose()?,
        series: series(settings, &findings)?,
        today: today.map(|today| today.to_string()),
        imports,
        polled,
    };
    let [definition_hash, claims_hash, templates_hash] = files.hashes();
    let manifest = Manifest {
        as_of: panel.days.last().to_string(),
        code_version: CODE_VERSION.to_owned(),
        engine,
        rules_hash: Tagger::embedded().rules_hash().to_owned(),
        postings_hash,
        coverage_hash,
        definition_hash,
        claims_hash,
        templates_hash,
        parameters: parameters(&recipe, &findings),
        synthetic: panel
            .platforms
            .iter()
            .any(|platform| platform.as_str() == synth::PLATFORM),
        duplicates,
        problems: record::problems_of(&records, &panel.platforms, imports),
        attributions: attributions(settings, &records, &panel)?,
        previous: None,
        recipe,
    };
    let folder = wanted.out.clone().unwrap_or_else(|| {
        settings
            .reports
            .join(&wanted.name)
            .join(folder_name(&manifest.recipe))
    });
    Ok(Prepared {
        definition,
        templates: files.templates,
        findings,
        panel,
        manifest,
        languages,
        formats: wanted.formats,
        period: days.period,
        folder,
    })
}

/// The universe and the query that a report is about: where the definition takes none, `--query` is another word for `--universe`.
fn subject(
    wanted: &Wanted,
    definition: &ReportDefinition,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    match (&wanted.universe, &wanted.query, definition.takes_query()) {
        (_, None, _) if definition.needs_query() => Err(exit::usage(anyhow!(
            "the report `{0}` is about a query; write jobtide report {0} --query 'n8n OR zapier'",
            wanted.name
        ))),
        (Some(_), Some(_), false) => Err(exit::usage(anyhow!(
            "the report `{}` takes no query beside its universe; give --query or --universe",
            wanted.name
        ))),
        (universe, query, true) => Ok((universe.clone(), query.clone())),
        (universe, query, false) => Ok((universe.clone().or_else(|| query.clone()), None)),
    }
}

/// The series of others that the report used, each with a hash of what it held.
fn series(settings: &Settings, findings: &Findings) -> anyhow::Result<Vec<NamedHash>> {
    let used = |id: &str| findings.external.iter().any(|one| one.id == id);
    let all = crate::series::all(settings)?;
    let named = all.iter().filter(|series| used(&series.id)).map(|series| {
        Ok(NamedHash {
            name: series.id.clone(),
            hash: hash_of(&serde_json::to_vec(series)?),
        })
    });
    named.collect()
}

/// Whom to credit for the postings of the panel's sources, as their kinds' terms or the profiles of their archives ask.
fn attributions(
    settings: &Settings,
    records: &[record::Written],
    panel: &Panel,
) -> anyhow::Result<Vec<Attribution>> {
    let published = published::read(settings)?.unwrap_or_default();
    let named = panel.sources.iter().filter_map(|source| {
        let known = published.sources.iter().find(|one| one.name == *source);
        let credit = match known.map(published::PublishedSource::credited) {
            Some(credit) if !credit.is_empty() => credit,
            _ => record::credit_of(records, source).to_owned(),
        };
        (!credit.is_empty()).then(|| Attribution {
            source: source.to_string(),
            credit,
        })
    });
    Ok(named.collect())
}

/// Every parameter that changes a number, for readers.
fn parameters(recipe: &Recipe, findings: &Findings) -> Vec<(Text, Text)> {
    let rates = recipe.rates.as_ref().map(|rates| {
        let name = std::path::Path::new(&rates.name).file_name();
        Text::same(name.map_or_else(
            || rates.name.clone(),
            |name| name.to_string_lossy().into_owned(),
        ))
    });
    let duplicates = match recipe.no_fold {
        true => Text::both("counted", "计入"),
        false => Text::both("folded into one", "合并为一条"),
    };
    let mut shown = vec![
        (
            Text::both("exchange rates", "汇率"),
            rates.unwrap_or_else(|| {
                Text::both("none: currencies stand apart", "无：各币种分开统计")
            }),
        ),
        (
            Text::both("universe", "统计范围"),
            Text::same(findings.universe.clone()),
        ),
    ];
    if let Some(query) = &recipe.query {
        shown.push((Text::both("query", "查询"), Text::same(query.clone())));
    }
    shown.extend([
        (
            Text::both("period", "报告期"),
            Text::same(recipe.period.clone()),
        ),
        (
            Text::both("window", "窗口"),
            Text::same(findings.window.to_string()),
        ),
        (Text::both("duplicates", "重复职位"), duplicates),
        (
            Text::both("bootstrap draws", "自助法抽样次数"),
            Text::same(rank::DRAWS.to_string()),
        ),
        (
            Text::both("bootstrap seed", "自助法随机种子"),
            Text::same(rank::SEED.to_string()),
        ),
    ]);
    shown
}

/// The period's name, and behind it the universe where it is not the definition's own and the query, so that two reports do not overwrite
/// each other; the same for duplicates that count.
fn folder_name(recipe: &Recipe) -> String {
    let mut name = recipe.period.clone();
    for query in [&recipe.universe, &recipe.query].into_iter().flatten() {
        name.push('_');
        name.push_str(&plain(query));
    }
    if recipe.no_fold {
        name.push_str("_no-fold");
    }
    name
}

/// The longest part of a folder's name that a query gives.
const LONGEST: usize = 60;

/// A query as part of a folder's name. One plain word, or one field with one, is written out; of any other, which may come out like a
/// second one (`chatbot -writing` and `chatbot writing`), a few digits of a hash tell it apart.
fn plain(query: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => '-',
    };
    let words: String = query.chars().map(letter).collect();
    let parts: Vec<&str> = words.split('-').filter(|part| !part.is_empty()).collect();
    let mut name = parts.join("-");
    if name.len() > LONGEST || !is_told_apart(query) {
        name.truncate(LONGEST);
        let hash = hash_of(query.as_bytes());
        let mark = hash.get(..8).unwrap_or_default();
        name = match name.trim_end_matches('-') {
            "" => mark.to_owned(),
            name => format!("{name}-{mark}"),
        };
    }
    name
}

/// Whether a query is one plain word, or one field with one.
fn is_told_apart(query: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !word.is_empty() && word.chars().all(plain)
    };
    match query.split_once(':') {
        Some((field, word)) => is_word(field) && is_word(&word.replace('_', "x")),
        None => is_word(query),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn two_queries_have_two_folders() {
        assert_eq!(plain("platform:hn"), "platform-hn");
        assert_eq!(plain("category:social_media"), "category-social-media");
        let names = [
            "c++",
            "c#",
            "c",
            "C",
            "机器学习",
            "*",
            "“c”",
            "chatbot writing",
            "chatbot -writing",
            "chatbot OR writing",
            "chatbot or writing",
            "chatbot:writing",
            "category:social-media",
            "category:social_media",
            "category social media",
        ];
        let names = names.map(plain);
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{names:?}");
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        }
        assert!(plain(&"word ".repeat(90)).len() < 80);
    }
}
