//! A `Panel` in, estimates and verdicts out: averages, intervals, rates, ranks, claims. Sees no posting, does no IO, draws nothing without a seed.

pub mod findings;
