//! The facts of a posting and a stream of draws in, its title, body, label and skills out. Knows no count and no date.

mod business;
mod making;
mod skills;
mod traps;
mod words;

use model::Category;

use crate::effects::TAGS;
use crate::facts::Facts;
use crate::sampling::Stream;

pub(crate) use skills::{SkillTexts, texts_of};
pub use traps::{TRAPS, Trap};

/// What postings of one category are worded from. In templates `{thing}`, `{tool}`, `{industry}`, `{count}` and `{length}` are filled in.
pub(crate) struct Grammar {
    /// The platform's broad label.
    pub(crate) broad: &'static str,
    /// The platform's specific labels with their weights; all of them map to the category.
    pub(crate) leaves: &'static [(&'static str, f64)],
    pub(crate) things: &'static [&'static str],
    pub(crate) tools: &'static [&'static str],
    pub(crate) titles: &'static [&'static str],
    pub(crate) tasks: &'static [&'static str],
    pub(crate) needs: &'static [&'static str],
    pub(crate) skills: &'static [&'static str],
}

pub(crate) fn of(category: Category) -> &'static Grammar {
    match category {
        Category::Writing => &words::WRITING,
        Category::Translation => &words::TRANSLATION,
        Category::SocialMedia => &words::SOCIAL_MEDIA,
        Category::CustomerService => &business::CUSTOMER_SERVICE,
        Category::Accounting => &business::ACCOUNTING,
        Category::Sales => &business::SALES,
        Category::WebDev => &making::WEB_DEV,
        Category::Backend => &making::BACKEND,
        Category::GraphicDesign => &making::GRAPHIC_DESIGN,
        Category::WebDesign => &making::WEB_DESIGN,
        Category::Video => &making::VIDEO,
        _ => &business::MARKET_RESEARCH,
    }
}

const INDUSTRIES: &[&str] = &[
    "bakery",
    "dental clinic",
    "travel agency",
    "law office",
    "yoga studio",
    "furniture shop",
    "logistics company",
    "craft brewery",
    "property manager",
    "pet food brand",
    "solar installer",
    "language school",
    "bicycle shop",
    "hotel group",
    "online pharmacy",
    "garden centre",
    "recruitment office",
    "outdoor brand",
    "insurance broker",
    "coffee roaster",
    "museum",
    "farm equipment dealer",
    "fitness studio",
    "toy maker",
    "event organiser",
    "wine importer",
    "charity",
    "car rental",
    "software company",
    "jewellery brand",
    "publishing house",
    "ceramics studio",
];

const OPENINGS: &[&str] = &[
    "We are a small {industry} and need help with {thing}.",
    "Our {industry} is growing and we want to hand over {thing}.",
    "I run a {industry} with {count} people and look for a freelancer for {thing}.",
    "For a {industry} we are searching for somebody who can take care of {thing}.",
    "This job is about {thing} for a {industry}.",
    "A {industry} in its {count}th year needs a reliable hand for {thing}.",
    "We work for a {industry} and our colleague for {thing} is on leave.",
    "Our {industry} opens a second location and needs {thing} ready in time.",
];

const CLOSINGS: &[&str] = &[
    "The work should take about {length}.",
    "We expect the first part within {length}.",
    "If the start goes well, there is more work after {length}.",
    "Please tell us when you could begin and how many hours a week you have.",
    "Send two samples of similar work and your questions.",
    "We answer every serious offer within {length}.",
    "Time zones do not matter to us, but a weekly call does.",
    "Payment follows each accepted part.",
];

const LENGTHS: &[&str] = &[
    "three days",
    "a week",
    "ten days",
    "two weeks",
    "three weeks",
    "a month",
    "six weeks",
    "two months",
    "three months",
];

/// A worded posting, still without id, time and place.
pub(crate) struct Worded {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) broad: &'static str,
    pub(crate) leaf: &'static str,
    pub(crate) skills: Vec<String>,
    pub(crate) traps: Vec<&'static str>,
}

/// Words one posting.
///
/// A posting with a planted tag says so in its title and in a sentence of its own; trap sentences come at the same rates in every posting, tagged or not.
pub(crate) fn word(facts: &Facts, stream: &mut Stream) -> Worded {
    let grammar = of(facts.category());
    let mut slots = Slots::draw(grammar, stream);
    let texts = facts.tag.map(|tag| texts_of(TAGS[tag].slug));
    let title = match texts {
        Some(texts) => stream.pick(texts.titles),
        None => stream.pick(grammar.titles),
    };
    let title = capitalised(&slots.fill(title));
    let mut sentences = vec![slots.fill(stream.pick(OPENINGS))];
    if let Some(texts) = texts {
        sentences.push(slots.fill(stream.pick(texts.sentences)));
    }
    let [first, second] = two_of(grammar.tasks, stream);
    sentences.push(slots.fill(first));
    slots.redraw(grammar, stream);
    sentences.push(slots.fill(second));
    sentences.push(slots.fill(stream.pick(grammar.needs)));
    let mut traps = Vec::new();
    for trap in TRAPS {
        if stream.chance(trap.rate) {
            let place = 1 + stream.below(sentences.len());
            sentences.insert(
                place,
                slots.fill(stream.pick(trap.sentences_beside(facts.tag))),
            );
            traps.push(trap.id);
        }
    }
    sentences.push(slots.fill(stream.pick(CLOSINGS)));
    let body = sentences.iter().map(|s| capitalised(s)).collect::<Vec<_>>();
    let middle = body.len() / 2;
    Worded {
        title,
        body: format!(
            "{}\n\n{}",
            body[..middle].join(" "),
            body[middle..].join(" ")
        ),
        broad: grammar.broad,
        leaf: leaf(grammar, stream),
        skills: skills_of(grammar, texts, stream),
        traps,
    }
}

/// Two different entries of a table that has at least two.
fn two_of(table: &[&'static str], stream: &mut Stream) -> [&'static str; 2] {
    let first = stream.below(table.len());
    let step = 1 + stream.below(table.len() - 1);
    [table[first], table[(first + step) % table.len()]]
}

fn leaf(grammar: &Grammar, stream: &mut Stream) -> &'static str {
    let total = grammar.leaves.iter().map(|(_, weight)| weight).sum();
    let position = stream.weighted(grammar.leaves.iter().map(|(_, weight)| *weight), total);
    grammar.leaves[position].0
}

/// Two to five skills of the category, each once, after the tag's own.
fn skills_of(grammar: &Grammar, texts: Option<&SkillTexts>, stream: &mut Stream) -> Vec<String> {
    let own = texts.map(|texts| texts.skill.to_owned());
    let mut skills: Vec<String> = own.into_iter().collect();
    let wanted = 2 + stream.below(4);
    let first = stream.below(grammar.skills.len());
    let others = (0..wanted).map(|step| grammar.skills[(first + step) % grammar.skills.len()]);
    skills.extend(others.map(str::to_owned));
    skills
}

struct Slots {
    thing: &'static str,
    tool: &'static str,
    industry: &'static str,
    count: usize,
    length: &'static str,
}

impl Slots {
    fn draw(grammar: &'static Grammar, stream: &mut Stream) -> Slots {
        Slots {
            thing: stream.pick(grammar.things),
            tool: stream.pick(grammar.tools),
            industry: stream.pick(INDUSTRIES),
            count: 4 + stream.below(16),
            length: stream.pick(LENGTHS),
        }
    }

    /// Another tool, number and length, while the thing and the client stay.
    fn redraw(&mut self, grammar: &'static Grammar, stream: &mut Stream) {
        let Slots {
            thing, industry, ..
        } = *self;
        *self = Slots {
            thing,
            industry,
            ..Slots::draw(grammar, stream)
        };
    }

    fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            let count;
            let word = match name {
                "thing" => self.thing,
                "tool" => self.tool,
                "industry" => self.industry,
                "length" => self.length,
                _ => {
                    count = self.count.to_string();
                    &count
                }
            };
            if ends_in_article(&text) && word.starts_with(['a', 'e', 'i', 'o', 'u']) {
                text.insert(text.len() - 1, 'n');
            }
            text.push_str(word);
            rest = tail;
        }
        text.push_str(rest);
        text
    }
}

/// Whether the text ends in the word "a", which becomes "an" before a vowel.
fn ends_in_article(text: &str) -> bool {
    let rest = text.strip_suffix("a ").or_else(|| text.strip_suffix("A "));
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
