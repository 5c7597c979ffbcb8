//! A made-up board of two years and more, imported into a fresh folder: what the verbs of the workbench are driven on.

use std::fmt::Write;

use crate::Workplace;

const PROFILE: &str = r#"
describe = "A made-up board"
format = "jsonl"
files = ["*.jsonl"]
platform = "board"
market = "board"
id = { field = "id" }
title = "title"
body = "body"
url = { template = "https://board.example/jobs/{id}" }
country = "country"
organisation = "by"
skills = { fields = ["skills"], separator = ";" }
[[published]]
field = "day"
format = "%Y-%m-%d"
[[pay]]
kind = "hourly"
currency = "EUR"
amount = "hour"
[[pay]]
kind = "fixed"
currency = "USD"
amount = "whole"
"#;

/// One line of the archive.
pub struct Line<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub body: &'a str,
    pub day: &'a str,
    pub more: &'a str,
}

impl Line<'_> {
    fn write(&self, text: &mut String) {
        let value = |text: &str| serde_json::Value::from(text).to_string();
        let _ = writeln!(
            text,
            "{{\"id\":{},\"title\":{},\"body\":{},\"day\":\"{}\"{}}}",
            value(self.id),
            value(self.title),
            value(self.body),
            self.day,
            self.more
        );
    }
}

/// Imports some lines; the archive's name is their source.
pub fn import(place: &Workplace, archive: &str, lines: &[Line<'_>]) {
    let mut text = String::new();
    for line in lines {
        line.write(&mut text);
    }
    let file = format!("{archive}.jsonl");
    std::fs::write(place.path().join(&file), text).unwrap();
    std::fs::write(place.path().join("board.toml"), PROFILE).unwrap();
    place.stdout(0, &["import", &file, "--profile", "./board.toml", "-q"]);
}

/// Welders by the day, and chatbots that become more; the welders' pay is by the hour, the chatbots' for the whole.
pub fn imported(name: &str) -> Workplace {
    let place = Workplace::new(name);
    let first: model::Day = "2022-01-10".parse().unwrap();
    let mut postings = Vec::new();
    for at in 0..700_i32 {
        let day = (first + at).to_string();
        for of_day in 0..3 {
            let hour = 20 + (at * 7 + of_day * 13) % 31;
            let country = ["Poland", "Germany", "United \"New\" States"][(at % 3) as usize];
            let id = format!("w{at}-{of_day}");
            let body = format!("Weld bridge number {id}, with a torch of your own.");
            let more = serde_json::json!({ "hour": hour, "country": country, "by": format!("Bridge {id}") });
            postings.push((id, "Welder for bridges", body, day.clone(), more));
        }
        // From one in ten days to every day.
        if at % (10 - at / 75).max(1) == 0 {
            let id = format!("c{at}");
            let body = format!("Build a chatbot for shop number {id}. No ChatGPT, please.");
            let more = serde_json::json!({ "whole": 400 + at, "skills": "Python; chatbot" });
            postings.push((id, "Chatbot developer", body, day, more));
        }
    }
    let more: Vec<String> = postings
        .iter()
        .map(|(.., more)| {
            let object = more.to_string();
            format!(",{}", object.trim_start_matches('{').trim_end_matches('}'))
        })
        .collect();
    let lines: Vec<Line<'_>> = postings
        .iter()
        .zip(&more)
        .map(|((id, title, body, day, _), more)| Line {
            id,
            title,
            body,
            day,
            more,
        })
        .collect();
    import(&place, "board", &lines);
    place
}
