//! A `Panel` in, estimates and verdicts out: averages, intervals, rates, ranks, claims. Sees no posting, does no IO, draws nothing without a seed.

mod alerts;
pub mod association;
mod averages;
pub mod bootstrap;
pub mod breaks;
pub mod change;
pub mod claims;
pub mod comparative;
pub mod coverage;
pub mod exposure;
pub mod external;
pub mod findings;
pub mod hodges_lehmann;
pub mod indices;
pub mod interval;
pub mod judge;
mod months;
pub mod multiplicity;
pub mod pay;
pub mod placebo;
pub mod proportion;
pub mod rank;
pub mod rate_ratio;
pub mod regression;
pub mod seasonal;
mod seasons;
pub mod small_base;
pub mod specification;
pub mod study;
mod tables;
pub mod trend;
pub mod verdict;
pub mod weekdays;
pub mod wording;

pub use change::{Alignment, WINDOW_DAYS, WindowPair, article_window};
pub use claims::{ClaimFile, Error};
pub use findings::{
    AverageLine, CohortFinding, Estimate, Evidence, Findings, JudgedClaim, Reading, SourceCoverage,
    Verdict,
};
pub use judge::{Request, judge};
pub use study::{pay_change, rate_ratio_of, share_change, window_change};
pub use trend::{AveragePoint, MonthRow, Trend, trend};
