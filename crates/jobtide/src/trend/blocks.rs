//! Monthly shares of some queries in, a chart of blocks for a terminal out: a band a query, all on one scale, months below. Knows no query.

use analytics::MonthRow;

use crate::output;

/// The ways of writing the bands, told apart by their order and labels where there is no colour.
const COLOURS: [&str; 6] = ["36", "33", "35", "32", "34", "31"];
/// From an eighth of a line to all of it.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A month of the universe without a posting of the query.
const NOTHING: char = '·';
/// A month takes at most so many columns: a few months are no wide chart.
const WIDEST_MONTH: usize = 4;

/// One query.
pub struct Band<'a> {
    /// What stands above it.
    pub label: String,
    /// Its months; those of all bands are the same.
    pub months: &'a [MonthRow],
}

/// How months become columns: some columns a month, or where there is no room for that, some months a column.
#[derive(Clone, Copy)]
struct Columns {
    months_each: usize,
    wide: usize,
}

impl Columns {
    fn new(months: usize, room: usize) -> Columns {
        let months_each = months.div_ceil(room.max(1)).max(1);
        let wide = match months_each {
            1 => (room / months.max(1)).clamp(1, WIDEST_MONTH),
            _ => 1,
        };
        Columns { months_each, wide }
    }

    /// The column in which a month begins.
    fn of(self, month: usize) -> usize {
        month / self.months_each * self.wide
    }
}

/// The lines of the chart, at most `width` columns wide; none where no month has a share.
pub fn chart(bands: &[Band<'_>], width: usize) -> Vec<String> {
    let months = bands.first().map_or(&[][..], |band| band.months);
    let room = |margin: usize| width.saturating_sub(margin + 2);
    // The margin holds the highest share, which depends on the columns, and hardly: that of single months is never less.
    let margin = written(highest(bands, Columns::new(1, 1))).len();
    let columns = Columns::new(months.len(), room(margin));
    let highest = highest(bands, columns);
    if highest <= 0.0 {
        return Vec::new();
    }
    let rows = match bands.len() {
        1 => 8,
        2 => 5,
        _ => 3,
    };
    let mut lines = Vec::new();
    for (band, colour) in bands.iter().zip(COLOURS.iter().cycle()) {
        lines.push(output::painted(colour, &output::fitted(&band.label, width)));
        let shares = shares(band.months, columns);
        for row in (0..rows).rev() {
            let scale = match row {
                row if row + 1 == rows => written(highest),
                0 => "0".to_owned(),
                _ => String::new(),
            };
            let cells = shares
                .iter()
                .map(|share| cell(*share, highest, (row, rows)));
            let drawn: String = cells
                .flat_map(|cell| std::iter::repeat_n(cell, columns.wide))
                .collect();
            let drawn = output::painted(colour, drawn.trim_end());
            lines.push(format!("{scale:>margin$} │{drawn}"));
        }
    }
    let drawn = columns.of(months.len().saturating_sub(1)) + columns.wide;
    lines.push(format!("{:margin$} └{}", "", "─".repeat(drawn)));
    let names: Vec<&str> = months.iter().map(|month| month.month.as_str()).collect();
    let axis = axis(&names, columns, room(margin).max(drawn));
    lines.push(format!("{:margin$}  {axis}", ""));
    lines
}

fn written(share: f64) -> String {
    format!("{share:.1}")
}

/// The share of each column; `None` where its months hold no posting of the universe.
fn shares(months: &[MonthRow], columns: Columns) -> Vec<Option<f64>> {
    let of_column = |months: &[MonthRow]| match months {
        [month] => month.share_per_10k,
        several => {
            let sum = |of: fn(&MonthRow) -> u64| several.iter().map(of).sum::<u64>();
            let (count, universe) = (sum(|month| month.count), sum(|month| month.universe));
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
            (universe > 0).then(|| count as f64 / universe as f64 * 10_000.0)
        }
    };
    months.chunks(columns.months_each).map(of_column).collect()
}

fn highest(bands: &[Band<'_>], columns: Columns) -> f64 {
    let shares = bands.iter().flat_map(|band| shares(band.months, columns));
    shares.flatten().fold(0.0, f64::max)
}

/// One character of a band: the part of a line that the share fills, in a row counted from below.
fn cell(share: Option<f64>, highest: f64, (row, rows): (usize, usize)) -> char {
    let Some(share) = share else { return ' ' };
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the ratio lies between 0 and 1, and rows are few"
    )]
    let eighths = (share / highest * (rows * BLOCKS.len()) as f64).round() as usize;
    // A posting is never drawn as none.
    let eighths = eighths.max(usize::from(share > 0.0));
    match eighths.saturating_sub(row * BLOCKS.len()) {
        0 if row == 0 => NOTHING,
        0 => ' ',
        filled => BLOCKS[filled.min(BLOCKS.len()) - 1],
    }
}

/// The first month, the years that begin, and the last month, as far as they do not touch.
fn axis(months: &[&str], columns: Columns, room: usize) -> String {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return String::new();
    };
    let mut text = (*first).to_owned();
    let end = columns.of(months.len() - 1) + columns.wide;
    let last_at = end.saturating_sub(last.len());
    let has_last = last_at > text.len();
    let bound = if has_last { last_at } else { room + 1 };
    for (at, month) in months.iter().enumerate().skip(1) {
        let Some(year) = month.strip_suffix("-01") else {
            continue;
        };
        let at = columns.of(at);
        if at > text.chars().count() && at + year.len() < bound {
            text = format!("{text:at$}{year}");
        }
    }
    match has_last {
        true => format!("{text:last_at$}{last}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use analytics::MonthRow;

    use super::{Band, chart};

    fn months(shares: &[Option<u64>]) -> Vec<MonthRow> {
        let rows = shares.iter().enumerate().map(|(at, count)| MonthRow {
            month: format!("{}-{:02}", 2021 + (at + 10) / 12, (at + 10) % 12 + 1),
            count: count.unwrap_or(0),
            universe: if count.is_some() { 100 } else { 0 },
            share_per_10k: count.map(|count| count as f64 * 100.0),
        });
        rows.collect()
    }

    fn drawn(bands: &[&[MonthRow]], width: usize) -> String {
        let bands: Vec<Band<'_>> = bands
            .iter()
            .zip(["one", "two", "three"])
            .map(|(months, label)| Band {
                label: label.to_owned(),
                months,
            })
            .collect();
        let mut text = chart(&bands, width).join("\n");
        text.push('\n');
        text
    }

    #[test]
    fn a_chart_spans_from_nothing_to_the_highest_and_shows_gaps() {
        let months = months(&[Some(0), None, Some(5), Some(10), Some(1)]);
        assert_eq!(
            drawn(&[&months], 60),
            "\
one
1000.0 │            ████
       │            ████
       │            ████
       │            ████
       │        ████████
       │        ████████
       │        ████████
     0 │····    ████████▆▆▆▆
       └────────────────────
        2021-11 2022 2022-03
"
        );
    }

    #[test]
    fn bands_share_one_scale_and_one_axis() {
        let (high, low) = (
            months(&[Some(10), Some(10), Some(10)]),
            months(&[Some(5), Some(0), Some(1)]),
        );
        let text = drawn(&[&high, &low, &low], 60);
        assert_eq!(text.matches("1000.0 │").count(), 3, "{text}");
        assert_eq!(text.matches('└').count(), 1, "{text}");
        assert!(text.contains("0 │████····▂▂▂▂"), "{text}");
    }

    #[test]
    fn many_months_share_a_column_and_no_line_is_wider_than_asked() {
        let months = months(&vec![Some(10); 187]);
        let text = drawn(&[&months], 50);
        for line in text.lines() {
            assert!(crate::output::columns(line) <= 50, "{line}");
        }
        assert!(
            text.contains("2021-11") && text.contains("2037-05"),
            "{text}"
        );
    }

    #[test]
    fn without_a_share_there_is_no_chart() {
        assert_eq!(drawn(&[&months(&[Some(0), None])], 60), "\n");
        assert_eq!(drawn(&[&[]], 60), "\n");
    }
}
