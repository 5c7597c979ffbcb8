//! The door and the guard: hosts, tokens, methods, foreign pages, panics, an end that lets requests finish.

use std::io::Write;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::{Served, read_answer};

const TOKEN: &str = "a token that is long enough";

#[test]
fn another_host_gets_nothing() {
    let served = Served::with("hosts", |_| {});
    for host in ["localhost", "127.0.0.1:9999", "[::1]:80", "LOCALHOST"] {
        let answer = served.request("GET", "/", &[("Host", host)], "");
        assert_eq!(answer.status, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "10.0.0.1", ""] {
        for target in ["/", "/api/v1/search", "/assets/site.css", "/healthz"] {
            let answer = served.request("GET", target, &[("Host", host)], "");
            assert_eq!(answer.status, 421, "{host} {target}");
            assert!(!answer.text().contains("n8n"));
        }
    }
    let two = [("Host", "localhost"), ("Host", "evil.example")];
    assert_eq!(served.request("GET", "/", &two, "").status, 421);
    let none = served.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert!(none.status >= 400, "{none:?}");
    let absolute = served.request("GET", "http://evil.example/", &[], "");
    assert_eq!(absolute.status, 421);
}

#[test]
fn a_page_of_another_site_cannot_make_it_work() {
    let served = Served::with("crosses", |_| {});
    let embedded = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "no-cors"),
    ];
    assert_eq!(
        served
            .request("GET", "/trend.svg?q=n8n", &embedded, "")
            .status,
        403
    );
    let followed = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    let answer = served.request("GET", "/", &followed, "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[test]
fn nothing_is_changed_by_any_method() {
    let served = Served::with("methods", |_| {});
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        for target in ["/", "/api/v1/search", "/posting/upwork%2Fn8n-1", "/reports"] {
            let answer = served.request(method, target, &[], "");
            assert_eq!(answer.status, 405, "{method} {target}");
            assert!(answer.header("allow").contains("GET"), "{method} {target}");
        }
    }
    let head = served.request("HEAD", "/", &[], "");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn without_the_token_nothing_but_the_form_is_shown() {
    let served = Served::with("token", |setup| {
        setup.given.token = Some(TOKEN.to_owned());
        setup.limits.wrong_tokens = 6;
    });
    for target in [
        "/",
        "/trend?q=n8n",
        "/posting/upwork%2Fn8n-1",
        "/search.csv",
        "/api/v1/search",
        "/api/v1/openapi.json",
        "/nothing",
    ] {
        let answer = served.get(target);
        assert_eq!(answer.status, 401, "{target}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        assert!(!answer.text().contains("Automate"), "{target}");
    }
    assert!(
        served
            .get("/trend?q=n8n")
            .text()
            .contains("name=\"to\" value=\"/trend?q&#x3D;n8n\"")
    );
    assert_eq!(
        served.get("/api/v1/search").json()["error"]["code"],
        "token"
    );
    assert_eq!(served.get("/healthz").status, 200);
    let bearer = format!("bearer {TOKEN}");
    let with = |value: &str| {
        served
            .request("GET", "/api/v1/search", &[("Authorization", value)], "")
            .status
    };
    assert_eq!(with(&bearer), 200);
    for wrong in [
        "Bearer x",
        "Bearer ",
        "Basic eDp5",
        &format!("Bearer {TOKEN}x"),
    ] {
        assert_eq!(with(wrong), 401, "{wrong}");
    }
    let form = |body: &str| {
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        served.request("POST", "/token", &kind, body)
    };
    assert_eq!(form("token=wrong&to=/").status, 401);
    let entered = form("token=a+token+that+is+long+enough&to=%2Ftrend%3Fq%3Dn8n");
    assert_eq!(
        (entered.status, entered.header("location")),
        (303, "/trend?q=n8n")
    );
    let cookie = entered.header("set-cookie");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("token that"), "{cookie}");
    let value = cookie.split(';').next().unwrap();
    let cookies = format!("other=1; {value}");
    assert_eq!(
        served
            .request("GET", "/", &[("Cookie", &cookies)], "")
            .status,
        200
    );
    assert_eq!(
        served
            .request("GET", "/", &[("Cookie", "jobtide=00")], "")
            .status,
        401
    );
    let away = form("token=a+token+that+is+long+enough&to=%2F%2Fevil.example");
    assert_eq!(away.header("location"), "/");
    // The seventh within a minute.
    assert_eq!(with("Bearer y"), 429);
    assert_eq!(with(&bearer), 200);
}

#[test]
fn a_panic_is_one_answer_and_not_the_end() {
    let served = Served::with("panic", |setup| {
        setup.given.sources = Box::new(|| panic!("a bug with a /secret/path in it"));
    });
    for target in ["/sources", "/api/v1/sources"] {
        let answer = served.get(target);
        assert_eq!(answer.status, 500, "{target}");
        assert!(!answer.text().contains("secret"), "{}", answer.text());
    }
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn at_the_end_what_is_asked_is_still_answered() {
    let (started, has_started) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let (started, may_go) = (Mutex::new(started), Arc::new(Mutex::new(may_go)));
    let served = Served::with("graceful", move |setup| {
        let inner = std::mem::replace(&mut setup.given.sources, Box::new(|| Err(String::new())));
        setup.given.sources = Box::new(move || {
            started.lock().unwrap().send(()).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            inner()
        });
    });
    let mut stream = served.connection();
    stream
        .write_all(b"GET /api/v1/sources HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    has_started.recv_timeout(Duration::from_secs(30)).unwrap();
    served.stop();
    // Once no more is accepted the end has begun.
    let limit = Instant::now() + Duration::from_secs(30);
    while std::net::TcpStream::connect(served.address).is_ok() {
        assert!(Instant::now() < limit, "it goes on accepting");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!served.has_ended(), "it ended before the answer");
    go.send(()).unwrap();
    let answer = read_answer(stream);
    assert_eq!(
        (answer.status, answer.json()["total"].as_u64()),
        (200, Some(1))
    );
}
