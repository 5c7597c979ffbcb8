//! Every panel that the shipped report asks for, and queries of other kinds: index, DataFusion and Ballista against each other.

use std::time::Instant;

use analytics::ClaimFile;
use analytics::claims::{KnownTag, Text};
use indexer::{Panels, Query, Reader, Vocabulary};
use lake_query::{Engine, LakePanels};
use model::{Day, PanelPlan};
use tagger::Tagger;

use crate::{Place, duckdb, say};

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
    LakePanels::open(
        &lake::Folder::new(place.path().join("lake")),
        engine,
        rules,
        |_| (),
    )
    .unwrap()
}

/// What a report says of the postings that a panel counts.
fn postings_are_the_same(reader: &Reader, engines: &[Asked], query: &Query) {
    let hash = reader.fingerprint(query).unwrap();
    let newest = Panels::newest(reader, query, None, 5).unwrap();
    // The hash is a function of ours, which DuckDB does not have.
    let engines = engines.iter().map(|asked| &asked.panels);
    for engine in engines.filter(|one| one.engine() != "duckdb") {
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

/// What one engine took, and how often it refused.
struct Asked {
    panels: Box<dyn Panels>,
    seconds: f64,
    refused: usize,
}

fn engines(place: &Place, address: &str) -> Vec<Asked> {
    let local = Engine::local(1 << 30, &place.path().join("spill")).unwrap();
    let remote = cluster::connect(&address.parse().unwrap()).unwrap();
    let duckdb = duckdb::engine(place.path().to_owned());
    let engines = [Some(local), Some(remote), duckdb].into_iter().flatten();
    let asked = engines.map(|engine| Asked {
        panels: Box::new(over(place, engine)),
        seconds: 0.0,
        refused: 0,
    });
    asked.collect()
}

/// The universe of the shipped report with its cohorts, with and without duplicates, its queries, and the others.
fn questions(reader: &Reader) -> Vec<(Query, PanelPlan)> {
    let claims = claims();
    let universe = parsed(reader, "market:freelance");
    let mut plan = PanelPlan {
        days: None,
        cohorts: claims.cohorts(),
        pay: true,
        stock: false,
    };
    let with_duplicates = universe.clone().with_duplicates();
    let mut asked = vec![
        (universe.clone(), plan.clone()),
        (with_duplicates, plan.clone()),
    ];
    plan.cohorts = Vec::new();
    for (_, words) in claims.queries() {
        asked.push((universe.clone().and(parsed(reader, &words)), plan.clone()));
    }
    let others = OTHERS.iter().map(|text| parsed(reader, text));
    asked.extend(others.map(|query| (query, plan.clone())));
    asked
}

pub fn are_the_same(place: &Place, address: &str, started: Instant) {
    let reader = Reader::open(&place.path().join("data/index")).unwrap();
    let mut engines = engines(place, address);
    let questions = questions(&reader);
    let (mut of_index, mut filled) = (0.0, 0);
    for (query, plan) in &questions {
        let begun = Instant::now();
        let expected = reader.panel(query, plan).map_err(|error| error.to_string());
        // Where nothing is dated, every engine has to say so.
        filled += usize::from(expected.is_ok());
        of_index += begun.elapsed().as_secs_f64();
        for asked in &mut engines {
            let begun = Instant::now();
            let found = asked.panels.panel(query, plan);
            asked.seconds += begun.elapsed().as_secs_f64();
            let found = found.map_err(|error| error.to_string());
            let (engine, query) = (asked.panels.engine(), query.text());
            if engine == "duckdb"
                && matches!(&found, Err(why) if why.contains("cuts texts into words"))
            {
                asked.refused += 1;
                continue;
            }
            let (why, other) = (found.as_ref().err(), expected.as_ref().err());
            assert_eq!(why, other, "{engine}: {query}");
            assert!(found == expected, "{engine}: {query}");
        }
        postings_are_the_same(&reader, &engines, query);
    }
    // The rest asks for words that the planted market never says.
    assert!(filled >= OTHERS.len(), "only {filled} have postings");
    let many = questions.len();
    say(
        started,
        &format!("{many} panels, {filled} of them with postings: index {of_index:.1} s"),
    );
    for asked in &engines {
        assert!(asked.refused < many / 2, "{}", asked.panels.engine());
        let (engine, same) = (asked.panels.engine(), many - asked.refused);
        say(
            started,
            &format!(
                "{same} are the same from {engine} ({} refused): {:.1} s",
                asked.refused, asked.seconds
            ),
        );
    }
}
