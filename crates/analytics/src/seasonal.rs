//! What in a daily series is weekday, holiday and season, and what is left: STL, MSTL, pooled harmonics. Knows no claim.
