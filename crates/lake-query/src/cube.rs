//! A query and a plan in, what of it the cubes can say, as SQL, out: cells are of one day, category, source and at most one tag, so a union of tags, two tags at once and
//! words are none of theirs.

use indexer::{ANY, DUPLICATE, NOT_STATED, Node, ORIGINAL, Query, ValueField};
use model::{CohortSpec, PanelPlan, Sense};

use crate::files::PAY;
use crate::sql::{days, on_days, plain, quoted};

/// The tables' names in SQL.
pub(crate) const COUNTS: &str = "counts";
/// As [`COUNTS`].
pub(crate) const PAID: &str = "pay";

/// The cells of one tag in one sense; `None` for those of any posting.
pub(crate) type Slice = Option<(String, String)>;

/// What cubes say of a query: the condition on cells, and the tag that it asks for.
pub(crate) struct OverCubes {
    condition: String,
    universe: Slice,
}

impl OverCubes {
    /// `None` where they cannot say it, with pay if that is wanted.
    pub(crate) fn of(query: &Query, pay: bool) -> Option<OverCubes> {
        let nodes = match query.tree() {
            Node::And(nodes) => nodes.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut universe: Slice = None;
        let mut parts = Vec::new();
        for node in nodes {
            match slice(node) {
                Some(slice) if universe.as_ref().is_none_or(|own| *own == slice) => {
                    universe = Some(slice);
                }
                Some(_) => return None,
                None => parts.push(condition(node)?),
            }
        }
        // Pay is counted by demand and mention alone.
        let has_pay = |(_, sense): &(String, String)| sense == "demand" || sense == "mention";
        if pay && !universe.as_ref().is_none_or(has_pay) {
            return None;
        }
        if !query.has_duplicates() {
            parts.push("NOT duplicate".to_owned());
        }
        if parts.is_empty() {
            parts.push("TRUE".to_owned());
        }
        Some(OverCubes {
            condition: parts.join(" AND "),
            universe,
        })
    }

    /// The cells that the universe is counted from.
    pub(crate) fn universe(&self) -> &Slice {
        &self.universe
    }

    /// The cells that a cohort of the universe is counted from; `None` where no cells are just that.
    pub(crate) fn cohort(&self, cohort: &CohortSpec, tags: &[String]) -> Option<Slice> {
        let mut asked = cohort.tags.iter();
        let (first, second) = (asked.next(), asked.next());
        let own = match (first, second) {
            (None, _) => return Some(self.universe.clone()),
            (Some(tag), None) => {
                let sense = match cohort.sense {
                    Sense::Demand => "demand",
                    Sense::Mention => "mention",
                };
                (tags.get(tag.number())?.clone(), sense.to_owned())
            }
            (Some(_), Some(_)) => return None,
        };
        match &self.universe {
            None => Some(Some(own)),
            Some(universe) => (*universe == own).then_some(Some(own)),
        }
    }

    /// The pass over the counts, or over the pay, of some slices.
    pub(crate) fn statement(&self, plan: &PanelPlan, slices: &[Slice], pay: bool) -> String {
        let mut names = vec![
            "day", "source", "platform", "exact", "category", "tag", "sense",
        ];
        if pay {
            names.extend(PAY);
        }
        let names = names.join(", ");
        let table = if pay { PAID } else { COUNTS };
        let inner = names.replace("exact", "date_kind = 'exact' AS exact");
        let wanted: Vec<String> = slices.iter().map(cells_of).collect();
        format!(
            "SELECT {names}, sum(postings) AS n FROM (SELECT {inner}, postings FROM {table} WHERE {} AND {} AND ({})) AS alike GROUP BY {names}",
            self.condition,
            on_days(plan.days),
            wanted.join(" OR "),
        )
    }
}

fn cells_of(slice: &Slice) -> String {
    match slice {
        None => "tag IS NULL".to_owned(),
        Some((tag, sense)) => format!(
            "(tag IS NOT NULL AND tag = {} AND sense = {})",
            quoted(tag),
            quoted(sense)
        ),
    }
}

/// The slice that a condition asks for.
fn slice(node: &Node) -> Slice {
    let Node::Value { field, value } = node else {
        return None;
    };
    let (tag, sense) = match field {
        _ if value == NOT_STATED => return None,
        ValueField::Tag => (value.as_str(), "demand"),
        ValueField::Mention => (value.as_str(), "mention"),
        // A sense alone is a union over tags.
        ValueField::Polarity => value.split_once('/')?,
        _ => return None,
    };
    Some((tag.to_owned(), sense.to_owned()))
}

/// A condition on what all postings of a cell have in common.
fn condition(node: &Node) -> Option<String> {
    Some(match node {
        Node::Everything => "TRUE".to_owned(),
        Node::Value { field, value } => match (field, value.as_str()) {
            (
                ValueField::Category
                | ValueField::Source
                | ValueField::Platform
                | ValueField::Market
                | ValueField::Kind,
                value,
            ) => format!("({} = {})", plain(*field), quoted(value)),
            (ValueField::Fold, ANY) => "TRUE".to_owned(),
            (ValueField::Fold, ORIGINAL) => "(NOT duplicate)".to_owned(),
            (ValueField::Fold, DUPLICATE) => "duplicate".to_owned(),
            _ => return None,
        },
        Node::Days { first, last, .. } => days(*first, *last),
        Node::Not(inner) => format!("(NOT {})", condition(inner)?),
        Node::And(nodes) => format!("({})", joined(nodes, " AND ")?),
        Node::Or(nodes) => format!("({})", joined(nodes, " OR ")?),
        _ => return None,
    })
}

fn joined(nodes: &[Node], by: &str) -> Option<String> {
    let parts: Option<Vec<String>> = nodes.iter().map(condition).collect();
    Some(parts?.join(by))
}
