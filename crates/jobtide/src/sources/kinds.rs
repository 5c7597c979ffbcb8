//! `jobtide sources kinds`: the kinds of source and what their sites ask of those who poll them.

use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

#[derive(Serialize)]
struct Row {
    name: &'static str,
    about: &'static str,
    platform: &'static str,
    market: &'static str,
    needs_url: bool,
    board: Option<&'static str>,
    polls_a_day: u32,
    gap_ms: u64,
    delay_hours: u32,
    attribution: &'static str,
    note: &'static str,
}

#[derive(Serialize)]
struct Listing {
    total: usize,
    kinds: Vec<Row>,
}

/// Lists them.
pub fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let rows: Vec<Row> = collector::kinds()
        .iter()
        .map(|kind| Row {
            name: kind.name,
            about: kind.describe,
            platform: kind.platform,
            market: kind.market.slug(),
            needs_url: kind.needs_url,
            board: kind.board,
            polls_a_day: kind.terms.polls_a_day,
            gap_ms: kind.terms.gap_ms,
            delay_hours: kind.terms.delay_hours,
            attribution: kind.terms.attribution,
            note: kind.terms.note,
        })
        .collect();
    let mut out = Out::stdout();
    if settings.json {
        let listing = Listing {
            total: rows.len(),
            kinds: rows,
        };
        out.json("jobtide.kinds/1", &listing)?;
        return Ok(Exit::Done);
    }
    for row in &rows {
        out.line(&format!("{}: {}", row.name, row.about));
        let takes = match (row.needs_url, row.board) {
            (true, Some(board)) => format!("url, and board: {board}"),
            (true, None) => "url".to_owned(),
            (false, Some(board)) => format!("board: {board}"),
            (false, None) => "nothing but a name".to_owned(),
        };
        out.line(&format!("  takes {takes}"));
        let mut terms = vec![
            output::counted(u64::from(row.polls_a_day), "poll") + " a day at most",
            format!("{} s between requests", row.gap_ms as f64 / 1_000.0),
        ];
        if row.delay_hours > 0 {
            terms.push(format!("postings come {} h late", row.delay_hours));
        }
        out.line(&format!("  terms: {}", terms.join(", ")));
        for text in [row.attribution, row.note] {
            if !text.is_empty() {
                out.line(&format!("  {text}"));
            }
        }
    }
    Ok(Exit::Done)
}
