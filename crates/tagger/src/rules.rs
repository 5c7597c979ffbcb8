//! The text of `skills.toml` in, compiled rules out: one automaton over all literals, and the tests that follow where it hits. Reads no posting.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use model::{Day, Polarity, TagId, TagSet};
use regex::Regex;

use crate::Error;
use crate::pattern::{self, Case, Place};
use crate::rule_file::{self, Group, RawPolarity, RawTag, Reach, RuleFile};

/// What readers may know about a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRule {
    /// The tag's number; its place in [`Tagger::rules`](crate::Tagger::rules).
    pub id: TagId,
    /// The name in queries, files and JSON.
    pub slug: String,
    /// The name for readers, in English.
    pub title: String,
    /// The name for readers, in Simplified Chinese.
    pub title_zh: String,
    /// What sort of skill it is.
    pub group: Group,
    /// The day on which the thing was announced; an older hit is a false one.
    pub birth: Option<Day>,
    /// The trap that the rule has to avoid.
    pub note: String,
    /// Its patterns by what they do (`include`, `exclude`), as they were written.
    pub patterns: Vec<(&'static str, Vec<String>)>,
}

/// A pattern behind a literal.
pub(crate) struct Pattern {
    pub(crate) tag: TagId,
    pub(crate) regex: Regex,
    /// Whether a hit counts only in context.
    pub(crate) in_context: bool,
    /// Whether the match begins at the literal, or may lie anywhere in its sentence.
    pub(crate) spanning: bool,
}

/// One way in which a literal of the automaton announces a pattern.
pub(crate) struct Announcement {
    pub(crate) pattern: usize,
    /// The literal in its exact case, where the case matters.
    pub(crate) exact: Option<String>,
    /// Whether the literal is a core, a word of its own ("ai" announces nothing in "aim"), and not the beginning of a match.
    pub(crate) whole_word: bool,
}

/// What follows where a pattern of the tag has matched.
pub(crate) struct TagTests {
    pub(crate) context: Option<Regex>,
    pub(crate) exclude: Option<Regex>,
    pub(crate) mark: Option<(Polarity, Reach)>,
    pub(crate) default: Option<Polarity>,
}

/// A compiled `[[polarity]]` rule.
pub(crate) struct PolarityRule {
    pub(crate) means: Polarity,
    pub(crate) before: Option<Regex>,
    pub(crate) after: Option<Regex>,
    pub(crate) sentence: Option<Regex>,
    pub(crate) title: Option<Regex>,
    pub(crate) unless: Option<Regex>,
    /// The tags for which it holds.
    pub(crate) tags: TagSet,
}

/// Everything that `skills.toml` says.
pub(crate) struct SkillRules {
    pub(crate) rules: Vec<TagRule>,
    pub(crate) tests: Vec<TagTests>,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) automaton: AhoCorasick,
    /// By the automaton's pattern number.
    pub(crate) announcements: Vec<Vec<Announcement>>,
    pub(crate) polarity: Vec<PolarityRule>,
}

impl SkillRules {
    pub(crate) fn parse(text: &str) -> Result<SkillRules, Error> {
        let file = rule_file::parse(text)?;
        let rules = tag_rules(&file)?;
        let mut collected = Collected::default();
        let mut tests = Vec::with_capacity(rules.len());
        for (raw, rule) in file.tag.iter().zip(&rules) {
            collected.add_tag(raw, rule.id)?;
            tests.push(tag_tests(raw)?);
        }
        let polarity = file
            .polarity
            .iter()
            .enumerate()
            .map(|(at, raw)| polarity_rule(at, raw, &rules))
            .collect::<Result<_, _>>()?;
        let (automaton, announcements) = collected.automaton()?;
        Ok(SkillRules {
            rules,
            tests,
            patterns: collected.patterns,
            automaton,
            announcements,
            polarity,
        })
    }
}

fn tag_rules(file: &RuleFile) -> Result<Vec<TagRule>, Error> {
    let mut rules: Vec<TagRule> = Vec::with_capacity(file.tag.len());
    for (number, raw) in file.tag.iter().enumerate() {
        if rules.iter().any(|rule| rule.slug == raw.slug) {
            return Err(Error::Twice {
                tag: raw.slug.clone(),
            });
        }
        let id = TagId::new(number).ok_or_else(|| Error::TooMany {
            tag: raw.slug.clone(),
        })?;
        rules.push(TagRule {
            id,
            slug: raw.slug.clone(),
            title: raw.title.clone(),
            title_zh: raw.title_zh.clone(),
            group: raw.group,
            birth: raw.birth,
            note: raw.note.clone(),
            patterns: patterns(raw),
        });
    }
    Ok(rules)
}

fn patterns(raw: &RawTag) -> Vec<(&'static str, Vec<String>)> {
    let spanning = raw.spanning.iter().map(|one| one.pattern.clone()).collect();
    let all = [
        ("include", raw.include.clone()),
        ("case_sensitive", raw.case_sensitive.clone()),
        ("certain", raw.certain.clone()),
        ("spanning", spanning),
        ("context", raw.context.clone()),
        ("exclude", raw.exclude.clone()),
    ];
    let used = all.into_iter().filter(|(_, patterns)| !patterns.is_empty());
    used.collect()
}

fn tag_tests(raw: &RawTag) -> Result<TagTests, Error> {
    let place = |key| Place {
        tag: &raw.slug,
        key,
    };
    Ok(TagTests {
        context: pattern::any_of(place("context"), &raw.context)?,
        exclude: pattern::any_of(place("exclude"), &raw.exclude)?,
        mark: raw.marks.map(|polarity| (polarity, raw.reach)),
        default: raw.default,
    })
}

fn polarity_rule(at: usize, raw: &RawPolarity, rules: &[TagRule]) -> Result<PolarityRule, Error> {
    let name = format!("polarity rule {}", at + 1);
    let place = |key| Place { tag: &name, key };
    let named = tag_set("polarity.tags", &raw.tags, rules)?;
    let except = tag_set("polarity.except", &raw.except, rules)?;
    let everything = raw.tags.is_empty() && raw.groups.is_empty();
    let tags = rules
        .iter()
        .filter(|rule| everything || named.contains(rule.id) || raw.groups.contains(&rule.group))
        .filter(|rule| !except.contains(rule.id))
        .map(|rule| rule.id)
        .collect();
    Ok(PolarityRule {
        means: raw.means,
        before: pattern::before(place("before"), &raw.before, raw.gap)?,
        after: pattern::after(place("after"), &raw.after, raw.gap)?,
        sentence: pattern::any_of(place("sentence"), &raw.sentence)?,
        title: pattern::any_of(place("title"), &raw.title)?,
        unless: pattern::any_of(place("unless"), &raw.unless)?,
        tags,
    })
}

fn tag_set(key: &'static str, slugs: &[String], rules: &[TagRule]) -> Result<TagSet, Error> {
    slugs
        .iter()
        .map(|slug| {
            let rule = rules.iter().find(|rule| rule.slug == *slug);
            rule.map(|rule| rule.id).ok_or_else(|| Error::Unknown {
                file: "skills.toml",
                key,
                name: slug.clone(),
            })
        })
        .collect()
}

/// Patterns and their literals, while the tags are read.
#[derive(Default)]
struct Collected {
    patterns: Vec<Pattern>,
    /// By the literal in lower case, since the automaton knows no case.
    literals: BTreeMap<String, Vec<Announcement>>,
}

impl Collected {
    fn add_tag(&mut self, raw: &RawTag, tag: TagId) -> Result<(), Error> {
        let in_context = !raw.context.is_empty();
        let lists = [
            ("include", &raw.include, Case::Any, in_context),
            ("certain", &raw.certain, Case::Any, false),
            (
                "case_sensitive",
                &raw.case_sensitive,
                Case::Exact,
                in_context,
            ),
        ];
        for (key, patterns, case, in_context) in lists {
            let place = Place {
                tag: &raw.slug,
                key,
            };
            for text in patterns {
                if case == Case::Any {
                    pattern::check_lower_case(place, text)?;
                }
                let regex = pattern::anchored(place, text, case)?;
                self.announce(pattern::literals(place, text)?, case, false);
                self.patterns.push(Pattern {
                    tag,
                    regex,
                    in_context,
                    spanning: false,
                });
            }
        }
        let place = Place {
            tag: &raw.slug,
            key: "spanning",
        };
        for spanning in &raw.spanning {
            pattern::check_lower_case(place, &spanning.pattern)?;
            let regex = pattern::anywhere(place, &spanning.pattern)?;
            self.announce(spanning.cores.clone(), Case::Any, true);
            self.patterns.push(Pattern {
                tag,
                regex,
                in_context,
                spanning: true,
            });
        }
        Ok(())
    }

    /// Notes the literals of the pattern that is pushed next.
    fn announce(&mut self, literals: Vec<String>, case: Case, whole_word: bool) {
        let pattern = self.patterns.len();
        for literal in literals {
            let announcements = self.literals.entry(literal.to_lowercase()).or_default();
            announcements.push(Announcement {
                pattern,
                exact: (case == Case::Exact).then_some(literal),
                whole_word,
            });
        }
    }

    fn automaton(&mut self) -> Result<(AhoCorasick, Vec<Vec<Announcement>>), Error> {
        let literals = std::mem::take(&mut self.literals);
        let texts: Vec<&String> = literals.keys().collect();
        // The library would choose the slower NFA by itself at this size.
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&texts)
            .map_err(|error| Error::Toml {
                file: "skills.toml",
                message: format!("the automaton over all patterns does not build: {error}"),
            })?;
        Ok((automaton, literals.into_values().collect()))
    }
}
