//! A site in, a listening loopback port out, and a record of what was asked. Ends with the value that stands for it.

use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use crate::request::Request;
use crate::route::Site;
use crate::wire;

/// A client that says nothing for so long has forgotten its connection.
const PATIENCE: Duration = Duration::from_secs(60);

/// One request that was answered.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What was asked.
    pub request: Request,
    /// When its last byte had come.
    pub at: SystemTime,
    /// The status that was sent; 0 where the server hung up instead.
    pub status: u16,
    /// Bytes of the body that the client let the server send, as they were encoded.
    pub sent: u64,
    /// The same before a bomb was compressed; otherwise as `sent`.
    pub decoded: u64,
}

/// A server that runs until it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    addr: SocketAddr,
    site: Mutex<Site>,
    recorded: Mutex<Vec<Recorded>>,
    stopped: AtomicBool,
    hang_ups: AtomicU32,
    connections: AtomicU64,
    answers: AtomicU64,
    open: Mutex<BTreeMap<u64, TcpStream>>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where the machine has no free port.
    pub fn start(site: Site) -> io::Result<Server> {
        Server::start_at(site, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// Listens on a chosen loopback address.
    ///
    /// # Errors
    /// Where the port is taken, or the address is not the machine's own loopback: what has faults on purpose is not for a network.
    pub fn start_at(site: Site, addr: SocketAddr) -> io::Result<Server> {
        if !addr.ip().is_loopback() {
            let complaint = format!("{addr} is no loopback address; use 127.0.0.1");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, complaint));
        }
        let listener = TcpListener::bind(addr)?;
        let shared = Arc::new(Shared {
            addr: listener.local_addr()?,
            site: Mutex::new(site),
            recorded: Mutex::default(),
            stopped: AtomicBool::new(false),
            hang_ups: AtomicU32::new(0),
            connections: AtomicU64::new(0),
            answers: AtomicU64::new(0),
            open: Mutex::default(),
        });
        let accepting = accept_on(listener, Arc::clone(&shared));
        Ok(Server {
            shared,
            accepting: Mutex::new(Some(accepting)),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.shared.addr
    }

    /// `http://` and where it listens, without a closing slash.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.shared.addr)
    }

    /// The address of a path, which begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.base_url() + path
    }

    /// The requests so far, in the order in which their answers ended.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        held(&self.shared.recorded).clone()
    }

    /// How many requests there were for a path, whatever their query.
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        let recorded = held(&self.shared.recorded);
        recorded
            .iter()
            .filter(|one| one.request.path == path)
            .count()
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        held(&self.shared.recorded).clear();
    }

    /// Serves something else from the next request on.
    pub fn serve(&self, site: Site) {
        *held(&self.shared.site) = site;
    }

    /// Accepts the next so many connections and closes them without a word; connections that are open are closed at once.
    pub fn hang_up(&self, connections: u32) {
        self.shared.hang_ups.store(connections, Ordering::SeqCst);
        self.shared.close_open();
    }

    /// Dies: the port refuses connections until [`Server::come_back`].
    pub fn die(&self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        let accepting = held(&self.accepting).take();
        if let Some(thread) = accepting {
            // Accepting blocks; a last connection of our own wakes it, and it sees that it is to end.
            let _ = TcpStream::connect(self.shared.addr);
            let _ = thread.join();
        }
        self.shared.close_open();
    }

    /// Listens on the same port again.
    ///
    /// # Errors
    /// Where another program took the port in the meantime.
    pub fn come_back(&self) -> io::Result<()> {
        let mut accepting = held(&self.accepting);
        if accepting.is_none() {
            let listener = TcpListener::bind(self.shared.addr)?;
            self.shared.stopped.store(false, Ordering::SeqCst);
            *accepting = Some(accept_on(listener, Arc::clone(&self.shared)));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.die();
    }
}

impl Shared {
    fn close_open(&self) {
        for stream in held(&self.open).values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Answers the requests of one connection until it ends.
    fn converse(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        let mut writer = BufWriter::new(stream);
        while let Some(request) = wire::read_request(&mut reader)? {
            let at = SystemTime::now();
            let site = held(&self.site).clone();
            let (request, answer) = site.answer(request);
            let number = self.answers.fetch_add(1, Ordering::Relaxed);
            let delivery = wire::write_answer(&mut writer, &request, &answer, number);
            let last = !delivery.goes_on || request.header("connection") == Some("close");
            held(&self.recorded).push(Recorded {
                request,
                at,
                status: delivery.status,
                sent: delivery.sent,
                decoded: delivery.decoded,
            });
            if last {
                break;
            }
        }
        Ok(())
    }
}

fn accept_on(listener: TcpListener, shared: Arc<Shared>) -> JoinHandle<()> {
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            if shared.stopped.load(Ordering::SeqCst) {
                break;
            }
            let dying = shared
                .hang_ups
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                });
            if dying.is_ok() {
                continue;
            }
            let Ok(own) = stream.try_clone() else {
                continue;
            };
            let number = shared.connections.fetch_add(1, Ordering::Relaxed);
            held(&shared.open).insert(number, own);
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                // A client that breaks off is what clients do.
                let _ = shared.converse(&stream);
                let _ = stream.shutdown(Shutdown::Both);
                held(&shared.open).remove(&number);
            });
        }
    })
}

/// A script that panicked must not end the server: its thread is gone, the value is whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
