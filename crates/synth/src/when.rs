//! A moment in, the ways in which feeds write it out. Knows no zone but UTC.

use model::Published;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

struct Parts {
    year: i16,
    month: usize,
    day: i8,
    hour: i64,
    minute: i64,
    weekday: &'static str,
}

fn parts(published: &Published) -> Parts {
    let (year, month, day) = published.day.ymd();
    let midnight = published.day.unix_seconds();
    let seconds = published.at.unwrap_or(midnight) - midnight;
    Parts {
        year,
        month: usize::from(month.unsigned_abs()),
        day,
        hour: seconds / 3600,
        minute: seconds / 60 % 60,
        weekday: WEEKDAYS[usize::from(published.day.weekday_from_monday())],
    }
}

/// `2023-09-01T02:17:00Z`
pub(crate) fn rfc3339(published: &Published) -> String {
    let p = parts(published);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:00Z",
        p.year, p.month, p.day, p.hour, p.minute
    )
}

/// `Fri, 01 Sep 2023 02:17:00 +0000`
pub(crate) fn rfc2822(published: &Published) -> String {
    let p = parts(published);
    let month = &MONTHS[p.month - 1][..3];
    format!(
        "{}, {:02} {month} {:04} {:02}:{:02}:00 +0000",
        p.weekday, p.day, p.year, p.hour, p.minute
    )
}

/// `September 01, 2023 02:17 UTC`
pub(crate) fn long_form(published: &Published) -> String {
    let p = parts(published);
    format!(
        "{} {:02}, {:04} {:02}:{:02} UTC",
        MONTHS[p.month - 1],
        p.day,
        p.year,
        p.hour,
        p.minute
    )
}
