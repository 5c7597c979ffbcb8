//! Fetching: a source and a request in, a document as the server sent it or a fault out. The only code of the program that opens a socket. Knows no reader, no archive and no store.
//!
//! ```text
//! Request --admission: address, guard, gate, robots.txt--> turn of the host --client--> answer
//!     ^                                                                                  |
//!     +--- redirects: at most ten, each admitted anew, credentials left at home ---------+
//!                                                                                        |
//! RawDocument <-- validators and hash compared <-- body decoded under a limit <----------+
//! ```
//!
//! What other crates' clients leave open is closed here: a resolver alone lets literal addresses by, a decoder of theirs
//! returns the first of several gzip members, and a redirect policy of theirs takes headers along.

mod admission;
mod answer;
mod body;
mod client;
mod decoding;
mod fault;
mod fetcher;
mod guard;
mod headers;
mod memory;
mod pace;
mod redirects;
mod robots;
mod secrets;
mod settings;
mod validators;

pub use fault::FetchFault;
pub use fetcher::{Fetched, Fetcher};
pub use memory::HostMemory;
pub(crate) use secrets::{REDACTED, redact};
pub use settings::{FetchSettings, is_placeholder};
pub use validators::Validators;
