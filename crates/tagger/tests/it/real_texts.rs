//! Real postings beside the checkout in, their keys and texts out: Upwork of 2025 and 2024 and the Hacker News threads. A plain reading of its own, so that judged byte places stand whatever the collector does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::PostingKey;
use serde_json::Value;

/// What of a posting is tagged.
pub struct RealText {
    pub title: String,
    pub body: String,
    pub skills: Vec<String>,
}

/// Every posting of the three sets, each key once; `None` where a set is absent.
pub fn real_texts(
    shared: impl Fn(&str) -> Option<PathBuf>,
) -> Option<BTreeMap<PostingKey, RealText>> {
    let mut texts = BTreeMap::new();
    upwork_2025(
        &shared("upwork_2025_satsanthony/upwork_cleaned.csv")?,
        &mut texts,
    );
    for file in json_files(&shared("upwork_rss_2024_lougse")?) {
        upwork_rss(&file, &mut texts);
    }
    for file in json_files(&shared("hn_whoishiring")?) {
        hacker_news(&file, &mut texts);
    }
    Some(texts)
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files
}

fn upwork_2025(path: &Path, texts: &mut BTreeMap<PostingKey, RealText>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let Some(key) = upwork_key(&row["job_url"], "_~") else {
            continue;
        };
        let skills = (1..=6)
            .map(|number| row[&format!("skill_{number}")].clone())
            .filter(|skill| !skill.is_empty() && !skill.starts_with('+'))
            .collect();
        texts.entry(key).or_insert(RealText {
            title: row["job_title"].trim().to_owned(),
            body: row["job_description"].trim().to_owned(),
            skills,
        });
    }
}

fn upwork_rss(path: &Path, texts: &mut BTreeMap<PostingKey, RealText>) {
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let Some(items) = document
        .pointer("/rss/channel/item")
        .and_then(Value::as_array)
    else {
        return;
    };
    for item in items {
        let text = |name: &str| item[name].as_str().unwrap_or_default();
        let Some(key) = upwork_key(text("link"), "_%7E") else {
            continue;
        };
        let description = text("description");
        let end = ["<b>Hourly Range</b>", "<b>Budget</b>", "<b>Posted On</b>"]
            .iter()
            .filter_map(|mark| description.find(mark))
            .min()
            .unwrap_or(description.len());
        let skills = description
            .split("<b>Skills</b>:")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .unwrap_or_default()
            .split(',')
            .map(|skill| plain(skill).trim().to_owned())
            .filter(|skill| !skill.is_empty())
            .collect();
        texts.entry(key).or_insert(RealText {
            title: plain(text("title").trim_end_matches(" - Upwork")),
            body: plain(&description[..end]),
            skills,
        });
    }
}

fn hacker_news(path: &Path, texts: &mut BTreeMap<PostingKey, RealText>) {
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let Some(comments) = document["comments"].as_array() else {
        return;
    };
    for comment in comments {
        let (Some(id), Some(text)) = (comment["id"].as_u64(), comment["text"].as_str()) else {
            continue;
        };
        let text = plain(text);
        let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
        let key = PostingKey::from_text(&format!("hn/{id}")).unwrap();
        texts.entry(key).or_insert(RealText {
            title: title.to_owned(),
            body: body.to_owned(),
            skills: Vec::new(),
        });
    }
}

/// The id that stands behind the mark in an address.
fn upwork_key(url: &str, mark: &str) -> Option<PostingKey> {
    let id = url.split(mark).nth(1)?;
    let id: String = id.chars().take_while(char::is_ascii_alphanumeric).collect();
    PostingKey::from_text(&format!("upwork/{id}"))
}

/// Tags off (`<p>` and `<br>` become line feeds), entities undone.
fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(end) = rest.starts_with('<').then(|| rest.find('>')).flatten() {
            if rest.starts_with("<p") || rest.starts_with("<br") {
                out.push('\n');
            }
            rest = &rest[end + 1..];
        } else if let Some((character, length)) = entity(rest) {
            out.push(character);
            rest = &rest[length..];
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end < 10)?;
    let name = &text[1..end];
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((character, end + 1))
}
