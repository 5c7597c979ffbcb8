//! A Parquet file as lines of JSON: what a reader of archives is given of each row.

use std::fs::File;

use lake::JsonRows;

use crate::{Workplace, posting, write};

#[test]
fn the_rows_of_a_file_are_lines_with_days_times_lists_and_numbers() {
    let place = Workplace::new("json");
    write(&mut place.lake("a"), &[posting(2)]);
    let path = place.lake("a").manifest().files[0].path.clone();
    let file = File::open(place.path().join("a").join(path)).unwrap();
    let lines = std::io::read_to_string(JsonRows::new(file, |_| ()).unwrap()).unwrap();
    assert_eq!(lines.lines().count(), 1);
    let row: serde_json::Value = serde_json::from_str(&lines).unwrap();
    let (own, at) = (posting(2), posting(2).published.at.unwrap());
    assert_eq!(row["day"], own.published.day.to_string());
    let moment = row["published_at"].as_str().unwrap();
    assert_eq!(moment.parse::<jiff::Timestamp>().unwrap().as_second(), at);
    assert_eq!(row["skills"], serde_json::json!(["OpenAI API", "Python"]));
    assert_eq!(row["pay_low_hundredths"], own.pay.unwrap().low_hundredths());
    assert_eq!(row["country_plain"], "côte d'ivoire");
    assert_eq!(
        (&row["leader"], &row["tag_llm"]),
        (&serde_json::Value::Null, &true.into())
    );
}

#[test]
fn a_file_that_is_no_parquet_is_refused() {
    let place = Workplace::new("no-parquet");
    let path = place.path().join("x.parquet");
    std::fs::write(&path, "id,title\n1,x\n").unwrap();
    let error = JsonRows::new(File::open(path).unwrap(), |_| ())
        .err()
        .unwrap();
    assert!(error.to_string().contains("Parquet"), "{error}");
}
