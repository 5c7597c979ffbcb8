//! Why a document was not fetched. Every address in a message has gone through [`super::redact`].

/// One request that brought no document. The schedule decides from it when to try again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchFault {
    /// The client could not be built; nothing can be fetched.
    #[error("the HTTP client could not be set up: {0}")]
    Setup(String),
    /// The address or a header of the source cannot be used.
    #[error("{url}: {reason}")]
    BadRequest {
        /// The address, redacted.
        url: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The server asked for rest; nothing was sent.
    #[error("{url}: the server asked not to be called before {}; nothing was sent", moment(*until))]
    Gated {
        /// The address, redacted.
        url: String,
        /// Unix seconds before which nothing is sent.
        until: i64,
    },
    /// `robots.txt` forbids the address, or could not be had, which counts as forbidding.
    #[error("{url}: {reason}")]
    Robots {
        /// The address, redacted.
        url: String,
        /// Which line forbids it, or why the file could not be had.
        reason: String,
    },
    /// The host is this machine, a private network or another place that no public source lies in.
    #[error(
        "{url}: {reason}; where that is meant, declare the source `local = true` with this host in its address"
    )]
    Forbidden {
        /// The address, redacted.
        url: String,
        /// What sort of address it is.
        reason: String,
    },
    /// The server says that the source is gone for good (410).
    #[error("{url}: gone for good (status 410); remove the source or find its new address")]
    Gone {
        /// The address, redacted.
        url: String,
    },
    /// A status that brings no document.
    #[error("{url}: status {status}{}{}", advice(*status), retry_at.map(|at| format!("; asked to wait until {}", moment(at))).unwrap_or_default())]
    Status {
        /// The address, redacted.
        url: String,
        /// The HTTP status.
        status: u16,
        /// Unix seconds until which the server asked for rest.
        retry_at: Option<i64>,
    },
    /// 304 although nothing was named that could be unchanged.
    #[error(
        "{url}: status 304 to a request without validators; the server or a cache before it is broken"
    )]
    UnaskedNotModified {
        /// The address, redacted.
        url: String,
    },
    /// A time ran out before anything of the body came.
    #[error("{url}: {what} took longer than {seconds} s")]
    Timeout {
        /// The address, redacted.
        url: String,
        /// What took too long.
        what: &'static str,
        /// The limit in seconds.
        seconds: u64,
    },
    /// More bytes than are allowed.
    #[error("{url}: {what} over {limit} bytes; it was cut off there")]
    TooLarge {
        /// The address, redacted.
        url: String,
        /// What is too large.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// A chain of redirects without an end.
    #[error("{url}: {reason}; open it in a browser and declare the address that it ends at")]
    TooManyRedirects {
        /// The address that was asked for, redacted.
        url: String,
        /// How many, or which address came twice.
        reason: String,
    },
    /// A redirect that is not followed.
    #[error("{url}: a redirect is not followed: {reason}")]
    BadRedirect {
        /// The address that redirects, redacted.
        url: String,
        /// Why.
        reason: String,
    },
    /// A content encoding that cannot be taken off.
    #[error("{url}: {reason}")]
    BadEncoding {
        /// The address, redacted.
        url: String,
        /// Which and why.
        reason: String,
    },
    /// No connection, or one that broke before anything of the body came.
    #[error("{url}: {reason}")]
    Network {
        /// The address, redacted.
        url: String,
        /// What the network said.
        reason: String,
    },
}

impl FetchFault {
    /// Unix seconds before which the server does not want to be asked, where it said so.
    #[must_use]
    pub fn retry_at(&self) -> Option<i64> {
        match self {
            FetchFault::Gated { until, .. } => Some(*until),
            FetchFault::Status { retry_at, .. } => *retry_at,
            _ => None,
        }
    }

    /// Whether the source is gone for good.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self, FetchFault::Gone { .. })
    }
}

fn moment(unix: i64) -> String {
    jiff::Timestamp::from_second(unix).map_or_else(|_| unix.to_string(), |at| at.to_string())
}

fn advice(status: u16) -> &'static str {
    match status {
        401 => " (the server wants credentials: set `headers` of the source)",
        403 => " (refused; the site may not want programs, see its terms)",
        404 => " (not found; check the address or board of the source)",
        429 => " (too many requests; raise `every` or `gap` of the source)",
        _ => "",
    }
}
