//! Small postings in (`fixtures/tagger/sentences`: title, then body, then one skill a line after `--`), each match with field, polarity and words out.

use tagger::{Field, Tagger, Text};

#[test]
fn cases() {
    testkit::check_cases("tagger/sentences", |_, bytes| {
        let tagger = Tagger::embedded();
        let text = std::str::from_utf8(bytes).unwrap();
        let (text, skills) = text.split_once("\n--\n").unwrap_or((text, ""));
        let (title, body) = text.split_once('\n').unwrap_or((text, ""));
        let skills: Vec<String> = skills.lines().map(str::to_owned).collect();
        let mut out = String::new();
        for found in tagger.tag(Text {
            title,
            body,
            skills: &skills,
        }) {
            let content = match found.field {
                Field::Title => title,
                Field::Body => body,
                Field::Skills => &skills[found.skill.unwrap()],
            };
            out.push_str(&format!(
                "{} {} {} `{}`\n",
                found.field.slug(),
                tagger.rules()[found.tag.number()].slug,
                found.polarity,
                &content[found.start..found.end]
            ));
        }
        out
    });
}
