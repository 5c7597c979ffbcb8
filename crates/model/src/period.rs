//! Periods of reports by name: `2024`, `2024-02`, `2024-Q1`, `2022-11-01_2024-02-14`. A name becomes days, days become the shortest name.

use crate::{Day, DayRange};

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period (expected 2024, 2024-02, 2024-Q1 or 2022-11-01_2024-02-14)")]
pub struct BadPeriod(String);

impl DayRange {
    /// The days of a named period.
    ///
    /// # Errors
    /// Where the text is none of the four forms, names a day that does not exist, or ends before it begins.
    pub fn from_period(text: &str) -> Result<DayRange, BadPeriod> {
        let bad = || BadPeriod(text.to_owned());
        if let Some((first, last)) = text.split_once('_') {
            let (first, last) = (
                first.parse().map_err(|_| bad())?,
                last.parse().map_err(|_| bad())?,
            );
            return DayRange::new(first, last).ok_or_else(bad);
        }
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        if year.len() != 4 {
            return Err(bad());
        }
        let year: i16 = year.parse().map_err(|_| bad())?;
        let (first_month, last_month) = match rest {
            None => (1, 12),
            Some("Q1") => (1, 3),
            Some("Q2") => (4, 6),
            Some("Q3") => (7, 9),
            Some("Q4") => (10, 12),
            Some(month) if month.len() == 2 => {
                let month: i8 = month.parse().map_err(|_| bad())?;
                (month, month)
            }
            Some(_) => return Err(bad()),
        };
        let first = Day::from_ymd(year, first_month, 1).ok_or_else(bad)?;
        let last = Day::from_ymd(year, last_month, 1)
            .ok_or_else(bad)?
            .last_of_month();
        DayRange::new(first, last).ok_or_else(bad)
    }

    /// The shortest name of these days; `from_period` gives them back.
    #[must_use]
    pub fn period_name(self) -> String {
        let (year, month, _) = self.first().ymd();
        let quarter = format!("{year:04}-Q{}", (month - 1) / 3 + 1);
        for name in [format!("{year:04}"), quarter, self.first().month_label()] {
            if DayRange::from_period(&name) == Ok(self) {
                return name;
            }
        }
        format!("{}_{}", self.first(), self.last())
    }
}

#[cfg(test)]
mod tests {
    use crate::DayRange;

    #[test]
    fn names_and_days_agree_both_ways() {
        for name in [
            "2024",
            "2024-02",
            "2024-Q1",
            "2023-Q4",
            "2022-11-01_2024-02-14",
        ] {
            let days = DayRange::from_period(name).unwrap();
            assert_eq!(days.period_name(), name);
        }
        assert_eq!(DayRange::from_period("2024-02").unwrap().len(), 29);
        assert_eq!(
            DayRange::from_period("2024-01-01_2024-03-31")
                .unwrap()
                .period_name(),
            "2024-Q1"
        );
    }

    #[test]
    fn what_is_no_period_is_refused_with_the_forms_named() {
        for text in [
            "24",
            "2024-13",
            "2024-Q5",
            "2024-2",
            "2024-02-01_2024-01-01",
            "2023-02-29_2024-01-01",
            "",
        ] {
            let error = DayRange::from_period(text).unwrap_err();
            assert!(error.to_string().contains("2024-Q1"), "{text}");
        }
    }
}
