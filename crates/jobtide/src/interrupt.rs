//! Ctrl-C: the first asks the stage in hand to stop at a batch, the second stops at once.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use crate::exit::Exit;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Starts to listen.
pub fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Interrupted.status()));
        }
        crate::output::say("stopping at the next batch (press Ctrl-C again to stop at once)");
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether the person has asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// The flag itself, for whoever has to look at it from threads of its own.
pub fn flag() -> &'static AtomicBool {
    &ASKED
}
