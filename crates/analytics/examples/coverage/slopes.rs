//! A noise setting and a seed in, how often an interval of a slope holds the true one (none) and how wide it is, out. Writes no page but its own table.

use analytics::interval::LAGS;
use analytics::regression::least_squares::{self, Slope};

use super::settings::{SETTINGS, Setting, path};

/// Lengths of paths in weeks: a window of a third of a year, and one of a whole.
const WEEKS: [usize; 2] = [19, 52];

/// How a slope and its interval are computed from weekly logarithms.
type Method = fn(&[f64]) -> Option<Slope>;

const CANDIDATES: [(&str, Method); 2] = [
    ("Newey-West(3), fixed-b", |logs| {
        least_squares::slope(logs, LAGS)
    }),
    (
        "first-order autoregression, Student (the default)",
        least_squares::persistent_slope,
    ),
];

/// The part of the draws in which the interval holds zero, and its mean width in logarithms a week.
fn tally(setting: &Setting, weeks: usize, method: Method, (draws, seed): (u64, u64)) -> (f64, f64) {
    let (mut held, mut width) = (0.0, 0.0);
    for draw in 0..draws {
        let Some(slope) = method(&path(setting, seed, draw, weeks)) else {
            continue;
        };
        let reach = slope.critical * slope.standard_error;
        held += f64::from(u8::from(slope.value.abs() <= reach));
        width += 2.0 * reach;
    }
    (held / draws as f64, width / draws as f64)
}

/// The section on slopes.
pub fn section(draws: u64, seed: u64) -> String {
    let names: Vec<String> = SETTINGS.iter().map(Setting::name).collect();
    let mut text = format!(
        "\n## Slopes\n\nThe slope of weekly logarithms over a path that neither rises nor falls: coverage, and mean width a week in brackets.\n\n\
         | weeks | interval | {} |\n|---|---|{}\n",
        names.join(" | "),
        "---|".repeat(SETTINGS.len())
    );
    for weeks in WEEKS {
        for (name, method) in CANDIDATES {
            let cells = SETTINGS.iter().map(|setting| {
                let (coverage, width) = tally(setting, weeks, method, (draws, seed));
                format!("{coverage:.3} ({width:.4})")
            });
            let cells: Vec<String> = cells.collect();
            text += &format!("| {weeks} | {name} | {} |\n", cells.join(" | "));
        }
    }
    text
}
