//! A schema.org JobPosting, as sites write it, in; the draft of a posting out. Knows no page and no request.

use model::{Pay, ProblemKind};
use serde_json::Value;
use url::Url;

use super::listing::Page;
use crate::read::countries::{country_of_field, country_of_place};
use crate::read::draft::Draft;
use crate::read::figures::{figure_of, pay_of_figures, period_of_field};
use crate::read::html::{clean_line, decode_entities, text_of_html};
use crate::read::stated::{PayHints, pay_of_text};

/// All postings in a value, in its order, however deep: at the root, in a list, in `@graph`, in an item list.
pub(super) fn postings_in(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    add_postings(value, &mut found);
    found
}

fn add_postings<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| add_postings(value, found)),
        Value::Object(_) if is_posting(value) => found.push(value),
        Value::Object(fields) => fields.values().for_each(|value| add_postings(value, found)),
        _ => {}
    }
}

fn is_posting(value: &Value) -> bool {
    let names = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        bare(name).eq_ignore_ascii_case("JobPosting")
    };
    match field(value, "@type") {
        Some(Value::Array(types)) => types.iter().any(names),
        Some(name) => names(name),
        None => false,
    }
}

/// A name of the vocabulary without its prefix (`schema:title`, `http://schema.org/title`).
fn bare(name: &str) -> &str {
    name.trim().rsplit(['/', ':']).next().unwrap_or(name)
}

/// A property, whatever the case of its key; the exact key wins.
fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = value.as_object()?;
    let found = fields.get(name).or_else(|| {
        let mut all = fields.iter();
        all.find(|(own, _)| bare(own).eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    });
    found.filter(|value| !value.is_null())
}

/// The texts of a property: of a text, of a number, of the `name` or `value` of an object, of the members of a list.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::Object(_) => ["name", "value", "@value"]
            .iter()
            .find_map(|name| field(value, name))
            .map(texts)
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn line(value: &Value, name: &str) -> Option<String> {
    let found = texts(field(value, name)?);
    let mut lines = found
        .iter()
        .map(|text| clean_line(&decode_entities(&unescaped(text))));
    lines.find(|line| !line.is_empty())
}

/// HTML that was escaped once more, or twice, as it was meant.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        let escaped = !text.contains('<') && (text.contains("&lt;") || text.contains("&amp;"));
        if !escaped {
            break;
        }
        text = decode_entities(&text);
    }
    text
}

/// The draft of one posting; its problems go to the page. `alone` says that the page holds no other, so that the page's
/// own address is the posting's where it states none.
pub(super) fn draft_of(page: &mut Page<'_>, posting: &Value, alone: bool) -> Draft {
    let base = Url::parse(&page.document.final_url).ok();
    let stated = line(posting, "url").and_then(|url| base.as_ref()?.join(&url).ok());
    let url = stated.or_else(|| base.filter(|_| alone));
    let published = page.date(line(posting, "datePosted"));
    let ends = line(posting, "validThrough").and_then(|text| page.date(Some(text)));
    if let (Some(published), Some(ends)) = (published, ends)
        && ends.day < published.day
    {
        let what = "the posting ends before it begins (`validThrough` lies before `datePosted`)";
        page.problem(ProblemKind::BadDate, what, &ends.day.to_string());
    }
    let id = line(posting, "identifier").filter(|_| url.is_none());
    Draft {
        // Numbers of different employers are alike; the address tells them apart.
        id: id.map(|id| format!("{}/{id}", page.source_name())),
        url: url.map(String::from),
        title: line(posting, "title")
            .or_else(|| line(posting, "name"))
            .unwrap_or_default(),
        body: body_of(posting),
        skills: skills_of(posting),
        label: line(posting, "occupationalCategory")
            .or_else(|| line(posting, "industry"))
            .map(|leaf| model::Label { broad: None, leaf }),
        published,
        pay: field(posting, "baseSalary").and_then(|salary| pay_of(salary, posting)),
        country: country_of(posting),
        organisation: line(posting, "hiringOrganization").filter(|name| !name.contains("://")),
    }
}

/// The description and what some sites keep apart from it, each part once.
fn body_of(posting: &Value) -> String {
    const PARTS: [&str; 5] = [
        "description",
        "responsibilities",
        "qualifications",
        "experienceRequirements",
        "educationRequirements",
    ];
    let mut body = String::new();
    for part in PARTS {
        let found = field(posting, part).map(texts).unwrap_or_default();
        let text = text_of_html(&unescaped(&found.join("<br>")));
        if text.is_empty() || body.contains(&text) {
            continue;
        }
        if !body.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(&text);
    }
    body
}

/// Skills that are listed; a sentence in this place is none.
fn skills_of(posting: &Value) -> Vec<String> {
    const LONGEST: usize = 40;
    let found = field(posting, "skills").map(texts).unwrap_or_default();
    let parts = found.iter().flat_map(|text| text.split([',', ';', '\n']));
    let mut skills: Vec<String> = Vec::new();
    for part in parts {
        let skill = clean_line(&decode_entities(part));
        if skill.chars().count() > LONGEST {
            return Vec::new();
        }
        if !skill.is_empty() && !skills.contains(&skill) {
            skills.push(skill);
        }
    }
    skills
}

fn country_of(posting: &Value) -> Option<String> {
    let places = match field(posting, "jobLocation") {
        Some(Value::Array(places)) => places.as_slice(),
        Some(place) => std::slice::from_ref(place),
        None => &[],
    };
    let of_place = |place: &Value| match field(place, "address") {
        Some(Value::String(address)) => country_of_place(address),
        Some(address) => line(address, "addressCountry").and_then(|name| country_of_field(&name)),
        None => None,
    };
    let required = || line(posting, "applicantLocationRequirements");
    places
        .iter()
        .find_map(of_place)
        .or_else(|| country_of_field(&required()?))
}

/// Pay, where it is plainly that: two ends or one value with a currency and a unit of time. Nothing is taken for
/// yearly because it is large.
fn pay_of(salary: &Value, posting: &Value) -> Option<Pay> {
    let currency = || line(salary, "currency").or_else(|| line(posting, "salaryCurrency"));
    match salary {
        Value::Array(salaries) => {
            let mut found: Vec<Pay> = salaries
                .iter()
                .filter_map(|one| pay_of(one, posting))
                .collect();
            found.dedup();
            (found.len() == 1).then(|| found[0])
        }
        Value::String(text) => {
            let hints = PayHints {
                currency: line(posting, "salaryCurrency").and_then(|code| code.parse().ok()),
                is_pay_field: true,
                ..PayHints::default()
            };
            pay_of_text(&clean_line(&decode_entities(text)), hints)
        }
        Value::Object(_) => {
            let inner = match field(salary, "value") {
                Some(inner @ Value::Object(_)) => inner,
                Some(Value::Array(values)) => values.first()?,
                _ => salary,
            };
            let unit = line(inner, "unitText").or_else(|| line(salary, "unitText"))?;
            let figure = |name: &str| field(inner, name).and_then(figure_of);
            let single = figure("value");
            let (low, high) = (figure("minValue"), figure("maxValue"));
            let currency = line(inner, "currency").or_else(currency)?;
            pay_of_figures(
                low.or(single),
                high.or(single),
                &currency,
                period_of_field(&unit)?,
            )
        }
        _ => None,
    }
}
