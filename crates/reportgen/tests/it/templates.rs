//! Templates and definitions that cannot be used are refused with a message that names the place, never with an abort.

use reportgen::{Error, ReportDefinition, Templates, shipped, shipped_names};

use crate::market;

fn refusal(name: &str, text: &str) -> String {
    let mut templates = market::templates();
    templates.override_with(name, text.to_owned());
    market::render(
        &market::definition(),
        &market::full(),
        &market::manifest(false),
        &templates,
    )
    .expect_err("this template must be refused")
    .to_string()
}

/// Without the check, mutual inclusion exhausts the stack and aborts the process.
#[test]
fn templates_that_include_each_other_are_refused() {
    assert_eq!(
        refusal("table.md.hbs", "{{#if title}}{{> section}}{{/if}}"),
        "templates include each other without end: section > claim > table > section; remove one of these inclusions"
    );
    assert_eq!(
        refusal(
            "claim.html.hbs",
            "{{#each facts}}{{else}}{{> claim}}{{/each}}"
        ),
        "templates include each other without end: claim > claim; remove one of these inclusions"
    );
}

#[test]
fn unusable_templates_are_named() {
    let cases = [
        (
            "claim.md.hbs",
            "ok\n{{#if a}}",
            "template claim.md.hbs, line ",
        ),
        (
            "claim.md.hbs",
            "{{sentense}}",
            "template claim.md.hbs: line 1: ",
        ),
        (
            "claim.md.hbs",
            "{{{sentence}}}",
            "template claim.md.hbs: {{{sentence}}} is not allowed",
        ),
        (
            "claim.md.hbs",
            "{{> (lookup this \"id\")}}",
            "template claim.md.hbs: a computed name",
        ),
        (
            "claim.md.hbs",
            "{{#*inline \"x\"}}{{/inline}}",
            "template claim.md.hbs: a decorator",
        ),
        (
            "claim.md.hbs",
            "{{> nowhere}}",
            "template claim.md.hbs includes `nowhere`, which does not exist; there are body, ",
        ),
        (
            "claim.html.hbs",
            "{{url verdict_url}}",
            "template claim.html.hbs: line 1: ",
        ),
        (
            "notes.txt",
            "x",
            "template `notes.txt`: a name ends in .md.hbs",
        ),
    ];
    for (name, text, start) in cases {
        let message = refusal(name, text);
        assert!(message.starts_with(start), "{text}: {message}");
    }
}

#[test]
fn an_override_is_used() {
    let mut templates = market::templates();
    templates.override_with("claim.md.hbs", "{{id}} is {{verdict}}".to_owned());
    let files = market::render(
        &market::definition(),
        &market::full(),
        &market::manifest(false),
        &templates,
    )
    .unwrap();
    assert!(market::file(&files, "report.md").contains("C01 is REPRODUCED"));
}

/// A report without templates of its own is said by the embedded body alone.
#[test]
fn a_definition_alone_makes_a_report() {
    let definition = ReportDefinition::parse(
        "mine.toml",
        "title = \"Mine\"\nuniverse = \"*\"\n[[sections]]\nid = \"a\"\ntitle = \"All\"\ncharts = [\"changes\"]\n",
    )
    .unwrap();
    let files = market::render(
        &definition,
        &market::full(),
        &market::manifest(false),
        &Templates::embedded(),
    )
    .unwrap();
    let page = market::file(&files, "report.md");
    assert!(page.starts_with("# Mine\n"));
    assert!(page.contains("## All\n") && page.contains("charts/changes.svg"));
    assert!(page.contains("## Further sentences\n"));
}

#[test]
fn definitions_that_cannot_be_used_are_named() {
    let good = "title = \"t\"\nuniverse = \"*\"\n";
    let cases = [
        (
            format!("{good}titel = \"x\"\n"),
            "my/report.toml: line 3: unknown field `titel`",
        ),
        (
            format!("{good}[[sections]]\nid = \"a\"\ntitle = \"A\"\ncharts = [\"pie\"]\n"),
            "my/report.toml: line 6: unknown variant `pie`, expected one of `averages`",
        ),
        (
            format!("{good}[[events]]\nday = \"30 Nov 2022\"\nlabel = \"x\"\n"),
            "my/report.toml: line 4: `30 Nov 2022` is not a day",
        ),
        (
            "title = \"t\"\nuniverse = \" \"\n".to_owned(),
            "my/report.toml: line 2: universe is empty",
        ),
    ];
    for (text, start) in cases {
        let error = ReportDefinition::parse("my/report.toml", &text).expect_err("refused");
        assert!(matches!(error, Error::Definition { .. }));
        let message = error.to_string();
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn shipped_reports_parse_and_mark_the_release() {
    for name in shipped_names() {
        let report = shipped(name).unwrap();
        let definition = ReportDefinition::parse(name, report.report_toml).unwrap();
        assert!(!definition.universe().is_empty());
    }
    let events: Vec<String> = market::definition()
        .events()
        .map(|(day, label)| format!("{day} {label}"))
        .collect();
    assert_eq!(events, ["2022-11-30 ChatGPT released"]);
    assert!(shipped("no-such-report").is_none());
}

/// A report's own sentences quote what was found; what is not there names the file, the line and the nearest known name.
#[test]
fn quotes_of_claims_and_metrics_are_found_or_refused() {
    let mut templates = market::templates();
    templates.override_with(
        "body.md.hbs",
        "{{claim \"C01\" \"sentence\"}} {{claim \"C01\" \"estimate\"}} of {{metric \"postings\"}}"
            .to_owned(),
    );
    let files = market::render(
        &market::definition(),
        &market::full(),
        &market::manifest(false),
        &templates,
    )
    .unwrap();
    let page = market::file(&files, "report.md");
    assert!(
        page.contains("Postings for writing fell by 33 %. −31.2 % of 68,403"),
        "{page}"
    );
    let cases = [
        (
            "one\n{{claim \"C1\" \"sentence\"}}",
            "template body.md.hbs: line 2: there is no claim `C1`; the nearest known name is `C01`",
        ),
        (
            "{{claim \"C01\" \"verdikt\"}}",
            "template body.md.hbs: line 1: there is no field of a claim `verdikt`; the nearest known name is `verdict`",
        ),
        (
            "{{metric \"posting\"}}",
            "template body.md.hbs: line 1: there is no metric `posting`; the nearest known name is `postings`",
        ),
    ];
    for (text, start) in cases {
        let message = refusal("body.md.hbs", text);
        assert!(message.starts_with(start), "{message}");
    }
}

/// A body for one language stands in for the common one there, and its faults are told under its own name.
#[test]
fn a_body_of_one_language_is_used_in_that_language_alone() {
    let pages = |text: &str| {
        let mut templates = market::templates();
        templates.override_with("body.md.hbs", "common".to_owned());
        templates.override_with("body.zh-CN.md.hbs", text.to_owned());
        reportgen::render(&reportgen::Request {
            definition: &market::definition(),
            findings: &market::full(),
            manifest: &market::manifest(false),
            templates: &templates,
            languages: &analytics::claims::Language::ALL,
            formats: reportgen::Formats::ALL,
            previous: None,
        })
    };
    let files = pages("只有中文").unwrap();
    assert!(market::file(&files, "report.md").contains("\ncommon\n"));
    assert!(market::file(&files, "report.zh-CN.md").contains("\n只有中文\n"));
    let message = pages("{{nothing}}")
        .expect_err("an unknown field")
        .to_string();
    assert!(
        message.starts_with("template body.zh-CN.md.hbs: line 1: "),
        "{message}"
    );
}
