//! Panels of known numbers go in, estimates and verdicts are compared with values computed elsewhere. Reads only fixtures that are compiled in.
#![allow(clippy::unwrap_used)]

mod adjusted;
mod alerts;
mod bootstrap;
mod breaks;
mod claims;
mod counted;
mod coverage;
mod cusum;
mod differences;
mod exposure;
mod external;
mod golden_series;
mod harmonics;
mod holes;
mod honesty;
mod indices;
mod interval;
mod judge;
mod languages;
mod lines;
mod market;
mod multiplicity;
mod paths;
mod pay;
mod posted_pay;
mod properties;
mod rate_ratio;
mod readings;
mod reasons;
mod regression;
mod run_given;
mod scenarios;
mod seasonal;
mod small_base;
mod specification;
mod trend;
mod verdicts;
mod wording;
mod young;

// The windows whose true change is known, as the example draws them.
#[path = "../../examples/coverage/settings.rs"]
mod simulation;
