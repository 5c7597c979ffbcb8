//! Entries of the feeds of freelance platforms in, drafts of postings out: Upwork's shape and Freelancer.com's. Knows no format of feeds.

use jiff::tz::TimeZone;
use model::{Currency, Label, Market, Pay, PayKind, Period, ProblemKind};

use super::{Window, draft_of, feed_of, finished, first, names_in, published_of, read_by};
use crate::document::{RawDocument, Reading};
use crate::kinds::listing::Page;
use crate::kinds::{Kind, Lists, Terms};
use crate::read::draft::Draft;
use crate::read::html::{clean_text, decode_entities, text_of_html};
use crate::read::money::amounts_in;
use crate::read::stated::published_of_text;
use crate::read::upwork::{description_block, native_id};
use crate::read::{Entry, Feed};
use crate::source::Source;

pub(super) const UPWORK: Kind = Kind {
    name: "upwork-rss",
    describe: "feeds in the shape of Upwork's, which ended in August 2024: archives, and whoever still serves them",
    platform: "upwork",
    market: Market::Freelance,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 96,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "Jobs by Upwork (https://www.upwork.com)",
        note: "Upwork's own feeds are gone; use it to replay files, or on a server of your own. A page holds ten items unless `paging` says otherwise.",
    },
    first,
    read: read_upwork,
};

pub(super) const FREELANCER: Kind = Kind {
    name: "freelancer-rss",
    describe: "Freelancer.com's feeds of projects, by keyword or category",
    platform: "freelancer",
    market: Market::Freelance,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 48,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "Projects by Freelancer.com (https://www.freelancer.com)",
        note: "The feed asks for no key and states no limit; a link back to each project is kept.",
    },
    first,
    read: |source, document| read_by(source, document, Window::AtLeast(20), freelancer),
};

/// How many items a page of Upwork's holds: `paging=0;10` in its address, else ten.
fn upwork_window(address: &str) -> Window {
    let stated = address.split(['?', '&']).find_map(|part| {
        let value = part.strip_prefix("paging=")?;
        let (_, count) = value.split_once(';').or_else(|| value.split_once("%3B"))?;
        count.parse().ok().filter(|count| *count > 0)
    });
    Window::AtLeast(stated.unwrap_or(10))
}

fn read_upwork(source: &Source, document: &RawDocument) -> Reading {
    let feed = feed_of(document);
    let blocks: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| {
            let html = &entry.content.value;
            description_block(if html.is_empty() {
                &entry.summary.value
            } else {
                html
            })
        })
        .collect();
    let is_rendered = is_time_of_rendering(
        &feed,
        blocks
            .iter()
            .map(|block| block.get("Posted On").map(String::as_str)),
    );
    let mut page = Page::new(source, document);
    for (entry, block) in feed.entries.iter().zip(&blocks) {
        page.next_row();
        let label = |name: &str| {
            block
                .get(name)
                .map(String::as_str)
                .filter(|text| !text.is_empty())
        };
        let mut draft = upwork_draft(entry);
        draft.body = unescaped(text_of_html(label("text").unwrap_or("")));
        draft.skills = skills_of(label("Skills").unwrap_or(""));
        draft.label = label("Category").map(category_of);
        draft.country = label("Country").map(str::to_owned);
        let stated = [
            ("Hourly Range", PayKind::Hourly, Period::Hour),
            ("Budget", PayKind::Fixed, Period::Project),
        ];
        for (name, kind, period) in stated {
            if let Some(text) = label(name) {
                draft.pay = pay_of(&mut page, text, Currency::USD, kind, period);
            }
        }
        draft.published = published_of(&mut page, entry);
        if draft.published.is_none()
            && !is_rendered
            && let Some(text) = label("Posted On")
        {
            draft.published = published_of_text(text, &TimeZone::UTC, document.fetched_at).ok();
        }
        page.push(draft);
    }
    finished(page, &feed, upwork_window(&document.request.url))
}

/// The text without the entities that are left in it: feeds of 2017 escape it twice, and clients paste what is escaped.
fn unescaped(mut text: String) -> String {
    for _ in 0..3 {
        let decoded = decode_entities(&text);
        if decoded == text {
            break;
        }
        text = clean_text(&decoded);
    }
    text
}

/// Skills come once to a line, since a name may hold a comma. Feeds of 2022 list them twice.
fn skills_of(lines: &str) -> Vec<String> {
    let mut skills: Vec<String> = Vec::new();
    for name in lines.lines().filter(|name| !name.is_empty()) {
        if !skills.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            skills.push(name.to_owned());
        }
    }
    skills
}

/// What the elements of an item say; the rest is in its description.
fn upwork_draft(entry: &Entry) -> Draft {
    let title = entry
        .title
        .strip_suffix(" - Upwork")
        .unwrap_or(&entry.title);
    let url = entry.link.as_deref().map(|link| {
        let bare = link.strip_suffix("?source=rss");
        bare.unwrap_or(link).to_owned()
    });
    let id = entry.id.as_deref().and_then(native_id);
    Draft {
        id: id.or_else(|| url.as_deref().and_then(native_id)),
        url,
        title: title.trim().to_owned(),
        ..Draft::default()
    }
}

/// "Design & Creative > Logo Design" in 2017, the second alone from 2021.
fn category_of(text: &str) -> Label {
    match text.rsplit_once(" > ") {
        Some((broad, leaf)) => Label {
            broad: Some(broad.trim().to_owned()),
            leaf: leaf.trim().to_owned(),
        },
        None => Label {
            broad: None,
            leaf: text.to_owned(),
        },
    }
}

/// Whether "Posted On" is when the feed was made and not when the jobs were posted: in the feeds of 2017 all items have
/// the one minute of the feed's own "as of".
fn is_time_of_rendering<'a>(feed: &Feed, posted: impl Iterator<Item = Option<&'a str>>) -> bool {
    let stated: Vec<&str> = posted.flatten().collect();
    let Some(first) = stated.first() else {
        return false;
    };
    let as_of = feed
        .description
        .rsplit_once(" as of ")
        .map(|(_, time)| time);
    stated.iter().all(|time| time == first) && as_of.is_some_and(|as_of| as_of == *first)
}

/// "(Budget: $30 - $250 USD, Jobs: Python, Web Scraping)" closes a description.
fn freelancer(page: &mut Page<'_>, entry: &Entry) -> Draft {
    let mut draft = draft_of(entry);
    draft.id = entry.id.as_deref().and_then(|id| {
        let number = id.rsplit(['_', '-']).next().unwrap_or(id);
        let is_number = number.len() >= 5 && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| number.to_owned())
    });
    draft.skills = names_in(&entry.categories.join(","));
    draft.label = None;
    // The client's own text may hold the same words, so the last place counts, and only at the end.
    if let Some(start) = draft.body.rfind("(Budget:")
        && let Some(block) = draft.body[start..].trim_end().strip_suffix(')')
    {
        let block = block["(Budget:".len()..].trim();
        let (budget, jobs) = block.split_once(", Jobs:").unwrap_or((block, ""));
        draft.pay = budget_of(page, budget);
        if draft.skills.is_empty() {
            draft.skills = names_in(jobs);
        }
        let kept = draft.body[..start].trim_end().len();
        draft.body.truncate(kept);
    }
    draft
}

/// "$30 - $250 USD", "$25 USD / hr", "₹25000 - ₹30000 INR".
fn budget_of(page: &mut Page<'_>, text: &str) -> Option<Pay> {
    let lower = text.to_ascii_lowercase();
    let is_hourly = lower.contains("/ hr") || lower.contains("/hr") || lower.contains("per hour");
    let amounts = text.split('/').next().unwrap_or(text).trim();
    let (amounts, code) = amounts.rsplit_once(' ')?;
    let Ok(currency) = code.parse::<Currency>() else {
        page.problem(ProblemKind::BadPay, "the budget states no currency", text);
        return None;
    };
    let (kind, period) = if is_hourly {
        (PayKind::Hourly, Period::Hour)
    } else {
        (PayKind::Fixed, Period::Project)
    };
    pay_of(page, amounts, currency, kind, period)
}

fn pay_of(
    page: &mut Page<'_>,
    text: &str,
    currency: Currency,
    kind: PayKind,
    period: Period,
) -> Option<Pay> {
    let pay = amounts_in(text, currency)
        .and_then(|(low, high)| Pay::new(kind, low, high, currency, period).ok());
    if pay.is_none() {
        page.problem(
            ProblemKind::BadPay,
            "the amounts of the pay cannot be read",
            text,
        );
    }
    pay
}
