//! The traps of the boards' paging, as their users found them: a reader that falls into one loses or doubles jobs.

use std::io::{Read, Write};
use std::net::TcpStream;

use feedserver::boards::{self, Wall};
use feedserver::{Server, Site};
use serde_json::Value;

use crate::get;

const NEWEST: u64 = 1_709_251_200;

fn json(server: &Server, target: &str) -> Value {
    serde_json::from_slice(&get(server, target, "").2).unwrap()
}

fn workday(server: &Server, offset: usize, limit: usize) -> (String, Value) {
    let body = format!(
        "{{\"appliedFacets\":{{}},\"limit\":{limit},\"offset\":{offset},\"searchText\":\"\"}}"
    );
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    write!(
        stream,
        "POST /wday/cxs/acme/jobs/jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().to_owned();
    (status, serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn workday_says_its_total_once_and_turns_round_at_its_wall() {
    let jobs = boards::jobs(2_100, NEWEST);
    let serve = |wall| {
        Server::start(Site::new().routes(boards::workday("/wday/cxs/acme/jobs", &jobs, wall)))
            .unwrap()
    };
    let open = serve(Wall::None);
    let (_, first) = workday(&open, 0, 20);
    let (_, second) = workday(&open, 20, 20);
    let (_, last) = workday(&open, 2_080, 20);
    assert_eq!(
        (&first["total"], &second["total"]),
        (&2_100.into(), &0.into())
    );
    assert_eq!(first["jobPostings"][0]["postedOn"], "Posted Today");
    assert_eq!(last["jobPostings"].as_array().unwrap().len(), 20);
    assert_eq!(workday(&open, 0, 21).0, "400");
    let path = second["jobPostings"][0]["externalPath"].as_str().unwrap();
    let detail = json(&open, &format!("/wday/cxs/acme/jobs{path}"));
    assert_eq!(
        detail["jobPostingInfo"]["title"],
        second["jobPostings"][0]["title"]
    );

    let walled = serve(Wall::FirstPageAgain);
    assert_eq!(workday(&walled, 0, 20).1["total"], 2_000);
    assert_eq!(
        workday(&walled, 2_000, 20).1["jobPostings"],
        first["jobPostings"]
    );
}

#[test]
fn cursors_links_and_offsets_lead_through_every_job_once() {
    let jobs = boards::jobs(47, NEWEST);
    let server = Server::start(
        Site::new()
            .route(boards::himalayas("/himalayas", &jobs))
            .route(boards::arbeitnow("/arbeitnow", &jobs, 20))
            .route(boards::lever("/lever", &jobs))
            .routes(boards::smartrecruiters("/companies/acme/postings", &jobs))
            .routes(boards::hacker_news("/api/v1", &jobs, 20)),
    )
    .unwrap();
    let count = |document: &Value, list: &str| document[list].as_array().unwrap().len();

    let first = json(&server, "/himalayas?limit=100");
    let second = json(&server, "/himalayas?cursor=after-20");
    let third = json(&server, "/himalayas?cursor=after-40");
    assert_eq!(
        [&first, &second, &third].map(|page| count(page, "jobs")),
        [20, 20, 7]
    );
    assert_eq!(first["nextCursor"], "after-20");
    assert!(third.get("nextCursor").is_none());

    let last = json(&server, "/arbeitnow?page=3");
    assert_eq!(
        (count(&last, "data"), &last["links"]["next"]),
        (7, &Value::Null)
    );
    assert_eq!(
        json(&server, "/arbeitnow")["links"]["next"],
        server.url("/arbeitnow?page=2")
    );

    assert_eq!(
        json(&server, "/lever?skip=40&limit=20")
            .as_array()
            .unwrap()
            .len(),
        7
    );
    let list = json(&server, "/companies/acme/postings?limit=100&offset=40");
    assert_eq!(
        (count(&list, "content"), &list["totalFound"]),
        (7, &47.into())
    );
    let id = list["content"][0]["id"].as_str().unwrap();
    let detail = json(&server, &format!("/companies/acme/postings/{id}"));
    assert_eq!(detail["name"], list["content"][0]["name"]);

    let threads = json(
        &server,
        "/api/v1/search_by_date?tags=story,author_whoishiring",
    );
    assert_eq!(count(&threads, "hits"), 3);
    let oldest = threads["hits"][2]["created_at_i"].as_u64().unwrap();
    let later = json(
        &server,
        &format!("/api/v1/search_by_date?numericFilters=created_at_i%3E{oldest}"),
    );
    assert_eq!(count(&later, "hits"), 2);
    let thread = threads["hits"][0]["objectID"].as_str().unwrap();
    let item = json(&server, &format!("/api/v1/items/{thread}"));
    assert_eq!(
        count(&item, "children"),
        21,
        "twenty comments and a deleted one"
    );
}
