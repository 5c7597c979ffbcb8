//! Trap sentences: words that look like demand for an AI skill and are not. Each has one rate, the same on every day and in every posting.

use crate::effects::TAGS;

/// A sentence that a careless rule would count, under the name of what makes it a trap.
pub struct Trap {
    /// What it sets a trap for.
    pub id: &'static str,
    /// The probability that a posting holds it.
    pub rate: f64,
    /// Its wordings.
    pub sentences: &'static [&'static str],
}

impl Trap {
    /// The wordings that do not contradict a posting which asks for the tag: who wants texts written with AI does not forbid them.
    pub(crate) fn sentences_beside(&self, tag: Option<usize>) -> &'static [&'static str] {
        let wants_content =
            tag.is_some_and(|tag| matches!(TAGS[tag].slug, "ai_writing" | "ai_image"));
        if self.id == "forbidden_work" && wants_content {
            return FORBIDDEN_PROPOSALS;
        }
        self.sentences
    }
}

const FORBIDDEN_PROPOSALS: &[&str] = &[
    "AI-generated proposals will be ignored.",
    "ChatGPT proposals will be declined.",
];

/// Every trap.
#[rustfmt::skip]
pub static TRAPS: &[Trap] = &[
    Trap { id: "prompt_manner", rate: 0.15, sentences: &[
        "We value prompt communication.",
        "Prompt delivery matters more to us than polish.",
        "Prompt payment is guaranteed.",
    ] },
    Trap { id: "forbidden_work", rate: 0.05, sentences: &[
        "No ChatGPT please.",
        "No ChatGPT or AI-generated content please.",
        "Do not use ChatGPT to write this.",
        "The work must be fully human, and AI content will be rejected.",
    ] },
    Trap { id: "forbidden_proposal", rate: 0.05, sentences: FORBIDDEN_PROPOSALS },
    Trap { id: "human_test", rate: 0.05, sentences: &[
        "Start your proposal with the word river so I know you are not a bot.",
        "Please include the word lantern in your offer to prove you are not a robot.",
    ] },
    Trap { id: "illustrator_files", rate: 0.05, sentences: &[
        "Our logo is attached as .ai and .eps files.",
        "Please deliver .ai files with everything else.",
        "Artwork goes out in AI, EPS, PDF and PNG format.",
    ] },
    Trap { id: "human_agents", rate: 0.05, sentences: &[
        "You will report to our sales agent in the evening.",
        "A real estate agent is your contact for questions.",
        "Our support agents can show you how things are done.",
    ] },
    Trap { id: "status_report", rate: 0.03, sentences: &[
        "Send a RAG status report (red, amber, green) every Friday.",
    ] },
    Trap { id: "employer", rate: 0.03, sentences: &[
        "We are an AI startup with a small office.",
        "Our AI platform has two hundred customers.",
    ] },
    Trap { id: "other_senses", rate: 0.05, sentences: &[
        "The first product is a 500 ml bottle.",
        "We sell under a private label.",
        "Background reading comes as an annotated bibliography.",
        "You may have to fine-tune the design of our landing page.",
        "A vector logo file exists already.",
    ] },
    Trap { id: "topic", rate: 0.01, sentences: &[
        "One of our next articles about AI will explain what it means for a {industry}.",
    ] },
];
