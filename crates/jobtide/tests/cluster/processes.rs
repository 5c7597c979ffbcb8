//! The processes of a cluster on free ports: started, killed by their own handles, started again.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use crate::Place;

/// A part of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Scheduler,
    FirstExecutor,
    SecondExecutor,
}

impl Part {
    const ALL: [Part; 3] = [Part::Scheduler, Part::FirstExecutor, Part::SecondExecutor];
}

pub struct Cluster {
    pub address: String,
    /// By part: the port that it listens on, and for executors the one beside it.
    ports: [[u16; 2]; 3],
    running: [Option<Child>; 3],
}

/// A port that nobody listened on just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Cluster {
    pub fn start(place: &Place) -> Cluster {
        let ports = [(); 3].map(|()| [free_port(), free_port()]);
        let mut cluster = Cluster {
            address: format!("ballista://127.0.0.1:{}", ports[0][0]),
            ports,
            running: [None, None, None],
        };
        for part in Part::ALL {
            cluster.restart(place, part);
        }
        cluster
    }

    /// Starts a part that does not run, and waits until it listens.
    pub fn restart(&mut self, place: &Place, part: Part) {
        let [port, grpc] = self.ports[part as usize];
        let (listen, work) = (format!("127.0.0.1:{port}"), format!("work-{port}"));
        let (port_word, grpc_word) = (port.to_string(), grpc.to_string());
        let words = match part {
            Part::Scheduler => vec![
                "cluster",
                "scheduler",
                "--listen",
                &listen,
                "--timeout-seconds",
                "6",
                "--grace-seconds",
                "5",
            ],
            Part::FirstExecutor | Part::SecondExecutor => vec![
                "cluster",
                "executor",
                "--scheduler",
                &self.address,
                "--port",
                &port_word,
                "--grpc-port",
                &grpc_word,
                "--cores",
                "1",
                "--work",
                &work,
                "--heartbeat-seconds",
                "1",
            ],
        };
        let mut command = place.command(&words);
        let log = place.path().join(format!("{part:?}.log"));
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.running[part as usize] = Some(child.unwrap());
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let child = self.running[part as usize].as_mut().unwrap();
            assert!(
                child.try_wait().unwrap().is_none(),
                "{part:?} ended: see its log"
            );
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{part:?} does not listen"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// SIGKILL, without a word to anybody.
    pub fn kill(&mut self, part: Part) {
        let mut child = self.running[part as usize].take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for child in self.running.iter_mut().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Runs a command to its end and does something after a while, when it must still be at work.
pub fn while_running(place: &Place, words: &[&str], after: Duration, act: impl FnOnce()) -> Output {
    let mut command = place.command(words);
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::thread::sleep(after);
    assert!(
        child.try_wait().unwrap().is_none(),
        "the query ended before anybody was killed"
    );
    act();
    child.wait_with_output().unwrap()
}
