//! The same lake behind an S3 API that throttles: written from the store, verified, and the report that DataFusion and Ballista count from it.

use std::time::Instant;

use crate::server::Server;
use crate::{Place, reports, say};

/// Where the lake lies there.
const LAKE: &str = "s3://lakes/planted";
/// One request of so many is told to slow down.
const SLOW_EVERY: u64 = 19;

/// The place with a server, or as it is where no Python with one was named.
pub fn served(place: &mut Place) -> Option<Server> {
    let server = Server::start("the lake on an S3 API")?;
    place.endpoint = Some(format!("http://{}", server.address));
    Some(server)
}

pub fn are_read_as_files_are(place: &Place, server: &Server, address: &str, started: Instant) {
    server.faults(&serde_json::json!({ "slow_every": SLOW_EVERY }));
    place.done(&["lake", "write", LAKE, "-q"]);
    let verified = place.done(&["lake", "verify", LAKE, "--json", "-q"]);
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    assert_eq!(verified["faults"], serde_json::json!([]), "{verified}");
    say(
        started,
        &format!("a lake of {} postings at {LAKE}", verified["postings"]),
    );
    for (name, engine) in [
        ("by-datafusion-of-objects", "datafusion"),
        ("by-ballista-of-objects", address),
    ] {
        reports::is_the_same(place, name, engine, LAKE);
    }
    let counts = server.counts();
    assert!(counts["slowed"].as_u64().unwrap() > 0, "{counts}");
    say(
        started,
        &format!(
            "the same report from it by both engines; {} of {} requests were told to slow down",
            counts["slowed"], counts["requests"]
        ),
    );
}
