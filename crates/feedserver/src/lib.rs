//! Scripted answers in, HTTP/1.1 on a loopback port out, with the faults that servers have. For the demo, tests and people; knows no room and no posting.
//!
//! ```
//! use feedserver::{Answer, Route, Server, Site};
//!
//! let site = Site::new()
//!     .route(Route::get("/feed").always(Answer::ok("application/rss+xml", "<rss/>").etag("\"1\"")))
//!     .route(Route::get("/busy").first(2, Answer::retry_later(429, 1)).then(Answer::ok("text/plain", "at last")));
//! let server = Server::start(site)?;
//! assert!(server.url("/feed").starts_with("http://127.0.0.1:"));
//! assert!(server.requests().is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Threads and blocking sockets: a script stays readable from its first line to its last, and nothing that is tested here shares
//! its HTTP implementation with what tests it.

mod answer;
pub mod boards;
mod encoding;
mod http_date;
mod request;
mod route;
mod server;
mod wire;

pub use answer::Answer;
pub use http_date::http_date;
pub use request::Request;
pub use route::{Beginning, Route, Site, UnfinishedRoute};
pub use server::{Recorded, Server};
