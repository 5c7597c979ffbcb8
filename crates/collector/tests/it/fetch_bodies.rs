//! Bodies that are packed, cut, endless or not what their headers say; each is read whole, kept in part, or refused by name.

use std::io::Write;
use std::time::Duration;

use collector::{FetchFault, Fetched};
use feedserver::{Answer, Route, Server, Site};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::fetch::{FEED, RSS, fetch, fetcher, noted, once, quick, serve, source};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn packed(encoding: &str, body: Vec<u8>) -> Answer {
    Answer::ok(RSS, body).header("Content-Encoding", encoding)
}

fn one(answer: Answer) -> (Server, Result<Fetched, FetchFault>) {
    let server = serve([Route::get("/feed").always(answer)]);
    let fetched = once(&server, "/feed");
    (server, fetched)
}

fn mebibytes(count: usize) -> Vec<u8> {
    // Not compressible to nothing, so that packed pieces come in several reads.
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b'a' + (state >> 24) as u8 % 20
    };
    (0..count << 20).map(|_| next()).collect()
}

#[test]
fn every_honest_encoding_comes_off() {
    let plain = FEED.as_bytes();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(plain).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(plain).unwrap();
    let mut members = gzip(&plain[..10]);
    members.extend(gzip(&plain[10..20]));
    members.extend(gzip(&plain[20..]));
    let mut padded = gzip(plain);
    padded.extend([0; 300]);
    let mut followed = gzip(plain);
    followed.extend(b"<!-- served by cache -->");
    let cases = [
        ("gzip", "gzip", gzip(plain)),
        ("x-gzip", "X-GZIP", gzip(plain)),
        ("members one after the other", "gzip", members),
        ("zeros behind the last member", "gzip", padded),
        ("junk behind the last member", "gzip", followed),
        ("twice", "gzip, gzip", gzip(&gzip(plain))),
        ("zlib", "deflate", zlib.finish().unwrap()),
        ("raw deflate", "deflate", raw.finish().unwrap()),
        ("none", "identity", plain.to_vec()),
    ];
    for (name, encoding, body) in cases {
        let (server, fetched) = one(packed(encoding, body));
        let document = fetched.unwrap().document;
        assert_eq!(document.body, plain, "{name}");
        assert_eq!(document.cut, None, "{name}");
        assert_eq!(
            noted(&server, 1)[0].request.header("accept-encoding"),
            Some("gzip")
        );
    }
}

#[test]
fn members_that_end_anywhere_in_a_packet_are_all_read() {
    let body = mebibytes(1);
    let packed_whole: Vec<u8> = body.chunks(50_000).flat_map(gzip).collect();
    let answer = packed("gzip", packed_whole).drip(9_973, Duration::from_micros(100));
    assert_eq!(one(answer).1.unwrap().document.body, body);
}

#[test]
fn a_lying_encoding_does_no_harm() {
    let plain = FEED.as_bytes();
    let cases = [
        ("gzip stated, body plain", packed("gzip", plain.to_vec())),
        (
            "gzip twice stated, packed once",
            packed("gzip, gzip", gzip(plain)),
        ),
        (
            "gzip stated, packed twice",
            packed("gzip", gzip(&gzip(plain))),
        ),
        (
            "deflate stated, body plain",
            packed("deflate", plain.to_vec()),
        ),
        ("deflate stated, body gzip", packed("deflate", gzip(plain))),
        (
            "nothing stated, body gzip",
            Answer::ok("application/xml", gzip(plain)),
        ),
        (
            "a charset in the wrong header",
            packed("UTF-8", plain.to_vec()),
        ),
    ];
    for (name, answer) in cases {
        let (server, fetched) = one(answer);
        assert_eq!(fetched.unwrap().document.body, plain, "{name}");
        assert_eq!(
            noted(&server, 1).len(),
            1,
            "{name}: no second request is needed"
        );
    }
}

#[test]
fn a_damaged_encoding_is_asked_for_once_more_without_any() {
    let mut broken = gzip(&mebibytes(1));
    let middle = broken.len() / 2;
    broken[middle..middle + 40].fill(0xff);
    let server =
        serve([
            Route::get("/feed").with(move |request| match request.header("accept-encoding") {
                Some("identity") => Answer::ok(RSS, FEED),
                _ => packed("gzip", broken.clone()),
            }),
        ]);
    let fetched = once(&server, "/feed").unwrap();
    assert_eq!(fetched.document.body, FEED.as_bytes());
    assert_eq!(fetched.document.cut, None);
    assert_eq!(noted(&server, 2).len(), 2);
}

#[test]
fn what_came_before_the_damage_is_kept() {
    let body = mebibytes(1);
    let whole = gzip(&body);
    let (server, fetched) = one(packed("gzip", whole[..whole.len() / 2].to_vec()));
    let fetched = fetched.unwrap();
    let kept = &fetched.document.body;
    assert!(kept.len() > body.len() / 4, "{}", kept.len());
    assert!(body.starts_with(kept));
    assert!(
        fetched
            .document
            .cut
            .unwrap()
            .contains("damaged or ends too soon")
    );
    assert_eq!(fetched.validators, None, "half a document has no version");
    assert_eq!(
        noted(&server, 2).len(),
        2,
        "asked once more, and no third time"
    );
}

#[test]
fn an_encoding_that_was_not_asked_for_is_named() {
    for encoding in ["br", "zstd", "gzip, br", "rot13"] {
        let fault = one(packed(encoding, FEED.into())).1.unwrap_err();
        let said = fault.to_string();
        assert!(matches!(fault, FetchFault::BadEncoding { .. }), "{said}");
        assert!(
            said.contains(encoding.trim_start_matches("gzip, ")),
            "{said}"
        );
    }
    let fault = one(packed("gzip, gzip, gzip, gzip", FEED.into()))
        .1
        .unwrap_err();
    assert!(fault.to_string().contains("4 content encodings"), "{fault}");
}

#[test]
fn a_bomb_ends_early() {
    let (server, fetched) = one(Answer::bomb(RSS, 2 << 30));
    let fault = fetched.unwrap_err();
    assert!(matches!(fault, FetchFault::TooLarge { .. }), "{fault}");
    let noted = &noted(&server, 1)[0];
    // Twenty mebibytes are allowed; what lies beyond them was on its way in the sockets' buffers.
    assert!(noted.decoded < 1 << 30, "{}", noted.decoded);
}

#[test]
fn a_bomb_in_a_bomb_ends_early() {
    let mut outer = GzEncoder::new(Vec::new(), Compression::fast());
    let inner = gzip(&vec![0; 8 << 20]);
    for _ in 0..40 {
        outer.write_all(&inner).unwrap();
    }
    // The junk of the inner layer counts, though nothing of it comes out.
    let mut quiet = GzEncoder::new(Vec::new(), Compression::fast());
    quiet.write_all(&gzip(FEED.as_bytes())).unwrap();
    quiet.write_all(&vec![0; 32 << 20]).unwrap();
    for body in [outer.finish().unwrap(), quiet.finish().unwrap()] {
        let fault = one(packed("gzip, gzip", body)).1.unwrap_err();
        assert!(matches!(fault, FetchFault::TooLarge { .. }), "{fault}");
    }
}

#[test]
fn a_body_over_the_limit_is_refused_and_one_at_the_limit_is_not() {
    let mut settings = quick();
    settings.max_body = 1 << 20;
    let fetcher = fetcher(settings);
    let mut over = mebibytes(1);
    let exact = over.clone();
    over.push(b'x');
    let server = serve([
        Route::get("/exact").always(Answer::ok(RSS, exact)),
        Route::get("/stated").always(Answer::ok(RSS, over.clone())),
        Route::get("/chunked").always(Answer::ok(RSS, over).chunked()),
    ]);
    let get = |path: &str| fetch(&fetcher, &source(&server.url(path)), &server.url(path));
    assert_eq!(get("/exact").unwrap().document.body.len(), 1 << 20);
    for path in ["/stated", "/chunked"] {
        let fault = get(path).unwrap_err();
        assert!(
            matches!(
                fault,
                FetchFault::TooLarge {
                    limit: 1_048_576,
                    ..
                }
            ),
            "{fault}"
        );
    }
}

#[test]
fn a_short_body_is_kept_and_marked() {
    let body = mebibytes(1);
    let answers = [
        Answer::ok(RSS, body.clone()).truncated_to(400_000),
        Answer::ok(RSS, body.clone()).chunked_cut_after(400_000),
        packed("gzip", gzip(&body)).truncated_to(300_000),
    ];
    for answer in answers {
        let (server, fetched) = one(answer.etag("\"1\""));
        let fetched = fetched.unwrap();
        assert!(fetched.document.body.len() >= 290_000);
        assert!(body.starts_with(&fetched.document.body));
        assert!(
            fetched
                .document
                .cut
                .unwrap()
                .contains("the connection broke after")
        );
        assert_eq!(fetched.validators, None);
        assert!(!fetched.unchanged);
        assert_eq!(noted(&server, 1).len(), 1);
    }
    let nothing = one(Answer::ok(RSS, FEED).truncated_to(0)).1.unwrap_err();
    assert!(matches!(nothing, FetchFault::Network { .. }), "{nothing}");
    let unstated = one(Answer::ok(RSS, FEED).without_length()).1.unwrap();
    assert_eq!(unstated.document.cut, None);
}

#[test]
fn silence_and_drips_end() {
    let mut settings = quick();
    settings.connect_timeout = Duration::from_millis(300);
    settings.idle_timeout = Duration::from_millis(300);
    settings.total_timeout = Duration::from_millis(900);
    let fetcher = fetcher(settings);
    let long = Duration::from_secs(30);
    let server = serve([
        Route::get("/mute").always(Answer::ok(RSS, FEED).after(long)),
        Route::get("/stalls").always(Answer::ok(RSS, FEED).drip(20, long)),
        Route::get("/drips")
            .always(Answer::ok(RSS, FEED.repeat(100)).drip(1, Duration::from_millis(20))),
    ]);
    let get = |path: &str| fetch(&fetcher, &source(&server.url(path)), &server.url(path));
    assert!(matches!(get("/mute"), Err(FetchFault::Timeout { .. })));
    for path in ["/stalls", "/drips"] {
        let fetched = get(path).unwrap();
        let kept = fetched.document.body.len();
        assert!(kept > 0 && kept < FEED.len() * 100, "{path}: {kept}");
        assert!(
            fetched
                .document
                .cut
                .unwrap()
                .starts_with("not whole within")
        );
    }
}

#[test]
fn headers_have_limits() {
    let many = (0..500).fold(Answer::ok(RSS, FEED), |answer, at| {
        answer.header(&format!("X-{at}"), "1")
    });
    let answers = [
        Answer::ok(RSS, FEED).giant_headers(500_000),
        Answer::ok(RSS, FEED).giant_headers(80_000),
        many,
    ];
    for answer in answers {
        let fault = one(answer).1.unwrap_err();
        assert!(matches!(fault, FetchFault::TooLarge { .. }), "{fault}");
        assert!(
            fault.to_string().contains("the headers are over"),
            "{fault}"
        );
    }
    let some = one(Answer::ok(RSS, FEED).giant_headers(20_000)).1;
    assert_eq!(some.unwrap().document.body, FEED.as_bytes());
}

#[test]
fn a_gzipped_feed_from_a_disk_is_unpacked() {
    let Some(path) = testkit::shared_data("feeds/nasty/47_gzip_body.xml.gz", "gzipped feed") else {
        return;
    };
    let server = Server::start(
        Site::new().route(
            Route::get("/feed.xml.gz")
                .always(Answer::ok("application/gzip", std::fs::read(path).unwrap())),
        ),
    );
    let fetched = once(&server.unwrap(), "/feed.xml.gz").unwrap();
    assert!(String::from_utf8_lossy(&fetched.document.body).contains("<item>"));
}
