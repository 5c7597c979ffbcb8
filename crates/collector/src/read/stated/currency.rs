//! Signs and codes of currencies as they stand beside an amount in, currencies out. Knows no amount.

use model::Currency;

/// What stands beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// One currency for certain.
    Is(Currency),
    /// A sign that several currencies share.
    OneOf(&'static [&'static str]),
}

impl Mark {
    /// What both say together; `None` where they contradict.
    pub(super) fn and(self, other: Mark) -> Option<Mark> {
        match (self, other) {
            (Mark::Is(one), Mark::Is(two)) => (one == two).then_some(self),
            (Mark::Is(one), Mark::OneOf(codes)) | (Mark::OneOf(codes), Mark::Is(one)) => {
                codes.contains(&one.code()).then_some(Mark::Is(one))
            }
            (Mark::OneOf(one), Mark::OneOf(two)) => (one == two).then_some(self),
        }
    }

    /// The currency, where a hint settles what the sign leaves open.
    pub(super) fn with_hint(self, hint: Option<Currency>) -> Option<Currency> {
        match self {
            Mark::Is(currency) => Some(currency),
            Mark::OneOf(codes) => hint.filter(|hint| codes.contains(&hint.code())),
        }
    }
}

/// The dollars and pesos that are written with the bare sign.
pub(super) const DOLLARS: &[&str] = &[
    "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "BSD",
    "BZD", "FJD", "JMD", "TTD",
];
const KRONOR: &[&str] = &["SEK", "NOK", "DKK", "ISK"];
const RUPEES: &[&str] = &["INR", "PKR", "LKR", "NPR"];
const YEN: &[&str] = &["JPY", "CNY"];

/// Signs that stand before or after a number, longest first, so that `CA$` is not read as `$`.
const SIGNS: &[(&str, &[&str])] = &[
    ("us$", &["USD"]),
    ("usd$", &["USD"]),
    ("cad$", &["CAD"]),
    ("cdn$", &["CAD"]),
    ("aud$", &["AUD"]),
    ("nzd$", &["NZD"]),
    ("sgd$", &["SGD"]),
    ("hkd$", &["HKD"]),
    ("mxn$", &["MXN"]),
    ("ca$", &["CAD"]),
    ("au$", &["AUD"]),
    ("nz$", &["NZD"]),
    ("hk$", &["HKD"]),
    ("mx$", &["MXN"]),
    ("sg$", &["SGD"]),
    ("nt$", &["TWD"]),
    ("a$", &["AUD"]),
    ("c$", &["CAD"]),
    ("s$", &["SGD"]),
    ("r$", &["BRL"]),
    ("$", DOLLARS),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("₹", &["INR"]),
    ("¥", YEN),
    ("₩", &["KRW"]),
    ("₱", &["PHP"]),
    ("₪", &["ILS"]),
    ("₺", &["TRY"]),
    ("₽", &["RUB"]),
    ("₴", &["UAH"]),
    ("₫", &["VND"]),
    ("₦", &["NGN"]),
    ("฿", &["THB"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("kr.", KRONOR),
    ("kr", KRONOR),
    ("chf", &["CHF"]),
    ("sfr", &["CHF"]),
    ("fr.", &["CHF"]),
    ("rs.", RUPEES),
    ("rs", RUPEES),
    ("rm", &["MYR"]),
    ("rmb", &["CNY"]),
    ("nis", &["ILS"]),
    ("euros", &["EUR"]),
    ("euro", &["EUR"]),
    ("dollars", DOLLARS),
];

/// Codes that are read as words; those that are English words too (TRY, ALL) only in capitals.
const CODES: &[&str] = &[
    "USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "HKD", "INR", "JPY", "CNY", "SEK",
    "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "MXN", "BRL", "ARS", "CLP", "COP", "PEN",
    "ZAR", "ILS", "AED", "SAR", "QAR", "TRY", "KRW", "TWD", "THB", "MYR", "IDR", "PHP", "VND",
    "PKR", "BDT", "LKR", "NPR", "EGP", "NGN", "KES", "UAH", "RUB", "GEL", "RSD", "ISK",
];

fn mark_of(codes: &'static [&'static str]) -> Option<Mark> {
    match codes {
        [code] => code.parse().ok().map(Mark::Is),
        _ => Some(Mark::OneOf(codes)),
    }
}

/// The currency that a word is the code of.
pub(super) fn code_of(word: &str) -> Option<Currency> {
    let code = CODES.iter().find(|code| code.eq_ignore_ascii_case(word))?;
    // "try 100 things", "cop", "pen": words of the language unless they stand in capitals.
    let is_word = matches!(*code, "TRY" | "COP" | "PEN" | "RON" | "NOK" | "PHP");
    if is_word && word != *code {
        return None;
    }
    code.parse().ok()
}

/// The sign or code that ends where the number begins, and where it begins itself.
pub(super) fn before(text: &str) -> Option<(Mark, usize)> {
    let trimmed = text.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    if text.len() - trimmed.len() > 2 {
        return None;
    }
    let found = sign_at_end(trimmed).or_else(|| code_at_end(trimmed));
    let (mark, start) = found?;
    // "USD $120": a code before the sign narrows it.
    let front = trimmed[..start].trim_end_matches(' ');
    if let Some((code, code_start)) = code_at_end(front)
        && let Some(both) = mark.and(code)
    {
        return Some((both, code_start));
    }
    Some((mark, start))
}

fn sign_at_end(text: &str) -> Option<(Mark, usize)> {
    SIGNS.iter().find_map(|(sign, codes)| {
        let start = text.len().checked_sub(sign.len())?;
        let end = text.get(start..)?;
        let fits = is_sign(end, sign) && is_word_start(text, start, sign);
        fits.then(|| mark_of(codes).map(|mark| (mark, start)))?
    })
}

/// Compares without regard to case; most texts are ASCII and need no copy for it, and this runs for every number of a body.
fn is_sign(text: &str, sign: &str) -> bool {
    text.eq_ignore_ascii_case(sign) || (!text.is_ascii() && text.to_lowercase() == sign)
}

/// A sign of letters must not be the end of a longer word ("HOURS 40" holds no rupees).
fn is_word_start(text: &str, start: usize, sign: &str) -> bool {
    if !sign.starts_with(char::is_alphabetic) {
        return true;
    }
    !text[..start].ends_with(|c: char| c.is_alphanumeric())
}

fn code_at_end(text: &str) -> Option<(Mark, usize)> {
    let start = text.len().checked_sub(3)?;
    let word = text.get(start..)?;
    let is_whole = !text[..start].ends_with(|c: char| c.is_alphanumeric());
    is_whole.then(|| code_of(word).map(|code| (Mark::Is(code), start)))?
}

/// The sign or code with which a text begins, and its length.
pub(super) fn after(text: &str) -> Option<(Mark, usize)> {
    let trimmed = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let skipped = text.len() - trimmed.len();
    if skipped > 2 {
        return None;
    }
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
    if let Some(word) = trimmed.get(..3)
        && is_end(&trimmed[3..])
        && let Some(code) = code_of(word)
    {
        return Some((Mark::Is(code), skipped + 3));
    }
    let (mark, length) = SIGNS.iter().find_map(|(sign, codes)| {
        let start = trimmed.get(..sign.len())?;
        let fits = is_sign(start, sign)
            && (!sign.starts_with(char::is_alphabetic) || is_end(&trimmed[sign.len()..]));
        fits.then(|| mark_of(codes).map(|mark| (mark, sign.len())))?
    })?;
    // "5 $100": a sign with digits behind it belongs to them.
    let rest = trimmed[length..].trim_start();
    match rest.starts_with(|c: char| c.is_ascii_digit()) {
        true => None,
        false => Some((mark, skipped + length)),
    }
}

/// Currencies in which a round number of five or six digits, named as a salary, is by the year: in no place that uses
/// them is such a sum paid by the month.
pub(super) fn is_paid_by_the_year(currency: Currency) -> bool {
    matches!(
        currency.code(),
        "USD" | "EUR" | "GBP" | "CAD" | "AUD" | "NZD" | "CHF"
    )
}

/// Whether the sign `.` divides groups of thousands where this currency is at home.
pub(super) fn groups_by_point(currency: Currency) -> bool {
    matches!(
        currency.code(),
        "EUR"
            | "SEK"
            | "NOK"
            | "DKK"
            | "ISK"
            | "PLN"
            | "CZK"
            | "HUF"
            | "RON"
            | "BGN"
            | "BRL"
            | "ARS"
            | "CLP"
            | "COP"
            | "IDR"
            | "VND"
            | "TRY"
            | "RSD"
            | "UAH"
            | "RUB"
    )
}
