//! Texts by hand, whose words the functions of SQL must read as the index does.

use indexer::{Node, TextTest, Words};

use crate::Both;

fn holds(both: &Both, query: &str, text: &str) -> bool {
    let query = both.query(query);
    let test = TextTest::of(query.tree()).unwrap_or_else(|| panic!("{:?}", query.tree()));
    Words::default().hold(text, &test)
}

#[test]
fn words_phrases_starts_and_slips_are_found_as_the_index_finds_them() {
    let both = Both::new("words");
    let long = "x".repeat(120);
    for (query, text, expected) in [
        ("engineers", "An engineering job", true),
        ("\"engineers\"", "An engineering job", false),
        (
            "\"machine learning engineer\"",
            "a Machine-Learning engineer",
            true,
        ),
        ("\"learning machine\"", "machine learning", false),
        ("\"a b a c\"", "a b a b a c", true),
        ("engin*", "The Engineer", true),
        ("engin*", "reengineer", false),
        ("enginer~1", "engineer", true),
        ("enginer~1", "enginereers", false),
        ("cafe", "Café", true),
        ("c++", "C++ and C", true),
        ("\"left right\"", &format!("left {long} right"), false),
        ("chatbot", "", false),
    ] {
        assert_eq!(holds(&both, query, text), expected, "{query} in {text}");
    }
    let apart = both.query("\"a b\"~2");
    assert!(matches!(apart.tree(), Node::Words { slop: 2, .. }));
    assert_eq!(TextTest::of(apart.tree()), None);
}
