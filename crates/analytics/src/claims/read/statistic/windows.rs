//! Statistics that name their windows or their series themselves: the keys in, a checked statistic out.

use serde::Deserialize;

use super::super::super::{Cohort, Measure, SamplingsClaim, Statistic, Text};
use super::super::RawWindow;
use super::{RawExpected, change, default_reading};
use crate::change::{Alignment, WindowPair};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSeries {
    series: String,
    against: Option<String>,
    expected: RawExpected,
    #[serde(default)]
    tolerance: f64,
    accepted: Option<(f64, f64)>,
    #[serde(default = "default_reading")]
    own_reading: Alignment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBetween {
    start: RawWindow,
    end: RawWindow,
    of: Measure,
    expected: RawExpected,
    #[serde(default)]
    tolerance: f64,
    accepted: Option<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSamplings {
    start: RawWindow,
    end: RawWindow,
    series: String,
    total: String,
    expected: RawExpected,
    #[serde(default)]
    tolerance: f64,
    accepted: Option<(f64, f64)>,
}

pub(super) fn series(raw: RawSeries) -> Result<Statistic, String> {
    if raw.against.as_ref() == Some(&raw.series) {
        return Err("`against` names the series itself; name another or remove it".to_owned());
    }
    let own = Cohort::named(Text::english(&raw.series));
    let accepted = (raw.tolerance, raw.accepted);
    Ok(Statistic::SeriesChange {
        change: change(own, raw.expected, accepted, raw.own_reading)?,
        series: raw.series,
        against: raw.against,
    })
}

fn pair(start: RawWindow, end: RawWindow) -> Result<WindowPair, String> {
    let pair = WindowPair {
        start: start.days("start")?,
        end: end.days("end")?,
    };
    if pair.start.last() >= pair.end.first() {
        return Err(
            "`start` does not end before `end` begins; exchange or shorten them".to_owned(),
        );
    }
    Ok(pair)
}

pub(super) fn samplings(cohort: Cohort, raw: RawSamplings) -> Result<Statistic, String> {
    let accepted = (raw.tolerance, raw.accepted);
    Ok(Statistic::ShareAgainstSeries(SamplingsClaim {
        change: change(cohort, raw.expected, accepted, default_reading())?,
        pair: pair(raw.start, raw.end)?,
        series: raw.series,
        total: raw.total,
    }))
}

pub(super) fn between(cohort: Cohort, raw: RawBetween) -> Result<Statistic, String> {
    let pair = pair(raw.start, raw.end)?;
    let accepted = (raw.tolerance, raw.accepted);
    Ok(Statistic::ChangeBetween {
        change: change(cohort, raw.expected, accepted, default_reading())?,
        pair,
        of: raw.of,
    })
}
