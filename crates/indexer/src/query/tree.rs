//! The tree that a query parses into: what is asked, free of how it was written and of how the index answers.

use model::{Currency, Day, PayKind, Period};

/// A text that is searched by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextField {
    Title,
    Body,
    Skill,
}

impl TextField {
    pub(crate) const ALL: [TextField; 3] = [TextField::Title, TextField::Body, TextField::Skill];

    pub(crate) fn name(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::Body => "body",
            TextField::Skill => "skill",
        }
    }
}

/// A field whose whole value is one term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueField {
    Key,
    Tag,
    Mention,
    Category,
    Source,
    Platform,
    Market,
    Country,
    Organisation,
    Label,
    Kind,
    /// Which texts are empty; not written in a query, but what `skill:none` turns into.
    Absent,
    /// `is:duplicate`, `is:original`, `is:any`.
    Fold,
    /// The key of the posting that stands for a duplicate.
    Leader,
}

impl ValueField {
    pub(crate) fn name(self) -> &'static str {
        match self {
            ValueField::Key => "key",
            ValueField::Tag => "tag",
            ValueField::Mention => "mention",
            ValueField::Category => "category",
            ValueField::Source => "source",
            ValueField::Platform => "platform",
            ValueField::Market => "market",
            ValueField::Country => "country",
            ValueField::Organisation => "organisation",
            ValueField::Label => "label",
            ValueField::Kind => "kind",
            ValueField::Absent => "absent",
            ValueField::Fold => "is",
            ValueField::Leader => "leader",
        }
    }
}

/// What pay is compared with. Amounts are in hundredths; ends that are not asked for are `None`.
///
/// A posted range `low` to `high` fits where it overlaps what is asked: `>40` asks whether `high > 40`, `<20` whether
/// `low < 20`, `20..40` whether `low <= 40` and `high >= 20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PayBounds {
    pub(crate) kind: PayKind,
    /// Only for salaries, which are by day, week, month or year.
    pub(crate) period: Period,
    pub(crate) currency: Option<Currency>,
    /// The high end is at least this.
    pub(crate) high_from: Option<i64>,
    /// The low end is at most this.
    pub(crate) low_to: Option<i64>,
}

/// One condition, or several joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Everything,
    /// Words next to each other, in this order; at most `slop` places out of it. One word that is not `exact` is found in all
    /// its English forms. Without a field, in any of the three texts.
    Words {
        field: Option<TextField>,
        words: Vec<String>,
        exact: bool,
        slop: u32,
    },
    /// Any word that starts so.
    Prefix {
        field: Option<TextField>,
        start: String,
    },
    /// Any word at most `distance` letters away.
    Fuzzy {
        field: Option<TextField>,
        word: String,
        distance: u8,
    },
    Value {
        field: ValueField,
        value: String,
    },
    ValuePrefix {
        field: ValueField,
        start: String,
    },
    /// Published between two days, both included; an end that is not asked for is `None`.
    Days {
        first: Option<Day>,
        last: Option<Day>,
    },
    PayKind(PayKind),
    PayNone,
    PayBounds(PayBounds),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Node {
    /// All of the nodes; one node stays itself, none is everything.
    pub(crate) fn all(mut nodes: Vec<Node>) -> Node {
        match nodes.len() {
            0 => Node::Everything,
            1 => nodes.remove(0),
            _ => Node::And(nodes),
        }
    }

    /// Any of the nodes, of which there is at least one.
    pub(crate) fn any(mut nodes: Vec<Node>) -> Node {
        match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::Or(nodes),
        }
    }

    pub(crate) fn not(self) -> Node {
        Node::Not(Box::new(self))
    }

    /// Calls `visit` for each condition that a hit fulfils positively: what stands under NOT is left out.
    pub(crate) fn each_wanted<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        match self {
            Node::Not(_) => {}
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    node.each_wanted(visit);
                }
            }
            leaf => visit(leaf),
        }
    }
}
