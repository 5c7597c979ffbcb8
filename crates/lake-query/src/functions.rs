//! The functions that SQL has of us: whether a text, or one of a list of texts, fulfils a test of words, and those of single postings. Every process that runs a part of a query needs them.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, ListArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;
use indexer::{TextTest, Words};

use crate::mixing;

/// `jobtide_text(text, test)`.
const TEXT: &str = "jobtide_text";
/// `jobtide_list(texts, test)`: whether one of them does.
const LIST: &str = "jobtide_list";

/// What a function is asked: words, or whether there is any text at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// More than spaces; of a list, an element.
    Any,
    /// Words.
    Words(TextTest),
}

impl Asked {
    /// As it stands in SQL. No word holds a space.
    pub(crate) fn written(&self) -> String {
        match self {
            Asked::Any => "any".to_owned(),
            Asked::Words(TextTest::Stem(stem)) => format!("stem {stem}"),
            Asked::Words(TextTest::Prefix(start)) => format!("prefix {start}"),
            Asked::Words(TextTest::Near(word, distance)) => format!("near {distance} {word}"),
            Asked::Words(TextTest::Phrase(words)) => {
                let mut text = "phrase".to_owned();
                for word in words {
                    // Writing into a string cannot fail.
                    let _ = write!(text, " {word}");
                }
                text
            }
        }
    }

    fn read(text: &str) -> Option<Asked> {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        Some(match kind {
            "any" => Asked::Any,
            "stem" => Asked::Words(TextTest::Stem(rest.to_owned())),
            "prefix" => Asked::Words(TextTest::Prefix(rest.to_owned())),
            "near" => {
                let (distance, word) = rest.split_once(' ')?;
                Asked::Words(TextTest::Near(word.to_owned(), distance.parse().ok()?))
            }
            "phrase" => {
                let words = rest.split(' ').filter(|word| !word.is_empty());
                Asked::Words(TextTest::Phrase(words.map(str::to_owned).collect()))
            }
            _ => return None,
        })
    }

    fn holds(&self, words: &mut Words, text: &str) -> bool {
        match self {
            Asked::Any => !text.trim().is_empty(),
            Asked::Words(test) => words.hold(text, test),
        }
    }

    /// A call in SQL: of a text's column, or of a list's.
    pub(crate) fn call(&self, column: &str, of_list: bool) -> String {
        let function = if of_list { LIST } else { TEXT };
        format!(
            "{function}({column}, {})",
            crate::sql::quoted(&self.written())
        )
    }
}

/// What has to be known wherever a part of a query runs.
#[must_use]
pub fn functions() -> Vec<Arc<ScalarUDF>> {
    [(TEXT, false), (LIST, true)]
        .into_iter()
        .map(|(name, of_list)| Arc::new(ScalarUDF::from(WordTest::new(name, of_list))))
        .chain(mixing::functions())
        .collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct WordTest {
    name: &'static str,
    of_list: bool,
    signature: Signature,
}

impl WordTest {
    fn new(name: &'static str, of_list: bool) -> WordTest {
        WordTest {
            name,
            of_list,
            signature: Signature::any(2, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for WordTest {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [text, ColumnarValue::Scalar(test)] = args.args.as_slice() else {
            return exec_err!("{} takes a column and a literal", self.name);
        };
        let (ScalarValue::Utf8(Some(test))
        | ScalarValue::LargeUtf8(Some(test))
        | ScalarValue::Utf8View(Some(test))) = test
        else {
            return exec_err!("{} takes a test in writing", self.name);
        };
        let Some(asked) = Asked::read(test) else {
            return exec_err!("{} does not know the test `{test}`", self.name);
        };
        let text = text.to_array(args.number_rows)?;
        let found: BooleanArray = WORDS.with_borrow_mut(|words| {
            if self.of_list {
                return any_holds(&asked, words, &text);
            }
            let hold = |text: Option<&str>| Some(asked.holds(words, text.unwrap_or("")));
            Ok(texts(&text)?.iter().map(hold).collect())
        })?;
        Ok(ColumnarValue::Array(Arc::new(found)))
    }
}

thread_local! {
    /// Stems that a thread has met: a batch alone would learn the same ones again.
    static WORDS: RefCell<Words> = RefCell::default();
}

pub(crate) fn texts(array: &ArrayRef) -> Result<StringArray> {
    let plain = cast(array, &DataType::Utf8)?;
    Ok(plain.as_string::<i32>().clone())
}

/// For each list, whether an element fulfils it; for [`Asked::Any`], whether there is an element.
fn any_holds(asked: &Asked, words: &mut Words, lists: &ArrayRef) -> Result<BooleanArray> {
    let Some(lists) = lists.as_any().downcast_ref::<ListArray>() else {
        return exec_err!("{LIST} takes a column of lists");
    };
    let elements = texts(lists.values())?;
    let offsets = lists.value_offsets();
    let holds = |row: usize| {
        let (from, to) = (offsets[row], offsets[row + 1]);
        let mut places = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
        lists.is_valid(row)
            && match asked {
                Asked::Any => !places.is_empty(),
                Asked::Words(_) => places.any(|at| asked.holds(words, elements.value(at))),
            }
    };
    Ok((0..lists.len()).map(holds).map(Some).collect())
}
