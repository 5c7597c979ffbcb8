//! A query in, the newest exactly dated postings that match out, without a look at all the others. Reads no posting that it does not give.

use model::{Day, DayRange};
use tantivy::SegmentReader;

use crate::columns::BlockColumn;
use crate::query::{Query, Vocabulary};
use crate::schema::column;
use crate::{Error, Hit, Reader, SearchRequest, Sort};

/// Days that are looked at first.
const FIRST_DAYS: i32 = 7;
/// How many times as many are looked at next, where they held too few: all looks together cost a third more than the last.
const WIDER: i32 = 4;

impl Reader {
    /// The newest exactly dated postings that match, on days of a range where one is given, newest first; in the order of a search by date.
    ///
    /// The last days are looked at first, and more where those hold too few, so that the newest of millions are found among thousands.
    ///
    /// # Errors
    /// Faults of the folder.
    pub fn newest(
        &self,
        query: &Query,
        days: Option<DayRange>,
        limit: usize,
    ) -> Result<Vec<Hit>, Error> {
        let Some(held) = self.days()? else {
            return Ok(Vec::new());
        };
        let (first, last) = match days {
            Some(days) => (days.first().max(held.first()), days.last().min(held.last())),
            None => (held.first(), held.last()),
        };
        let request = SearchRequest {
            sort: Sort::Date,
            limit,
            ..SearchRequest::default()
        };
        if last < first {
            return Ok(Vec::new());
        }
        let mut span = FIRST_DAYS;
        loop {
            let from = match last - first < span {
                true => first,
                false => last + -(span - 1),
            };
            let words = format!("kind:exact date:{from}..{last}");
            let Ok(within) = Query::parse(&words, &Vocabulary { tags: &[] }, last) else {
                return Ok(Vec::new());
            };
            let hits = self.search(&query.clone().and(within), &request)?.hits;
            if hits.len() >= limit || from == first {
                return Ok(hits);
            }
            span = span.saturating_mul(WIDER);
        }
    }

    /// The days between which all postings of the index lie; `None` where it holds none.
    fn days(&self) -> Result<Option<DayRange>, Error> {
        let bounds = |segment: &SegmentReader| BlockColumn::numbers(segment, column::DAY);
        let mut all: Option<(u64, u64)> = None;
        for segment in self.searcher.segment_readers() {
            let (first, last) = bounds(segment).map_err(Error::index(&self.dir))?.bounds();
            let (least, greatest) = all.unwrap_or((first, last));
            all = Some((least.min(first), greatest.max(last)));
        }
        let day = |number: u64| Day::from_number(i32::try_from(number).ok()?);
        Ok(all.and_then(|(first, last)| DayRange::new(day(first)?, day(last)?)))
    }
}
