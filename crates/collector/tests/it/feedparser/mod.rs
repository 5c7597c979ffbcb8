//! The suite of Python's feedparser, where it is: at least 97 % of what is counted fits, and no odd file passes in silence.

mod suite;

#[test]
fn the_suite_of_feedparser_is_read() {
    let Some(folder) = testkit::shared_data("feeds/feedparser", "the_suite_of_feedparser_is_read")
    else {
        return;
    };
    let report = suite::run(&folder);
    assert!(
        report.counted > 800,
        "only {} files were counted",
        report.counted
    );
    assert!(
        report.silent.is_empty(),
        "neither read nor refused: {:?}",
        report.silent
    );
    let percent = report.percent();
    assert!(percent >= 97.0, "{}\n{percent:.1} %", report.table);
}
