//! Which of two records of one posting stays, and what it takes over from the other: the rule of the nouns, so that a lake keeps to it too. Knows no disk.

pub(crate) use model::{Dated, fill};
