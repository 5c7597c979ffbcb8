//! Facts and wording in, synthetic postings in time order out, reposts among them. Knows no file format.

use std::collections::BTreeMap;

use model::{
    Category, DateKind, Day, DayRange, Label, Market as MarketKind, Platform, Posting, PostingKey,
    Published, SourceId,
};

use crate::effects::TAGS;
use crate::facts::{Facts, FactsByDay, WORDING};
use crate::grammar::{Worded, word};
use crate::rates::Rates;
use crate::sampling::{Stream, scramble};

/// The platform of every synthetic posting.
pub const PLATFORM: &str = "synthetic";

/// The two ways in which postings leave the market. A posting and its reposts always leave by the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// One JSON object a line.
    Jsonl,
    /// Upwork-shaped RSS pages.
    Rss,
}

impl Channel {
    /// Both, in the order of their sources' names.
    pub const ALL: [Channel; 2] = [Channel::Jsonl, Channel::Rss];

    /// The name of the source, which is also that of the import profile.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Channel::Jsonl => "synthetic-jsonl",
            Channel::Rss => "synthetic-rss",
        }
    }

    /// A day's postings alternate by their place in it, so that both sources cover every day and category alike.
    pub(crate) fn of_place(place: usize) -> Channel {
        Channel::ALL[place % 2]
    }
}

/// A posting with what is known about it because it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticPosting {
    /// The posting as an importer should read it.
    pub posting: Posting,
    /// Its native id, `~01` and 16 hex digits.
    pub id: String,
    /// The true category.
    pub category: Category,
    /// The planted tag that its text asks for.
    pub tag: Option<&'static str>,
    /// The ids of the trap sentences in it.
    pub traps: Vec<&'static str>,
    /// The way in which it leaves the market.
    pub channel: Channel,
    /// Whether the same id came before; it counts only on its first day.
    pub repost: bool,
}

/// The share of postings that appear again, and the longest wait in days.
pub(crate) const REPOST_SHARE: f64 = 0.03;
const LONGEST_WAIT: usize = 28;

const COUNTRIES: &[(&str, f64)] = &[
    ("United States", 0.42),
    ("United Kingdom", 0.10),
    ("Canada", 0.07),
    ("Australia", 0.07),
    ("Germany", 0.06),
    ("India", 0.06),
    ("Netherlands", 0.04),
    ("United Arab Emirates", 0.04),
    ("France", 0.03),
    ("Singapore", 0.03),
    ("Israel", 0.03),
    ("Spain", 0.03),
    ("Brazil", 0.02),
];

/// Day after day of postings, each day in the order of its seconds. Holds one day and the reposts to come, never the whole market.
pub(crate) struct Postings<'a> {
    facts: FactsByDay<'a>,
    days: DayRange,
    seed: u64,
    only: Option<Channel>,
    day: usize,
    serial: u64,
    today: std::vec::IntoIter<SyntheticPosting>,
    /// Reposts to come, by the day on which they appear.
    waiting: BTreeMap<usize, Vec<SyntheticPosting>>,
    platform: Platform,
    sources: [SourceId; 2],
}

impl<'a> Postings<'a> {
    /// With `only` the postings of the other channel are not worded, which halves the work.
    pub(crate) fn new(
        rates: &'a Rates,
        seed: u64,
        days: DayRange,
        only: Option<Channel>,
    ) -> Postings<'a> {
        Postings {
            facts: FactsByDay::new(rates, seed, days.len()),
            days,
            seed,
            only,
            day: 0,
            serial: 0,
            today: Vec::new().into_iter(),
            waiting: BTreeMap::new(),
            platform: PLATFORM.parse().expect("a platform's name"),
            sources: Channel::ALL.map(|channel| channel.source().parse().expect("a source's name")),
        }
    }

    fn next_day(&mut self) -> Option<()> {
        let facts = self.facts.next()?;
        let date = self.days.first() + i32::try_from(self.day).ok()?;
        let mut postings = Vec::with_capacity(facts.len() + 8);
        for (place, facts) in facts.iter().enumerate() {
            let channel = Channel::of_place(place);
            let serial = self.serial;
            self.serial += 1;
            if self.only.is_some_and(|only| only != channel) {
                continue;
            }
            // A stream of its own for each posting, so that leaving some out changes nothing about the others.
            let mut stream = Stream::new(self.seed, WORDING + serial);
            let posting = self.dress(facts, channel, serial, date, &mut stream);
            if stream.chance(REPOST_SHARE) {
                let wait = 1 + stream.below(LONGEST_WAIT);
                let later = self.day + wait;
                let repost = posting.again(date + i32::try_from(wait).ok()?, &mut stream);
                self.waiting.entry(later).or_default().push(repost);
            }
            postings.push(posting);
        }
        postings.extend(self.waiting.remove(&self.day).unwrap_or_default());
        postings.sort_by_key(|one| (one.posting.published.at, one.repost));
        self.day += 1;
        self.today = postings.into_iter();
        Some(())
    }

    fn dress(
        &self,
        facts: &Facts,
        channel: Channel,
        serial: u64,
        day: Day,
        stream: &mut Stream,
    ) -> SyntheticPosting {
        let number = scramble(serial ^ scramble(self.seed));
        let id = format!("~01{number:016x}");
        let worded = word(facts, stream);
        let country = COUNTRIES[stream.weighted(COUNTRIES.iter().map(|(_, share)| *share), 1.0)].0;
        let organisation = format!("client-{:08x}", scramble(stream.below(40_000) as u64) >> 32);
        let published = moment(day, stream);
        let Worded {
            title,
            body,
            broad,
            leaf,
            skills,
            traps,
        } = worded;
        let posting = Posting {
            key: PostingKey::from_native_id(&self.platform, &id).expect("an id that is not blank"),
            source: self.sources[channel as usize].clone(),
            platform: self.platform.clone(),
            market: MarketKind::Freelance,
            url: Some(address(&title, number)),
            title,
            body: format!(
                "{body}\n\nThis is a synthetic posting, number {number:016x}; nobody offers this job."
            ),
            skills,
            label: Some(Label {
                broad: Some(broad.to_owned()).filter(|_| channel == Channel::Jsonl),
                leaf: leaf.to_owned(),
            }),
            published,
            pay: facts.pay,
            country: Some(country.to_owned()),
            organisation: Some(organisation).filter(|_| channel == Channel::Jsonl),
        };
        SyntheticPosting {
            posting,
            id,
            category: facts.category(),
            tag: facts.tag.map(|tag| TAGS[tag].slug),
            traps,
            channel,
            repost: false,
        }
    }
}

impl Iterator for Postings<'_> {
    type Item = SyntheticPosting;

    fn next(&mut self) -> Option<SyntheticPosting> {
        loop {
            if let Some(posting) = self.today.next() {
                return Some(posting);
            }
            self.next_day()?;
        }
    }
}

impl SyntheticPosting {
    /// The same job, shown again on a later day.
    fn again(&self, day: Day, stream: &mut Stream) -> SyntheticPosting {
        let mut repost = self.clone();
        repost.posting.published = moment(day, stream);
        repost.repost = true;
        repost
    }
}

/// A whole minute of the day, since the RSS pages state no seconds in the body.
fn moment(day: Day, stream: &mut Stream) -> Published {
    let minute = i64::try_from(stream.below(24 * 60)).unwrap_or(0);
    Published {
        kind: DateKind::Exact,
        day,
        at: Some(day.unix_seconds() + 60 * minute),
    }
}

fn address(title: &str, number: u64) -> String {
    let words: Vec<&str> = title
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let slug = words.join("-");
    format!("https://market.synthetic.example/jobs/{slug}_%7E01{number:016x}")
}
