//! The planted figures are exact, and the draws recover them.

use model::{Panel, TagId};
use synth::{Market, PlantedFigure, Statistic};

fn tags() -> Vec<(String, TagId)> {
    let slugs = Market::tag_slugs().into_iter().enumerate();
    slugs
        .map(|(n, slug)| (slug.to_owned(), TagId::new(n).unwrap()))
        .collect()
}

#[test]
fn figures_of_the_article_are_planted_exactly() {
    let truth = Market::planted(1, 100.0).truth();
    assert_eq!(truth.len(), 12 + 12 + Market::tag_slugs().len());
    let stated: Vec<&PlantedFigure> = truth.iter().filter(|f| f.published.is_some()).collect();
    assert_eq!(stated.len(), 9, "eight counts and one ratio");
    for figure in stated {
        let published = figure.published.unwrap();
        assert!((figure.planted - published).abs() < 1e-12, "{figure:?}");
        assert!(!figure.chosen);
    }
    let planted = |id: &str| truth.iter().find(|f| f.id == id).unwrap().planted;
    assert!((planted("pay:translation") + 0.22).abs() < 1e-12);
    assert!((planted("tag:data_annotation") - 1.8).abs() < 1e-12);
    assert!(planted("count:market_research") > -0.16);
}
