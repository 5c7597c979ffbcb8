//! A language in, the words out that stand around what was found: headings, column titles, links. Knows no finding.

use analytics::claims::{Language, Text};
use analytics::said;
use serde::Serialize;

use crate::wording::both;

/// Declares the labels with their words, so that none can be without a language.
macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident: $words:expr,)*) => {
        /// The words of one language that the templates put around numbers and sentences.
        #[derive(Clone, Debug, Serialize)]
        pub(crate) struct Labels {
            $($(#[$doc])* pub(crate) $name: String,)*
        }

        impl Labels {
            /// The labels of a language.
            pub(crate) fn of(language: Language) -> Labels {
                let word = |text: Text| text.of(language).to_owned();
                Labels {
                    $($name: word($words),)*
                }
            }
        }
    };
}

labels! {
    skip: said!("Skip to the report", "跳到正文"),
    contents: said!("Contents", "目录"),
    /// Between a name and its value.
    colon: said!(": ", "："),
    /// Between two names in a row.
    comma: said!(", ", "、"),
    stop: said!(".", "。"),
    by: said!(", ", "，"),
    interval: both::interval_name(),
    headline: said!("The findings in brief", "主要结论"),
    changes: said!("What changed since the last report", "与上一份报告相比的变化"),
    article: said!("The article", "原文"),
    article_judged: said!(
        "Each of its sentences is judged below by the same counts on the postings that are here.",
        "下面用同样的计数方法，以这里的职位逐句检验。"
    ),
    universe: said!("The universe is ", "职位范围："),
    in_short: said!("In short", "概要"),
    verdicts: said!("Verdicts", "判定"),
    verdict: said!("Verdict", "判定"),
    meaning: said!("What it means", "含义"),
    sentence: said!("Sentence", "说法"),
    sentences: said!("Sentences", "句数"),
    on_your_window: said!("On your window", "在您的窗口"),
    all_sentences: said!("All sentences with their verdicts", "全部说法及其判定"),
    found: said!("Found", "所得"),
    postings: said!("Postings", "职位数"),
    number: said!("No.", "编号"),
    behind: said!("The numbers of this chart", "此图的数字"),
    more: said!(
        "All readings, other choices and postings behind it",
        "全部读法、其他选择与所依据的职位"
    ),
    refuted_by: said!("What would refute it", "何种结果会推翻它"),
    found_by: said!("Found by", "检索式"),
    evidence: said!("Postings among those counted", "计入的部分职位"),
    picture: said!("Picture", "图"),
    numbers: said!("Numbers", "数据"),
    no_sentence: said!("No sentence of this kind was judged.", "没有检验过这一类说法。"),
    not_covered: both::verdict(analytics::findings::Verdict::NotCovered).name,
    data_notes: said!("Data notes", "数据说明"),
    methods: said!("Methods", "方法"),
    dictionary: said!("Data dictionary", "数据字典"),
    dictionary_lead: said!(
        "What each column of the tables beside this page holds; an empty cell is a missing or a withheld number.",
        "本页所附各表每一列的含义；空白单元格表示缺失或不显示的数字。"
    ),
    licences: said!("Sources, licences and attributions", "来源、许可与署名"),
    reproduce: said!("Make it again", "重新生成"),
    cite: said!("How to cite", "引用方式"),
    files: said!("Files beside this page", "本页所附文件"),
    synthetic: said!(
        "every posting behind this page is made up by a program; nothing here is about a real market.",
        "本页所依据的每个职位都由程序编造；这里没有任何内容涉及真实市场。"
    ),
}
