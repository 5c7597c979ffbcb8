//! Fits of a line or a rate to columns of numbers: least squares and Poisson, with covariances for what is correlated. Knows no panel and no claim.

pub mod least_squares;
pub mod poisson;
