//! Postings by month and tag in, a heat map of rates out: a row a tag, a column a month. Knows no statistic but the rate itself.

use analytics::claims::Text;
use analytics::findings::Findings;
use analytics::said;
use model::{Day, DayRange};

use super::axis;
use super::figure::{Anchor, Figure, Path, px, text_width};
use super::heading::{self, LABEL, MARGIN, Row as TickRow, TICK, WIDTH};
use super::wrapping::fit;
use super::{Drawing, words};
use crate::months::{self, MonthCell};
use crate::suppression::SMALLEST_CELL;
use crate::wording;

const ROW: f64 = 22.0;
const WIDEST_NAME: f64 = 250.0;
/// More rows than this are a table, not a picture.
const MOST_ROWS: usize = 25;
/// A month is never wider than this, so that few months do not look like much.
const WIDEST_MONTH: f64 = 60.0;
/// Rates are given per so many postings of the universe.
const RATE_OF: u64 = 10_000;
/// Figures inside the cells, which are there where they fit.
const FIGURE: f64 = 11.0;
/// What classes begin at, times a power of ten: a rate of a rare skill and of a common one differ by more than a linear scale could show.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];
const CLASSES: [&str; 6] = ["jt-h0", "jt-h1", "jt-h2", "jt-h3", "jt-h4", "jt-h5"];
const INKS: [&str; 6] = ["jt-on0", "jt-on1", "jt-on2", "jt-on3", "jt-on4", "jt-on5"];

/// One month of one tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Too few of its days were seen.
    Unseen,
    /// Too few postings to be shown, or withheld since it would give such a count away.
    Few,
    /// Postings per [`RATE_OF`] of the universe.
    Rate(f64),
}

impl Cell {
    fn rate(self) -> Option<f64> {
        match self {
            Cell::Rate(rate) => Some(rate),
            Cell::Unseen | Cell::Few => None,
        }
    }
}

pub(crate) struct Row {
    pub(crate) title: Text,
    pub(crate) cells: Vec<Cell>,
    last: f64,
    postings: u64,
}

pub(crate) fn draw(id: &str, drawing: &Drawing<'_>) -> Result<Figure, String> {
    let months = &drawing.findings.monthly.months;
    let (rows, all) = rows(drawing.findings);
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Err(nothing(drawing));
    };
    if rows.is_empty() {
        return Err(nothing(drawing));
    }
    let bounds = bounds(&rows);
    let range = DayRange::new(*first, last.last_of_month());

    let mut figure = Figure::new(id, WIDTH, drawing.language);
    let title = title(&rows, months);
    let subtitle = said!(
        "Postings that ask for a skill, per {n} postings of the month; sorted by the last month that can be shown",
        "每月每 {n} 个职位中要求该技能的职位数；按最后一个可公布的月份排序",
        n = words::count(RATE_OF)
    );
    let top = heading::open(&mut figure, &drawing.say(&title), &drawing.say(&subtitle));
    let top = key(&mut figure, drawing, bounds, top) + 14.0;
    let bottom = top + rows.len() as f64 * ROW;
    let grid = Grid::new(drawing, &rows, months.len(), top);
    grid.rows(&mut figure, drawing, &rows, bounds);
    if let Some(range) = range {
        grid.months(&mut figure, drawing, (range, bottom));
    }
    let told: Vec<Text> = rows
        .iter()
        .map(|row| {
            let last = wording::per_ten_thousand(row.last);
            said!("{skill} {last}", "{skill} {last}", skill = row.title, last)
        })
        .collect();
    figure.description = drawing.say(&said!(
        "Heat map of skills by month, {first} to {last}, per {n} postings. Last values: {told}.",
        "各月技能热图，{first}至{last}，每 {n} 个职位。最后的值：{told}。",
        first = words::month(*first),
        last = words::month(*last),
        n = words::count(RATE_OF),
        told = words::listed(&told)
    ));
    let left_out = all - rows.len();
    let remark = said!(
        "not drawn: {n}, rarer or without a month that can be shown",
        "未绘出：{n}，较少见或没有可公布的月份",
        n = words::counted(left_out, words::SKILLS)
    );
    let remarks: Vec<Text> = (left_out > 0).then_some(remark).into_iter().collect();
    heading::close(&mut figure, bottom + 22.0, &drawing.source(), &remarks);
    Ok(figure)
}

fn nothing(drawing: &Drawing<'_>) -> String {
    drawing.say(&said!(
        "There is no heat map of skills: no skill has a month with {n} postings or more.",
        "没有技能热图：没有技能在任何一个月有 {n} 个或更多职位。",
        n = words::count(SMALLEST_CELL)
    ))
}

/// The commonest tags of which any month can be shown, the one with the highest last rate first, and how many tags there are.
pub(crate) fn rows(findings: &Findings) -> (Vec<Row>, usize) {
    let shown = months::shown(findings);
    let rows = shown.tags.iter().filter_map(|(tag, cells)| {
        let cells = cells.iter().zip(&shown.universe);
        let cells: Vec<Cell> = cells
            .map(|(cell, universe)| match cell.share_of(*universe) {
                Some(share) => Cell::Rate(share * RATE_OF as f64),
                None if [cell, universe].contains(&&MonthCell::Unseen) => Cell::Unseen,
                None if *universe == MonthCell::Count(0) => Cell::Unseen,
                None => Cell::Few,
            })
            .collect();
        let is_asked = cells
            .iter()
            .any(|cell| matches!(cell, Cell::Rate(rate) if *rate > 0.0));
        let last = cells.iter().rev().find_map(|cell| cell.rate())?;
        is_asked.then(|| Row {
            title: tag.title.clone(),
            cells,
            last,
            postings: tag.counts.iter().flatten().sum(),
        })
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by(|a, b| {
        b.postings
            .cmp(&a.postings)
            .then(a.title.en.cmp(&b.title.en))
    });
    rows.truncate(MOST_ROWS);
    rows.sort_by(|a, b| b.last.total_cmp(&a.last).then(a.title.en.cmp(&b.title.en)));
    (rows, shown.tags.len())
}

/// Which skill is asked for most in the last month in which any can be compared.
fn title(rows: &[Row], months: &[Day]) -> Text {
    let of_month = |at: usize| {
        let rates = rows
            .iter()
            .filter_map(move |row| Some((row, row.cells.get(at)?.rate()?)));
        rates.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.title.en.cmp(&a.0.title.en)))
    };
    let last = (0..months.len())
        .rev()
        .find_map(|at| Some((at, of_month(at)?)));
    let Some((at, (row, rate))) = last else {
        return Text::default();
    };
    said!(
        "{skill} is asked for most: in {rate} of {n} postings in {month}",
        "{skill}最常被要求：{month}每 {n} 个职位中有 {rate} 个",
        skill = row.title,
        rate = wording::per_ten_thousand(rate),
        n = words::count(RATE_OF),
        month = words::month(months[at])
    )
}

/// Where the second to the sixth class begin: the five round numbers up to the highest rate.
fn bounds(rows: &[Row]) -> [f64; 5] {
    let rates = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter_map(|cell| cell.rate());
    let most = rates.fold(f64::MIN_POSITIVE, f64::max);
    let power = most.log10().floor() as i32;
    let round = (power - 3..=power).flat_map(|power| STEPS.map(|step| step * 10f64.powi(power)));
    let mut below: Vec<f64> = round.filter(|bound| *bound <= most).collect();
    below.reverse();
    let mut bounds = [0.0; 5];
    for (bound, value) in bounds.iter_mut().rev().zip(below) {
        *bound = value;
    }
    bounds
}

fn class(rate: f64, bounds: [f64; 5]) -> usize {
    bounds.iter().filter(|bound| rate >= **bound).count()
}

/// The classes with their bounds, what is withheld and what was not seen. Gives the key's foot.
fn key(figure: &mut Figure, drawing: &Drawing<'_>, bounds: [f64; 5], top: f64) -> f64 {
    let [first, .., last] = bounds;
    let mut words = vec![said!("under {n}", "不足 {n}", n = words::tick(first))];
    for pair in bounds.windows(2) {
        words.push(said!(
            "{from} to {to}",
            "{from} 至 {to}",
            from = words::tick(pair[0]),
            to = words::tick(pair[1])
        ));
    }
    words.push(said!("{n} and more", "{n} 及以上", n = words::tick(last)));
    words.push(said!(
        "withheld: fewer than {n} postings, or beside such",
        "不公布：少于 {n} 个职位，或与之相邻",
        n = words::count(SMALLEST_CELL)
    ));
    words.push(said!("not seen", "未见"));
    let (mut x, mut y) = (MARGIN, top);
    for (at, words) in words.iter().enumerate() {
        let words = drawing.say(words);
        let width = 18.0 + 5.0 + text_width(&words, TICK) + 14.0;
        if x + width > WIDTH - MARGIN && x > MARGIN {
            (x, y) = (MARGIN, y + 19.0);
        }
        match CLASSES.get(at) {
            Some(class) => figure.bar((x, y), (18.0, 13.0), class),
            None if at == CLASSES.len() => few(figure, (x, y), (18.0, 13.0)),
            None => figure.bar((x, y), (18.0, 13.0), "jt-unseen"),
        }
        figure.text((x + 23.0, y + 11.0), Anchor::Start, TICK, "jt-tick", words);
        x += width;
    }
    y + 19.0
}

fn rectangle((x, y): (f64, f64), (width, height): (f64, f64)) -> String {
    let (width, height) = (px(width), px(height));
    format!("M{} {}h{width}v{height}h-{width}z", px(x), px(y))
}

/// A cell that says nothing but that there is something that is not said.
fn few(figure: &mut Figure, (x, y): (f64, f64), (width, height): (f64, f64)) {
    figure.bar((x, y), (width, height), "jt-few");
    let d = format!(
        "M{} {}l{} {}",
        px(x),
        px(y + height),
        px(width),
        px(-height)
    );
    figure.path(d, "jt-hatch");
}

/// Where the cells lie.
struct Grid {
    left: f64,
    top: f64,
    names: f64,
    month: f64,
    months: usize,
    /// Whether every figure fits its cell.
    has_figures: bool,
}

impl Grid {
    fn new(drawing: &Drawing<'_>, rows: &[Row], months: usize, top: f64) -> Grid {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = rows
            .iter()
            .map(|row| text_width(&drawing.say(&row.title), LABEL));
        let names = widest(&mut { names }).min(WIDEST_NAME);
        let last = rows
            .iter()
            .map(|row| text_width(&figure_of(row.last), LABEL));
        let left = MARGIN + names + 10.0;
        let room = WIDTH - MARGIN - widest(&mut { last }) - 10.0 - left;
        let month = (room / months.max(1) as f64).min(WIDEST_MONTH);
        let figures = rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter_map(|cell| cell.rate())
            .map(|rate| text_width(&figure_of(rate), FIGURE));
        Grid {
            left,
            top,
            names,
            month,
            months,
            has_figures: widest(&mut { figures }) + 4.0 <= month,
        }
    }

    /// All rows; the cells of a class are one path, since as elements they would weigh more than everything else.
    fn rows(&self, figure: &mut Figure, drawing: &Drawing<'_>, rows: &[Row], bounds: [f64; 5]) {
        let mut cells: [String; 6] = Default::default();
        for (at, row) in rows.iter().enumerate() {
            self.row(figure, drawing, (at, row), (bounds, &mut cells));
        }
        for (d, class) in cells.into_iter().zip(CLASSES) {
            if !d.is_empty() {
                let class = format!("jt-bar {class}");
                figure.ribbons.push(Path { d, class });
            }
        }
    }

    /// A tag's name, its cells and its last value.
    fn row(
        &self,
        figure: &mut Figure,
        drawing: &Drawing<'_>,
        (at, row): (usize, &Row),
        (bounds, cells): ([f64; 5], &mut [String; 6]),
    ) {
        let y = self.top + at as f64 * ROW;
        let baseline = y + ROW / 2.0 + LABEL * 0.35;
        let name = fit(&drawing.say(&row.title), LABEL, self.names);
        figure.text(
            (self.left - 10.0, baseline),
            Anchor::End,
            LABEL,
            "jt-name",
            name,
        );
        for (month, cell) in row.cells.iter().enumerate() {
            let x = self.left + month as f64 * self.month;
            let corner = (x, y + 1.0);
            let size = (self.month - 1.0, ROW - 2.0);
            match cell {
                // A gap, as in a line.
                Cell::Unseen => {}
                Cell::Few => few(figure, corner, size),
                Cell::Rate(rate) => {
                    let class = class(*rate, bounds);
                    cells[class].push_str(&rectangle(corner, size));
                    if self.has_figures {
                        let place = (x + (self.month - 1.0) / 2.0, y + ROW / 2.0 + FIGURE * 0.35);
                        figure.text(place, Anchor::Middle, FIGURE, INKS[class], figure_of(*rate));
                    }
                }
            }
        }
        let end = self.left + self.months as f64 * self.month + 8.0;
        figure.text(
            (end, baseline),
            Anchor::Start,
            LABEL,
            "jt-value",
            figure_of(row.last),
        );
    }

    fn months(&self, figure: &mut Figure, drawing: &Drawing<'_>, (range, bottom): (DayRange, f64)) {
        let mut row = TickRow::new((MARGIN, WIDTH - MARGIN));
        let (year, first, _) = range.first().ymd();
        for (day, label) in axis::day_ticks(range, 12) {
            let (of_year, month, _) = day.ymd();
            let months = i32::from(of_year - year) * 12 + i32::from(month) - i32::from(first);
            let x = self.left + (f64::from(months) + 0.5) * self.month;
            let label = drawing.say(&label);
            if let Some(at) = row.take(x, &label) {
                figure.rule((x, bottom), (x, bottom + 5.0), "jt-tickmark");
                figure.text((at, bottom + 18.0), Anchor::Middle, TICK, "jt-tick", label);
            }
        }
    }
}

fn figure_of(rate: f64) -> String {
    match rate {
        0.0 => words::number(0.0, 0),
        rate => wording::per_ten_thousand(rate),
    }
}
