//! A text as written in; out comes the same text with single spaces and plain letters, and where each of its bytes stood. Knows no rule.

/// A text in which patterns find what uneven white space and full-width letters hide from them.
pub(crate) struct EvenText {
    pub(crate) content: String,
    /// For each byte of `content`, and for its end, the byte at which it stood in the text as written.
    origins: Vec<usize>,
}

impl EvenText {
    /// `None` where the text is even as it stands, as nearly all are.
    ///
    /// A run of blanks becomes one space, and so does a line feed between two lower-case letters, where a line was wrapped and no
    /// sentence ends. Full-width letters and digits become ASCII.
    pub(crate) fn of(text: &str) -> Option<EvenText> {
        if !is_uneven(text.as_bytes()) {
            return None;
        }
        let mut content = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len() + 1);
        let mut characters = text.char_indices().peekable();
        let mut last = '\n';
        while let Some((at, character)) = characters.next() {
            let wrapped = character == '\n'
                && last.is_ascii_lowercase()
                && characters
                    .peek()
                    .is_some_and(|(_, next)| next.is_ascii_lowercase());
            last = match character {
                ' ' | '\t' | '\u{a0}' if last == ' ' => continue,
                ' ' | '\t' | '\u{a0}' => ' ',
                '\n' if wrapped => ' ',
                wide => narrow(wide),
            };
            content.push(last);
            origins.resize(content.len(), at);
        }
        origins.push(text.len());
        Some(EvenText { content, origins })
    }

    /// The place in the text as written of a byte that begins or ends a match here.
    pub(crate) fn origin(&self, at: usize) -> usize {
        self.origins[at]
    }
}

/// Looks at every byte without a branch, so that the compiler takes many at once: each posting goes through here.
fn is_uneven(bytes: &[u8]) -> bool {
    let blank = |byte: u8| (byte == b' ') | (byte == b'\t');
    let second = bytes.get(1..).unwrap_or_default();
    let third = bytes.get(2..).unwrap_or_default();
    let odd = bytes.iter().fold(false, |found, byte| {
        found | (*byte == b'\t') | (*byte == 0xC2) | (*byte == 0xEF)
    });
    let run = bytes
        .iter()
        .zip(second)
        .fold(false, |found, (a, b)| found | (blank(*a) & blank(*b)));
    let wrapped = bytes
        .iter()
        .zip(second)
        .zip(third)
        .fold(false, |found, ((a, b), c)| {
            found | (a.is_ascii_lowercase() & (*b == b'\n') & c.is_ascii_lowercase())
        });
    odd | run | wrapped
}

/// `Ａ` to `A`; every other character is itself.
fn narrow(character: char) -> char {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}
