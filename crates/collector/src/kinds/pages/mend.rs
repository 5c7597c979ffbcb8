//! Text that a page calls JSON in, JSON out where it can be mended without guessing. Knows no vocabulary.

use serde_json::Value;

use crate::read::html::decode_entities;
use crate::read::json_repair::repaired;

/// The value, mended where it must be: guards and comments around it, HTML escapes all over it, control characters and
/// false escapes in strings, commas that are missing or too many.
///
/// # Errors
/// With what the parser says of the text after all mending.
pub(super) fn parse(written: &str) -> Result<Value, String> {
    let text = without_guards(written);
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    // JSON whose every quotation mark is an entity was escaped as a whole; decoding anything else would put bare
    // marks into its strings.
    let escaped = !text.contains('"') && (text.contains("&quot;") || text.contains("&#34;"));
    let decoded = if escaped {
        decode_entities(text)
    } else {
        text.to_owned()
    };
    let mended = repaired(with_commas(&decoded).as_bytes());
    serde_json::from_slice(&mended).map_err(|error| error.to_string())
}

/// Without what hides a script from readers of XML and from very old browsers.
fn without_guards(text: &str) -> &str {
    const BEFORE: [&str; 7] = ["//", "/*", "*/", "<![CDATA[", "<!--", "\u{feff}", "-->"];
    const AFTER: [&str; 6] = ["//", "/*", "*/", "]]>", "-->", ";"];
    let mut text = text.trim();
    while let Some(rest) = BEFORE.iter().find_map(|guard| text.strip_prefix(guard)) {
        text = rest.trim_start();
    }
    while let Some(rest) = AFTER.iter().find_map(|guard| text.strip_suffix(guard)) {
        text = rest.trim_end();
    }
    text
}

/// The text with the commas that it lacks and without those before a closing bracket, and without the backslashes that
/// escape nothing (`\$`, `\'`).
fn with_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // The last letter outside strings that is no blank, and where it stands; `"` for a string that ended.
    let mut last: Option<(char, usize)> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins_value = matches!(letter, '"' | '{' | '[');
        let ended_value = last.is_some_and(|(last, _)| {
            matches!(last, '"' | '}' | ']') || last.is_ascii_alphanumeric()
        });
        if begins_value && ended_value {
            out.push(',');
        }
        if matches!(letter, '}' | ']')
            && let Some((',', at)) = last
        {
            out.replace_range(at..=at, " ");
        }
        if !letter.is_whitespace() {
            last = Some((letter, out.len()));
        }
        out.push(letter);
        if letter == '"' {
            copy_string(&mut letters, &mut out);
        }
    }
    out
}

/// The rest of a string with its closing mark.
fn copy_string(letters: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some(next) if "\"\\/bfnrtu".contains(next) => out.extend(['\\', next]),
                // The line goes on in the source, and not in the value.
                Some('\n') | None => {}
                Some(next) => out.push(next),
            },
            '"' => {
                out.push('"');
                return;
            }
            _ => out.push(letter),
        }
    }
}
