//! The files of queries and judgements in, each query with its graded postings out. Knows no index.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;

const QUERIES: &str = "indexer/quality/queries.toml";
const JUDGEMENTS: &str = "indexer/quality/judgements.csv";

/// The highest grade: the posting is what was wanted.
const BEST: u8 = 2;

/// A query as somebody wrote it, and what was wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// What judgements call it.
    pub id: String,
    /// The query.
    pub text: String,
    /// What a posting must be, in one sentence.
    pub wanted: String,
    /// Grades by posting key.
    #[serde(skip)]
    pub grades: BTreeMap<String, u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Queries {
    query: Vec<Asked>,
}

#[derive(Deserialize)]
struct Judgement {
    query: String,
    key: String,
    grade: u8,
}

fn text_of(name: &str) -> Result<String, String> {
    let path = testkit::fixture(name);
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// All queries with their judgements; refuses a judgement that fits no query, and one that was made twice.
pub fn asked() -> Result<Vec<Asked>, String> {
    let queries: Queries =
        toml::from_str(&text_of(QUERIES)?).map_err(|error| format!("{QUERIES}: {error}"))?;
    let mut asked = queries.query;
    let ids: BTreeSet<&str> = asked.iter().map(|one| one.id.as_str()).collect();
    if ids.len() < asked.len() {
        return Err(format!("{QUERIES}: two queries have the same id"));
    }
    let judgements = text_of(JUDGEMENTS)?;
    for (row, judgement) in csv::Reader::from_reader(judgements.as_bytes())
        .deserialize()
        .enumerate()
    {
        let line = row + 2;
        let Judgement { query, key, grade } =
            judgement.map_err(|error| format!("{JUDGEMENTS}:{line}: {error}"))?;
        let one = asked
            .iter_mut()
            .find(|one| one.id == query)
            .ok_or_else(|| format!("{JUDGEMENTS}:{line}: no query has the id `{query}`"))?;
        if grade > BEST {
            return Err(format!("{JUDGEMENTS}:{line}: the grade is above {BEST}"));
        }
        if one.grades.insert(key, grade).is_some() {
            return Err(format!("{JUDGEMENTS}:{line}: judged twice"));
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_queries_and_each_was_judged() {
        let asked = asked().unwrap();
        assert!(asked.len() >= 60, "{}", asked.len());
        for one in &asked {
            assert!(
                !one.wanted.is_empty() && !one.grades.is_empty(),
                "{}",
                one.id
            );
        }
    }
}
