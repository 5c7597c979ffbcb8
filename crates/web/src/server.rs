//! A socket in, connections served until somebody wants an end out: so many, so long, so slow. Knows no route but the router.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::limits::Limits;
use crate::routes;
use crate::site::{Given, Site};

/// Bytes of the head of a request. Longer ones are answered with 431 before anything of ours reads them.
const HEAD_BYTES: usize = 32 * 1024;
/// How often the wish for an end is looked at.
const TICK: Duration = Duration::from_millis(50);
/// The pause after a connection that could not be accepted: mostly all files are in use, and at once is too early.
const PAUSE: Duration = Duration::from_millis(100);

/// Why nothing was served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The threads could not be started, or the socket not be used.
    #[error("cannot serve: {0}")]
    Io(#[from] std::io::Error),
    /// A template does not parse.
    #[error("a page cannot be written: {0}")]
    Pages(#[from] reportgen::Error),
}

/// Serves until `stop` is set; requests in flight are let finish, as long as `limits.stopping` allows.
///
/// # Errors
/// Where the threads cannot be started or the socket cannot be used.
pub fn serve(
    listener: TcpListener,
    given: Given,
    limits: Limits,
    stop: &AtomicBool,
) -> Result<(), Error> {
    let site = Arc::new(Site::new(given, limits.clone())?);
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let served = runtime.block_on(connections(listener, site, &limits, stop));
    // A question that nobody waits for any more may still run; the process does not wait for it either.
    runtime.shutdown_background();
    served
}

async fn connections(
    listener: TcpListener,
    site: Arc<Site>,
    limits: &Limits,
    stop: &AtomicBool,
) -> Result<(), Error> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let router = routes::router(site);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES);
    loop {
        // No place, no accepting: those who come wait in the system's queue.
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = wanted(stop) => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!("a connection was not accepted: {error}");
                sleep(PAUSE).await;
                continue;
            }
        };
        // A small answer shall not wait for a second one to go with it.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!("a connection broke off: {error}");
            }
        });
    }
    drop(listener);
    if timeout(limits.stopping, graceful.shutdown()).await.is_err() {
        tracing::warn!("stopped before every request was answered");
    }
    Ok(())
}

async fn wanted(stop: &AtomicBool) {
    while !stop.load(Ordering::SeqCst) {
        sleep(TICK).await;
    }
}
