//! Index numbers of pay over cells (category by tier by country, or whatever keeps the work alike): how pay changed with the mix held, and what the mix did. Knows prices and quantities; knows no posting.

/// One kind of work in two periods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Pay in the first period, in units of the currency.
    pub price_start: f64,
    /// Pay in the second.
    pub price_end: f64,
    /// Postings in the first period.
    pub quantity_start: f64,
    /// Postings in the second.
    pub quantity_end: f64,
}

/// Ratios, end to start: 0.96 is a fall by 4 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// Change of the mean pay of a posting, mix and all.
    pub unit_value: f64,
    /// `Σ p1 q0 / Σ p0 q0`: the mix of the start (Laspeyres 1871).
    pub laspeyres: f64,
    /// `Σ p1 q1 / Σ p0 q1`: the mix of the end (Paasche 1874).
    pub paasche: f64,
    /// The geometric mean of the two (Fisher 1922).
    pub fisher: f64,
    /// The geometric mean of price ratios by mean shares of value (Törnqvist 1936).
    pub tornqvist: f64,
    /// What the mix alone did: the unit value over Fisher's index, so that the two multiply to it.
    pub mix: f64,
}

/// The indices of cells that hold postings and pay in both periods; held against numpy.
///
/// `None` where there is no cell, a price is not positive, a quantity is negative, or a period holds no posting.
#[must_use]
pub fn indices(cells: &[Cell]) -> Option<Indices> {
    let priced = |cell: &Cell| cell.price_start > 0.0 && cell.price_end > 0.0;
    let counted = |cell: &Cell| cell.quantity_start >= 0.0 && cell.quantity_end >= 0.0;
    if !cells.iter().all(|cell| priced(cell) && counted(cell)) {
        return None;
    }
    let sum = |of: &dyn Fn(&Cell) -> f64| cells.iter().map(of).sum::<f64>();
    let value_start = sum(&|cell| cell.price_start * cell.quantity_start);
    let value_end = sum(&|cell| cell.price_end * cell.quantity_end);
    let mean_start = value_start / sum(&|cell| cell.quantity_start);
    let mean_end = value_end / sum(&|cell| cell.quantity_end);
    let laspeyres = sum(&|cell| cell.price_end * cell.quantity_start) / value_start;
    let paasche = value_end / sum(&|cell| cell.price_start * cell.quantity_end);
    let log_tornqvist = sum(&|cell| {
        let start = cell.price_start * cell.quantity_start / value_start;
        let end = cell.price_end * cell.quantity_end / value_end;
        f64::midpoint(start, end) * (cell.price_end / cell.price_start).ln()
    });
    let fisher = (laspeyres * paasche).sqrt();
    let unit_value = mean_end / mean_start;
    let found = Indices {
        unit_value,
        laspeyres,
        paasche,
        fisher,
        tornqvist: log_tornqvist.exp(),
        mix: unit_value / fisher,
    };
    let all = [
        unit_value,
        laspeyres,
        paasche,
        fisher,
        found.tornqvist,
        found.mix,
    ];
    let usable = all.iter().all(|ratio| ratio.is_finite() && *ratio > 0.0);
    usable.then_some(found)
}
