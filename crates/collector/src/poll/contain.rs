//! A reader run so that neither its panic nor its slowness harms the poll: a document in, a reading or a fault out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use crate::document::{RawDocument, Reading};
use crate::source::Source;

fn too_slow(deadline: Duration) -> String {
    format!(
        "its reader took longer than {} s and was left behind",
        deadline.as_secs_f32()
    )
}

/// Reads on the calling thread; a panic becomes the reading's fault.
pub(crate) fn read(source: &Source, document: &RawDocument) -> Reading {
    catch_unwind(AssertUnwindSafe(|| (source.kind.read)(source, document))).unwrap_or_else(
        |panic| {
            let said = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned());
            faulty(format!("its reader panicked: {}", said.unwrap_or_default()))
        },
    )
}

fn faulty(fault: String) -> Reading {
    Reading {
        fault: Some(fault),
        ..Reading::default()
    }
}

/// Reads on a thread of the runtime's pool. After the deadline that thread is left behind; nobody waits for it.
pub(super) async fn read_within(
    deadline: Duration,
    source: Arc<Source>,
    document: Arc<RawDocument>,
) -> Reading {
    let work = tokio::task::spawn_blocking(move || read(&source, &document));
    match tokio::time::timeout(deadline, work).await {
        Ok(Ok(reading)) => reading,
        Ok(Err(error)) => faulty(format!("its reader did not end well: {error}")),
        Err(_) => faulty(too_slow(deadline)),
    }
}

/// The same without a runtime.
pub(super) fn read_on_thread(
    deadline: Duration,
    source: &Arc<Source>,
    document: &Arc<RawDocument>,
) -> Reading {
    let (to_us, from_reader) = mpsc::sync_channel(1);
    let (source, document) = (Arc::clone(source), Arc::clone(document));
    std::thread::spawn(move || {
        let _ = to_us.send(read(&source, &document));
    });
    from_reader
        .recv_timeout(deadline)
        .unwrap_or_else(|_| faulty(too_slow(deadline)))
}
