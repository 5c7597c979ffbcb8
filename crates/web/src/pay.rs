//! A query in, what its postings pay out: as a document, a page and pictures. Pools no kinds, periods or currencies.

use std::sync::Arc;

use analytics::pay::distribution::PayDistribution;
use analytics::wording;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use model::PayKind;
use reportgen::site::{self, BarsView, Cell, Link, PayView, ReadAs, Table};
use utoipa::IntoParams;
use workbench::{Enveloped, PayDocument};

use crate::address::address;
use crate::charts::{self, Form};
use crate::commits::Commit;
use crate::fault::{Fault, Faults};
use crate::frame::{self, counted};
use crate::parameters::Parameters;
use crate::search::{json, parsed, text};
use crate::search_page::examples;
use crate::site::Site;

/// Examples under the box.
const UNDER_THE_BOX: usize = 8;

/// What pay is asked with.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters; `text` reads them")]
pub struct PayParameters {
    /// The query; all postings where it is absent.
    q: Option<String>,
}

fn document(commit: &Commit, query: &str) -> Result<PayDocument, Fault> {
    Ok(commit.bench.pay(&parsed(&commit.bench, query)?)?)
}

/// What the postings of a query pay.
#[utoipa::path(
    get,
    path = "/api/v1/pay",
    operation_id = "pay",
    params(PayParameters),
    responses((status = 200, description = "Distributions by kind, period and currency", body = inline(Enveloped<'static, PayDocument>)), Faults)
)]
pub async fn api(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let query = text(&Parameters::of(&uri, &["q"])?, &site.limits)?;
    site.ask(move |_, commit| json(&document(commit, &query)?))
        .await
}

/// `/pay`.
pub async fn page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    let query = text(&Parameters::of(&uri, &["q"])?, &site.limits)?;
    let answer = site.ask(move |site, commit| {
        let document = document(commit, &query)?;
        let view = view(site, &document, &query);
        let title = match query.is_empty() {
            true => "Pay".to_owned(),
            false => format!("{query}, pay"),
        };
        let frame = frame::frame(site, Some(commit), (&title, "/pay", &query));
        frame::page(site, &frame, &view)
    });
    answer.await
}

/// `/pay.svg`: the picture of the distribution that `at` counts to, from 0.
pub async fn svg(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    picture(&site, &uri, Form::Svg).await
}

/// `/pay.png`.
pub async fn png(State(site): State<Arc<Site>>, uri: Uri) -> Result<Response, Fault> {
    picture(&site, &uri, Form::Png).await
}

async fn picture(site: &Arc<Site>, uri: &Uri, form: Form) -> Result<Response, Fault> {
    let parameters = Parameters::of(uri, &["q", "at"])?;
    let query = text(&parameters, &site.limits)?;
    let at = parameters.number("at", 0, (0, 1_000))?;
    let answer = site.ask(move |site, commit| {
        let document = document(commit, &query)?;
        let pay = document.distributions.get(at).ok_or_else(|| {
            Fault::absent(format!(
                "{} here, counted from 0",
                counted(document.total as u64, "distribution")
            ))
        })?;
        charts::file(site, charts::of_pay(site, &document, pay), form)
    });
    Ok(charts::by_itself(answer.await?))
}

fn view(site: &Site, document: &PayDocument, query: &str) -> PayView {
    let rows = document.distributions.iter().map(|pay| {
        vec![
            Cell::head(name(pay)),
            Cell::number(wording::count(pay.n)),
            Cell::number(amount(pay.median.value)),
            Cell::number(match (pay.median.low, pay.median.high) {
                (Some(low), Some(high)) => format!("{} to {}", amount(low), amount(high)),
                _ => "not known".to_owned(),
            }),
            Cell::number(amount(pay.lower_quartile)),
            Cell::number(amount(pay.upper_quartile)),
            Cell::number(amount(pay.lowest)),
            Cell::number(amount(pay.highest)),
        ]
    });
    let columns = [
        "Pay",
        "#Postings",
        "#Median",
        "#Its 95 % interval",
        "#A quarter at most",
        "#Three quarters at most",
        "#Lowest",
        "#Highest",
    ];
    let distributions = document.distributions.iter();
    PayView {
        query: query.to_owned(),
        longest: site.limits.query_characters,
        syntax: examples().take(UNDER_THE_BOX).collect(),
        read: ReadAs {
            interpreted: document.interpreted.clone(),
            notes: document.notes.clone(),
            did_you_mean: document
                .did_you_mean
                .as_ref()
                .map(|text| Link::new(text.as_str(), address("/pay", &[("q", text)]))),
        },
        stated: format!(
            "{} of {} state their pay",
            wording::count(document.with_pay),
            counted(document.postings, "posting")
        ),
        links: links(site, document, query),
        summary: Table::new(
            "Posted pay; the amount of a posting is the middle of its range",
            &columns,
            rows.collect(),
        ),
        distributions: distributions.map(|pay| bars(site, document, pay)).collect(),
        absent: "No posting that matches states its pay.".to_owned(),
    }
}

fn links(site: &Site, document: &PayDocument, query: &str) -> Vec<Link> {
    let asked = [("q", query)];
    let mut links = vec![
        Link::new("Postings", address("/", &asked)),
        Link::new("Trend", address("/trend", &asked)),
        Link::new("Link to this page", address("/pay", &asked)),
        Link::new("JSON", address("/api/v1/pay", &asked)),
    ];
    for (at, pay) in document.distributions.iter().enumerate() {
        let at = at.to_string();
        let one = [("q", query), ("at", at.as_str())];
        let words = format!("SVG, {}", name(pay));
        links.push(Link::file(&words, address("/pay.svg", &one), "pay.svg"));
        if site.given.png.is_some() {
            let words = format!("PNG, {}", name(pay));
            links.push(Link::file(&words, address("/pay.png", &one), "pay.png"));
        }
    }
    links
}

fn bars(site: &Site, document: &PayDocument, pay: &PayDistribution) -> BarsView {
    let rows = pay.bars.iter().enumerate().map(|(at, bar)| {
        let range = match (bar.open, at) {
            (true, 0) => format!("below {}", amount(bar.to)),
            (true, _) => format!("{} and more", amount(bar.from)),
            (false, _) => format!("{} to below {}", amount(bar.from), amount(bar.to)),
        };
        vec![Cell::head(range), Cell::number(wording::count(bar.n))]
    });
    BarsView {
        name: name(pay),
        words: format!(
            "Half of {} lies between {} and {}; the median is {}.",
            counted(pay.n, "posting"),
            amount(pay.lower_quartile),
            amount(pay.upper_quartile),
            amount(pay.median.value)
        ),
        svg: charts::of_pay(site, document, pay)
            .ok()
            .map(|svg| site::inside_a_page(&svg)),
        bars: Table::new(
            format!("Postings by {}", name(pay)),
            &["Amount", "#Postings"],
            rows.collect(),
        ),
    }
}

/// Hourly pay is by the hour and fixed pay for the whole job; of a salary it must be said what it is for.
fn name(pay: &PayDistribution) -> String {
    let currency = pay.currency.code();
    match pay.kind {
        PayKind::Salary => format!("Salary a {}, {currency}", pay.period.slug()),
        PayKind::Hourly => format!("Hourly pay, {currency}"),
        PayKind::Fixed => format!("Fixed pay, {currency}"),
    }
}

/// An amount in units of its currency: whole where it is, with two digits behind the point where it is not.
fn amount(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "pay is positive, and far below the greatest whole number"
    )]
    let hundredths = (value * 100.0).round() as u64;
    let whole = wording::count(hundredths / 100);
    match hundredths % 100 {
        0 => whole,
        rest => format!("{whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_have_commas_and_no_needless_digits() {
        assert_eq!(amount(23.0), "23");
        assert_eq!(amount(21.5), "21.50");
        assert_eq!(amount(1_234_567.125), "1,234,567.13");
        assert_eq!(amount(1.999), "2");
    }
}
