//! What returns every week and every year, told apart from what does not: STL and MSTL of daily values, harmonics of weekly ones. Knows no calendar and no claim.

pub mod mstl;
pub mod stl;
pub mod weekly;
