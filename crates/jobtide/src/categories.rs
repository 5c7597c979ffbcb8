//! `jobtide evaluate categories`: how often the title and skill rules agree with the platform's own labels.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use collector::Item;
use model::Category;
use serde::Serialize;
use tagger::Tagger;

use crate::arguments::EvaluateCategories;
use crate::exit::{self, Exit};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{import, profiles, progress};

#[derive(Serialize)]
struct Document<'a> {
    rules_hash: &'a str,
    labelled: u64,
    without_label: u64,
    total: usize,
    categories: Vec<serde_json::Value>,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &EvaluateCategories) -> anyhow::Result<Exit> {
    let profile = profiles::find(&wanted.profile)?;
    let files = collector::expand_paths(&wanted.paths, &profile).map_err(exit::usage)?;
    let tagger = Tagger::embedded();
    // A job that stands in two files is one job here too.
    let mut labelled: BTreeMap<String, (Category, String, Vec<String>)> = BTreeMap::new();
    let mut without_label = 0u64;
    let bar = progress::bytes(0, true);
    for file in &files {
        import::read_file(
            file,
            &profile,
            wanted.as_of,
            settings.now,
            &bar,
            &mut |item| {
                match item {
                    Item::Posting(posting) => match posting
                        .label
                        .as_ref()
                        .and_then(|label| tagger.category_of_label(label))
                    {
                        Some(category) => {
                            labelled.insert(
                                posting.key.as_str().to_owned(),
                                (category, posting.title, posting.skills),
                            );
                        }
                        None => without_label += 1,
                    },
                    Item::Problem(problem) => output::say(&format!("jobtide: {problem}")),
                    Item::LeftOut => {}
                }
                ControlFlow::Continue(())
            },
        )?;
    }
    anyhow::ensure!(
        !labelled.is_empty(),
        "no posting in these files carries a label that the crosswalk knows; the evaluation needs labelled postings"
    );
    let count = labelled.len() as u64;
    let evaluation = tagger::evaluate::evaluate(tagger, labelled.into_values());
    let mut out = Out::stdout();
    if settings.json {
        let categories = evaluation
            .rows
            .iter()
            .map(serde_json::to_value)
            .collect::<Result<Vec<_>, _>>()?;
        let document = Document {
            rules_hash: tagger.rules_hash(),
            labelled: count,
            without_label,
            total: categories.len(),
            categories,
        };
        out.json("jobtide.evaluate.categories/1", &document)?;
        return Ok(Exit::Done);
    }
    out.line(&format!(
        "title and skill rules against the labels of {} ({} without a known label left out)",
        output::counted(count, "posting"),
        output::thousands(without_label)
    ));
    let rows: Vec<Vec<String>> = evaluation
        .rows
        .iter()
        .map(|row| {
            vec![
                row.category.to_string(),
                output::thousands(row.true_positives + row.false_negatives),
                output::thousands(row.true_positives + row.false_positives),
                proportion(row.precision),
                proportion(row.recall),
            ]
        })
        .collect();
    out.text(&output::table(
        &[
            "category",
            "labelled",
            "by rules",
            "precision (95 %)",
            "recall (95 %)",
        ],
        &rows,
        &[1, 2],
    ));
    Ok(Exit::Done)
}

fn proportion(share: tagger::evaluate::Share) -> String {
    share.value.map_or("none".to_owned(), |value| {
        format!("{value:.3} ({:.3} to {:.3})", share.low, share.high)
    })
}
