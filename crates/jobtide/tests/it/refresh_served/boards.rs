//! Every source of the planted site in one run: boards are read to their last page, faults stay with the source that has them.

use std::fmt::Write;

use feedserver::Server;
use testkit::Ends;

use super::{configure, indexed, now, poll, refresh, stored};
use crate::Workplace;

#[test]
fn boards_are_read_whole_and_faults_are_named_one_by_one() {
    let place = Workplace::new("refresh-planted");
    let (site, sources) = testkit::planted_site(now() - 3_600);
    let server = Server::start(site).unwrap();
    configure(
        &place,
        &testkit::source_tables(&server.base_url(), &sources),
    );
    let summary = refresh(&place, 3);
    let mut wrong = String::new();
    for source in &sources {
        let poll = poll(&summary, source.name);
        let end = poll["end"].as_str().unwrap();
        let named = |list: &str| {
            let reason = summary[list][source.name].as_str();
            reason.is_some_and(|reason| !reason.is_empty())
        };
        let as_planned = match source.ends {
            Ends::Complete => end == "complete",
            Ends::Partial => end == "partial" && named("partial"),
            Ends::Failed => end == "failed" && named("failed"),
        };
        if !as_planned || poll["unique"] != source.postings {
            let _ = writeln!(
                wrong,
                "{}: planned {} {:?}: {poll}",
                source.name, source.postings, source.ends
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    // What stands in several feeds is one posting; the index has what the store has.
    assert_eq!(indexed(&place), stored(&place).len() as u64);
    let bomb = server
        .requests()
        .into_iter()
        .find(|one| one.request.path == "/faults/bomb");
    assert!(
        bomb.is_some_and(|bomb| bomb.decoded < 1 << 30),
        "a bomb must end early"
    );
}
