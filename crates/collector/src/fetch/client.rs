//! The HTTP client: settings in, answers out, with limits on time and headers. Knows no source and follows nothing.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, Response};
use tokio::time::Instant;
use url::Url;

use super::guard::{GuardedResolver, Refused, judge};
use super::settings::FetchSettings;

/// Two clients that differ in what their resolvers allow; a connection of one is never used by the other.
pub(super) struct Clients {
    public: Client,
    local: Client,
}

/// Where one request may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Public addresses only.
    Public,
    /// This machine and private networks too, since the operator declared this host.
    Local,
}

/// One request, ready to be sent.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) url: &'a Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<String>,
    pub(super) reach: Reach,
}

/// Why no headers came. Messages hold no address.
#[derive(Debug)]
pub(super) enum SendFault {
    Refused(Refused),
    Timeout(&'static str, Duration),
    HeadersTooLarge,
    Network(String),
}

impl Clients {
    pub(super) fn new(settings: &FetchSettings) -> Result<Clients, String> {
        let tls = tls()?;
        let pinned = Arc::new(settings.pinned.clone());
        let client = |guarded| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(GuardedResolver {
                    pinned: Arc::clone(&pinned),
                    guarded,
                })
                .user_agent(&settings.user_agent)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                // A proxy would resolve names itself, out of the guard's sight.
                .no_proxy()
                .referer(false)
                .connect_timeout(settings.connect_timeout)
                .pool_idle_timeout(Duration::from_secs(30))
                .pool_max_idle_per_host(1)
                .http1_max_headers(settings.max_headers)
                .http1_ignore_invalid_headers_in_responses(true)
                .http2_max_header_list_size(
                    u32::try_from(settings.max_header_bytes).unwrap_or(u32::MAX),
                )
                .build()
                .map_err(|fault| chain(&fault))
        };
        Ok(Clients {
            public: client(true)?,
            local: client(false)?,
        })
    }

    /// Sends one request and waits for its headers.
    pub(super) async fn send(
        &self,
        ask: Ask<'_>,
        settings: &FetchSettings,
        deadline: Instant,
    ) -> Result<Response, SendFault> {
        let client = match ask.reach {
            Reach::Public => &self.public,
            Reach::Local => &self.local,
        };
        let mut request = client
            .request(ask.method, ask.url.clone())
            .headers(ask.headers);
        if let Some(body) = ask.body {
            request = request.body(body);
        }
        let wait = settings.connect_timeout + settings.idle_timeout;
        let until = deadline.min(Instant::now() + wait);
        let response = match tokio::time::timeout_at(until, request.send()).await {
            Err(_) => return Err(SendFault::Timeout("waiting for an answer", wait)),
            Ok(Err(fault)) => return Err(sort(fault, settings)),
            Ok(Ok(response)) => response,
        };
        if ask.reach == Reach::Public
            && let Some(peer) = response.remote_addr()
        {
            judge(peer.ip()).map_err(SendFault::Refused)?;
        }
        let headers = response.headers();
        let size: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if size > settings.max_header_bytes || headers.len() > settings.max_headers {
            return Err(SendFault::HeadersTooLarge);
        }
        Ok(response)
    }
}

/// TLS by rustls and ring with Mozilla's roots compiled in: a bare machine has neither OpenSSL nor certificates.
fn tls() -> Result<rustls::ClientConfig, String> {
    let roots = rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|fault| fault.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

fn sort(fault: reqwest::Error, settings: &FetchSettings) -> SendFault {
    let fault = fault.without_url();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return SendFault::Refused(refused.clone());
        }
        cause = inner.source();
    }
    let said = chain(&fault);
    if said.contains("head is too large") || said.contains("too many headers") {
        return SendFault::HeadersTooLarge;
    }
    if fault.is_timeout() {
        return SendFault::Timeout("connecting", settings.connect_timeout);
    }
    SendFault::Network(said)
}

/// A fault with its causes, each said once.
pub(super) fn chain(fault: &dyn std::error::Error) -> String {
    let mut said = fault.to_string();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        let own = inner.to_string();
        if !said.contains(&own) {
            said.push_str(": ");
            said.push_str(&own);
        }
        cause = inner.source();
    }
    said
}
