//! Every panel that the shipped report asks for, and queries of other kinds: index, DataFusion and Ballista against each other.

use std::time::Instant;

use analytics::ClaimFile;
use analytics::claims::{KnownTag, Text};
use indexer::{Panels, Query, Reader, Vocabulary};
use lake_query::{Engine, LakePanels};
use model::{Day, PanelPlan};
use tagger::Tagger;

use crate::{Place, say};

/// Over cubes, over facts, over texts.
const OTHERS: &[&str] = &[
    "*",
    "tag:chatbot category:web_dev",
    "developer",
    "wordpres~1 OR dev*",
    "country:\"united states\" pay:>20/h",
    "is:duplicate",
    "\"machine learning\" -python",
    "polarity:forbid OR mention:none",
];

fn claims() -> ClaimFile {
    let known = |rule: &tagger::TagRule| KnownTag {
        slug: rule.slug.clone(),
        title: Text::same(rule.title.clone()),
        id: rule.id,
        birth: rule.birth,
    };
    let tags: Vec<KnownTag> = Tagger::embedded().rules().iter().map(known).collect();
    let shipped = reportgen::shipped("ai-and-jobs").unwrap();
    ClaimFile::parse_with("claims.toml", shipped.claims_toml, &tags, None).unwrap()
}

fn parsed(reader: &Reader, text: &str) -> Query {
    let tags = reader.info().tags;
    let today = Day::from_unix_seconds(testkit::FIXED_NOW).unwrap();
    Query::parse(text, &Vocabulary { tags: &tags }, today).unwrap()
}

fn over(place: &Place, engine: Engine) -> LakePanels {
    let rules = Tagger::embedded().rules_hash();
    LakePanels::open(&place.path().join("lake"), engine, rules, |_| ()).unwrap()
}

/// What a report says of the postings that a panel counts.
fn postings_are_the_same(reader: &Reader, engines: &[Box<dyn Panels>], query: &Query) {
    let hash = reader.fingerprint(query).unwrap();
    let newest = Panels::newest(reader, query, None, 5).unwrap();
    for engine in engines {
        let (name, query_text) = (engine.engine(), query.text());
        assert_eq!(
            engine.fingerprint(query).unwrap(),
            hash,
            "{name}: {query_text}"
        );
        let found = engine.newest(query, None, 5).unwrap();
        assert_eq!(found, newest, "{name}: {query_text}");
    }
}

pub fn are_the_same(place: &Place, address: &str, started: Instant) {
    let reader = Reader::open(&place.path().join("data/index")).unwrap();
    let local = Engine::local(1 << 30, &place.path().join("spill")).unwrap();
    let engines: [Box<dyn Panels>; 2] = [
        Box::new(over(place, local)),
        Box::new(over(
            place,
            cluster::connect(&address.parse().unwrap()).unwrap(),
        )),
    ];
    let claims = claims();
    let universe = parsed(&reader, "market:freelance");
    let mut plan = PanelPlan {
        days: None,
        cohorts: claims.cohorts(),
        pay: true,
        stock: false,
    };
    let mut asked = vec![
        (universe.clone(), plan.clone()),
        (universe.clone().with_duplicates(), plan.clone()),
    ];
    plan.cohorts = Vec::new();
    for (_, words) in claims.queries() {
        asked.push((universe.clone().and(parsed(&reader, &words)), plan.clone()));
    }
    asked.extend(
        OTHERS
            .iter()
            .map(|text| (parsed(&reader, text), plan.clone())),
    );
    let (mut seconds, mut filled) = ([0.0; 3], 0);
    for (query, plan) in &asked {
        let begun = Instant::now();
        let expected = reader.panel(query, plan).map_err(|error| error.to_string());
        // Where nothing is dated, every engine has to say so.
        filled += usize::from(expected.is_ok());
        seconds[0] += begun.elapsed().as_secs_f64();
        for (at, engine) in engines.iter().enumerate() {
            let begun = Instant::now();
            let found = engine.panel(query, plan).map_err(|error| error.to_string());
            seconds[at + 1] += begun.elapsed().as_secs_f64();
            let (engine, query) = (engine.engine(), query.text());
            assert_eq!(
                found.as_ref().err(),
                expected.as_ref().err(),
                "{engine}: {query}"
            );
            assert!(found == expected, "{engine}: {query}");
        }
        postings_are_the_same(&reader, &engines, query);
    }
    // The rest asks for words that the planted market never says.
    assert!(filled >= OTHERS.len(), "only {filled} have postings");
    let [index, datafusion, ballista] = seconds;
    say(
        started,
        &format!(
            "{} panels are the same, {filled} of them with postings: index {index:.1} s, DataFusion {datafusion:.1} s, Ballista {ballista:.1} s",
            asked.len()
        ),
    );
}
