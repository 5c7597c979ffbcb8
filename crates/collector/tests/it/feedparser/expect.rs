//! An expectation in Python's notation in, what it says of entries out. Knows no feed.

/// One comparison of an expectation.
#[derive(Debug)]
pub enum Claim {
    /// `entries[n]['a'][0]['b'] == literal`, or a chain of such places before one literal.
    Equal(Vec<Place>, Literal),
    /// `not entries[n].has_key('a')`.
    Lacks(Place),
    /// `len(entries) == n`.
    Count(usize),
    /// Anything else, as it is written.
    Other,
}

/// A place in an entry.
#[derive(Debug)]
pub struct Place {
    pub entry: usize,
    /// Keys and indices, joined by `/`.
    pub path: String,
}

#[derive(Debug)]
pub enum Literal {
    Text(String),
    Numbers(Vec<i64>),
}

/// The comparisons that an expectation joins with `and`.
pub fn claims_in(text: &str) -> Vec<Claim> {
    split_outside_quotes(text, " and ")
        .iter()
        .map(|part| claim(part.trim().trim_start_matches('(')).unwrap_or(Claim::Other))
        .collect()
}

fn claim(text: &str) -> Option<Claim> {
    if let Some(count) = text.strip_prefix("len(entries) == ") {
        return Some(Claim::Count(count.trim().parse().ok()?));
    }
    if let Some(rest) = text.strip_prefix("not entries[") {
        let (entry, rest) = rest.split_once(']')?;
        let key = rest.strip_prefix(".has_key('")?.strip_suffix("')")?;
        return Some(Claim::Lacks(Place {
            entry: entry.parse().ok()?,
            path: key.to_owned(),
        }));
    }
    let mut parts = split_outside_quotes(text, "==");
    let value = literal(parts.pop()?.trim())?;
    let places: Option<Vec<Place>> = parts.iter().map(|part| place(part.trim())).collect();
    Some(Claim::Equal(places.filter(|all| !all.is_empty())?, value))
}

fn place(text: &str) -> Option<Place> {
    let (entry, mut rest) = text.strip_prefix("entries[")?.split_once(']')?;
    let mut path = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (key, next) = after.split_once(']')?;
            path.push(key.trim_matches(['\'', '"']).to_owned());
            rest = next;
        } else {
            let after = rest.strip_prefix('.')?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            path.push(after[..end].to_owned());
            rest = &after[end..];
        }
    }
    Some(Place {
        entry: entry.parse().ok()?,
        path: path.join("/"),
    })
}

fn literal(text: &str) -> Option<Literal> {
    if let Some(tuple) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let numbers: Option<Vec<i64>> = tuple
            .split(',')
            .map(|one| one.trim().parse().ok())
            .collect();
        return numbers.map(Literal::Numbers);
    }
    let text = text.strip_prefix('u').unwrap_or(text);
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let text = text.trim_end_matches(')');
    let triple = quote.to_string().repeat(3);
    let inner = match text
        .strip_prefix(&*triple)
        .and_then(|rest| rest.strip_suffix(&*triple))
    {
        Some(inner) => inner.to_owned(),
        // Long literals are written as a sum, so that the comment holds no end of itself.
        None => {
            let one = text.strip_prefix(quote)?.strip_suffix(quote)?;
            one.replace(&format!("{quote} + {quote}"), "")
        }
    };
    let mut out = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let escaped = letters.next()?;
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        match escaped {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            _ if digits > 0 => {
                let hex: String = letters.by_ref().take(digits).collect();
                out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
            }
            other => out.push(other),
        }
    }
    Some(Literal::Text(out))
}

fn split_outside_quotes<'a>(text: &'a str, divider: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut quote, mut escaped) = (0, None, false);
    for (at, letter) in text.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            Some(_) if letter == '\\' => escaped = true,
            Some(own) if letter == own => quote = None,
            Some(_) => {}
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            None if at >= start && text[at..].starts_with(divider) => {
                parts.push(&text[start..at]);
                start = at + divider.len();
            }
            None => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
