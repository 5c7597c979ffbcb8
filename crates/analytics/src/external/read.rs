//! The text of a CSV file of indices in, long or wide, one series for each combination of keys and column of values out. Opens no file.

use std::collections::{BTreeMap, BTreeSet};

use model::Day;

use super::ExternalSeries;

/// The most series that one file may hold.
const MOST_SERIES: usize = 5_000;

/// The longest name of a series.
const LONGEST_ID: usize = 120;

/// How much of a column's cells must be numbers for it to be one of values: a slip of the pen in one cell makes no key of it.
const NUMBERS: f64 = 0.75;

/// Headers that a column of dates has.
const DATES: [&str; 7] = [
    "date",
    "day",
    "week",
    "month",
    "period",
    "time",
    "observation_date",
];

/// Cells that say that there is no value.
const NOTHING: [&str; 6] = ["", "NA", "N/A", "NaN", "null", "."];

/// Which columns are what, where the file's own headers do not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column of dates.
    pub date: Option<String>,
    /// The columns of values; empty for every column of numbers.
    pub values: Vec<String>,
    /// Columns with the value that a row must have to be read.
    pub only: Vec<(String, String)>,
}

/// What a file does not say about its series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The file's own name, without folders.
    pub file: String,
    /// What the series' names begin with.
    pub id: String,
    /// Who made it, and under which licence.
    pub attribution: String,
    /// The unit of the values.
    pub unit: Option<String>,
    /// Whether the season was taken out.
    pub seasonally_adjusted: Option<bool>,
    /// Days over which each value is a trailing mean.
    pub trailing_days: u16,
}

/// A cell or row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, from 1.
    pub line: u64,
    /// What is wrong, with the column.
    pub what: String,
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The series, by name.
    pub series: Vec<ExternalSeries>,
    /// What could not be read; everything else was.
    pub problems: Vec<Problem>,
}

/// A file of which nothing can be read, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Error {
    file: String,
    what: String,
}

/// A column with its header.
#[derive(Clone, Copy)]
struct Column<'a> {
    at: usize,
    name: &'a str,
}

/// A row with its line.
struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Row {
    fn cell(&self, column: Column<'_>) -> &str {
        self.cells.get(column.at).map_or("", |cell| cell.trim())
    }
}

/// Reads series. A **long** file has one row for each day and key, a **wide** one a column for each series; a file may be both.
///
/// Columns of text that differ from row to row are keys, and with the column's header, where there are several columns of values, they
/// make the series' name: `indeed-gb-accounting`.
///
/// # Errors
/// Where the file is not UTF-8 or has no dates or no numbers, where a named column is not there, and where two series would have one name.
pub fn read(bytes: &[u8], columns: &Columns, about: &About) -> Result<Read, Error> {
    let fault = |what: String| Error {
        file: about.file.clone(),
        what,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
        fault(format!("line {line} is not UTF-8; save the file as UTF-8"))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = delimiter(text);
    let mut problems = Vec::new();
    let (headers, rows) = table(text, delimiter, &mut problems).map_err(fault)?;
    let named = |name: &str| {
        let found = headers.iter().position(|header| header == name);
        let at = found.ok_or_else(|| {
            fault(format!(
                "there is no column `{name}`; the columns are {}",
                headers.join(", ")
            ))
        })?;
        Ok(Column {
            at,
            name: &headers[at],
        })
    };
    let mut only = Vec::new();
    for (column, value) in &columns.only {
        only.push((named(column)?, value.as_str()));
    }
    let rows: Vec<Row> = rows
        .into_iter()
        .filter(|row| {
            only.iter()
                .all(|(column, value)| row.cell(*column) == *value)
        })
        .collect();
    if rows.is_empty() {
        return Err(fault("there is no row to read".to_owned()));
    }
    let all: Vec<Column<'_>> = headers
        .iter()
        .enumerate()
        .map(|(at, name)| Column { at, name })
        .collect();
    let date = match &columns.date {
        Some(name) => named(name)?,
        None => date_column(&all, &rows).ok_or_else(|| {
            fault("no column holds dates such as 2024-02-14; name it with --date".to_owned())
        })?,
    };
    let rest = all.iter().copied().filter(|column| column.at != date.at);
    let (numbers, others): (Vec<Column<'_>>, Vec<Column<'_>>) =
        rest.partition(|column| is_of_numbers(*column, &rows, delimiter));
    let values = match columns.values.is_empty() {
        true => numbers,
        false => columns
            .values
            .iter()
            .map(|name| named(name))
            .collect::<Result<_, _>>()?,
    };
    if values.is_empty() {
        return Err(fault(
            "no column holds numbers; name one with --value".to_owned(),
        ));
    }
    let others: Vec<Column<'_>> = others
        .into_iter()
        .filter(|column| values.iter().all(|value| value.at != column.at))
        .collect();
    let keys = keys(&others, date, &rows);
    let mut gathered: BTreeMap<Vec<String>, BTreeMap<Day, f64>> = BTreeMap::new();
    for row in &rows {
        let day = match day_of(row.cell(date)) {
            Some(day) => day,
            None => {
                problems.push(Problem {
                    line: row.line,
                    what: format!("`{}` in column `{}` is no date", row.cell(date), date.name),
                });
                continue;
            }
        };
        let key: Vec<String> = keys.iter().map(|one| row.cell(*one).to_owned()).collect();
        for column in &values {
            let name: Vec<String> = key
                .iter()
                .cloned()
                .chain((values.len() > 1).then(|| column.name.to_owned()))
                .collect();
            let cell = row.cell(*column);
            let what = match number(cell, delimiter) {
                Some(value) => match gathered.entry(name).or_default().insert(day, value) {
                    Some(other) if other.to_bits() != value.to_bits() => {
                        format!("{day} has the values {other} and {value}; the later one stands")
                    }
                    _ => continue,
                },
                None if NOTHING.contains(&cell) => continue,
                None => format!("`{cell}` in column `{}` is no number", column.name),
            };
            problems.push(Problem {
                line: row.line,
                what,
            });
        }
        if gathered.len() > MOST_SERIES {
            return Err(fault(format!(
                "there are more than {MOST_SERIES} series in it; choose rows with --where or columns with --value"
            )));
        }
    }
    let series = named_series(gathered, about).map_err(fault)?;
    problems.sort_by_key(|problem| problem.line);
    Ok(Read { series, problems })
}

/// The columns that tell series apart: they vary, are more than another name of the date (`2026-W28`), and say more than a key before them.
fn keys<'a>(others: &[Column<'a>], date: Column<'_>, rows: &[Row]) -> Vec<Column<'a>> {
    let follows = |column: Column<'_>, from: Column<'_>| {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        rows.iter().all(|row| {
            let value = row.cell(column);
            *known.entry(row.cell(from)).or_insert(value) == value
        })
    };
    let varies = |column: Column<'_>| {
        let first = rows[0].cell(column);
        rows.iter().any(|row| row.cell(column) != first)
    };
    let mut keys: Vec<Column<'a>> = Vec::new();
    for column in others {
        let is_known = std::iter::once(&date)
            .chain(&keys)
            .any(|from| follows(*column, *from));
        if varies(*column) && !is_known {
            keys.push(*column);
        }
    }
    keys
}

fn named_series(
    gathered: BTreeMap<Vec<String>, BTreeMap<Day, f64>>,
    about: &About,
) -> Result<Vec<ExternalSeries>, String> {
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    for (name, values) in gathered {
        let id = id_of(&about.id, &name);
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(format!(
                "`{id}` is no name for a series (1 to {LONGEST_ID} letters, digits and hyphens); choose another with --id"
            ));
        }
        if !taken.insert(id.clone()) {
            return Err(format!(
                "two series would be called `{id}`; choose rows with --where or columns with --value"
            ));
        }
        let title = match name.is_empty() {
            true => about.id.clone(),
            false => format!("{}: {}", about.id, name.join(", ")),
        };
        all.push(ExternalSeries {
            id,
            title,
            attribution: about.attribution.clone(),
            unit: about.unit.clone(),
            seasonally_adjusted: about.seasonally_adjusted,
            trailing_days: about.trailing_days.max(1),
            file: about.file.clone(),
            values: values.into_iter().collect(),
        });
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// Small letters and digits of any script, with one hyphen for everything between them.
fn id_of(prefix: &str, name: &[String]) -> String {
    let mut id = String::new();
    for letter in std::iter::once(prefix)
        .chain(name.iter().map(String::as_str))
        .flat_map(|part| part.chars().chain(std::iter::once('-')))
    {
        if letter.is_alphanumeric() {
            id.extend(letter.to_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// The sign between cells that the first line holds most of.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: char| head.matches(sign).count();
    [',', ';', '\t']
        .into_iter()
        .rev()
        .max_by_key(|sign| count(*sign))
        .and_then(|sign| u8::try_from(sign).ok())
        .unwrap_or(b',')
}

/// Headers and rows; a row that the parser refuses is a problem.
fn table(
    text: &str,
    delimiter: u8,
    problems: &mut Vec<Problem>,
) -> Result<(Vec<String>, Vec<Row>), String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .map_err(|error| format!("the first line cannot be read: {error}"))?
        .iter()
        .map(|header| header.trim().to_owned())
        .collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                if record.len() != headers.len() {
                    problems.push(Problem {
                        line,
                        what: format!(
                            "{} cells, and the first line has {}",
                            record.len(),
                            headers.len()
                        ),
                    });
                }
                let cells = record.iter().map(str::to_owned).collect();
                rows.push(Row { line, cells });
            }
            Err(error) => problems.push(Problem {
                line: error.position().map_or(0, csv::Position::line),
                what: error.to_string(),
            }),
        }
    }
    Ok((headers, rows))
}

/// The column whose header says so, else the first in which the first row has a date.
fn date_column<'a>(all: &[Column<'a>], rows: &[Row]) -> Option<Column<'a>> {
    let dated = |column: &Column<'_>| {
        rows.iter()
            .take(20)
            .any(|row| day_of(row.cell(*column)).is_some())
    };
    let by_name = all
        .iter()
        .find(|column| DATES.contains(&column.name.to_lowercase().as_str()) && dated(column));
    by_name
        .or_else(|| all.iter().find(|column| dated(column)))
        .copied()
}

fn is_of_numbers(column: Column<'_>, rows: &[Row], delimiter: u8) -> bool {
    let (mut numbers, mut filled) = (0usize, 0usize);
    for row in rows {
        let cell = row.cell(column);
        if !NOTHING.contains(&cell) {
            filled += 1;
            numbers += usize::from(number(cell, delimiter).is_some());
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "rows of a file")]
    let enough = numbers as f64 >= NUMBERS * filled as f64;
    filled > 0 && enough
}

/// A finite number; where cells end with semicolons a comma may stand for the point.
fn number(cell: &str, delimiter: u8) -> Option<f64> {
    let value = match delimiter {
        b';' if !cell.contains('.') => cell.replace(',', ".").parse::<f64>(),
        _ => cell.parse::<f64>(),
    };
    value.ok().filter(|value| value.is_finite())
}

/// `2024-02-14`, `2024-02-14T…`, `2024/02/14`, `2024-02` or `Feb-24`; a month is its first day. Dates whose order of day and month is open are none.
fn day_of(cell: &str) -> Option<Day> {
    let date = cell.split(['T', ' ']).next()?.replace('/', "-");
    if let Ok(day) = date.parse::<Day>() {
        return Some(day);
    }
    if let Ok(day) = format!("{date}-01").parse::<Day>() {
        return Some(day);
    }
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (month, year) = date.split_once('-')?;
    let month = MONTHS.iter().position(|one| *one == month)? + 1;
    let year: i16 = year.parse().ok().filter(|_| year.len() == 2)?;
    Day::from_ymd(2000 + year, i8::try_from(month).ok()?, 1)
}
