//! When a series changed its level or slope, and whether it has left its band. Knows no claim.
