//! `jobtide duplicates`: postings for which another one stands, from the index alone. Never opens the store.

use std::collections::BTreeSet;

use indexer::{Facets, Hit, Query, Reader, SearchRequest, Sort};
use model::{Day, PostingKey};
use serde::Serialize;

use crate::arguments::Duplicates;
use crate::exit::Exit;
use crate::output::{self, Out};
use crate::settings::Settings;
use crate::{search, sync};

/// Duplicates looked at in one go, until enough groups are found.
const PAGE: usize = 200;
/// Copies of one posting that are listed.
const SHOWN_COPIES: usize = 20;

#[derive(Serialize)]
struct Document {
    postings: u64,
    folded: u64,
    reposts: u64,
    copies: u64,
    total: usize,
    sources: Vec<OfSource>,
    groups: Vec<Group>,
}

/// How much of a source was folded.
#[derive(Serialize)]
struct OfSource {
    source: String,
    postings: u64,
    folded: u64,
    reposts: u64,
    copies: u64,
}

/// A posting and those for which it stands.
#[derive(Serialize)]
struct Group {
    leader: Listed,
    size: u64,
    members: Vec<Member>,
}

#[derive(Serialize)]
struct Listed {
    key: PostingKey,
    title: String,
    day: Day,
    source: String,
    organisation: Option<String>,
    url: Option<String>,
}

#[derive(Serialize)]
struct Member {
    #[serde(flatten)]
    posting: Listed,
    /// The Jaccard index of title and body with the leader's; less than that of a fold where others connect the two.
    similarity: Option<f64>,
    /// Days from the leader's day to this one's.
    days_after: i32,
}

/// Runs the command.
pub fn run(settings: &Settings, wanted: &Duplicates) -> anyhow::Result<Exit> {
    let reader = sync::open_reader(settings)?;
    let today = settings.today()?;
    let within = match &wanted.source {
        Some(source) => search::parse(&reader, &format!("source:\"{source}\""), today)?,
        None => Query::everything(),
    };
    let ask = |words: &str| {
        Ok::<_, anyhow::Error>(within.clone().and(search::parse(&reader, words, today)?))
    };
    let sources = |words: &str| sources(&reader, &ask(words)?);
    let document = document(
        groups(&reader, &ask("is:duplicate")?, wanted.limit, today)?,
        [
            sources("is:any")?,
            sources("is:repost")?,
            sources("is:copy")?,
        ],
    );
    let mut out = Out::stdout();
    if settings.json {
        out.json("jobtide.duplicates/1", &document)?;
    } else {
        show(&mut out, &document);
    }
    Ok(Exit::Done)
}

fn document(groups: Vec<Group>, [all, reposts, copies]: [Vec<(String, u64)>; 3]) -> Document {
    let of = |counts: &[(String, u64)], source: &str| {
        let found = counts.iter().find(|(name, _)| name == source);
        found.map_or(0, |(_, count)| *count)
    };
    let sources: Vec<OfSource> = all
        .iter()
        .map(|(source, postings)| {
            let (reposts, copies) = (of(&reposts, source), of(&copies, source));
            OfSource {
                source: source.clone(),
                postings: *postings,
                folded: reposts + copies,
                reposts,
                copies,
            }
        })
        .collect();
    let sum = |of: fn(&OfSource) -> u64| sources.iter().map(of).sum();
    Document {
        postings: sum(|one| one.postings),
        folded: sum(|one| one.folded),
        reposts: sum(|one| one.reposts),
        copies: sum(|one| one.copies),
        total: groups.len(),
        groups,
        sources,
    }
}

fn sources(reader: &Reader, query: &Query) -> anyhow::Result<Vec<(String, u64)>> {
    let request = SearchRequest {
        facets: true,
        ..SearchRequest::default()
    };
    let facets: Option<Facets> = reader.search(query, &request)?.facets;
    Ok(facets.unwrap_or_default().source)
}

/// The groups with the newest duplicates.
fn groups(reader: &Reader, query: &Query, limit: usize, today: Day) -> anyhow::Result<Vec<Group>> {
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    let mut request = SearchRequest {
        sort: Sort::Date,
        limit: PAGE,
        ..SearchRequest::default()
    };
    loop {
        let hits = reader.search(query, &request)?.hits;
        let ended = hits.len() < PAGE;
        for key in hits.into_iter().filter_map(|hit| hit.leader) {
            if groups.len() == limit {
                return Ok(groups);
            }
            if seen.insert(key.clone()) {
                groups.extend(group(reader, &key, today)?);
            }
        }
        if ended {
            return Ok(groups);
        }
        request.offset += PAGE;
    }
}

/// `None` where the index does not hold the leader yet, since a catch-up is under way.
fn group(reader: &Reader, key: &PostingKey, today: Day) -> anyhow::Result<Option<Group>> {
    let find = |words: String, limit| {
        let query = search::parse(reader, &words, today)?;
        let request = SearchRequest {
            sort: Sort::Date,
            limit,
            ..SearchRequest::default()
        };
        anyhow::Ok(reader.search(&query, &request)?)
    };
    let Some(leader) = find(format!("key:\"{key}\""), 1)?.hits.pop() else {
        return Ok(None);
    };
    let body = reader.body(key)?.unwrap_or_default();
    let page = find(format!("leader:\"{key}\""), SHOWN_COPIES)?;
    let mut members = Vec::with_capacity(page.hits.len());
    for hit in page.hits {
        let own = reader.body(&hit.key)?.unwrap_or_default();
        members.push(Member {
            similarity: fold::similarity([&leader.title, &body], [&hit.title, &own]),
            days_after: hit.day - leader.day,
            posting: listed(hit),
        });
    }
    Ok(Some(Group {
        leader: listed(leader),
        size: page.total + 1,
        members,
    }))
}

fn listed(hit: Hit) -> Listed {
    Listed {
        key: hit.key,
        title: hit.title,
        day: hit.day,
        source: hit.source.to_string(),
        organisation: hit.organisation,
        url: hit.url,
    }
}

fn show(out: &mut Out, document: &Document) {
    for group in &document.groups {
        let leader = &group.leader;
        let organisation = leader.organisation.as_deref();
        let by = organisation.map_or(String::new(), |name| format!(" · {name}"));
        out.line(&leader.title);
        out.line(&format!(
            "  {} · {}{by} · {}",
            leader.day, leader.source, leader.key
        ));
        for member in &group.members {
            let alike = member.similarity.map_or("no body".to_owned(), |one| {
                format!("{:.0} % alike", one * 100.0)
            });
            let apart = match member.days_after {
                0 => "the same day".to_owned(),
                days if days > 0 => format!(
                    "{} later",
                    output::counted(u64::from(days.unsigned_abs()), "day")
                ),
                days => format!(
                    "{} earlier",
                    output::counted(u64::from(days.unsigned_abs()), "day")
                ),
            };
            let posting = &member.posting;
            out.line(&format!(
                "  + {alike}, {apart} · {} · {}",
                posting.source, posting.key
            ));
        }
        let hidden = group.size - 1 - group.members.len() as u64;
        if hidden > 0 {
            out.line(&format!("  + {hidden} more"));
        }
        out.line("");
    }
    let rows: Vec<Vec<String>> = document
        .sources
        .iter()
        .map(|one| {
            vec![
                one.source.clone(),
                output::thousands(one.postings),
                output::thousands(one.folded),
                rate(one.folded, one.postings),
                output::thousands(one.reposts),
                output::thousands(one.copies),
            ]
        })
        .collect();
    out.text(&output::table(
        &["source", "postings", "folded", "share", "reposts", "copies"],
        &rows,
        &[1, 2, 3, 4, 5],
    ));
    out.line(&format!(
        "{} of {} folded ({}): another posting stands for them ({} offered again on the same platform, {} copied from another)",
        output::thousands(document.folded),
        output::counted(document.postings, "posting"),
        rate(document.folded, document.postings),
        output::thousands(document.reposts),
        output::thousands(document.copies),
    ));
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 postings")]
fn rate(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "none".to_owned();
    }
    format!("{:.1} %", 100.0 * part as f64 / whole as f64)
}
