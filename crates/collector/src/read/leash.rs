//! A reader that refuses to deliver more than a record may be long, so that a broken file cannot fill the memory.

use std::io::{self, BufRead, Read};

use super::LONGEST_RECORD;

/// Counts what was delivered since the last reset.
pub(super) struct Leash<R> {
    inner: R,
    given: usize,
}

impl<R> Leash<R> {
    pub(super) fn new(inner: R) -> Leash<R> {
        Leash { inner, given: 0 }
    }

    /// A record is complete; the next may be as long again.
    pub(super) fn reset(&mut self) {
        self.given = 0;
    }

    fn check(&self) -> io::Result<()> {
        if self.given > LONGEST_RECORD {
            return Err(too_long());
        }
        Ok(())
    }
}

/// The fault of a record that does not end.
pub(super) fn too_long() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("a record is longer than {LONGEST_RECORD} bytes"),
    )
}

impl<R: Read> Read for Leash<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let count = self.inner.read(out)?;
        self.given += count;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Leash<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.given += count;
        self.inner.consume(count);
    }
}
