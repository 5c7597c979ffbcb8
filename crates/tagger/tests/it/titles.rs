//! The names of tags for readers: there in both languages, and what of them the rules' hash knows.

use tagger::Tagger;

/// Names of products, which nobody translates.
const PRODUCTS: [&str; 5] = [
    "ChatGPT",
    "OpenAI API",
    "Claude",
    "Copilot",
    "Model Context Protocol",
];

#[test]
fn every_tag_has_a_title_in_chinese() {
    for rule in Tagger::embedded().rules() {
        let is_chinese = rule
            .title_zh
            .chars()
            .any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
        let is_product = rule.title_zh == rule.title && PRODUCTS.contains(&rule.title.as_str());
        assert!(is_chinese || is_product, "{}: {}", rule.slug, rule.title_zh);
        assert!(rule.title.is_ascii(), "{}", rule.title);
    }
}

#[test]
fn a_title_in_chinese_is_no_part_of_the_hash_and_a_rule_is() {
    let hash = |title_zh: &str, include: &str| {
        let text = format!(
            "[[tag]]\nslug = \"x\"\ntitle = \"X\"\ntitle_zh = \"{title_zh}\"\ngroup = \"media\"\ninclude = ['{include}']\n"
        );
        let rules = Tagger::from_toml(&text, "").unwrap();
        rules.rules_hash().to_owned()
    };
    assert_eq!(hash("甲", "word"), hash("乙", "word"));
    assert_ne!(hash("甲", "word"), hash("甲", "other"));
}
