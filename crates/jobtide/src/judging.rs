//! Claims and whoever counts postings to findings with evidence: what `report` and `judge` have in common. Writes nothing.

use std::path::Path;

use analytics::claims::{KnownTag, Text};
use analytics::coverage::Coverage;
use analytics::pay::rates::RateTable;
use analytics::{ClaimFile, Evidence, Findings, JudgedClaim};
use anyhow::{Context, anyhow};
use indexer::{Panels, Query, Shown};
use model::{Day, DayRange, Panel, PanelPlan};
use reportgen::{Duplicates, NamedHash, PeriodRule, Polled, ReportDays, hash_of};
use tagger::{TagRule, Tagger};

use crate::arguments::CountedBy;
use crate::settings::Settings;
use crate::{engines, exit, published, search, series, sync};

/// Postings shown behind a sentence.
const EVIDENCE: usize = 5;

/// What to judge the claims on.
pub struct Asked<'a> {
    /// The query that names the universe.
    pub universe: &'a str,
    /// The window.
    pub window: Window<'a>,
    /// Whether duplicates count as postings of their own.
    pub no_fold: bool,
    /// The file of exchange rates by which pay is converted.
    pub rates: Option<&'a Path>,
    /// What an earlier run saw, where that is to be seen again.
    pub again: Option<&'a Again>,
    /// What counts in place of the index.
    pub counted_by: &'a CountedBy,
}

/// How far an earlier report saw, so that it can be made again after more has come in.
#[derive(Clone, Debug)]
pub struct Again {
    /// Its last day: later postings are none of its.
    pub as_of: Day,
    /// The day that its queries counted back from, where any did.
    pub today: Option<Day>,
    /// The number of the last import.
    pub imports: u64,
    /// What its polls had seen.
    pub polled: Vec<Polled>,
}

/// Which days to judge on.
#[derive(Clone, Copy)]
pub enum Window<'a> {
    /// The study's where it is covered, else all that is.
    Study,
    /// These.
    Days(DayRange),
    /// Those of a report's rule, and of the period that was asked for.
    Rule(&'a PeriodRule, Option<DayRange>),
}

impl Window<'_> {
    /// The days, out of those that the panel's sources cover; `None` where the study decides.
    fn days(self, panel: &Panel) -> anyhow::Result<Option<ReportDays>> {
        match self {
            Window::Study => Ok(None),
            Window::Days(days) => Ok(Some(ReportDays::of(days))),
            Window::Rule(rule, asked) => rule
                .days(asked, Coverage::of(panel).reach())
                .map_err(exit::usage),
        }
    }
}

/// Claims judged, with what they were judged on.
pub struct Judged {
    /// The universe with its cohorts.
    pub panel: Panel,
    /// What was found.
    pub findings: Findings,
    /// How many postings were folded.
    pub duplicates: Duplicates,
    /// A hash of the universe's postings.
    pub postings_hash: String,
    /// A hash of what the polls saw; empty where nothing was polled.
    pub coverage_hash: String,
    /// What they had seen by now.
    pub polled: Vec<Polled>,
    /// The day that queries count back from, where any does.
    pub today: Option<Day>,
    /// The days of a report, where a rule or somebody named them.
    pub days: Option<ReportDays>,
    /// What counted the postings.
    pub engine: String,
}

/// Reads a claim file against the tags of the embedded rules, with a query for its `{query}`; a wrong one is a wrong argument.
pub fn claims(name: &str, text: &str, query: Option<&str>) -> anyhow::Result<ClaimFile> {
    let tags: Vec<KnownTag> = Tagger::embedded().rules().iter().map(known).collect();
    ClaimFile::parse_with(name, text, &tags, query).map_err(exit::usage)
}

fn known(rule: &TagRule) -> KnownTag {
    KnownTag {
        slug: rule.slug.clone(),
        title: title(rule),
        id: rule.id,
        birth: rule.birth,
    }
}

fn title(rule: &TagRule) -> Text {
    Text {
        en: rule.title.clone(),
        zh_cn: Some(rule.title_zh.clone()),
    }
}

/// Judges claims on the postings of a universe, and looks up the postings behind each.
pub fn judge(settings: &Settings, claims: &ClaimFile, asked: Asked<'_>) -> anyhow::Result<Judged> {
    if !claims.needs_postings() {
        return without_postings(settings, claims, &asked);
    }
    let rates = asked.rates.map(rates).transpose()?;
    let tagger = Tagger::embedded();
    let panels = engines::panels(settings, asked.counted_by, || sync::open_counter(settings))?;
    let panels = &*panels;
    check_rules(panels, tagger)?;
    let today = match asked.again.and_then(|again| again.today) {
        Some(today) => today,
        None => settings.today()?,
    };
    let named = search::parse(panels, asked.universe, today)?;
    let named = match asked.no_fold {
        true => named.with_duplicates(),
        false => named,
    };
    let as_of = match asked.again {
        Some(again) => Some(again.as_of),
        None => newest(panels, &named)?,
    };
    let universe = until(panels, named.clone(), as_of, today)?;
    let ask = Ask {
        panels,
        claims,
        today,
    };
    let mut panel = ask
        .panel(&universe, None)
        .with_context(|| match panels.suggest(&named) {
            Some(near) => format!("the universe `{}` (did you mean `{near}`?)", asked.universe),
            None => format!("the universe `{}`", asked.universe),
        })?;
    let known = published::read(settings)?.unwrap_or_default();
    let polled = match asked.again {
        Some(again) => again.polled.clone(),
        None => known.polled(&panel),
    };
    known.watch(&mut panel, &polled);
    let days = asked.window.days(&panel)?;
    let (duplicates, mut unfolded) = with_duplicates(&ask, &universe, &panel)?;
    if let Some(unfolded) = &mut unfolded {
        known.watch(unfolded, &polled);
    }
    if let Some(rates) = &rates {
        for panel in std::iter::once(&mut panel).chain(&mut unfolded) {
            panel.pay = rates.convert(&panel.pay);
        }
    }
    let request = analytics::Request {
        universe: asked.universe.to_owned(),
        window: days.map(|days| days.window),
        tags: tagger
            .rules()
            .iter()
            .map(|rule| (rule.slug.clone(), title(rule), rule.id))
            .collect(),
        unfolded,
        external: series::all(settings)?,
    };
    let (mut findings, postings_hash) = with_hash(panels, &universe, || {
        analytics::judge(claims, &panel, &request)
    })?;
    find_evidence(&ask, &universe, &mut findings)?;
    Ok(Judged {
        findings,
        duplicates,
        postings_hash,
        coverage_hash: coverage_hash(&panel)?,
        polled,
        today: is_relative(&ask, asked.universe)?.then_some(today),
        panel,
        days,
        engine: panels.engine().to_owned(),
    })
}

/// What is judged, and the hash of the universe's postings. Neither needs what the other finds out, so each has a thread.
fn with_hash(
    panels: &dyn Panels,
    universe: &Query,
    judged: impl FnOnce() -> Findings,
) -> anyhow::Result<(Findings, String)> {
    std::thread::scope(|scope| {
        let hash = scope.spawn(|| panels.fingerprint(universe));
        let findings = judged();
        let hash = hash.join();
        let hash = hash.map_err(|_| anyhow!("the hash of the postings was not finished"))??;
        Ok((findings, hash))
    })
}

/// The day of the newest exactly dated posting of a universe, which is where its panel ends.
fn newest(panels: &dyn Panels, universe: &Query) -> anyhow::Result<Option<Day>> {
    let newest = panels.newest(universe, None, 1)?;
    Ok(newest.first().map(|hit| hit.day))
}

/// A universe without what lies after its last day, those without an exact date included.
fn until(
    panels: &dyn Panels,
    universe: Query,
    as_of: Option<Day>,
    today: Day,
) -> anyhow::Result<Query> {
    Ok(match as_of {
        None => universe,
        Some(as_of) => universe.and(search::parse(panels, &format!("date:<={as_of}"), today)?),
    })
}

/// Whether any query of a run means other days on another day.
fn is_relative(ask: &Ask<'_>, universe: &str) -> anyhow::Result<bool> {
    // Further back than any name of days reaches that two days have in common, such as their year.
    let another = ask.today + -1_000;
    let queries = ask.claims.queries();
    let queries = queries.iter().map(|(_, words)| words.as_str());
    for words in queries.chain([universe]) {
        let now = search::parse(ask.panels, words, ask.today)?;
        if !now.same_as(&search::parse(ask.panels, words, another)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A hash of how much of each day the polls of each source saw; empty where no source is polled.
fn coverage_hash(panel: &Panel) -> anyhow::Result<String> {
    let seen: Vec<_> = panel
        .sources
        .iter()
        .zip(&panel.completeness)
        .filter_map(|(source, days)| Some((source, days.as_ref()?)))
        .collect();
    match seen.is_empty() {
        true => Ok(String::new()),
        false => Ok(hash_of(&serde_json::to_vec(&(panel.days, seen))?)),
    }
}

/// A file with the hash of its bytes, under the name that it was given by.
pub fn hash_of_file(path: &Path) -> anyhow::Result<NamedHash> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(NamedHash {
        name: path.display().to_string(),
        hash: hash_of(&bytes),
    })
}

fn rates(path: &Path) -> anyhow::Result<RateTable> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(exit::usage)?;
    RateTable::parse(&path.display().to_string(), &text).map_err(exit::usage)
}

/// Claims of dates, causes and series of others need no index, and none has to be there.
fn without_postings(
    settings: &Settings,
    claims: &ClaimFile,
    asked: &Asked<'_>,
) -> anyhow::Result<Judged> {
    let external = series::all(settings)?;
    let spans = external.iter().filter_map(|series| series.span());
    let windows = claims.claims.iter().filter_map(|claim| claim.window.days());
    let named = match asked.window {
        Window::Days(days) | Window::Rule(_, Some(days)) => Some(days),
        Window::Study | Window::Rule(_, None) => None,
    };
    let days = spans.chain(windows).chain(named);
    let days = days.reduce(|all, one| {
        DayRange::new(all.first().min(one.first()), all.last().max(one.last())).unwrap_or(all)
    });
    let panel = Panel::empty(days.context(
        "no claim of the file states a window and no series is here; give `--from` and `--to`",
    )?);
    let request = analytics::Request {
        universe: asked.universe.to_owned(),
        window: named,
        external,
        ..analytics::Request::default()
    };
    Ok(Judged {
        findings: analytics::judge(claims, &panel, &request),
        panel,
        duplicates: Duplicates {
            postings: 0,
            counted: false,
        },
        postings_hash: String::new(),
        coverage_hash: String::new(),
        polled: Vec::new(),
        today: None,
        days: named.map(ReportDays::of),
        engine: "tantivy".to_owned(),
    })
}

/// What a claim file asks of whoever counts.
struct Ask<'a> {
    panels: &'a dyn Panels,
    claims: &'a ClaimFile,
    today: Day,
}

impl Ask<'_> {
    /// The universe with every cohort of the claims: those that the columns hold in one pass, and each query in one of its own.
    fn panel(&self, universe: &Query, days: Option<DayRange>) -> anyhow::Result<Panel> {
        let plan = PanelPlan {
            days,
            cohorts: self.claims.cohorts(),
            pay: true,
            stock: false,
        };
        let mut panel = self.panels.panel(universe, &plan)?;
        for (id, words) in self.claims.queries() {
            let query = search::parse(self.panels, &words, self.today)
                .with_context(|| format!("the query of claim {id}"))?;
            let plan = PanelPlan {
                days: Some(panel.days),
                cohorts: Vec::new(),
                pay: true,
                stock: false,
            };
            let part = self.panels.panel(&universe.clone().and(query), &plan)?;
            panel.join(&id, part);
        }
        Ok(panel)
    }
}

/// How many postings were folded on the panel's days, and whether they count; and where they do not, a panel in which they do.
fn with_duplicates(
    ask: &Ask<'_>,
    universe: &Query,
    panel: &Panel,
) -> anyhow::Result<(Duplicates, Option<Panel>)> {
    let folded = search::parse(ask.panels, "is:duplicate", ask.today)?;
    // They are few beside all others, which the panel has counted already.
    let folded = ask.panel(&universe.clone().and(folded), Some(panel.days))?;
    let counts = folded.universe.iter().flat_map(|series| &series.counts);
    let duplicates = Duplicates {
        postings: counts.map(|n| u64::from(*n)).sum(),
        counted: universe.has_duplicates(),
    };
    let apart = !duplicates.counted && duplicates.postings > 0;
    Ok((duplicates, apart.then(|| panel.plus(folded))))
}

/// Postings of other rules would give tags that this program's rules do not mean.
fn check_rules(panels: &dyn Panels, tagger: &Tagger) -> anyhow::Result<()> {
    let held = panels.info().rules_hash;
    anyhow::ensure!(
        held == tagger.rules_hash(),
        "the index holds tags of other rules ({held} and not {}); run `jobtide rebuild` first",
        tagger.rules_hash()
    );
    Ok(())
}

/// Looks up a few postings behind each sentence, newest first, inside the sentence's own window.
fn find_evidence(ask: &Ask<'_>, universe: &Query, findings: &mut Findings) -> anyhow::Result<()> {
    for claim in findings
        .claims
        .iter_mut()
        .chain(&mut findings.on_your_window)
    {
        if claim.evidence_query.is_empty() {
            continue;
        }
        let query = search::parse(ask.panels, &claim.evidence_query, ask.today)
            .with_context(|| format!("the evidence query of claim {}", claim.id))?;
        let query = universe.clone().and(query);
        let hits = ask.panels.newest(&query, Some(claim.window), EVIDENCE)?;
        claim.evidence = evidence_of(claim, hits);
    }
    Ok(())
}

fn evidence_of(claim: &JudgedClaim, hits: Vec<Shown>) -> Vec<Evidence> {
    debug_assert!(
        claim.evidence.is_empty(),
        "only the hallway fills evidence in"
    );
    hits.into_iter()
        .map(|hit| Evidence {
            key: hit.key.to_string(),
            title: hit.title,
            day: hit.day.to_string(),
            url: hit.url,
        })
        .collect()
}
