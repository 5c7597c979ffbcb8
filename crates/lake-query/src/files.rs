//! A query and a plan in, SQL over the files of postings out: one pass, whose rows are counts of postings that are alike in all that the plan tells apart.

use indexer::Query;
use model::{CohortSpec, PanelPlan, Sense, TagSet};

use crate::sql::{Postings, Why, on_days};

/// The table's name in SQL.
pub(crate) const TABLE: &str = "postings";

/// Flags that go into one whole number: what a signed one of 64 bits holds.
const FLAGS: usize = 62;

/// A set of tags, of which a posting has one, in a sense.
pub(crate) type Tags = (TagSet, Sense);

/// The different sets of tags that the cohorts of a plan ask for, by their place in the rows' flags.
pub(crate) fn sets(plan: &PanelPlan) -> Vec<Tags> {
    let mut sets: Vec<Tags> = Vec::new();
    for cohort in &plan.cohorts {
        if let Some(tags) = tags_of(cohort)
            && !sets.contains(&tags)
        {
            sets.push(tags);
        }
    }
    sets
}

/// The tags that a cohort asks for, if any.
pub(crate) fn tags_of(cohort: &CohortSpec) -> Option<Tags> {
    (cohort.tags.0 != 0).then_some((cohort.tags, cohort.sense))
}

/// The flag of a set in the numbers of a row.
pub(crate) fn has(numbers: &[i64], set: usize) -> bool {
    let number = numbers.get(set / FLAGS).copied().unwrap_or(0);
    number >> (set % FLAGS) & 1 == 1
}

/// How many numbers the flags take.
pub(crate) fn numbers(sets: usize) -> usize {
    sets.div_ceil(FLAGS)
}

/// What a posting that counts for a query fulfils.
pub(crate) fn conditions(query: &Query, tags: &[String]) -> Result<Vec<String>, Why> {
    let mut conditions = vec![Postings { tags }.condition(query.tree())?];
    if !query.has_duplicates() {
        conditions.push("leader IS NULL".to_owned());
    }
    Ok(conditions)
}

/// The pass.
pub(crate) fn statement(query: &Query, plan: &PanelPlan, tags: &[String]) -> Result<String, Why> {
    let postings = Postings { tags };
    let mut conditions = conditions(query, tags)?;
    conditions.push(on_days(plan.days));
    let mut named: Vec<(String, String)> = vec![
        ("day".to_owned(), "day".to_owned()),
        ("source".to_owned(), "source".to_owned()),
        ("platform".to_owned(), "platform".to_owned()),
        ("exact".to_owned(), "date_kind = 'exact'".to_owned()),
    ];
    if plan
        .cohorts
        .iter()
        .any(|cohort| !cohort.categories.is_empty())
    {
        named.push(("category".to_owned(), "category".to_owned()));
    }
    for (number, sets) in sets(plan).chunks(FLAGS).enumerate() {
        let flags = sets.iter().enumerate().map(|(at, (set, sense))| {
            let prefix = match sense {
                Sense::Demand => "tag",
                Sense::Mention => "mention",
            };
            let worth = 1i64 << at;
            format!(
                "CASE WHEN {} THEN {worth} ELSE 0 END",
                postings.tagged(prefix, *set)
            )
        });
        named.push((
            format!("flags{number}"),
            flags.collect::<Vec<_>>().join(" + "),
        ));
    }
    if plan.pay {
        named.extend(PAY.map(|column| (column.to_owned(), column.to_owned())));
    }
    let inner: Vec<String> = named
        .iter()
        .map(|(name, said)| format!("{said} AS {name}"))
        .collect();
    let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    Ok(format!(
        "SELECT {names}, count(*) AS n FROM (SELECT {} FROM {TABLE} WHERE {}) AS alike GROUP BY {names}",
        inner.join(", "),
        conditions.join(" AND "),
    ))
}

/// The columns of posted pay.
pub(crate) const PAY: [&str; 5] = [
    "pay_kind",
    "pay_period",
    "pay_currency",
    "pay_low_hundredths",
    "pay_high_hundredths",
];
