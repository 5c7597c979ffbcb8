//! Bytes in, a file replaced whole out: whoever reads it finds the old one or the new one, never a half. Knows no form.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

/// Replaces the file, or writes it where there is none; its folder must be there.
pub fn whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    by(path, |file| file.write_all(bytes))
}

/// The same with what somebody writes.
pub fn by(path: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> anyhow::Result<()> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let written = File::create(&fresh).and_then(|mut file| {
        write(&mut file)?;
        // A rename may reach the disk before what it names.
        file.sync_all()
    });
    written.with_context(|| format!("cannot write {}", path.display()))?;
    std::fs::rename(&fresh, path).with_context(|| format!("cannot replace {}", path.display()))
}
