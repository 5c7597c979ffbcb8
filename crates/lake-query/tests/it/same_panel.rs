//! Panels of the lake against those of the index.

use indexer::Panels;
use model::{Category, CohortSpec, DayRange, Panel, PanelPlan, Sense, TagSet};
use tagger::Tagger;

use crate::Both;

/// Every kind of condition.
pub const QUERIES: &[&str] = &[
    "*",
    "engineer",
    "engineers",
    "\"engineers\"",
    "chatbot OR python",
    "-engineer",
    "title:engineer -body:senior",
    "skill:python",
    "skill:none",
    "body:none",
    "skill:*",
    "\"machine learning\"",
    "title:\"data entry\"",
    "engin*",
    "enginer~1",
    "pyhton~1 OR chatbt~2",
    "c++ OR c#",
    "cafe",
    "market:freelance",
    "market:company OR kind:bound OR title:chatbot",
    "country:\"united states\" -pay:none",
    "country:none",
    "country:united*",
    "-country:germany",
    "organisation:none label:none",
    "organisation:*",
    "label:*",
    "pay:>40/h",
    "pay:hourly",
    "pay:none",
    "pay:20..60/h OR pay:fixed",
    "-pay:>40/h",
    "tag:chatbot",
    "tag:none",
    "tag:chat*",
    "mention:chatgpt",
    "mention:none category:writing",
    "polarity:forbid",
    "polarity:chatgpt/use",
    "polarity:use*",
    "category:writing",
    "(category:writing OR category:data) -tag:chatbot",
    "kind:bound",
    "kind:exact -source:elsewhere",
    "platform:elsewhere is:any",
    "is:any",
    "is:duplicate",
    "is:copy",
    "is:repost",
    "is:original",
    "leader:*",
    "date:2023",
    "date:>=2023-03 date:<=2023-09-30",
    "date:2023-05 engineer",
    "key:elsewhere/*",
];

fn tagged(id: &str, slugs: &[&str], sense: Sense) -> CohortSpec {
    let tag = |slug: &&str| Tagger::embedded().tag_id(slug).unwrap();
    CohortSpec {
        tags: slugs.iter().map(tag).collect::<TagSet>(),
        sense,
        ..CohortSpec::everything(id)
    }
}

fn plan(days: Option<DayRange>, pay: bool, stock: bool) -> PanelPlan {
    let categories = Category::ALL.iter().copied().map(CohortSpec::category);
    let mut cohorts: Vec<CohortSpec> = categories.collect();
    cohorts.push(tagged("one tag", &["chatbot"], Sense::Demand));
    cohorts.push(tagged("one tag mentioned", &["chatgpt"], Sense::Mention));
    cohorts.push(tagged(
        "a union",
        &["machine_learning", "chatbot"],
        Sense::Demand,
    ));
    cohorts.push(CohortSpec {
        categories: vec![Category::Data, Category::CustomerService],
        ..tagged(
            "a union in two categories",
            &["machine_learning", "chatbot"],
            Sense::Mention,
        )
    });
    cohorts.push(CohortSpec {
        categories: vec![Category::Writing],
        ..tagged("one tag in a category", &["chatgpt"], Sense::Demand)
    });
    PanelPlan {
        days,
        cohorts,
        pay,
        stock,
    }
}

fn total(panel: &Panel) -> u64 {
    let counts = panel.universe.iter().flat_map(|series| &series.counts);
    counts.map(|n| u64::from(*n)).sum()
}

#[test]
fn every_query_counts_the_same_over_the_lake() {
    let both = Both::new("same");
    let window = DayRange::from_period("2023-02-11_2023-08-20").unwrap();
    let (mut counted, mut refused) = (0, 0);
    for text in QUERIES {
        let query = both.query(text);
        for (days, pay, stock) in [
            (None, true, false),
            (Some(window), true, false),
            (None, false, true),
        ] {
            let plan = plan(days, pay, stock);
            let expected = both.reader.panel(&query, &plan);
            let found = both.lake.panel(&query, &plan);
            match (expected, found) {
                (Ok(expected), Ok(found)) => {
                    assert_eq!(found.undated, expected.undated, "{text}");
                    assert_eq!(found.sources, expected.sources, "{text}");
                    assert_eq!(found, expected, "{text} {plan:?}");
                    counted += total(&found);
                }
                (Err(expected), Err(found)) => {
                    assert_eq!(found.to_string(), expected.to_string(), "{text}");
                    refused += 1;
                }
                (expected, found) => panic!("{text}: {:?} and {:?}", expected.err(), found.err()),
            }
        }
    }
    assert!(
        counted > 50_000,
        "{counted} postings counted show too little"
    );
    assert!(refused > 0, "no query finds nothing dated");
}

#[test]
fn a_cohort_that_cubes_lack_is_counted_from_the_files_beside_the_others() {
    let both = Both::new("beside");
    let query = both.query("-source:elsewhere");
    both.lake.panel(&query, &plan(None, true, false)).unwrap();
    let cost = both.last_cost();
    assert!(cost.cells > 0 && cost.files > 0 && !cost.texts, "{cost:?}");
    let simple = PanelPlan {
        cohorts: vec![tagged("one", &["chatbot"], Sense::Demand)],
        ..plan(None, true, false)
    };
    both.lake.panel(&query, &simple).unwrap();
    let cost = both.last_cost();
    assert!(cost.cells > 0 && cost.files == 0, "{cost:?}");
}
