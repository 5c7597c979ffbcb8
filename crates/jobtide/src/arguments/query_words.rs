//! The words of a command line in, the same with `-word` as `NOT word` where they are a query's out. Knows of the verbs only their names.

use std::ffi::OsString;

/// In a query `-word` leaves a word out, which clap would take for a cluster of short flags; as `NOT word` it says the same to the query
/// parser.
pub fn with_not(mut words: Vec<OsString>, verbs: &[&str]) -> Vec<OsString> {
    let end = words
        .iter()
        .position(|word| word == "--")
        .unwrap_or(words.len());
    let start = query_at(&words[..end], verbs).unwrap_or(end);
    for word in &mut words[start..end] {
        if let Some(left_out) = word.to_str().and_then(left_out) {
            *word = OsString::from(format!("NOT {left_out}"));
        }
    }
    words
}

/// Where the words behind a verb that takes a query begin.
fn query_at(words: &[OsString], verbs: &[&str]) -> Option<usize> {
    let find = |from: usize, names: &[&str]| {
        let mut rest = words.iter().skip(from);
        let at = rest.position(|word| names.iter().any(|name| word == name))?;
        Some(from + at)
    };
    // The first word is the program.
    let verb = find(1, verbs)?;
    match words[verb].to_str()? {
        "search" | "trend" | "pay" => Some(verb + 1),
        "watch" => find(verb + 1, &["add"]).map(|add| add + 1),
        _ => None,
    }
}

/// The word after a single hyphen, where it is more than one letter and no cluster of `-q` and `-v`.
fn left_out(word: &str) -> Option<&str> {
    let rest = word.strip_prefix('-')?;
    let is_flags = rest.chars().all(|letter| matches!(letter, 'q' | 'v'));
    (!rest.starts_with('-') && rest.chars().count() > 1 && !is_flags).then_some(rest)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    fn read(line: &str) -> String {
        let words = line.split(' ').map(OsString::from).collect();
        let verbs = ["search", "trend", "pay", "watch", "import", "tags"];
        let read: Vec<String> = super::with_not(words, &verbs)
            .into_iter()
            .map(|word| word.into_string().expect("UTF-8 went in"))
            .collect();
        read.join(" ")
    }

    #[test]
    fn a_hyphen_leaves_a_word_out_where_a_query_stands() {
        for (line, expected) in [
            (
                "jobtide search a -b -intern",
                "jobtide search a -b NOT intern",
            ),
            (
                "jobtide --data x trend a -intern -vv",
                "jobtide --data x trend a NOT intern -vv",
            ),
            ("jobtide pay -tag:chatbot", "jobtide pay NOT tag:chatbot"),
            (
                "jobtide watch add n a -intern --json",
                "jobtide watch add n a NOT intern --json",
            ),
            (
                "jobtide trend a --vs -intern",
                "jobtide trend a --vs NOT intern",
            ),
            ("jobtide search a -- -intern", "jobtide search a -- -intern"),
            ("jobtide watch run -xy", "jobtide watch run -xy"),
            ("jobtide import search -xy", "jobtide import search -xy"),
        ] {
            assert_eq!(read(line), expected);
        }
    }
}
