//! The reports that come with the program, embedded from `reports/`. Knows what they hold, not what they mean.

/// One report that comes with the program: its files as they stand in `reports/<name>/`.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The report's name, also its folder's.
    pub name: &'static str,
    /// What the report says, for [`crate::ReportDefinition::parse`].
    pub report_toml: &'static str,
    /// The claims that it judges, for the analytics room.
    pub claims_toml: &'static str,
    /// Its own templates as (file name, text), for [`crate::Templates::override_with`].
    pub templates: &'static [(&'static str, &'static str)],
}

const SHIPPED: &[Shipped] = &[
    Shipped {
        name: "ai-and-jobs",
        report_toml: include_str!("../../../reports/ai-and-jobs/report.toml"),
        claims_toml: include_str!("../../../reports/ai-and-jobs/claims.toml"),
        templates: &[
            (
                "body.md.hbs",
                include_str!("../../../reports/ai-and-jobs/body.md.hbs"),
            ),
            (
                "body.html.hbs",
                include_str!("../../../reports/ai-and-jobs/body.html.hbs"),
            ),
        ],
    },
    Shipped {
        name: "monthly",
        report_toml: include_str!("../../../reports/monthly/report.toml"),
        claims_toml: include_str!("../../../reports/monthly/claims.toml"),
        templates: &[],
    },
    Shipped {
        name: "one-query",
        report_toml: include_str!("../../../reports/one-query/report.toml"),
        claims_toml: include_str!("../../../reports/one-query/claims.toml"),
        templates: &[],
    },
];

/// The files of a report that somebody begins to write, as (file name, text); `NAME` stands for the report's name.
pub const SKELETON: &[(&str, &str)] = &[
    ("report.toml", include_str!("../skeleton/report.toml")),
    ("claims.toml", include_str!("../skeleton/claims.toml")),
    ("body.en.md.hbs", include_str!("../skeleton/body.en.md.hbs")),
    (
        "body.zh-CN.md.hbs",
        include_str!("../skeleton/body.zh-CN.md.hbs"),
    ),
];

/// The report of this name, where one is shipped.
#[must_use]
pub fn shipped(name: &str) -> Option<Shipped> {
    SHIPPED.iter().copied().find(|report| report.name == name)
}

/// The names of the shipped reports.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|report| report.name)
}
