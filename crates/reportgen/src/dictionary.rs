//! What a column of a table or a field of `claims.json` is called and what it holds, in both languages. The writers take their columns from here.

use analytics::claims::Text;

/// A column of a table or a field of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Its name, the same in every language.
    pub(crate) name: &'static str,
    en: &'static str,
    zh: &'static str,
}

impl Field {
    /// A field with what it holds, in English and in Chinese.
    pub(crate) const fn new(name: &'static str, en: &'static str, zh: &'static str) -> Field {
        Field { name, en, zh }
    }

    /// What it holds.
    pub(crate) fn meaning(&self) -> Text {
        Text {
            en: self.en.to_owned(),
            zh_cn: Some(self.zh.to_owned()),
        }
    }
}

/// The fields of each claim in `claims.json`, those of a part behind its name and a point.
///
/// A sentence is an object of its languages; an estimate has `value`, `n`, `low` and `high`.
pub(crate) const CLAIMS_JSON: &[Field] = &[
    Field::new(
        "id",
        "the claim, and its window where that is not the claim's own",
        "说法的编号；窗口不是它自己的时，后接窗口",
    ),
    Field::new(
        "original",
        "the claim that this one repeats on another window",
        "在另一窗口重复的原说法",
    ),
    Field::new(
        "section",
        "the part of the study that it belongs to",
        "它在研究中所属的部分",
    ),
    Field::new("kind", "what sort of sentence it is", "说法的种类"),
    Field::new("sentence", "the claim in words", "说法的文字"),
    Field::new("refuted_by", "what would refute it", "何种结果会推翻它"),
    Field::new("finding", "what was computed, in words", "计算结果的文字"),
    Field::new("claimed", "the claimed value in words", "所称数值的文字"),
    Field::new(
        "claimed_value",
        "the claimed value as a fraction",
        "所称数值，以小数表示",
    ),
    Field::new(
        "window",
        "the first and the last day that it is about",
        "它所针对的首日与末日",
    ),
    Field::new(
        "estimate",
        "the estimate under the claim's own reading, as a fraction",
        "按说法自己的读法得到的估计，以小数表示",
    ),
    Field::new(
        "deciding",
        "the estimate that decides the verdict, as a fraction",
        "据以判定的估计，以小数表示",
    ),
    Field::new(
        "deciding_reading",
        "the reading behind it",
        "据以判定的读法",
    ),
    Field::new(
        "minimum_detectable_effect",
        "the smallest change that would show, as a fraction",
        "能够显示的最小变化，以小数表示",
    ),
    Field::new("readings.name", "a reading", "一种读法"),
    Field::new(
        "readings.estimate",
        "its change, as a fraction",
        "该读法的变化，以小数表示",
    ),
    Field::new("readings.why_not", "why it has none", "没有变化值的原因"),
    Field::new(
        "robustness.family",
        "the claims among which the q-value is taken",
        "计算 q 值的同组说法",
    ),
    Field::new(
        "robustness.family_size",
        "how many of them have a p-value",
        "其中有 p 值的句数",
    ),
    Field::new(
        "robustness.p_value",
        "the two-sided p-value of the deciding change",
        "据以判定的变化的双侧 p 值",
    ),
    Field::new(
        "robustness.q_value",
        "its q-value in the family",
        "它在同组中的 q 值",
    ),
    Field::new(
        "robustness.specifications",
        "specifications that gave a number",
        "得出数字的设定数",
    ),
    Field::new("robustness.tried", "specifications tried", "尝试过的设定数"),
    Field::new(
        "robustness.agreement",
        "the part of them with the claimed sign",
        "方向与所称一致的比例",
    ),
    Field::new(
        "robustness.spread",
        "the lowest, the median and the highest change among them, as fractions",
        "其中变化的最低值、中位数与最高值，以小数表示",
    ),
    Field::new(
        "robustness.curve",
        "the changes at evenly spaced ranks, as fractions",
        "按等距名次取的变化，以小数表示",
    ),
    Field::new(
        "robustness.choices.choice",
        "a choice that was varied",
        "变动过的一项选择",
    ),
    Field::new(
        "robustness.choices.option",
        "one of its options",
        "它的一个选项",
    ),
    Field::new(
        "robustness.choices.specifications",
        "the specifications with that option",
        "采用该选项的设定数",
    ),
    Field::new(
        "robustness.choices.median",
        "their median change, as a fraction",
        "它们变化的中位数，以小数表示",
    ),
    Field::new(
        "robustness.choices.agreement",
        "the part of them with the claimed sign",
        "其中方向与所称一致的比例",
    ),
    Field::new(
        "robustness.intervals.name",
        "another interval of the deciding change",
        "据以判定的变化的另一种区间",
    ),
    Field::new(
        "robustness.intervals.low",
        "its low end, as a fraction",
        "其下端，以小数表示",
    ),
    Field::new(
        "robustness.intervals.high",
        "its high end, as a fraction",
        "其上端，以小数表示",
    ),
    Field::new(
        "robustness.placebo.pairs",
        "pairs of windows before the event",
        "事件之前的窗口对数",
    ),
    Field::new(
        "robustness.placebo.p",
        "the part of them, the real one counted in, at least as far from zero",
        "连同真实的一对在内，偏离零至少同样远的比例",
    ),
    Field::new(
        "robustness.placebo.spread",
        "the lowest, the median and the highest of their changes, as fractions",
        "它们变化的最低值、中位数与最高值，以小数表示",
    ),
    Field::new(
        "robustness.placebo.changes",
        "all of their changes, as fractions",
        "它们的全部变化，以小数表示",
    ),
    Field::new(
        "robustness.placebo.real",
        "the real change, as a fraction",
        "真实的变化，以小数表示",
    ),
    Field::new(
        "robustness.why_no_placebo",
        "why there is no placebo",
        "没有安慰剂检验的原因",
    ),
    Field::new(
        "cohort",
        "the panel's name of the postings that it is about",
        "它所针对的职位在面板中的名称",
    ),
    Field::new(
        "counts",
        "what the next two numbers are, in words",
        "以下两个数字的含义",
    ),
    Field::new(
        "n_start",
        "postings in the start window",
        "首段窗口的职位数",
    ),
    Field::new("n_end", "postings in the end window", "末段窗口的职位数"),
    Field::new("verdict", "the verdict", "判定"),
    Field::new("reason", "why, in one sentence", "一句话的理由"),
    Field::new(
        "evidence_query",
        "a query that finds the postings behind it",
        "能找到所依据职位的检索式",
    ),
    Field::new(
        "evidence.key",
        "a posting among them: its key",
        "其中一个职位的键",
    ),
    Field::new("evidence.title", "its title", "它的标题"),
    Field::new("evidence.day", "its day", "它的日期"),
    Field::new("evidence.url", "its address", "它的网址"),
];
