//! Foreign text in, text that is safe inside Markdown, XML or a link out. Knows no template.

/// Text without what no output may hold: control characters (illegal in XML 1.0), and the marks that turn the reading direction
/// round, with which a title could rewrite the line that it stands in. A line feed or tab becomes a space.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' => Some(' '),
            c if c.is_control() => None,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => None,
            c => Some(c),
        })
        .collect()
}

/// Escapes for HTML, text and quoted attributes alike, and leaves every other character as it is: what stands in a field of a form is
/// sent back.
pub(crate) fn hypertext(text: &str) -> String {
    handlebars::html_escape(&plain(text))
}

/// Escapes for HTML and SVG, text and quoted attributes alike. A percent sign stays on the line of its number.
pub(crate) fn markup(text: &str) -> String {
    hypertext(text).replace(" %", "\u{a0}%")
}

/// Escapes a value that stands inside a line of GitHub's Markdown.
///
/// An escaped character cannot keep GitHub from linking people (`@name`), issues (`#12`, `GH-12`) and bare addresses, since
/// that is done after the escapes are gone; an invisible word joiner (U+2060) can.
pub(crate) fn markdown(text: &str) -> String {
    const JOINER: char = '\u{2060}';
    let text = plain(text);
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // At the start of a line these would open a list or underline a heading.
            '-' | '+'
                if out.is_empty() && rest.peek().is_none_or(|next| !next.is_ascii_digit()) =>
            {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if is_list_number(&out) && rest.peek().is_none_or(|next| *next == ' ') => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        let joins = match c {
            '@' => true,
            '#' => rest.peek().is_some_and(char::is_ascii_digit),
            '-' => {
                out.to_ascii_lowercase().ends_with("gh-")
                    && rest.peek().is_some_and(char::is_ascii_digit)
            }
            ':' => rest.peek() == Some(&'/'),
            'w' | 'W' => out.to_ascii_lowercase().ends_with("www") && rest.peek() == Some(&'.'),
            _ => false,
        };
        if joins {
            out.push(JOINER);
        }
    }
    out
}

/// A text in its sentences: each ends with a full stop, a question mark or an exclamation mark before a space, or with their full-width
/// twins.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut out = vec![String::new()];
    let mut rest = text.trim().chars().peekable();
    while let Some(c) = rest.next() {
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
        let ends = match c {
            '.' | '?' | '!' => rest.peek() == Some(&' '),
            '。' | '？' | '！' => rest
                .peek()
                .is_some_and(|next| !matches!(next, '”' | '』' | '」' | '）')),
            _ => false,
        };
        if ends {
            while rest.next_if_eq(&' ').is_some() {}
            out.push(String::new());
        }
    }
    out.retain(|sentence| !sentence.is_empty());
    out
}

fn is_list_number(so_far: &str) -> bool {
    !so_far.is_empty() && so_far.bytes().all(|b| b.is_ascii_digit())
}

/// A Markdown code span that holds the text whole: its fence is longer than any run of backticks inside.
///
/// A bar is escaped, since a table would split the span there before it is read as code.
pub(crate) fn code_span(text: &str) -> String {
    let text = plain(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// The address, encoded so that it ends neither a Markdown link nor a quoted attribute, if it is http, https, mailto or relative.
///
/// `None` for every other scheme, for addresses without one that leave the site (`//host`), and for control characters inside, which
/// browsers drop before they look for the scheme.
pub(crate) fn safe_url(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let starts_badly = raw.is_empty() || raw.starts_with("//") || raw.starts_with('\\');
    if starts_badly || raw.starts_with("/\\") || raw.chars().any(char::is_control) {
        return None;
    }
    let head = raw.split(['/', '?', '#']).next().unwrap_or("");
    if let Some((scheme, _)) = head.split_once(':') {
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https" | "mailto") {
            return None;
        }
    }
    let mut out = String::with_capacity(raw.len());
    for c in plain(raw).chars() {
        match c {
            ' ' | '"' | '\'' | '(' | ')' | '<' | '>' | '[' | ']' | '\\' | '^' | '`' | '{' | '|'
            | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// A text as the id of an element: letters, digits, `-` and `_`; everything else becomes `-`.
pub(crate) fn element_id(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect()
}
