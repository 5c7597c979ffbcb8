//! Panels against a plain count over the same postings.

use std::collections::BTreeMap;

use indexer::{Error, Query, Reader, SearchRequest, Vocabulary};
use model::{
    Category, CohortSpec, DateKind, Day, DayRange, Panel, PanelPlan, PayGroup, Posting, Sense,
    TagSet,
};
use tagger::{Tagger, Text};

use crate::corpus::{corpus, postings, today};

const QUERIES: &[&str] = &[
    "*",
    "engineer",
    "chatbot OR python",
    "-engineer",
    "market:freelance",
    "country:\"united states\" -pay:none",
    "pay:>40/h",
    "market:company OR kind:bound OR title:chatbot",
];

fn parsed(reader: &Reader, text: &str) -> Query {
    let tags = reader.info().tags;
    Query::parse(text, &Vocabulary { tags: &tags }, today()).unwrap()
}

fn plan(days: Option<DayRange>) -> PanelPlan {
    let tag = |slug: &str| Tagger::embedded().tag_id(slug).unwrap();
    let tagged = |id: &str, slugs: &[&str], sense| CohortSpec {
        tags: slugs.iter().map(|slug| tag(slug)).collect::<TagSet>(),
        sense,
        ..CohortSpec::everything(id)
    };
    let mut cohorts: Vec<CohortSpec> = Category::ALL
        .iter()
        .map(|category| CohortSpec::category(*category))
        .collect();
    cohorts.push(tagged(
        "ml",
        &["machine_learning", "chatbot"],
        Sense::Demand,
    ));
    cohorts.push(tagged("chatgpt mentioned", &["chatgpt"], Sense::Mention));
    cohorts.push(CohortSpec {
        categories: vec![Category::Data, Category::CustomerService],
        ..tagged(
            "ml in two categories",
            &["machine_learning", "chatbot"],
            Sense::Demand,
        )
    });
    PanelPlan {
        days,
        cohorts,
        pay: true,
        stock: false,
    }
}

/// What a plain loop counts: (cohort or universe, source, day) to postings.
type Counts = BTreeMap<(Option<usize>, String, Day), u32>;

struct Expected {
    counts: Counts,
    pay: Vec<(PayGroup, String)>,
    undated: u64,
}

fn counted(postings: &[&Posting], plan: &PanelPlan) -> Expected {
    let tagger = Tagger::embedded();
    let mut counts = Counts::new();
    let mut pay: BTreeMap<(PayGroup, String), u32> = BTreeMap::new();
    let mut undated = 0;
    for posting in postings {
        if posting.published.kind != DateKind::Exact {
            undated += 1;
            continue;
        }
        let day = posting.published.day;
        if plan.days.is_some_and(|days| !days.contains(day)) {
            continue;
        }
        let matches = tagger.tag(Text {
            title: &posting.title,
            body: &posting.body,
            skills: &posting.skills,
        });
        let sets = tagger::sets(&matches);
        let category = tagger.category(posting).category;
        let cohorts = plan.cohorts.iter().enumerate();
        let mut member: Vec<Option<usize>> = cohorts
            .filter(|(_, cohort)| cohort.holds(category, sets.demand, sets.mention))
            .map(|(at, _)| Some(at))
            .collect();
        member.push(None);
        for cohort in member {
            let source = posting.source.to_string();
            *counts.entry((cohort, source.clone(), day)).or_default() += 1;
            if let Some(one) = posting.pay {
                let group = PayGroup {
                    cohort,
                    source: 0,
                    day,
                    kind: one.kind(),
                    period: one.period(),
                    currency: one.currency(),
                    low: one.low_hundredths(),
                    high: one.high_hundredths(),
                    n: 0,
                };
                *pay.entry((group, source)).or_default() += 1;
            }
        }
    }
    let mut pay: Vec<(PayGroup, String)> = pay
        .into_iter()
        .map(|((group, source), n)| (PayGroup { n, ..group }, source))
        .collect();
    pay.sort();
    Expected {
        counts,
        pay,
        undated,
    }
}

fn found(panel: &Panel) -> Expected {
    let mut counts = Counts::new();
    let all = std::iter::once((None, &panel.universe)).chain(
        panel
            .counts
            .iter()
            .enumerate()
            .map(|(at, series)| (Some(at), series)),
    );
    for (cohort, series) in all {
        for one in series {
            for (day, n) in panel.days.days().zip(&one.counts) {
                if *n > 0 {
                    counts.insert((cohort, panel.sources[one.source].to_string(), day), *n);
                }
            }
        }
    }
    let named = |group: PayGroup| {
        let source = panel.sources[group.source].to_string();
        (PayGroup { source: 0, ..group }, source)
    };
    let mut pay: Vec<(PayGroup, String)> = panel.pay.groups().map(named).collect();
    pay.sort();
    Expected {
        counts,
        pay,
        undated: panel.undated,
    }
}

#[test]
fn a_panel_is_what_a_plain_loop_counts() {
    let (_folder, reader) = corpus("panel");
    let postings = postings();
    let by_key: BTreeMap<&str, &Posting> = postings
        .iter()
        .map(|posting| (posting.key.as_str(), posting))
        .collect();
    let day = |text: &str| text.parse::<Day>().unwrap();
    let window = DayRange::new(day("2023-03-01"), day("2023-09-30"));
    for text in QUERIES {
        for days in [None, window] {
            let query = parsed(&reader, text);
            let everything = SearchRequest {
                limit: 1000,
                ..SearchRequest::default()
            };
            let hits = reader.search(&query, &everything).unwrap().hits;
            let matching: Vec<&Posting> = hits.iter().map(|hit| by_key[hit.key.as_str()]).collect();
            let plan = plan(days);
            let panel = reader.panel(&query, &plan).unwrap();
            let (expected, actual) = (counted(&matching, &plan), found(&panel));
            assert!(
                !expected.counts.is_empty(),
                "{text}: the case counts nothing"
            );
            assert_eq!(actual.counts, expected.counts, "{text}");
            assert_eq!(actual.pay, expected.pay, "{text}");
            assert_eq!(actual.undated, expected.undated, "{text}");
            if days.is_none() {
                let dated = expected.counts.keys().map(|(_, _, day)| *day);
                assert_eq!(Some(panel.days.first()), dated.clone().min(), "{text}");
                assert_eq!(Some(panel.days.last()), dated.max(), "{text}");
            }
        }
    }
}

#[test]
fn facets_count_what_the_hits_say() {
    let (_folder, reader) = corpus("facets");
    for text in QUERIES {
        let request = SearchRequest {
            limit: 1000,
            facets: true,
            ..SearchRequest::default()
        };
        let page = reader.search(&parsed(&reader, text), &request).unwrap();
        assert_eq!(page.total, page.hits.len() as u64, "{text}");
        let facets = page.facets.unwrap();
        let count = |names: Vec<String>| {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for name in names {
                *counts.entry(name).or_default() += 1;
            }
            counts
        };
        let sources = page.hits.iter().map(|hit| hit.source.to_string()).collect();
        assert_eq!(
            facets.source.into_iter().collect::<BTreeMap<_, _>>(),
            count(sources)
        );
        let months = page.hits.iter().map(|hit| hit.day.month_label()).collect();
        assert_eq!(
            facets.month.into_iter().collect::<BTreeMap<_, _>>(),
            count(months)
        );
        let categories = page
            .hits
            .iter()
            .map(|hit| hit.category.slug().to_owned())
            .collect();
        assert_eq!(
            facets.category.into_iter().collect::<BTreeMap<_, _>>(),
            count(categories)
        );
        let tags = page.hits.iter().flat_map(|hit| {
            if hit.tags.is_empty() {
                vec!["none".to_owned()]
            } else {
                hit.tags.clone()
            }
        });
        assert_eq!(
            facets.tag.into_iter().collect::<BTreeMap<_, _>>(),
            count(tags.collect())
        );
        let market = page.hits.iter().map(|hit| hit.market.slug().to_owned());
        assert_eq!(
            facets.market.into_iter().collect::<BTreeMap<_, _>>(),
            count(market.collect())
        );
        let stated = |value: Option<String>| value.unwrap_or("none".to_owned());
        let countries = page.hits.iter().map(|hit| stated(hit.country.clone()));
        assert_eq!(
            facets.country.into_iter().collect::<BTreeMap<_, _>>(),
            count(countries.collect())
        );
        let kinds = page
            .hits
            .iter()
            .map(|hit| stated(hit.pay.map(|pay| pay.kind().slug().to_owned())));
        assert_eq!(
            facets.pay.into_iter().collect::<BTreeMap<_, _>>(),
            count(kinds.collect())
        );
        let days: Vec<Day> = page.hits.iter().map(|hit| hit.day).collect();
        assert_eq!(page.first_day, days.iter().min().copied());
        assert_eq!(page.last_day, days.iter().max().copied());
        assert!(days.is_sorted_by(|a, b| a >= b), "{text}: newest first");
    }
}

#[test]
fn a_value_of_a_facet_finds_as_many_as_it_counts() {
    let (_folder, reader) = corpus("facet-values");
    let found = |text: &str, facets| {
        let request = SearchRequest {
            facets,
            ..SearchRequest::default()
        };
        reader.search(&parsed(&reader, text), &request).unwrap()
    };
    let page = found("*", true);
    let facets = page.facets.unwrap();
    let mut values = 0;
    for (field, counts) in facets.by_field() {
        assert!(!counts.is_empty(), "{field}");
        let none = counts.iter().position(|(value, _)| value == "none");
        assert!(
            none.is_none_or(|at| at == counts.len() - 1),
            "{field}: none comes last"
        );
        for (value, count) in counts {
            let text = format!("{field}:\"{value}\"");
            assert_eq!(found(&text, false).total, *count, "{text}");
            values += 1;
        }
    }
    assert!(values > 50, "{values} values show too little");
    for field in ["tag", "polarity", "country", "pay"] {
        let stated = found(&format!("{field}:*"), false).total;
        let none = found(&format!("{field}:none"), false).total;
        assert!(none > 0, "{field}");
        assert_eq!(stated + none, page.total, "{field}");
    }
}

#[test]
fn only_observed_postings_make_no_panel() {
    let (_folder, reader) = corpus("observed");
    let error = reader
        .panel(&parsed(&reader, "platform:greenhouse"), &plan(None))
        .unwrap_err();
    assert!(
        matches!(error, Error::NothingDated { undated: 2 }),
        "{error}"
    );
}

#[test]
fn two_threads_count_what_one_counts() {
    let (folder, reader) = corpus("threads");
    let threads = Reader::open(folder.path()).unwrap().on_threads(2).unwrap();
    for text in QUERIES {
        let query = parsed(&reader, text);
        assert_eq!(
            threads.panel(&query, &plan(None)).unwrap(),
            reader.panel(&query, &plan(None)).unwrap(),
            "{text}"
        );
        assert_eq!(
            threads.fingerprint(&query).unwrap(),
            reader.fingerprint(&query).unwrap(),
            "{text}"
        );
    }
}

/// The newest postings of some days are those with which a search of these days by date begins.
#[test]
fn the_newest_postings_are_those_of_a_search_by_date() {
    let (_folder, reader) = corpus("newest");
    let days = |first: &str, last: &str| DayRange::new(first.parse().ok()?, last.parse().ok()?);
    let ranges = [
        None,
        days("2023-01-01", "2024-01-31"),
        days("2023-03-01", "2023-03-01"),
        days("1999-01-01", "1999-12-31"),
    ];
    for (text, range) in QUERIES
        .iter()
        .flat_map(|text| ranges.map(|range| (text, range)))
    {
        let query = parsed(&reader, text);
        let span = range.map_or(String::new(), |days| {
            format!(" date:{}..{}", days.first(), days.last())
        });
        let searched = parsed(&reader, &format!("kind:exact{span}"));
        for limit in [1, 3, 100] {
            let request = SearchRequest {
                sort: indexer::Sort::Date,
                limit,
                ..SearchRequest::default()
            };
            let searched = query.clone().and(searched.clone());
            let keys = |hits: Vec<indexer::Hit>| -> Vec<String> {
                hits.iter().map(|hit| hit.key.to_string()).collect()
            };
            assert_eq!(
                keys(reader.newest(&query, range, limit).unwrap()),
                keys(reader.search(&searched, &request).unwrap().hits),
                "{text}{span}, {limit}"
            );
        }
    }
}

/// What is there, and not what is new: a plan of stock counts each match once, on the day on which it was seen, with its pay.
#[test]
fn a_plan_of_stock_counts_what_has_no_exact_date_too() {
    let (_folder, reader) = corpus("stock");
    let sum = |panel: &Panel| -> u64 {
        let counts = panel.universe.iter().flat_map(|series| &series.counts);
        counts.map(|n| u64::from(*n)).sum()
    };
    let paid = |panel: &Panel| -> u64 {
        let groups = panel.pay.groups().filter(|group| group.cohort.is_none());
        groups.map(|group| u64::from(group.n)).sum()
    };
    let query = parsed(&reader, "*");
    let fresh = reader.panel(&query, &plan(None)).unwrap();
    let stock = PanelPlan {
        stock: true,
        ..plan(None)
    };
    let stock = reader.panel(&query, &stock).unwrap();
    assert!(fresh.undated > 0);
    assert_eq!(sum(&stock), sum(&fresh) + fresh.undated);
    let total = |text: &str| {
        let page = reader.search(&parsed(&reader, text), &SearchRequest::default());
        page.unwrap().total
    };
    assert_eq!(sum(&stock), total("*"));
    assert_eq!(paid(&stock), total("-pay:none"));
    assert_eq!(paid(&fresh), total("kind:exact -pay:none"));
}
