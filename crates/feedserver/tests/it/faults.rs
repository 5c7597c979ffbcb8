//! The faults as they stand on the wire: cut bodies, lying headers, bombs, and a host that dies and comes back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use feedserver::{Answer, Route, Server, Site};
use flate2::read::{GzDecoder, MultiGzDecoder};

use crate::{get, raw, serve};

const FEED: &str = "<rss><channel><title>Synthetic</title></channel></rss>";

fn served(answer: Answer) -> (u16, String, Vec<u8>) {
    get(&serve(Route::get("/feed").always(answer)), "/feed", "")
}

#[test]
fn a_length_is_a_promise_that_need_not_be_kept() {
    let answer = || Answer::ok("application/rss+xml; charset=windows-1252", FEED);
    let (_, head, body) = served(answer());
    assert!(
        head.contains("charset=windows-1252")
            && head.contains(&format!("content-length: {}", FEED.len())),
        "{head}"
    );
    assert_eq!(body, FEED.as_bytes());

    let (_, head, body) = served(answer().truncated_to(20));
    assert!(
        head.contains(&format!("content-length: {}", FEED.len())),
        "{head}"
    );
    assert_eq!(body, &FEED.as_bytes()[..20]);

    let (_, head, body) = served(answer().without_length());
    assert!(
        !head.contains("content-length") && !head.contains("chunked"),
        "{head}"
    );
    assert_eq!(body, FEED.as_bytes());

    let chunks = format!("{:x}\r\n{FEED}\r\n0\r\n\r\n", FEED.len());
    assert_eq!(served(answer().chunked()).2, chunks.as_bytes());
    let (_, _, body) = served(answer().chunked_cut_after(4));
    assert_eq!(body, b"4\r\n<rss\r\n");

    let (_, _, body) = served(
        answer()
            .drip(10, Duration::from_millis(1))
            .after(Duration::from_millis(1)),
    );
    assert_eq!(body, FEED.as_bytes());
}

#[test]
fn gzip_comes_in_every_form_that_servers_send() {
    let answer = || Answer::ok("application/rss+xml", FEED);
    let whole = |bytes: &[u8]| {
        let mut text = String::new();
        MultiGzDecoder::new(bytes)
            .read_to_string(&mut text)
            .map(|_| text)
    };
    assert_eq!(whole(&served(answer().gzip()).2).unwrap(), FEED);

    let (_, _, members) = served(answer().gzip_members(3));
    assert_eq!(whole(&members).unwrap(), FEED);
    let mut first = String::new();
    GzDecoder::new(&members[..])
        .read_to_string(&mut first)
        .unwrap();
    assert!(first.len() < FEED.len() && FEED.starts_with(&first));

    let (_, head, twice) = served(answer().gzip_twice());
    assert!(head.contains("content-encoding: gzip, gzip"), "{head}");
    let mut once = Vec::new();
    GzDecoder::new(&twice[..]).read_to_end(&mut once).unwrap();
    assert_eq!(whole(&once).unwrap(), FEED);

    let (_, head, lie) = served(answer().lying_gzip());
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert_eq!(lie, FEED.as_bytes());
}

#[test]
fn a_bomb_counts_what_a_client_let_through() {
    const WHOLE: u64 = 64 << 20;
    let server = serve(Route::get("/bomb").always(Answer::bomb("application/rss+xml", WHOLE)));
    assert!(raw(&server, "/bomb", "").len() < 200_000);
    assert_eq!(server.requests()[0].decoded, WHOLE);

    let huge = serve(Route::get("/bomb").always(Answer::bomb("text/xml", 64 << 30)));
    let mut stream = TcpStream::connect(huge.addr()).unwrap();
    write!(stream, "GET /bomb HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 1000]).unwrap();
    drop(stream);
    while huge.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(huge.requests()[0].decoded < 32 << 30);
}

#[test]
fn redirects_and_headers_of_any_size_go_out_as_they_are_written() {
    let (status, head, _) = served(Answer::redirect(308, "http://[::ffff:127.0.0.1]/x"));
    assert!(
        status == 308 && head.contains("\r\nlocation: http://[::ffff:127.0.0.1]/x"),
        "{head}"
    );
    let (_, head, _) = served(Answer::from("small").giant_headers(100_000));
    assert!(head.len() > 100_000);
    let (_, head, _) = served(Answer::retry_at(503, 3600));
    let date = head
        .lines()
        .find_map(|line| line.strip_prefix("retry-after: "))
        .unwrap();
    assert!(date.ends_with(" GMT"), "{date}");
}

#[test]
fn a_host_that_dies_comes_back_on_the_same_port() {
    let server = Server::start(Site::new().route(Route::get("/").always("alive".into()))).unwrap();
    assert_eq!(get(&server, "/", "").0, 200);
    server.hang_up(2);
    for _ in 0..2 {
        assert_eq!(raw(&server, "/", ""), b"");
    }
    assert_eq!(get(&server, "/", "").0, 200);
    server.die();
    assert!(TcpStream::connect(server.addr()).is_err());
    server.come_back().unwrap();
    assert_eq!(get(&server, "/", "").2, b"alive");

    let mute = serve(
        Route::get("/")
            .first(1, Answer::hang_up())
            .then("words".into()),
    );
    assert_eq!(raw(&mute, "/", ""), b"");
    assert_eq!(get(&mute, "/", "").2, b"words");
}
