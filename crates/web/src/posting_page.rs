//! The key of a posting in; the posting whole as a document and as a page with its tags marked out. What it says is text and nothing else.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use model::PostingKey;
use reportgen::site::{Cell, Fact, Link, Piece, PostingView, Table};
use workbench::{Enveloped, PostingDocument, RelatedPosting, TagSpan};

use crate::address::{self, address, narrowed};
use crate::commits::Commit;
use crate::fault::{Fault, Faults};
use crate::frame;
use crate::parameters::Parameters;
use crate::search::json;
use crate::site::Site;

fn document(commit: &Commit, key: &str) -> Result<PostingDocument, Fault> {
    let absent = || {
        Fault::absent(
            "the index holds no posting of this key; it may have been forgotten, or its source gave it another",
        )
    };
    let key = PostingKey::from_text(key).ok_or_else(absent)?;
    commit.bench.posting(&key)?.ok_or_else(absent)
}

/// One posting whole.
#[utoipa::path(
    get,
    path = "/api/v1/posting/{key}",
    operation_id = "posting",
    params(("key" = String, Path, description = "The posting's key, as lists give it; a slash in it as %2F")),
    responses((status = 200, description = "The posting with its text and the places of its tags", body = inline(Enveloped<'static, PostingDocument>)), Faults)
)]
pub async fn api(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    site.ask(move |_, commit| json(&document(commit, &key)?))
        .await
}

/// `/posting/{key}`.
pub async fn page(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    Parameters::of(&uri, &[])?;
    let answer = site.ask(move |site, commit| {
        let view = view(&document(commit, &key)?);
        let frame = frame::frame(site, Some(commit), (&view.title, "", ""));
        frame::page(site, &frame, &view)
    });
    answer.await
}

fn view(document: &PostingDocument) -> PostingView {
    let posting = &document.posting;
    let in_field = |field: &str, skill: Option<usize>| -> Vec<&TagSpan> {
        let spans = document.spans.iter();
        spans
            .filter(|span| span.field == field && span.skill == skill)
            .collect()
    };
    let key = posting.hit.key.as_str();
    let skills = posting.skills.iter().enumerate();
    let title = posting.hit.title.trim();
    PostingView {
        title: match title.is_empty() {
            true => "A posting without a title".to_owned(),
            false => title.to_owned(),
        },
        facts: facts(document),
        links: vec![
            Link::new("JSON", format!("/api/v1{}", address::posting(key))),
            Link::new("Link to this posting", address::posting(key)),
        ],
        legend: legend(&document.spans),
        marked_title: pieces(&posting.hit.title, 0, &in_field("title", None)),
        body: paragraphs(&posting.body, &in_field("body", None)),
        skills: skills
            .map(|(at, skill)| pieces(skill, 0, &in_field("skills", Some(at))))
            .collect(),
        spans: (!document.spans.is_empty()).then(|| spans(&document.spans)),
        duplicates: duplicates(document),
    }
}

fn facts(document: &PostingDocument) -> Vec<Fact> {
    let hit = &document.posting.hit;
    let mut facts = Vec::new();
    let mut add = |name: &str, value: String, href: Option<String>, away: bool| {
        facts.push(Fact {
            name: name.to_owned(),
            value,
            href,
            away,
        });
    };
    let asks = |field: &str, value: &str| Some(address("/", &[("q", &narrowed("", field, value))]));
    let day = match hit.date_kind {
        model::DateKind::Exact => hit.day.to_string(),
        kind => format!("{} ({})", hit.day, kind.slug()),
    };
    add("Published", day, None, false);
    add(
        "Source",
        hit.source.to_string(),
        asks("source", hit.source.as_str()),
        false,
    );
    add(
        "Platform",
        format!("{}, {}", hit.platform, hit.market),
        asks("platform", hit.platform.as_str()),
        false,
    );
    add(
        "Category",
        hit.category.title().to_owned(),
        asks("category", hit.category.slug()),
        false,
    );
    if let Some(label) = &hit.label {
        add("Label", label.leaf.clone(), None, false);
    }
    let pay = hit
        .pay
        .map_or("not stated".to_owned(), |pay| pay.to_string());
    add("Pay", pay, None, false);
    let not_stated = || "not stated".to_owned();
    let country = hit
        .country
        .as_deref()
        .and_then(|name| asks("country", name));
    add(
        "Country",
        hit.country.clone().unwrap_or_else(not_stated),
        country,
        false,
    );
    if let Some(organisation) = &hit.organisation {
        add(
            "Organisation",
            organisation.clone(),
            asks("org", organisation),
            false,
        );
    }
    if let Some(url) = &hit.url {
        let href = address::elsewhere(url).map(str::to_owned);
        add("Address", url.clone(), href, true);
    }
    if let Some(leader) = &document.stands_for_it {
        let key = leader.key.as_str();
        add(
            "Duplicate of",
            key.to_owned(),
            Some(address::posting(key)),
            false,
        );
    }
    add("Key", hit.key.to_string(), None, false);
    facts
}

/// The class of a mark, by the sense of the mention.
fn class(span: &TagSpan) -> &'static str {
    match (span.counts_as_demand, span.polarity) {
        (true, _) => "demand",
        (false, "forbid" | "FORBID") => "forbid",
        (false, _) => "other",
    }
}

fn legend(spans: &[TagSpan]) -> Vec<Piece> {
    let all = [
        ("demand", "counts as demand"),
        ("forbid", "is forbidden"),
        ("other", "is mentioned in another sense"),
    ];
    let seen = all
        .into_iter()
        .filter(|(name, _)| spans.iter().any(|span| class(span) == *name));
    let pieces = seen.map(|(class, says)| Piece {
        text: "skill".to_owned(),
        class: Some(class),
        says: Some(says.to_owned()),
    });
    pieces.collect()
}

/// A text in its lines, each in parts, those that mention a tag marked.
fn paragraphs(body: &str, spans: &[&TagSpan]) -> Vec<Vec<Piece>> {
    let mut paragraphs = Vec::new();
    let mut from = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        if !text.trim().is_empty() {
            paragraphs.push(pieces(text, from, spans));
        }
        from += line.len();
    }
    paragraphs
}

/// A part of a text, which begins at byte `from` of it, with the spans that touch it marked. Where two overlap the first is shown.
fn pieces(text: &str, from: usize, spans: &[&TagSpan]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut add = |part: Option<&str>, span: Option<&TagSpan>| {
        let part = part.unwrap_or_default();
        if !part.is_empty() {
            pieces.push(Piece {
                text: part.to_owned(),
                class: span.map(class),
                says: span.map(|span| format!("{}, {}", span.title, span.polarity.to_lowercase())),
            });
        }
    };
    for span in spans {
        let start = span.start.saturating_sub(from).min(text.len());
        let end = span.end.saturating_sub(from).min(text.len());
        if span.end <= from || start < at || start >= end || text.get(start..end).is_none() {
            continue;
        }
        add(text.get(at..start), None);
        add(text.get(start..end), Some(span));
        at = end;
    }
    add(text.get(at..), None);
    pieces
}

fn spans(spans: &[TagSpan]) -> Table {
    let rows = spans.iter().map(|span| {
        let asks = address("/", &[("q", &narrowed("", "tag", &span.tag))]);
        vec![
            Cell::head(span.title.as_str()).to(asks),
            Cell::words(span.words.as_str()),
            Cell::words(span.field),
            Cell::words(span.polarity.to_lowercase()),
            Cell::words(if span.counts_as_demand { "yes" } else { "no" }),
        ]
    });
    Table::new(
        "Where it mentions AI skills, and in what sense",
        &["Skill", "Words", "In", "Sense", "Counts as demand"],
        rows.collect(),
    )
}

fn duplicates(document: &PostingDocument) -> Option<Table> {
    let row = |related: &RelatedPosting| {
        let key = related.key.as_str();
        vec![
            Cell::head(related.title.as_str()).to(address::posting(key)),
            Cell::words(related.day.as_str()),
            Cell::words(related.source.as_str()),
            Cell::words(key),
        ]
    };
    let rows: Vec<Vec<Cell>> = document.duplicate_postings.iter().map(row).collect();
    let all = document.posting.duplicates.len();
    let caption = match rows.len() < all {
        true => format!(
            "Postings of the same text that it stands for, {} of {all}",
            rows.len()
        ),
        false => "Postings of the same text that it stands for".to_owned(),
    };
    (!rows.is_empty()).then(|| Table::new(caption, &["Title", "Day", "Source", "Key"], rows))
}

#[cfg(test)]
mod tests {
    use workbench::TagSpan;

    use super::{paragraphs, pieces};

    fn span(start: usize, end: usize, polarity: &'static str) -> TagSpan {
        TagSpan {
            tag: "x".to_owned(),
            title: "X".to_owned(),
            polarity,
            counts_as_demand: polarity == "build",
            field: "body",
            skill: None,
            start,
            end,
            words: String::new(),
        }
    }

    #[test]
    fn spans_are_marked_in_the_line_in_which_they_stand() {
        let body = "no é AI\n\nbuild RAG <b>";
        let (first, second) = (span(6, 8, "forbid"), span(16, 19, "build"));
        let lines = paragraphs(body, &[&first, &second]);
        let words: Vec<Vec<(&str, Option<&str>)>> = lines
            .iter()
            .map(|line| {
                line.iter()
                    .map(|one| (one.text.as_str(), one.class))
                    .collect()
            })
            .collect();
        assert_eq!(
            words,
            [
                vec![("no é ", None), ("AI", Some("forbid"))],
                vec![("build ", None), ("RAG", Some("demand")), (" <b>", None)],
            ]
        );
    }

    #[test]
    fn a_span_that_overlaps_or_lies_elsewhere_costs_no_letter() {
        let (a, b, c) = (span(0, 3, "build"), span(2, 5, "use"), span(90, 95, "use"));
        let parts = pieces("abcdef", 0, &[&a, &b, &c]);
        let text: String = parts.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(text, "abcdef");
    }
}
