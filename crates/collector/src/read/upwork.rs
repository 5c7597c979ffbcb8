//! Upwork's own forms: its ids, and the block of labels that closes the description of a feed item.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::html::{clean_line, decode_entities};

/// The one form of an id that may stand bare or in an address.
///
/// `~02` is followed by the decimal uid, so both become the decimal. `~01` is followed by sixteen hexadecimal digits
/// that nobody outside can turn into the uid, so it stays as it is and is another key. Anything shorter is a
/// truncated id and none at all.
pub(crate) fn native_id(text: &str) -> Option<String> {
    let is_decimal =
        |text: &str| (15..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.trim();
    if is_decimal(text) {
        return Some(text.to_owned());
    }
    let mut marks = text.rmatch_indices(['~', '%']);
    let (form, digits) = marks.find_map(|(at, _)| marked_digits(&text[at..]))?;
    match form {
        "02" if is_decimal(digits) => Some(digits.to_owned()),
        "01" if digits.len() == 16 => Some(format!("~01{digits}")),
        _ => None,
    }
}

/// What follows the tilde that a text begins with, perhaps as an address writes it: `01` or `02`, and the digits.
fn marked_digits(text: &str) -> Option<(&str, &str)> {
    let mut tildes = ["~", "%7E", "%7e"].iter();
    let rest = tildes.find_map(|tilde| text.strip_prefix(tilde))?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let end = rest.bytes().position(|byte| !is_digit(byte));
    let (form, digits) = rest[..end.unwrap_or(rest.len())].split_at_checked(2)?;
    (matches!(form, "01" | "02") && !digits.is_empty()).then_some((form, digits))
}

/// The labels in the order in which they stand; the first two exclude each other.
const LABELS: [&str; 7] = [
    "Hourly Range",
    "Budget",
    "Posted On",
    "Category",
    "Skills",
    "Location Requirement",
    "Country",
];

/// The labels of the block, and as `text` the description before it.
///
/// The description is the client's own text and may hold the same labels, so the block is read from its end
/// backwards: label by label as long as one line break divides them, and not beyond the empty line before the block.
/// Skills come once to a line.
pub(crate) fn description_block(html: &str) -> BTreeMap<String, String> {
    static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?is)((?:<br\s*/?>\s*)*)<b>([A-Za-z ]{3,24})</b>\s*:(.*)$").ok()
    });
    static CLOSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?is)(?:<br\s*/?>\s*)*<a\s[^>]*>\s*click to apply\s*</a>.*$").ok()
    });
    let mut block = BTreeMap::new();
    let (Some(label_form), Some(closing)) = (&*LABEL, &*CLOSING) else {
        return block;
    };
    let mut rest = match closing.find_iter(html).last() {
        Some(found) => &html[..found.start()],
        None => html,
    };
    while let Some(start) = rest.rfind("<b>") {
        // Only the line breaks right before the label belong to it.
        let breaks = start_of_breaks(rest, start);
        let Some(found) = label_form.captures(&rest[breaks..]) else {
            break;
        };
        let label = found[2].trim();
        let value = &found[3];
        let is_known = LABELS.contains(&label);
        let excluded = (label == "Budget" && block.contains_key("Hourly Range"))
            || (label == "Hourly Range" && block.contains_key("Budget"))
            || (label != "Skills" && block.contains_key(label));
        if !is_known || excluded {
            break;
        }
        let text = if label == "Skills" {
            skills_of(value)
        } else {
            clean_line(&decode_entities(&without_breaks(value)))
        };
        block.insert(label.to_owned(), text);
        let breaks_before = found[1].matches('<').count();
        rest = &rest[..breaks];
        if breaks_before != 1 {
            break;
        }
    }
    block.insert("text".to_owned(), rest.to_owned());
    block
}

/// Where the run of line breaks that ends at `end` begins.
fn start_of_breaks(text: &str, end: usize) -> usize {
    let mut start = end;
    loop {
        let before = text[..start].trim_end();
        let Some(tag) = before.rfind('<') else {
            return start;
        };
        let name = before[tag..].to_ascii_lowercase();
        if !matches!(name.as_str(), "<br>" | "<br/>" | "<br />") {
            return start;
        }
        start = tag;
    }
}

fn without_breaks(value: &str) -> String {
    value.split('<').next().unwrap_or_default().to_owned()
}

/// Skills are divided by a comma and several blanks, so that a name may hold a comma; older feeds have one blank.
fn skills_of(value: &str) -> String {
    let value = without_breaks(value);
    let wide = value.contains(",  ");
    let divider = if wide { ",  " } else { ", " };
    let names: Vec<String> = value
        .split(divider)
        .map(|name| clean_line(&decode_entities(name)))
        .filter(|name| !name.is_empty())
        .collect();
    names.join("\n")
}
