//! The tree that a query parses into: what is asked, free of how it was written and of how the index answers.

use model::{Currency, Day, PayKind, Period};

/// A text that is searched by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// The title.
    Title,
    /// The body.
    Body,
    /// Each skill that the platform lists.
    Skill,
}

impl TextField {
    /// The three texts.
    pub const ALL: [TextField; 3] = [TextField::Title, TextField::Body, TextField::Skill];

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
pub enum ValueField {
    /// The identity.
    Key,
    /// A tag in the sense of demand, or `none`.
    Tag,
    /// A tag in any sense, or `none`.
    Mention,
    /// A sense (`forbid`), or a tag in a sense (`chatbot/forbid`).
    Polarity,
    /// The slug of the category.
    Category,
    /// Who brought it.
    Source,
    /// Where it is offered.
    Platform,
    /// The kind of market.
    Market,
    /// The country in lower case without accents, or `none`.
    Country,
    /// The same of the organisation.
    Organisation,
    /// The same of either of the platform's own category names.
    Label,
    /// The kind of date.
    Kind,
    /// Which texts are empty; not written in a query, but what `skill:none` turns into.
    Absent,
    /// `is:duplicate`, `is:original`, `is:any`.
    Fold,
    /// The key of the posting that stands for a duplicate.
    Leader,
}

impl ValueField {
    /// Whether a posting may state no value, which `field:none` finds, and `field:*` the others.
    pub(crate) fn may_be_absent(self) -> bool {
        matches!(
            self,
            ValueField::Tag
                | ValueField::Mention
                | ValueField::Country
                | ValueField::Organisation
                | ValueField::Label
        )
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            ValueField::Key => "key",
            ValueField::Tag => "tag",
            ValueField::Mention => "mention",
            ValueField::Polarity => "polarity",
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
pub struct PayBounds {
    /// Hourly, fixed or salary.
    pub kind: PayKind,
    /// Only for salaries, which are by day, week, month or year.
    pub period: Period,
    /// Any where none is named.
    pub currency: Option<Currency>,
    /// The high end is at least this.
    pub high_from: Option<i64>,
    /// The low end is at most this.
    pub low_to: Option<i64>,
}

/// One condition, or several joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Every posting.
    Everything,
    /// Words next to each other, in this order; at most `slop` places out of it. One word that is not `exact` is found in all
    /// its English forms. Without a field, in any of the three texts.
    Words {
        /// In which text.
        field: Option<TextField>,
        /// In lower case, without accents.
        words: Vec<String>,
        /// As written, and in no other form.
        exact: bool,
        /// Places.
        slop: u32,
    },
    /// Any word that starts so.
    Prefix {
        /// In which text.
        field: Option<TextField>,
        /// In lower case, without accents.
        start: String,
    },
    /// Any word at most `distance` letters away.
    Fuzzy {
        /// In which text.
        field: Option<TextField>,
        /// In lower case, without accents.
        word: String,
        /// Letters.
        distance: u8,
    },
    /// A field has this value.
    Value {
        /// Which field.
        field: ValueField,
        /// As the index keeps it.
        value: String,
    },
    /// A field has a value that starts so.
    ValuePrefix {
        /// Which field.
        field: ValueField,
        /// As the index keeps it.
        start: String,
    },
    /// Published between two days, both included; an end that is not asked for is `None`.
    Days {
        /// The first day.
        first: Option<Day>,
        /// The last one.
        last: Option<Day>,
        /// The condition in its one spelling where it counts from today (`date:last-90-days`): the permalink of such a query
        /// goes along with the days.
        relative: Option<String>,
    },
    /// Pays in this way.
    PayKind(PayKind),
    /// States no pay.
    PayNone,
    /// Pays within bounds.
    PayBounds(PayBounds),
    /// Does not fulfil it.
    Not(Box<Node>),
    /// Fulfils all of them.
    And(Vec<Node>),
    /// Fulfils one of them.
    Or(Vec<Node>),
}

impl Node {
    /// All of the nodes; one node stays itself, none is everything. Brackets around some of them mean nothing and leave no trace,
    /// nor does a condition that every posting fulfils.
    pub(crate) fn all(nodes: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::And(inner) => flat.extend(inner),
                Node::Everything => {}
                node => flat.push(node),
            }
        }
        match flat.len() {
            0 => Node::Everything,
            1 => flat.remove(0),
            _ => Node::And(flat),
        }
    }

    /// Any of the nodes, of which there is at least one; brackets around some of them leave no trace.
    pub(crate) fn any(nodes: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Or(inner) => flat.extend(inner),
                node => flat.push(node),
            }
        }
        match flat.len() {
            1 => flat.remove(0),
            _ => Node::Or(flat),
        }
    }

    /// What does not fulfil the node; two of them undo each other.
    pub(crate) fn not(self) -> Node {
        match self {
            Node::Not(inner) => *inner,
            node => Node::Not(Box::new(node)),
        }
    }

    /// Whether any condition is about duplicates or names a posting, so that none is left out unasked.
    pub(crate) fn names_duplicates(&self) -> bool {
        match self {
            Node::Value { field, .. } | Node::ValuePrefix { field, .. } => matches!(
                field,
                ValueField::Fold | ValueField::Key | ValueField::Leader
            ),
            Node::Not(inner) => inner.names_duplicates(),
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::names_duplicates),
            _ => false,
        }
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

    /// Whether some hits may fit better than others: only words say how well.
    pub(crate) fn scores(&self) -> bool {
        let mut scores = false;
        self.each_wanted(&mut |leaf| {
            let is_text = matches!(
                leaf,
                Node::Words { .. } | Node::Prefix { .. } | Node::Fuzzy { .. }
            );
            scores = scores || is_text;
        });
        scores
    }
}
