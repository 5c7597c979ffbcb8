//! Findings in, the sentences at the head of a page out: verdict counts, what the data covers, what moved most. Words, no statistic.

use analytics::said;
use std::collections::BTreeSet;

use analytics::claims::{Language, Text};
use analytics::findings::{CohortFinding, Estimate, Findings, JudgedClaim, Verdict};

use super::{ArticleView, OverviewRow, VerdictRow, claims};
use crate::definition::ReportDefinition;
use crate::suppression;
use crate::wording::{self, both, say};
use crate::{escape, page::Setting};

/// The first sentences: how many of the judged ones stand.
pub(crate) fn headline(findings: &Findings, language: Language) -> String {
    let total = findings.claims.len() as u64;
    if total == 0 {
        return say!(
            language,
            "This report has no sentence to judge; it shows what the data holds.",
            "这份报告没有要检验的说法；它只展示数据。"
        );
    }
    let unreached = count_of(&findings.claims, Verdict::NotCovered);
    let own = if unreached == total {
        let about = match total {
            1 => said!("sentence is", "这句话"),
            _ => said!("{n} sentences are", "这 {n} 句话", n = both::count(total)),
        };
        said!(
            "The postings here do not reach the days that the {about} about, so none is judged.",
            "这里的职位没有覆盖{about}所说的日期，因此都未判定。",
            about = about
        )
    } else {
        said!(
            "Of {total}: {counts}.",
            "在 {total}中：{counts}。",
            total = both::sentences(total),
            counts = verdict_counts(&findings.claims)
        )
    };
    let own = own.of(language).to_owned();
    if findings.on_your_window.is_empty() {
        return own;
    }
    let other = say!(
        language,
        " On your window, {days}: {counts}.",
        "在您的窗口（{days}）：{counts}。",
        days = both::days(findings.window),
        counts = verdict_counts(&findings.on_your_window)
    );
    own + &other
}

/// `2 REPRODUCED, 1 FRAGILE`, in the order of the verdicts.
fn verdict_counts(claims: &[JudgedClaim]) -> Text {
    let counts: Vec<Text> = wording::VERDICTS
        .iter()
        .filter_map(|verdict| {
            let n = count_of(claims, *verdict);
            (n > 0).then(|| {
                said!(
                    "{n} {verdict}",
                    "{verdict} {n} 句",
                    n = both::count(n),
                    verdict = both::verdict(*verdict).name
                )
            })
        })
        .collect();
    let joined = |language: Language, mark: &str| -> String {
        let all: Vec<&str> = counts.iter().map(|one| one.of(language)).collect();
        all.join(mark)
    };
    Text {
        en: joined(Language::En, ", "),
        zh_cn: Some(joined(Language::ZhCn, "，")),
    }
}

fn count_of(claims: &[JudgedClaim], verdict: Verdict) -> u64 {
    claims.iter().filter(|c| c.verdict == verdict).count() as u64
}

/// One row for each verdict that was given.
pub(crate) fn verdicts(findings: &Findings, language: Language) -> Vec<VerdictRow> {
    wording::VERDICTS
        .iter()
        .filter_map(|verdict| {
            let own = count_of(&findings.claims, *verdict);
            let other = count_of(&findings.on_your_window, *verdict);
            let words = both::verdict(*verdict);
            (own + other > 0).then(|| VerdictRow {
                words: words.name.of(language).to_owned(),
                family: words.family.to_owned(),
                meaning: words.meaning.of(language).to_owned(),
                count: wording::count(own),
                count_on_window: (!findings.on_your_window.is_empty())
                    .then(|| wording::count(other)),
            })
        })
        .collect()
}

/// One row a claim; none where the data reaches no claim, since the headline says so.
pub(crate) fn overview(findings: &Findings, language: Language) -> Vec<OverviewRow> {
    let claims = &findings.claims;
    if claims.iter().all(|c| c.verdict == Verdict::NotCovered) {
        return Vec::new();
    }
    claims
        .iter()
        .map(|claim| {
            let words = both::verdict(claim.verdict);
            OverviewRow {
                anchor: claims::anchor(&claim.id),
                id: claims::shown_id(claim),
                sentence: claim.sentence.of(language).to_owned(),
                verdict: words.name.of(language).to_owned(),
                family: words.family.to_owned(),
            }
        })
        .collect()
}

/// What the data covers, in one sentence, and how the window stands to the article's in another.
pub(crate) fn covers(setting: &Setting<'_>, window_days: u32) -> Vec<String> {
    let (findings, language) = (setting.request.findings, setting.language);
    let window = both::days(findings.window);
    let mut sentences = Vec::new();
    if findings.postings == 0 {
        sentences.push(say!(
            language,
            "The data holds no exactly dated posting of this universe in the window {window}.",
            "数据中没有这一范围内、日期确切且落在窗口 {window} 内的职位。",
            window = window
        ));
    } else {
        sentences.push(say!(
            language,
            "The report rests on {postings} of this universe with an exact date in the window {window}{reach}; {sources}.",
            "这份报告依据这一范围内日期确切、落在窗口 {window} 内的 {postings}{reach}；{sources}。",
            postings = both::postings(findings.postings),
            window = window,
            reach = reach(findings),
            sources = sources_in_changes(findings, window_days)
        ));
    }
    if let Some(article) = setting.request.definition.article_window() {
        sentences.push(if article == findings.window {
            say!(
                language,
                "This is the article's own window.",
                "这就是原文自己的窗口。"
            )
        } else {
            let short = match is_too_short(findings, window_days) {
                true => said!(
                    ", which is too short to judge them on as well",
                    "，它太短，不能再用来检验这些说法"
                ),
                false => said!("", ""),
            };
            say!(
                language,
                "The article's window is {article}; its sentences are judged on that, and charts and tables are about the window of this report{short}.",
                "原文的窗口是 {article}；各句按该窗口检验，图表则针对本报告的窗口{short}。",
                article = both::days(article),
                short = short
            )
        });
    }
    sentences
}

/// From when to when the sources reach, as the middle of a sentence.
fn reach(findings: &Findings) -> Text {
    let days = findings.sources.iter().filter_map(|source| source.days);
    let whole = days.fold(None, |whole: Option<(_, _)>, days| {
        Some(match whole {
            None => (days.first(), days.last()),
            Some((first, last)) => (days.first().min(first), days.last().max(last)),
        })
    });
    match whole {
        None => said!("", ""),
        Some((first, last)) => said!(
            ", from sources that reach from {first} to {last}",
            "，来源的时间范围为 {first} 至 {last}",
            first = both::day(first),
            last = both::day(last)
        ),
    }
}

/// Whether the window's first and last average would share days, so that it holds no change.
pub(crate) fn is_too_short(findings: &Findings, window_days: u32) -> bool {
    (findings.window.len() as u64) < 2 * u64::from(window_days)
}

fn sources_in_changes(findings: &Findings, window_days: u32) -> Text {
    if is_too_short(findings, window_days) {
        return said!(
            "that window has {days}, too few to compare its first {width} with its last {width}, so no change can be told",
            "该窗口只有 {days}，不足以比较前 {width} 天与后 {width} 天，因此无法得出变化",
            days = both::number_of_days(findings.window.len() as u64),
            width = both::count(u64::from(window_days))
        );
    }
    let total = findings.sources.len() as u64;
    let used = findings.sources.iter().filter(|s| s.used).count() as u64;
    let both_parts = said!("both its first and its last part", "窗口的首段和末段");
    if used == 0 {
        said!(
            "no source covers {parts}, so no change can be told",
            "没有来源同时覆盖{parts}，因此无法得出变化",
            parts = both_parts
        )
    } else if total == 1 {
        said!(
            "its one source covers {parts}",
            "唯一的来源同时覆盖{parts}",
            parts = both_parts
        )
    } else if used == total {
        said!(
            "all {n} sources cover {parts}",
            "全部 {n} 个来源都覆盖{parts}",
            n = both::count(total),
            parts = both_parts
        )
    } else {
        let (cover, these) = match used {
            1 => (said!("covers", "覆盖"), said!("it", "它")),
            _ => (said!("cover", "覆盖"), said!("these", "它们")),
        };
        said!(
            "{used} of {total} sources {cover} {parts}, and changes rest on {these} alone",
            "{total} 个来源中有 {used} 个{cover}{parts}，变化只依据{these}",
            used = both::count(used),
            total = both::count(total),
            cover = cover,
            parts = both_parts,
            these = these
        )
    }
}

/// The article, worded.
pub(crate) fn article(definition: &ReportDefinition, language: Language) -> Option<ArticleView> {
    let article = definition.article()?;
    let window = definition.article_window().map(both::days);
    Some(ArticleView {
        title: article.title.of(language).to_owned(),
        href: article.url.as_deref().and_then(escape::safe_url),
        origin: say!(
            language,
            "by {author} ({publisher}, {published}) is about {window}.",
            "（作者 {author}，{publisher}，{published}）针对的时间是 {window}。",
            author = article.author,
            publisher = article.publisher,
            published = article.published,
            window = window.unwrap_or_default()
        ),
        about: article.about.of(language).to_owned(),
    })
}

/// A cohort with the estimate of it that is at issue.
type Moved<'a> = (&'a CohortFinding, &'a Estimate);

/// The cohorts whose interval lies wholly on one side, the lowest first.
fn moved<'a>(rows: impl Iterator<Item = Moved<'a>>, no_change: f64) -> Vec<Moved<'a>> {
    let mut moved: Vec<_> = rows
        .filter(|(_, e)| {
            e.high.is_some_and(|high| high < no_change) || e.low.is_some_and(|low| low > no_change)
        })
        .collect();
    moved.sort_by(|a, b| a.1.value.total_cmp(&b.1.value).then(a.0.id.cmp(&b.0.id)));
    moved
}

/// Which fell and which rose most; `None` where no interval excludes zero on that side.
fn extremes<'a>(rows: impl Iterator<Item = Moved<'a>>) -> (Option<Moved<'a>>, Option<Moved<'a>>) {
    let moved = moved(rows, 0.0);
    let fell = moved.first().copied().filter(|(_, e)| e.value < 0.0);
    let rose = moved.last().copied().filter(|(_, e)| e.value > 0.0);
    (fell, rose)
}

fn fell() -> Text {
    said!("fell", "降幅")
}

fn rose() -> Text {
    said!("rose", "升幅")
}

/// A category's name inside a sentence; what no category holds is not one among the others.
fn name(row: &CohortFinding) -> Text {
    if row.id == "other" {
        said!(
            "the category \u{201c}{title}\u{201d}",
            "“{title}”类",
            title = row.title
        )
    } else {
        row.title.clone()
    }
}

/// The text with a capital at its head, where it begins a sentence.
pub(crate) fn capitalised(text: Text) -> Text {
    let mut letters = text.en.chars();
    let en = letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    });
    Text { en, ..text }
}

/// What a superlative is limited to, since a row that is withheld may have moved further.
fn among(findings: &Findings, shown: usize) -> Text {
    let all = findings.categories.iter().filter(|row| row.n > 0).count();
    if shown < all {
        said!(
            "of the categories that can be shown, ",
            "在可以显示的类别中，"
        )
    } else {
        said!("", "")
    }
}

/// What moved most; "fell" and "rose" are said only where the interval excludes no change.
pub(crate) fn highlights(findings: &Findings, language: Language) -> Vec<String> {
    let mut out = of_counts(findings);
    out.extend(of_pay(findings));
    out.extend(of_skills(findings));
    if !out.is_empty() {
        out.push(said!(
            "In brackets: {interval}; the window is {window}.",
            "括号内为 {interval}；窗口为 {window}。",
            interval = both::interval_name(),
            window = both::days(findings.window)
        ));
    }
    let mut words = out.iter().map(|text| text.of(language).to_owned());
    words.by_ref().collect()
}

fn of_counts(findings: &Findings) -> Vec<Text> {
    let rows = suppression::shown(findings, |row| row.change.as_ref());
    let among = among(findings, rows.len());
    let (down, up) = extremes(rows.iter().copied());
    let mut out: Vec<Text> = [(down, fell()), (up, rose())]
        .into_iter()
        .filter_map(|(most, verb)| {
            let (row, e) = most?;
            Some(capitalised(said!(
                "{among}{name} {verb} most: {changed}, {postings}.",
                "{among}{name}的{verb}最大：{changed}，{postings}。",
                among = among,
                name = name(row),
                verb = verb,
                changed = both::change(e),
                postings = both::postings(row.n)
            )))
        })
        .collect();
    if out.is_empty() && !rows.is_empty() {
        out.push(if among.is_empty() {
            said!(
                "No category's count moved by more than its interval.",
                "没有任何类别的职位数变化超出其区间。"
            )
        } else {
            capitalised(said!(
                "{among}none moved in its count by more than its interval.",
                "{among}没有一个类别的职位数变化超出其区间。",
                among = among
            ))
        });
    }
    if down.is_none() && up.is_none() {
        out.extend(of_shares(findings));
    }
    out
}

/// The largest moves of a share: they can be clear where no count's is, since a share is free of what moved all counts alike.
fn of_shares(findings: &Findings) -> Vec<Text> {
    let first_full = suppression::shown(findings, |row| row.change_of_share.as_ref());
    let season = suppression::shown(findings, |row| row.season_matched.as_ref());
    let ids: BTreeSet<&str> = first_full
        .iter()
        .chain(&season)
        .map(|(row, _)| row.id.as_str())
        .collect();
    let among = among(findings, ids.len());
    // A category whose two readings exclude zero on opposite sides has no direction to name.
    let clear = moved(first_full.into_iter().chain(season), 0.0);
    let has_one_direction = |(row, e): &Moved<'_>| {
        clear
            .iter()
            .all(|(other, o)| other.id != row.id || (o.value < 0.0) == (e.value < 0.0))
    };
    let (down, up) = extremes(clear.iter().copied().filter(has_one_direction));
    [(down, fell()), (up, rose())]
        .into_iter()
        .filter_map(|(most, verb)| {
            let (row, e) = most?;
            let season = row.season_matched.as_ref();
            let reading = if season.is_some_and(|s| std::ptr::eq(s, e)) {
                said!("against the same dates a year earlier", "与上年同期相比")
            } else {
                said!("the window's end against its start", "窗口末段与首段相比")
            };
            Some(said!(
                "As a share of all postings, {among}{name} {verb} most: {changed}, {reading}, {postings}.",
                "按占全部职位的比例，{among}{name}的{verb}最大：{changed}，{reading}，{postings}。",
                among = among,
                name = name(row),
                verb = verb,
                changed = both::change(e),
                reading = reading,
                postings = both::postings(row.n)
            ))
        })
        .collect()
}

fn of_pay(findings: &Findings) -> Option<Text> {
    let paid: Vec<Moved<'_>> = findings
        .categories
        .iter()
        .filter(|row| suppression::pay_is_shown(row))
        .filter_map(|row| Some((row, row.mean_hourly_pay_change.as_ref()?)))
        .collect();
    let among = among(findings, paid.len());
    let (row, e) = extremes(paid.into_iter()).0?;
    Some(capitalised(said!(
        "{among}hourly pay fell most in {name}: {changed}, {postings} with an hourly range.",
        "{among}时薪降幅最大的是{name}：{changed}，基于写明时薪区间的 {postings}。",
        among = among,
        name = name(row),
        changed = both::change(e),
        postings = both::postings(e.n)
    )))
}

fn of_skills(findings: &Findings) -> Option<Text> {
    let grown: Vec<Moved<'_>> = findings
        .tags
        .iter()
        .zip(suppression::of_rows(&findings.tags))
        .filter(|(_, hide)| !hide.comparison())
        .filter_map(|(row, _)| Some((row, row.rate_ratio.as_ref()?)))
        .collect();
    let all = findings.tags.iter().filter(|row| row.n > 0).count();
    let among = if grown.len() < all {
        said!(
            "Among the AI skills that can be shown",
            "在可以显示的 AI 技能中"
        )
    } else {
        said!("Among AI skills", "在 AI 技能中")
    };
    let moved = moved(grown.into_iter(), 1.0);
    let (row, e) = moved.last().filter(|(_, e)| e.value > 1.0)?;
    let times = |value: f64| Text::same(wording::times(value));
    Some(said!(
        "{among} {name} grew most: asked for {times} times as often as at the start, {postings}.",
        "{among}，{name}增长最多：需求频率为期初的 {times} 倍，{postings}。",
        among = among,
        name = row.title,
        times = both::with_interval(e, times),
        postings = both::postings(row.n)
    ))
}
