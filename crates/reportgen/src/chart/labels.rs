//! Places where labels would like to stand in, places where they do not touch each other out. Knows no chart.

use super::figure::{Figure, Path, bold_width, px, text_width};
use super::heading::LABEL;
use super::wrapping::fit_by;

/// From one label's line to the next.
pub(crate) const LABEL_STEP: f64 = 17.0;
/// Longer names are cut, so that the lines keep room.
const WIDEST: f64 = 300.0;

/// A label in two weights: a name and the number behind it.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) number: String,
}

impl Label {
    /// The name is cut where both together are too wide; the number never is.
    pub(crate) fn new(name: &str, number: String) -> Label {
        Label::within(name, number, WIDEST)
    }

    pub(crate) fn within(name: &str, number: String, width: f64) -> Label {
        let room = width - text_width(&number, LABEL) - text_width(" ", LABEL);
        Label {
            name: fit_by(name, room, |name| bold_width(name, LABEL)),
            number,
        }
    }

    pub(crate) fn width(&self) -> f64 {
        bold_width(&self.name, LABEL) + text_width(" ", LABEL) + text_width(&self.number, LABEL)
    }
}

/// The widest of some labels.
pub(crate) fn widest(labels: &[Label]) -> f64 {
    labels.iter().map(Label::width).fold(0.0, f64::max)
}

/// A line from the end of what is labelled to its label, where the label had to be moved away.
pub(crate) fn leader(figure: &mut Figure, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    if (y1 - y2).abs() > 2.0 {
        figure.paths.push(Path {
            d: format!("M{} {}L{} {}", px(x1), px(y1), px(x2), px(y2)),
            class: "jt-leader".to_owned(),
        });
    }
}

/// Moves places apart until they are `step` from each other, as little as can be, inside the bounds.
///
/// Places that would collide are pooled into one block around their mean, block by block (pool adjacent violators).
pub(crate) fn spread(places: &[f64], step: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]).then(a.cmp(b)));
    // A block: how many places, and the mean of what each would like the block's first place to be.
    let mut blocks: Vec<(usize, f64)> = Vec::new();
    for at in &order {
        blocks.push((1, places[*at]));
        while let [.., (n, first), (m, next)] = blocks[..] {
            if next - first >= n as f64 * step {
                break;
            }
            let pooled = (first * n as f64 + (next - n as f64 * step) * m as f64) / (n + m) as f64;
            blocks.truncate(blocks.len() - 2);
            blocks.push((n + m, pooled));
        }
    }
    let mut flat = Vec::with_capacity(places.len());
    for (n, first) in blocks {
        flat.extend((0..n).map(|k| first + k as f64 * step));
    }
    // Pushed in from both ends; with more labels than room they run over the lower one, which the caller leaves space for.
    let count = flat.len();
    for (k, place) in flat.iter_mut().enumerate() {
        let highest = bottom - (count - 1 - k) as f64 * step;
        *place = place.min(highest).max(top + k as f64 * step);
    }
    let mut out = vec![0.0; count];
    for (at, place) in order.into_iter().zip(flat) {
        out[at] = place;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn places_keep_their_order_and_stand_apart_inside_the_bounds() {
        let places = [50.0, 50.0, 51.0, 10.0, 99.0, 98.0];
        let out = spread(&places, 12.0, (0.0, 100.0));
        let mut sorted = out.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|two| two[1] - two[0] >= 12.0 - 1e-9));
        assert!(sorted[0] >= 0.0 && sorted[5] <= 100.0, "{out:?}");
        assert!(out[3] < out[0] && out[0] < out[1] && out[1] < out[2]);
        assert_eq!(spread(&[5.0, 60.0], 12.0, (0.0, 100.0)), [5.0, 60.0]);
    }
}
