//! What `lake-query` promises: what a lake says is what an index of the same postings says, to the last count, or it is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod cost;
mod same_panel;
mod same_postings;
mod words;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use indexer::{Query, Reader, Vocabulary, Writer};
use lake::{Folder, Lake, Rules};
use lake_query::{Cost, Engine, LakePanels};
use model::{Day, Posting};
use tagger::Tagger;

/// A lake and an index of the same postings, in a folder that is removed at the end.
pub struct Both {
    folder: PathBuf,
    pub reader: Reader,
    pub lake: LakePanels,
    /// What the answers read, one after the other.
    pub costs: Arc<Mutex<Vec<Cost>>>,
}

impl Drop for Both {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Hand-written postings with every field and every script, and a made-up market.
fn postings() -> Vec<Posting> {
    let text = std::fs::read_to_string(testkit::fixture("indexer/corpus.jsonl")).unwrap();
    let by_hand = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut postings: Vec<Posting> = by_hand.collect();
    let market = synth::Market::planted(5, 2.0);
    postings.extend(market.postings().map(|one| one.posting));
    // The same job on another platform, so that some are folded.
    let copies: Vec<Posting> = postings
        .iter()
        .filter(|posting| posting.body.len() > 200)
        .take(40)
        .map(|posting| {
            let key = format!("elsewhere/{}", posting.key.as_str().replace('/', "-"));
            Posting {
                key: model::PostingKey::from_text(&key).unwrap(),
                platform: "elsewhere".parse().unwrap(),
                source: "elsewhere".parse().unwrap(),
                ..posting.clone()
            }
        })
        .collect();
    postings.extend(copies);
    postings
}

impl Both {
    pub fn new(name: &str) -> Both {
        let folder = std::env::temp_dir().join(format!("lake-query-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("scratch")).unwrap();
        let rules = Rules {
            tagger: Tagger::embedded(),
            plain: indexer::normalised,
        };
        let place = Box::new(Folder::new(folder.join("lake")));
        let mut lake = Lake::open_or_new(place, rules).unwrap();
        let mut writer = lake.write().unwrap();
        for posting in postings() {
            writer.add(posting).unwrap();
        }
        writer.finish(None).unwrap();
        index(&lake, &folder);
        let reader = Reader::open(&folder.join("index")).unwrap();
        let (lake, costs) = asked(&folder);
        Both {
            folder,
            reader,
            lake,
            costs,
        }
    }

    pub fn query(&self, text: &str) -> Query {
        let tags = self.reader.info().tags;
        let today = Day::from_unix_seconds(testkit::FIXED_NOW).unwrap();
        Query::parse(text, &Vocabulary { tags: &tags }, today)
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// What the last answer read.
    pub fn last_cost(&self) -> Cost {
        *self.costs.lock().unwrap().last().unwrap()
    }
}

fn index(lake: &Lake<'_>, folder: &Path) {
    let mut writer = Writer::open(&folder.join("index"), Tagger::embedded(), "a lake").unwrap();
    lake.each_row(&folder.join("scratch"), |row| {
        writer
            .add(row.sequence, &row.posting, row.leader.as_ref())
            .unwrap();
        Ok::<(), lake::Error>(())
    })
    .unwrap();
    writer.finish().unwrap();
}

fn asked(folder: &Path) -> (LakePanels, Arc<Mutex<Vec<Cost>>>) {
    let engine = Engine::local(256 << 20, &folder.join("spill")).unwrap();
    let costs = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&costs);
    let rules = Tagger::embedded().rules_hash();
    let panels = LakePanels::open(
        &Folder::new(folder.join("lake")),
        engine,
        rules,
        move |cost| {
            heard.lock().unwrap().push(*cost);
        },
    );
    (panels.unwrap(), costs)
}
