//! Findings and manifest in, the notes at the end of a page out: coverage, problems, methods, dictionary, licences, how to make it again.

use analytics::claims::Text;
use analytics::findings::{Findings, SourceCoverage};
use analytics::said;
use model::{Day, DayRange};

use super::summary::capitalised;
use super::tables::{self, Worded, code, counted, number, pale, text};
use super::{Notes, Setting, TableView, methods};
use crate::csv;
use crate::dictionary::{CLAIMS_JSON, Field};
use crate::manifest::{Duplicates, Manifest, Recipe};
use crate::suppression;
use crate::wording::{both, say};

/// How many stretches that were not seen are named; the others are counted.
const MOST_STRETCHES: usize = 5;

pub(crate) fn build(setting: &Setting<'_>, window_days: u32) -> Notes {
    let (findings, manifest) = (setting.request.findings, setting.request.manifest);
    let of = |texts: Vec<Text>| -> Vec<String> {
        let texts = texts.iter();
        texts
            .map(|text| text.of(setting.language).to_owned())
            .collect()
    };
    Notes {
        data: of(data(findings, manifest)),
        sources: sources(setting),
        problems: problems(setting),
        methods: of(methods::sentences(window_days)),
        rules: methods::rules(setting),
        dictionary: dictionary(setting),
        licences: of(licences(findings, manifest)),
        reproduce: of(reproduce(findings, manifest)),
        parameters: parameters(setting),
        cite: cite(setting),
        files: setting
            .files
            .iter()
            .map(|file| (*file).to_owned())
            .collect(),
    }
}

fn sources(setting: &Setting<'_>) -> TableView {
    let findings = setting.request.findings;
    let withheld = suppression::of_sources(findings);
    let rows = findings.sources.iter().zip(withheld).map(source_row);
    tables::table(
        setting,
        said!("Sources", "来源"),
        "manifest.json",
        vec![
            (said!("Source", "来源"), false),
            (said!("First day", "首日"), false),
            (said!("Last day", "末日"), false),
            (
                said!("Postings with an exact date", "日期确切的职位数"),
                true,
            ),
            (said!("Days not fully seen", "未完整看到的天数"), true),
            (said!("In changes", "用于变化"), false),
        ],
        rows.collect(),
        said!(
            "No source has a posting of this universe.",
            "没有来源含有这一范围的职位。"
        ),
    )
}

fn source_row((source, hide): (&SourceCoverage, bool)) -> Vec<Worded> {
    let day = |day: Option<Day>| text(day.map_or_else(|| said!("none", "无"), both::day));
    vec![
        code(source.source.as_str()),
        day(source.days.map(DayRange::first)),
        day(source.days.map(DayRange::last)),
        match source.postings {
            0 => number(both::count(0)),
            n => counted(n, hide),
        },
        // Whoever imports an archive does not know what it lacks.
        source.incomplete.map_or_else(
            || pale(said!("not known", "未知")),
            |days| number(both::count(days as u64)),
        ),
        text(match source.used {
            true => said!("yes", "是"),
            false => said!("no", "否"),
        }),
    ]
}

fn problems(setting: &Setting<'_>) -> TableView {
    let manifest = setting.request.manifest;
    let of_archives = manifest
        .problems
        .iter()
        .map(|(kind, rows)| (problem(kind), *rows));
    let polled = manifest.recipe.polled.iter();
    let of_polls = polled.filter(|one| one.problems > 0).map(|one| {
        let words = said!(
            "items of {source}, summed over its polls",
            "来源 {source} 的条目，各次轮询合计",
            source = one.source
        );
        (words, one.problems)
    });
    let rows = of_archives.chain(of_polls);
    tables::table(
        setting,
        said!("Rows that became no posting", "未能成为职位的行"),
        "manifest.json",
        vec![
            (said!("Problem", "问题"), false),
            (said!("Rows", "行数"), true),
        ],
        rows.map(|(words, rows)| vec![text(words), number(both::count(rows))])
            .collect(),
        said!(
            "No row was left out for a problem.",
            "没有任何一行因问题而被略去。"
        ),
    )
}

/// A kind of problem in words; one that has none yet keeps its own.
fn problem(kind: &str) -> Text {
    match kind {
        "no_date" => said!("no date", "没有日期"),
        "future_date" => said!("future date", "日期在未来"),
        other => Text::same(other.replace('_', " ")),
    }
}

fn parameters(setting: &Setting<'_>) -> TableView {
    let rows = setting.request.manifest.parameters.iter();
    tables::table(
        setting,
        said!("Parameters", "参数"),
        "manifest.json",
        vec![
            (said!("Parameter", "参数"), false),
            (said!("Value", "值"), false),
        ],
        rows.map(|(name, value)| vec![text(name.clone()), text(value.clone())])
            .collect(),
        said!("No parameter was changed.", "没有更改任何参数。"),
    )
}

fn data(findings: &Findings, manifest: &Manifest) -> Vec<Text> {
    let mut out = vec![undated(findings.undated)];
    out.extend(duplicates(manifest.duplicates));
    out.extend(gaps(findings));
    out.extend(findings.arriving_from.map(|day| {
        said!(
            "From {day} on postings may still arrive, since a source has not been polled past that day.",
            "自 {day} 起仍可能有职位陆续到达，因为有来源尚未轮询到该日之后。",
            day = both::day(day)
        )
    }));
    out.push(said!(
        "A change uses only sources that cover both windows, so that a source added later never looks like growth.",
        "变化只使用同时覆盖两个窗口的来源，因此后来加入的来源不会看起来像增长。"
    ));
    let incomplete = |source: &SourceCoverage| source.incomplete.is_some_and(|days| days > 0);
    if findings.sources.iter().any(incomplete) {
        out.push(said!(
            "A day of which the polls of a source saw less than {share} is a hole; where the sources of a change together have one, the day is left out of every mean, and the sentence says how many such days there are.",
            "来源的轮询看到不足 {share} 的一天算作空缺；一项变化的各来源合在一起仍有空缺时，该日不计入任何平均，句中会说明这样的天数。",
            share = both::whole_share(analytics::coverage::COVERED_SHARE)
        ));
    }
    if manifest.synthetic {
        out.push(said!(
            "The postings are made up by a program with planted effects: nothing here is about a real market.",
            "这些职位由程序编造，并植入了已知的效应：这里没有任何内容涉及真实市场。"
        ));
    }
    out
}

fn undated(n: u64) -> Text {
    match n {
        0 => said!(
            "Every posting of the universe has an exact date.",
            "这一范围的每个职位都有确切日期。"
        ),
        n => said!(
            "{postings} of the universe have no exact date; they are searchable, and no count or change here holds them.",
            "这一范围有 {postings}没有确切日期；可以检索到，但不计入这里的任何数字。",
            postings = capitalised(both::postings(n))
        ),
    }
}

/// The same job offered again or copied is one posting, unless the reader wants it otherwise.
fn duplicates(found: Duplicates) -> Vec<Text> {
    if found.postings == 0 {
        return Vec::new();
    }
    let many = capitalised(both::postings(found.postings));
    if found.counted {
        return vec![said!(
            "{many} repeat another one's text and are counted all the same, as was asked for.",
            "{many}与另一职位文字重复，按要求仍全部计入。",
            many
        )];
    }
    vec![
        said!(
            "{many} repeat another one's text and are in no count: that one stands for the job.",
            "{many}与另一职位文字重复，不计入任何数字：由后者代表该职位。",
            many
        ),
        said!(
            "\"jobtide duplicates\" lists them, and a report made with --no-fold counts them.",
            "“jobtide duplicates”会列出它们；用 --no-fold 生成的报告会计入它们。"
        ),
    ]
}

/// Which days of the window were not seen.
fn gaps(findings: &Findings) -> Option<Text> {
    if findings.seen.is_empty() {
        return None;
    }
    let missing = |day: Day, seen: &Option<f64>| {
        findings.window.contains(day)
            && seen.is_none_or(|part| part < analytics::coverage::COVERED_SHARE)
    };
    let days = findings.days.days().zip(&findings.seen);
    let mut stretches: Vec<DayRange> = Vec::new();
    for day in days
        .filter(|(day, seen)| missing(*day, seen))
        .map(|(day, _)| day)
    {
        let longer = stretches.last().filter(|last| day - last.last() == 1);
        match longer.and_then(|last| DayRange::new(last.first(), day)) {
            Some(longer) => {
                stretches.pop();
                stretches.push(longer);
            }
            None => stretches.extend(DayRange::new(day, day)),
        }
    }
    let total: u64 = stretches.iter().map(|days| days.len() as u64).sum();
    if total == 0 {
        return Some(said!(
            "Every day of the window was seen.",
            "窗口内的每一天都看到了。"
        ));
    }
    let mut named: Vec<Text> = stretches
        .iter()
        .take(MOST_STRETCHES)
        .map(|days| both::days(*days))
        .collect();
    match stretches.len().saturating_sub(MOST_STRETCHES) as u64 {
        0 => {}
        1 => named.push(said!(
            "{n} further stretch",
            "另外 {n} 段",
            n = both::count(1)
        )),
        n => named.push(said!(
            "{n} further stretches",
            "另外 {n} 段",
            n = both::count(n)
        )),
    }
    Some(said!(
        "Of the {days} of the window, {missing} not fully seen: {stretches}.",
        "窗口共 {days}，其中有 {missing} 天未完整看到：{stretches}。",
        days = both::number_of_days(findings.window.len() as u64),
        missing = match total {
            1 => Text {
                en: "1 was".to_owned(),
                zh_cn: Some("1".to_owned()),
            },
            n => Text {
                en: format!("{} were", crate::wording::count(n)),
                zh_cn: Some(crate::wording::count(n)),
            },
        },
        stretches = both::list(&named)
    ))
}

/// Whose the numbers are: external series with what they are, and the terms of the sources.
fn licences(findings: &Findings, manifest: &Manifest) -> Vec<Text> {
    let mut out: Vec<Text> = manifest
        .attributions
        .iter()
        .map(|one| {
            said!(
                "Postings of {source}: {credit}.",
                "来源 {source} 的职位：{credit}。",
                source = one.source,
                credit = one.credit.trim_end_matches('.')
            )
        })
        .collect();
    out.extend(findings.external.iter().map(series));
    out.push(said!(
        "Postings belong to those who wrote them; this report holds counts of them, and titles and addresses of a few.",
        "职位归其撰写者所有；本报告只含有它们的计数，以及少数职位的标题与网址。"
    ));
    out
}

fn series(one: &analytics::findings::ExternalUse) -> Text {
    let season = match one.seasonally_adjusted {
        Some(true) => said!(
            ", seasonally adjusted by its publisher",
            "，由发布者作过季节调整"
        ),
        Some(false) => said!(", not seasonally adjusted", "，未作季节调整"),
        None => said!("", ""),
    };
    let unit = one.unit.as_ref().map_or_else(
        || said!("", ""),
        |unit| said!(", {unit}", "，{unit}", unit = unit),
    );
    said!(
        "The series {id} ({title}{unit}{season}) is published by others: {attribution}.",
        "序列 {id}（{title}{unit}{season}）由他人发布：{attribution}。",
        id = one.id,
        title = one.title,
        unit = unit,
        season = season,
        attribution = one.attribution.trim_end_matches('.')
    )
}

fn reproduce(findings: &Findings, manifest: &Manifest) -> Vec<Text> {
    let command = command(&manifest.recipe).map(|command| {
        said!(
            "Made by the command: {command}",
            "生成命令：{command}",
            command = command
        )
    });
    let facts = [
        said!(
            "Made as of {day} by version {version}.",
            "以 {day} 为准，由版本 {version} 生成。",
            day = both::written_day(&manifest.as_of),
            version = manifest.code_version
        ),
        said!(
            "Universe: {universe}.",
            "职位范围：{universe}。",
            universe = findings.universe
        ),
        said!(
            "Hash of the postings used: {hash}.",
            "所用职位的哈希值：{hash}。",
            hash = manifest.postings_hash
        ),
        said!(
            "Hash of the rules: {hash}.",
            "规则的哈希值：{hash}。",
            hash = manifest.rules_hash
        ),
        said!(
            "The same postings, rules and parameters give the same bytes; manifest.json holds them all, and \"jobtide verify\" computes the report again and says what differs.",
            "同样的职位、规则与参数会给出同样的字节；manifest.json 记录了全部，“jobtide verify”会重新计算报告并指出不同之处。"
        ),
    ];
    command.into_iter().chain(facts).collect()
}

/// What to type for the same report; `None` where the report was not asked for by name.
fn command(recipe: &Recipe) -> Option<String> {
    if recipe.name.is_empty() {
        return None;
    }
    // A quote inside a quoted word ends it, stands escaped, and begins it again.
    let quoted = |word: &str| format!("'{}'", word.replace('\'', "'\\''"));
    let mut words = vec![format!("jobtide report {}", recipe.name)];
    words.push(match recipe.period.is_empty() {
        true => format!("--from {} --to {}", recipe.window_first, recipe.window_last),
        false => format!("--period {}", recipe.period),
    });
    let given = [("universe", &recipe.universe), ("query", &recipe.query)];
    words.extend(given.into_iter().filter_map(|(option, value)| {
        let value = value.as_deref()?;
        Some(format!("--{option} {}", quoted(value)))
    }));
    if recipe.no_fold {
        words.push("--no-fold".to_owned());
    }
    let rates = recipe.rates.as_ref();
    words.extend(rates.map(|rates| format!("--rates {}", quoted(&rates.name))));
    Some(words.join(" "))
}

fn cite(setting: &Setting<'_>) -> String {
    let (findings, manifest) = (setting.request.findings, setting.request.manifest);
    say!(
        setting.language,
        "\u{201c}{title}\u{201d}, report on {universe}, {window}, made as of {day} with Jobtide {version}; postings {hash}.",
        "《{title}》，{universe} 的报告，{window}，以 {day} 为准，由 Jobtide {version} 生成；职位哈希值 {hash}。",
        title = setting.request.definition.title(),
        universe = findings.universe,
        window = both::days(findings.window),
        day = both::written_day(&manifest.as_of),
        version = manifest.code_version,
        hash = manifest.postings_hash
    )
}

/// One table for each file beside the page, with what its columns hold.
fn dictionary(setting: &Setting<'_>) -> Vec<TableView> {
    let tables = csv::TABLES
        .iter()
        .filter(|table| setting.files.contains(&table.path))
        .map(|table| (table.path, table.columns));
    let claims = setting
        .request
        .formats
        .json
        .then_some(("claims.json", CLAIMS_JSON));
    tables
        .chain(claims)
        .map(|(path, fields)| of_fields(setting, path, fields))
        .collect()
}

fn of_fields(setting: &Setting<'_>, path: &str, fields: &[Field]) -> TableView {
    let rows = fields
        .iter()
        .map(|field| vec![code(field.name), text(field.meaning())])
        .collect();
    let mut table = tables::table(
        setting,
        Text::same(path),
        path,
        vec![
            (said!("Column", "列"), false),
            (said!("What it holds", "含义"), false),
        ],
        rows,
        said!("The file has no column.", "该文件没有任何列。"),
    );
    table.file = Some(path.to_owned());
    table
}
