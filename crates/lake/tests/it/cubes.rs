//! A cube says what the files say: counted here from the postings themselves, by the tagger, and there by whoever reads the cube.

use std::collections::BTreeMap;
use std::fs::File;

use lake::{CubeKind, JsonRows, Row};
use model::Polarity;
use tagger::Tagger;

use crate::{Workplace, posting, write};

type Cells = BTreeMap<Vec<String>, i64>;

/// What the cubes of a lake hold.
fn read(place: &Workplace, kind: CubeKind) -> Cells {
    let mut cells = Cells::new();
    let lake = place.lake("a");
    for cube in lake
        .manifest()
        .cubes
        .iter()
        .filter(|cube| cube.cube == kind)
    {
        let file = File::open(place.path().join("a").join(&cube.path)).unwrap();
        let lines = std::io::read_to_string(JsonRows::new(file, |_| ()).unwrap()).unwrap();
        for line in lines.lines() {
            let cell: serde_json::Value = serde_json::from_str(line).unwrap();
            let mut columns = vec![
                "day",
                "date_kind",
                "duplicate",
                "source",
                "platform",
                "market",
                "category",
                "tag",
                "sense",
            ];
            if kind == CubeKind::Pay {
                columns.extend([
                    "pay_kind",
                    "pay_period",
                    "pay_currency",
                    "pay_low_hundredths",
                    "pay_high_hundredths",
                ]);
            }
            let text = |name: &str| match &cell[name] {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Null => String::new(),
                other => other.to_string(),
            };
            let key = columns.into_iter().map(text).collect();
            let before = cells.insert(key, cell["postings"].as_i64().unwrap());
            assert_eq!(before, None, "each cell stands once");
        }
    }
    cells
}

/// What they should hold.
fn counted(rows: &[Row], kind: CubeKind) -> Cells {
    let tagger = Tagger::embedded();
    let mut cells = Cells::new();
    for Row {
        posting, leader, ..
    } in rows
    {
        let analysed = tagger.analyse(posting);
        let slug = |tag: model::TagId| tagger.rules()[tag.number()].slug.clone();
        let mut tagged = vec![(String::new(), String::new())];
        tagged.extend(
            analysed
                .demand
                .iter()
                .map(|tag| (slug(tag), "demand".to_owned())),
        );
        tagged.extend(
            analysed
                .mention
                .iter()
                .map(|tag| (slug(tag), "mention".to_owned())),
        );
        if kind == CubeKind::Counts {
            let senses = analysed.senses.iter();
            tagged.extend(senses.map(|(tag, sense)| (slug(*tag), sense.slug().to_lowercase())));
        }
        let mut paid = Vec::new();
        if kind == CubeKind::Pay {
            let Some(pay) = posting.pay else { continue };
            paid = vec![
                pay.kind().slug().to_owned(),
                pay.period().slug().to_owned(),
                pay.currency().code().to_owned(),
                pay.low_hundredths().to_string(),
                pay.high_hundredths().to_string(),
            ];
        }
        for (tag, sense) in tagged {
            let mut key = vec![
                posting.published.day.to_string(),
                posting.published.kind.slug().to_owned(),
                leader.is_some().to_string(),
                posting.source.to_string(),
                posting.platform.to_string(),
                posting.market.to_string(),
                analysed.category.slug().to_owned(),
                tag,
                sense,
            ];
            key.extend(paid.clone());
            *cells.entry(key).or_default() += 1;
        }
    }
    cells
}

#[test]
fn cubes_hold_the_counts_of_the_files_and_only_months_that_change_are_counted_anew() {
    let place = Workplace::new("cubes");
    let mut postings: Vec<_> = (1..=300).map(posting).collect();
    // Offered again: it counts as a duplicate.
    let mut again = posting(5);
    again.key = model::PostingKey::from_native_id(&again.platform, "~again").unwrap();
    again.published.day = again.published.day + 3;
    postings.push(again);
    write(&mut place.lake("a"), &postings);
    let rows = place.rows("a");
    assert!(rows.iter().any(|row| row.leader.is_some()));
    for kind in CubeKind::ALL {
        let (is, should) = (read(&place, kind), counted(&rows, kind));
        assert!(should.len() > 300);
        assert_eq!(is, should, "{kind:?}");
    }
    let senses = read(&place, CubeKind::Counts);
    let has = |sense: Polarity| {
        senses
            .keys()
            .any(|key| key[8] == sense.slug().to_lowercase())
    };
    assert!(has(Polarity::Build) && has(Polarity::Forbid), "{senses:?}");

    let before = place.lake("a").manifest().clone();
    write(&mut place.lake("a"), &[posting(1_001)]);
    let lake = place.lake("a");
    let after = lake.manifest();
    let month = posting(1_001).published.day.month_label();
    for cube in &after.cubes {
        assert_eq!(
            before.cubes.contains(cube),
            cube.month != month,
            "{}",
            cube.path
        );
    }
    assert_eq!(
        read(&place, CubeKind::Pay),
        counted(&place.rows("a"), CubeKind::Pay)
    );
}
