//! `jobtide trend`: any query as monthly counts, shares of its universe, and the 84-day change with its interval. Never opens the store.

use analytics::{Estimate, MonthRow, Trend as Computed, wording};
use workbench::{Document, TrendDocument, TrendRequest};

use crate::arguments::Trend;
use crate::asking;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;

/// Months on the terminal; JSON and CSV hold all of them.
const SHOWN_MONTHS: usize = 36;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Trend) -> anyhow::Result<Exit> {
    let bench = asking::open(settings)?;
    let query = asking::parse(&bench, &wanted.query)?;
    let within = wanted
        .within
        .as_ref()
        .map(|text| asking::read(bench.parse(text)));
    let document = bench.trend(&TrendRequest {
        queries: &[query],
        within: within.transpose()?,
        by: None,
        duplicates: wanted.no_fold,
    })?;
    let mut out = Out::stdout();
    if settings.json {
        out.json(TrendDocument::SCHEMA, &document)?;
        return Ok(Exit::Done);
    }
    if wanted.csv {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for month in document.lines.iter().flat_map(|line| &line.trend.months) {
            writer.serialize(month)?;
        }
        out.text(&String::from_utf8(writer.into_inner()?)?);
        return Ok(Exit::Done);
    }
    for line in &document.lines {
        for note in &line.notes {
            settings.hint(&format!("note: {note}"));
        }
        if let Some(words) = &line.did_you_mean {
            settings.hint(&format!("did you mean: {words}"));
        }
        out.line(&format!(
            "{} within {}",
            line.interpreted, document.universe
        ));
        show(&mut out, &line.trend);
        if line.undated > 0 {
            settings.hint(&format!(
                "{} without an exact date are in no count",
                output::counted(line.undated, "matching posting")
            ));
        }
    }
    Ok(Exit::Done)
}

fn show(out: &mut Out, trend: &Computed) {
    out.line(&output::counted(trend.n, "posting"));
    if trend.n == 0 {
        return;
    }
    let months = &trend.months[trend.months.len().saturating_sub(SHOWN_MONTHS)..];
    if months.len() < trend.months.len() {
        out.line(&format!(
            "the last {SHOWN_MONTHS} of {} months (all of them with --csv or --json)",
            trend.months.len()
        ));
    }
    let rows: Vec<Vec<String>> = months
        .iter()
        .map(|month| {
            vec![
                month.month.clone(),
                output::thousands(month.count),
                output::thousands(month.universe),
                month
                    .share_per_10k
                    .map_or("none".to_owned(), |share| format!("{share:.1}")),
            ]
        })
        .collect();
    out.text(&output::table(
        &["month", "postings", "universe", "per 10,000"],
        &rows,
        &[1, 2, 3],
    ));
    out.line(&format!("share by month  {}", sparkline(&trend.months)));
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

/// One block a month, from nothing to the highest share; a month without a universe is a gap.
fn sparkline(months: &[MonthRow]) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let highest = months
        .iter()
        .filter_map(|month| month.share_per_10k)
        .fold(0.0, f64::max);
    months
        .iter()
        .map(|month| match month.share_per_10k {
            None => ' ',
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the ratio lies between 0 and 1"
            )]
            Some(share) if highest > 0.0 => BLOCKS[(share / highest * 7.0).round() as usize],
            Some(_) => BLOCKS[0],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use analytics::MonthRow;

    #[test]
    fn a_sparkline_spans_from_nothing_to_the_highest_and_shows_gaps() {
        let month = |share: Option<f64>| MonthRow {
            month: "2024-01".to_owned(),
            count: 0,
            universe: 0,
            share_per_10k: share,
        };
        let months: Vec<MonthRow> = [Some(0.0), None, Some(5.0), Some(10.0)].map(month).to_vec();
        assert_eq!(super::sparkline(&months), "▁ ▅█");
        assert_eq!(super::sparkline(&[month(Some(0.0))]), "▁");
    }
}
