//! The narrow waist: daily counts per cohort and source, and posted pay as multiplicities. Nothing right of it sees a posting.

use serde::Serialize;

use crate::Day;
use crate::{Category, Currency, DayRange, PayKind, Period, Platform, PostedPay, SourceId, TagSet};

/// Whether a cohort counts a tag as demand, or in any sense at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sense {
    /// BUILD, USE, TRAIN or UNKNOWN (`tag:` in a query).
    Demand,
    /// Any polarity (`mention:` in a query).
    Mention,
}

/// A set of postings inside the universe of a query: one of the categories (any, if none is named) and one of the tags (any posting, if none is named).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CohortSpec {
    /// The name under which the panel returns it; unique in a plan.
    pub id: String,
    /// Categories, of which a posting has one; empty means no restriction.
    pub categories: Vec<Category>,
    /// Tags, of which a posting has at least one; empty means no restriction.
    #[serde(skip)]
    pub tags: TagSet,
    /// How a tag counts.
    pub sense: Sense,
}

impl CohortSpec {
    /// Every posting of the universe.
    #[must_use]
    pub fn everything(id: impl Into<String>) -> CohortSpec {
        CohortSpec {
            id: id.into(),
            categories: Vec::new(),
            tags: TagSet::default(),
            sense: Sense::Demand,
        }
    }

    /// The postings of one category, named by its slug.
    #[must_use]
    pub fn category(category: Category) -> CohortSpec {
        CohortSpec {
            categories: vec![category],
            ..CohortSpec::everything(category.slug())
        }
    }

    /// Whether a posting belongs, by its category and its tag sets.
    #[must_use]
    pub fn holds(&self, category: Category, demand: TagSet, mention: TagSet) -> bool {
        let tags = match self.sense {
            Sense::Demand => demand,
            Sense::Mention => mention,
        };
        (self.categories.is_empty() || self.categories.contains(&category))
            && (self.tags.0 == 0 || self.tags.intersects(tags))
    }
}

/// What a panel shall hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelPlan {
    /// The days that the panel spans; `None` means from the first to the last posting that counts as newly published.
    pub days: Option<DayRange>,
    /// The cohorts. The universe itself is always returned beside them.
    pub cohorts: Vec<CohortSpec>,
    /// Whether pay is wanted.
    pub pay: bool,
    /// Whether postings without an exact date count too, on the day on which they were seen. Such counts say what was there, never
    /// what was new.
    pub stock: bool,
}

/// Daily counts of one source in one cohort; one number for each day of the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    /// Position of the source in [`Panel::sources`].
    pub source: usize,
    /// Postings first published on each day.
    pub counts: Vec<u32>,
}

/// How often one posted range occurred on one day in one cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PayGroup {
    /// Position of the cohort in [`Panel::cohorts`]; `None` for the universe.
    pub cohort: Option<usize>,
    /// Position of the source in [`Panel::sources`].
    pub source: usize,
    /// The day.
    pub day: Day,
    /// Hourly, fixed or salary; never pooled.
    pub kind: PayKind,
    /// What the amounts pay for; a salary by the month is not one by the year.
    pub period: Period,
    /// The currency; never pooled.
    pub currency: Currency,
    /// The low end in hundredths.
    pub low: i64,
    /// The high end in hundredths.
    pub high: i64,
    /// How many postings.
    pub n: u32,
}

/// Counts and pay of a universe and its cohorts over a range of days. Only exactly dated postings are in it, unless the plan is of stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Panel {
    /// The days, all of them, in order.
    pub days: DayRange,
    /// The sources, in the order of their names.
    pub sources: Vec<SourceId>,
    /// The platforms of the sources' postings, in the order of their names.
    pub platforms: Vec<Platform>,
    /// Counts of the whole universe, one series a source.
    pub universe: Vec<Series>,
    /// What was asked for.
    pub cohorts: Vec<CohortSpec>,
    /// For each cohort, one series a source.
    pub counts: Vec<Vec<Series>>,
    /// Pay; empty unless the plan asked for it.
    pub pay: PostedPay,
    /// Postings of the universe that are not exactly dated (bounds and snapshot observations); in no count, unless the plan is of stock.
    pub undated: u64,
    /// For each source in [`Panel::sources`], how much of each day its polls covered, in hundredths (0 to 100); `None` for a
    /// source that is not polled but came as an archive. Empty where nothing is polled.
    pub completeness: Vec<Option<Vec<u8>>>,
}

impl Panel {
    /// Days without a posting, source or cohort: what stands where nothing is counted.
    #[must_use]
    pub fn empty(days: DayRange) -> Panel {
        Panel {
            days,
            sources: Vec::new(),
            platforms: Vec::new(),
            universe: Vec::new(),
            cohorts: Vec::new(),
            counts: Vec::new(),
            pay: PostedPay::default(),
            undated: 0,
            completeness: Vec::new(),
        }
    }

    /// Notes what the polls of a source covered: stretches of Unix seconds, first before last, in any order, that do not
    /// overlap. A source that the panel does not hold is passed over.
    pub fn watch(&mut self, source: &SourceId, stretches: &[(i64, i64)]) {
        const DAY: i64 = 86_400;
        let Some(at) = self.sources.iter().position(|own| own == source) else {
            return;
        };
        let covered = |day: Day| {
            let (from, to) = (day.unix_seconds(), day.unix_seconds() + DAY);
            let seconds: i64 = stretches
                .iter()
                .map(|(first, last)| (*last.min(&to) - *first.max(&from)).max(0))
                .sum();
            u8::try_from(seconds.clamp(0, DAY) * 100 / DAY).unwrap_or(100)
        };
        self.completeness.resize(self.sources.len(), None);
        self.completeness[at] = Some(self.days.days().map(covered).collect());
    }

    /// Position of a cohort by its id.
    #[must_use]
    pub fn cohort(&self, id: &str) -> Option<usize> {
        self.cohorts.iter().position(|cohort| cohort.id == id)
    }

    /// Takes the universe of another panel of the same days in as a cohort, for a cohort that only a query can name: its counts and
    /// its pay. What it holds of a source that this panel lacks is passed over, since it would lie outside this universe.
    pub fn join(&mut self, id: &str, part: Panel) {
        let cohort = self.cohorts.len();
        let own: Vec<Option<usize>> = part
            .sources
            .iter()
            .map(|source| self.sources.iter().position(|own| own == source))
            .collect();
        let series = part.universe.into_iter();
        let series = series.filter_map(|one| {
            Some(Series {
                source: own[one.source]?,
                ..one
            })
        });
        self.counts.push(series.collect());
        let place = |of: Option<usize>, source: usize| match of {
            None => Some((Some(cohort), own[source]?)),
            Some(_) => None,
        };
        self.pay = std::mem::take(&mut self.pay).plus(part.pay, place);
        self.cohorts.push(CohortSpec::everything(id));
    }

    /// The panel of this one's postings and of another's together, of which none is the same; both were made by one plan of the same days.
    ///
    /// What polls covered is not taken over; [`Panel::watch`] tells it of the sources of both.
    #[must_use]
    pub fn plus(&self, other: Panel) -> Panel {
        let mut sources = [self.sources.as_slice(), &other.sources].concat();
        sources.sort();
        sources.dedup();
        let mut platforms = [self.platforms.as_slice(), &other.platforms].concat();
        platforms.sort();
        platforms.dedup();
        let places = |of: &[SourceId]| -> Vec<usize> {
            let place = |source| sources.partition_point(|one| one < source);
            of.iter().map(place).collect()
        };
        let (own, others) = (places(&self.sources), places(&other.sources));
        let added = |series: &[Series], more: &[Series]| {
            let zero = |source| Series {
                source,
                counts: vec![0; self.days.len()],
            };
            let mut sum: Vec<Series> = (0..sources.len()).map(zero).collect();
            for (series, places) in [(series, &own), (more, &others)] {
                for one in series {
                    let days = sum[places[one.source]].counts.iter_mut();
                    days.zip(&one.counts).for_each(|(day, n)| *day += n);
                }
            }
            sum
        };
        let pay = PostedPay::default()
            .plus(self.pay.clone(), |cohort, source| {
                Some((cohort, own[source]))
            })
            .plus(other.pay, |cohort, source| Some((cohort, others[source])));
        let counts = self.counts.iter().zip(&other.counts);
        Panel {
            universe: added(&self.universe, &other.universe),
            cohorts: self.cohorts.clone(),
            counts: counts.map(|(own, more)| added(own, more)).collect(),
            pay,
            undated: self.undated + other.undated,
            completeness: Vec::new(),
            days: self.days,
            sources,
            platforms,
        }
    }

    /// Daily counts summed over the given sources; one number a day.
    #[must_use]
    pub fn sum(&self, series: &[Series], sources: &[usize]) -> Vec<u64> {
        let mut total = vec![0u64; self.days.len()];
        for one in series.iter().filter(|one| sources.contains(&one.source)) {
            for (sum, count) in total.iter_mut().zip(&one.counts) {
                *sum += u64::from(*count);
            }
        }
        total
    }
}
