//! What an answer reads is said beforehand, and what cannot be said exactly is refused.

use indexer::Panels;
use model::PanelPlan;

use crate::Both;

fn counts() -> PanelPlan {
    PanelPlan {
        days: None,
        cohorts: Vec::new(),
        pay: false,
        stock: false,
    }
}

#[test]
fn words_read_the_texts_of_the_months_that_can_match() {
    let both = Both::new("cost");
    let cost = |text: &str| {
        both.lake.panel(&both.query(text), &counts()).unwrap();
        both.last_cost()
    };
    let all = cost("engineer");
    assert!(
        all.texts && all.postings == both.lake.manifest().postings,
        "{all:?}"
    );
    let month = cost("engineer date:2023-05");
    assert!(
        month.texts && month.postings < all.postings / 4,
        "{month:?}"
    );
    assert!(
        month.to_string().contains("the texts and facts of"),
        "{month}"
    );
    let facts = cost("country:germany");
    assert!(!facts.texts && facts.files > 0, "{facts:?}");
    let cubes = cost("tag:chatbot");
    assert_eq!((cubes.files, cubes.bytes), (0, 0), "{cubes:?}");
}

#[test]
fn words_that_may_stand_apart_are_refused_with_the_reason() {
    let both = Both::new("refused");
    let error = both
        .lake
        .panel(&both.query("\"data entry\"~3"), &counts())
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("datafusion cannot answer") && said.contains("places apart"),
        "{said}"
    );
}

#[test]
fn a_lake_of_other_rules_is_refused() {
    let both = Both::new("rules");
    let place = lake::Folder::new(both.folder.join("lake"));
    let engine = lake_query::Engine::local(64 << 20, &both.folder.join("spill")).unwrap();
    let error = lake_query::LakePanels::open(&place, engine, "others", |_| ())
        .err()
        .unwrap();
    assert!(error.to_string().contains("compact --all"), "{error}");
}

#[test]
fn a_lake_that_is_damaged_says_how_to_find_out_where() {
    let both = Both::new("damaged");
    let month = &both.lake.manifest().cubes[0].path;
    std::fs::write(both.folder.join("lake").join(month), "x").unwrap();
    let error = both.lake.panel(&both.query("*"), &counts()).unwrap_err();
    assert!(error.to_string().contains("datafusion"), "{error}");
}
