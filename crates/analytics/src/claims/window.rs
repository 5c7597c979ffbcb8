//! The days that a claim is about: stated ones, or those of the report that judges it. Computes nothing.

use model::DayRange;

/// The days that a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Days that the file states.
    Days(DayRange),
    /// The report's, whichever they are: the claim is judged once, on them.
    Report,
}

impl Window {
    /// The stated days; `None` where they are the report's.
    #[must_use]
    pub fn days(self) -> Option<DayRange> {
        match self {
            Window::Days(days) => Some(days),
            Window::Report => None,
        }
    }

    /// The days in a report over the given ones.
    #[must_use]
    pub fn in_report(self, report: DayRange) -> DayRange {
        self.days().unwrap_or(report)
    }
}
