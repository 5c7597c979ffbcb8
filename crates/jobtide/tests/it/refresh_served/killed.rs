//! A refresh that is killed at any moment leaves nothing that the next one does not mend.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use feedserver::boards::{himalayas, rss_pages};
use feedserver::{Server, Site};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{configure, feeds, fresh_jobs, indexed, refresh, stored};
use crate::Workplace;

const KILLS: u32 = 10;
const SEED: u64 = 20_221_130;

#[test]
fn ten_kills_and_a_last_run_give_the_store_of_an_undisturbed_one() {
    let jobs = fresh_jobs(900);
    let site = Site::new()
        .route(rss_pages("/newest", &jobs[..450], 30))
        .route(rss_pages("/oldest", &jobs[450..], 30))
        .route(himalayas("/jobs/api", &jobs[..300]));
    let server = Server::start(site).unwrap();
    let board = format!(
        "[[source]]\nname = \"board\"\nkind = \"himalayas\"\nurl = \"{}\"\nlocal = true\n",
        server.url("/jobs/api")
    );
    let tables = feeds(&server, &[("newest", "/newest"), ("oldest", "/oldest")]) + &board;
    let undisturbed = Workplace::new("refresh-undisturbed");
    configure(&undisturbed, &tables);
    let started = Instant::now();
    refresh(&undisturbed, 0);
    let whole = started.elapsed();

    let place = Workplace::new("refresh-killed");
    configure(&place, &tables);
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut in_the_middle = 0;
    for _ in 0..KILLS {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .args(["refresh", "--all", "-q"])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(
            whole
                .mul_f64(chance.random_range(0.05..0.95))
                .max(Duration::from_millis(1)),
        );
        in_the_middle += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(
        in_the_middle >= KILLS / 2,
        "only {in_the_middle} of {KILLS} kills met a running refresh"
    );
    refresh(&place, 0);
    assert_eq!(stored(&place), stored(&undisturbed));
    assert_eq!(indexed(&place), indexed(&undisturbed));
}
