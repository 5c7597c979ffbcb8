//! The words behind `cargo xtask` come in, a wish goes out. Starts nothing, and knows of the product's verbs only their names.

use std::ffi::OsString;
use std::fmt::Write;

use crate::program::Rooms;

/// A verb: its name, one example, what it does.
pub type Verb = (&'static str, &'static str, &'static str);

/// The verbs of `jobtide`. Tidy compares them with the commands that the binary really has.
pub const PRODUCT: &[Verb] = &[
    (
        "demo",
        "cargo xtask demo",
        "the whole way on a market with planted effects, offline",
    ),
    (
        "refresh",
        "cargo xtask refresh",
        "poll the sources that are due into store and index",
    ),
    (
        "status",
        "cargo xtask status",
        "whether the collection is fresh, and which weeks were seen",
    ),
    (
        "sources",
        "cargo xtask sources check remotive",
        "the sources and their state, one of them tried, or their kinds",
    ),
    (
        "reread",
        "cargo xtask reread --since 2026-01-01",
        "what was fetched, read again with today's readers",
    ),
    (
        "import",
        "cargo xtask import archive.csv --profile NAME",
        "archives of postings into store and index",
    ),
    (
        "profiles",
        "cargo xtask profiles",
        "the profiles that say how to read an archive",
    ),
    (
        "search",
        "cargo xtask search 'chatbot category:writing'",
        "find postings",
    ),
    (
        "show",
        "cargo xtask show hn/9471302",
        "one posting whole, its tags with their words, its duplicates",
    ),
    (
        "trend",
        "cargo xtask trend kubernetes --vs docker",
        "any query over time, several side by side, or split by a field",
    ),
    (
        "pay",
        "cargo xtask pay 'tag:chatbot country:Germany'",
        "what the postings of a query pay, by kind and currency",
    ),
    (
        "watch",
        "cargo xtask watch run --atom new.xml",
        "saved searches, and what came since they were last run",
    ),
    (
        "serve",
        "cargo xtask serve",
        "a page to search in and an API, on this machine alone",
    ),
    (
        "report",
        "cargo xtask report --period 2024-02",
        "judge a report's sentences and write it; --list names the reports",
    ),
    (
        "verify",
        "cargo xtask verify reports/monthly/2024-02",
        "make a report again from its manifest, and say what differs",
    ),
    (
        "judge",
        "cargo xtask judge mine.toml --query platform:hn",
        "the verdicts on the claims of a file",
    ),
    (
        "claims",
        "cargo xtask claims check mine.toml",
        "what can be said of a claim file without a posting",
    ),
    (
        "series",
        "cargo xtask series import index.csv --attribution 'Somebody, CC BY 4.0'",
        "indices of others, to judge and to hold postings against",
    ),
    (
        "tags",
        "cargo xtask tags 'build a chatbot with GPT-4'",
        "the AI-skill tags, or which ones a text gets and why",
    ),
    (
        "categories",
        "cargo xtask categories",
        "the categories, with how many postings have each",
    ),
    (
        "completions",
        "cargo xtask completions bash",
        "the completions of a shell",
    ),
    (
        "evaluate",
        "cargo xtask evaluate categories FILE --profile NAME",
        "measure the rules against labelled data",
    ),
    (
        "duplicates",
        "cargo xtask duplicates --limit 50",
        "which postings were folded into which, and how many",
    ),
    (
        "forget",
        "cargo xtask forget 'Acme Ltd' --dry-run",
        "a posting or all of an organisation, gone for good; asks first",
    ),
    (
        "cluster",
        "cargo xtask cluster scheduler",
        "processes that count the postings of a lake together",
    ),
    (
        "lake",
        "cargo xtask lake write lake",
        "the same postings as Parquet files that other engines read",
    ),
    (
        "rebuild",
        "cargo xtask rebuild",
        "make the index anew from the store",
    ),
];

/// The verbs of this program.
pub const CONTRIBUTOR: &[Verb] = &[
    (
        "ci",
        "cargo xtask ci",
        "what a merge request must pass, step by step (--all: with the engines and their cluster)",
    ),
    (
        "test",
        "cargo xtask test -p store",
        "the tests, of everything or of one crate",
    ),
    (
        "tidy",
        "cargo xtask tidy",
        "the rules of the house that no compiler knows",
    ),
    (
        "bless",
        "cargo xtask bless -p tagger",
        "run the tests and accept what they put out",
    ),
    (
        "bench",
        "cargo xtask bench indexer",
        "the benches, of everything or of one crate",
    ),
    (
        "coverage",
        "cargo xtask coverage --write",
        "how often each interval holds the truth in simulation (--draws, --seed); docs/coverage.md",
    ),
    (
        "planted",
        "cargo xtask planted --seeds 200",
        "planted changes recovered, and false alarms where none is planted (--per-day); minutes",
    ),
    (
        "s3-test",
        "cargo xtask s3-test",
        "a lake on a real S3 server that throttles, fails and loses answers",
    ),
    (
        "cluster-test",
        "cargo xtask cluster-test --postings 1000000",
        "scheduler and executors on this machine: the same panels and reports as the index, some killed meanwhile",
    ),
    (
        "feedserver",
        "cargo xtask feedserver --write-config local.toml",
        "a local site with the faults that servers have (its own --help says more)",
    ),
    (
        "pages",
        "cargo xtask pages reports/monthly",
        "reports as readers see them, in a browser (--out DIR, --self-test); the demo's without a folder",
    ),
    (
        "site",
        "cargo xtask site",
        "`serve` used as people and programs use it (--data DIR, --out DIR, --only PART, --self-test, --fuzz)",
    ),
];

/// What the caller wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// The list of verbs.
    Help,
    /// Something that `jobtide` does; all words, the verb among them.
    Product(Vec<OsString>),
    /// The checks of a merge request, on these rooms.
    Ci(Rooms),
    /// A cluster on this machine, with the number of postings.
    ClusterTest(Vec<OsString>),
    /// The tests, with further words for `cargo test`.
    Test(Vec<OsString>),
    /// The tests, accepting their output.
    Bless(Vec<OsString>),
    /// The benches of one crate or of all, with further words for the bench program.
    Bench(Vec<OsString>),
    /// The simulation of intervals, with further words for it.
    Coverage(Vec<OsString>),
    /// The planted markets, judged, with further words for the program.
    Planted(Vec<OsString>),
    /// The local site with faults, with further words for it.
    Feedserver(Vec<OsString>),
    /// Reports in a browser, with folders and options.
    Pages(Vec<OsString>),
    /// What `serve` serves in a browser, with options.
    Site(Vec<OsString>),
    /// A lake on an S3 server with faults, with further words for the tests' harness.
    S3Test(Vec<OsString>),
    /// The rules of the house.
    Tidy,
    /// Nothing that is known; the complaint ends with what to do.
    Unclear(String),
}

/// Reads the words. An option in the first place is the product's (`--version`), save for a question for help.
pub fn understand(mut words: Vec<OsString>) -> Wish {
    let first = match words.first() {
        None => return Wish::Help,
        Some(word) => word.to_string_lossy().into_owned(),
    };
    if matches!(first.as_str(), "-h" | "--help") {
        return Wish::Help;
    }
    if first == "help" {
        return match words.get(1).map(|word| word.to_string_lossy()) {
            Some(verb) if has(PRODUCT, &verb) => Wish::Product(words),
            _ => Wish::Help,
        };
    }
    if first.starts_with('-') || has(PRODUCT, &first) {
        return Wish::Product(words);
    }
    if !has(CONTRIBUTOR, &first) {
        return Wish::Unclear(complaint(&first));
    }
    words.remove(0);
    if first == "feedserver" {
        return Wish::Feedserver(words);
    }
    if words
        .first()
        .is_some_and(|word| word == "-h" || word == "--help")
    {
        return Wish::Help;
    }
    match first.as_str() {
        "test" => Wish::Test(words),
        "bless" => Wish::Bless(words),
        "bench" => Wish::Bench(words),
        "coverage" => Wish::Coverage(words),
        "planted" => Wish::Planted(words),
        "pages" => Wish::Pages(words),
        "site" => Wish::Site(words),
        "cluster-test" => Wish::ClusterTest(words),
        "ci" if words == ["--all"] => Wish::Ci(Rooms::All),
        "s3-test" => Wish::S3Test(words),
        "ci" | "tidy" if !words.is_empty() => Wish::Unclear(format!(
            "`{first}` takes no further words (`{}`)",
            words[0].to_string_lossy()
        )),
        "ci" => Wish::Ci(Rooms::WithoutEngines),
        _ => Wish::Tidy,
    }
}

fn has(verbs: &[Verb], word: &str) -> bool {
    verbs.iter().any(|(name, _, _)| *name == word)
}

fn complaint(word: &str) -> String {
    let nearest = PRODUCT
        .iter()
        .chain(CONTRIBUTOR)
        .map(|(name, _, _)| (distance(word, name), *name))
        .min();
    let mut text = format!("`{word}` is no verb");
    // A third of the letters may be wrong; beyond that a guess is noise.
    if let Some((edits, name)) = nearest
        && edits <= 1 + word.chars().count() / 3
    {
        let _ = write!(text, "; did you mean `{name}`?");
    }
    text.push_str(" (`cargo xtask help` lists the verbs)");
    text
}

/// How many letters must be added, dropped, changed or swapped with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// The list of verbs, one example each.
pub fn help() -> String {
    let width = PRODUCT
        .iter()
        .chain(CONTRIBUTOR)
        .map(|(_, example, _)| example.len())
        .max()
        .unwrap_or(0);
    let mut text = String::from("Jobtide: postings in, claims with verdicts out.\n");
    let kinds = [
        (
            "With postings (handed over to the release binary `jobtide`, built when needed):",
            PRODUCT,
        ),
        ("With the source tree:", CONTRIBUTOR),
    ];
    for (heading, verbs) in kinds {
        let _ = writeln!(text, "\n{heading}");
        for (_, example, what) in verbs {
            let _ = writeln!(text, "  {example:width$}  {what}");
        }
    }
    text.push_str("\n`cargo xtask VERB --help` says what a verb of the first kind takes.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(line: &[&str]) -> Wish {
        understand(line.iter().map(OsString::from).collect())
    }

    fn words(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
    }

    #[test]
    fn a_question_about_a_product_verb_goes_to_the_product() {
        for line in [
            &["search", "--help"][..],
            &["help", "search"],
            &["--version"],
        ] {
            assert_eq!(wish(line), Wish::Product(words(line)));
        }
        for line in [
            &[][..],
            &["help"],
            &["--help"],
            &["tidy", "--help"],
            &["help", "ci"],
        ] {
            assert_eq!(wish(line), Wish::Help, "{line:?}");
        }
    }

    #[test]
    fn contributor_verbs_keep_what_follows_them() {
        assert_eq!(
            wish(&["test", "-p", "store"]),
            Wish::Test(words(&["-p", "store"]))
        );
        assert_eq!(
            wish(&["bench", "indexer"]),
            Wish::Bench(words(&["indexer"]))
        );
        assert_eq!(
            wish(&["feedserver", "--help"]),
            Wish::Feedserver(words(&["--help"]))
        );
        assert_eq!(
            wish(&["coverage", "--draws", "9"]),
            Wish::Coverage(words(&["--draws", "9"]))
        );
        assert_eq!(wish(&["planted"]), Wish::Planted(Vec::new()));
        assert_eq!(
            wish(&["pages", "a", "--out", "b"]),
            Wish::Pages(words(&["a", "--out", "b"]))
        );
        assert_eq!(
            wish(&["site", "--only", "looks"]),
            Wish::Site(words(&["--only", "looks"]))
        );
        assert_eq!(wish(&["s3-test"]), Wish::S3Test(words(&[])));
        assert_eq!(wish(&["tidy"]), Wish::Tidy);
        assert_eq!(wish(&["ci"]), Wish::Ci(Rooms::WithoutEngines));
        assert_eq!(wish(&["ci", "--all"]), Wish::Ci(Rooms::All));
        assert!(matches!(wish(&["ci", "--fast"]), Wish::Unclear(text) if text.contains("--fast")));
    }

    #[test]
    fn a_slip_of_the_finger_gets_the_nearest_verb_of_either_kind() {
        for (slip, meant) in [
            ("serach", "search"),
            ("tydi", "tidy"),
            ("reprot", "report"),
            ("bles", "bless"),
        ] {
            let Wish::Unclear(text) = wish(&[slip]) else {
                panic!("{slip} was taken for a verb");
            };
            assert!(text.contains(&format!("did you mean `{meant}`")), "{text}");
        }
        let Wish::Unclear(text) = wish(&["quarterly"]) else {
            panic!("taken for a verb");
        };
        assert!(!text.contains("did you mean"), "{text}");
    }

    #[test]
    fn every_verb_is_in_the_help_with_its_example() {
        let help = help();
        for (name, example, _) in PRODUCT.iter().chain(CONTRIBUTOR) {
            assert!(
                example.starts_with(&format!("cargo xtask {name}")),
                "{example}"
            );
            assert!(help.contains(example), "{name} is missing");
        }
    }
}
