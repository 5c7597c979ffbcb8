//! Pay that is known as a range: interval regression, quantiles, bounds. Knows no claim.
