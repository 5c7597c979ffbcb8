//! What cannot be done is said with the place, the cause and what to do, and writes nothing.

use serde_json::json;

use crate::{LAKE, MANIFEST, Workplace, ended, importing};

fn said(place: &Workplace, status: i32, lake: &str, set: &[(&str, &str)]) -> String {
    let words = importing("one.jsonl", lake);
    let mut command = place.command(&words);
    command.envs(set.iter().copied());
    let output = ended(status, &words, command.output().unwrap());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn each_refusal_says_what_to_do() {
    let Some(place) = Workplace::new("refused") else {
        return;
    };
    let http = said(&place, 2, LAKE, &[("AWS_ALLOW_HTTP", "")]);
    assert!(http.contains("AWS_ALLOW_HTTP=true"), "{http}");
    let name = said(&place, 2, "s3://", &[]);
    assert!(name.contains("s3://bucket/prefix"), "{name}");
    let bucket = said(&place, 1, "s3://nowhere/lake", &[]);
    assert!(
        bucket.contains("s3://nowhere/lake") && bucket.contains("no such bucket"),
        "{bucket}"
    );
    let patience = ("JOBTIDE_S3_PATIENCE", "1");
    let closed = ("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let nobody = said(&place, 1, LAKE, &[patience, closed]);
    assert!(
        nobody.contains("no answer") && nobody.contains("AWS_ENDPOINT_URL"),
        "{nobody}"
    );
    place.server.faults(&json!({"slow_every": 1}));
    let slow = said(&place, 1, LAKE, &[patience]);
    assert!(
        slow.contains("throttled") && slow.contains("SlowDown"),
        "{slow}"
    );
    place.server.faults(&json!({}));
    let none =
        String::from_utf8(place.run(1, &["lake", "verify", "s3://lakes/none"]).stderr).unwrap();
    assert!(
        none.contains("s3://lakes/none: there is no lake here"),
        "{none}"
    );
}

#[test]
fn a_server_that_heeds_no_condition_is_not_written_to() {
    let Some(place) = Workplace::new("unheeding") else {
        return;
    };
    place.server.faults(&json!({"unheeding": true}));
    let said = said(&place, 1, LAKE, &[]);
    assert!(said.contains("does not heed If-Match"), "{said}");
    assert_eq!(place.server.get(MANIFEST), b"");
    let listing = String::from_utf8(place.server.get("/lakes?list-type=2")).unwrap();
    assert!(!listing.contains("<Key>"), "{listing}");
}
