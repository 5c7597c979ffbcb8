//! What returns every week and every year, told apart from what does not. Knows equally spaced values; knows no calendar and no claim.

pub mod weekly;
