//! A trend in, the page that shows it out: picture, changes and months. Asks nothing itself but the trend.

use std::sync::Arc;

use analytics::{Estimate, wording};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use reportgen::site::{self, Cell, Choice, Link, QueryBox, ReadAs, Table, TrendView};
use workbench::{By, TrendDocument, TrendLine};

use crate::address::address;
use crate::charts;
use crate::fault::Fault;
use crate::frame::{self, counted, sentence};
use crate::search_page::examples;
use crate::site::Site;
use crate::trend::{Asked, MEASURES, SPLITS};

/// Fields for queries, empty ones among them.
const BOXES: usize = 5;
/// Examples under the boxes.
const UNDER_THE_BOX: usize = 8;

/// `/trend`.
pub async fn page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let asked = Asked::of_page(&uri, &site.limits)?;
    let answer = site.ask(move |site, commit| {
        let document = asked.document(commit)?;
        let view = view(site, &asked, &document);
        let first = asked.queries.first().map_or("", String::as_str);
        let title = match asked.queries.is_empty() {
            true => "Trend".to_owned(),
            false => format!("{}, trend", asked.queries.join(" and ")),
        };
        let frame = frame::frame(site, Some(commit), (&title, "/trend", first));
        frame::page(site, &frame, &view)
    });
    answer.await
}

fn view(site: &Site, asked: &Asked, document: &TrendDocument) -> TrendView {
    let drawn = charts::of_trend(site, document, asked.by_share);
    let (svg, absent) = match drawn {
        Ok(svg) => (Some(site::inside_a_page(&svg)), String::new()),
        Err(why) => (None, why),
    };
    TrendView {
        boxes: boxes(asked),
        longest: site.limits.query_characters,
        splits: splits(asked.by),
        measures: measures(asked.by_share),
        within: asked.within.clone().unwrap_or_default(),
        universe: document.universe.clone(),
        syntax: examples().take(UNDER_THE_BOX).collect(),
        read: match asked.by {
            Some(_) => Vec::new(),
            None => document
                .lines
                .iter()
                .map(|line| read_as(asked, line))
                .collect(),
        },
        split: split(document),
        links: links(site, asked, svg.is_some()),
        svg,
        caption: "Download the picture with the links above; the numbers stand below.".to_owned(),
        absent,
        changes: changes(document),
        remarks: remarks(document),
        months: months(document),
    }
}

fn boxes(asked: &Asked) -> Vec<QueryBox> {
    let number = asked.queries.len().max(BOXES);
    let boxes = (0..number).map(|at| QueryBox {
        id: format!("q{}", at + 1),
        label: match at {
            0 => "Query".to_owned(),
            _ => format!("Query {} to compare", at + 1),
        },
        query: asked.queries.get(at).cloned().unwrap_or_default(),
        first: at == 0,
    });
    boxes.collect()
}

fn splits(chosen: Option<By>) -> Vec<Choice> {
    let none = Choice {
        value: String::new(),
        text: "nothing".to_owned(),
        chosen: chosen.is_none(),
    };
    let all = SPLITS.iter().map(|(name, by)| Choice {
        value: (*name).to_owned(),
        text: (*name).to_owned(),
        chosen: chosen == Some(*by),
    });
    std::iter::once(none).chain(all).collect()
}

fn measures(by_share: bool) -> Vec<Choice> {
    let all = MEASURES.iter().map(|(name, share)| Choice {
        value: (*name).to_owned(),
        text: match share {
            true => "share of postings".to_owned(),
            false => "postings a day".to_owned(),
        },
        chosen: *share == by_share,
    });
    all.collect()
}

fn read_as(asked: &Asked, line: &TrendLine) -> ReadAs {
    let did_you_mean = line.did_you_mean.as_ref().map(|meant| {
        let mut pairs = asked.pairs(true);
        for pair in &mut pairs {
            if pair.0 == "q" && pair.1 == line.label {
                pair.1 = meant;
            }
        }
        Link::new(meant.as_str(), address("/trend", &pairs))
    });
    ReadAs {
        interpreted: line.interpreted.clone(),
        notes: line.notes.clone(),
        did_you_mean,
    }
}

fn split(document: &TrendDocument) -> Option<String> {
    let (by, values) = (document.by?, document.values?);
    let shown = document.lines.len();
    Some(match shown < values {
        true => format!(
            "Split by {by}: the {} with most postings of {}.",
            wording::count(shown as u64),
            wording::count(values as u64)
        ),
        false => format!("Split by {by}."),
    })
}

fn links(site: &Site, asked: &Asked, drawn: bool) -> Vec<Link> {
    let (pairs, with_show) = (asked.pairs(false), asked.pairs(true));
    let mut links = Vec::new();
    if let Some(first) = asked.queries.first() {
        links.push(Link::new("Postings", address("/", &[("q", first)])));
        links.push(Link::new("Pay", address("/pay", &[("q", first)])));
    }
    links.push(Link::new(
        "Link to this trend",
        address("/trend", &with_show),
    ));
    if drawn {
        links.push(Link::file(
            "SVG",
            address("/trend.svg", &with_show),
            "trend.svg",
        ));
    }
    if drawn && site.given.png.is_some() {
        links.push(Link::file(
            "PNG",
            address("/trend.png", &with_show),
            "trend.png",
        ));
    }
    links.push(Link::file(
        "CSV",
        address("/trend.csv", &pairs),
        "trend.csv",
    ));
    links.push(Link::new("JSON", address("/api/v1/trend", &pairs)));
    links
}

/// What a line is called: its label, or that it is everything.
fn name(line: &TrendLine) -> String {
    match line.label.is_empty() {
        true => "all postings".to_owned(),
        false => line.label.clone(),
    }
}

fn changes(document: &TrendDocument) -> Table {
    let span = document.lines.iter().find_map(|line| line.trend.span);
    let caption = match span {
        Some(span) => format!(
            "Change of the average of {} days over {} to {}, with the 95 % interval",
            analytics::WINDOW_DAYS,
            span.first(),
            span.last()
        ),
        None => "Change".to_owned(),
    };
    let cell = |estimate: Option<Estimate>| {
        Cell::number(estimate.map_or_else(|| "not known".to_owned(), |one| change(&one)))
    };
    let rows = document.lines.iter().map(|line| {
        let trend = &line.trend;
        vec![
            Cell::head(name(line)).to(address("/", &[("q", &line.query)])),
            Cell::number(wording::count(trend.n)),
            cell(trend.change),
            cell(trend.change_of_share),
            cell(trend.season_matched),
            cell(trend.season_matched_share),
        ]
    });
    let columns = [
        "Query",
        "#Postings",
        "#Postings, first against last",
        "#Share, first against last",
        "#Postings, against a year earlier",
        "#Share, against a year earlier",
    ];
    Table::new(caption, &columns, rows.collect())
}

/// `+12 % (−3 % to +30 %), n = 1,204`.
fn change(estimate: &Estimate) -> String {
    let interval = match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!(" ({} to {})", wording::percent(low), wording::percent(high))
        }
        _ => String::new(),
    };
    format!(
        "{}{interval}, n = {}",
        wording::percent(estimate.value),
        wording::count(estimate.n)
    )
}

fn remarks(document: &TrendDocument) -> Vec<String> {
    let mut remarks = Vec::new();
    for line in &document.lines {
        let (name, trend) = (name(line), &line.trend);
        for why in &trend.why_not {
            remarks.push(format!("{name}: {}", sentence(why)));
        }
        if line.undated > 0 {
            remarks.push(format!(
                "{name}: {} without an exact date are in no count.",
                counted(line.undated, "matching posting")
            ));
        }
    }
    let left_out = document.lines.first().map_or(0, |line| line.trend.left_out);
    if left_out > 0 {
        remarks.push(format!(
            "{} in no mean, since more than a fifth of what was published then may not have been seen.",
            counted(left_out as u64, "day")
        ));
    }
    remarks
}

fn months(document: &TrendDocument) -> Table {
    let names: Vec<String> = document.lines.iter().map(name).collect();
    let mut columns = vec!["Month".to_owned(), "#Postings of the universe".to_owned()];
    for name in &names {
        columns.push(format!("#{name}, postings"));
        columns.push(format!("#{name}, per 10,000"));
    }
    let months = document
        .lines
        .first()
        .map_or(&[][..], |line| line.trend.months.as_slice());
    let rows = months.iter().enumerate().rev().map(|(at, month)| {
        let mut cells = vec![
            Cell::head(month.month.as_str()),
            Cell::number(wording::count(month.universe)),
        ];
        for line in &document.lines {
            let own = line.trend.months.get(at);
            cells.push(Cell::number(
                own.map_or_else(String::new, |month| wording::count(month.count)),
            ));
            let share = own.and_then(|month| month.share_per_10k);
            cells.push(Cell::number(
                share.map_or_else(|| "none".to_owned(), |share| format!("{share:.1}")),
            ));
        }
        cells
    });
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    Table::new(
        "Postings by month, the last first",
        &columns,
        rows.collect(),
    )
}
