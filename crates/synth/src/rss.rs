//! Synthetic postings in, RSS 2.0 pages of the shape that Upwork's feed had out. Knows no file.

use std::fmt::Write;

use model::{Pay, PayKind, Posting};

use crate::posting::{PLATFORM, SyntheticPosting};
use crate::when::{long_form, rfc2822};

/// Pages of at most `per_page` items, the oldest first, so that a repost never stands before its original.
pub(crate) struct Pages<I> {
    pub(crate) postings: I,
    pub(crate) per_page: usize,
    pub(crate) written: usize,
}

impl<I: Iterator<Item = SyntheticPosting>> Iterator for Pages<I> {
    type Item = (String, Vec<u8>);

    fn next(&mut self) -> Option<(String, Vec<u8>)> {
        let items: Vec<SyntheticPosting> = self.postings.by_ref().take(self.per_page).collect();
        let first = items.first()?;
        self.written += 1;
        let name = format!(
            "{PLATFORM}_{:06}_{}.xml",
            self.written, first.posting.published.day
        );
        Some((name, page(&items).into_bytes()))
    }
}

fn page(items: &[SyntheticPosting]) -> String {
    let mut xml = String::with_capacity(512 + items.len() * 2200);
    let newest = items.last().map(|item| &item.posting.published);
    let built = newest.map(rfc2822).unwrap_or_default();
    let as_of = newest.map(long_form).unwrap_or_default();
    xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    xml.push_str(
        "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" version=\"2.0\"><channel>",
    );
    xml.push_str("<title><![CDATA[All jobs | market.synthetic.example]]></title>");
    xml.push_str("<link><![CDATA[https://market.synthetic.example/feed/jobs/rss?paging=0-50&amp;sort=recency]]></link>");
    let _ = write!(
        xml,
        "<description><![CDATA[All synthetic jobs as of {as_of}]]></description>"
    );
    let _ = write!(xml, "<language>en-us</language><pubDate>{built}</pubDate>");
    xml.push_str("<copyright>Nobody: these postings are synthetic</copyright>");
    xml.push_str("<docs>http://blogs.law.harvard.edu/tech/rss</docs><generator>Jobtide planted market</generator>");
    for item in items {
        push_item(&mut xml, &item.posting);
    }
    xml.push_str("</channel></rss>\n");
    xml
}

fn push_item(xml: &mut String, posting: &Posting) {
    let link = format!("{}?source=rss", posting.url.as_deref().unwrap_or_default());
    let description = description(posting, &link);
    // The feed writes a title's `&` as an entity inside CDATA, and so do we.
    let title = html(&posting.title);
    let _ = write!(
        xml,
        "<item><title><![CDATA[{title} - Upwork]]></title><link>{link}</link>"
    );
    let _ = write!(xml, "<description><![CDATA[{description}]]></description>");
    let _ = write!(
        xml,
        "<content:encoded><![CDATA[{description}]]></content:encoded>"
    );
    let date = rfc2822(&posting.published);
    let _ = write!(xml, "<pubDate>{date}</pubDate><guid>{link}</guid></item>");
}

/// The body, then one bold name and value a line; skills stand twice, padded with different runs of blanks.
fn description(posting: &Posting, link: &str) -> String {
    let mut text = html(&posting.body).replace('\n', "<br />\n");
    text.push_str("<br /><br />");
    if let Some(pay) = &posting.pay {
        push_pay(&mut text, pay);
    }
    let _ = write!(text, "<b>Posted On</b>: {}", long_form(&posting.published));
    if let Some(label) = &posting.label {
        let _ = write!(text, "<br /><b>Category</b>: {}", html(&label.leaf));
    }
    let skills: Vec<String> = posting.skills.iter().map(|skill| html(skill)).collect();
    let _ = write!(text, "<br /><b>Skills</b>:{}    ", skills.join(",     "));
    let padded = skills.join(",                     ");
    let _ = write!(text, "\n<br /><b>Skills</b>:        {padded}            ");
    if let Some(country) = &posting.country {
        let _ = writeln!(text, "<br /><b>Country</b>: {}", html(country));
    }
    let _ = writeln!(text, "<br /><a href=\"{link}\">click to apply</a>");
    text
}

fn push_pay(text: &mut String, pay: &Pay) {
    let _ = match pay.kind() {
        PayKind::Hourly if pay.low_hundredths() == pay.high_hundredths() => {
            write!(text, "<b>Hourly Range</b>: ${:.2}", pay.low())
        }
        PayKind::Hourly => {
            write!(
                text,
                "<b>Hourly Range</b>: ${:.2}-${:.2}",
                pay.low(),
                pay.high()
            )
        }
        _ => write!(
            text,
            "<b>Budget</b>: ${}",
            thousands(pay.low_hundredths() / 100)
        ),
    };
    text.push_str("\n\n<br />");
}

/// `1250` as `1,250`.
fn thousands(amount: i64) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
