//! A producer in a thread of its own, and whoever takes what it makes: in batches, behind a bounded queue, so that neither runs far ahead.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Items that are handed over together: few enough to stay in the cache, many enough that the hand-over costs nothing.
const BATCH: usize = 1_000;

/// Batches that wait at most.
const QUEUE: usize = 8;

/// Runs both until the producer has ended or the taker fails. The producer is told to break when nobody takes any more.
///
/// # Errors
/// The taker's.
pub fn beside<I: Send>(
    produce: impl FnOnce(&mut dyn FnMut(I) -> ControlFlow<()>) + Send,
    mut take: impl FnMut(Vec<I>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (send, receive) = sync_channel(QUEUE);
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut batch = Vec::with_capacity(BATCH);
            produce(&mut |item| {
                batch.push(item);
                if batch.len() < BATCH {
                    return ControlFlow::Continue(());
                }
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                match send.send(full) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            });
            // Nobody waits for the rest where the taker has left.
            let _ = send.send(batch);
        });
        for batch in receive {
            take(batch)?;
        }
        Ok(())
    })
}
