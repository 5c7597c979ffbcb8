//! What returns every week and every year, told apart from what does not: STL and MSTL of daily values, weekdays and holidays, harmonics of days and of weeks, jumps of the level. Knows no claim.

pub mod harmonics;
pub mod level_shift;
pub mod mstl;
pub mod stl;
pub mod weekday;
pub mod weekly;
