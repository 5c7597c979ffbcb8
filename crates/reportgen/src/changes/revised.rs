//! An earlier report's counts by month and today's findings in, the months that differ out. Knows no sentence.

use analytics::claims::Text;
use analytics::findings::Findings;

use super::{Counted, MonthRevision, Stored, StoredCounts};
use crate::months::MonthCell;

/// The months that this report counts otherwise than the earlier one, as far as both may be shown.
pub(super) fn months(stored: &Stored, findings: &Findings) -> Vec<MonthRevision> {
    let shown = crate::months::shown(findings);
    let all = Text::both("All postings", "全部职位");
    let mut revisions = Vec::new();
    let mut compare = |row: Row<'_>, before: Option<&StoredCounts>| {
        let Some(before) = before else { return };
        for (month, cell) in shown.months.iter().zip(row.cells) {
            let label = month.month_label();
            let place = stored.monthly.months.iter().position(|one| *one == label);
            let earlier = place.and_then(|at| before.counts.get(at).copied().flatten());
            if let (Some(before), Some(after)) = (earlier, cell.count())
                && before != after
            {
                revisions.push(MonthRevision {
                    counted: row.counted,
                    id: row.id.to_owned(),
                    title: row.title.clone(),
                    month: *month,
                    before,
                    after,
                });
            }
        }
    };
    let universe = Row {
        counted: Counted::Universe,
        id: "universe",
        title: &all,
        cells: &shown.universe,
    };
    compare(universe, Some(&stored.monthly.universe));
    for (counted, now, then) in [
        (
            Counted::Category,
            &shown.categories,
            &stored.monthly.categories,
        ),
        (Counted::Tag, &shown.tags, &stored.monthly.tags),
    ] {
        for (one, cells) in now {
            let row = Row {
                counted,
                id: &one.id,
                title: &one.title,
                cells,
            };
            compare(row, then.iter().find(|before| before.id == one.id));
        }
    }
    revisions
}

/// One cohort's months as they may be shown.
struct Row<'a> {
    counted: Counted,
    id: &'a str,
    title: &'a Text,
    cells: &'a [MonthCell],
}
