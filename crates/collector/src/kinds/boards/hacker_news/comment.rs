//! One comment of a thread in, the offer that it makes out. Knows nothing of how comments are found.

use model::{Currency, Pay};
use serde_json::Value;

use super::Thread;
use crate::kinds::json;
use crate::kinds::listing::Page;
use crate::read::draft::Draft;
use crate::read::html::{first_line, text_of_html};
use crate::read::stated::{PayHints, names_another_dollar, pay_of_text};

/// Puts a comment into the page: a posting, or left out where it is deleted, hidden or no offer.
pub(super) fn push(page: &mut Page<'_>, comment: &Value, text: &str, thread: Thread) {
    let is_dead = comment.get("dead") == Some(&Value::Bool(true));
    // A deleted comment keeps its place and loses its text.
    let Some(html) = json::scalar(comment, text).filter(|_| !is_dead) else {
        return page.leave_out();
    };
    let body = text_of_html(&html);
    let head = first_line(&body, 400);
    let is_offer = match thread {
        Thread::Hiring => true,
        Thread::Freelancer => seeks_freelancer(&head),
        Thread::Other => false,
    };
    if !is_offer {
        return page.leave_out();
    }
    let id = json::scalar(comment, "/id").or_else(|| json::scalar(comment, "/objectID"));
    let moment =
        json::scalar(comment, "/created_at_i").or_else(|| json::scalar(comment, "/created_at"));
    let published = page.date(moment);
    page.push_unnamed(Draft {
        url: id
            .as_ref()
            .map(|id| format!("https://news.ycombinator.com/item?id={id}")),
        id,
        title: first_line(&body, 120),
        published,
        pay: pay_of(&head, &body),
        organisation: (thread == Thread::Hiring)
            .then(|| company_of(&head))
            .flatten(),
        body,
        ..Draft::default()
    });
}

/// Nine of ten comments of that thread seek work. Which of the two a comment does is what it says first: those who seek
/// work speak of seekers of freelancers too.
fn seeks_freelancer(head: &str) -> bool {
    let lower = head.to_lowercase();
    let work = lower.find("seeking work");
    let offers = [
        "seeking freelancer",
        "seeking: freelancer",
        "seeking a freelancer",
    ]
    .iter()
    .filter_map(|words| lower.find(words))
    .min();
    match (offers, work) {
        (Some(offer), Some(work)) => offer < work,
        (offer, _) => offer.is_some(),
    }
}

/// "Acme (YC S21) | Engineer | Berlin": what stands before the first bar of several.
fn company_of(head: &str) -> Option<String> {
    let (name, rest) = head.split_once('|')?;
    let name = name.split(['(', '[']).next().unwrap_or(name).trim();
    let is_name = !name.is_empty() && name.chars().count() <= 60 && !name.contains("://");
    (is_name && rest.contains('|')).then(|| name.to_owned())
}

/// A part of the head that is an amount and little else is what the thread has for a field of pay; otherwise only what
/// the text plainly calls pay. A bare `$` is American unless the comment names a place with a dollar of its own.
fn pay_of(head: &str, body: &str) -> Option<Pay> {
    let currency = (!names_another_dollar(body)).then_some(Currency::USD);
    let mut parts = head.split('|').filter(|part| is_amount(part));
    let in_head = match (parts.next(), parts.next()) {
        (Some(part), None) => pay_of_text(
            part,
            PayHints {
                currency,
                period: None,
                is_pay_field: true,
            },
        ),
        _ => None,
    };
    in_head.or_else(|| {
        pay_of_text(
            body,
            PayHints {
                currency,
                period: None,
                is_pay_field: false,
            },
        )
    })
}

fn is_amount(part: &str) -> bool {
    let has_sign = part.contains(['$', '€', '£', '₹'])
        || part
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "USD" | "EUR" | "GBP" | "CHF" | "CAD" | "AUD"));
    let words = part
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 1)
        .count();
    has_sign && part.contains(|c: char| c.is_ascii_digit()) && words <= 6
}
