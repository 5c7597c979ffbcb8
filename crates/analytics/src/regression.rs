//! Fits of a line or a rate to columns of numbers: least squares, Poisson, negative binomial, with covariances for what is correlated. Knows no panel and no claim.
