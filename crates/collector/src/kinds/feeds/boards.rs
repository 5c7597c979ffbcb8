//! Entries of the feeds of job boards in, drafts of postings out: We Work Remotely, LaraJobs, Jobicy, Indeed's XML. Knows no format of feeds.

use model::{Label, Market};

use super::{Window, draft_of, first, names_in, pay_in_dollars, read_by};
use crate::kinds::listing::Page;
use crate::kinds::{Kind, Lists, Terms};
use crate::read::Entry;
use crate::read::countries::{country_of_field, only_country_of};
use crate::read::draft::Draft;

pub(super) const WE_WORK_REMOTELY: Kind = Kind {
    name: "weworkremotely",
    describe: "We Work Remotely's feeds, of all jobs or of one category",
    platform: "weworkremotely",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "Jobs by We Work Remotely (https://weworkremotely.com)",
        note: "The feed's own `ttl` is an hour. It shows about a hundred jobs and has no field for pay; the pages of the jobs refuse programs.",
    },
    first,
    read: |source, document| read_by(source, document, Window::AtLeast(90), we_work_remotely),
};

pub(super) const LARAJOBS: Kind = Kind {
    name: "larajobs",
    describe: "LaraJobs and feeds like it, with company, place, pay and tags in a `job:` namespace",
    platform: "larajobs",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "Jobs by LaraJobs (https://larajobs.com)",
        note: "The feed asks to be polled hourly at most (`sy:updatePeriod`) and shows ten jobs.",
    },
    first,
    read: |source, document| {
        read_by(source, document, Window::AtLeast(10), |_, entry| {
            by_prefix(entry, "job")
        })
    },
};

pub(super) const JOBICY: Kind = Kind {
    name: "jobicy-rss",
    describe: "Jobicy's feed, with company, place and type in a `job_listing:` namespace",
    platform: "jobicy",
    market: Market::Board,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 24,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "Jobs by Jobicy (https://jobicy.com)",
        note: "Asks for credit and a direct link; whoever applies is sent to the original page.",
    },
    first,
    read: |source, document| {
        read_by(source, document, Window::Round, |_, entry| {
            by_prefix(entry, "job_listing")
        })
    },
};

pub(super) const INDEED: Kind = Kind {
    name: "indeed-xml",
    describe: "the XML that employers' systems publish for Indeed (`<source><job>`)",
    platform: "indeed-xml",
    market: Market::Company,
    lists: Lists::Latest,
    board: None,
    needs_url: true,
    terms: Terms {
        polls_a_day: 6,
        gap_ms: 2_000,
        delay_hours: 0,
        attribution: "",
        note: "The terms are the publisher's own. The document holds all jobs, so it is large and changes seldom.",
    },
    first,
    // All jobs are in it, so nothing can be cut off.
    read: |source, document| read_by(source, document, Window::AtLeast(usize::MAX), indeed),
};

/// Titles are "Company: Role"; the employer's country, if any, stands behind a flag.
fn we_work_remotely(_: &mut Page<'_>, entry: &Entry) -> Draft {
    let mut draft = draft_of(entry);
    if let Some((company, role)) = entry.title.split_once(": ") {
        draft.organisation = Some(company.trim().to_owned());
        draft.title = role.trim().to_owned();
    }
    draft.country = entry
        .element("country")
        .and_then(|country| country_of_field(country.trim_matches(|c: char| !c.is_alphabetic())));
    draft.pay = pay_in_dollars(entry, &draft);
    draft.skills = entry.element("skills").map(names_in).unwrap_or_default();
    draft
}

/// Facts in a namespace of the board's own.
fn by_prefix(entry: &Entry, prefix: &str) -> Draft {
    let fact = |name: &str| {
        let text = entry.element(&format!("{prefix}:{name}"))?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut draft = draft_of(entry);
    draft.organisation = fact("company").or_else(|| entry.author.clone());
    draft.skills = fact("tags").map(|tags| names_in(&tags)).unwrap_or_default();
    draft.country = fact("location").and_then(|place| only_country_of(&place));
    draft.pay = pay_in_dollars(entry, &draft);
    // LaraJobs puts "Job" where others put a category.
    draft.label = fact("category")
        .or_else(|| {
            let mut own = entry.categories.iter();
            own.find(|name| *name != "Job").cloned()
        })
        .map(|leaf| Label { broad: None, leaf });
    draft
}

/// Every field has an element of its own.
fn indeed(page: &mut Page<'_>, entry: &Entry) -> Draft {
    let mut draft = draft_of(entry);
    // Reference numbers are the publisher's own; another publisher has the same.
    draft.id = entry
        .id
        .as_deref()
        .map(|id| format!("{}:{id}", page.source_name()));
    draft.organisation = entry.element("company").map(str::to_owned);
    draft.country = entry.element("country").and_then(country_of_field);
    draft.pay = pay_in_dollars(entry, &draft);
    draft
}
