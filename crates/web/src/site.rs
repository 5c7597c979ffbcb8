//! What the hallway gives the server, and what every request shares. Knows no route.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use reportgen::site::Pages;
use workbench::{SourcesDocument, Workbench};

use crate::assets::Assets;
use crate::commits::{Commit, Commits};
use crate::door::Door;
use crate::fault::Fault;
use crate::limits::Limits;
use crate::work::Work;

/// Opens the last commit of the index; where it cannot, what is wrong and what to do.
pub type Open = Box<dyn Fn() -> Result<Workbench, String> + Send + Sync>;
/// Draws an SVG as PNG; where it cannot, what is wrong.
pub type Draw = Box<dyn Fn(&[u8]) -> Result<Vec<u8>, String> + Send + Sync>;

/// What the server may not make itself.
pub struct Given {
    /// Opens the last commit.
    pub open: Open,
    /// What tells one commit, and what is known beside it, from another; `None` where there is no index. It is asked often.
    pub mark: Box<dyn Fn() -> Option<String> + Send + Sync>,
    /// The state of the sources.
    pub sources: Box<dyn Fn() -> Result<SourcesDocument, String> + Send + Sync>,
    /// The folder of reports.
    pub reports: PathBuf,
    /// What draws charts as PNG, where the program can.
    pub png: Option<Draw>,
    /// The token that every request must show; `None` asks for none.
    pub token: Option<String>,
    /// The names under which it may be asked.
    pub hosts: Hosts,
    /// The version of the program.
    pub version: &'static str,
}

/// The names under which the server may be asked: a page elsewhere that points its own name at this machine must get nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Names beside those of this machine's loopback.
    pub names: Vec<String>,
    /// Whether any address in digits will do, since the server listens on all of them. An address is nobody's to rename.
    pub any_address: bool,
}

impl Hosts {
    /// Whether a `Host` header, with or without a port, names this server.
    #[must_use]
    pub fn allow(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        let address = name.trim_start_matches('[').trim_end_matches(']');
        match address.parse::<IpAddr>() {
            Ok(address) => address.is_loopback() || self.any_address || self.has(name),
            Err(_) => name == "localhost" || self.has(name),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => {
            match name.contains(':') && !name.starts_with('[') {
                true => host,
                false => name,
            }
        }
        _ => host,
    }
}

/// What every request shares.
pub struct Site {
    /// What the hallway gave.
    pub given: Given,
    /// The limits.
    pub limits: Limits,
    /// The templates.
    pub pages: Pages,
    /// Style, script and drawing.
    pub assets: Assets,
    /// Who may come in.
    pub door: Door,
    /// Who may work.
    pub work: Work,
    commits: Commits,
}

impl Site {
    /// Ready to answer.
    pub fn new(given: Given, limits: Limits) -> Result<Site, reportgen::Error> {
        Ok(Site {
            pages: Pages::new()?,
            assets: Assets::new(),
            door: Door::new(given.token.as_deref(), limits.wrong_tokens),
            work: Work::new(limits.clone()),
            commits: Commits::default(),
            given,
            limits,
        })
    }

    /// Asks the newest commit, off the threads that serve connections.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Site>,
        question: impl FnOnce(&Site, &Arc<Commit>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let site = Arc::clone(self);
        let question = move || question(&site, &site.commit()?);
        self.work.run(question).await
    }

    /// The newest commit, opened in this thread where nobody has.
    pub fn commit(&self) -> Result<Arc<Commit>, Fault> {
        self.commits.current(&self.given, &self.limits)
    }

    /// The commit that answered last.
    pub fn seen(&self) -> Option<Arc<Commit>> {
        self.commits.seen()
    }
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    #[test]
    fn only_own_names_and_loopback_addresses_are_hosts() {
        let hosts = Hosts {
            names: vec!["desk.example".to_owned()],
            any_address: false,
        };
        for good in [
            "localhost",
            "LOCALHOST:8080",
            "localhost.:1",
            "127.0.0.1",
            "127.9.9.9:80",
            "[::1]",
            "[::1]:8080",
            "Desk.Example:8080",
        ] {
            assert!(hosts.allow(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.0.7",
            "desk.example@evil.example",
            "localhost:80:80",
        ] {
            assert!(!hosts.allow(bad), "{bad}");
        }
        let open = Hosts {
            names: Vec::new(),
            any_address: true,
        };
        assert!(open.allow("192.168.0.7:80") && open.allow("[fe80::1]:80"));
        assert!(!open.allow("evil.example"));
    }
}
