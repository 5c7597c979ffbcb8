//! The manifests of reports in, an Atom feed of them out (RFC 4287), and the summary that a manifest has for it. Knows no clock: a report is as new as its data.

use std::fmt::Write;

use analytics::claims::{Language, Text};
use analytics::findings::{Findings, JudgedClaim};
use analytics::said;

use crate::atom::{AtomEntry, AtomFeed, AtomLink, atom};
use crate::definition::ReportDefinition;
use crate::error::Error;
use crate::in_language;
use crate::manifest::StoredManifest;
use crate::page;
use crate::wording::{self, both};

/// One report of a feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedEntry {
    folder: String,
    manifest: StoredManifest,
}

impl FeedEntry {
    /// A report from its manifest; `folder` is where it lies beside the feed, with `/` between the parts.
    ///
    /// # Errors
    /// [`Error::NoManifest`] where the bytes are none.
    pub fn read(folder: &str, bytes: &[u8]) -> Result<FeedEntry, Error> {
        Ok(FeedEntry {
            folder: folder.to_owned(),
            manifest: StoredManifest::parse(&format!("{folder}/manifest.json"), bytes)?,
        })
    }

    fn is_in(&self, language: Language) -> bool {
        let mut tags = self.manifest.parameters.languages.iter();
        tags.any(|tag| tag == language.tag())
    }

    /// Its pages as (path, media type), the one for readers first.
    fn pages(&self, language: Language) -> Vec<(String, &'static str)> {
        let pages = [
            ("report.html", "text/html"),
            ("report.md", "text/markdown"),
            ("claims.json", "application/json"),
        ];
        let named = pages.into_iter().map(|(file, media)| match media {
            "application/json" => (file.to_owned(), media),
            _ => (in_language(file, language), media),
        });
        let files = &self.manifest.files;
        named
            .filter(|(file, _)| files.iter().any(|one| one.path == *file))
            .map(|(file, media)| (format!("{}/{file}", address(&self.folder)), media))
            .collect()
    }
}

/// `feed.xml` in a language, newest report first; `None` where no report is in it.
///
/// `operator` says whose reports they are (an address), so that the feeds of two people have two ids.
#[must_use]
pub fn feed(entries: &[FeedEntry], operator: &str, language: Language) -> Option<Vec<u8>> {
    let mut shown: Vec<&FeedEntry> = entries.iter().filter(|one| one.is_in(language)).collect();
    shown.sort_by(|a, b| {
        let day = b.manifest.as_of.cmp(&a.manifest.as_of);
        day.then_with(|| a.folder.cmp(&b.folder))
    });
    let newest = shown.first()?;
    let title = match language {
        Language::En => "Jobtide reports",
        Language::ZhCn => "Jobtide 报告",
    };
    let file = in_language("feed.xml", language);
    let entries = shown.iter().map(|one| entry_of(one, operator, language));
    Some(atom(&AtomFeed {
        identity: vec![operator.to_owned(), file.clone()],
        title: title.to_owned(),
        language: language.tag(),
        updated: moment(&newest.manifest.as_of),
        file,
        entries: entries.collect(),
    }))
}

fn entry_of(entry: &FeedEntry, operator: &str, language: Language) -> AtomEntry {
    let manifest = &entry.manifest;
    let title = Text::from(&manifest.title);
    let summary = Text::from(&manifest.summary);
    let (mark, colon) = match (manifest.synthetic, language) {
        (true, Language::En) => ("SYNTHETIC: ", ": "),
        (true, Language::ZhCn) => ("合成数据：", "："),
        (false, Language::En) => ("", ": "),
        (false, Language::ZhCn) => ("", "："),
    };
    let links = entry
        .pages(language)
        .into_iter()
        .map(|(href, media)| AtomLink {
            href,
            of: Some((media, language.tag())),
        });
    AtomEntry {
        identity: [operator, &entry.folder, language.tag()]
            .map(str::to_owned)
            .to_vec(),
        title: format!(
            "{mark}{}{colon}{}",
            title.of(language),
            manifest.parameters.period
        ),
        updated: moment(&manifest.as_of),
        published: None,
        category: None,
        links: links.collect(),
        summary: summary.of(language).to_owned(),
    }
}

/// Midnight of a day as RFC 3339 has it.
fn moment(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

/// A path as a relative address: what is no plain letter, digit or `-._/` is percent-encoded.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// What a report says in a few sentences: its headline claims with their verdicts, or how often each verdict was given.
pub(crate) fn summary(definition: &ReportDefinition, findings: &Findings) -> Text {
    let leading = page::chosen(definition, findings).into_iter();
    let headline: Vec<Text> = leading.map(with_verdict).collect();
    if headline.is_empty() {
        return counted(findings);
    }
    let joined = |language: Language, between: &str| {
        let sentences: Vec<&str> = headline.iter().map(|one| one.of(language)).collect();
        sentences.join(between)
    };
    Text {
        en: joined(Language::En, " "),
        zh_cn: Some(joined(Language::ZhCn, "")),
    }
}

fn with_verdict(claim: &JudgedClaim) -> Text {
    said!(
        "{sentence} {verdict}.",
        "{sentence}（{verdict}）",
        sentence = claim.sentence.clone(),
        verdict = both::verdict(claim.verdict).name
    )
}

fn counted(findings: &Findings) -> Text {
    let counts = wording::VERDICTS.iter().filter_map(|verdict| {
        let judged = findings.claims.iter();
        let n = judged.filter(|claim| claim.verdict == *verdict).count();
        (n > 0).then(|| {
            said!(
                "{n} {verdict}",
                "{n} 句{verdict}",
                n = both::count(n as u64),
                verdict = both::verdict(*verdict).name
            )
        })
    });
    let counts: Vec<Text> = counts.collect();
    match counts.is_empty() {
        true => said!("There was no sentence to judge.", "没有需要检验的说法。"),
        false => said!(
            "Of {sentences}: {counts}.",
            "{sentences}中：{counts}。",
            sentences = both::sentences(findings.claims.len() as u64),
            counts = both::list(&counts)
        ),
    }
}
