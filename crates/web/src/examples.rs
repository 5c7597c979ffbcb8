//! What the query language can say, by example. Each of them parses, which a test holds; what they mean is for people alone.

/// The part of the language that an example shows, the query, and what it finds.
pub const EXAMPLES: &[(&str, &str, &str)] = &[
    (
        "Words",
        "chatbot",
        "title or body has the word, in any of its English forms",
    ),
    ("Words", "prompt engineer", "both words, anywhere"),
    ("Words", "n8n OR zapier OR make.com", "any of them"),
    (
        "Words",
        "translation -subtitle",
        "the one and not the other",
    ),
    (
        "Words",
        "(writer OR editor) NOT ghostwriter",
        "brackets group",
    ),
    (
        "Words",
        "\"machine learning\"",
        "the phrase as it stands, no other form",
    ),
    (
        "Words",
        "\"voice agent\"~3",
        "both words, at most so many others between them",
    ),
    ("Words", "autom*", "words that begin so"),
    ("Words", "enginer~1", "words that are one letter away"),
    (
        "Words",
        "机器学习",
        "Chinese, Japanese and Korean text without spaces",
    ),
    (
        "Fields",
        "title:writer",
        "the title alone; `body:` the body, `skill:` the platform's skills",
    ),
    (
        "Fields",
        "tag:rag",
        "an AI skill that is asked for; `mention:` in any sense",
    ),
    (
        "Fields",
        "category:translation",
        "the category; the page of categories lists them",
    ),
    (
        "Fields",
        "source:remotive",
        "what one source brought; `platform:` and `market:` likewise",
    ),
    (
        "Fields",
        "country:\"United States\"",
        "the country of client or employer",
    ),
    ("Fields", "org:acme", "client, company or agency"),
    ("Pay", "pay:>=40/h", "at least so much an hour"),
    ("Pay", "pay:hourly", "hourly, fixed or salary"),
    (
        "Days",
        "date:2023",
        "of a year; `2023-06` of a month, `2023-06-01` of a day",
    ),
    ("Days", "since:90d", "of the last days"),
    (
        "Duplicates",
        "chatbot is:any",
        "postings that another one stands for too; `is:duplicate` only those",
    ),
];

#[cfg(test)]
mod tests {
    use indexer::{Query, Vocabulary};
    use model::Day;

    use super::EXAMPLES;

    #[test]
    fn every_example_parses_without_a_remark() {
        let tags = ["rag".to_owned()];
        let today = Day::from_number(20_000).unwrap();
        for (_, query, _) in EXAMPLES {
            let parsed = Query::parse(query, &Vocabulary { tags: &tags }, today);
            let parsed = parsed.unwrap_or_else(|error| panic!("{query}: {error}"));
            assert!(parsed.notes().is_empty(), "{query}: {:?}", parsed.notes());
        }
    }
}
