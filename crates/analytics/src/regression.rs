//! Fits of a line or a rate to columns of numbers: least squares, Poisson and negative binomial, with covariances for what is correlated. Knows no panel and no claim.

pub mod least_squares;
pub mod negative_binomial;
pub mod poisson;
