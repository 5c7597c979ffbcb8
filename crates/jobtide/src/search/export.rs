//! A query in, all its hits as CSV or lines of JSON on stdout out, one at a time. Holds no list of hits.

use std::ops::ControlFlow;

use indexer::{Hit, Query};
use workbench::Workbench;

use crate::arguments::Search;
use crate::output::Out;

/// The name of a line's form.
const SCHEMA: &str = "jobtide.hit/1";

/// Writes the hits, and gives how many there were, those passed over among them.
pub fn run(bench: &Workbench, query: &Query, wanted: &Search) -> anyhow::Result<u64> {
    let mut out = Out::stdout();
    if wanted.jsonl {
        return each(bench, query, wanted, &mut |hit| {
            out.line(&workbench::enveloped_on_a_line(SCHEMA, hit)?);
            Ok(())
        });
    }
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(workbench::HIT_COLUMNS)?;
    let found = each(bench, query, wanted, &mut |hit| {
        Ok(writer.write_record(workbench::hit_cells(hit))?)
    })?;
    writer.flush()?;
    Ok(found)
}

fn each(
    bench: &Workbench,
    query: &Query,
    wanted: &Search,
    write: &mut dyn FnMut(&Hit) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let first = wanted.offset as u64;
    let limit = wanted.limit.map(|limit| limit as u64);
    let end = limit.map(|limit| first.saturating_add(limit));
    let (mut at, mut fault) = (0, None);
    bench
        .reader()
        .each_hit(query, wanted.sort.into(), &mut |hit| {
            if end.is_some_and(|end| at >= end) {
                return ControlFlow::Break(());
            }
            at += 1;
            match (at > first).then(|| write(&hit)) {
                Some(Err(error)) => {
                    fault = Some(error);
                    ControlFlow::Break(())
                }
                _ => ControlFlow::Continue(()),
            }
        })?;
    fault.map_or(Ok(at), Err)
}
