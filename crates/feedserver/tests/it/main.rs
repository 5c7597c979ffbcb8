//! What a client meets on the wire: bytes are sent and read by hand, so that no client library mends what a server broke.
#![allow(clippy::unwrap_used, missing_docs)]

mod boards;
mod faults;
mod scripts;

use std::io::{Read, Write};
use std::net::TcpStream;

use feedserver::{Route, Server, Site};

pub fn serve(route: Route) -> Server {
    Server::start(Site::new().route(route)).unwrap()
}

/// Sends a request with further header lines and gives all that comes until the server closes.
pub fn raw(server: &Server, target: &str, headers: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
        server.addr()
    );
    // A server that hangs up may do so before all was written.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    // A connection that is reset has said all that it will.
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// The same as status, head and body.
pub fn get(server: &Server, target: &str, headers: &str) -> (u16, String, Vec<u8>) {
    let answer = raw(server, target, headers);
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, answer[end + 4..].to_vec())
}
