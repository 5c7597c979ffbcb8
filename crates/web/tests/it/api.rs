//! The API: that it is the documents of the workbench, byte for byte, and that its own description holds.

use indexer::{Query, SearchRequest, Sort};
use serde_json::Value;
use workbench::{By, Document, SearchDocument, TrendDocument, TrendRequest, enveloped};

use crate::{Served, given};

#[test]
fn a_document_has_the_bytes_that_the_terminal_prints() {
    let served = Served::with("bytes", |_| {});
    let bench = (given(served.folder()).open)().unwrap();
    let query = bench.parse("n8n OR chatgpt").unwrap();
    let request = SearchRequest {
        sort: Sort::Relevance,
        limit: 7,
        offset: 3,
        facets: true,
        highlight: true,
    };
    let expected = enveloped(
        SearchDocument::SCHEMA,
        &bench.search(&query, &request).unwrap(),
    );
    let target = "/api/v1/search?q=n8n+OR+chatgpt&sort=relevance&limit=7&offset=3&facets=true";
    assert_eq!(served.get(target).text(), expected.unwrap() + "\n");
    let trend = bench.trend(&TrendRequest {
        queries: &[query],
        within: None,
        by: Some(By::Source),
        duplicates: false,
    });
    let expected = enveloped(TrendDocument::SCHEMA, &trend.unwrap()).unwrap();
    let target = "/api/v1/trend?q=n8n+OR+chatgpt&by=source";
    assert_eq!(served.get(target).text(), expected + "\n");
    let all = bench.search(
        &Query::everything(),
        &SearchRequest {
            limit: 20,
            highlight: true,
            ..SearchRequest::default()
        },
    );
    let expected = enveloped(SearchDocument::SCHEMA, &all.unwrap()).unwrap();
    assert_eq!(served.get("/api/v1/search").text(), expected + "\n");
}

#[test]
fn the_description_names_every_route_and_each_answers() {
    let served = Served::with("described", |_| {});
    let document = served.document("/api/v1/openapi.json");
    assert_eq!(
        document,
        serde_json::from_str::<Value>(&web::openapi()).unwrap()
    );
    let paths = document["paths"].as_object().unwrap();
    let names: Vec<&str> = paths.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "/api/v1/categories",
            "/api/v1/pay",
            "/api/v1/posting/{key}",
            "/api/v1/reports",
            "/api/v1/search",
            "/api/v1/sources",
            "/api/v1/tags",
            "/api/v1/trend",
        ]
    );
    for (path, methods) in paths {
        let target = path.replace("{key}", "upwork%2Fn8n-1");
        assert!(served.document(&target)["schema"].is_string(), "{path}");
        let parameters = methods["get"]["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for parameter in parameters.iter().filter(|one| one["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let answer = served.get(&format!("{target}?{name}="));
            // Blank, a number or a flag is a fault of its value; a name that nobody reads is one of another code.
            assert!(
                answer.status == 200 || answer.json()["error"]["code"] == "bad_parameter",
                "{path} does not read `{name}`"
            );
        }
        let answer = served.get(&format!("{target}?misspelt=1"));
        assert_eq!(
            answer.json()["error"]["code"],
            "unknown_parameter",
            "{path}"
        );
        for status in ["200", "400", "404", "422", "429", "503"] {
            assert!(
                methods["get"]["responses"][status].is_object(),
                "{path} lacks {status}"
            );
        }
    }
}

/// Every `$ref` of a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match (key.as_str(), inner.as_str()) {
                    ("$ref", Some(text)) => found.push(text.to_owned()),
                    _ => references(inner, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn the_description_leads_nowhere_else() {
    let document: Value = serde_json::from_str(&web::openapi()).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for one in found {
        let place = one
            .strip_prefix('#')
            .and_then(|path| document.pointer(path));
        assert!(place.is_some(), "{one} is not there");
    }
}

#[test]
fn faults_are_json_with_code_and_place() {
    let served = Served::with("faults", |_| {});
    let cases = [
        ("/api/v1/search?q=catgory%3Awriting", 400, "bad_query"),
        ("/api/v1/trend?q=%28a", 400, "bad_query"),
        ("/api/v1/search?sort=best", 400, "bad_parameter"),
        ("/api/v1/search?limit=-1", 400, "bad_parameter"),
        ("/api/v1/search?limit=", 400, "bad_parameter"),
        ("/api/v1/search?facets=", 400, "bad_parameter"),
        ("/api/v1/search?limit=101", 422, "out_of_bounds"),
        (
            "/api/v1/search?limit=99999999999999999999999",
            422,
            "out_of_bounds",
        ),
        ("/api/v1/search?offset=10001", 422, "out_of_bounds"),
        ("/api/v1/search?q=a&q=b", 400, "repeated_parameter"),
        (
            "/api/v1/trend?q=a&q=b&q=c&q=d&q=e&q=f&q=g",
            422,
            "too_many_queries",
        ),
        (
            "/api/v1/trend?q=&q=&q=&q=&q=&q=&q=",
            422,
            "too_many_queries",
        ),
        ("/api/v1/trend?by=colour", 400, "bad_parameter"),
        ("/api/v1/posting/nobody", 404, "not_found"),
        ("/api/v1/posting/%FF%FE", 400, "bad_request"),
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v2/search", 404, "not_found"),
    ];
    for (target, status, code) in cases {
        let answer = served.get(target);
        let document = answer.json();
        assert_eq!(
            (answer.status, &document["error"]["code"]),
            (status, &code.into()),
            "{target}: {document}"
        );
        assert!(
            document["error"]["message"].as_str().unwrap().len() > 10,
            "{target}"
        );
    }
    let fault = served.get("/api/v1/search?q=n8n+catgory%3Awriting").json();
    assert_eq!(fault["error"]["position"], 4);
    assert_eq!(fault["error"]["suggestion"], "n8n category:writing");
}

#[test]
fn a_posting_is_whole_with_its_spans() {
    let served = Served::with("whole", |_| {});
    let document = served.document("/api/v1/posting/hn%2Fa%20b%2F%3F%23%252F..");
    assert_eq!(document["schema"], "jobtide.posting/1");
    assert_eq!(document["key"], "hn/a b/?#%2F..");
    let spans = document["spans"].as_array().unwrap();
    assert!(
        spans
            .iter()
            .any(|span| span["field"] == "body" && span["words"] == "ChatGPT"),
        "{document}"
    );
}
