//! Which places a request may go to: addresses in, refusals out, and the resolver that asks for every name. Knows no source.
//!
//! A resolver alone is not enough, since it is not called for a literal such as `http://2130706433/`; the host of every hop
//! is judged too. Judging the host alone is not enough either, since a name may answer differently the second time.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// An address that no public source lies at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{host} is {what}")]
pub(super) struct Refused {
    /// The host or address.
    pub(super) host: String,
    /// What sort of place it is.
    pub(super) what: &'static str,
}

/// Judges the host of a URL where it is a literal; names are judged when they are resolved.
pub(super) fn judge_literal(url: &Url) -> Result<(), Refused> {
    let address = match url.host() {
        // `url` has already read 0x7f000001, 2130706433 and 127.1 as what they are.
        Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
        Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
        _ => return Ok(()),
    };
    judge(address)
}

/// Judges one address.
pub(super) fn judge(address: IpAddr) -> Result<(), Refused> {
    let what = match address {
        IpAddr::V4(v4) => kind_of_v4(v4),
        IpAddr::V6(v6) => kind_of_v6(v6),
    };
    match what {
        None => Ok(()),
        Some(what) => Err(Refused {
            host: address.to_string(),
            what,
        }),
    }
}

/// What sort of special place a v4 address is; the table of the special-purpose registry, and two metadata services.
fn kind_of_v4(v4: Ipv4Addr) -> Option<&'static str> {
    match v4.octets() {
        [0, ..] => Some("an unspecified address"),
        [127, ..] => Some("this machine"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some("in a private network"),
        [169, 254, 169, 254] | [100, 100, 100, 200] | [168, 63, 129, 16] => {
            Some("a cloud's metadata service")
        }
        [169, 254, ..] => Some("a link-local address"),
        [100, 64..=127, ..] => Some("behind a carrier's address translation"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Some("set aside for documents"),
        [198, 18..=19, ..] => Some("set aside for benchmarks"),
        [192, 0, 0, _] | [192, 88, 99, _] => Some("set aside for protocols"),
        [224..=239, ..] => Some("a multicast address"),
        [240..=255, ..] => Some("a reserved address"),
        _ => None,
    }
}

fn kind_of_v6(v6: Ipv6Addr) -> Option<&'static str> {
    let words = v6.segments();
    let v4_of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        kind_of_v4(Ipv4Addr::new(a, b, c, d))
    };
    match words {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("an unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("this machine"),
        // v4 addresses in other clothes: mapped, compatible, translated, NAT64 and 6to4.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => v4_of(high, low),
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] => Some("a cloud's metadata service"),
        [0xfc00..=0xfdff, ..] => Some("in a private network"),
        [0xfe80..=0xfebf, ..] => Some("a link-local address"),
        [0xfec0..=0xfeff, ..] => Some("in a private network"),
        [0xff00..=0xffff, ..] => Some("a multicast address"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some("set aside for documents"),
        // Teredo, ORCHID and the other protocols of 2001::/23; none of them is a server's address.
        [0x2001, 0..=0x1ff, ..] => Some("set aside for protocols"),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("a reserved address"),
    }
}

/// Looks names up, and leaves out every address that may not be reached.
pub(super) struct GuardedResolver {
    pub(super) pinned: Arc<BTreeMap<String, IpAddr>>,
    /// Off for hosts that the operator declared local.
    pub(super) guarded: bool,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let pinned = Arc::clone(&self.pinned);
        let guarded = self.guarded;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = match pinned.get(&host) {
                Some(address) => vec![SocketAddr::new(*address, 0)],
                None => tokio::net::lookup_host((host.as_str(), 0)).await?.collect(),
            };
            if !guarded {
                return Ok(Box::new(found.into_iter()) as Addrs);
            }
            let mut refused = None;
            let mut open = Vec::new();
            for address in found {
                match judge(address.ip()) {
                    Ok(()) => open.push(address),
                    Err(fault) => refused = Some(fault),
                }
            }
            match refused {
                Some(fault) if open.is_empty() => {
                    let host = format!("{host} ({})", fault.host);
                    Err(Refused { host, ..fault }.into())
                }
                _ => Ok(Box::new(open.into_iter()) as Addrs),
            }
        })
    }
}
