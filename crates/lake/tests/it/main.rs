//! What a lake promises: what is put in comes out, whole or not at all, each posting once, and cubes that say what the files say.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod cubes;
mod damage;
mod json_rows;
mod pieces;
mod round_trip;

use std::path::{Path, PathBuf};

use lake::{Folder, Lake, Row, Rules};
use model::{
    Currency, DateKind, Day, Label, Market, Pay, PayKind, Period, Posting, PostingKey, Published,
};
use tagger::Tagger;

/// A fresh folder that is removed at the end.
pub struct Workplace(PathBuf);

impl Workplace {
    pub fn new(name: &str) -> Workplace {
        let folder = std::env::temp_dir().join(format!("lake-it-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Workplace(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The lake `name` in it.
    pub fn lake(&self, name: &str) -> Lake<'static> {
        Lake::open_or_new(Box::new(Folder::new(self.0.join(name))), rules()).unwrap()
    }

    /// Its rows in the order of arrival.
    pub fn rows(&self, name: &str) -> Vec<Row> {
        let scratch = self.0.join("scratch");
        std::fs::create_dir_all(&scratch).unwrap();
        let mut rows = Vec::new();
        let lake = self.lake(name);
        lake.each_row(&scratch, |row| {
            rows.push(row);
            Ok::<(), lake::Error>(())
        })
        .unwrap();
        rows
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn rules() -> Rules<'static> {
    Rules {
        tagger: Tagger::embedded(),
        plain: |text| text.to_lowercase(),
    }
}

/// Puts postings in and commits.
pub fn write(lake: &mut Lake<'_>, postings: &[Posting]) -> lake::Outcome {
    let mut writer = lake.write().unwrap();
    for posting in postings {
        writer.add(posting.clone()).unwrap();
    }
    writer.finish(None).unwrap().0
}

/// Posting number `n`: always the same, with every optional field present in some of them, over six months.
pub fn posting(n: u64) -> Posting {
    let platform = "planted".parse().unwrap();
    let number = i32::try_from(n).unwrap();
    let day = Day::from_number(19_000 + number * 37 % 180).unwrap();
    let low = 1_000 + i64::from(number) * 7 % 900;
    let pay =
        |kind, period| Pay::from_hundredths(kind, low, low * 2, Currency::USD, period).unwrap();
    Posting {
        key: PostingKey::from_native_id(&platform, &format!("~{n}")).unwrap(),
        source: ["one", "two"][(n % 2) as usize].parse().unwrap(),
        platform,
        market: Market::Freelance,
        title: [
            "Chatbot with ChatGPT",
            "Logo for a bakery",
            "Übersetzung, no AI please",
        ][(n % 3) as usize]
            .to_owned(),
        body: match n % 4 {
            0 => String::new(),
            _ => format!(
                "We want number {n} to be done by somebody who has built an LLM agent, and knows what a prompt is; line\nbreaks \"quoted\" 需要."
            ),
        },
        skills: ["OpenAI API", "Python"][..(n % 3) as usize]
            .iter()
            .map(|&skill| skill.to_owned())
            .collect(),
        label: (!n.is_multiple_of(3)).then(|| Label {
            broad: n.is_multiple_of(2).then(|| "Writing".to_owned()),
            leaf: "Ghostwriting".to_owned(),
        }),
        published: Published {
            kind: [
                DateKind::Exact,
                DateKind::Exact,
                DateKind::Exact,
                DateKind::Bound,
                DateKind::Observed,
            ][(n % 5) as usize],
            day,
            at: n
                .is_multiple_of(2)
                .then(|| day.unix_seconds() + i64::from(number) * 61 % 86_400),
        },
        pay: match n % 4 {
            0 => None,
            1 => Some(pay(PayKind::Hourly, Period::Hour)),
            2 => Some(pay(PayKind::Fixed, Period::Project)),
            _ => Some(pay(PayKind::Salary, Period::Year)),
        },
        country: n.is_multiple_of(2).then(|| "Côte d'Ivoire".to_owned()),
        organisation: (n % 3 == 1).then(|| format!("Firm {}", n % 11)),
        url: n
            .is_multiple_of(5)
            .then(|| format!("https://a.example/{n}")),
    }
}
