//! Golden reports: findings in as JSON, whole pages in both languages out, byte for byte; and the same with hostile text in every field.

use std::path::PathBuf;

use analytics::claims::Language;
use analytics::findings::Findings;
use reportgen::{
    Attribution, Formats, Manifest, Previous, Recipe, RenderedFile, ReportDefinition, Request,
};
use serde_json::Value;

use crate::market;

/// What each folder of `fixtures/reports` holds beside `findings.json` is in its README.
const CASES: [&str; 5] = [
    "full_market",
    "nothing_covered",
    "every_optional_unset",
    "synthetic",
    "with_previous",
];

/// Tables and claims alone: pictures have tests of their own.
const DEFINITION: &str = r#"
title = { en = "Made-up postings, judged", zh-CN = "编造职位的检验" }
universe = "market:freelance"
headline = ["C01", "C04", "C19"]

[[sections]]
id = "counts"
title = { en = "Counts", zh-CN = "职位数" }
lead = { en = "What moved. What did not.", zh-CN = "什么变了。什么没变。" }
claim_sections = ["counts"]
tables = ["categories", "pay"]

[[sections]]
id = "skills"
title = { en = "Skills", zh-CN = "技能" }
claim_sections = ["skills"]
tables = ["skills"]
"#;

fn definition() -> ReportDefinition {
    ReportDefinition::parse("golden.toml", DEFINITION).unwrap()
}

fn folder(case: &str) -> PathBuf {
    testkit::fixture("reports").join(case)
}

fn json(case: &str) -> Value {
    let path = folder(case).join("findings.json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn manifest(case: &str) -> Manifest {
    let mut manifest = market::manifest(case == "synthetic");
    if case != "every_optional_unset" {
        manifest.recipe = Recipe {
            name: "ai-and-jobs".to_owned(),
            period: "2022-11-01_2024-02-14".to_owned(),
            query: Some("title:\"writer's block\"".to_owned()),
            no_fold: true,
            ..Recipe::default()
        };
        manifest.attributions = vec![Attribution {
            source: "late-feed".to_owned(),
            credit: "Late Feed, jobs by permission".to_owned(),
        }];
    }
    manifest
}

fn rendered(case: &str, findings: &Findings, languages: &[Language]) -> Vec<RenderedFile> {
    let earlier = folder(case).join("previous.json");
    let previous = std::fs::read(earlier)
        .ok()
        .map(|bytes| Previous::parse("previous.json", &bytes, None).unwrap());
    let request = Request {
        definition: &definition(),
        findings,
        manifest: &manifest(case),
        templates: &market::templates(),
        languages,
        formats: Formats::ALL,
        previous: previous.as_ref(),
    };
    reportgen::render(&request).unwrap()
}

/// The text between two marks, gone wherever it stands: style sheets and pictures change for reasons of their own.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        rest = after.split_once(to).map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[test]
fn findings_in_bytes_out() {
    for case in CASES {
        let findings: Findings = serde_json::from_value(json(case)).unwrap();
        for file in rendered(case, &findings, &Language::ALL) {
            let is_table = file.path.starts_with("data/") || file.path == "claims.json";
            let is_page = file.path.starts_with("report.");
            let is_kept = is_page || (is_table && case == "full_market");
            if !is_kept {
                continue;
            }
            let text = String::from_utf8(file.bytes).unwrap();
            let text = without(&text, "<style>", "</style>");
            let text = without(&text, "<svg", "</svg>");
            let name = file.path.replace('/', "-");
            testkit::check_text(&format!("fixtures/reports/{case}/{name}"), &text);
        }
    }
}

/// What a field can hold that its writer never meant well with.
const HOSTILE: &str = "a|b *c* <d> </td></details></section> [x](javascript:alert(1)) \n# h\n- i `k` ``` @user #12 \u{202e}turned \
     <script>alert(1)</script> <!-- {{title}} \"q\" ' &amp; |\n| --- |\u{0}";

/// Where a value decides what is shown and not only how it reads.
const DECIDING: [&str; 7] = [
    "id",
    "original",
    "section",
    "evidence_query",
    "url",
    "deciding_reading",
    "family",
];

/// The places of all strings of a document, as pointers.
fn strings(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::String(_) => out.push(at.to_owned()),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                strings(item, &format!("{at}/{place}"), out);
            }
        }
        Value::Object(parts) => {
            for (key, part) in parts {
                strings(part, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

/// The tags of a page in order; panics where one is closed that is not open.
fn skeleton(html: &str) -> Vec<String> {
    const VOID: [&str; 5] = ["meta", "br", "hr", "!DOCTYPE", "rect"];
    let html = without(&without(html, "<style>", "</style>"), "<svg", "</svg>");
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for part in html.split('<').skip(1) {
        let tag = part.split_once('>').expect("a tag ends").0;
        let name = tag.split_whitespace().next().unwrap().to_owned();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed), "closed out of turn");
        } else if !VOID.contains(&name.as_str()) {
            // Attributes hold quotes in pairs, so nothing broke out of one.
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            open.push(name.clone());
        }
        all.push(name);
    }
    assert!(open.len() <= 1, "left open: {open:?}");
    all
}

/// The cells of each row of each Markdown table.
fn table_rows(markdown: &str) -> Vec<usize> {
    let rows = markdown.lines().filter(|line| line.starts_with('|'));
    rows.map(|row| row.matches('|').count() - row.matches("\\|").count())
        .collect()
}

/// Every text field of the findings in turn holds hostile text: pages keep their elements and rows, and nothing of it becomes a script, a
/// link or a heading.
#[test]
fn hostile_text_in_every_field_stays_text() {
    let clean = json("full_market");
    let mut places = Vec::new();
    strings(&clean, "", &mut places);
    let page = |value: &Value, language: Language| -> Option<(String, String)> {
        let findings: Findings = serde_json::from_value(value.clone()).ok()?;
        let files = rendered("full_market", &findings, &[language]);
        let ending = match language {
            Language::En => "",
            Language::ZhCn => ".zh-CN",
        };
        let text = |kind: &str| market::file(&files, &format!("report{ending}.{kind}")).to_owned();
        Some((text("html"), text("md")))
    };
    let usual = Language::ALL.map(|language| page(&clean, language).unwrap());
    let mut tried = 0;
    for place in places {
        let key = place.rsplit('/').next().unwrap_or("").to_owned();
        let which = usize::from(key == "zh-CN");
        let mut value = clean.clone();
        *value.pointer_mut(&place).unwrap() = Value::String(HOSTILE.to_owned());
        // Days, verdicts and the like refuse it when they are read.
        let Some((html, markdown)) = page(&value, Language::ALL[which]) else {
            continue;
        };
        tried += 1;
        for forbidden in ["<script", "href=\"javascript", "<d>", "\u{202e}", "\u{0}"] {
            assert!(!html.contains(forbidden), "{place}: {forbidden}");
        }
        for forbidden in [
            " <script",
            "](javascript",
            "\n# h",
            "\n- i",
            "\u{202e}",
            "\u{0}",
        ] {
            // Inside a code span, as queries are written, markup is read as text.
            let found = markdown.replace("\\]", "").contains(forbidden);
            assert!(!found || key == "evidence_query", "{place}: {forbidden}");
        }
        assert_eq!(
            markdown.matches("\n</details>").count(),
            markdown.matches("\n<details>").count(),
            "{place}"
        );
        let (tags, rows) = (skeleton(&html), table_rows(&markdown));
        if !DECIDING.contains(&key.as_str()) {
            assert_eq!(tags, skeleton(&usual[which].0), "{place}");
            assert_eq!(rows, table_rows(&usual[which].1), "{place}");
        }
    }
    assert!(tried > 100, "only {tried} fields were tried");
}

/// What the dictionary says of a file is what the file holds.
#[test]
fn the_dictionary_names_every_column_of_every_file() {
    let findings: Findings = serde_json::from_value(json("full_market")).unwrap();
    let files = rendered("full_market", &findings, &Language::ALL);
    for page in ["report.md", "report.zh-CN.md"] {
        let page = market::file(&files, page);
        let mut checked = 0;
        for file in files.iter().filter(|file| file.path.starts_with("data/")) {
            let header = market::file(&files, &file.path).lines().next().unwrap();
            let columns: Vec<&str> = header.split(',').collect();
            assert_eq!(said_of(page, &file.path), columns, "{}", file.path);
            checked += 1;
        }
        assert_eq!(checked, 8);
        let claims: Value = serde_json::from_str(market::file(&files, "claims.json")).unwrap();
        let mut fields = Vec::new();
        for claim in claims["claims"].as_array().unwrap() {
            leaves(claim, "", &mut fields);
        }
        fields.sort_unstable();
        fields.dedup();
        let mut said = said_of(page, "claims.json");
        said.sort_unstable();
        assert_eq!(said, fields);
    }
}

/// The first cells of the dictionary's table about a file.
fn said_of<'a>(page: &'a str, path: &str) -> Vec<&'a str> {
    let summary = format!("<summary>{}</summary>", path.replace('_', "\\_"));
    let after = page
        .split_once(&summary)
        .unwrap_or_else(|| panic!("{path}"))
        .1;
    let part = after.split_once("</details>").unwrap().0;
    let rows = part.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split_once('`').unwrap().0).collect()
}

/// The fields of a claim as the dictionary names them: a sentence and an estimate are one field each.
fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
    let is_one_field = |parts: &serde_json::Map<String, Value>| {
        let has = |key: &str| parts.contains_key(key);
        has("en") || has("first") || (has("n") && has("value"))
    };
    match value {
        Value::Object(parts) if !is_one_field(parts) => {
            for (key, part) in parts {
                let name = match at {
                    "" => key.clone(),
                    _ => format!("{at}.{key}"),
                };
                leaves(part, &name, out);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for item in items {
                leaves(item, at, out);
            }
        }
        // A part that this claim lacks is named by those that have it.
        Value::Null if at == "robustness" || at == "robustness.placebo" => {}
        Value::Array(items)
            if items.is_empty()
                && matches!(
                    at,
                    "readings" | "evidence" | "robustness.choices" | "robustness.intervals"
                ) => {}
        _ => out.push(at.to_owned()),
    }
}
