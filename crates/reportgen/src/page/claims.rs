//! Judged claims in, what a page says of each out. Knows no section.

use analytics::claims::{Language, Text};
use analytics::findings::{Estimate, JudgedClaim, Robustness, Verdict};
use analytics::said;

use super::tables::{self, number, pale, text};
use super::{ClaimView, EvidenceView, Fact, NotCovered, NotCoveredClaim, Setting, TableView};
use crate::escape;
use crate::suppression::Hidden;
use crate::wording::{both, readings, say};

/// Splits claims into those to show in full and those that the data does not reach.
pub(crate) fn split<'a>(
    claims: impl Iterator<Item = &'a JudgedClaim>,
    setting: &Setting<'_>,
    hidden: &Hidden<'_>,
) -> (Vec<ClaimView>, Option<NotCovered>) {
    let (unreached, reached): (Vec<&JudgedClaim>, Vec<&JudgedClaim>) =
        claims.partition(|claim| claim.verdict == Verdict::NotCovered);
    let shown = reached
        .iter()
        .map(|claim| view(claim, setting, hidden.claim(claim)))
        .collect();
    (shown, not_covered(&unreached, setting.language))
}

fn not_covered(claims: &[&JudgedClaim], language: Language) -> Option<NotCovered> {
    let first = claims.first()?;
    let is_shared = claims.iter().all(|claim| claim.reason == first.reason);
    Some(NotCovered {
        heading: say!(
            language,
            "{sentences} that the data here does not reach",
            "{sentences}：这里的数据没有覆盖",
            sentences = both::sentences(claims.len() as u64)
        ),
        verdict: both::verdict(Verdict::NotCovered)
            .name
            .of(language)
            .to_owned(),
        reason: is_shared.then(|| first.reason.of(language).to_owned()),
        claims: claims
            .iter()
            .map(|claim| NotCoveredClaim {
                anchor: anchor(&claim.id),
                id: shown_id(claim),
                sentence: claim.sentence.of(language).to_owned(),
                reason: (!is_shared).then(|| claim.reason.of(language).to_owned()),
            })
            .collect(),
    })
}

/// A claim on another window keeps the number of the one that it repeats; its days stand beside it.
pub(crate) fn shown_id(claim: &JudgedClaim) -> String {
    claim.original.as_ref().unwrap_or(&claim.id).clone()
}

/// The id of a claim's element.
pub(crate) fn anchor(id: &str) -> String {
    format!("claim-{}", escape::element_id(id))
}

fn view(claim: &JudgedClaim, setting: &Setting<'_>, withheld: bool) -> ClaimView {
    let language = setting.language;
    let words = both::verdict(claim.verdict);
    let of = |text: &Text| text.of(language).to_owned();
    let refuted_by = Some(&claim.refuted_by).filter(|text| !text.is_empty());
    let pictures = setting.pictures.get(&claim.id).cloned();
    let mut view = ClaimView {
        anchor: anchor(&claim.id),
        id: shown_id(claim),
        sentence: of(&claim.sentence),
        verdict: of(&words.name),
        family: words.family.to_owned(),
        finding: of(&finding(claim, withheld)),
        reason: of(&reason(claim, withheld)),
        facts: facts(claim, setting, withheld),
        refuted_by: refuted_by.map(of),
        tables: tables_of(claim, setting, withheld),
        pictures: pictures.filter(|_| !withheld).unwrap_or_default(),
        remarks: match claim.robustness.as_ref().filter(|_| !withheld) {
            Some(around) => remarks(around).iter().map(of).collect(),
            None => Vec::new(),
        },
        query: Some(claim.evidence_query.trim())
            .filter(|query| !query.is_empty())
            .map(str::to_owned),
        evidence: match withheld {
            // A list of postings is a count of them.
            true => Vec::new(),
            false => evidence(claim, language),
        },
        has_more: false,
    };
    view.has_more = !view.tables.is_empty()
        || !view.pictures.is_empty()
        || !view.remarks.is_empty()
        || !view.evidence.is_empty()
        || view.refuted_by.is_some()
        || view.query.is_some();
    view
}

/// What was computed; where the numbers are withheld, that they are. The sentence itself says no small count, but it would say the change
/// or the other count from which one follows.
pub(crate) fn finding(claim: &JudgedClaim, withheld: bool) -> Text {
    if !withheld {
        return claim.finding.clone();
    }
    match is_small(claim) {
        true => said!(
            "The numbers are withheld, since a count behind them is too small to be shown.",
            "这些数字不予显示，因为其中一个职位数过小而不宜显示。"
        ),
        false => said!(
            "The numbers are withheld, since with those of other categories they would give away a count that is too small to be shown.",
            "这些数字不予显示，否则与其他类别的数字合在一起会泄露一个过小而不宜显示的职位数。"
        ),
    }
}

/// Why the verdict is what it is; nothing where the finding already says that all numbers are withheld, since a reason has numbers of its own.
pub(crate) fn reason(claim: &JudgedClaim, withheld: bool) -> Text {
    match withheld {
        true => Text::default(),
        false => claim.reason.clone(),
    }
}

fn is_small(claim: &JudgedClaim) -> bool {
    let small = analytics::wording::is_small;
    small(claim.n_start) || small(claim.n_end)
}

fn evidence(claim: &JudgedClaim, language: Language) -> Vec<EvidenceView> {
    claim
        .evidence
        .iter()
        .map(|posting| EvidenceView {
            title: posting.title.clone(),
            day: both::written_day(&posting.day).of(language).to_owned(),
            href: posting.url.as_deref().and_then(escape::safe_url),
        })
        .collect()
}

fn facts(claim: &JudgedClaim, setting: &Setting<'_>, withheld: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |name: Text, value: Text| {
        facts.push(Fact {
            name: name.of(setting.language).to_owned(),
            value: value.of(setting.language).to_owned(),
        });
    };
    add(said!("window", "窗口"), both::days(claim.window));
    if !claim.claimed.is_empty() {
        add(said!("claimed", "所称"), claim.claimed.clone());
    }
    if let Some(estimate) = claim.estimate.as_ref().filter(|_| !withheld) {
        add(said!("found", "所得"), both::change(estimate));
    }
    if let Some(deciding) = claim.deciding.as_ref().filter(|_| !withheld) {
        let name = match claim.deciding_reading.as_str() {
            "" => said!("deciding", "据以判定"),
            reading => said!(
                "deciding ({reading})",
                "据以判定（{reading}）",
                reading = readings::reading(reading)
            ),
        };
        add(name, both::change(deciding));
    }
    if claim.n_start > 0 || claim.n_end > 0 {
        add(counts(claim), counted(claim, withheld));
    }
    if let Some(effect) = claim.minimum_detectable_effect.filter(|_| !withheld) {
        add(
            said!("smallest change that would show", "能够显示的最小变化"),
            both::share(effect),
        );
    }
    if let Some(around) = claim.robustness.as_ref().filter(|_| !withheld)
        && let Some(q) = around.q_value
    {
        let name = said!(
            "q-value among {n} sentences",
            "{n} 句中的 q 值",
            n = both::count(around.family_size as u64)
        );
        add(name, both::probability(q));
    }
    facts
}

/// What the two numbers of a claim are.
fn counts(claim: &JudgedClaim) -> Text {
    match claim.counts.is_empty() {
        true => said!("postings", "职位数"),
        false => claim.counts.clone(),
    }
}

/// The two numbers; a claim about one number of postings has it twice.
fn counted(claim: &JudgedClaim, withheld: bool) -> Text {
    let n = |n: u64| match (analytics::wording::is_small(n), withheld) {
        (true, _) => both::fewer(),
        (false, true) => both::withheld(),
        (false, false) => both::count(n),
    };
    let (first, second) = (n(claim.n_start), n(claim.n_end));
    match first == second {
        true => first,
        false => said!("{first} → {second}", "{first} → {second}", first, second),
    }
}

fn remarks(around: &Robustness) -> Vec<Text> {
    let mut out = Vec::new();
    if let (Some(agreement), Some([low, median, high])) = (around.agreement, around.spread) {
        out.push(said!(
            "Of {n} other ways of counting, {agreement} agree in direction; their changes lie between {low} and {high}, and half of them below {median}.",
            "在 {n} 种其他算法中，{agreement} 方向一致；得到的变化介于 {low} 与 {high} 之间，其中一半低于 {median}。",
            n = both::count(around.specifications as u64),
            agreement = both::share(agreement),
            low = both::percent(low),
            high = both::percent(high),
            median = both::percent(median)
        ));
    }
    match (&around.placebo, &around.why_no_placebo) {
        (Some(placebo), _) => out.push(said!(
            "Among {pairs} pairs of windows of the same distance before the event, a change at least this far from zero has a p of {p} (the real one counted in).",
            "与事件之前相隔同样距离的 {pairs} 对窗口相比，偏离零至少这么远的变化，其 p 值为 {p}（把真实的一对计算在内）。",
            pairs = both::count(placebo.pairs as u64),
            p = both::probability(placebo.p)
        )),
        (None, Some(why)) => out.push(why.clone()),
        (None, None) => {}
    }
    out
}

/// The tables of the fold-out, each where it has a row.
fn tables_of(claim: &JudgedClaim, setting: &Setting<'_>, withheld: bool) -> Vec<TableView> {
    let mut out = vec![readings_of(claim, setting, withheld)];
    if let Some(around) = claim.robustness.as_ref().filter(|_| !withheld) {
        out.push(intervals_of(claim, around, setting));
        out.push(choices_of(around, setting));
    }
    out.retain(|table| table.absent.is_none());
    out
}

fn readings_of(claim: &JudgedClaim, setting: &Setting<'_>, withheld: bool) -> TableView {
    let rows = claim
        .readings
        .iter()
        .map(|reading| {
            let name = text(readings::reading(&reading.name));
            let cells = match (&reading.estimate, &reading.why_not) {
                // A change between counts that are withheld would give them away.
                (Some(_), _) if withheld => [pale(both::withheld()), pale(dash())],
                (Some(e), _) => change_cells(e),
                (None, Some(why)) => [pale(why.clone()), pale(dash())],
                (None, None) => [pale(both::no_estimate()), pale(dash())],
            };
            let [value, interval] = cells;
            vec![name, value, interval]
        })
        .collect();
    tables::table(
        setting,
        said!("All readings", "全部读法"),
        "data/readings.csv",
        vec![
            (said!("Reading", "读法"), false),
            (said!("Change", "变化"), true),
            (both::interval_name(), true),
        ],
        rows,
        said!("There is no other reading.", "没有其他读法。"),
    )
}

fn dash() -> Text {
    Text::same("\u{2013}")
}

fn change_cells(e: &Estimate) -> [tables::Worded; 2] {
    let interval = both::interval(e, both::percent).unwrap_or_else(dash);
    [number(both::percent(e.value)), number(interval)]
}

fn intervals_of(claim: &JudgedClaim, around: &Robustness, setting: &Setting<'_>) -> TableView {
    let value = claim.deciding.as_ref().or(claim.estimate.as_ref());
    let value = value.map_or_else(both::no_estimate, |e| both::percent(e.value));
    let rows = around
        .intervals
        .iter()
        .map(|one| {
            vec![
                text(readings::interval(&one.name)),
                number(value.clone()),
                number(both::span(
                    &both::percent(one.low),
                    &both::percent(one.high),
                )),
            ]
        })
        .collect();
    tables::table(
        setting,
        said!(
            "The deciding change with other intervals",
            "据以判定的变化与其他区间"
        ),
        "data/readings.csv",
        vec![
            (said!("Interval", "区间"), false),
            (said!("Change", "变化"), true),
            (both::interval_name(), true),
        ],
        rows,
        said!("There is no other interval.", "没有其他区间。"),
    )
}

fn choices_of(around: &Robustness, setting: &Setting<'_>) -> TableView {
    let rows = around
        .choices
        .iter()
        .map(|one| {
            vec![
                text(readings::choice(one.choice)),
                text(readings::option(one.choice, &one.option)),
                number(both::count(one.specifications as u64)),
                number(both::percent(one.median)),
                number(both::share(one.agreement)),
            ]
        })
        .collect();
    tables::table(
        setting,
        said!("How each choice moves the change", "各项选择如何影响变化"),
        "data/specifications.csv",
        vec![
            (said!("Choice", "选择"), false),
            (said!("Option", "选项"), false),
            (said!("Ways of counting", "算法数"), true),
            (said!("Median change", "变化的中位数"), true),
            (said!("Same direction", "方向一致"), true),
        ],
        rows,
        said!("No choice was varied.", "没有变动任何选择。"),
    )
}
