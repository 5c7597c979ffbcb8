//! Text whose UTF-8 was read as windows-1252 in; the text as it was meant out. Leaves everything else as it stands.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Undoes one wrong decoding, letter by letter, so that what is lost in one place costs nothing in others.
///
/// Only whole sequences are put right: a letter such as `Ã` or `â` before signs that continue it in UTF-8 and that no
/// language writes there.
pub(crate) fn undone(text: &str) -> Cow<'_, str> {
    if !text.contains([
        'Ã', 'Â', 'â', 'Å', 'Ä', 'Ð', 'Ñ', 'ð', 'Î', 'Ï', 'Ë', 'Ø', 'Ù', 'à',
    ]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        match meant(&text[at..]) {
            Some((right, length)) => {
                out.push(right);
                at += length;
            }
            None => {
                out.push(letter);
                at += letter.len_utf8();
            }
        }
    }
    Cow::Owned(out)
}

/// The letter that a text begins with if its bytes were decoded wrongly, and how much of the text that takes.
fn meant(text: &str) -> Option<(char, usize)> {
    let lead = byte_of(text.chars().next()?)?;
    let count = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0_u8; 4];
    let mut length = 0;
    for (place, letter) in text.chars().take(count).enumerate() {
        bytes[place] = byte_of(letter)?;
        length += letter.len_utf8();
    }
    let right = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    (right.len_utf8() == count).then_some((right, length))
}

fn byte_of(letter: char) -> Option<u8> {
    // The five bytes that windows-1252 leaves open are read as control characters, and so is all of Latin 1.
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    let mut own = [0; 4];
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(letter.encode_utf8(&mut own));
    match (bytes.as_ref(), is_lossy) {
        ([byte], false) => Some(*byte),
        _ => None,
    }
}
