//! `jobtide show`: the key or address of a posting in, all that is known of it out: facts, text, tags with their words, duplicates, source and archived document. Never opens the store.

mod archived;

use std::ops::Range;

use anyhow::anyhow;
use indexer::SearchRequest;
use model::{Platform, PostingKey};
use workbench::{Document, PostingDocument, RelatedPosting, TagSpan, Workbench};

use crate::arguments::Show;
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{asking, live, search, sources};

/// Duplicates that the terminal lists.
const SHOWN_DUPLICATES: usize = 20;
/// Columns before the text of a posting.
const MARGIN: &str = "  ";

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Show) -> anyhow::Result<Exit> {
    let bench = asking::open(settings)?;
    let mut document = find(&bench, &wanted.key)?;
    let declared = live::declared(settings)?;
    let hit = &document.posting.hit;
    // What is not declared was imported, or nobody knows any more how it is read.
    if let Some(source) = declared.iter().find(|one| one.name == hit.source) {
        document.archive = archived::search(settings, source, hit)?;
        document.source_state = Some(sources::state_of(settings, source)?);
    }
    let mut out = Out::stdout();
    if settings.json {
        out.json(PostingDocument::SCHEMA, &document)?;
        return Ok(Exit::Done);
    }
    if document.rules_hash != document.rules_hash_of_index {
        settings.hint("the index was tagged by other rules than the program has, so that its tags may differ from the words below; `jobtide rebuild` tags it anew");
    }
    show(&mut out, &document);
    Ok(Exit::Done)
}

/// The posting of a key, or of an address that is one of a key's two forms.
fn find(bench: &Workbench, text: &str) -> anyhow::Result<PostingDocument> {
    let text = text.trim();
    if let Some(key) = PostingKey::from_text(text)
        && let Some(found) = asking::answered(bench.posting(&key))?
    {
        return Ok(found);
    }
    if text.contains("://")
        && let Some(found) = by_address(bench, text)?
    {
        return Ok(found);
    }
    Err(unknown(bench, text)?)
}

/// The posting that lies at an address, as far as its key can be guessed from it: the index knows no addresses.
///
/// A key holds the address itself, or an id that nearly every platform has in its addresses, as the end of the path or as a parameter.
fn by_address(bench: &Workbench, text: &str) -> anyhow::Result<Option<PostingDocument>> {
    let (path, parameters) = text.split_once('?').unwrap_or((text, ""));
    let mut ids: Vec<&str> = path.trim_end_matches('/').rsplit('/').take(1).collect();
    ids.extend(
        parameters
            .split('&')
            .filter_map(|one| one.split_once('='))
            .map(|(_, id)| id),
    );
    for platform in platforms(bench)? {
        let Ok(platform) = platform.parse::<Platform>() else {
            continue;
        };
        let address = PostingKey::from_url(&platform, text);
        let guessed = ids
            .iter()
            .filter_map(|id| PostingKey::from_native_id(&platform, id));
        for key in address.iter().cloned().chain(guessed) {
            let Some(found) = asking::answered(bench.posting(&key))? else {
                continue;
            };
            // Another platform may have the same id.
            let own = found.posting.hit.url.as_deref();
            if own.and_then(|own| PostingKey::from_url(&platform, own)) == address {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// The platforms of the index, the one with most postings first.
fn platforms(bench: &Workbench) -> anyhow::Result<Vec<String>> {
    let request = SearchRequest {
        facets: true,
        ..SearchRequest::default()
    };
    let everything = indexer::Query::everything().with_duplicates();
    let found = asking::answered(bench.search(&everything, &request))?;
    let facets = found.page.facets.unwrap_or_default();
    Ok(facets.platform.into_iter().map(|(name, _)| name).collect())
}

/// The complaint about a key that no posting has: what was probably meant, or how keys are found.
fn unknown(bench: &Workbench, text: &str) -> anyhow::Result<anyhow::Error> {
    let platforms = platforms(bench)?;
    let platform = text.split('/').next().unwrap_or(text);
    let known = platforms.iter().any(|one| one == platform);
    let near = crate::settings::nearest(platform, platforms.iter().map(String::as_str));
    let hint = match (text.contains("://"), near) {
        (true, _) => {
            "an address finds a posting only where its key can be read off it; search for words of its title, and take the key from `jobtide search WORDS --jsonl`".to_owned()
        }
        (false, Some(near)) if !known && text.contains('/') => {
            format!("did you mean the platform `{near}`?")
        }
        _ => format!(
            "a key is written PLATFORM/ID, with a platform of {}; `jobtide search WORDS --jsonl` shows the keys",
            platforms.join(", ")
        ),
    };
    Ok(exit::usage(anyhow!(
        "the index holds no posting `{text}`; {hint}"
    )))
}

fn show(out: &mut Out, document: &PostingDocument) {
    let posting = &document.posting;
    let hit = &posting.hit;
    let of = |field: &str| -> Vec<&TagSpan> {
        let spans = document.spans.iter();
        spans.filter(|span| span.field == field).collect()
    };
    let width = output::width();
    for line in marked_lines(&hit.title, &of("title"), width, output::BOLD) {
        out.line(&line);
    }
    if document.synthetic {
        out.line("SYNTHETIC: this posting comes from a market that was made up");
    }
    out.line("");
    for (name, value) in facts(document) {
        if !value.is_empty() {
            let name = output::painted(output::DIM, &format!("{name:12}"));
            out.line(&format!("{name}  {}", output::plain(&value)));
        }
    }
    if !posting.body.is_empty() {
        out.line("");
        for line in marked_lines(&posting.body, &of("body"), width - MARGIN.len(), "") {
            out.line(format!("{MARGIN}{line}").trim_end());
        }
    }
    if !document.spans.is_empty() {
        out.line("");
        let rows: Vec<Vec<String>> = document.spans.iter().map(cells).collect();
        let head = ["tag", "words", "in", "bytes", "polarity", "counts as"];
        out.text(&output::table(&head, &rows, &[]));
    }
    related(out, document);
    archive(out, document);
}

fn facts(document: &PostingDocument) -> Vec<(&'static str, String)> {
    let posting = &document.posting;
    let hit = &posting.hit;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let label = hit.label.as_ref().map(|label| match &label.broad {
        Some(broad) => format!("{broad} > {}", label.leaf),
        None => label.leaf.clone(),
    });
    let source = document.source_state.as_ref().map_or_else(
        || format!("{} (imported, not polled)", hit.source),
        |row| {
            let seen = row.last_success.as_ref();
            let seen = seen.map_or_else(String::new, |at| format!(", last read {at}"));
            let credit = match row.attribution.is_empty() {
                true => String::new(),
                false => format!(", {}", row.attribution),
            };
            format!("{} ({}{seen}{credit})", hit.source, row.state)
        },
    );
    vec![
        ("key", hit.key.to_string()),
        ("url", text(&hit.url)),
        ("day", format!("{} ({})", hit.day, hit.date_kind.slug())),
        ("source", source),
        ("platform", format!("{} ({})", hit.platform, hit.market)),
        ("organisation", text(&hit.organisation)),
        ("country", text(&hit.country)),
        (
            "pay",
            hit.pay
                .map_or_else(|| "not stated".to_owned(), |pay| pay.to_string()),
        ),
        ("category", hit.category.to_string()),
        ("label", label.unwrap_or_default()),
        ("skills", posting.skills.join(", ")),
        ("tags", hit.tags.join(", ")),
    ]
}

fn cells(span: &TagSpan) -> Vec<String> {
    let place = match span.skill {
        Some(at) => format!("skill {}", at + 1),
        None => span.field.to_owned(),
    };
    let counts = match span.counts_as_demand {
        true => "demand",
        false => "mention",
    };
    vec![
        span.tag.clone(),
        output::plain(&span.words),
        place,
        format!("{} to {}", span.start, span.end),
        span.polarity.to_owned(),
        counts.to_owned(),
    ]
}

fn related(out: &mut Out, document: &PostingDocument) {
    let row = |one: &RelatedPosting| {
        let parts = [&one.day, &one.source, one.key.as_str(), &one.title];
        parts.map(output::plain).to_vec()
    };
    let head = ["day", "source", "key", "title"];
    if let Some(leader) = &document.stands_for_it {
        out.line("");
        out.line("a duplicate; this posting stands for it:");
        out.text(&output::table(&head, &[row(leader)], &[]));
    }
    let copies = document.posting.duplicates.len();
    if copies > 0 {
        out.line("");
        out.line(&format!(
            "stands for {} with the same text:",
            output::counted(copies as u64, "other")
        ));
        let listed = document.duplicate_postings.iter().take(SHOWN_DUPLICATES);
        let rows: Vec<Vec<String>> = listed.map(row).collect();
        let left = copies - rows.len();
        out.text(&output::table(&head, &rows, &[]));
        if left > 0 {
            let left = output::thousands(left as u64);
            out.line(&format!("and {left} more (all keys with --json)"));
        }
    }
}

fn archive(out: &mut Out, document: &PostingDocument) {
    let Some(search) = &document.archive else {
        return;
    };
    out.line("");
    let read = output::counted(search.documents_read, "document");
    out.line(&match &search.document {
        Some(found) => format!(
            "archived: first in what {} answered at {} (body {})",
            output::plain(&found.url),
            found.fetched_at,
            found.body_hash
        ),
        None if search.cut_short => {
            format!("archived: not in the first {read} since its day; not looked further")
        }
        None => format!("archived: in none of the {read} since its day"),
    });
}

/// A text in lines of at most `width` columns, in some way of writing, with spans marked where there is colour.
fn marked_lines(text: &str, spans: &[&TagSpan], width: usize, way: &str) -> Vec<String> {
    let line = |range: Range<usize>| {
        let marks: Vec<(usize, usize)> = spans
            .iter()
            .map(|span| (span.start.max(range.start), span.end.min(range.end)))
            .filter(|(start, end)| start < end)
            .map(|(start, end)| (start - range.start, end - range.start))
            .collect();
        search::marked(&text[range], &marks, way)
    };
    output::lines_of(text, width)
        .into_iter()
        .map(line)
        .collect()
}
