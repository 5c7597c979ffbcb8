//! Ballista's scheduler and executors as processes of ours, and a session with them for `lake-query`. Every process knows our functions; none holds a posting. Knows no
//! query, no panel and no lake: executors read the files that a plan names, so they need the same paths, or the same bucket.
//!
//! A scheduler keeps its jobs in memory: a query ends with it, and the caller asks again. An executor that is lost is noticed after the timeout, and what it had is
//! done again by the others.

mod client;
mod error;
mod executor;
mod scheduler;

pub use client::{Address, BadAddress, connect};
pub use error::Error;
pub use executor::{ExecutorSettings, run_executor};
pub use scheduler::{SchedulerSettings, run_scheduler};
