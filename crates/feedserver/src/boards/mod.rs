//! Synthetic jobs in, the paged answers of feeds, job boards and company systems out, each in its own shape and with its own traps. Knows no reader.

mod companies;
mod feeds;
mod hacker_news;
mod remote;

use std::fmt::Write;

pub use companies::{
    Wall, ashby, greenhouse, lever, personio, recruitee, smartrecruiters, teamtailor, workable,
    workday,
};
pub use feeds::{atom, html_pages, json_feed, rss, rss_document, rss_pages};
pub use hacker_news::hacker_news;
pub use remote::{arbeitnow, freelancer, himalayas, jobicy, remoteok, remotive, working_nomads};

use crate::http_date::rfc3339;

/// One synthetic job, from which every board writes its own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number on the board, from 1; every native id is made of it.
    pub number: u64,
    /// The title, unlike that of any other number.
    pub title: String,
    /// The employer.
    pub company: String,
    /// Three paragraphs of text without markup.
    pub paragraphs: Vec<String>,
    /// Unix seconds.
    pub published: u64,
    /// A town.
    pub town: &'static str,
    /// Its country.
    pub country: &'static str,
    /// The board's category.
    pub category: &'static str,
    /// Skills.
    pub skills: Vec<&'static str>,
    /// Dollars a year, where it states them.
    pub salary: Option<(u32, u32)>,
}

const TRADES: [&str; 12] = [
    "Copywriter",
    "Data Analyst",
    "Gardener",
    "Illustrator",
    "Java Developer",
    "Lathe Operator",
    "Nurse",
    "Proofreader",
    "Translator",
    "Welder",
    "Video Editor",
    "Bookkeeper",
];
const RANKS: [&str; 6] = [
    "Junior",
    "Senior",
    "Lead",
    "Assistant",
    "Principal",
    "Part-time",
];
const NAMES: [&str; 10] = [
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple",
];
const FIRMS: [&str; 5] = ["Works", "Partners", "Studio", "Supplies", "Laboratories"];
const PLACES: [(&str, &str); 6] = [
    ("Leipzig", "Germany"),
    ("Leeds", "United Kingdom"),
    ("Austin", "United States"),
    ("Lyon", "France"),
    ("Turku", "Finland"),
    ("Porto", "Portugal"),
];
const CATEGORIES: [&str; 5] = [
    "Writing",
    "Software Development",
    "Design",
    "Finance",
    "Customer Support",
];
const SKILLS: [&str; 8] = [
    "excel",
    "python",
    "figma",
    "sql",
    "grammar",
    "planning",
    "photography",
    "bookkeeping",
];
const WORDS: [&str; 64] = [
    "we",
    "keep",
    "small",
    "orchard",
    "records",
    "for",
    "schools",
    "and",
    "need",
    "patient",
    "hands",
    "that",
    "sort",
    "paper",
    "letters",
    "before",
    "noon",
    "while",
    "others",
    "measure",
    "timber",
    "under",
    "glass",
    "roofs",
    "near",
    "harbour",
    "your",
    "day",
    "begins",
    "with",
    "quiet",
    "tools",
    "then",
    "visits",
    "from",
    "neighbours",
    "who",
    "bring",
    "broken",
    "clocks",
    "a",
    "good",
    "ear",
    "helps",
    "as",
    "does",
    "plain",
    "speech",
    "please",
    "tell",
    "us",
    "about",
    "maps",
    "bread",
    "violins",
    "or",
    "any",
    "craft",
    "you",
    "have",
    "taught",
    "someone",
    "lately",
    "twice",
];

/// So many jobs, the newest first, a quarter of an hour between two. The same count gives the same jobs, and no two share more than words.
#[must_use]
pub fn jobs(count: u64, newest: u64) -> Vec<Job> {
    (0..count)
        .map(|age| job(count - age, newest.saturating_sub(age * 900)))
        .collect()
}

fn job(number: u64, published: u64) -> Job {
    let mut dice = Dice(number);
    let (town, country) = dice.of(&PLACES);
    let low = 30_000 + 1_000 * u32::try_from(dice.below(60)).unwrap_or(0);
    Job {
        number,
        title: format!("{} {} {number}", dice.of(&RANKS), dice.of(&TRADES)),
        company: format!("{} {}", dice.of(&NAMES), dice.of(&FIRMS)),
        paragraphs: (0..3).map(|_| paragraph(&mut dice)).collect(),
        published,
        town,
        country,
        category: dice.of(&CATEGORIES),
        skills: vec![dice.of(&SKILLS[..4]), dice.of(&SKILLS[4..])],
        salary: (dice.below(2) == 0).then_some((low, low + 15_000)),
    }
}

fn paragraph(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..24).map(|_| dice.of(&WORDS)).collect();
    words.join(" ") + "."
}

/// Numbers that look like chance and are the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or(0)
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

impl Job {
    /// The body as HTML paragraphs.
    #[must_use]
    pub fn html(&self) -> String {
        self.paragraphs
            .iter()
            .fold(String::new(), |mut html, text| {
                let _ = write!(html, "<p>{text}</p>");
                html
            })
    }

    fn text(&self) -> String {
        self.paragraphs.join("\n\n")
    }

    /// The title and the number as one word of an address.
    fn slug(&self) -> String {
        self.title.to_lowercase().replace(' ', "-")
    }

    fn company_slug(&self) -> String {
        self.company.to_lowercase().replace(' ', "-")
    }

    /// A native id of the length and form that several systems use.
    fn uuid(&self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", self.number)
    }

    fn rfc3339(&self) -> String {
        rfc3339(self.published)
    }
}

/// The part of the jobs that a page shows.
fn page(jobs: &[Job], skip: usize, limit: usize) -> &[Job] {
    let start = skip.min(jobs.len());
    &jobs[start..(start + limit).min(jobs.len())]
}

/// Text inside markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
