//! The panel that text, store and index gave, and the one that the market draws without any text, in; how many of their daily counts differ out. Knows no verdict.

use analytics::claims::tag_cohort_id;
use model::{Category, Panel, Series};
use serde::Serialize;
use synth::Market;
use tagger::Tagger;

/// How two ways to the same panel agree.
#[derive(Serialize)]
pub struct Agreement {
    /// Daily counts compared: one a day, source and cohort, over all postings, the article's categories and the planted tags.
    pub cells: u64,
    /// How many of them differ.
    pub differing: u64,
    /// Names of the cohorts in which some differ.
    pub cohorts: Vec<String>,
}

impl Agreement {
    /// Both panels, cell by cell. A day or source that only one of them has counts as zeros in the other.
    pub fn of(market: &Market, made: &Panel) -> Agreement {
        let rules = Tagger::embedded().rules();
        let planted = Market::tag_slugs();
        let tags: Vec<_> = rules
            .iter()
            .filter(|rule| planted.contains(&rule.slug.as_str()))
            .map(|rule| (rule.slug.clone(), rule.id))
            .collect();
        let drawn = market.panel_over(market.days(), &tags, false);
        let mut agreement = Agreement {
            cells: 0,
            differing: 0,
            cohorts: Vec::new(),
        };
        agreement.add("all", (made, &made.universe), (&drawn, &drawn.universe));
        let categories = Category::of_the_article()
            .iter()
            .map(|one| (one.slug().to_owned(), one.slug().to_owned()));
        let tags = tags
            .iter()
            .map(|(slug, _)| (tag_cohort_id(slug), slug.clone()));
        for (id, drawn_id) in categories.chain(tags) {
            let of = |panel: &'_ Panel, id: &str| {
                let at = panel.cohort(id);
                at.map_or_else(Vec::new, |at| panel.counts[at].clone())
            };
            let (ours, theirs) = (of(made, &id), of(&drawn, &drawn_id));
            agreement.add(&drawn_id, (made, &ours), (&drawn, &theirs));
        }
        agreement
    }

    fn add(&mut self, name: &str, made: (&Panel, &[Series]), drawn: (&Panel, &[Series])) {
        let before = self.differing;
        for source in &drawn.0.sources {
            let count = |(panel, series): (&Panel, &[Series]), day| {
                let source = panel.sources.iter().position(|one| one == source)?;
                let series = series.iter().find(|one| one.source == source)?;
                series.counts.get(panel.days.index_of(day)?).copied()
            };
            for day in drawn.0.days.days() {
                self.cells += 1;
                let differ = count(made, day).unwrap_or(0) != count(drawn, day).unwrap_or(0);
                self.differing += u64::from(differ);
            }
        }
        if self.differing > before {
            self.cohorts.push(name.to_owned());
        }
    }

    /// In words.
    pub fn sentence(&self) -> String {
        let cells = crate::output::thousands(self.cells);
        if self.differing == 0 {
            return format!(
                "text, store and index gave the panel that the market draws without them: all {cells} daily counts agree"
            );
        }
        format!(
            "of {cells} daily counts {} differ from the panel that the market draws without text, store and index ({})",
            crate::output::thousands(self.differing),
            self.cohorts.join(", ")
        )
    }
}
