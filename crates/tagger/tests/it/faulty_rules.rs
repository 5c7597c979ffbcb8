//! Rule files with one fault each in, the message out: it names the file, the tag, the key and the pattern.

use tagger::Tagger;

fn message(skills: &str) -> String {
    match Tagger::from_toml(skills, "") {
        Ok(_) => "no fault found".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn tag(line: &str) -> String {
    format!("[[tag]]\nslug = \"x\"\ntitle = \"X\"\ntitle_zh = \"甲\"\ngroup = \"media\"\n{line}\n")
}

#[test]
fn a_fault_is_named_with_its_place() {
    let cases = [
        (
            tag("includes = ['x']"),
            vec!["skills.toml", "line 6", "unknown field `includes`"],
        ),
        (
            tag("include = ['a(b']"),
            vec!["`x`", "`include`", "`a(b`", "unclosed group"],
        ),
        (
            tag("exclude = ['b)|(a']"),
            vec!["`x`", "`exclude`", "`b)|(a`", "unopened group"],
        ),
        (
            tag(r"include = ['\w+ bots?']"),
            vec!["`x`", "begins with no literal text", "`spanning`"],
        ),
        (
            tag("include = ['ChatGPT']"),
            vec!["`ChatGPT` holds a capital", "`case_sensitive`"],
        ),
        (
            format!("{}{}", tag(""), tag("")),
            vec!["`x`", "stands there twice"],
        ),
        (
            format!(
                "{}[[polarity]]\nmeans = \"BUILD\"\ntags = [\"y\"]\n",
                tag("")
            ),
            vec!["`polarity.tags`", "`y` is not known"],
        ),
        (
            (0..65)
                .map(|n| tag("").replace("\"x\"", &format!("\"x{n}\"")))
                .collect(),
            vec!["`x64`", "64 tags"],
        ),
    ];
    for (rules, parts) in cases {
        let said = message(&rules);
        for part in parts {
            assert!(said.contains(part), "`{part}` is not in: {said}");
        }
    }
}

#[test]
fn a_label_that_stands_in_two_categories_is_a_fault() {
    let twice = "[[label]]\ncategory = \"writing\"\nleaves = [\"Copy\", \"copy\"]\n";
    let said = Tagger::from_toml("tag = []", twice)
        .err()
        .unwrap()
        .to_string();
    assert!(said.contains("`copy` stands there twice"), "{said}");
}
