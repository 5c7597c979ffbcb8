//! Content encodings taken off while the bytes come in: pieces in, the plain body out, and never more of it than is allowed. Knows no socket.
//!
//! Each layer looks at its first bytes before it believes what the header says of it, so that a plain body under a lying
//! `Content-Encoding: gzip` and a gzipped one under none both come out as what they are.

use std::io::{self, Write};

use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// More layers than this are an attack.
const MOST_LAYERS: usize = 3;

/// Why decoding stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DecodeFault {
    /// More bytes than are allowed came out of a layer.
    TooLarge,
    /// A layer is damaged or ends too soon; what came before is kept.
    Broken(String),
}

/// Takes the layers off one body.
pub(super) struct Decoder {
    layers: Vec<Layer>,
    limit: usize,
    body: Vec<u8>,
}

impl Decoder {
    /// For a body with these `Content-Encoding` headers. An error names the encoding that cannot be taken off.
    pub(super) fn new(encodings: &[String], limit: usize) -> Result<Decoder, String> {
        let mut layers = Vec::new();
        let names = encodings.iter().flat_map(|header| header.split(','));
        for name in names.map(|name| name.trim().to_ascii_lowercase()) {
            match name.as_str() {
                "gzip" | "x-gzip" => layers.push(Layer::unseen(Declared::Gzip, limit)),
                "deflate" => layers.push(Layer::unseen(Declared::Deflate, limit)),
                // The latter are charsets and transfer encodings in the wrong header; they change no byte.
                "" | "identity" | "none" | "utf-8" | "utf8" | "iso-8859-1" | "binary" | "8bit" => {}
                "br" | "zstd" | "compress" | "x-compress" | "dcb" | "dcz" => {
                    return Err(format!(
                        "the body is encoded with `{name}`, which was not asked for and is not read"
                    ));
                }
                _ => {
                    let name: String = name.chars().take(40).collect();
                    return Err(format!("unknown content encoding `{name}`"));
                }
            }
        }
        if layers.len() > MOST_LAYERS {
            return Err(format!(
                "{} content encodings over one another; at most {MOST_LAYERS} are taken off",
                layers.len()
            ));
        }
        // The encoding applied last is named last, and comes off first.
        layers.reverse();
        layers.push(Layer::unseen(Declared::Nothing, limit));
        Ok(Decoder {
            layers,
            limit,
            body: Vec::new(),
        })
    }

    /// Takes the next piece.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), DecodeFault> {
        self.pour(0, piece.to_vec())
    }

    /// Ends the body: what layers still hold comes out, and one that is not whole is a fault.
    pub(super) fn finish(&mut self) -> Result<(), DecodeFault> {
        let mut first = Ok(());
        for at in 0..self.layers.len() {
            let (rest, fault) = self.layers[at].finish();
            let poured = self.pour(at + 1, rest);
            first = first.and(fault.map_or(Ok(()), Err)).and(poured);
        }
        first
    }

    /// What came out so far.
    pub(super) fn body(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.body)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    fn pour(&mut self, from: usize, mut bytes: Vec<u8>) -> Result<(), DecodeFault> {
        let mut first = Ok(());
        for layer in &mut self.layers[from..] {
            let (out, fault) = layer.push(bytes);
            bytes = out;
            // What came out before the fault still goes down, so that it can be salvaged.
            first = first.and(fault.map_or(Ok(()), Err));
        }
        let room = self.limit - self.body.len();
        self.body.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room {
            return Err(DecodeFault::TooLarge);
        }
        first
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Declared {
    Gzip,
    Deflate,
    /// Nothing is declared; a gzipped file served as it lies on the disk is unpacked all the same, since no reader wants it packed.
    Nothing,
}

struct Layer {
    state: State,
    limit: usize,
}

enum State {
    /// Too few bytes to tell.
    Unseen(Declared, Vec<u8>),
    Plain,
    Gzip(Box<GzDecoder<Capped>>),
    Zlib(Box<ZlibDecoder<Capped>>),
    Deflate(Box<DeflateDecoder<Capped>>),
    /// Whole; what follows is padding or junk that no decoder has a use for.
    Over,
}

impl Layer {
    fn unseen(declared: Declared, limit: usize) -> Layer {
        Layer {
            state: State::Unseen(declared, Vec::new()),
            limit,
        }
    }

    fn push(&mut self, bytes: Vec<u8>) -> (Vec<u8>, Option<DecodeFault>) {
        let bytes = match &mut self.state {
            State::Unseen(declared, held) => {
                held.extend_from_slice(&bytes);
                if held.len() < 3 {
                    return (Vec::new(), None);
                }
                let held = std::mem::take(held);
                self.state = State::of(*declared, &held, self.limit);
                held
            }
            _ => bytes,
        };
        let result = match &mut self.state {
            State::Unseen(..) | State::Plain => return (bytes, None),
            State::Over => return (Vec::new(), None),
            State::Gzip(_) => return self.gunzip(&bytes),
            State::Zlib(decoder) => decoder.write_all(&bytes),
            State::Deflate(decoder) => decoder.write_all(&bytes),
        };
        match result {
            // A finished deflate stream takes no more bytes; behind it there can be only junk.
            Err(fault) if fault.kind() == io::ErrorKind::WriteZero => self.close(),
            Err(fault) => self.abandon(&fault),
            Ok(()) => (self.drain(), None),
        }
    }

    /// Ends a damaged layer: what was decoded before the damage comes out.
    fn abandon(&mut self, fault: &io::Error) -> (Vec<u8>, Option<DecodeFault>) {
        let fault = read(fault);
        if fault == DecodeFault::TooLarge {
            return (self.drain(), Some(fault));
        }
        let (out, _) = self.close();
        (out, Some(fault))
    }

    /// As many members as there are, as RFC 1952 has it; zeros and junk behind the last are left.
    fn gunzip(&mut self, mut bytes: &[u8]) -> (Vec<u8>, Option<DecodeFault>) {
        let mut out = Vec::new();
        while !bytes.is_empty() {
            let State::Gzip(decoder) = &mut self.state else {
                break;
            };
            match decoder.write(bytes) {
                Ok(0) => {
                    let ended = decoder.try_finish();
                    let produced = decoder.get_ref().total;
                    out.append(&mut decoder.get_mut().out);
                    if let Err(fault) = ended {
                        self.state = State::Over;
                        return (out, Some(read(&fault)));
                    }
                    self.state = if bytes[0] == 0x1f {
                        let mut next = Capped::new(self.limit);
                        next.total = produced;
                        State::Gzip(Box::new(GzDecoder::new(next)))
                    } else {
                        State::Over
                    };
                }
                Ok(taken) => {
                    out.append(&mut decoder.get_mut().out);
                    bytes = &bytes[taken..];
                }
                Err(fault) => {
                    let (mut rest, fault) = self.abandon(&fault);
                    out.append(&mut rest);
                    return (out, fault);
                }
            }
        }
        (out, None)
    }

    fn finish(&mut self) -> (Vec<u8>, Option<DecodeFault>) {
        if let State::Unseen(_, held) = &mut self.state {
            // Too short to be packed in any way.
            let held = std::mem::take(held);
            self.state = State::Plain;
            return (held, None);
        }
        self.close()
    }

    fn close(&mut self) -> (Vec<u8>, Option<DecodeFault>) {
        let result = match &mut self.state {
            State::Gzip(decoder) => decoder.try_finish(),
            State::Zlib(decoder) => decoder.try_finish(),
            State::Deflate(decoder) => decoder.try_finish(),
            State::Unseen(..) | State::Plain | State::Over => Ok(()),
        };
        let out = self.drain();
        self.state = State::Over;
        (out, result.err().map(|fault| read(&fault)))
    }

    fn drain(&mut self) -> Vec<u8> {
        match &mut self.state {
            State::Gzip(decoder) => std::mem::take(&mut decoder.get_mut().out),
            State::Zlib(decoder) => std::mem::take(&mut decoder.get_mut().out),
            State::Deflate(decoder) => std::mem::take(&mut decoder.get_mut().out),
            State::Unseen(..) | State::Plain | State::Over => Vec::new(),
        }
    }
}

impl State {
    fn of(declared: Declared, head: &[u8], limit: usize) -> State {
        let out = Capped::new(limit);
        let is_gzip = head.starts_with(&[0x1f, 0x8b, 0x08]);
        match declared {
            _ if is_gzip => State::Gzip(Box::new(GzDecoder::new(out))),
            Declared::Gzip | Declared::Nothing => State::Plain,
            Declared::Deflate => {
                let check = u16::from_be_bytes([head[0], head[1]]);
                if head[0] & 0x0f == 8 && check.is_multiple_of(31) {
                    State::Zlib(Box::new(ZlibDecoder::new(out)))
                } else if is_text(head) {
                    State::Plain
                } else {
                    State::Deflate(Box::new(DeflateDecoder::new(out)))
                }
            }
        }
    }
}

/// Whether three bytes begin a feed, JSON or a page rather than a raw deflate stream, which can begin with anything.
fn is_text(head: &[u8]) -> bool {
    let begins = matches!(head[0], b'<' | b'{' | b'[') || head.starts_with(b"\xef\xbb\xbf");
    begins
        && head
            .iter()
            .all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace() || *b >= 0x80)
}

/// Collects what a decoder gives, and stops it at the limit.
struct Capped {
    out: Vec<u8>,
    total: usize,
    limit: usize,
}

impl Capped {
    fn new(limit: usize) -> Capped {
        Capped {
            out: Vec::new(),
            total: 0,
            limit,
        }
    }
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.total += bytes.len();
        if self.total > self.limit {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read(fault: &io::Error) -> DecodeFault {
    match fault.kind() {
        io::ErrorKind::FileTooLarge => DecodeFault::TooLarge,
        _ => DecodeFault::Broken("the compressed body is damaged or ends too soon".to_owned()),
    }
}
