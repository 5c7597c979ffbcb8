//! Posting texts in, tags and categories out, through the public boundary alone.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

mod categories;
mod faulty_rules;
mod hand_labels;
mod probes;
mod real_texts;
mod sentences;
mod titles;
