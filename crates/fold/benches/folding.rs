//! Synthetic postings in, postings folded per second out.
fn main() {
    divan::main();
}
