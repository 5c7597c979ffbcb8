//! A query in, the hash of the set of its postings out, as the index has it. Knows not how a posting is mixed.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::UInt64Type;
use datafusion::arrow::record_batch::RecordBatch;
use indexer::{Query, fingerprint_of};
use lake::DataFile;

use crate::cells::{Bad, there};
use crate::files::{TABLE, conditions};
use crate::mixing::{LIMB, LIMB_BITS, MIXED, MIXED_FACTS};
use crate::sql::column;
use crate::{Error, LakePanels};

/// No engine sums 128 bits and cuts off what lies beyond: they are summed in four parts, as whole numbers of 64 bits.
const LIMBS: usize = 128 / LIMB_BITS;

/// So many postings are summed by one statement: each adds less than 2^32 to a part, so that fewer than 2^32 of them add less than 2^64, and nothing is lost.
const MOST: u64 = u32::MAX as u64;

impl LakePanels {
    pub(crate) fn fingerprint_by_sql(&self, query: &Query) -> Result<String, Error> {
        let statement = self.sums(query)?;
        let mut sum: u128 = 0;
        for files in at_most(self.files(query), MOST) {
            for batch in self.rows_of_files(query, &statement, &files)? {
                let part = summed(&batch).map_err(|what| self.damaged(what))?;
                sum = sum.wrapping_add(part);
            }
        }
        Ok(fingerprint_of(sum))
    }

    fn sums(&self, query: &Query) -> Result<String, Error> {
        let tags = &self.manifest().tags;
        let conditions = conditions(query, tags).map_err(self.inexact())?;
        let flags = ["tag", "mention"]
            .into_iter()
            .flat_map(|prefix| tags.iter().map(move |tag| column(prefix, tag)));
        let facts = MIXED_FACTS.into_iter().map(str::to_owned);
        let mixed: Vec<String> = facts.chain(flags).collect();
        let sums = (0..LIMBS).map(|at| format!("sum({LIMB}(mixed, {at})) AS {}", name(at)));
        Ok(format!(
            "SELECT {} FROM (SELECT {MIXED}({}) AS mixed FROM {TABLE} WHERE {}) AS each_posting",
            sums.collect::<Vec<_>>().join(", "),
            mixed.join(", "),
            conditions.join(" AND "),
        ))
    }
}

fn name(limb: usize) -> String {
    format!("limb{limb}")
}

/// The files in parts that hold no more postings than that; a file holds a million.
fn at_most(files: Vec<&DataFile>, most: u64) -> Vec<Vec<&DataFile>> {
    let mut parts: Vec<Vec<&DataFile>> = Vec::new();
    let mut held = 0;
    for file in files {
        match parts.last_mut() {
            Some(part) if held + file.rows <= most => {
                held += file.rows;
                part.push(file);
            }
            _ => {
                held = file.rows;
                parts.push(vec![file]);
            }
        }
    }
    parts
}

fn summed(batch: &RecordBatch) -> Result<u128, Bad> {
    let mut sum: u128 = 0;
    for limb in 0..LIMBS {
        let name = name(limb);
        let column = there(batch.column_by_name(&name), &name)?;
        let numbers = column
            .as_primitive_opt::<UInt64Type>()
            .ok_or_else(|| format!("the column `{name}` holds no sums"))?;
        // The sum over no posting is null.
        for number in numbers.iter().flatten() {
            sum = sum.wrapping_add(u128::from(number) << (LIMB_BITS * limb));
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use model::Day;

    use super::{DataFile, at_most};

    #[test]
    fn no_part_holds_more_than_a_sum_can() {
        let day = Day::from_ymd(2024, 2, 1).expect("a day");
        let file = |rows| DataFile {
            path: String::new(),
            month: String::new(),
            rows,
            bytes: 0,
            blake3: String::new(),
            first_day: day,
            last_day: day,
        };
        let files = [3, 4, 3, 9, 1].map(file);
        let parts = at_most(files.iter().collect(), 10);
        let rows = |part: &Vec<&DataFile>| part.iter().map(|file| file.rows).collect::<Vec<_>>();
        let rows: Vec<Vec<u64>> = parts.iter().map(rows).collect();
        assert_eq!(rows, [vec![3, 4, 3], vec![9, 1]]);
    }
}
