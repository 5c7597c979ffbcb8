//! Tag hits that were judged by hand, and the texts they stand in, in; precision per tag and a confusion of polarities out. Knows no file.

use std::collections::BTreeMap;

use model::{Polarity, PostingKey, TagId};
use serde::Serialize;

use crate::evaluate::Share;
use crate::{Error, Field, TagMatch, Tagger};

/// One hit as it was judged by hand. The text is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandLabel {
    /// The posting.
    pub key: PostingKey,
    /// The tag.
    pub tag: TagId,
    /// Where the hit stood.
    pub field: Field,
    /// Which skill, counted from 0, where the field is the skills.
    pub skill: Option<usize>,
    /// First byte of the hit.
    pub start: usize,
    /// Whether the text there is about the tag's thing at all.
    pub right: bool,
    /// In what sense; `None` where the tag is wrong.
    pub polarity: Option<Polarity>,
}

/// The header of a file of labels.
const HEADER: &str = "key,tag,field,skill,start,right,polarity";

/// Reads labels: a header, then a line each; no value holds a comma.
///
/// # Errors
/// Names the line and the value that does not fit.
pub fn read_labels(tagger: &Tagger, text: &str) -> Result<Vec<HandLabel>, Error> {
    let fault = |line: usize, what: &str| Error::Label {
        line,
        what: what.to_owned(),
    };
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    if lines.next().is_none_or(|(_, header)| header != HEADER) {
        return Err(fault(1, &format!("the header must be `{HEADER}`")));
    }
    lines
        .map(|(line, values)| {
            let values: Vec<&str> = values.split(',').collect();
            let [key, tag, field, skill, start, right, polarity] = values[..] else {
                return Err(fault(line, "seven values are expected"));
            };
            Ok(HandLabel {
                key: PostingKey::from_text(key).ok_or_else(|| fault(line, "not a posting key"))?,
                tag: tagger
                    .tag_id(tag)
                    .ok_or_else(|| fault(line, &format!("no tag `{tag}`")))?,
                field: [Field::Title, Field::Body, Field::Skills]
                    .into_iter()
                    .find(|known| known.slug() == field)
                    .ok_or_else(|| fault(line, &format!("no field `{field}`")))?,
                skill: match skill {
                    "" => None,
                    number => Some(number.parse().map_err(|_| fault(line, "not a skill"))?),
                },
                start: start.parse().map_err(|_| fault(line, "not a byte"))?,
                right: match right {
                    "yes" => true,
                    "no" => false,
                    _ => return Err(fault(line, "`right` is yes or no")),
                },
                polarity: match polarity {
                    "" => None,
                    word => Some(
                        word.parse()
                            .map_err(|_| fault(line, &format!("no polarity `{word}`")))?,
                    ),
                },
            })
        })
        .collect()
}

/// How one tag does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TagCount {
    /// Judged right, and still found.
    pub right: u64,
    /// Judged wrong, and still found.
    pub wrong: u64,
    /// Judged right, and no longer found.
    pub lost: u64,
    /// Judged wrong, and no longer found.
    pub mended: u64,
}

impl TagCount {
    /// Of the hits still found, the share that is right.
    #[must_use]
    pub fn precision(&self) -> Share {
        Share::new(self.right, self.right + self.wrong)
    }
}

/// How the rules do on judged hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// By tag.
    pub tags: BTreeMap<TagId, TagCount>,
    /// By true and given polarity, of hits that are right and found.
    pub polarity: BTreeMap<(Polarity, Polarity), u64>,
    /// Labels whose posting was not to be had.
    pub absent: u64,
}

impl Audit {
    /// All tags together.
    #[must_use]
    pub fn total(&self) -> TagCount {
        let mut total = TagCount::default();
        for count in self.tags.values() {
            total.right += count.right;
            total.wrong += count.wrong;
            total.lost += count.lost;
            total.mended += count.mended;
        }
        total
    }

    /// Of the right hits, the share whose polarity is the true one.
    #[must_use]
    pub fn polarity_agreement(&self) -> Share {
        let same: u64 = self
            .polarity
            .iter()
            .filter(|((truth, given), _)| truth == given)
            .map(|(_, count)| count)
            .sum();
        Share::new(same, self.polarity.values().sum())
    }

    /// Of the right hits, the share that is rightly counted, or rightly not counted, as demand.
    #[must_use]
    pub fn demand_agreement(&self) -> Share {
        let same: u64 = self
            .polarity
            .iter()
            .filter(|((truth, given), _)| truth.is_demand() == given.is_demand())
            .map(|(_, count)| count)
            .sum();
        Share::new(same, self.polarity.values().sum())
    }
}

/// Tags the judged postings anew and compares. `matches_of` gives a posting's matches, or `None` where the posting is not to be had.
pub fn audit(
    labels: &[HandLabel],
    mut matches_of: impl FnMut(&PostingKey) -> Option<Vec<TagMatch>>,
) -> Audit {
    let mut result = Audit::default();
    for label in labels {
        let Some(matches) = matches_of(&label.key) else {
            result.absent += 1;
            continue;
        };
        let found = matches.iter().find(|found| {
            found.tag == label.tag
                && found.field == label.field
                && found.skill == label.skill
                && found.start == label.start
        });
        let count = result.tags.entry(label.tag).or_default();
        match (found.is_some(), label.right) {
            (true, true) => count.right += 1,
            (true, false) => count.wrong += 1,
            (false, true) => count.lost += 1,
            (false, false) => count.mended += 1,
        }
        if let (Some(found), true, Some(truth)) = (found, label.right, label.polarity) {
            *result.polarity.entry((truth, found.polarity)).or_default() += 1;
        }
    }
    result
}
