//! Growth from almost nothing, and what a tag's false positives make of it. Knows no claim.
