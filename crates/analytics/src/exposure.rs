//! Occupation scores joined to categories, and whether change follows them. Knows no claim.
