//! Labels, titles and skills in, categories out; and how well the word rules do on labelled real postings.

use std::path::Path;

use model::{Category, Label};
use tagger::evaluate::{Share, evaluate};
use tagger::{Basis, Tagger};

fn label(broad: Option<&str>, leaf: &str) -> Label {
    Label {
        broad: broad.map(str::to_owned),
        leaf: leaf.to_owned(),
    }
}

fn of_label(broad: Option<&str>, leaf: &str) -> Option<Category> {
    Tagger::embedded().category_of_label(&label(broad, leaf))
}

#[test]
fn a_leaf_decides_before_its_broad_level() {
    assert_eq!(
        of_label(Some("Admin Support"), "Market Research"),
        Some(Category::MarketResearch)
    );
    assert_eq!(
        of_label(Some("Admin Support"), "A leaf that no rule names"),
        Some(Category::Admin)
    );
    assert_eq!(
        of_label(None, "Scripting &amp;  automation"),
        Some(Category::Other)
    );
    assert_eq!(of_label(None, "A leaf that no rule names"), None);
}

#[test]
fn a_federal_series_goes_by_its_number() {
    assert_eq!(
        of_label(None, "0855 - Electronics Engineering"),
        Some(Category::Engineering)
    );
    assert_eq!(of_label(None, "2210"), Some(Category::It));
    assert_eq!(
        of_label(None, "3111 - Sewing Machine Operating"),
        Some(Category::Other)
    );
}

#[test]
fn a_label_of_the_ai_family_has_its_birth() {
    let tagger = Tagger::embedded();
    let birth = tagger.label_birth("AI chatbot development").unwrap();
    assert_eq!(birth.to_string(), "2023-12-19");
    assert_eq!(tagger.label_birth("Web Design"), None);
}

#[test]
fn words_of_the_title_come_before_skills_and_nothing_is_other() {
    let tagger = Tagger::embedded();
    let skills = ["Logo Design".to_owned()];
    let by_title = tagger.category_by_rules("Bookkeeper for a bakery", &skills);
    assert_eq!(
        (by_title.category, by_title.basis),
        (Category::Accounting, Basis::Title)
    );
    let by_skill = tagger.category_by_rules("Quick job", &skills);
    assert_eq!(
        (by_skill.category, by_skill.basis),
        (Category::GraphicDesign, Basis::Skills)
    );
    let nothing = tagger.category_by_rules("你好", &[]);
    assert_eq!(
        (nothing.category, nothing.basis),
        (Category::Other, Basis::Nothing)
    );
}

#[test]
fn a_place_and_terms_of_work_name_no_category() {
    let of = |title: &str| Tagger::embedded().category_by_rules(title, &[]).category;
    for title in [
        "Acme | Reston, VA | Analog Designer | VISA sponsored",
        "Acme | Arlington VA | Relocation assistance | On-site",
        "Acme | Berlin | ONSITE or off-site | visa transfers",
    ] {
        let found = of(title);
        assert!(
            ![Category::Legal, Category::Admin, Category::WebDesign].contains(&found),
            "{title}: {found:?}"
        );
    }
    assert_eq!(of("Visa application for Canada"), Category::Legal);
    assert_eq!(of("VA needed for an estate agency"), Category::Admin);
    assert_eq!(of("Virtual assistance, mornings"), Category::Admin);
    assert_eq!(of("Build a site for my bakery"), Category::WebDesign);
}

/// Reference: statsmodels `proportion_confint(37, 50, method="wilson")`.
#[test]
fn the_wilson_interval_is_the_reference_one() {
    let share = Share::new(37, 50);
    assert!((share.low - 0.604_468_427_351_511_6).abs() < 1e-12);
    assert!((share.high - 0.841_284_725_064_476).abs() < 1e-12);
    assert_eq!(Share::new(0, 0).value, None);
}

/// The file on which the word rules were not developed.
const HELD_OUT: &str = "upwork_2023_canerakcasu/1_3_2023_general.csv";

#[test]
fn every_label_of_2023_has_a_category_and_titles_find_most_of_them() {
    let Some(path) = testkit::shared_data(HELD_OUT, "categories of 2023 titles") else {
        return;
    };
    let items = labelled(&path);
    let unnamed: Vec<_> = items
        .iter()
        .filter(|(label, _)| of_label(None, &label.leaf).is_none())
        .collect();
    assert!(unnamed.is_empty(), "leaves without a rule: {unnamed:?}");
    let tagger = Tagger::embedded();
    let result = evaluate(
        tagger,
        items.into_iter().filter_map(|(label, title)| {
            Some((tagger.category_of_label(&label)?, title, Vec::new()))
        }),
    );
    for row in &result.rows {
        println!(
            "{:18} precision {}  recall {}",
            row.category.slug(),
            shown(row.precision),
            shown(row.recall)
        );
    }
    println!("right in all       {}", shown(result.accuracy));
    // Well under what was measured, so that a changed weight passes and a broken scorer does not.
    assert!(result.accuracy.low > 0.5, "{:?}", result.accuracy);
}

fn shown(share: Share) -> String {
    format!(
        "{:.3} [{:.3}, {:.3}] of {}",
        share.value.unwrap_or_default(),
        share.low,
        share.high,
        share.of
    )
}

fn labelled(path: &Path) -> Vec<(Label, String)> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (title, broad, leaf) = (
        column("title"),
        column("occupations_category_pref_label"),
        column("occupations_oservice_pref_label"),
    );
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            (
                label(Some(&record[broad]), &record[leaf]),
                record[title].to_owned(),
            )
        })
        .collect()
}
