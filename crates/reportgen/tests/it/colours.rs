//! Every text of the charts stands out from what it lies on, in light and in dark.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../style/chart.css");

/// The fill of each class in light, and in dark, where what is not set again stays.
fn fills() -> [BTreeMap<String, String>; 2] {
    let (light, dark) = STYLE.split_once("@media").unwrap();
    let light = fills_of(light);
    let mut both = light.clone();
    both.extend(fills_of(dark));
    [light, both]
}

fn fills_of(style: &str) -> BTreeMap<String, String> {
    let mut fills = BTreeMap::new();
    for rule in style.split('}') {
        let Some((selectors, declarations)) = rule.rsplit_once('{') else {
            continue;
        };
        let selectors = selectors.rsplit(['{', '/']).next().unwrap();
        let fill = declarations
            .split(';')
            .find_map(|one| one.trim().strip_prefix("fill: "));
        for selector in selectors.split(',') {
            if let Some(fill) = fill.filter(|fill| fill.starts_with('#')) {
                fills.insert(selector.trim().to_owned(), fill.to_owned());
            }
        }
    }
    fills
}

/// Relative luminance as WCAG defines it.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        match value <= 0.040_45 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_stands_out_from_the_paper() {
    for (mode, fills) in ["light", "dark"].into_iter().zip(fills()) {
        let paper = &fills[".jt-paper"];
        let mut texts: Vec<String> = [
            "title",
            "subtitle",
            "source",
            "tick",
            "rate",
            "name",
            "value",
            "eventlabel",
            "paneltitle",
        ]
        .map(|name| format!(".jt-{name}"))
        .to_vec();
        texts.extend((0..=6).map(|colour| format!(".jt-label.jt-c{colour}")));
        for text in texts {
            let found = contrast(&fills[&text], paper);
            assert!(found >= 4.5, "{mode} {text}: {found:.2}");
        }
    }
}

#[test]
fn figures_stand_out_from_the_cells_of_a_heat_map() {
    for (mode, fills) in ["light", "dark"].into_iter().zip(fills()) {
        let mut last = None;
        for class in 0..6 {
            let cell = &fills[&format!(".jt-bar.jt-h{class}")];
            let found = contrast(&fills[&format!(".jt-on{class}")], cell);
            assert!(found >= 4.5, "{mode} class {class}: {found:.2}");
            // In grey, on paper, the classes keep their order.
            let light = luminance(cell);
            let in_order = last.is_none_or(|last| (light < last) == (mode == "light"));
            assert!(in_order, "{mode} class {class}");
            last = Some(light);
        }
    }
}
