//! A noise setting and a seed in, two windows of daily counts whose true ratio is known, or a path without a slope, out. Knows no interval.

use synth::Stream;

/// Days of a window: the 84 of the article's average.
pub const DAYS: usize = 84;
/// The true ratio of the end window's expected count to the start window's.
pub const TRUE_RATIO: f64 = 0.8;
/// Shape of the gamma factor on each day's rate, as in a negative binomial.
const GAMMA_SHAPE: f64 = 50.0;
/// Relative demand from Monday to Sunday; divided by its mean before use.
const WEEKDAYS: [f64; 7] = [1.05, 1.15, 1.2, 1.15, 1.0, 0.55, 0.6];

/// How noisy daily demand is around its level.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Expected postings a day in the start window.
    pub level: f64,
    /// Persistence a day of the swings of log demand, an AR(1).
    pub persistence: f64,
    /// Standard deviation of those swings.
    pub deviation: f64,
}

impl Setting {
    /// The setting in words.
    pub fn name(&self) -> String {
        format!(
            "{} a day, φ {}, σ {}",
            self.level, self.persistence, self.deviation
        )
    }
}

const fn setting(level: f64, persistence: f64, deviation: f64) -> Setting {
    Setting {
        level,
        persistence,
        deviation,
    }
}

/// From demand that does not swing to demand that swings for weeks; in the last no interval of two windows can be honest.
pub const SETTINGS: [Setting; 4] = [
    setting(30.0, 0.0, 0.0),
    setting(150.0, 0.7, 0.08),
    setting(150.0, 0.9, 0.10),
    setting(400.0, 0.95, 0.10),
];

/// Start and end window of one draw. The swings begin in their stationary distribution, so they need no days to warm up.
pub fn windows(setting: &Setting, seed: u64, draw: u64) -> [Vec<f64>; 2] {
    let mut stream = Stream::new(seed, draw);
    [1.0, TRUE_RATIO].map(|factor| days(&mut stream, setting, factor * setting.level, DAYS))
}

/// Weekly logarithms of one path that neither rises nor falls.
pub fn path(setting: &Setting, seed: u64, draw: u64, weeks: usize) -> Vec<f64> {
    let mut stream = Stream::new(seed, draw);
    let days = days(&mut stream, setting, setting.level, 7 * weeks);
    days.chunks(7)
        .map(|week| week.iter().sum::<f64>().ln())
        .collect()
}

fn days(stream: &mut Stream, setting: &Setting, level: f64, days: usize) -> Vec<f64> {
    let Setting {
        persistence,
        deviation,
        ..
    } = *setting;
    let fresh = deviation * (1.0 - persistence * persistence).sqrt();
    let mean_weekday = WEEKDAYS.iter().sum::<f64>() / 7.0;
    let mut swing = deviation * stream.normal();
    let weekdays = WEEKDAYS.iter().cycle().take(days);
    weekdays
        .map(|weekday| {
            swing = persistence * swing + fresh * stream.normal();
            let rate = level * weekday / mean_weekday;
            // Half the variance keeps the expectation of the factor at one.
            let rate = rate * (swing - deviation * deviation / 2.0).exp();
            let rate = rate * stream.gamma_of_mean_one(GAMMA_SHAPE);
            f64::from(stream.poisson(rate))
        })
        .collect()
}
