//! Claim files as a person uses them: checked without a posting, judged with some, and printed as the published schema says.

use serde_json::Value;

use crate::{Workplace, thread};

const FILE: &str = r#"
[study]
title = "One thread"
window = { first = "2015-05-01", last = "2015-05-01" }

[[claim]]
id = "X1"
section = "skills"
kind = "existence"
sentence.en = "{n} postings ask for Python between {start} and {end}."
sentence.zh-CN = "在 {start} 至 {end} 期间，有 {n} 个职位要求 Python。"

[claim.test]
statistic = "exists"
query = "python"
title = "Python"

[[claim]]
id = "X2"
section = "counts"
kind = "descriptive"
sentence = "Postings fell by 120 %."

[claim.test]
statistic = "ma84_change"
query = "remote"
expected = { op = "=", value = -1.2 }
"#;

#[test]
fn a_file_is_checked_and_judged() {
    let place = Workplace::new("claims");
    let path = place.path().join("mine.toml");
    std::fs::write(&path, FILE).unwrap();
    let checked = place.stdout(4, &["claims", "check", "mine.toml"]);
    assert!(
        checked.contains("X2  fault  Nothing can fall by more than 100 %."),
        "{checked}"
    );
    assert!(
        checked.ends_with("mine.toml: 2 claims, 1 fault\n"),
        "{checked}"
    );
    let complaint = place.stderr(2, &["judge", "gone.toml"]);
    assert!(complaint.contains("gone.toml"), "{complaint}");
    std::fs::write(place.path().join("rates.toml"), "base = \"EURO\"").unwrap();
    let complaint = place.stderr(2, &["judge", "mine.toml", "--rates", "rates.toml"]);
    assert!(
        complaint.contains("rates.toml: `base` is `EURO`"),
        "{complaint}"
    );
    std::fs::write(&path, FILE.replace("exists", "exist")).unwrap();
    let complaint = place.stderr(2, &["judge", "mine.toml"]);
    assert!(
        complaint.contains("claim X1") && complaint.contains("exist"),
        "{complaint}"
    );

    std::fs::write(&path, FILE).unwrap();
    let import = ["import", &thread(), "--profile", "hn-whoishiring", "-q"];
    place.stdout(0, &import);
    let judged = place.json(0, &["judge", "mine.toml", "--json", "--out", "out.json"]);
    agree_with_schema(&judged);
    let written = std::fs::read_to_string(place.path().join("out.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), judged);
    let python = &judged["claims"][0];
    assert_eq!(python["n_end"], 2, "the query's postings alone: {python}");
    assert_eq!(
        python["sentence"]["en"],
        "fewer than 10 postings ask for Python between 2015-05-01 and 2015-05-01."
    );
    assert_eq!(
        python["sentence"]["zh-CN"],
        "在2015年5月1日至2015年5月1日期间，有少于 10 个职位要求 Python。"
    );
    let reason = python["reason"]["zh-CN"].as_str().unwrap();
    assert!(reason.contains("有少于 10 个要求 Python。"), "{reason}");
    assert_eq!(judged["title"]["en"], "One thread");
    // Nobody has put this one into Chinese.
    let english = &judged["claims"][1]["sentence"];
    assert!(
        english["en"].is_string() && english.get("zh-CN").is_none(),
        "{english}"
    );
    assert_eq!(python["evidence"].as_array().unwrap().len(), 2);
    assert_eq!(judged["claims"][1]["verdict"], "NOT_COVERED");
    let table = place.stdout(0, &["judge", "mine.toml", "--why"]);
    assert!(table.contains("X1     REPRODUCED"), "{table}");
}

#[test]
fn the_articles_claims_are_checked() {
    let place = Workplace::new("claims-shipped");
    let checked = place.stdout(4, &["claims", "check"]);
    for line in [
        "C18  fault  From 2022-11-30 to 2023-08-01 there are 8.0 months, not 10.",
        "C32  note  +2,000 % is × 21.",
        "C37  note  5,000,000 over 471 days are 10,616 a day.",
    ] {
        assert!(checked.contains(line), "{checked}");
    }
    assert!(checked.ends_with("41 claims, 1 fault\n"), "{checked}");
    let later = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../reports/ai-and-jobs/follow-ups.toml"
    );
    let checked = place.stdout(0, &["claims", "check", later]);
    assert!(checked.ends_with("8 claims, 0 faults\n"), "{checked}");
}

/// Every part of the document stands in the published schema, and everything that the schema requires is there.
pub fn agree_with_schema(document: &Value) {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/judge.schema.json")).unwrap();
    if let Err(fault) = fits(document, &schema, &schema) {
        panic!("{fault}");
    }
}

/// The part of JSON Schema that ours is written in.
fn fits(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    let fault = |what: &str| Err(format!("{what}: {value} against {schema}"));
    if let Some(name) = schema["$ref"].as_str() {
        let place = name.trim_start_matches('#');
        return fits(value, root.pointer(place).ok_or(name)?, root);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let faults = any.iter().filter_map(|one| fits(value, one, root).err());
        let faults: Vec<String> = faults.collect();
        return match faults.len() < any.len() {
            true => Ok(()),
            false => Err(faults[0].clone()),
        };
    }
    if let Some(one) = schema.get("const") {
        return if one == value {
            Ok(())
        } else {
            fault("not the constant")
        };
    }
    if let Some(some) = schema["enum"].as_array() {
        return if some.contains(value) {
            Ok(())
        } else {
            fault("none of these")
        };
    }
    match (schema["type"].as_str(), value) {
        (Some("string"), Value::String(_)) | (Some("null"), Value::Null) => Ok(()),
        (Some("integer"), Value::Number(number)) if number.is_u64() => Ok(()),
        (Some("number"), Value::Number(_)) => Ok(()),
        (Some("array"), Value::Array(items)) => items
            .iter()
            .try_for_each(|item| fits(item, &schema["items"], root)),
        (Some("object"), Value::Object(parts)) => {
            let required = schema["required"].as_array().ok_or("no `required`")?;
            if let Some(gone) = required
                .iter()
                .find(|key| value.get(key.as_str().unwrap()).is_none())
            {
                return fault(&format!("{gone} is missing"));
            }
            parts
                .iter()
                .try_for_each(|(key, part)| match schema["properties"].get(key) {
                    Some(known) => fits(part, known, root),
                    None => fault(&format!("`{key}` is unknown")),
                })
        }
        _ => fault("another type"),
    }
}
