//! Pages: that each is there, says the numbers of its document, leads where it says, and holds foreign text as text.

use crate::market::{self, HOSTILE};
use crate::{Served, encoded};

const PAGES: &[&str] = &[
    "/",
    "/?q=n8n&sort=relevance&page=2",
    "/?q=nothing-has-this-word",
    "/trend",
    "/trend?q=n8n&q=zapier",
    "/trend?q=n8n&by=category&show=count",
    "/pay?q=n8n",
    "/tags",
    "/categories",
    "/sources",
    "/reports",
    "/help",
    "/posting/hn%2Fa%20b%2F%3F%23%252F..",
];

/// The values of an attribute, unescaped.
fn attributes(page: &str, name: &str) -> Vec<String> {
    let start = format!("{name}=\"");
    let parts = page.split(&start).skip(1);
    let values = parts.filter_map(|rest| rest.split_once('"'));
    values
        .map(|(value, _)| value.replace("&amp;", "&").replace("&#x3D;", "="))
        .collect()
}

fn visible(page: &str, class: &str) -> String {
    let start = page.find(&format!("class=\"{class}\"")).unwrap();
    let rest = &page[start..];
    let text = &rest[rest.find('>').unwrap() + 1..rest.find("</p>").unwrap()];
    text.replace("<strong>", "").replace("</strong>", "")
}

#[test]
fn every_page_is_there_and_has_landmarks_and_a_policy() {
    let served = Served::with("pages", |_| {});
    for path in PAGES {
        let answer = served.get(path);
        let page = answer.text();
        assert_eq!(answer.status, 200, "{path}: {page}");
        assert_eq!(
            answer.header("content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        for part in [
            "<html lang=\"en\">",
            "class=\"skip\"",
            "<main id=\"main\"",
            "<nav aria-label=",
            "</html>",
        ] {
            assert!(page.contains(part), "{path} lacks {part}");
        }
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        // The policy lets neither pass, so that they would be dead.
        assert!(
            !page.contains(" style=") && !page.contains("<style"),
            "{path}"
        );
        assert!(!page.contains(" onclick="), "{path}");
        let scripts = page.matches("<script").count();
        assert_eq!(
            scripts,
            page.matches("<script defer src=\"/assets/").count(),
            "{path}"
        );
    }
}

#[test]
fn what_pages_load_and_lead_to_is_there_and_is_ours() {
    let served = Served::with("links", |_| {});
    let mut seen = Vec::new();
    for path in PAGES {
        let page = served.page(path);
        for link in attributes(&page, "href")
            .into_iter()
            .chain(attributes(&page, "src"))
        {
            let path_of_link = link.split('?').next().unwrap().to_owned();
            let kind = path_of_link.split("/posting/").next().unwrap().to_owned();
            if link.starts_with('#') || seen.contains(&kind) {
                continue;
            }
            assert!(
                link.starts_with('/') && !link.starts_with("//"),
                "{path} leads to {link}"
            );
            seen.push(kind);
            let answer = served.get(&link);
            assert_eq!(
                answer.status, 200,
                "{path} leads to {link}: {:?}",
                answer.headers
            );
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

#[test]
fn a_query_and_a_posting_stay_text() {
    let served = Served::with("hostile", |_| {});
    let query = encoded(HOSTILE);
    let targets = [
        format!("/?q={query}"),
        format!("/?q=body%3A{}", encoded("\"Hostile body\"")),
        format!("/trend?q={query}"),
        format!("/trend?within={query}"),
        format!("/pay?q={query}"),
        "/posting/hn%2Fa%20b%2F%3F%23%252F..".to_owned(),
        "/sources".to_owned(),
        format!("/posting/{query}"),
        format!("/{query}"),
        format!("/?{query}={query}"),
    ];
    for target in targets {
        let page = served.get(&target).text();
        for live in [
            "<script>alert",
            "<img src=x",
            "onerror=alert(2)>",
            "<b>502",
            "href=\"javascript:",
        ] {
            assert!(!page.contains(live), "{target} holds {live}\n{page}");
        }
    }
    let page = served.page("/posting/hn%2Fa%20b%2F%3F%23%252F..");
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(page.contains("<mark class=\"forbid\""), "{page}");
}

#[test]
fn page_json_and_csv_say_the_same() {
    let served = Served::with("same", |_| {});
    let document = served.document("/api/v1/search?q=zapier&limit=100");
    let total = document["total"].as_u64().unwrap();
    assert_eq!(total, 187);
    assert_eq!(document["schema"], "jobtide.search/1");
    let page = served.page("/?q=zapier");
    assert!(
        visible(&page, "found").starts_with("187 postings"),
        "{page}"
    );
    let csv = served.get("/search.csv?q=zapier");
    assert_eq!(csv.status, 200);
    let keys: Vec<String> = csv
        .text()
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 187);
    let first: Vec<&str> = document["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["key"].as_str().unwrap())
        .collect();
    assert_eq!(first, keys[..100]);
    let part = served
        .get("/search.csv?q=zapier&offset=100&limit=20")
        .text();
    assert_eq!(part.lines().count(), 21);
    assert!(part.contains(&keys[100]));
}

#[test]
fn the_months_of_a_trend_are_the_same_in_page_json_and_csv() {
    let served = Served::with("months", |_| {});
    let document = served.document("/api/v1/trend?q=n8n&q=zapier");
    let page = served.page("/trend?q=n8n&q=zapier").replace(',', "");
    let csv = served.get("/trend.csv?q=n8n&q=zapier").text();
    let months = document["lines"][1]["months"].as_array().unwrap();
    assert!(months.len() > 18);
    for month in months {
        let (name, count) = (month["month"].as_str().unwrap(), &month["count"]);
        let share = month["share_per_10k"].as_f64().unwrap();
        let row = format!("zapier,zapier,{name},{count},{},", month["universe"]);
        assert!(csv.contains(&row), "{row}\n{csv}");
        let line = page
            .lines()
            .find(|line| line.contains(&format!("<th scope=\"row\">{name}</th>")))
            .unwrap();
        let cells = format!("<td class=\"n\">{count}</td><td class=\"n\">{share:.1}</td>");
        assert!(line.contains(&cells), "{line} lacks {cells}");
    }
    assert!(
        page.contains("<svg ") && page.contains("aria-labelledby="),
        "no picture"
    );
}

#[test]
fn pictures_stand_alone_under_a_policy_of_their_own() {
    let served = Served::with("pictures", |_| {});
    let svg = served.get("/trend.svg?q=n8n");
    assert_eq!(
        (svg.status, svg.header("content-type")),
        (200, "image/svg+xml")
    );
    assert!(svg.text().contains("<style>"));
    let policy = svg.header("content-security-policy");
    assert!(
        policy.contains("style-src 'unsafe-inline'") && !policy.contains("script-src"),
        "{policy}"
    );
    let png = served.get("/trend.png?q=n8n");
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    assert!(png.body.starts_with(b"PNG of <svg"));
    assert_eq!(served.get("/pay.svg?q=n8n").status, 200);
    assert_eq!(served.get("/pay.svg?q=n8n&at=1").status, 404);
}

#[test]
fn paging_passes_every_posting_once() {
    let served = Served::with("paging", |_| {});
    let mut target = "/?q=n8n&sort=pay".to_owned();
    let mut seen = Vec::new();
    for _ in 0..40 {
        let page = served.page(&target);
        let links = attributes(&page, "href");
        seen.extend(
            links
                .iter()
                .filter(|link| link.starts_with("/posting/"))
                .cloned(),
        );
        let Some(next) = page.find("rel=\"next\"") else {
            break;
        };
        let start = page[..next].rfind("href=\"").unwrap();
        target = attributes(&page[start..next], "href").remove(0);
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (373, 373));
    assert!(seen[0].contains("n8n-559"), "{}", seen[0]);
}

#[test]
fn every_facet_finds_as_many_as_it_says() {
    let served = Served::with("facets", |_| {});
    let page = served.page("/?q=n8n+OR+hostile");
    let start = page.find("<aside").unwrap();
    let rows: Vec<&str> = page[start..].split("<li>").skip(1).collect();
    assert!(rows.len() > 20, "{rows:?}");
    for row in rows {
        let link = attributes(row, "href").remove(0);
        let count = row
            .split("class=\"n\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        let found = visible(&served.page(&link), "found");
        assert!(
            found.starts_with(&format!("{count} posting")),
            "{link}: {found}, not {count}"
        );
    }
}

#[test]
fn a_fault_of_a_query_shows_its_place_and_what_was_meant() {
    let served = Served::with("fault", |_| {});
    let answer = served.get("/?q=n8n+catgory%3Awriting");
    let page = answer.text();
    assert_eq!(answer.status, 400, "{page}");
    assert!(page.contains("The query does not parse"), "{page}");
    assert!(page.contains("<span class=\"here\">"), "{page}");
    assert!(page.contains("category:writing</code>"), "{page}");
    let link = attributes(&page, "href")
        .into_iter()
        .find(|link| link.contains("category"));
    assert_eq!(served.get(&link.unwrap()).status, 200);
    let end = served.get("/?q=%28n8n");
    assert_eq!(end.status, 400);
    let nothing = served.page("/?q=zapir");
    assert!(
        nothing.contains("Did you mean") && nothing.contains("<code>zapier</code>"),
        "{nothing}"
    );
}

#[test]
fn without_an_index_every_page_says_what_to_do() {
    let folder = std::env::temp_dir().join(format!("jobtide-web-none-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let served = Served::over(folder, |_| {});
    for path in ["/", "/trend", "/pay", "/tags"] {
        let answer = served.get(path);
        let page = answer.text();
        assert_eq!(answer.status, 503, "{path}");
        assert!(
            page.contains("Nothing to show yet") && page.contains("jobtide import"),
            "{page}"
        );
    }
    assert_eq!(
        served.get("/api/v1/search").json()["error"]["code"],
        "no_index"
    );
    for path in ["/help", "/sources", "/reports", "/healthz"] {
        assert_eq!(served.get(path).status, 200, "{path}");
    }
    market::index(&served.folder().join("index"), &[]);
    let page = served.page("/");
    assert!(page.contains("Nothing imported yet"), "{page}");
    market::index(&served.folder().join("index"), &market::postings());
    assert!(served.page("/").contains("561 postings"));
}

#[test]
fn a_commit_beside_the_server_is_seen_and_made_up_postings_are_labelled() {
    let served = Served::with("beside", |_| {});
    assert!(!served.page("/help").contains("SYNTHETIC"));
    assert_eq!(served.document("/api/v1/search?q=latecomer")["total"], 0);
    market::index(
        &served.folder().join("index"),
        &[market::one_more("synthetic")],
    );
    assert_eq!(served.document("/api/v1/search?q=latecomer")["total"], 1);
    for path in PAGES {
        let page = served.page(path);
        assert!(
            page.contains("class=\"banner\"") && page.contains("SYNTHETIC DATA"),
            "{path}"
        );
    }
}

#[test]
fn a_trend_of_everything_shows_counts_unless_shares_are_asked_for() {
    let served = Served::with("everything", |_| {});
    for (path, chosen, link) in [
        ("/trend", "count", false),
        ("/trend?q=*", "count", false),
        ("/trend?q=&show=share", "share", true),
        ("/trend?q=n8n", "share", false),
        ("/trend?q=n8n&show=count", "count", true),
    ] {
        let page = served.page(path);
        assert!(
            page.contains(&format!("value=\"{chosen}\" selected")),
            "{path}"
        );
        let told = page.contains(&format!("show={chosen}\""));
        assert_eq!(
            told, link,
            "{path}: what is not the default stands in the links"
        );
    }
}
