//! The manifests of reports in, an Atom feed of them out (RFC 4287), and the summary that a manifest has for it. Knows no clock: a report is as new as its data.

use std::fmt::Write;

use analytics::claims::{Language, Text};
use analytics::findings::{Findings, JudgedClaim};
use analytics::said;

use crate::definition::ReportDefinition;
use crate::error::Error;
use crate::escape;
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
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n  <id>{}</id>\n  <title>{title}</title>\n  <updated>{}</updated>\n  <author><name>Jobtide</name></author>\n  <link rel=\"self\" type=\"application/atom+xml\" href=\"{file}\"/>\n",
        language.tag(),
        identity(&[operator, &file]),
        moment(&newest.manifest.as_of),
    );
    for entry in shown {
        entry_of(&mut xml, entry, operator, language);
    }
    xml.push_str("</feed>\n");
    Some(xml.into_bytes())
}

fn entry_of(xml: &mut String, entry: &FeedEntry, operator: &str, language: Language) {
    let manifest = &entry.manifest;
    let title = Text::from(&manifest.title);
    let summary = Text::from(&manifest.summary);
    let (mark, colon) = match (manifest.synthetic, language) {
        (true, Language::En) => ("SYNTHETIC: ", ": "),
        (true, Language::ZhCn) => ("合成数据：", "："),
        (false, Language::En) => ("", ": "),
        (false, Language::ZhCn) => ("", "："),
    };
    let _ = write!(
        xml,
        "  <entry>\n    <id>{}</id>\n    <title>{mark}{}{colon}{}</title>\n    <updated>{}</updated>\n",
        identity(&[operator, &entry.folder, language.tag()]),
        escape::markup(title.of(language)),
        escape::markup(&manifest.parameters.period),
        moment(&manifest.as_of),
    );
    let pages = entry.pages(language);
    // An entry without a link has to hold what it is about (RFC 4287, 4.1.1.1).
    let element = if pages.is_empty() {
        "content"
    } else {
        "summary"
    };
    for (path, media) in pages {
        let _ = writeln!(
            xml,
            "    <link rel=\"alternate\" type=\"{media}\" hreflang=\"{}\" href=\"{}\"/>",
            language.tag(),
            escape::markup(&path)
        );
    }
    let _ = write!(
        xml,
        "    <{element}>{}</{element}>\n  </entry>\n",
        escape::markup(summary.of(language))
    );
}

/// Midnight of a day as RFC 3339 has it.
fn moment(day: &str) -> String {
    format!("{}T00:00:00Z", escape::markup(day))
}

/// A name that stays for as long as its parts do: a UUID of version 8 out of their hash (RFC 9562).
fn identity(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    )
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
