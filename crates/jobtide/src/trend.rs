//! `jobtide trend`: queries over time as chart, table, CSV, JSON or SVG: monthly counts, shares of their universe, 84-day changes with intervals. Never opens the store.

mod blocks;

use analytics::claims::Language;
use analytics::{Estimate, MonthRow, Trend as Computed, wording};
use indexer::Query;
use reportgen::TrendChart;
use workbench::{By, Document, TrendDocument, TrendLine, TrendRequest, Trends};

use crate::arguments::Trend;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{asking, drawing, engines, sync};

/// Months on the terminal; JSON and CSV hold all of them.
const SHOWN_MONTHS: usize = 36;
/// Columns of the labels above a comparison's shares.
const LABEL_COLUMNS: std::ops::RangeInclusive<usize> = 8..=24;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Trend) -> anyhow::Result<Exit> {
    drawing::stdout_takes_one(wanted.svg.as_deref(), settings.json || wanted.csv)?;
    let index = || sync::open_counter(settings);
    let panels = engines::panels(settings, &wanted.counted_by, index)?;
    let known = asking::known(settings)?;
    let trends = Trends::new(&*panels, &known);
    let mut queries = vec![asking::read(trends.parse(&wanted.query.join(" ")))?];
    for text in &wanted.vs {
        queries.push(asking::read(trends.parse(text))?);
    }
    let within = wanted
        .within
        .as_ref()
        .map(|text| asking::read(trends.parse(text)));
    let document = asking::answered(trends.trend(&TrendRequest {
        queries: &queries,
        within: within.transpose()?,
        by: wanted.by.map(By::from),
        duplicates: wanted.no_fold,
    }))?;
    let mut out = Out::stdout();
    if let Some(file) = &wanted.svg
        && drawing::deliver(settings, &mut out, file, svg(&document))?
    {
        return Ok(Exit::Done);
    }
    if settings.json {
        out.json(TrendDocument::SCHEMA, &document)?;
    } else if wanted.csv {
        out.text(&csv(&document)?);
    } else {
        show(settings, &mut out, &document, &queries[0]);
    }
    Ok(Exit::Done)
}

/// The averages as a picture.
fn svg(document: &TrendDocument) -> Result<String, String> {
    let lines: Vec<(&str, &Computed)> = document
        .lines
        .iter()
        .map(|line| (line.label.as_str(), &line.trend))
        .collect();
    reportgen::trend_chart(&TrendChart {
        lines: &lines,
        by_share: true,
        language: Language::En,
        synthetic: document.synthetic,
        code_version: env!("CARGO_PKG_VERSION"),
        universe: &document.universe,
    })
}

/// A row a query and month.
fn csv(document: &TrendDocument) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(workbench::MONTH_COLUMNS)?;
    for line in &document.lines {
        for month in &line.trend.months {
            writer.write_record(workbench::month_cells(line, month))?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn show(settings: &Settings, out: &mut Out, document: &TrendDocument, query: &Query) {
    let lines = &document.lines;
    hints(settings, document);
    let heading = match (document.by, lines.as_slice()) {
        (Some(by), _) => format!("{} by {by}", query.interpreted()),
        (None, [one]) => one.interpreted.clone(),
        (None, several) => format!("{} queries", several.len()),
    };
    out.line(&output::plain(&format!(
        "{heading} within {}",
        document.universe
    )));
    if document.synthetic {
        out.line("SYNTHETIC: some of these postings come from a market that was made up");
    }
    if let (Some(values), Some(by)) = (document.values, document.by)
        && values > lines.len()
    {
        out.line(&format!(
            "the {} of {values} values of {by} that most postings have",
            lines.len()
        ));
    }
    let bands: Vec<blocks::Band<'_>> = lines.iter().map(band).collect();
    let chart = blocks::chart(&bands, output::width());
    if chart.is_empty() {
        for band in &bands {
            out.line(&band.label);
        }
        return;
    }
    out.line("postings per 10,000 of the universe, by month");
    for line in &chart {
        out.line(line);
    }
    out.line("");
    match lines.as_slice() {
        [one] => out.text(&months_of_one(&one.trend.months)),
        several => out.text(&months_of_several(several)),
    }
    for line in lines {
        let label = (lines.len() > 1).then_some(line.label.as_str());
        changes(out, label, &line.trend);
    }
}

fn band(line: &TrendLine) -> blocks::Band<'_> {
    blocks::Band {
        label: format!(
            "{}: {}",
            output::plain(&line.label),
            output::counted(line.trend.n, "posting")
        ),
        months: &line.trend.months,
    }
}

fn hints(settings: &Settings, document: &TrendDocument) {
    for line in &document.lines {
        let of = match document.lines.len() {
            1 => String::new(),
            _ => format!("{}: ", output::plain(&line.label)),
        };
        for note in &line.notes {
            settings.hint(&format!("{of}note: {note}"));
        }
        if let Some(words) = &line.did_you_mean {
            settings.hint(&format!("{of}did you mean: {words}"));
        }
        if line.undated > 0 {
            settings.hint(&format!(
                "{of}{} without an exact date are in no count",
                output::counted(line.undated, "matching posting")
            ));
        }
    }
}

/// The months that the terminal shows, and the sentence that says which they are.
fn shown(months: &[MonthRow]) -> (&[MonthRow], String) {
    let shown = &months[months.len().saturating_sub(SHOWN_MONTHS)..];
    let remark = match shown.len() < months.len() {
        true => format!(
            "the last {SHOWN_MONTHS} of {} months (all of them with --csv or --json)\n",
            months.len()
        ),
        false => String::new(),
    };
    (shown, remark)
}

fn share(month: &MonthRow) -> String {
    month
        .share_per_10k
        .map_or("none".to_owned(), |share| format!("{share:.1}"))
}

fn months_of_one(months: &[MonthRow]) -> String {
    let (shown, remark) = shown(months);
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|month| {
            vec![
                month.month.clone(),
                output::thousands(month.count),
                output::thousands(month.universe),
                share(month),
            ]
        })
        .collect();
    let head = ["month", "postings", "universe", "per 10,000"];
    remark + &output::table(&head, &rows, &[1, 2, 3])
}

/// A column of shares a query; their months are the same.
fn months_of_several(lines: &[TrendLine]) -> String {
    let all: Vec<(&[MonthRow], String)> =
        lines.iter().map(|line| shown(&line.trend.months)).collect();
    let Some((months, remark)) = all.first() else {
        return String::new();
    };
    let room = output::width().saturating_sub(20) / lines.len();
    let most = room.saturating_sub(2);
    let most = most.clamp(*LABEL_COLUMNS.start(), *LABEL_COLUMNS.end());
    let labels: Vec<String> = lines
        .iter()
        .map(|line| output::fitted(&output::plain(&line.label), most))
        .collect();
    let mut head = vec!["month", "universe"];
    head.extend(labels.iter().map(String::as_str));
    let rows: Vec<Vec<String>> = months
        .iter()
        .enumerate()
        .map(|(at, month)| {
            let mut row = vec![month.month.clone(), output::thousands(month.universe)];
            let shares = all.iter().map(|(months, _)| months.get(at).map(share));
            row.extend(shares.map(Option::unwrap_or_default));
            row
        })
        .collect();
    let right: Vec<usize> = (1..head.len()).collect();
    format!("{remark}{}", output::table(&head, &rows, &right))
}

fn changes(out: &mut Out, label: Option<&str>, trend: &Computed) {
    if let Some(label) = label {
        out.line("");
        out.line(&output::painted(output::BOLD, &output::plain(label)));
    }
    if trend.n == 0 {
        out.line("  0 postings");
        return;
    }
    if let Some(span) = trend.span {
        out.line(&format!(
            "84-day change over {span}, first against last 84 days:"
        ));
    }
    let named = [
        ("postings", trend.change),
        ("share", trend.change_of_share),
        ("postings, season-matched", trend.season_matched),
        ("share, season-matched", trend.season_matched_share),
    ];
    for (name, estimate) in named {
        if let Some(one) = estimate {
            out.line(&format!("  {name}: {}", change(one)));
        }
    }
    if trend.left_out > 0 {
        out.line(&format!(
            "  {} {} in no mean, since more than a fifth of what was published then may not have been seen (`jobtide status`)",
            output::counted(trend.left_out as u64, "day"),
            if trend.left_out == 1 { "is" } else { "are" }
        ));
    }
    for reason in &trend.why_not {
        out.line(&format!("  {reason}"));
    }
}

fn change(estimate: Estimate) -> String {
    let interval = match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!(
            " (95 %: {} to {})",
            wording::percent(low),
            wording::percent(high)
        ),
        _ => String::new(),
    };
    format!(
        "{}{interval}, n = {}",
        wording::percent(estimate.value),
        output::thousands(estimate.n)
    )
}
