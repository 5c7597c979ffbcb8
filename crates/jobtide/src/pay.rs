//! `jobtide pay`: what the postings of a query pay, by kind, period and currency, as bars, CSV or JSON. Never opens the store.

use analytics::claims::Language;
use analytics::pay::distribution::{PayBar, PayDistribution};
use reportgen::PayChart;
use serde::Serialize;
use workbench::{Document, PayDocument};

use crate::arguments::Pay;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{asking, drawing};

/// Distributions that get bars; those of few postings stand in a table below.
const WITH_BARS: usize = 4;
/// Fewer postings make no shape.
const FEWEST_FOR_BARS: u64 = 10;
/// Columns of the longest bar, at most.
const LONGEST_BAR: usize = 50;

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Pay) -> anyhow::Result<Exit> {
    drawing::stdout_takes_one(wanted.svg.as_deref(), settings.json || wanted.csv)?;
    let bench = asking::open_to_count(settings)?;
    let query = asking::parse(&bench, &wanted.query)?;
    let document = asking::answered(bench.pay(&query))?;
    let mut out = Out::stdout();
    if let Some(file) = &wanted.svg
        && drawing::deliver(settings, &mut out, file, svg(settings, &document))?
    {
        return Ok(Exit::Done);
    }
    if settings.json {
        out.json(PayDocument::SCHEMA, &document)?;
    } else if wanted.csv {
        out.text(&csv(&document.distributions)?);
    } else {
        show(settings, &mut out, &document);
    }
    Ok(Exit::Done)
}

/// The distribution with most postings as a picture: two kinds are never in one.
fn svg(settings: &Settings, document: &PayDocument) -> Result<String, String> {
    let Some((drawn, rest)) = document.distributions.split_first() else {
        return Err("no posting that matches states its pay".to_owned());
    };
    if !rest.is_empty() {
        settings.hint(&format!(
            "drawn: {}; with pay:>=0{}/{} in the query another is, and so on",
            unit(drawn),
            rest[0].currency.code().to_lowercase(),
            rest[0].period.slug()
        ));
    }
    reportgen::pay_chart(&PayChart {
        query: &document.query,
        pay: drawn,
        language: Language::En,
        synthetic: document.synthetic,
        code_version: env!("CARGO_PKG_VERSION"),
    })
}

/// A row a distribution.
fn csv(distributions: &[PayDistribution]) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Row<'a> {
        kind: &'a str,
        per: &'a str,
        currency: &'a str,
        postings: u64,
        median: f64,
        median_low: Option<f64>,
        median_high: Option<f64>,
        lower_quartile: f64,
        upper_quartile: f64,
        lowest: f64,
        highest: f64,
    }
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    // Written by hand, so that a file without a row has its columns.
    writer.write_record([
        "kind",
        "per",
        "currency",
        "postings",
        "median",
        "median_low",
        "median_high",
        "lower_quartile",
        "upper_quartile",
        "lowest",
        "highest",
    ])?;
    for one in distributions {
        writer.serialize(Row {
            kind: one.kind.slug(),
            per: one.period.slug(),
            currency: one.currency.code(),
            postings: one.n,
            median: one.median.value,
            median_low: one.median.low,
            median_high: one.median.high,
            lower_quartile: one.lower_quartile,
            upper_quartile: one.upper_quartile,
            lowest: one.lowest,
            highest: one.highest,
        })?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn show(settings: &Settings, out: &mut Out, document: &PayDocument) {
    for note in &document.notes {
        settings.hint(&format!("note: {note}"));
    }
    if let Some(words) = &document.did_you_mean {
        settings.hint(&format!("did you mean: {words}"));
    }
    out.line(&output::plain(&document.interpreted));
    out.line(&format!(
        "{}, {} of them with pay",
        output::counted(document.postings, "posting"),
        output::thousands(document.with_pay)
    ));
    if document.synthetic {
        out.line("SYNTHETIC: some of these postings come from a market that was made up");
    }
    if document.distributions.is_empty() {
        return;
    }
    let drawn = document.distributions.iter().take(WITH_BARS);
    let drawn = drawn.take_while(|one| one.n >= FEWEST_FOR_BARS).count();
    let (drawn, rest) = document.distributions.split_at(drawn);
    for one in drawn {
        out.line("");
        out.line(&output::painted(output::BOLD, &unit(one)));
        out.line(&format!(
            "  median {}, n = {}",
            median(one),
            output::thousands(one.n)
        ));
        out.line(&format!(
            "  quartiles {} and {}, from {} to {}",
            amount(one.lower_quartile),
            amount(one.upper_quartile),
            amount(one.lowest),
            amount(one.highest)
        ));
        for line in bars(&one.bars, output::width()) {
            out.line(&line);
        }
    }
    if !rest.is_empty() {
        out.line("");
        let rows: Vec<Vec<String>> = rest.iter().map(cells).collect();
        let head = ["pay", "postings", "median", "quartiles"];
        out.text(&output::table(&head, &rows, &[1]));
    }
}

/// `hourly, USD per hour`.
fn unit(one: &PayDistribution) -> String {
    let per = one.period.slug();
    format!("{}, {} per {per}", one.kind.slug(), one.currency)
}

fn median(one: &PayDistribution) -> String {
    let value = amount(one.median.value);
    match one.median.low.zip(one.median.high) {
        Some((low, high)) => format!("{value} (95 %: {} to {})", amount(low), amount(high)),
        None => format!("{value} (too few for an interval)"),
    }
}

fn cells(one: &PayDistribution) -> Vec<String> {
    vec![
        unit(one),
        output::thousands(one.n),
        median(one),
        format!(
            "{} and {}",
            amount(one.lower_quartile),
            amount(one.upper_quartile)
        ),
    ]
}

/// Hundredths only where there are any.
fn amount(value: f64) -> String {
    let text = format!("{value:.2}");
    let (whole, hundredths) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let whole = digits.parse::<u64>().map(output::thousands);
    let whole = whole.unwrap_or_else(|_| digits.to_owned());
    match hundredths {
        "00" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{hundredths}"),
    }
}

/// A line a bar: its ends, its length, its postings. The first and the last may hold what lies beyond.
fn bars(bars: &[PayBar], width: usize) -> Vec<String> {
    let most = bars.iter().map(|bar| bar.n).max().unwrap_or(0).max(1);
    let ends: Vec<String> = bars
        .iter()
        .enumerate()
        .map(|(at, bar)| match bar.open {
            true if at == 0 => format!("below {}", amount(bar.to)),
            true => format!("{} and more", amount(bar.from)),
            false => format!("{} to {}", amount(bar.from), amount(bar.to)),
        })
        .collect();
    let margin = ends.iter().map(|ends| output::columns(ends)).max();
    let margin = margin.unwrap_or(0);
    let counts = output::thousands(most).len();
    let room = width.saturating_sub(margin + counts + 5).min(LONGEST_BAR);
    bars.iter()
        .zip(ends)
        .map(|(bar, ends)| {
            let bar_of = output::painted("36", &eighths(bar.n, most, room));
            format!("  {ends:>margin$} {bar_of} {}", output::thousands(bar.n))
        })
        .collect()
}

/// A bar of blocks, to an eighth of a column.
fn eighths(n: u64, most: u64, room: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let room = room as u64;
    // A posting is never drawn as none.
    let eighths = (n * room * 8 / most).max(u64::from(n > 0));
    let (whole, part) = (eighths / 8, eighths % 8);
    let mut bar = String::new();
    for _ in 0..whole {
        bar.push('█');
    }
    bar.push_str(
        usize::try_from(part)
            .ok()
            .and_then(|at| PARTS.get(at))
            .unwrap_or(&""),
    );
    bar
}

#[cfg(test)]
mod tests {
    use analytics::pay::distribution::PayBar;

    use super::{amount, bars};

    #[test]
    fn amounts_have_hundredths_where_there_are_any() {
        assert_eq!(amount(1_234_567.0), "1,234,567");
        assert_eq!(amount(12.5), "12.50");
        assert_eq!(amount(0.0), "0");
    }

    #[test]
    fn bars_are_as_long_as_their_postings_and_say_what_they_hold() {
        let bar = |from: f64, n: u64, open: bool| PayBar {
            from,
            to: from + 10.0,
            n,
            open,
        };
        let drawn = bars(
            &[
                bar(10.0, 1, true),
                bar(20.0, 1_600, false),
                bar(30.0, 800, true),
            ],
            40,
        );
        assert_eq!(
            drawn,
            [
                "     below 20 ▏ 1",
                "     20 to 30 ███████████████████ 1,600",
                "  30 and more █████████▌ 800"
            ]
        );
    }
}
