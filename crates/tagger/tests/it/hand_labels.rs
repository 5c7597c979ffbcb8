//! Hits that were judged by hand in, how the rules do on them out: precision per tag, and a confusion matrix of polarities. The texts lie beside the checkout.

use model::Polarity;
use tagger::audit::{Audit, TagCount, audit, read_labels};
use tagger::evaluate::Share;
use tagger::{Tagger, Text};

use crate::real_texts::real_texts;

/// What a set of judged hits must still score: a little under what was measured, so that a reworded rule passes and a broken one does not.
struct Floor {
    precision: f64,
    lost: u64,
    polarity: f64,
}

#[test]
fn judged_hits_are_as_right_as_they_were() {
    let floor = Floor {
        precision: 0.95,
        lost: 3,
        polarity: 0.80,
    };
    check("tagger/hand_labels.csv", 200, &floor);
}

/// Drawn and judged after the rules were last changed, so that their score here is not flattered.
#[test]
fn freshly_judged_hits_are_as_right_as_they_were() {
    let floor = Floor {
        precision: 0.90,
        lost: 3,
        polarity: 0.70,
    };
    check("tagger/hand_labels_fresh.csv", 69, &floor);
}

fn check(file: &str, count: usize, floor: &Floor) {
    let tagger = Tagger::embedded();
    let file_text = std::fs::read_to_string(testkit::fixture(file)).unwrap();
    let labels = read_labels(tagger, &file_text).unwrap();
    assert_eq!(labels.len(), count);
    let Some(texts) = real_texts(|path| testkit::shared_data(path, file)) else {
        return;
    };
    let result = audit(&labels, |key| {
        let text = texts.get(key)?;
        Some(tagger.tag(Text {
            title: &text.title,
            body: &text.body,
            skills: &text.skills,
        }))
    });
    println!("{file}\n{}", shown_audit(tagger, &result));
    assert_eq!(result.absent, 0);
    let total = result.total();
    assert!(
        total.precision().value.unwrap() >= floor.precision,
        "{total:?}"
    );
    assert!(total.lost <= floor.lost, "{total:?}");
    let polarity = result.polarity_agreement();
    assert!(polarity.value.unwrap() >= floor.polarity, "{polarity:?}");
}

fn shown_audit(tagger: &Tagger, result: &Audit) -> String {
    let row = |name: &str, count: &TagCount| {
        format!(
            "{name:18} {:6}{:6}{:6}{:7}  {}\n",
            count.right,
            count.wrong,
            count.lost,
            count.mended,
            shown(count.precision())
        )
    };
    let mut out = "tag                 right wrong  lost mended  precision\n".to_owned();
    for (tag, count) in &result.tags {
        out += &row(&tagger.rules()[tag.number()].slug, count);
    }
    out += &row("all", &result.total());
    out += "\ntrue \\ given";
    for given in Polarity::ALL {
        out += &format!("{:>9}", given.slug());
    }
    for truth in Polarity::ALL {
        out += &format!("\n{:12}", truth.slug());
        for given in Polarity::ALL {
            let count = result.polarity.get(&(truth, given)).copied();
            out += &format!("{:>9}", count.unwrap_or_default());
        }
    }
    out += &format!(
        "\nsame polarity        {}",
        shown(result.polarity_agreement())
    );
    out + &format!(
        "\nsame as to demand    {}\n",
        shown(result.demand_agreement())
    )
}

fn shown(share: Share) -> String {
    match share.value {
        Some(value) => format!(
            "{value:.3} [{:.3}, {:.3}] of {}",
            share.low, share.high, share.of
        ),
        None => "none left".to_owned(),
    }
}
