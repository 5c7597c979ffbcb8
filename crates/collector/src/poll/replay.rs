//! Files in place of a network: each is one poll of its source, in the order of their days.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{Day, PollEnd};

use super::contain::read_within;
use super::event::PollEvent;
use super::gather::Gathering;
use super::live::Run;
use crate::document::{RawDocument, Request};
use crate::paths::files_matching;
use crate::schedule::{PollResult, SourceState};
use crate::source::Source;

const DAY: i64 = 24 * 3600;

/// Reads every file that was not read before, each as one poll.
pub(super) async fn replay(run: &Run, source: Arc<Source>, state: Arc<SourceState>) {
    let mut state = SourceState::clone(&state);
    let files = match files_of(&source) {
        Ok(files) => files,
        Err(error) => {
            let result = failed((run.settings.clock)(), error);
            run.end(&source, &state, &result).await;
            return;
        }
    };
    let mut any = false;
    for path in files {
        let name = path.display().to_string();
        if state.replayed.contains(&name) {
            continue;
        }
        if run.is_stopped() {
            return;
        }
        any = true;
        state = poll_file(run, &source, state, &path, name).await;
    }
    if !any {
        // Nothing new is an answer too: it says when the source was looked at last.
        let mut result = PollResult::begun((run.settings.clock)());
        result.end = PollEnd::Unchanged;
        run.end(&source, &state, &result).await;
    }
}

async fn poll_file(
    run: &Run,
    source: &Arc<Source>,
    state: SourceState,
    path: &Path,
    name: String,
) -> SourceState {
    let limit = run.settings.fetch.max_body as u64;
    let now = (run.settings.clock)();
    let document = match document_of(source, path, name.clone(), limit, now) {
        Ok(document) => Arc::new(document),
        Err(error) => return run.end(source, &state, &failed(now, error)).await,
    };
    let before = Arc::new(state);
    let at = document.fetched_at;
    let mut gathering = Gathering::without_requests(Arc::clone(source), Arc::clone(&before), at);
    let deadline = run.settings.reader_deadline;
    let mut reading = read_within(deadline, Arc::clone(source), Arc::clone(&document)).await;
    // What a page leads to is not in its file.
    reading.follow.clear();
    let items = gathering.read(&document, reading, None);
    let event = PollEvent::Read {
        source: source.name.clone(),
        document: name.clone(),
        items,
    };
    run.tell(event).await;
    // Nobody knows at what hour of its day a file was saved, only that it saw its newest posting: to say more would
    // claim hours in which postings came that it cannot hold.
    let at = gathering
        .newest()
        .filter(|newest| *newest <= at)
        .unwrap_or(at);
    let result = gathering.finish(at, true);
    let mut known = SourceState::clone(&before);
    if result.end != PollEnd::Failed {
        known.replayed.push(name);
    }
    run.end(source, &known, &result).await
}

fn failed(at: i64, error: String) -> PollResult {
    let mut result = PollResult::begun(at);
    result.end = PollEnd::Failed;
    result.error = Some(error);
    result
}

/// The files of a source's globs in the order of the day in their names, then of their names.
pub(super) fn files_of(source: &Source) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for pattern in &source.replay {
        files.extend(files_matching(pattern).map_err(|error| error.to_string())?);
    }
    if files.is_empty() {
        return Err(format!(
            "replay: no file matches {}",
            source.replay.join(", ")
        ));
    }
    files.sort_by_cached_key(|path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        (day_in(&name), name, path.clone())
    });
    files.dedup();
    Ok(files)
}

/// The day that a file's name carries as `20240513` or `2024-05-13`.
fn day_in(name: &str) -> Option<Day> {
    let digits = |from: usize, to: usize| -> Option<i16> {
        let part = name.get(from..to)?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let at = |start: usize, gap: usize| {
        let year = digits(start, start + 4)?;
        let month = digits(start + 4 + gap, start + 6 + gap)?;
        let day = digits(start + 6 + 2 * gap, start + 8 + 2 * gap)?;
        let marks = [start + 4, start + 6 + gap];
        let divided = gap == 0
            || marks
                .iter()
                .all(|place| name.as_bytes().get(*place) == Some(&b'-'));
        divided.then(|| Day::from_ymd(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))?
    };
    (0..name.len()).find_map(|start| at(start, 0).or_else(|| at(start, 1)))
}

/// A file as the document that a server would have sent, fetched at the end of the day in its name.
pub(super) fn document_of(
    source: &Source,
    path: &Path,
    name: String,
    limit: u64,
    now: i64,
) -> Result<RawDocument, String> {
    let fault = |error: std::io::Error| format!("{}: {error}", path.display());
    let bytes = std::fs::read(path).map_err(fault)?;
    let (body, cut) = unpacked(bytes, limit).map_err(fault)?;
    let file_name = path.file_name().unwrap_or_default().to_string_lossy();
    let named = day_in(&file_name).map(|day| day.unix_seconds() + DAY - 1);
    let saved = || {
        let time = std::fs::metadata(path)
            .and_then(|data| data.modified())
            .ok()?;
        let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    };
    let first = (source.kind.first)(source).ok();
    let role = first.and_then(|requests| requests.first().map(|first| first.role.clone()));
    Ok(RawDocument {
        source: source.name.clone(),
        request: Request::get(name.clone(), role.as_deref().unwrap_or("list")),
        final_url: name,
        status: 200,
        headers: Vec::new(),
        fetched_at: named.or_else(saved).unwrap_or(now).min(now),
        body,
        cut,
    })
}

/// A file's bytes without gzip or zstd, at most `limit` of them.
fn unpacked(bytes: Vec<u8>, limit: u64) -> std::io::Result<(Vec<u8>, Option<String>)> {
    let mut plain: Box<dyn Read> = if bytes.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::read::MultiGzDecoder::new(&bytes[..]))
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(zstd::stream::read::Decoder::new(&bytes[..])?)
    } else if bytes.len() as u64 <= limit {
        return Ok((bytes, None));
    } else {
        Box::new(&bytes[..])
    };
    let mut body = Vec::new();
    let outcome = plain.by_ref().take(limit).read_to_end(&mut body);
    let cut = match outcome {
        Err(error) if body.is_empty() => return Err(error),
        Err(error) => Some(error.to_string()),
        Ok(_) => (plain.read(&mut [0])? > 0).then(|| format!("it is longer than {limit} bytes")),
    };
    Ok((body, cut))
}
