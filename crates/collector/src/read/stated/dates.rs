//! The text of a date in any of the forms that feeds, boards and career pages use in, the day of publication out. Knows no clock but the time of fetching.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use model::{DateKind, Day, Published};

use crate::profile::DateFormat;
use crate::read::dates::{self, NoDate, Stated};

/// A date in any of the forms that feeds and boards use. `fetched_at` (Unix seconds) is what relative dates count from;
/// a naive time takes `zone`. "30+ days ago" is a bound.
///
/// # Errors
/// With the reason, where the text is none or says "none" (`0000-00-00`).
pub fn published_of_text(
    text: &str,
    zone: &TimeZone,
    fetched_at: i64,
) -> Result<Published, NoDate> {
    let bare = bare_of(text);
    if is_filler(&bare) {
        return Err(NoDate::Absent);
    }
    let published = stated_of(&bare, zone, fetched_at)?
        .published(DateKind::Exact)
        .ok_or(NoDate::Unparsed)?;
    // The epoch and its first year are what programs write for "no date".
    match published.day.unix_seconds() < 365 * 86_400 {
        true => Err(NoDate::Absent),
        false => Ok(published),
    }
}

/// Without the words that sites put before a date, and with blanks made one.
fn bare_of(text: &str) -> String {
    let mut bare = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in [
        "posted on",
        "published on",
        "date posted",
        "published",
        "posted",
    ] {
        let fits = bare
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word));
        if fits && bare[word.len()..].starts_with([' ', ':']) {
            bare = bare[word.len()..].trim_start_matches([' ', ':']).to_owned();
            break;
        }
    }
    bare
}

fn is_filler(bare: &str) -> bool {
    let lower = bare.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "" | "-" | "null" | "none" | "n/a" | "nan" | "0" | "false"
    ) || lower.starts_with("0000-00-00")
        || lower.starts_with("0001-01-01")
        || lower.starts_with("1970-01-01")
}

fn stated_of(bare: &str, zone: &TimeZone, fetched_at: i64) -> Result<Stated, NoDate> {
    if bare
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !bare.contains("..")
    {
        return digits(bare).ok_or(NoDate::Unparsed);
    }
    if let Some(stated) = ago(bare, fetched_at) {
        return Ok(stated);
    }
    let joined = with_iso_marks(bare);
    let formats = [DateFormat::Rfc3339, DateFormat::Relative];
    let as_of = Day::from_unix_seconds(fetched_at);
    match dates::parse(&joined, &formats, zone, as_of) {
        Err(NoDate::Unparsed) => worded(bare, zone).ok_or(NoDate::Unparsed),
        other => other,
    }
}

/// `2026/08/05` and `2026-08-05 09:41:37 +0200` as ISO 8601 would have them.
fn with_iso_marks(bare: &str) -> String {
    let starts_with_year = bare.len() >= 10 && bare.bytes().take(4).all(|b| b.is_ascii_digit());
    if !starts_with_year || !bare.is_ascii() {
        return bare.to_owned();
    }
    let (day, rest) = bare.split_at(10);
    let rest = match rest.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') && offset.starts_with(['+', '-']) => {
            format!("{time}{offset}")
        }
        _ => rest.to_owned(),
    };
    day.replace('/', "-") + &rest
}

/// Counts of seconds, thousandths and millionths since 1970, `20260805`, `05.08.2026`; which one it is, its length says.
fn digits(bare: &str) -> Option<Stated> {
    let groups: Vec<&str> = bare.split('.').collect();
    if let [day, month, year] = groups[..] {
        if year.len() != 4 || day.is_empty() {
            return None;
        }
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        return on_day(date);
    }
    let count: i64 = groups.first()?.parse().ok()?;
    match groups.first()?.len() {
        8 if groups.len() == 1 => {
            let (year, rest) = (count / 10_000, count % 10_000);
            let (month, day) = (
                i8::try_from(rest / 100).ok()?,
                i8::try_from(rest % 100).ok()?,
            );
            on_day(Date::new(i16::try_from(year).ok()?, month, day).ok()?)
        }
        9 | 10 => Some(Stated::Moment(count)),
        12 | 13 => Some(Stated::Moment(count / 1000)),
        15 | 16 => Some(Stated::Moment(count / 1_000_000)),
        _ => None,
    }
}

fn on_day(date: Date) -> Option<Stated> {
    Day::from_ymd(date.year(), date.month(), date.day()).map(Stated::OnDay)
}

/// Spans that count back from the moment of fetching, in the languages of the boards that are read. Weeks and more are
/// rounded by whoever writes them, so they only bound the day; "a few" and "+" do so too.
fn ago(bare: &str, fetched_at: i64) -> Option<Stated> {
    let lower = bare.to_lowercase();
    let back = |seconds: i64| Day::from_unix_seconds(fetched_at - seconds);
    match lower.as_str() {
        "today" | "just now" | "just posted" | "now" | "heute" | "aujourd'hui" | "aujourd’hui"
        | "hoy" | "oggi" | "hoje" | "vandaag" => return back(0).map(Stated::OnDay),
        "yesterday" | "gestern" | "hier" | "ayer" | "ieri" | "ontem" | "gisteren" => {
            return back(86_400).map(Stated::OnDay);
        }
        _ => {}
    }
    let core = [" ago", " fa", " geleden", " atrás"]
        .iter()
        .find_map(|end| lower.strip_suffix(end))
        .or_else(|| {
            ["vor ", "il y a ", "hace ", "há "]
                .iter()
                .find_map(|start| lower.strip_prefix(start))
        })?;
    let core = core
        .trim_start_matches("about ")
        .trim_start_matches("over ")
        .trim_start_matches("more than ")
        .trim();
    let is_open = lower.contains("over ") || lower.contains("more than ") || core.contains('+');
    let end = core
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(core.len());
    let (number, unit) = core.split_at(end);
    let unit = unit.trim_start_matches('+').trim();
    let (count, unit) = match number {
        "" => (1, unit.split_once(' ').filter(|(one, _)| is_one(one))?.1),
        _ => (
            number.parse::<i64>().ok().filter(|count| *count < 10_000)?,
            unit,
        ),
    };
    let (seconds, is_coarse) = unit_of(unit)?;
    let day = back(count * seconds)?;
    Some(match is_coarse || is_open {
        true => Stated::ByDay(day),
        false => Stated::OnDay(day),
    })
}

fn is_one(word: &str) -> bool {
    matches!(
        word,
        "a" | "an" | "one" | "einem" | "einer" | "un" | "une" | "una" | "um" | "uma" | "een"
    )
}

/// The seconds of a unit, and whether it is rounded so coarsely that it only bounds the day.
fn unit_of(unit: &str) -> Option<(i64, bool)> {
    Some(match unit {
        "s" | "sec" | "secs" | "second" | "seconds" | "sekunden" | "secondes" | "segundos"
        | "secondi" | "seconden" => (1, false),
        "min" | "mins" | "minute" | "minutes" | "minuten" | "minuto" | "minutos" | "minuti" => {
            (60, false)
        }
        "h" | "hr" | "hrs" | "hour" | "hours" | "stunde" | "stunden" | "heure" | "heures"
        | "hora" | "horas" | "ora" | "ore" | "uur" => (3600, false),
        "d" | "day" | "days" | "tag" | "tagen" | "jour" | "jours" | "día" | "días" | "dia"
        | "dias" | "giorno" | "giorni" | "dag" | "dagen" => (86_400, false),
        "w" | "week" | "weeks" | "woche" | "wochen" | "semaine" | "semaines" | "semana"
        | "semanas" | "settimana" | "settimane" | "weken" => (7 * 86_400, true),
        "mo" | "month" | "months" | "monat" | "monaten" | "mois" | "mes" | "meses" | "mese"
        | "mesi" | "mês" | "maand" | "maanden" => (30 * 86_400, true),
        "y" | "year" | "years" | "jahr" | "jahren" | "an" | "ans" | "año" | "años" | "anno"
        | "anni" | "ano" | "anos" | "jaar" => (365 * 86_400, true),
        _ => return None,
    })
}

/// Day, month as a word, year, and perhaps a time, in any order that people write them: `Wed, 19 Aug 2026 05:00:00 GMT`,
/// `September 01, 2021 03:43 UTC`, `lun., 02 sept. 2024`, `1. März 2024`.
///
/// By hand and not by jiff, which is right to refuse what feeds write: a weekday that is wrong or misspelt, names of
/// zones that no standard has.
fn worded(bare: &str, zone: &TimeZone) -> Option<Stated> {
    let (mut day, mut month, mut year, mut clock) = (None, None, None, None);
    let mut offset: Option<Offset> = None;
    let mut afternoon = None;
    for word in bare.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') && clock.is_none() {
            let lower = word.to_ascii_lowercase();
            let bare = lower.trim_end_matches("am").trim_end_matches("pm");
            if bare.len() < lower.len() {
                afternoon = Some(lower.ends_with("pm"));
            }
            clock = Some(clock_of(bare)?);
        } else if clock.is_some() && offset.is_none() && dates::offset_of(word).is_some() {
            offset = dates::offset_of(word);
        } else if clock.is_some() && matches!(word.to_ascii_lowercase().as_str(), "am" | "pm") {
            afternoon = Some(word.eq_ignore_ascii_case("pm"));
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            number(word, &mut day, &mut month, &mut year)?;
        } else if let Some(found) = month_of(word) {
            // A weekday may look like a month ("mar., 03 sept."), and then it comes first.
            month = Some(found);
        }
    }
    let date = Date::new(year?, month?, day?).ok()?;
    let Some((hour, minute, second)) = clock else {
        return on_day(date);
    };
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let time = date.to_datetime(Time::new(hour, minute, second.min(59), 0).ok()?);
    match offset {
        Some(offset) => dates::in_zone(time, &TimeZone::fixed(offset)),
        None => dates::in_zone(time, zone),
    }
}

/// `3`, `03.`, `1st` is a day, four digits are a year, and two digits after a day are one as RFC 822 wrote it.
fn number(
    word: &str,
    day: &mut Option<i8>,
    month: &mut Option<i8>,
    year: &mut Option<i16>,
) -> Option<()> {
    let end = word
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(word.len());
    let (number, rest) = word.split_at(end);
    if let Some((inner, last)) = rest.strip_prefix('-').and_then(|rest| rest.split_once('-')) {
        // `05-Aug-2026` as one word.
        *day = Some(number.parse().ok()?);
        *month = Some(month_of(inner)?);
        *year = Some(full_year(last)?);
        return Some(());
    }
    if !matches!(
        rest,
        "" | "." | "st" | "nd" | "rd" | "th" | "er" | "º" | "°"
    ) {
        return None;
    }
    if number.len() <= 2 && day.is_none() {
        *day = Some(number.parse().ok()?);
    } else if year.is_none() {
        *year = Some(full_year(number)?);
    } else {
        return None;
    }
    Some(())
}

fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match (digits.len(), year) {
        (4, _) => Some(year),
        (2, 0..=49) => Some(year + 2000),
        (2, _) => Some(year + 1900),
        _ => None,
    }
}

/// `05:00`, `05:00:00`, `05:00:00:0` and `05:00:00.000`.
fn clock_of(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = match parts.next() {
        Some(second) => second.split('.').next()?.parse().ok()?,
        None => 0,
    };
    Some((hour, minute, second))
}

/// The names of the months in English, German, French, Spanish, Italian, Portuguese, Dutch and the Scandinavian
/// languages, without accents; any beginning of three letters or more stands for one, where it stands for one alone.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "januar", "janvier", "enero", "gennaio", "janeiro", "januari",
    ],
    &[
        "february",
        "februar",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
        "februari",
    ],
    &[
        "march", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt",
    ],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio", "mei", "maj"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "aout", "agosto", "augustus", "augusti"],
    &[
        "september",
        "sept",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "setembro",
    ],
    &[
        "october", "oktober", "octobre", "octubre", "ottobre", "outubro",
    ],
    &["november", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dezember",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
    ],
];

fn month_of(word: &str) -> Option<i8> {
    let folded: String = word
        .trim_end_matches('.')
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'á' | 'à' | 'ä' | 'â' => 'a',
            'é' | 'è' | 'ê' => 'e',
            'û' | 'ü' | 'ù' => 'u',
            'ç' => 'c',
            other => other,
        })
        .collect();
    if folded.len() < 3 {
        return None;
    }
    let mut fitting = MONTHS
        .iter()
        .enumerate()
        .filter(|(_, names)| names.iter().any(|name| name.starts_with(&folded)));
    let (index, _) = fitting.next()?;
    match fitting.next() {
        None => i8::try_from(index + 1).ok(),
        Some(_) => None,
    }
}
