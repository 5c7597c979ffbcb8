//! `jobtide evaluate categories`: how often the title and skill rules agree with the platform's own labels.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use collector::Item;
use model::Category;
use serde::Serialize;
use tagger::Tagger;
use tagger::evaluate::{Row, Share};

use crate::arguments::EvaluateCategories;
use crate::exit::{self, Exit};
use crate::import::{self, Archive};
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{profiles, progress};

#[derive(Serialize)]
struct Document<'a> {
    rules_hash: &'a str,
    labelled: u64,
    without_label: u64,
    total: usize,
    categories: Vec<Row>,
}

/// Postings with a known label, by key, and how many had none.
#[derive(Default)]
struct Labelled {
    /// A job that stands in two files is one job here too.
    postings: BTreeMap<String, (Category, String, Vec<String>)>,
    without: u64,
}

impl Labelled {
    fn take(&mut self, tagger: &Tagger, item: Item) {
        match item {
            Item::Posting(posting) => match posting
                .label
                .as_ref()
                .and_then(|label| tagger.category_of_label(label))
            {
                Some(category) => {
                    let key = posting.key.as_str().to_owned();
                    self.postings
                        .insert(key, (category, posting.title, posting.skills));
                }
                None => self.without += 1,
            },
            Item::Problem(problem) => output::say(&format!("jobtide: {problem}")),
            Item::LeftOut => {}
        }
    }
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &EvaluateCategories) -> anyhow::Result<Exit> {
    let profile = profiles::find(&wanted.profile)?;
    let files = collector::expand_paths(&wanted.paths, &profile).map_err(exit::usage)?;
    let tagger = Tagger::embedded();
    let archive = Archive {
        profile: &profile,
        as_of: wanted.as_of,
        now: settings.now,
    };
    let mut labelled = Labelled::default();
    let bar = progress::bytes(0, true);
    for file in &files {
        import::read_file(file, &archive, &bar, &mut |item| {
            labelled.take(tagger, item);
            ControlFlow::Continue(())
        });
    }
    anyhow::ensure!(
        !labelled.postings.is_empty(),
        "no posting in these files carries a label that the crosswalk knows; the evaluation needs labelled postings"
    );
    let count = labelled.postings.len() as u64;
    let evaluation = tagger::evaluate::evaluate(tagger, labelled.postings.into_values());
    let mut out = Out::stdout();
    if settings.json {
        let document = Document {
            rules_hash: tagger.rules_hash(),
            labelled: count,
            without_label: labelled.without,
            total: evaluation.rows.len(),
            categories: evaluation.rows,
        };
        out.json("jobtide.evaluate.categories/1", &document)?;
        return Ok(Exit::Done);
    }
    out.line(&format!(
        "title and skill rules against the labels of {} ({} without a known label left out)",
        output::counted(count, "posting"),
        output::thousands(labelled.without)
    ));
    let rows: Vec<Vec<String>> = evaluation.rows.iter().map(cells).collect();
    let head = [
        "category",
        "labelled",
        "by rules",
        "precision (95 %)",
        "recall (95 %)",
    ];
    out.text(&output::table(&head, &rows, &[1, 2]));
    Ok(Exit::Done)
}

fn cells(row: &Row) -> Vec<String> {
    vec![
        row.category.to_string(),
        output::thousands(row.true_positives + row.false_negatives),
        output::thousands(row.true_positives + row.false_positives),
        proportion(row.precision),
        proportion(row.recall),
    ]
}

fn proportion(share: Share) -> String {
    share.value.map_or("none".to_owned(), |value| {
        format!("{value:.3} ({:.3} to {:.3})", share.low, share.high)
    })
}
