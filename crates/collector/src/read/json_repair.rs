//! Text that is almost JSON in, JSON out. Mends what real archives hold; knows no record.

/// The same bytes with `NaN` and infinities outside strings as null, and inside strings control characters escaped
/// and lone surrogates replaced. Anything else that is wrong stays wrong.
pub(crate) fn repaired(slice: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(slice.len() + 16);
    let mut rest = slice;
    let mut in_string = false;
    while let Some((&byte, after)) = rest.split_first() {
        let (replacement, used) = if in_string {
            inside_string(byte, rest)
        } else {
            outside_string(rest)
        };
        match replacement {
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                rest = &rest[used..];
            }
            None => {
                // An escape is copied whole, so that `\"` does not end the string.
                let count = if in_string && byte == b'\\' { 2 } else { 1 };
                let count = count.min(rest.len());
                out.extend_from_slice(&rest[..count]);
                if byte == b'"' {
                    in_string = !in_string;
                }
                rest = if count == 1 { after } else { &rest[count..] };
            }
        }
    }
    out
}

fn outside_string(rest: &[u8]) -> (Option<String>, usize) {
    for word in ["NaN", "-Infinity", "Infinity", "-NaN"] {
        if rest.starts_with(word.as_bytes()) {
            return (Some("null".to_owned()), word.len());
        }
    }
    (None, 0)
}

fn inside_string(byte: u8, rest: &[u8]) -> (Option<String>, usize) {
    if byte < 0x20 {
        return (Some(format!("\\u{byte:04x}")), 1);
    }
    match surrogate(rest) {
        Some(first @ 0xD800..=0xDBFF) => match rest.get(6..).and_then(surrogate) {
            Some(second @ 0xDC00..=0xDFFF) => (Some(format!("\\u{first:04x}\\u{second:04x}")), 12),
            _ => (Some("\\ufffd".to_owned()), 6),
        },
        Some(0xDC00..=0xDFFF) => (Some("\\ufffd".to_owned()), 6),
        _ => (None, 0),
    }
}

/// The number of the `\uXXXX` that the bytes begin with.
fn surrogate(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
