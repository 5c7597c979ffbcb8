//! A condition on one field of a record, for rows to leave out and for pay that holds only of some rows.

use serde::Deserialize;

use super::field::{FieldRef, OneOrMany, Pattern};

/// A field and the test that it must pass.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) field: FieldRef,
    pub(crate) test: Test,
}

/// What is asked of the field's text.
#[derive(Debug)]
pub(crate) enum Test {
    /// Whether it is empty or absent.
    Empty(bool),
    /// It is one of these.
    Equals(Vec<String>),
    /// It is stated and none of these.
    IsNot(Vec<String>),
    /// The expression matches somewhere in it.
    Matches(Pattern),
    /// Both fields are stated and differ.
    DiffersFrom(FieldRef),
    /// It is the text of this field in an earlier record of the same file: a reply to it.
    InEarlier(FieldRef),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    field: FieldRef,
    empty: Option<bool>,
    equals: Option<OneOrMany>,
    is_not: Option<OneOrMany>,
    matches: Option<Pattern>,
    differs_from: Option<FieldRef>,
    in_earlier: Option<FieldRef>,
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let written = WrittenRule::deserialize(deserializer)?;
        let mut tests: Vec<Test> = Vec::new();
        tests.extend(written.empty.map(Test::Empty));
        tests.extend(written.equals.map(|OneOrMany(all)| Test::Equals(all)));
        tests.extend(written.is_not.map(|OneOrMany(all)| Test::IsNot(all)));
        tests.extend(written.matches.map(Test::Matches));
        tests.extend(written.differs_from.map(Test::DiffersFrom));
        tests.extend(written.in_earlier.map(Test::InEarlier));
        match (tests.pop(), tests.pop()) {
            (Some(test), None) => Ok(Rule {
                field: written.field,
                test,
            }),
            _ => Err(serde::de::Error::custom(
                "a rule needs exactly one of `empty`, `equals`, `is_not`, `matches`, `differs_from` and `in_earlier`",
            )),
        }
    }
}

impl Rule {
    /// Adds the fields that this rule reads.
    pub(crate) fn add_fields<'a>(&'a self, fields: &mut Vec<&'a FieldRef>) {
        fields.push(&self.field);
        if let Test::DiffersFrom(other) | Test::InEarlier(other) = &self.test {
            fields.push(other);
        }
    }
}
