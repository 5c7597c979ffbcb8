//! A refresh that is killed at any moment leaves nothing that the next one does not mend.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use feedserver::boards::{arbeitnow, himalayas, rss_pages};
use feedserver::{Server, Site};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{configure, feeds, fresh_jobs, indexed, refresh, stored};
use crate::Workplace;

const KILLS: usize = 10;
const SEED: u64 = 20_221_130;

#[test]
fn ten_kills_and_a_last_run_give_the_store_of_an_undisturbed_one() {
    let jobs = fresh_jobs(900);
    let site = Site::new()
        .route(rss_pages("/newest", &jobs[..300], 30))
        .route(arbeitnow("/job-board-api", &jobs[300..600], 15))
        .route(himalayas("/jobs/api", &jobs[600..]));
    let server = Server::start(site).unwrap();
    let mut tables = feeds(&server, &[("newest", "/newest")]);
    for (kind, path) in [("arbeitnow", "/job-board-api"), ("himalayas", "/jobs/api")] {
        tables += &format!(
            "[[source]]\nname = \"{kind}\"\nkind = \"{kind}\"\nurl = \"{}\"\nlocal = true\n",
            server.url(path)
        );
    }
    let undisturbed = Workplace::new("refresh-undisturbed");
    configure(&undisturbed, &tables);
    refresh(&undisturbed, 0);
    let whole = server.requests().len();
    assert_eq!(stored(&undisturbed).len(), 900);

    let place = Workplace::new("refresh-killed");
    configure(&place, &tables);
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut in_the_middle = 0;
    for _ in 0..KILLS {
        server.forget();
        let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .args(["refresh", "--all", "-q"])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // After so many answers, and then anywhere between reading, storing and asking again.
        let answers = chance.random_range(1..whole * 3 / 4);
        while server.requests().len() < answers && is_running(&mut child) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_micros(chance.random_range(0..20_000)));
        in_the_middle += usize::from(is_running(&mut child));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(
        in_the_middle > KILLS / 2,
        "only {in_the_middle} of {KILLS} kills met a running refresh"
    );
    refresh(&place, 0);
    assert_eq!(stored(&place), stored(&undisturbed));
    assert_eq!(indexed(&place), indexed(&undisturbed));
}

fn is_running(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_none()
}
