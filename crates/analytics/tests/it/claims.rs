//! Claim files: the shipped one, and what is said about broken ones.

use analytics::ClaimFile;
use analytics::claims::{Language, Statistic};

use crate::market::{claim_file, tags};

#[test]
fn shipped_claims_are_read_with_all_their_cohorts() {
    let file = claim_file();
    let ids: Vec<&str> = file.claims.iter().map(|claim| claim.id.as_str()).collect();
    let mut expected: Vec<String> = (1..=40).map(|n| format!("C{n:02}")).collect();
    expected.push("C32-ai".to_owned());
    expected.sort();
    assert_eq!(ids, expected);
    let texts = file.claims.iter().flat_map(|claim| {
        let elsewhere = claim.elsewhere.as_ref();
        std::iter::once(&claim.sentence).chain(elsewhere)
    });
    for text in texts {
        let chinese = text.zh_cn.as_ref().unwrap();
        assert!(chinese.ends_with('。'), "{text:?}");
        for slot in ["{start}", "{end}"] {
            assert_eq!(text.en.contains(slot), chinese.contains(slot), "{text:?}");
        }
    }
    let cohorts = file.cohorts();
    let mut names: Vec<&str> = cohorts.iter().map(|cohort| cohort.id.as_str()).collect();
    assert_eq!(names.len(), 20 + tags().len() + 6, "{names:?}");
    for name in [
        "writing",
        "other",
        "tag:chatbot",
        "C22",
        "C28",
        "C34:denominator",
    ] {
        assert!(names.contains(&name), "{name} is missing from {names:?}");
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cohorts.len(), "cohort ids are unique");
}

fn message(text: &str) -> String {
    match ClaimFile::parse("mine.toml", text, &tags()) {
        Ok(_) => "read".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn claim(test: &str) -> String {
    format!(
        "[study]\nwindow = {{ first = \"2022-11-01\", last = \"2024-02-14\" }}\n[[claim]]\nid = \"X1\"\nsection = \"counts\"\nkind = \"descriptive\"\nsentence = \"It rose.\"\n[claim.test]\n{test}"
    )
}

#[test]
fn broken_claims_name_file_claim_key_and_remedy() {
    let change = "statistic = \"ma84_change\"\n";
    let cases = [
        (
            claim(&format!(
                "{change}categories = [\"writing\"]\nexpected = {{ op = \">\", value = 0 }}\n"
            )),
            "read",
            "",
        ),
        (
            claim(&format!(
                "{change}expected = {{ op = \">\", value = 0 }}\ntoleranse = 1\n"
            )),
            "claim X1",
            "toleranse",
        ),
        (
            claim(&format!(
                "{change}tags = [\"chatbots\"]\nexpected = {{ op = \">\", value = 0 }}\n"
            )),
            "`chatbots`",
            "jobtide tags",
        ),
        (
            claim(&format!(
                "{change}categories = [\"riting\"]\nexpected = {{ op = \">\", value = 0 }}\n"
            )),
            "claim X1",
            "riting",
        ),
        (
            claim(&format!("{change}expected = {{ op = \"=\" }}\n")),
            "`expected`",
            "`value`",
        ),
        (
            claim(&format!(
                "{change}expected = {{ op = \"in\", low = -1, high = 1 }}\n"
            )),
            "`expected`",
            "direction",
        ),
        (claim("statistic = \"guess\"\n"), "claim X1", "guess"),
        (
            claim(
                "statistic = \"total_change\"\ncategories = [\"writing\"]\nexpected = { op = \">\", value = 0 }\n",
            ),
            "`total_change`",
            "remove",
        ),
        (
            claim("statistic = \"rank_of_changes\"\norder = [\"legal\"]\nprobability = 0.9\n"),
            "`order`",
            "legal",
        ),
        ("claims = []".to_owned(), "mine.toml", "claims"),
        (
            "[[claim]]\nsection = \"counts\"\n".to_owned(),
            "number 1",
            "id",
        ),
        ("[[claim]\n".to_owned(), "mine.toml", ""),
        ("[study]\nwindows = 1\n".to_owned(), "[study]", "windows"),
        (
            "[study]\ncontrol = [\"writing\"]\n".to_owned(),
            "`control`",
            "`writing`",
        ),
        (
            "[[claim]]\nid = \"X1\"\nsection = \"counts\"\nkind = \"causal\"\nsentence = \"It fell.\"\n[claim.test]\nstatistic = \"causal\"\nwhy = \"Because.\"\n".to_owned(),
            "`window` is missing",
            "[study]",
        ),
        (
            claim("statistic = \"causal\"\nwhy = \"Because.\"\n").replace("It rose.", "It rose by {much}."),
            "`{much}`",
            "estimate",
        ),
        (
            claim("statistic = \"causal\"\nwhy = { en = \"Because.\", zh = \"因为。\" }\n"),
            "claim X1",
            "`en` and `zh-CN`",
        ),
        (
            claim("statistic = \"exists\"\nquery = \"python\"\ntitle = { en = \"Python\", zh-CN = \"Python\" }\n"),
            "read",
            "",
        ),
        (
            claim("statistic = \"change_between\"\ncategories = [\"writing\"]\nof = \"share\"\nstart = { first = \"2023-01-01\", last = \"2023-06-30\" }\nend = { first = \"2023-06-30\", last = \"2024-01-01\" }\nexpected = { op = \">\", value = 0 }\n"),
            "`start` does not end before `end` begins",
            "shorten",
        ),
    ];
    for (text, one, other) in cases {
        let message = message(&text);
        assert!(
            message.contains(one) && message.contains(other),
            "expected `{one}` and `{other}` in: {message}"
        );
        assert!(
            message == "read" || message.starts_with("mine.toml: "),
            "{message}"
        );
        assert!(
            !message.ends_with('.') && !message.contains('\n'),
            "{message}"
        );
    }
    let once = claim("statistic = \"causal\"\nwhy = \"Because.\"\n");
    let (_, again) = once.split_once("[[claim]]").unwrap();
    let twice = format!("{once}[[claim]]{again}");
    assert!(message(&twice).contains("twice"));
}

#[test]
fn words_for_readers_are_in_as_many_languages_as_somebody_wrote() {
    let text = claim("statistic = \"causal\"\nwhy = { en = \"Because.\", zh-CN = \"因为。\" }\n")
        .replace(
            "sentence = ",
            "note = { en = \"So it is.\", zh-CN = \"正是如此。\" }\nsentence = ",
        )
        .replace(
            "[study]\n",
            "[study]\ntitle = { en = \"A study\", zh-CN = \"一项研究\" }\n",
        );
    let file = ClaimFile::parse("mine.toml", &text, &tags()).unwrap();
    assert_eq!(file.study.title.of(Language::ZhCn), "一项研究");
    let read = &file.claims[0];
    let note = read.note.as_ref().unwrap();
    assert_eq!(
        (note.en.as_str(), note.of(Language::ZhCn)),
        ("So it is.", "正是如此。")
    );
    assert_eq!(read.sentence.zh_cn, None);
    let Statistic::Causal { why } = &read.statistic else {
        panic!("{read:?}");
    };
    assert_eq!(why.of(Language::ZhCn), "因为。");
}
