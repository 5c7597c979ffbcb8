//! Times for people and programs: Unix seconds in, `in 5 h` or RFC 3339 out. Knows no clock.

use jiff::Timestamp;

/// RFC 3339, UTC, to the second.
pub fn stamp(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
}

/// `40 s`, `12 min`, `5 h`, `3 days`: the largest unit that there are two of.
pub fn span(seconds: i64) -> String {
    let seconds = seconds.abs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// `5 h ago`.
pub fn ago(at: i64, now: i64) -> String {
    if at > now {
        return until(at, now);
    }
    format!("{} ago", span(now - at))
}

/// `in 5 h`, or `now` where the time has come.
pub fn until(at: i64, now: i64) -> String {
    if at <= now {
        "now".to_owned()
    } else {
        format!("in {}", span(at - now))
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, stamp, until};

    #[test]
    fn times_read_as_people_say_them() {
        assert_eq!(stamp(0), "1970-01-01T00:00:00Z");
        assert_eq!(ago(1_000, 1_119), "119 s ago");
        assert_eq!(ago(0, 7_199), "119 min ago");
        assert_eq!(ago(0, 172_799), "47 h ago");
        assert_eq!(until(172_800, 0), "in 2 days");
        assert_eq!(until(5, 5), "now");
    }
}
