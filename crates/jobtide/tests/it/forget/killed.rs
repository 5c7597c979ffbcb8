//! A `forget` that is killed at any moment is finished by the next one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use feedserver::boards::greenhouse;
use feedserver::{Server, Site};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    WORD, assert_gone, board_jobs, configure, forget, import, key_of, refresh, row, total,
    write_archive,
};
use crate::Workplace;

const KILLS: usize = 8;
const SEED: u64 = 20_260_101;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn killed_at_any_moment_it_is_finished_by_the_same_command() {
    let place = Workplace::new("forget-killed");
    let all = board_jobs();
    let server = Server::start(Site::new().route(greenhouse("/board", &all))).unwrap();
    configure(&place, &server);
    refresh(&place);
    let rows: Vec<String> = (0..2_000)
        .map(|at| {
            row(
                &format!("{at:05}"),
                "2024-05-01",
                if at % 4 == 0 { "Acme" } else { "Beta" },
                if at % 4 == 0 { WORD } else { "b" },
            )
        })
        .collect();
    write_archive(&place, &rows);
    import(&place);
    let data = place.path().join("data");
    let whole = place.path().join("whole");
    copy(&data, &whole);
    let key = key_of(&all);
    let run = |what: &str| {
        Command::new(env!("CARGO_BIN_EXE_jobtide"))
            .args(["forget", what, "--yes", "-q"])
            .current_dir(place.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let began = Instant::now();
    assert!(run("Acme").wait().unwrap().success());
    let length = u64::try_from(began.elapsed().as_micros()).unwrap();
    let undisturbed = total(&place, "is:any");
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut in_the_middle = 0;
    for _ in 0..KILLS {
        fs::remove_dir_all(&data).unwrap();
        copy(&whole, &data);
        for what in ["Acme", &key] {
            let mut child = run(what);
            std::thread::sleep(Duration::from_micros(
                chance.random_range(length / 8..length),
            ));
            in_the_middle += usize::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        for what in ["Acme", &key] {
            forget(&place, 0, what, &["--yes"]);
        }
        assert_gone(&place, &[WORD, "Acme"]);
        assert_eq!(total(&place, "is:any"), undisturbed - 1);
        assert_eq!(total(&place, "organisation:Beta is:any"), 1_500);
    }
    assert!(
        in_the_middle > KILLS / 2,
        "only {in_the_middle} kills met a running forget"
    );
}
