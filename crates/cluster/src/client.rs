//! The address of a scheduler in, an engine that hands its plans to it out; what its errors mean. Knows no plan.

use std::fmt::{Display, Formatter};
use std::net::{TcpStream, ToSocketAddrs};
use std::str::FromStr;
use std::time::Duration;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::error::DataFusionError;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use lake_query::Engine;
use tokio::runtime::Runtime;

use crate::Error;
use crate::scheduler::NOBODY;

/// What stands before an address.
const SCHEME: &str = "ballista://";
/// Whether a scheduler is there is known by then.
const PATIENCE: Duration = Duration::from_secs(5);
/// Parts that a pass is cut into, of which executors take as many at once as they have cores.
const PARTS: usize = 16;

/// Where a scheduler listens, written `ballista://host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// What is no address of a scheduler.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scheduler's address (expected ballista://host:port)")]
pub struct BadAddress(String);

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Address, BadAddress> {
        let bad = || BadAddress(text.to_owned());
        let rest = text.strip_prefix(SCHEME).ok_or_else(bad)?;
        let (host, port) = rest
            .trim_end_matches('/')
            .rsplit_once(':')
            .ok_or_else(bad)?;
        let port = port.parse().map_err(|_| bad())?;
        if host.is_empty() || host.contains('/') {
            return Err(bad());
        }
        Ok(Address {
            host: host.to_owned(),
            port,
        })
    }
}

impl Display for Address {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        write!(out, "{SCHEME}{}:{}", self.host, self.port)
    }
}

impl Address {
    /// Whether anybody listens there.
    fn answers(&self) -> bool {
        let found = (self.host.as_str(), self.port).to_socket_addrs();
        let mut found = found.into_iter().flatten();
        found.any(|one| TcpStream::connect_timeout(&one, PATIENCE).is_ok())
    }

    /// Who was lost, where that is what an error means.
    ///
    /// Ballista hands its errors on as texts; where the scheduler does not answer there is nothing to read in them.
    fn lost(&self, error: &DataFusionError) -> Option<String> {
        if !self.answers() {
            return Some(format!(
                "no scheduler answers at {}:{}; start it (`jobtide cluster scheduler`) and ask again",
                self.host, self.port
            ));
        }
        let text = error.to_string().to_lowercase();
        // Before the signs of a lost connection, since a server of objects may refuse one too.
        if text.contains("object store error") {
            return Some(format!(
                "a process of the cluster at {}:{} could not read the lake's bucket; scheduler and executors each need the variables AWS_… (docs/lake.md). It says: {error}",
                self.host, self.port
            ));
        }
        if text.contains("executors were lost") {
            return Some(format!(
                "all executors of the scheduler at {}:{} were lost; start some (`jobtide cluster executor`) and ask again",
                self.host, self.port
            ));
        }
        if text.contains(NOBODY) {
            return Some(format!(
                "the scheduler at {}:{} has no executor; start some (`jobtide cluster executor`) and ask again",
                self.host, self.port
            ));
        }
        let broken = [
            "transport error",
            "broken pipe",
            "connection reset",
            "connection refused",
        ];
        let unknown = [
            "error reading a body",
            "h2 protocol error",
            "unavailable",
            "job not found",
            "stream closed without job completing",
        ];
        let is_lost = broken
            .iter()
            .chain(&unknown)
            .any(|sign| text.contains(sign));
        is_lost.then(|| {
            format!(
                "the scheduler at {}:{}, or an executor with what it had counted, was lost while it worked on this; ask again",
                self.host, self.port
            )
        })
    }
}

/// A session with a scheduler. Nothing is asked of it yet.
///
/// # Errors
/// Where no threads can be had or the session cannot be made.
pub fn connect(address: &Address) -> Result<Engine, Error> {
    let runtime = Runtime::new().map_err(Error::io(address.to_string()))?;
    let config = SessionConfig::new_with_ballista()
        .with_target_partitions(PARTS)
        .with_ballista_job_name("jobtide");
    let environment = lake_query::environment().build_arc();
    let environment = environment.map_err(session(address))?;
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .with_runtime_env(environment)
        .build();
    let url = format!("df://{}:{}", address.host, address.port);
    let context = runtime.block_on(SessionContext::remote_with_state(&url, state));
    let context = context.map_err(session(address))?;
    let watched = address.clone();
    let lost = Box::new(move |error: &DataFusionError| watched.lost(error));
    Ok(Engine::over("ballista", context, runtime, lost))
}

fn session(with: &Address) -> impl FnOnce(DataFusionError) -> Error {
    let what = with.to_string();
    move |source| Error::Session {
        what,
        source: Box::new(source),
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_read_and_written_the_same() {
        let address: Address = "ballista://10.0.0.7:50050".parse().unwrap();
        assert_eq!((address.host.as_str(), address.port), ("10.0.0.7", 50050));
        assert_eq!(address.to_string(), "ballista://10.0.0.7:50050");
        for bad in [
            "ballista://",
            "ballista://host",
            "http://host:1",
            "ballista://:1",
            "ballista://a:b",
        ] {
            let said = bad.parse::<Address>().unwrap_err().to_string();
            assert!(said.contains("ballista://host:port"), "{said}");
        }
    }
}
