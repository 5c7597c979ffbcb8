//! Boards of companies and pages of HTML: polls of made-up sites from files, walks through long lists, the shipped list, and the real captures where they are.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write;
use std::path::Path;

use collector::{
    Companies, Declaration, Item, RawDocument, Reading, Request, Source, declared_sources,
};
use model::{DateKind, Posting, ProblemKind};
use testkit::{FIXED_NOW, check_cases, shared_data};

use crate::printed::lines_of;

fn declared(table: &str) -> Result<Source, String> {
    let text = format!("[[source]]\nname = \"acme\"\n{table}");
    let declaration = Declaration {
        file: "case",
        text: &text,
        base: Path::new("/"),
        starter: false,
        companies: Companies::None,
        env: &|_| None,
    };
    let mut declared = declared_sources(&declaration).map_err(|error| error.to_string())?;
    let own = |source: &Source| source.name.as_str() == "acme";
    let at = declared.sources.iter().position(own).unwrap();
    Ok(declared.sources.swap_remove(at))
}

fn document(source: &Source, request: Request, body: impl Into<Vec<u8>>) -> RawDocument {
    RawDocument {
        source: source.name.clone(),
        final_url: request.url.clone(),
        request,
        status: 200,
        headers: Vec::new(),
        fetched_at: FIXED_NOW,
        body: body.into(),
        cut: None,
    }
}

/// One poll with the answers in the order in which they are asked for.
fn poll(source: &Source, answers: &str) -> String {
    let mut out = String::new();
    let mut answers = answers.split("\n=====\n");
    let mut waiting: VecDeque<Request> = (source.kind.first)(source).unwrap().into();
    while let Some(request) = waiting.pop_front() {
        let role = &request.role;
        writeln!(out, ">>> {role} {}", request.url).unwrap();
        if let Some(post) = &request.post {
            writeln!(out, "    {post}").unwrap();
        }
        let Some(answer) = answers.next() else {
            out.push_str("    is not answered\n");
            continue;
        };
        let cut = answer.strip_prefix("(cut short)\n");
        let mut document = document(source, request, cut.unwrap_or(answer));
        document.cut = cut.map(|_| "the body ended early".to_owned());
        let reading = (source.kind.read)(source, &document);
        add_reading(&mut out, &reading);
        waiting.extend(reading.follow);
    }
    assert_eq!(answers.next(), None, "an answer that nothing asked for");
    out
}

fn add_reading(out: &mut String, reading: &Reading) {
    out.push_str(&lines_of(&reading.items));
    let claimed = reading.claimed.map(|claimed| claimed.to_string());
    let capped = reading.capped.then(|| "yes".to_owned());
    for (name, value) in [
        ("claimed", &claimed),
        ("capped", &capped),
        ("suspicion", &reading.suspicion),
        ("fault", &reading.fault),
    ] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
}

fn run_case(_: &Path, bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).unwrap();
    let (table, answers) = text.split_once("\n=====\n").unwrap();
    match declared(table) {
        Ok(source) => poll(&source, answers.trim_end_matches('\n')),
        Err(error) => format!("{error}\n"),
    }
}

#[test]
fn boards_of_employers() {
    check_cases("collector/employers", run_case);
}

#[test]
fn pages_of_html() {
    check_cases("collector/pages", run_case);
}

/// A career site of so many postings that claims `total`; behind `wall` it begins anew, where it does.
struct Careers {
    postings: u64,
    total: u64,
    wall: Option<u64>,
}

impl Careers {
    fn page(&self, offset: u64) -> String {
        let start = match self.wall {
            Some(wall) if offset >= wall => 0,
            _ => offset,
        };
        let rows = (start..self.postings).take(20).map(|number| {
            format!(
                r#"{{"title":"Rocket cook {number}","externalPath":"/job/Moon/Cook_R{number}","postedOn":"Posted Today"}}"#
            )
        });
        let rows: Vec<String> = rows.collect();
        // Later pages claim nothing, as they do.
        let total = if offset == 0 { self.total } else { 0 };
        format!(r#"{{"total":{total},"jobPostings":[{}]}}"#, rows.join(","))
    }

    /// The distinct postings of a poll, the documents it took, and its last words on its own completeness.
    fn walk(&self) -> (usize, usize, bool, Option<String>) {
        let source = declared("kind = \"workday\"\nboard = \"acme.wd5/Jobs\"\n").unwrap();
        let mut waiting: VecDeque<Request> = (source.kind.first)(&source).unwrap().into();
        let mut unique = BTreeSet::new();
        let (mut documents, mut capped, mut suspicion) = (0, false, None);
        while let Some(request) = waiting.pop_front() {
            documents += 1;
            assert!(documents < 1_000, "the walk does not end");
            let post: serde_json::Value =
                serde_json::from_str(request.post.as_deref().unwrap()).unwrap();
            let body = self.page(post["offset"].as_u64().unwrap());
            let reading = (source.kind.read)(&source, &document(&source, request, body));
            for posting in postings(&reading) {
                unique.insert(posting.key.clone());
            }
            capped |= reading.capped;
            suspicion = reading.suspicion.or(suspicion);
            waiting.extend(reading.follow);
        }
        (unique.len(), documents, capped, suspicion)
    }
}

fn postings(reading: &Reading) -> Vec<&Posting> {
    let found = reading.items.iter().filter_map(|item| match item {
        Item::Posting(posting) => Some(&**posting),
        _ => None,
    });
    found.collect()
}

#[test]
fn a_total_that_only_the_first_page_states_does_not_end_the_walk() {
    let careers = Careers {
        postings: 187,
        total: 187,
        wall: None,
    };
    assert_eq!(careers.walk(), (187, 10, false, None));
}

#[test]
fn a_list_that_begins_anew_behind_2000_is_left_and_called_capped() {
    let careers = Careers {
        postings: 2_700,
        total: 2_000,
        wall: Some(2_000),
    };
    let (unique, documents, capped, suspicion) = careers.walk();
    assert_eq!((unique, documents, capped), (2_000, 101, true));
    assert!(suspicion.unwrap().contains("begins anew"));
}

#[test]
fn a_list_that_claims_2000_and_goes_on_is_read_to_its_end() {
    let careers = Careers {
        postings: 2_345,
        total: 2_000,
        wall: None,
    };
    assert_eq!(careers.walk(), (2_345, 118, false, None));
}

#[test]
fn exactly_2000_is_suspect() {
    let careers = Careers {
        postings: 2_000,
        total: 2_000,
        wall: None,
    };
    let (unique, _, _, suspicion) = careers.walk();
    assert_eq!(unique, 2_000);
    assert!(suspicion.unwrap().contains("exactly 2000"));
}

/// Building the tree of such a page takes time by the square of its depth.
#[test]
fn a_page_that_nests_too_deep_is_refused_before_its_tree_is_built() {
    let table = "kind = \"html\"\nurl = \"https://acme.example/\"\nselect = { item = \"li\", title = \"b\" }\n";
    let source = declared(table).unwrap();
    let request = (source.kind.first)(&source).unwrap().remove(0);
    for (element, is_refused) in [
        ("<div>", true),
        ("<ul><li>", true),
        ("<p>", false),
        ("<br>", false),
    ] {
        let page = element.repeat(20_000) + "<li><b>Cook</b></li>";
        let reading = (source.kind.read)(&source, &document(&source, request.clone(), page));
        let fault = reading.fault.unwrap_or_default();
        assert_eq!(
            fault.contains("more elements deep"),
            is_refused,
            "{element}: {fault}"
        );
    }
}

/// Every board of the shipped list is declared as the program reads it, and says what shows it.
#[test]
fn the_shipped_companies_are_sound() {
    let path = testkit::root().join("crates/collector/data/companies.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let tables: toml::Table = text.parse().unwrap();
    let tables = tables["source"].as_array().unwrap();
    for table in tables {
        for key in ["name", "kind", "organisation", "shown_by"] {
            let value = table.get(key).and_then(toml::Value::as_str);
            assert!(
                value.is_some_and(|value| !value.is_empty()),
                "{key} of {table}"
            );
        }
    }
    let declaration = Declaration {
        file: "jobtide.toml",
        text: "",
        base: Path::new("/"),
        starter: false,
        companies: Companies::All,
        env: &|_| None,
    };
    let sources = declared_sources(&declaration).unwrap().sources;
    let named: BTreeSet<&str> = tables
        .iter()
        .map(|table| table["name"].as_str().unwrap())
        .collect();
    assert_eq!(named.len(), tables.len(), "two boards of one name");
    let shipped = sources
        .iter()
        .filter(|source| named.contains(source.name.as_str()));
    let shipped: Vec<&Source> = shipped.filter(|source| source.enabled).collect();
    assert_eq!(shipped.len(), tables.len());
    assert!(shipped.len() >= 60, "only {} companies", shipped.len());
    let kinds: BTreeSet<&str> = shipped.iter().map(|source| source.kind.name).collect();
    assert!(kinds.len() >= 10, "{kinds:?}");
    let asked: BTreeSet<(String, Option<String>)> = shipped
        .iter()
        .flat_map(|source| (source.kind.first)(source).unwrap())
        .map(|request| (request.url, request.post))
        .collect();
    assert_eq!(asked.len(), shipped.len(), "two companies share a board");
}

/// What is known of one real capture, without a word of it.
fn figures(reading: &Reading) -> ([usize; 6], Option<u64>, usize) {
    let all = postings(reading);
    let count =
        |test: &dyn Fn(&Posting) -> bool| all.iter().filter(|posting| test(posting)).count();
    let left_out = |item: &&Item| matches!(item, Item::LeftOut);
    let counts = [
        all.len(),
        reading.items.iter().filter(left_out).count(),
        count(&|posting| posting.published.kind == DateKind::Exact),
        count(&|posting| posting.body.len() > 40),
        count(&|posting| posting.pay.is_some()),
        count(&|posting| posting.country.is_some()),
    ];
    assert_eq!(reading.items.len(), counts[0] + counts[1], "no problems");
    (counts, reading.claimed, reading.follow.len())
}

/// 2026-09-01T00:00:00Z: after every capture.
const AFTER_CAPTURES: i64 = 1_788_220_800;

fn read_capture(path: &Path, table: &str, role: &str) -> Reading {
    let source = declared(table).unwrap();
    let mut request = (source.kind.first)(&source).unwrap().remove(0);
    request.role = role.to_owned();
    let mut document = document(&source, request, std::fs::read(path).unwrap());
    document.fetched_at = AFTER_CAPTURES;
    (source.kind.read)(&source, &document)
}

#[test]
fn real_boards() {
    let Some(dir) = shared_data("feeds/ats/careerkit", "real_boards") else {
        return;
    };
    let plain = |kind: &str| format!("kind = \"{kind}\"\nboard = \"acme\"\n");
    let workday = || "kind = \"workday\"\nboard = \"acme.wd5/Jobs\"\n".to_owned();
    let oracle = || "kind = \"oracle-hcm\"\nboard = \"acme.fa.us2/CX\"\n".to_owned();
    let untexted = plain("smartrecruiters") + "details = false\n";
    // Postings, left out, exactly dated, with a text, with pay, with a country, claimed, requests that follow.
    type Figures = ([usize; 6], Option<u64>, usize);
    let cases: [(&str, String, &str, Figures); 14] = [
        (
            "greenhouse.json",
            plain("greenhouse"),
            "list",
            ([2, 0, 2, 2, 0, 2], Some(37), 0),
        ),
        (
            "lever.json",
            plain("lever"),
            "list",
            ([2, 0, 2, 2, 0, 2], None, 0),
        ),
        (
            "ashby.json",
            plain("ashby"),
            "list",
            ([2, 0, 2, 2, 1, 2], None, 0),
        ),
        (
            "smartrecruiters.json",
            plain("smartrecruiters"),
            "list",
            ([0; 6], Some(1), 1),
        ),
        (
            "smartrecruiters.json",
            untexted,
            "list",
            ([1, 0, 1, 0, 0, 1], Some(1), 0),
        ),
        (
            "workable.json",
            plain("workable"),
            "list",
            ([1, 1, 1, 0, 0, 1], None, 0),
        ),
        (
            "recruitee.json",
            plain("recruitee"),
            "list",
            ([2, 0, 2, 2, 2, 2], None, 0),
        ),
        (
            "personio.xml",
            plain("personio"),
            "list",
            ([1, 1, 1, 0, 0, 0], None, 0),
        ),
        (
            "teamtailor.json",
            plain("teamtailor"),
            "list",
            ([2, 0, 2, 0, 0, 2], None, 0),
        ),
        (
            "eightfold.json",
            plain("eightfold"),
            "list",
            ([2, 0, 2, 0, 0, 2], None, 0),
        ),
        (
            "oracle_orc.json",
            oracle(),
            "list",
            ([2, 0, 2, 0, 0, 2], None, 0),
        ),
        (
            "oracle_orc_detail.json",
            oracle(),
            "detail",
            ([1, 0, 1, 1, 0, 1], None, 0),
        ),
        (
            "workday.json",
            workday(),
            "list",
            ([2, 0, 2, 0, 0, 0], Some(2), 0),
        ),
        (
            "../../workday/hunt_2026-09_nvidia.json",
            workday(),
            "list",
            ([2, 0, 1, 0, 0, 0], Some(2_000), 0),
        ),
    ];
    for (path, table, role, expected) in &cases {
        let reading = read_capture(&dir.join(path), table, role);
        assert_eq!(reading.fault, None, "{path}");
        assert_eq!(&figures(&reading), expected, "{path}");
    }
}

/// Of six pages, one holds a JobPosting; each of the others says so instead of giving nothing.
#[test]
fn real_pages() {
    let Some(dir) = shared_data("feeds/jsonld", "real_pages") else {
        return;
    };
    let table = "kind = \"json-ld\"\nurl = \"https://careers.example/job\"\n";
    let mut read = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let reading = read_capture(&path, table, "detail");
        let all = postings(&reading);
        if path.to_string_lossy().contains("jsonld_meta") {
            assert_eq!(reading.items.len(), 1);
            assert_eq!(all[0].published.kind, DateKind::Exact);
            assert!(all[0].body.len() > 2_900, "{} bytes", all[0].body.len());
        } else {
            let [Item::Problem(problem)] = reading.items.as_slice() else {
                panic!("{}: {:?}", path.display(), reading.items.len());
            };
            assert_eq!(problem.kind, ProblemKind::MissingField);
        }
        read += 1;
    }
    assert_eq!(read, 6);
}
