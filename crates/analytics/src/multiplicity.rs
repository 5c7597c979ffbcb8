//! Many looks at once: adjusted p-values, equivalence, detectable effects. Knows no claim.
