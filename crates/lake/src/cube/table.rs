//! Cells in, their files out, sorted by what they are of. Knows no posting.

use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use tagger::Tagger;

use super::{Counted, Group, Range, Tagged};
use crate::Error;
use crate::manifest::{CubeFile, CubeKind, Manifest};
use crate::part::{Aside, place_file};
use crate::place::Place;
use crate::schema::{self, TagColumn};

/// Cells that are encoded together.
const BATCH: usize = 65_536;

/// A cell with its values at hand.
struct Cell<'a> {
    day: i32,
    group: &'a Group,
    /// Tag and sense; both empty for any posting.
    tag: Option<&'a str>,
    sense: Option<&'a str>,
    range: Option<&'a Range>,
    postings: u64,
}

impl Cell<'_> {
    fn key(&self) -> impl Ord + '_ {
        (self.day, self.group, self.tag, self.sense, self.range)
    }
}

fn columns(kind: CubeKind) -> SchemaRef {
    let text = |name: &str, missing| Field::new(name, DataType::Utf8, missing);
    let number = |name: &str| Field::new(name, DataType::Int64, false);
    let mut fields = vec![
        Field::new("day", DataType::Date32, false),
        text("date_kind", false),
        Field::new("duplicate", DataType::Boolean, false),
        text("source", false),
        text("platform", false),
        text("market", false),
        text("category", false),
        text("tag", true),
        text("sense", true),
    ];
    if kind == CubeKind::Pay {
        fields.extend(["pay_kind", "pay_period", "pay_currency"].map(|name| text(name, false)));
        fields.extend(["pay_low_hundredths", "pay_high_hundredths"].map(number));
    }
    fields.push(number("postings"));
    Arc::new(Schema::new(fields))
}

fn texts<'c>(cells: &'c [Cell<'c>], value: impl Fn(&'c Cell<'c>) -> Option<&'c str>) -> ArrayRef {
    let mut column = StringBuilder::new();
    for cell in cells {
        column.append_option(value(cell));
    }
    Arc::new(column.finish())
}

fn numbers(cells: &[Cell<'_>], value: impl Fn(&Cell<'_>) -> Option<i64>) -> ArrayRef {
    Arc::new(cells.iter().map(value).collect::<Int64Array>())
}

fn encode(cells: &[Cell<'_>], kind: CubeKind) -> Vec<ArrayRef> {
    let days = cells
        .iter()
        .map(|cell| cell.day)
        .map(Some)
        .collect::<Date32Array>();
    let duplicates: Vec<bool> = cells.iter().map(|cell| cell.group.duplicate).collect();
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(days),
        texts(cells, |cell| Some(cell.group.date_kind.as_str())),
        Arc::new(BooleanArray::from(duplicates)),
        texts(cells, |cell| Some(cell.group.source.as_str())),
        texts(cells, |cell| Some(cell.group.platform.as_str())),
        texts(cells, |cell| Some(cell.group.market.as_str())),
        texts(cells, |cell| Some(cell.group.category.as_str())),
        texts(cells, |cell| cell.tag),
        texts(cells, |cell| cell.sense),
    ];
    if kind == CubeKind::Pay {
        columns.extend([
            texts(cells, |cell| Some(cell.range?.kind.slug())),
            texts(cells, |cell| Some(cell.range?.period.slug())),
            texts(cells, |cell| Some(cell.range?.currency.as_str())),
            numbers(cells, |cell| Some(cell.range?.low)),
            numbers(cells, |cell| Some(cell.range?.high)),
        ]);
    }
    columns.push(numbers(cells, |cell| i64::try_from(cell.postings).ok()));
    columns
}

impl Counted {
    /// Writes both tables of a month.
    pub(crate) fn write(
        self,
        place: &dyn Place,
        scratch: &Path,
        tagger: &Tagger,
        manifest: &Manifest,
        month: &str,
    ) -> Result<Vec<CubeFile>, Error> {
        let groups = self.groups.values();
        let ranges = self.ranges.values();
        let senses: Vec<String> = self.senses.iter().map(|sense| named(*sense)).collect();
        let at = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let tag = |tagged: Tagged| Some(self.tags.get(usize::from(tagged?.0))?.as_str());
        let sense = |tagged: Tagged| Some(senses.get(usize::from(tagged?.1))?.as_str());
        let counts = self.counts.iter().map(|((day, group, tagged), n)| Cell {
            day: *day,
            group: &groups[at(*group)],
            tag: tag(*tagged),
            sense: sense(*tagged),
            range: None,
            postings: *n,
        });
        let pay = self
            .pay
            .iter()
            .map(|((day, group, tagged, range), n)| Cell {
                day: *day,
                group: &groups[at(*group)],
                tag: tag(*tagged),
                sense: sense(*tagged),
                range: Some(&ranges[at(*range)]),
                postings: *n,
            });
        let mut cubes = Vec::new();
        for (kind, mut cells) in [
            (CubeKind::Counts, counts.collect::<Vec<_>>()),
            (CubeKind::Pay, pay.collect()),
        ] {
            cells.sort_by(|a, b| a.key().cmp(&b.key()));
            let table = columns(kind);
            let properties = schema::cube_properties(tagger)?;
            let path = scratch.join(format!("cube-{}", kind.slug()));
            let mut aside = Aside::create(path, SchemaRef::clone(&table), properties)?;
            for part in cells.chunks(BATCH) {
                let batch = RecordBatch::try_new(SchemaRef::clone(&table), encode(part, kind));
                aside.write(&batch.map_err(|error| Error::damaged(month, error))?)?;
            }
            let finished = aside.close()?;
            let (slug, generation) = (kind.slug(), manifest.generation);
            let (path, finished) = place_file(place, &finished, |hash| {
                format!("cubes/{slug}/month={month}/g{generation:06}-0-{hash}.parquet")
            })?;
            cubes.push(CubeFile {
                path,
                cube: kind,
                month: month.to_owned(),
                rows: cells.len() as u64,
                bytes: finished.bytes,
                blake3: finished.blake3,
                of: manifest.month_hash(month),
            });
        }
        Ok(cubes)
    }
}

/// What a cell calls a sense: `demand`, `mention`, or one of the polarities.
fn named(sense: TagColumn) -> String {
    match sense {
        TagColumn::Demand => "demand".to_owned(),
        other => other.prefix(),
    }
}
