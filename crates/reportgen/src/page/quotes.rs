//! Findings in, what a template may quote of them out: fields of claims and metrics, worded. Knows no template.

use std::collections::BTreeMap;

use analytics::claims::{Language, Text};
use analytics::findings::{Findings, JudgedClaim};

use super::claims;
use crate::manifest::Manifest;
use crate::suppression::Hidden;
use crate::wording::both;

/// What `{{claim "C01" "estimate"}}` and `{{metric "postings"}}` say in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quotes {
    claims: BTreeMap<String, BTreeMap<&'static str, String>>,
    metrics: BTreeMap<&'static str, String>,
}

impl Quotes {
    /// Everything that can be quoted of these findings.
    pub(crate) fn of(findings: &Findings, manifest: &Manifest, language: Language) -> Quotes {
        let hidden = Hidden::of(findings);
        let worded = |fields: Vec<(&'static str, Text)>| -> BTreeMap<&'static str, String> {
            let fields = fields.into_iter();
            fields
                .map(|(name, text)| (name, text.of(language).to_owned()))
                .collect()
        };
        let claims = findings.claims.iter().chain(&findings.on_your_window);
        Quotes {
            claims: claims
                .map(|claim| (claim.id.clone(), worded(fields(claim, hidden.claim(claim)))))
                .collect(),
            metrics: worded(metrics(findings, manifest)),
        }
    }

    /// A field of a claim.
    ///
    /// # Errors
    /// A message with the nearest known name, where there is no such claim or field.
    pub(crate) fn claim(&self, id: &str, field: &str) -> Result<&str, String> {
        let fields = self.claims.get(id).ok_or_else(|| {
            let known = self.claims.keys().map(String::as_str);
            unknown("claim", id, known)
        })?;
        fields.get(field).map(String::as_str).ok_or_else(|| {
            let known = fields.keys().copied();
            unknown("field of a claim", field, known)
        })
    }

    /// A number about the report as a whole.
    ///
    /// # Errors
    /// A message with the nearest known name, where there is no such metric.
    pub(crate) fn metric(&self, name: &str) -> Result<&str, String> {
        self.metrics
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| unknown("metric", name, self.metrics.keys().copied()))
    }
}

fn fields(claim: &JudgedClaim, withheld: bool) -> Vec<(&'static str, Text)> {
    let estimate = claim.estimate.as_ref();
    let shown = |text: Option<Text>| match (withheld, text) {
        (true, _) => both::withheld(),
        (false, Some(text)) => text,
        (false, None) => both::no_estimate(),
    };
    vec![
        ("claimed", claim.claimed.clone()),
        ("estimate", shown(estimate.map(|e| both::percent(e.value)))),
        ("finding", claims::finding(claim, withheld)),
        (
            "interval",
            shown(estimate.and_then(|e| both::interval(e, both::percent))),
        ),
        ("n", shown(estimate.map(|e| both::count(e.n)))),
        ("reason", claims::reason(claim, withheld)),
        ("sentence", claim.sentence.clone()),
        ("verdict", both::verdict(claim.verdict).name),
        ("window", both::days(claim.window)),
    ]
}

fn metrics(findings: &Findings, manifest: &Manifest) -> Vec<(&'static str, Text)> {
    let cell = |n: u64| match analytics::wording::is_small(n) {
        true => both::fewer(),
        false => both::count(n),
    };
    vec![
        ("as_of", both::written_day(&manifest.as_of)),
        ("claims", both::count(findings.claims.len() as u64)),
        ("days", both::count(findings.window.len() as u64)),
        ("duplicates", cell(manifest.duplicates.postings)),
        ("first_day", both::day(findings.window.first())),
        ("last_day", both::day(findings.window.last())),
        ("postings", cell(findings.postings)),
        ("sources", both::count(findings.sources.len() as u64)),
        ("undated", cell(findings.undated)),
        ("universe", Text::same(findings.universe.clone())),
        ("window", both::days(findings.window)),
    ]
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = known.min_by_key(|other| (distance(name, other), *other));
    match nearest {
        Some(nearest) => {
            format!("there is no {what} `{name}`; the nearest known name is `{nearest}`")
        }
        None => format!("there is no {what} `{name}`; these findings hold none"),
    }
}

/// How many letters have to be put in, taken out or changed to make one word of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut corner = line;
        row[0] = line + 1;
        for (place, other) in to.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
